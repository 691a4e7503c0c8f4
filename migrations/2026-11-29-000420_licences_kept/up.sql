-- The last day of a place in an organisation: up to it the organisation goes on seeing the licences of somebody who left.
ALTER TABLE practitioners ADD COLUMN left_on date;
UPDATE practitioners SET left_on = (updated_at AT TIME ZONE 'Europe/Amsterdam')::date WHERE status = 'left';
ALTER TABLE practitioners ADD CONSTRAINT practitioners_left CHECK ((status = 'left') = (left_on IS NOT NULL));
GRANT SELECT (left_on) ON practitioners TO samen_leren_definer;

-- A measure that another decision ends is superseded by one with a last day, never edited: every decision stays known.
ALTER TABLE licence_measures
    ADD COLUMN supersedes uuid REFERENCES licence_measures,
    ADD COLUMN superseded_at timestamptz;
REVOKE UPDATE (until_on, until_reason) ON licence_measures FROM samen_leren_platform;
GRANT UPDATE (superseded_at) ON licence_measures TO samen_leren_platform;
-- Only the licence holder reads what was decided before: to everybody else there is what stands.
DROP POLICY definer_read ON licence_measures;
DROP POLICY worker_read ON licence_measures;
CREATE POLICY definer_read ON licence_measures FOR SELECT TO samen_leren_definer USING (superseded_at IS NULL);
CREATE POLICY worker_read ON licence_measures FOR SELECT TO samen_leren_worker USING (superseded_at IS NULL);

-- Who left takes along what comes after: of a licence the organisation keeps what began before the last day there (what
-- was recorded under it names it, and flags look at it), of training what it held itself, and of assessments nothing.
DROP POLICY tenant_places ON licences;
DROP POLICY tenant_places ON licence_periods;
DROP POLICY tenant_places ON licence_measures;
DROP POLICY tenant_places ON licence_issuances;
DROP POLICY tenant_places ON licence_dispensations;
DROP POLICY tenant_places ON licence_proofs;
DROP POLICY tenant_places ON assessments;
DROP POLICY tenant_places ON training_attendances;
CREATE POLICY tenant_places ON licences FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL)
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = licences.person_id AND p.left_on >= licences.issued_on));
CREATE POLICY tenant_places ON licence_periods FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL)
        OR EXISTS (SELECT FROM practitioners p
            WHERE p.person_id = licence_periods.person_id AND p.left_on >= licence_periods.valid_from));
CREATE POLICY tenant_places ON licence_measures FOR SELECT TO samen_leren_tenant
    USING (superseded_at IS NULL
        AND (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL)
            OR EXISTS (SELECT FROM practitioners p
                WHERE p.person_id = licence_measures.person_id AND p.left_on >= licence_measures.from_on)));
CREATE POLICY tenant_places ON licence_issuances FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL)
        OR EXISTS (SELECT FROM practitioners p
            WHERE p.person_id = licence_issuances.person_id AND p.left_on >= licence_issuances.issued_on));
CREATE POLICY tenant_places ON licence_dispensations FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL)
        OR EXISTS (SELECT FROM practitioners p
            WHERE p.person_id = licence_dispensations.person_id AND p.left_on >= licence_dispensations.from_on));
CREATE POLICY tenant_places ON licence_proofs TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL))
    WITH CHECK (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL));
CREATE POLICY tenant_places ON assessments FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL));
CREATE POLICY tenant_places ON training_attendances FOR SELECT TO samen_leren_tenant
    USING ((person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL) AND is_visible_training(session_id))
        OR (person_id IN (SELECT p.person_id FROM practitioners p) AND is_own_training(session_id)));

-- The same for what is asked of functions: an organisation asks about those who work in it.
CREATE OR REPLACE FUNCTION attended_training(people uuid[])
    RETURNS TABLE (person_id uuid, kind text, held_on date, minutes integer)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT a.person_id, s.kind, s.held_on, a.minutes
    FROM training_attendances a JOIN training_sessions s ON s.id = a.session_id
    WHERE a.person_id = ANY (people) AND a.status = 'present' AND s.status = 'open'
      AND ((SELECT current_setting('app.organisation_id')::uuid) = '00000000-0000-0000-0000-000000000000'
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = a.person_id AND p.left_on IS NULL
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
    ORDER BY s.held_on, a.id
$$;
CREATE OR REPLACE FUNCTION approved_hand_ins(people uuid[], until date)
    RETURNS TABLE (person_id uuid, kind text, submitted_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT h.person_id, h.kind, h.submitted_on FROM hand_ins h
    WHERE h.person_id = ANY (people) AND h.status = 'approved' AND h.judged_on <= until
      AND ((SELECT current_setting('app.organisation_id')::uuid) = '00000000-0000-0000-0000-000000000000'
        OR EXISTS (SELECT FROM practitioners p WHERE p.person_id = h.person_id AND p.left_on IS NULL
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
    ORDER BY h.submitted_on, h.id
$$;

-- Until when a proof's licence counts: the end of its period, or the day before a measure that was decided already. A
-- licence B counts no longer than A does.
CREATE OR REPLACE FUNCTION licence_proof(proof uuid, day date)
    RETURNS TABLE (token_hash bytea, expires_at timestamptz, name text, kind text, state text, valid_until date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT q.token_hash, q.expires_at, p.name, q.kind, licence_state(q.person_id, q.kind, day),
        least(
            (SELECT min(l.valid_until) FROM licence_periods l WHERE l.person_id = q.person_id AND l.kind IN ('A', q.kind)
                AND l.superseded_at IS NULL AND l.valid_from <= day AND l.valid_until >= day),
            (SELECT min(m.from_on) - 1 FROM licence_measures m WHERE m.person_id = q.person_id AND m.kind IN ('A', q.kind)
                AND m.from_on > day AND (m.until_on IS NULL OR m.until_on >= m.from_on)))
    FROM licence_proofs q JOIN persons p ON p.id = q.person_id
    WHERE q.id = proof AND q.revoked_at IS NULL
$$;

-- The licence that somebody was assigned under, as with visits; unknown of what was assigned before this.
ALTER TABLE assignments
    ADD COLUMN licence_id uuid REFERENCES licences,
    ADD COLUMN licence_period_id uuid REFERENCES licence_periods;

-- What the implementation track asks (domain.md §7).
INSERT INTO settings (key, value, version, updated_at) VALUES
    ('track_trajectories', 2, 1, '2026-01-01T00:00:00Z'),
    ('track_supervisions', 2, 1, '2026-01-01T00:00:00Z'),
    ('track_supervision_minutes', 180, 1, '2026-01-01T00:00:00Z'),
    ('track_intervisions', 4, 1, '2026-01-01T00:00:00Z'),
    ('track_intervision_minutes', 120, 1, '2026-01-01T00:00:00Z');
