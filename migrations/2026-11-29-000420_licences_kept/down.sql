DELETE FROM settings WHERE key IN ('track_trajectories', 'track_supervisions', 'track_supervision_minutes',
    'track_intervisions', 'track_intervision_minutes');
ALTER TABLE assignments DROP COLUMN licence_period_id, DROP COLUMN licence_id;
CREATE OR REPLACE FUNCTION licence_proof(proof uuid, day date)
    RETURNS TABLE (token_hash bytea, expires_at timestamptz, name text, kind text, state text, valid_until date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT q.token_hash, q.expires_at, p.name, q.kind, licence_state(q.person_id, q.kind, day),
        (SELECT l.valid_until FROM licence_periods l WHERE l.person_id = q.person_id AND l.kind = q.kind
            AND l.superseded_at IS NULL AND l.valid_from <= day AND l.valid_until >= day)
    FROM licence_proofs q JOIN persons p ON p.id = q.person_id
    WHERE q.id = proof AND q.revoked_at IS NULL
$$;
CREATE OR REPLACE FUNCTION approved_hand_ins(people uuid[], until date)
    RETURNS TABLE (person_id uuid, kind text, submitted_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT h.person_id, h.kind, h.submitted_on FROM hand_ins h
    WHERE h.person_id = ANY (people) AND h.status = 'approved' AND h.judged_on <= until
      AND ((SELECT current_setting('app.organisation_id')::uuid) = '00000000-0000-0000-0000-000000000000'
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = h.person_id
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
    ORDER BY h.submitted_on, h.id
$$;
CREATE OR REPLACE FUNCTION attended_training(people uuid[])
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
DROP POLICY tenant_places ON licences;
DROP POLICY tenant_places ON licence_periods;
DROP POLICY tenant_places ON licence_measures;
DROP POLICY tenant_places ON licence_issuances;
DROP POLICY tenant_places ON licence_dispensations;
DROP POLICY tenant_places ON licence_proofs;
DROP POLICY tenant_places ON assessments;
DROP POLICY tenant_places ON training_attendances;
CREATE POLICY tenant_places ON licences FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_periods FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_measures FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_issuances FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_dispensations FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_proofs TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners)) WITH CHECK (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON assessments FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON training_attendances FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_visible_training(session_id));
DROP POLICY definer_read ON licence_measures;
DROP POLICY worker_read ON licence_measures;
CREATE POLICY definer_read ON licence_measures FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY worker_read ON licence_measures FOR SELECT TO samen_leren_worker USING (true);
-- The older schema has no place for what was superseded, and must not count it.
ALTER TABLE licence_measures DROP COLUMN supersedes;
DELETE FROM licence_measures WHERE superseded_at IS NOT NULL;
ALTER TABLE licence_measures DROP COLUMN superseded_at;
GRANT UPDATE (until_on, until_reason) ON licence_measures TO samen_leren_platform;
REVOKE SELECT (left_on) ON practitioners FROM samen_leren_definer;
ALTER TABLE practitioners DROP COLUMN left_on;
