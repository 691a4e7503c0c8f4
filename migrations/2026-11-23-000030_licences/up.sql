-- Licences belong to the person (domain.md §7); a practitioner is a person's place in one organisation.
CREATE TABLE persons (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    email text NOT NULL CHECK (email = lower(email)),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT persons_email_unique UNIQUE (email)
);
CALL guard_global('persons');

CREATE TABLE practitioners (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES persons,
    user_id uuid,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    status text NOT NULL CHECK (status IN ('active', 'left')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT practitioners_person_unique UNIQUE (organisation_id, person_id),
    CONSTRAINT practitioners_user_unique UNIQUE (organisation_id, user_id),
    CONSTRAINT practitioners_user_fk FOREIGN KEY (organisation_id, user_id) REFERENCES memberships
);
CREATE INDEX practitioners_person ON practitioners (person_id);
CALL guard_tenant('practitioners', 'SELECT, INSERT, UPDATE');
CREATE POLICY platform_read ON practitioners FOR SELECT TO samen_leren_platform USING (true);
GRANT SELECT ON practitioners TO samen_leren_platform;

CREATE POLICY tenant_places ON persons FOR SELECT TO samen_leren_tenant
    USING (id IN (SELECT person_id FROM practitioners));
GRANT SELECT ON persons TO samen_leren_tenant;
CREATE POLICY platform_all ON persons TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON persons TO samen_leren_platform;
CREATE POLICY definer_all ON persons TO samen_leren_definer USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON persons TO samen_leren_definer;

-- The licence comes along with the person: a known address joins the person, and answers like a new one.
CREATE FUNCTION person_for_email(new_id uuid, address text, display_name text, at timestamptz)
RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH added AS (
        INSERT INTO persons (id, name, email, version, created_at, updated_at)
        VALUES (new_id, display_name, lower(address), 1, at, at)
        ON CONFLICT (email) DO NOTHING RETURNING id)
    SELECT id FROM added UNION ALL SELECT id FROM persons WHERE email = lower(address) LIMIT 1
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION person_for_email(uuid, text, text, timestamptz) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION person_for_email(uuid, text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_for_email(uuid, text, text, timestamptz) TO samen_leren_tenant;

CREATE TABLE licences (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons,
    kind text NOT NULL CHECK (kind IN ('A', 'B')),
    issued_on date NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT licences_person_kind_unique UNIQUE (person_id, kind),
    UNIQUE (id, person_id, kind)
);
CALL guard_global('licences');

-- Periods are superseded, never edited; the living ones of a person and kind can't overlap.
CREATE TABLE licence_periods (
    id uuid PRIMARY KEY,
    licence_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    valid_from date NOT NULL,
    valid_until date NOT NULL CHECK (valid_until >= valid_from),
    ground text NOT NULL CHECK (ground IN ('training', 'refresher', 'dispensation', 'transferred')),
    created_at timestamptz NOT NULL,
    superseded_at timestamptz,
    FOREIGN KEY (licence_id, person_id, kind) REFERENCES licences (id, person_id, kind),
    CONSTRAINT licence_periods_never_overlap EXCLUDE USING gist
        (person_id WITH =, kind WITH =, daterange(valid_from, valid_until, '[]') WITH &&) WHERE (superseded_at IS NULL)
);
CREATE INDEX licence_periods_person ON licence_periods (person_id, kind, valid_from) WHERE superseded_at IS NULL;
CALL guard_global('licence_periods');

-- Suspension and revocation from a date; a reinstatement closes the measure the day before it starts.
CREATE TABLE licence_measures (
    id uuid PRIMARY KEY,
    licence_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    measure text NOT NULL CHECK (measure IN ('suspended', 'revoked')),
    from_on date NOT NULL,
    until_on date,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK (until_on IS NULL OR until_on >= from_on - 1),
    FOREIGN KEY (licence_id, person_id, kind) REFERENCES licences (id, person_id, kind)
);
CREATE INDEX licence_measures_person ON licence_measures (person_id, kind);
CALL guard_global('licence_measures');

CREATE POLICY tenant_places ON licences FOR SELECT TO samen_leren_tenant USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_periods FOR SELECT TO samen_leren_tenant USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_measures FOR SELECT TO samen_leren_tenant USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY platform_all ON licences TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON licence_periods TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON licence_measures TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT ON licences, licence_periods, licence_measures TO samen_leren_tenant;
GRANT SELECT, INSERT ON licences, licence_periods, licence_measures TO samen_leren_platform;
GRANT UPDATE (version, updated_at) ON licences TO samen_leren_platform;
GRANT UPDATE (superseded_at) ON licence_periods TO samen_leren_platform;
GRANT UPDATE (until_on) ON licence_measures TO samen_leren_platform;

-- The state of a licence on a day, by the order of precedence of api.md §4: 'valid' or why not.
-- Proven equal to `features::licences::rules::state_on` by a property test.
CREATE FUNCTION licence_state(person uuid, wanted text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM licence_measures WHERE person_id = person AND kind = wanted AND measure = 'revoked'
            AND from_on <= day AND (until_on IS NULL OR until_on >= day)) THEN 'revoked'
        WHEN EXISTS (SELECT FROM licence_measures WHERE person_id = person AND kind = wanted AND measure = 'suspended'
            AND from_on <= day AND (until_on IS NULL OR until_on >= day)) THEN 'suspended'
        WHEN EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL
            AND valid_from <= day AND valid_until >= day) THEN 'valid'
        WHEN NOT EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL)
            THEN 'none'
        WHEN NOT EXISTS (SELECT FROM licence_periods WHERE person_id = person AND kind = wanted AND superseded_at IS NULL
            AND valid_until < day) THEN 'not_yet_valid'
        ELSE 'expired' END
