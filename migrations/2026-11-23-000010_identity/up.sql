-- Accounts are people who sign in; they are global. Memberships bind them to organisations with roles.
CREATE TABLE organisations (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    kvk_number text NOT NULL UNIQUE CHECK (kvk_number ~ '^[0-9]{8}$'),
    vat_id text,
    address jsonb NOT NULL,
    billing jsonb NOT NULL,
    contact jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'read_only', 'leaving', 'closed')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CALL guard_global('organisations');
CREATE POLICY tenant_own ON organisations TO samen_leren_tenant
    USING (id = (SELECT current_setting('app.organisation_id')::uuid))
    WITH CHECK (id = (SELECT current_setting('app.organisation_id')::uuid));
CREATE POLICY platform_all ON organisations TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY sign_in_read ON organisations FOR SELECT TO samen_leren_sign_in USING (true);
CREATE POLICY worker_read ON organisations FOR SELECT TO samen_leren_worker USING (true);
GRANT SELECT, UPDATE (contact, version, updated_at) ON organisations TO samen_leren_tenant;
GRANT SELECT, INSERT, UPDATE ON organisations TO samen_leren_platform;
GRANT SELECT (id, name, status) ON organisations TO samen_leren_sign_in, samen_leren_worker;

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    language text NOT NULL CHECK (language IN ('nl', 'en')),
    status text NOT NULL CHECK (status IN ('invited', 'active', 'suspended')),
    password_hash text,
    totp_secret bytea,
    totp_last_step bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT accounts_email_unique UNIQUE (email),
    CONSTRAINT accounts_active_complete CHECK (status <> 'active' OR (password_hash IS NOT NULL AND totp_secret IS NOT NULL))
);
CALL guard_global('accounts');

CREATE TABLE recovery_codes (
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (account_id, code_hash)
);
CALL guard_global('recovery_codes');
CREATE POLICY sign_in_all ON recovery_codes TO samen_leren_sign_in USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO samen_leren_sign_in;

CREATE TABLE memberships (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['project_leader', 'practitioner']),
    status text NOT NULL CHECK (status IN ('invited', 'active', 'suspended')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- What the inviter called them, shown until they accept: an invitation must not tell whom an address belongs to.
    invited_name text CHECK (length(invited_name) BETWEEN 1 AND 200),
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT memberships_account_unique UNIQUE (organisation_id, account_id)
);
CREATE INDEX memberships_account ON memberships (account_id);
CALL guard_tenant('memberships', 'SELECT, INSERT, UPDATE');
-- The licence holder appoints the first project leader, and sees project leaders only.
CREATE POLICY platform_leaders ON memberships FOR SELECT TO samen_leren_platform
    USING ('project_leader' = ANY (roles));
CREATE POLICY platform_appoints ON memberships FOR INSERT TO samen_leren_platform
    WITH CHECK (roles = ARRAY['project_leader'] AND status = 'invited');
GRANT SELECT, INSERT ON memberships TO samen_leren_platform;
-- At sign-in only the account that is signing in is looked at.
CREATE POLICY sign_in_own ON memberships TO samen_leren_sign_in
    USING (account_id = (SELECT current_setting('app.account_id')::uuid))
    WITH CHECK (account_id = (SELECT current_setting('app.account_id')::uuid));
GRANT SELECT, UPDATE (status, invited_name, version, updated_at) ON memberships TO samen_leren_sign_in;

