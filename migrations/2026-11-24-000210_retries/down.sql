REVOKE ALL ON audit_events FROM samen_leren_worker;
DROP POLICY worker_add ON audit_events;
ALTER TABLE accounts DROP COLUMN version;
ALTER TABLE sessions DROP COLUMN replaced_hash, DROP COLUMN replaced_key_hash;
REVOKE ALL ON idempotency_records FROM samen_leren_sign_in;
DROP POLICY sign_in_own ON idempotency_records;
