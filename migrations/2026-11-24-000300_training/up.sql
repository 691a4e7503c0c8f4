-- Training and what licences rest on (domain.md §7). It belongs to the person, so these tables are global: the licence
-- holder sees all, an organisation what concerns its own people or was held inside it.
CREATE TABLE training_sessions (
    id uuid PRIMARY KEY,
    -- Inside which organisation; NULL: for everybody.
    organisation_id uuid REFERENCES organisations,
    -- Whose it is to write. The licence holder may train inside an organisation, too.
    held_by text NOT NULL CHECK (held_by IN ('licence_holder', 'organisation')),
    kind text NOT NULL CHECK (kind IN ('basic', 'deepening', 'supervision', 'intervision', 'refresher',
        'train_the_trainer', 'project_leader_instruction')),
    held_on date NOT NULL,
    minutes integer NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    trainer_id uuid REFERENCES persons,
    capacity integer CHECK (capacity BETWEEN 1 AND 500),
    location text,
    status text NOT NULL CHECK (status IN ('open', 'cancelled')),
    cancel_reason text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT training_sessions_inside CHECK
        (organisation_id IS NOT NULL OR (kind <> 'intervision' AND held_by = 'licence_holder'))
);
CREATE INDEX training_sessions_day ON training_sessions (held_on, id);
CALL guard_global('training_sessions');

CREATE TABLE training_attendances (
    id uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES training_sessions,
    person_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('invited', 'present', 'absent')),
    minutes integer CHECK (minutes BETWEEN 1 AND 1440),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT training_attendances_person_fk FOREIGN KEY (person_id) REFERENCES persons,
    CONSTRAINT training_attendances_once UNIQUE (session_id, person_id),
    CONSTRAINT training_attendances_minutes CHECK ((status = 'present') = (minutes IS NOT NULL))
);
CREATE INDEX training_attendances_person ON training_attendances (person_id);
CALL guard_global('training_attendances');

CREATE POLICY platform_all ON training_sessions TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON training_attendances TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON training_sessions TO samen_leren_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON training_attendances TO samen_leren_platform;

-- An organisation trains (licence B) and has intervision; refreshers and all else are the licence holder's to write.
CREATE POLICY tenant_concerned ON training_sessions FOR SELECT TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
        OR (organisation_id IS NULL AND id IN (SELECT session_id FROM training_attendances)));
CREATE POLICY tenant_add ON training_sessions FOR INSERT TO samen_leren_tenant
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
        AND held_by = 'organisation' AND kind IN ('basic', 'deepening', 'intervision'));
CREATE POLICY tenant_change ON training_sessions FOR UPDATE TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid) AND held_by = 'organisation')
    WITH CHECK (organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
        AND held_by = 'organisation' AND kind IN ('basic', 'deepening', 'intervision'));
GRANT SELECT, INSERT, UPDATE ON training_sessions TO samen_leren_tenant;
-- What a session is to the organisation is asked of functions: the policies of two tables can't ask each other.
CREATE FUNCTION is_own_training(session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM training_sessions WHERE id = session AND held_by = 'organisation'
        AND organisation_id = (SELECT current_setting('app.organisation_id')::uuid))
$$;
-- Own, or for everybody: what another organisation does among its own people stays there.
CREATE FUNCTION is_visible_training(session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM training_sessions WHERE id = session AND (organisation_id IS NULL
        OR organisation_id = (SELECT current_setting('app.organisation_id')::uuid)))
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION is_own_training(uuid) OWNER TO samen_leren_definer;
ALTER FUNCTION is_visible_training(uuid) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION is_own_training(uuid), is_visible_training(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_own_training(uuid), is_visible_training(uuid) TO samen_leren_tenant;
CREATE POLICY tenant_places ON training_attendances FOR SELECT TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_visible_training(session_id));
CREATE POLICY definer_read ON training_sessions FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT ON training_sessions TO samen_leren_definer;
CREATE POLICY tenant_add ON training_attendances FOR INSERT TO samen_leren_tenant
    WITH CHECK (person_id IN (SELECT person_id FROM practitioners) AND is_own_training(session_id));
CREATE POLICY tenant_change ON training_attendances FOR UPDATE TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_own_training(session_id))
    WITH CHECK (person_id IN (SELECT person_id FROM practitioners) AND is_own_training(session_id));
