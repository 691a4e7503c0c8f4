-- Idempotency keys behind the sign-in door too: of people who work on their own account, and of those who are known
-- only by what their request is about (nil organisation).
CREATE POLICY sign_in_own ON idempotency_records TO samen_leren_sign_in
    USING (organisation_id IN ((SELECT current_setting('app.organisation_id')::uuid), '00000000-0000-0000-0000-000000000000'))
    WITH CHECK (organisation_id IN ((SELECT current_setting('app.organisation_id')::uuid), '00000000-0000-0000-0000-000000000000'));
GRANT SELECT, INSERT, DELETE ON idempotency_records TO samen_leren_sign_in;

-- A refresh whose answer got lost may be repeated with the same key: hashes of the token it replaced and of the key.
ALTER TABLE sessions ADD COLUMN replaced_hash bytea, ADD COLUMN replaced_key_hash bytea;

-- The version of what a person can change of the own account.
ALTER TABLE accounts ADD COLUMN version integer NOT NULL DEFAULT 1;

-- The operator's acts (first account, keys) are audited as the licence holder's.
CREATE POLICY worker_add ON audit_events FOR INSERT TO samen_leren_worker
    WITH CHECK (organisation_id = '00000000-0000-0000-0000-000000000000');
GRANT INSERT ON audit_events TO samen_leren_worker;
