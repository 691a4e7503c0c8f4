DROP FUNCTION is_any_trained(uuid[]);
DROP POLICY definer_read ON licence_issuances;
REVOKE SELECT (person_id, ground, withdrawn_at) ON licence_issuances FROM samen_leren_definer;
DROP POLICY tenant_places ON training_attendance_changes;
CREATE POLICY tenant_places ON training_attendance_changes FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_visible_training(session_id));
