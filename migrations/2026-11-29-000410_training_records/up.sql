-- Records under a licence that does not cover their day any more, of every kind that keeps its licence: visits, agreed
-- plans, evaluations and time entries. A flag is no row: whoever looks sees what his or her own role may see. It starts
-- from the few people whose licence ever changed, so it does not walk over all records.
CREATE INDEX plan_versions_practitioner ON plan_versions (organisation_id, practitioner_id)
    WHERE licence_period_id IS NOT NULL;
CREATE INDEX evaluations_practitioner ON evaluations (organisation_id, practitioner_id)
    WHERE licence_period_id IS NOT NULL;
CREATE INDEX time_entries_practitioner ON time_entries (organisation_id, practitioner_id)
    WHERE licence_period_id IS NOT NULL;
CREATE VIEW flagged_records WITH (security_invoker = true) AS
    SELECT p.organisation_id, r.record_kind, r.record_id, r.plan_version, r.trajectory_id, r.family_id,
        p.id AS practitioner_id, r.held_on, licence_state(p.person_id, 'A', r.held_on) AS reason
    FROM practitioners p
    CROSS JOIN LATERAL (
        SELECT 'visit' AS record_kind, v.id AS record_id, 0 AS plan_version, v.trajectory_id, v.family_id, v.held_on
        FROM visit_performers vp
        JOIN visits v ON v.organisation_id = vp.organisation_id AND v.id = vp.visit_id
        WHERE vp.organisation_id = p.organisation_id AND vp.practitioner_id = p.id
          AND vp.licence_period_id IS NOT NULL AND v.status IN ('held', 'no_show')
        UNION ALL
        -- A plan has no id of its own. A version that only repeats what was agreed before is not flagged again.
        SELECT 'plan', v.trajectory_id, v.version, v.trajectory_id, v.family_id, v.agreed_on
        FROM plan_versions v
        WHERE v.organisation_id = p.organisation_id AND v.practitioner_id = p.id
          AND v.licence_period_id IS NOT NULL AND v.agreed_on IS NOT NULL
          AND NOT EXISTS (SELECT FROM plan_versions b WHERE b.organisation_id = v.organisation_id
              AND b.trajectory_id = v.trajectory_id AND b.version = v.version - 1
              AND b.agreed_on = v.agreed_on AND b.practitioner_id = v.practitioner_id)
        UNION ALL
        SELECT 'evaluation', e.id, 0, e.trajectory_id, e.family_id, e.held_on
        FROM evaluations e
        WHERE e.organisation_id = p.organisation_id AND e.practitioner_id = p.id
          AND e.licence_period_id IS NOT NULL AND e.status <> 'draft'
        UNION ALL
        SELECT 'time_entry', t.id, 0, t.trajectory_id, t.family_id, t.spent_on
        FROM time_entries t
        WHERE t.organisation_id = p.organisation_id AND t.practitioner_id = p.id
          AND t.licence_period_id IS NOT NULL) r
    WHERE (EXISTS (SELECT FROM licence_periods l WHERE l.person_id = p.person_id AND l.superseded_at IS NOT NULL)
        OR EXISTS (SELECT FROM licence_measures m WHERE m.person_id = p.person_id))
      AND (NOT EXISTS (SELECT FROM licence_periods l WHERE l.person_id = p.person_id AND l.kind = 'A'
            AND l.superseded_at IS NULL AND l.valid_from <= r.held_on AND l.valid_until >= r.held_on)
        OR EXISTS (SELECT FROM licence_measures m WHERE m.person_id = p.person_id AND m.kind = 'A'
            AND m.from_on <= r.held_on AND (m.until_on IS NULL OR m.until_on >= r.held_on)));
GRANT SELECT ON flagged_records TO samen_leren_tenant, samen_leren_definer;

-- The licence holder sees how many, and no record: the count alone, of all kinds together.
CREATE POLICY definer_read ON plan_versions FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON evaluations FOR SELECT TO samen_leren_definer USING (true);
CREATE POLICY definer_read ON time_entries FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT (trajectory_id, family_id) ON visits TO samen_leren_definer;
GRANT SELECT (organisation_id, trajectory_id, family_id, version, agreed_on, practitioner_id, licence_period_id)
    ON plan_versions TO samen_leren_definer;
GRANT SELECT (organisation_id, id, trajectory_id, family_id, status, held_on, practitioner_id, licence_period_id)
    ON evaluations TO samen_leren_definer;
GRANT SELECT (organisation_id, id, trajectory_id, family_id, practitioner_id, licence_period_id, spent_on)
    ON time_entries TO samen_leren_definer;
DROP FUNCTION flagged_visit_counts();
CREATE FUNCTION flagged_record_counts() RETURNS TABLE (organisation_id uuid, flagged bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT f.organisation_id, count(DISTINCT (f.record_kind, f.record_id, f.plan_version))
    FROM flagged_records f GROUP BY f.organisation_id
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION flagged_record_counts() OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION flagged_record_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION flagged_record_counts() TO samen_leren_platform;

-- What attendances said before they were changed or withdrawn, with the session as it was then: on what a licence
-- rested once can be shown (domain.md §7). Only added to.
CREATE TABLE training_attendance_changes (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES training_sessions,
    attendance_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES persons,
    act text NOT NULL CHECK (act IN ('attendance_changed', 'attendance_withdrawn', 'session_changed',
        'session_cancelled')),
    kind text NOT NULL,
    held_on date NOT NULL,
    trainer_id uuid,
    status text NOT NULL,
    minutes integer,
    -- Who changed it.
    account_id uuid NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX training_attendance_changes_session ON training_attendance_changes (session_id, id);
CALL guard_global('training_attendance_changes');
CREATE POLICY platform_all ON training_attendance_changes TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY tenant_places ON training_attendance_changes FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_visible_training(session_id));
CREATE POLICY tenant_add ON training_attendance_changes FOR INSERT TO samen_leren_tenant
    WITH CHECK (person_id IN (SELECT person_id FROM practitioners) AND is_own_training(session_id));
GRANT SELECT, INSERT ON training_attendance_changes TO samen_leren_platform, samen_leren_tenant;

-- Mails to those who are invited to a session: one for each invitation. Whoever was invited before this was told
-- otherwise. A withdrawn invitation takes its mail along.
CREATE TABLE training_invitations (
    attendance_id uuid PRIMARY KEY REFERENCES training_attendances ON DELETE CASCADE,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE INDEX training_invitations_due ON training_invitations (next_attempt_at) WHERE sent_at IS NULL;
CREATE INDEX training_attendances_invited ON training_attendances (session_id) WHERE status = 'invited';
CALL guard_global('training_invitations');
CREATE POLICY worker_all ON training_invitations TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON training_invitations TO samen_leren_worker;
CREATE POLICY worker_read ON training_sessions FOR SELECT TO samen_leren_worker USING (true);
CREATE POLICY worker_read ON training_attendances FOR SELECT TO samen_leren_worker USING (true);
GRANT SELECT (id, organisation_id, held_by, kind, held_on, minutes, location, status) ON training_sessions
    TO samen_leren_worker;
GRANT SELECT (id, session_id, person_id, status) ON training_attendances TO samen_leren_worker;
INSERT INTO training_invitations (attendance_id, attempts, next_attempt_at, sent_at)
    SELECT id, 0, now(), now() FROM training_attendances WHERE status = 'invited';
