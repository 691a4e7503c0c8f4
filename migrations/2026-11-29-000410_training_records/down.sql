REVOKE SELECT (id, session_id, person_id, status) ON training_attendances FROM samen_leren_worker;
REVOKE SELECT (id, organisation_id, held_by, kind, held_on, minutes, location, status) ON training_sessions
    FROM samen_leren_worker;
DROP POLICY worker_read ON training_attendances;
DROP POLICY worker_read ON training_sessions;
DROP INDEX training_attendances_invited;
DROP TABLE training_invitations, training_attendance_changes;

DROP FUNCTION flagged_record_counts();
DROP VIEW flagged_records;
REVOKE SELECT (organisation_id, id, trajectory_id, family_id, practitioner_id, licence_period_id, spent_on)
    ON time_entries FROM samen_leren_definer;
REVOKE SELECT (organisation_id, id, trajectory_id, family_id, status, held_on, practitioner_id, licence_period_id)
    ON evaluations FROM samen_leren_definer;
REVOKE SELECT (organisation_id, trajectory_id, family_id, version, agreed_on, practitioner_id, licence_period_id)
    ON plan_versions FROM samen_leren_definer;
REVOKE SELECT (trajectory_id, family_id) ON visits FROM samen_leren_definer;
DROP POLICY definer_read ON time_entries;
DROP POLICY definer_read ON evaluations;
DROP POLICY definer_read ON plan_versions;
DROP INDEX time_entries_practitioner, evaluations_practitioner, plan_versions_practitioner;
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
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION flagged_visit_counts() OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION flagged_visit_counts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION flagged_visit_counts() TO samen_leren_platform;
