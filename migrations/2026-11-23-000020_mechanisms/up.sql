-- What every request uses: the audit and the memory of idempotency keys. The licence holder's own rows
-- carry the nil organisation, so that both doors write with one statement.
CREATE TABLE audit_events (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('person', 'integration', 'system', 'anonymous')),
    actor_id uuid,
    session_id uuid,
    action text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('done', 'read', 'refused')),
    object_type text NOT NULL,
    object_id uuid,
    family_ids uuid[] NOT NULL,
    changed text[] NOT NULL,
    problem text,
    request_id text NOT NULL,
    address text,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX audit_events_object ON audit_events (organisation_id, object_id, id);
CREATE INDEX audit_events_actor ON audit_events (organisation_id, actor_id, id);
CALL guard_tenant('audit_events', 'SELECT, INSERT');
CREATE POLICY platform_own ON audit_events TO samen_leren_platform
    USING (organisation_id = '00000000-0000-0000-0000-000000000000')
    WITH CHECK (organisation_id = '00000000-0000-0000-0000-000000000000');
GRANT SELECT, INSERT ON audit_events TO samen_leren_platform;
CREATE POLICY sign_in_add ON audit_events FOR INSERT TO samen_leren_sign_in
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
GRANT INSERT ON audit_events TO samen_leren_sign_in;

CREATE TABLE idempotency_records (
    organisation_id uuid NOT NULL,
    caller uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    etag text,
    body text,
    secret boolean NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, caller, key)
);
CREATE INDEX idempotency_records_age ON idempotency_records (created_at);
CALL guard_tenant('idempotency_records', 'SELECT, INSERT, DELETE');
CREATE POLICY platform_own ON idempotency_records TO samen_leren_platform
    USING (organisation_id = '00000000-0000-0000-0000-000000000000')
    WITH CHECK (organisation_id = '00000000-0000-0000-0000-000000000000');
GRANT SELECT, INSERT, DELETE ON idempotency_records TO samen_leren_platform;
CREATE POLICY worker_all ON idempotency_records TO samen_leren_worker USING (true);
GRANT SELECT (organisation_id, caller, key, created_at), DELETE ON idempotency_records TO samen_leren_worker;

-- Decisions of domain.md that the licence holder can change.
CREATE TABLE settings (
    key text PRIMARY KEY,
    value integer NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL
);
CALL guard_global('settings');
CREATE POLICY all_read ON settings FOR SELECT TO samen_leren_tenant, samen_leren_platform, samen_leren_worker USING (true);
CREATE POLICY platform_update ON settings FOR UPDATE TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT ON settings TO samen_leren_tenant, samen_leren_platform, samen_leren_worker;
GRANT UPDATE (value, version, updated_at) ON settings TO samen_leren_platform;
INSERT INTO settings (key, value, version, updated_at) VALUES
    ('wind_down_months', 3, 1, '2026-01-01T00:00:00Z');

CREATE TABLE catalogue_editions (
    kind text NOT NULL CHECK (kind IN ('goals', 'steps', 'contra-indications')),
    edition integer NOT NULL,
    published_on date NOT NULL,
    content jsonb NOT NULL,
    PRIMARY KEY (kind, edition)
);
CALL guard_global('catalogue_editions');
CREATE POLICY all_read ON catalogue_editions FOR SELECT TO samen_leren_tenant, samen_leren_platform USING (true);
CREATE POLICY platform_add ON catalogue_editions FOR INSERT TO samen_leren_platform WITH CHECK (true);
GRANT SELECT ON catalogue_editions TO samen_leren_tenant, samen_leren_platform;
GRANT INSERT ON catalogue_editions TO samen_leren_platform;
