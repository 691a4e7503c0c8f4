-- How many records each organisation has under a licence that turned out not to be valid on their day: for the licence
-- holder, who sees no record. Visits that stand, and the count alone.
CREATE FUNCTION flagged_visit_counts() RETURNS TABLE (organisation_id uuid, flagged bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT v.organisation_id, count(DISTINCT v.id)
    FROM practitioners p
    JOIN visit_performers vp ON vp.organisation_id = p.organisation_id AND vp.practitioner_id = p.id
    JOIN visits v ON v.organisation_id = vp.organisation_id AND v.id = vp.visit_id
    WHERE v.status IN ('held', 'no_show') AND vp.licence_period_id IS NOT NULL
      -- Only people whose licence ever changed, and of their visits those that nothing covers any more.
      AND (EXISTS (SELECT FROM licence_periods l WHERE l.person_id = p.person_id AND l.superseded_at IS NOT NULL)
        OR EXISTS (SELECT FROM licence_measures m WHERE m.person_id = p.person_id))
      AND (NOT EXISTS (SELECT FROM licence_periods l WHERE l.person_id = p.person_id AND l.kind = 'A'
            AND l.superseded_at IS NULL AND l.valid_from <= v.held_on AND l.valid_until >= v.held_on)
        OR EXISTS (SELECT FROM licence_measures m WHERE m.person_id = p.person_id AND m.kind = 'A'
            AND m.from_on <= v.held_on AND (m.until_on IS NULL OR m.until_on >= v.held_on)))
    GROUP BY v.organisation_id
$$;
-- What people attended and what was approved of theirs, in whatever organisation: kinds, days and minutes, nothing of
-- where or about what. An organisation asks about its own people only.
CREATE FUNCTION attended_training(people uuid[])
    RETURNS TABLE (person_id uuid, kind text, held_on date, minutes integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.person_id, s.kind, s.held_on, a.minutes
    FROM training_attendances a JOIN training_sessions s ON s.id = a.session_id
    WHERE a.person_id = ANY (people) AND a.status = 'present' AND s.status = 'open'
      AND ((SELECT current_setting('app.organisation_id')::uuid) = '00000000-0000-0000-0000-000000000000'
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = a.person_id
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
    ORDER BY s.held_on, a.id
$$;
CREATE FUNCTION approved_hand_ins(people uuid[], until date)
    RETURNS TABLE (person_id uuid, kind text, submitted_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT h.person_id, h.kind, h.submitted_on FROM hand_ins h
    WHERE h.person_id = ANY (people) AND h.status = 'approved' AND h.judged_on <= until
      AND ((SELECT current_setting('app.organisation_id')::uuid) = '00000000-0000-0000-0000-000000000000'
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = h.person_id
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
    ORDER BY h.submitted_on, h.id
$$;
CREATE POLICY definer_read ON training_attendances FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON hand_ins FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT ON training_attendances TO samen_leren_definer;
GRANT SELECT (organisation_id, id, person_id, kind, submitted_on, status, judged_on) ON hand_ins TO samen_leren_definer;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION flagged_visit_counts() OWNER TO samen_leren_definer;
ALTER FUNCTION attended_training(uuid[]) OWNER TO samen_leren_definer;
ALTER FUNCTION approved_hand_ins(uuid[], date) OWNER TO samen_leren_definer;
REVOKE ALL ON FUNCTION attended_training(uuid[]), approved_hand_ins(uuid[], date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION attended_training(uuid[]), approved_hand_ins(uuid[], date)
    TO samen_leren_tenant, samen_leren_platform;
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

-- Reminders: planned once for each licence year, term and addressee, and sent one by one.
CREATE TABLE licence_reminders (
    person_id uuid NOT NULL REFERENCES persons,
    valid_until date NOT NULL,
    term text NOT NULL,
    recipient text NOT NULL,
    name text NOT NULL,
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (person_id, valid_until, term, recipient)
);
CREATE INDEX licence_reminders_due ON licence_reminders (next_attempt_at) WHERE sent_at IS NULL;
CREATE INDEX licence_periods_end ON licence_periods (valid_until) WHERE superseded_at IS NULL;
CALL guard_global('licence_reminders');
CREATE POLICY worker_all ON licence_reminders TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON licence_reminders TO samen_leren_worker;
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