CREATE POLICY tenant_remove ON training_attendances FOR DELETE TO samen_leren_tenant
    USING (person_id IN (SELECT person_id FROM practitioners) AND is_own_training(session_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON training_attendances TO samen_leren_tenant;

-- What a licence was issued on, and the periods that were granted without a refresher. Periods follow from these and
-- from the attended refreshers; they are computed anew, never edited.
CREATE TABLE licence_issuances (
    id uuid PRIMARY KEY,
    licence_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    issued_on date NOT NULL,
    -- The last day of the period that a transferred licence brings along.
    valid_until date CHECK (valid_until >= issued_on),
    ground text NOT NULL CHECK (ground IN ('training', 'transferred')),
    evidence text,
    -- What was asked then: a decision of later takes no licence away.
    deepening_asked integer NOT NULL,
    created_at timestamptz NOT NULL,
    CHECK ((ground = 'transferred') = (evidence IS NOT NULL)),
    UNIQUE (licence_id, issued_on),
    FOREIGN KEY (licence_id, person_id, kind) REFERENCES licences (id, person_id, kind)
);
CREATE INDEX licence_issuances_person ON licence_issuances (person_id, kind);
CALL guard_global('licence_issuances');

CREATE TABLE licence_dispensations (
    id uuid PRIMARY KEY,
    licence_id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    from_on date NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    FOREIGN KEY (licence_id, person_id, kind) REFERENCES licences (id, person_id, kind)
);
CREATE INDEX licence_dispensations_person ON licence_dispensations (person_id, kind);
CALL guard_global('licence_dispensations');

-- Where a licence B counts: in the organisation it was given for, elsewhere once the licence holder confirms.
CREATE TABLE licence_places (
    licence_id uuid NOT NULL REFERENCES licences,
    person_id uuid NOT NULL REFERENCES persons,
    organisation_id uuid NOT NULL,
    confirmed_on date NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (licence_id, organisation_id),
    CONSTRAINT licence_places_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisations
);
CALL guard_global('licence_places');

-- Completed trajectories of a person: what licence B counts. No family and no trajectory is named.
CREATE TABLE trajectory_completions (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES persons,
    completed_on date NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX trajectory_completions_person ON trajectory_completions (person_id);
CALL guard_tenant('trajectory_completions', 'SELECT, INSERT, DELETE');
CREATE POLICY platform_read ON trajectory_completions FOR SELECT TO samen_leren_platform USING (true);
GRANT SELECT ON trajectory_completions TO samen_leren_platform;

-- How many a person completed up to a day, in whatever organisation: a count, and nothing else.
CREATE FUNCTION completed_trajectories(person uuid, until date) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
    SELECT count(*) FROM trajectory_completions WHERE person_id = person AND completed_on <= until
$$;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION completed_trajectories(uuid, date) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION completed_trajectories(uuid, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION completed_trajectories(uuid, date) TO samen_leren_tenant, samen_leren_platform;
CREATE POLICY definer_read ON trajectory_completions FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT ON trajectory_completions TO samen_leren_definer;

CREATE POLICY platform_all ON licence_issuances TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON licence_dispensations TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY platform_all ON licence_places TO samen_leren_platform USING (true) WITH CHECK (true);
CREATE POLICY tenant_places ON licence_issuances FOR SELECT TO samen_leren_tenant USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_dispensations FOR SELECT TO samen_leren_tenant USING (person_id IN (SELECT person_id FROM practitioners));
CREATE POLICY tenant_places ON licence_places FOR SELECT TO samen_leren_tenant
    USING (organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
GRANT SELECT, INSERT ON licence_issuances, licence_dispensations, licence_places TO samen_leren_platform;
GRANT SELECT ON licence_issuances, licence_dispensations, licence_places TO samen_leren_tenant;

-- Licences from before training was administered here keep their periods.
INSERT INTO licence_issuances
        (id, licence_id, person_id, kind, issued_on, valid_until, ground, evidence, deepening_asked, created_at)
    SELECT gen_random_uuid(), l.id, l.person_id, l.kind, l.issued_on,
        (SELECT max(p.valid_until) FROM licence_periods p WHERE p.licence_id = l.id AND p.superseded_at IS NULL),
        'transferred', 'Issued before training was administered in this service', 0, l.created_at
    FROM licences l;

-- The minutes that were asked when a period was granted.
ALTER TABLE licence_periods ADD COLUMN asked_minutes integer;
-- Why a measure was ended.
ALTER TABLE licence_measures ADD COLUMN until_reason text;
GRANT UPDATE (until_reason) ON licence_measures TO samen_leren_platform;

-- Licence B counts only while A does: its own reasons first, then those of A.
CREATE OR REPLACE FUNCTION licence_state(person uuid, wanted text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    WITH kinds (kind, position) AS (
        SELECT wanted, 1 UNION ALL SELECT 'A', 2 WHERE wanted = 'B'),
    own AS (
        SELECT position, CASE
            WHEN EXISTS (SELECT FROM licence_measures m WHERE m.person_id = person AND m.kind = k.kind AND m.measure = 'revoked'
                AND m.from_on <= day AND (m.until_on IS NULL OR m.until_on >= day)) THEN 'revoked'
            WHEN EXISTS (SELECT FROM licence_measures m WHERE m.person_id = person AND m.kind = k.kind AND m.measure = 'suspended'
                AND m.from_on <= day AND (m.until_on IS NULL OR m.until_on >= day)) THEN 'suspended'
            WHEN EXISTS (SELECT FROM licence_periods p WHERE p.person_id = person AND p.kind = k.kind AND p.superseded_at IS NULL
                AND p.valid_from <= day AND p.valid_until >= day) THEN 'valid'
            WHEN NOT EXISTS (SELECT FROM licence_periods p WHERE p.person_id = person AND p.kind = k.kind AND p.superseded_at IS NULL)
                THEN 'none'
            WHEN NOT EXISTS (SELECT FROM licence_periods p WHERE p.person_id = person AND p.kind = k.kind AND p.superseded_at IS NULL
                AND p.valid_until < day) THEN 'not_yet_valid'
            ELSE 'expired' END AS state
        FROM kinds k)
    SELECT coalesce((SELECT state FROM own WHERE state <> 'valid' ORDER BY position LIMIT 1), 'valid')
$$;

INSERT INTO settings (key, value, version, updated_at) VALUES
    ('refresher_minutes', 240, 1, '2026-01-01T00:00:00Z'),
    ('longest_gap_months', 24, 1, '2026-01-01T00:00:00Z'),
    ('deepening_sessions', 2, 1, '2026-01-01T00:00:00Z'),
    ('licence_b_days', 365, 1, '2026-01-01T00:00:00Z'),
    ('licence_b_completions', 6, 1, '2026-01-01T00:00:00Z');
