DROP POLICY worker_add ON audit_events;
CREATE POLICY worker_add ON audit_events FOR INSERT TO samen_leren_worker
    WITH CHECK (organisation_id = '00000000-0000-0000-0000-000000000000');
