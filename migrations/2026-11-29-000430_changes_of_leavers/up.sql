-- Who left takes along what is recorded later: the changes of attendances, as the attendances themselves.
DROP POLICY tenant_places ON training_attendance_changes;
CREATE POLICY tenant_places ON training_attendance_changes FOR SELECT TO samen_leren_tenant
    USING ((person_id IN (SELECT p.person_id FROM practitioners p WHERE p.left_on IS NULL) AND is_visible_training(session_id))
        OR (person_id IN (SELECT p.person_id FROM practitioners p) AND is_own_training(session_id)));
-- Whether an organisation's own training carries a licence is asked also of those who got it after they left.
GRANT SELECT (person_id, ground, withdrawn_at) ON licence_issuances TO samen_leren_definer;
CREATE POLICY definer_read ON licence_issuances FOR SELECT TO samen_leren_definer USING (true);
CREATE FUNCTION is_any_trained(people uuid[]) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM licence_issuances i
        WHERE i.person_id = ANY (people) AND i.ground = 'training' AND i.withdrawn_at IS NULL
          AND EXISTS (SELECT FROM practitioners p WHERE p.person_id = i.person_id
            AND p.organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION is_any_trained(uuid[]) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION is_any_trained(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_any_trained(uuid[]) TO samen_leren_tenant;