$$;

CREATE TABLE subscriptions (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date CHECK (ends_on >= starts_on),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT subscriptions_never_overlap EXCLUDE USING gist
        (organisation_id WITH =, daterange(starts_on, ends_on, '[]') WITH &&)
);
CALL guard_tenant('subscriptions', 'SELECT');
CREATE POLICY platform_all ON subscriptions TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON subscriptions TO samen_leren_platform;

-- Gate G2: 'active', 'winding_down' (running trajectories only) or 'inactive' on a day.
CREATE FUNCTION subscription_state(day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND starts_on <= day AND (ends_on IS NULL OR ends_on >= day)) THEN 'active'
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND ends_on < day AND day <= (ends_on + make_interval(months =>
                (SELECT value FROM settings WHERE key = 'wind_down_months')))::date) THEN 'winding_down'
        ELSE 'inactive' END
$$;

-- Who this session is today: read with the first statement of every request of a person.
CREATE VIEW standings WITH (security_invoker = true) AS
    SELECT s.id AS session_id, s.account_id, s.membership_id, m.roles,
        p.id AS practitioner_id,
        (s.revoked_at IS NULL AND a.status = 'active' AND m.status = 'active') AS in_good_standing,
        s.expires_at, o.status AS organisation_status
    FROM sessions s
    JOIN memberships m ON m.organisation_id = s.organisation_id AND m.id = s.membership_id
    JOIN accounts a ON a.id = s.account_id
    JOIN organisations o ON o.id = s.organisation_id
    LEFT JOIN practitioners p ON p.organisation_id = m.organisation_id AND p.user_id = m.id AND p.status = 'active';
GRANT SELECT ON standings TO samen_leren_tenant;

CREATE VIEW platform_standings WITH (security_invoker = true) AS
    SELECT s.id AS session_id, s.account_id, s.membership_id,
        (s.revoked_at IS NULL AND a.status = 'active' AND m.status = 'active') AS in_good_standing,
        s.expires_at
    FROM sessions s
    JOIN platform_memberships m ON m.id = s.membership_id
    JOIN accounts a ON a.id = s.account_id
    WHERE s.organisation_id IS NULL;
GRANT SELECT ON platform_standings TO samen_leren_platform;
