-- How many records each organisation has under a licence that turned out not to be valid on their day: for the licence
-- holder, who sees no record. Visits that stand, and the count alone.
CREATE FUNCTION flagged_visit_counts() RETURNS TABLE (organisation_id uuid, flagged bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT v.organisation_id, count(DISTINCT v.id)
    FROM practitioners p
    JOIN visit_performers vp ON vp.organisation_id = p.organisation_id AND vp.practitioner_id = p.id
    JOIN visits v ON v.organisation_id = vp.organisation_id AND v.id = vp.visit_id
    WHERE v.status IN ('held', 'no_show') AND vp.licence_period_id IS NOT NULL
      AND (EXISTS (SELECT FROM licence_periods l WHERE l.person_id = p.person_id AND l.superseded_at IS NOT NULL)
        OR EXISTS (SELECT FROM licence_measures m WHERE m.person_id = p.person_id))
      AND licence_state(p.person_id, 'A', v.held_on) <> 'valid'
    GROUP BY v.organisation_id
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION flagged_visit_counts() OWNER TO samen_leren_definer;
REVOKE ALL ON FUNCTION flagged_visit_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION flagged_visit_counts() TO samen_leren_platform;
CREATE POLICY definer_read ON visits FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON visit_performers FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON practitioners FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON licence_periods FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON licence_measures FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON licences FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT (organisation_id, id, status, held_on) ON visits TO samen_leren_definer;
GRANT SELECT (organisation_id, visit_id, practitioner_id, licence_period_id) ON visit_performers TO samen_leren_definer;
GRANT SELECT (organisation_id, id, person_id) ON practitioners TO samen_leren_definer;
GRANT SELECT ON licence_periods, licence_measures, licences TO samen_leren_definer;
CREATE INDEX licence_periods_superseded ON licence_periods (person_id) WHERE superseded_at IS NOT NULL;

-- Reminders that were sent: a row is written in the transaction that sends, so each goes out once.
CREATE TABLE licence_reminders (
    person_id uuid NOT NULL REFERENCES persons,
    valid_until date NOT NULL,
    days_before integer NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, valid_until, days_before)
);
CALL guard_global('licence_reminders');
CREATE POLICY worker_all ON licence_reminders TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON licence_reminders TO samen_leren_worker;
CREATE POLICY worker_read ON persons FOR SELECT TO samen_leren_worker USING (true);
CREATE POLICY worker_read ON licence_periods FOR SELECT TO samen_leren_worker USING (true);
CREATE POLICY worker_read ON licence_measures FOR SELECT TO samen_leren_worker USING (true);
CREATE POLICY worker_read ON practitioners FOR SELECT TO samen_leren_worker USING (true);
CREATE POLICY worker_read ON memberships FOR SELECT TO samen_leren_worker USING (true);
GRANT SELECT (id, name, email) ON persons TO samen_leren_worker;
GRANT SELECT ON licence_periods, licence_measures TO samen_leren_worker;
GRANT SELECT (organisation_id, id, person_id, status) ON practitioners TO samen_leren_worker;
GRANT SELECT (organisation_id, id, account_id, roles, status) ON memberships TO samen_leren_worker;

-- A licence shown to a school or a municipality, by a link that its holder makes.
CREATE TABLE licence_proofs (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons,
    kind text NOT NULL CHECK (kind IN ('A', 'B')),
    token_hash bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    version integer NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX licence_proofs_person ON licence_proofs (person_id);
CALL guard_global('licence_proofs');
CREATE POLICY tenant_places ON licence_proofs TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners)) WITH CHECK (person_id IN (SELECT person_id FROM practitioners));
GRANT SELECT, INSERT ON licence_proofs TO samen_leren_tenant;
GRANT UPDATE (revoked_at, version) ON licence_proofs TO samen_leren_tenant;
CREATE POLICY definer_read ON licence_proofs FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT ON licence_proofs TO samen_leren_definer;
CREATE POLICY worker_delete ON licence_proofs TO samen_leren_worker USING (true);
GRANT SELECT (id, expires_at), DELETE ON licence_proofs TO samen_leren_worker;
-- What a link shows: name, kind and how the licence stands on a day, nothing else.
CREATE FUNCTION licence_proof(proof uuid, day date)
    RETURNS TABLE (token_hash bytea, expires_at timestamptz, name text, kind text, state text, valid_until date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT q.token_hash, q.expires_at, p.name, q.kind, licence_state(q.person_id, q.kind, day),
        (SELECT l.valid_until FROM licence_periods l WHERE l.person_id = q.person_id AND l.kind = q.kind
            AND l.superseded_at IS NULL AND l.valid_from <= day AND l.valid_until >= day)
    FROM licence_proofs q JOIN persons p ON p.id = q.person_id
    WHERE q.id = proof AND q.revoked_at IS NULL
$$;
ALTER FUNCTION licence_proof(uuid, date) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION licence_proof(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION licence_proof(uuid, date) TO samen_leren_sign_in;

INSERT INTO settings (key, value, version, updated_at) VALUES
    ('reminder_days_first', 90, 1, '2026-01-01T00:00:00Z'),
    ('reminder_days_second', 30, 1, '2026-01-01T00:00:00Z'),
    ('reminder_days_third', 7, 1, '2026-01-01T00:00:00Z'),
    ('proof_hours', 24, 1, '2026-01-01T00:00:00Z');