CREATE TABLE platform_memberships (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts,
    status text NOT NULL CHECK (status IN ('invited', 'active', 'suspended')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT platform_memberships_account_unique UNIQUE (account_id)
);
CALL guard_global('platform_memberships');
CREATE POLICY platform_all ON platform_memberships TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON platform_memberships TO samen_leren_platform;
CREATE POLICY sign_in_own ON platform_memberships TO samen_leren_sign_in
    USING (account_id = (SELECT current_setting('app.account_id')::uuid))
    WITH CHECK (account_id = (SELECT current_setting('app.account_id')::uuid));
GRANT SELECT, UPDATE (status, version, updated_at) ON platform_memberships TO samen_leren_sign_in;
CREATE POLICY worker_all ON platform_memberships TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON platform_memberships TO samen_leren_worker;

-- Names and addresses of colleagues, never the credentials beside them: those columns are not granted.
CREATE POLICY tenant_colleagues ON accounts FOR SELECT TO samen_leren_tenant
    USING (id IN (SELECT account_id FROM memberships));
GRANT SELECT (id, email, name, language, status) ON accounts TO samen_leren_tenant;
CREATE POLICY platform_staff ON accounts FOR SELECT TO samen_leren_platform
    USING (id IN (SELECT account_id FROM platform_memberships) OR id IN (SELECT account_id FROM memberships));
GRANT SELECT (id, email, name, language, status) ON accounts TO samen_leren_platform;
CREATE POLICY sign_in_all ON accounts TO samen_leren_sign_in USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON accounts TO samen_leren_sign_in;
CREATE POLICY worker_all ON accounts TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT (id, email, name, language, status),
    INSERT (id, email, name, language, status, created_at, updated_at) ON accounts TO samen_leren_worker;
CREATE POLICY definer_all ON accounts TO samen_leren_definer USING (true) WITH CHECK (true);
GRANT SELECT (id, email),
    INSERT (id, email, name, language, status, created_at, updated_at) ON accounts TO samen_leren_definer;

-- Inviting an address that is known already elsewhere must look exactly like inviting a new one.
CREATE FUNCTION account_for_email(new_id uuid, address text, display_name text, preferred text, at timestamptz)
RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH added AS (
        INSERT INTO accounts (id, email, name, language, status, created_at, updated_at)
        VALUES (new_id, lower(address), display_name, preferred, 'invited', at, at)
        ON CONFLICT (email) DO NOTHING RETURNING id)
    SELECT id FROM added UNION ALL SELECT id FROM accounts WHERE email = lower(address) LIMIT 1
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION account_for_email(uuid, text, text, text, timestamptz) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION account_for_email(uuid, text, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION account_for_email(uuid, text, text, text, timestamptz) TO samen_leren_tenant, samen_leren_platform;

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    organisation_id uuid,
    membership_id uuid NOT NULL,
    refresh_hash bytea NOT NULL,
    device text,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_because text
);
CREATE INDEX sessions_account ON sessions (account_id);
CALL guard_global('sessions');
CREATE POLICY sign_in_all ON sessions TO samen_leren_sign_in USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON sessions TO samen_leren_sign_in;
CREATE POLICY tenant_read ON sessions FOR SELECT TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
GRANT SELECT (id, account_id, organisation_id, membership_id, expires_at, revoked_at) ON sessions TO samen_leren_tenant;
CREATE POLICY platform_read ON sessions FOR SELECT TO samen_leren_platform USING (organisation_id IS NULL);
GRANT SELECT (id, account_id, organisation_id, membership_id, expires_at, revoked_at) ON sessions TO samen_leren_platform;
CREATE POLICY worker_delete ON sessions TO samen_leren_worker USING (true);
GRANT SELECT (id, expires_at), DELETE ON sessions TO samen_leren_worker;

-- Mailed links. The token is made when the mail leaves, so that no token is ever stored, queued or logged.
CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    organisation_id uuid,
    membership_id uuid NOT NULL,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token_hash bytea,
    pending_totp_secret bytea,
    created_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    sent_at timestamptz,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX invitations_unsent ON invitations (next_attempt_at) WHERE sent_at IS NULL;
CREATE INDEX invitations_membership ON invitations (membership_id);
CALL guard_global('invitations');
CREATE POLICY tenant_own ON invitations TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid))
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
CREATE POLICY platform_all ON invitations TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY sign_in_all ON invitations TO samen_leren_sign_in USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON invitations TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT (id, organisation_id, membership_id, account_id, created_at, sent_at, expires_at, accepted_at, revoked_at),
    INSERT (id, organisation_id, membership_id, account_id, created_at, next_attempt_at, expires_at),
    UPDATE (revoked_at) ON invitations TO samen_leren_tenant, samen_leren_platform;
