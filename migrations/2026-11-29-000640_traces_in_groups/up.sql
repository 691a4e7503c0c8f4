-- What was read is written down in groups, of whatever organisations, by the service's own hand: the worker may add such lines
-- for each of them. Of deeds it still adds the operator's own, and it reads and changes none.
DROP POLICY worker_add ON audit_events;
CREATE POLICY worker_add ON audit_events FOR INSERT TO samen_leren_worker
    WITH CHECK (outcome = 'read' OR organisation_id = '00000000-0000-0000-0000-000000000000');