GRANT SELECT, UPDATE ON invitations TO samen_leren_sign_in;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO samen_leren_worker;

CREATE TABLE password_resets (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
    token_hash bytea,
    created_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    sent_at timestamptz,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX password_resets_unsent ON password_resets (next_attempt_at) WHERE sent_at IS NULL;
CALL guard_global('password_resets');
CREATE POLICY sign_in_all ON password_resets TO samen_leren_sign_in USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON password_resets TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON password_resets TO samen_leren_sign_in;
GRANT SELECT, UPDATE, DELETE ON password_resets TO samen_leren_worker;

-- Failed sign-ins, counted for all processes together; the bucket is a keyed hash of an account or address.
CREATE TABLE throttles (
    bucket bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL,
    blocked_until timestamptz
);
CALL guard_global('throttles');
CREATE POLICY sign_in_all ON throttles TO samen_leren_sign_in USING (true) WITH CHECK (true);
CREATE POLICY worker_all ON throttles TO samen_leren_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON throttles TO samen_leren_sign_in;
GRANT SELECT, DELETE ON throttles TO samen_leren_worker;

-- The private half is sealed with a key derived from SECRET_KEY, which is never in the database.
CREATE TABLE signing_keys (
    kid text PRIMARY KEY,
    public_key bytea NOT NULL,
    sealed_private_key bytea NOT NULL,
    created_at timestamptz NOT NULL,
    signs_from timestamptz NOT NULL,
    verifies_until timestamptz
);
CALL guard_global('signing_keys');
CREATE POLICY sign_in_read ON signing_keys FOR SELECT TO samen_leren_sign_in USING (true);
CREATE POLICY worker_all ON signing_keys TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT ON signing_keys TO samen_leren_sign_in;
GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO samen_leren_worker;

CREATE TABLE api_clients (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    scopes text[] NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'revoked')),
    secret_hash bytea,
    previous_secret_hash bytea,
    previous_secret_until timestamptz,
    public_keys jsonb,
    tokens_not_before timestamptz NOT NULL,
    last_used_on date,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CALL guard_tenant('api_clients', 'SELECT, INSERT, UPDATE');
CREATE POLICY sign_in_one ON api_clients TO samen_leren_sign_in
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
GRANT SELECT, UPDATE (last_used_on) ON api_clients TO samen_leren_sign_in;

CREATE TABLE revoked_tokens (
    organisation_id uuid NOT NULL REFERENCES organisations,
    jti uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, jti)
);
CALL guard_tenant('revoked_tokens', 'SELECT');
CREATE POLICY sign_in_one ON revoked_tokens TO samen_leren_sign_in
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid))
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
CREATE POLICY worker_all ON revoked_tokens TO samen_leren_worker USING (true);
GRANT SELECT, INSERT ON revoked_tokens TO samen_leren_sign_in;
GRANT SELECT, DELETE ON revoked_tokens TO samen_leren_worker;

-- RFC 7523 §3: a client assertion is used once.
CREATE TABLE used_assertions (
    organisation_id uuid NOT NULL,
    client_id uuid NOT NULL,
    jti text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, client_id, jti),
    FOREIGN KEY (organisation_id, client_id) REFERENCES api_clients
);
CALL guard_tenant('used_assertions', 'SELECT');
CREATE POLICY sign_in_one ON used_assertions TO samen_leren_sign_in
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid))
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
CREATE POLICY worker_all ON used_assertions TO samen_leren_worker USING (true);
GRANT SELECT, INSERT ON used_assertions TO samen_leren_sign_in;
GRANT SELECT, DELETE ON used_assertions TO samen_leren_worker;
