-- A family that moves to another organisation (domain.md §11): a package that its parents agreed to, offered by one
-- organisation to one other, and kept by that one once it was accepted. Nobody reads the other's tables: the receiver asks
-- the functions below, each for one thing, and the policies of their role reach no offer but those to the organisation
-- that asks.
CREATE TABLE family_transfers (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    family_id uuid NOT NULL,
    to_organisation_id uuid NOT NULL REFERENCES organisations,
    to_kvk_number text NOT NULL,
    to_name text NOT NULL,
    parent_ids uuid[] NOT NULL CHECK (cardinality(parent_ids) BETWEEN 1 AND 10),
    -- The very consents that the offer rests on: one that was taken back does not come back with the next one.
    consent_ids uuid[] NOT NULL CHECK (cardinality(consent_ids) = cardinality(parent_ids)),
    note text CHECK (length(note) BETWEEN 1 AND 1000),
    -- Gone once the offer is, unless it was accepted.
    package jsonb,
    -- What the receiver calls it. Made by the service: an id that the sender may choose could be somebody else's.
    received_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('offered', 'accepted', 'declined', 'withdrawn', 'expired')),
    offered_on date NOT NULL,
    expires_on date NOT NULL CHECK (expires_on >= offered_on),
    settled_on date,
    decline_reason text CHECK (decline_reason IN ('no_capacity', 'not_reached', 'family_declines', 'not_our_area', 'other')),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT family_transfers_settled_complete CHECK ((status = 'offered') = (settled_on IS NULL)),
    CONSTRAINT family_transfers_package_kept CHECK ((status IN ('offered', 'accepted')) = (package IS NOT NULL)),
    CONSTRAINT family_transfers_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CREATE UNIQUE INDEX family_transfers_one_open ON family_transfers (organisation_id, family_id) WHERE status = 'offered';
CREATE INDEX family_transfers_receiver ON family_transfers (to_organisation_id, received_id);
CALL guard_tenant('family_transfers', 'SELECT, INSERT, UPDATE (status, settled_on, package, version, updated_at)');
-- The clean-up takes away packages whose last day has passed, and sees nothing of them.
CREATE POLICY worker_forgets ON family_transfers TO samen_leren_worker USING (status IN ('offered', 'expired')) WITH CHECK (status = 'expired');
GRANT SELECT (organisation_id, id, status, expires_on, version), UPDATE (status, settled_on, package, version, updated_at)
    ON family_transfers TO samen_leren_worker;

-- The receiver's own copy of what it accepted, and what became of it there.
CREATE TABLE received_transfers (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    from_name text NOT NULL,
    from_kvk_number text NOT NULL,
    package jsonb NOT NULL,
    offered_on date NOT NULL,
    expires_on date NOT NULL,
    settled_on date NOT NULL,
    family_id uuid NOT NULL,
    trajectory_id uuid NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT received_transfers_trajectory_fk FOREIGN KEY (organisation_id, trajectory_id, family_id)
        REFERENCES trajectories (organisation_id, id, family_id)
);
CALL guard_tenant('received_transfers', 'SELECT, INSERT');

-- Which transfer a trajectory continues; set by its acceptance only.
ALTER TABLE trajectories ADD COLUMN continued_from_transfer_id uuid;
ALTER TABLE trajectories ADD CONSTRAINT trajectories_transfer_fk FOREIGN KEY (organisation_id, continued_from_transfer_id)
    REFERENCES received_transfers;

-- How an offer stands on a day. What is open on paper is over after its last day, and as good as withdrawn once one of
-- its consents was taken back (or is gone with its parent). One wording for the sender and for the receiver; it sees what
-- its caller sees.
CREATE FUNCTION transfer_status(stored text, last_day date, sender uuid, needed uuid[], day date) RETURNS text
    LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN stored <> 'offered' THEN stored
        WHEN (SELECT count(*) FROM consents c WHERE c.organisation_id = sender AND c.id = ANY (needed)
            AND c.withdrawn_on IS NULL) < cardinality(needed) THEN 'withdrawn'
        WHEN last_day < day THEN 'expired'
        ELSE 'offered' END
$$;

-- Whom a trade register number belongs to, to address an offer: an organisation can't list others.
CREATE FUNCTION organisation_for_kvk(number text) RETURNS TABLE (id uuid, name text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT o.id, o.name FROM organisations o
    WHERE o.kvk_number = number AND o.status IN ('active', 'read_only')
      AND o.id <> (SELECT current_setting('app.organisation_id')::uuid)
$$;

-- The offers to the organisation that asks, but those that it accepted: of these it has its own copy. Nothing of the
-- family.
CREATE FUNCTION transfer_offers(day date)
    RETURNS TABLE (id uuid, from_name text, from_kvk_number text, status text, offered_on date, expires_on date,
        settled_on date, decline_reason text, version integer, created_at timestamptz, updated_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT t.received_id, o.name, o.kvk_number,
        transfer_status(t.status, t.expires_on, t.organisation_id, t.consent_ids, day), t.offered_on, t.expires_on,
        t.settled_on, t.decline_reason, t.version, t.created_at, t.updated_at
    FROM family_transfers t JOIN organisations o ON o.id = t.organisation_id
    WHERE t.to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid) AND t.status <> 'accepted'
$$;

-- The package of one open offer to the organisation that asks. The sender's audit says that it was read.
CREATE FUNCTION transfer_package(wanted uuid, day date, line uuid, at timestamptz, operation text, request text)
    RETURNS jsonb
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH offer AS (
        SELECT t.organisation_id, t.id, t.family_id, t.package FROM family_transfers t
        WHERE t.to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid) AND t.received_id = wanted
          AND transfer_status(t.status, t.expires_on, t.organisation_id, t.consent_ids, day) = 'offered'),
    told AS (
        INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, action, outcome, object_type, object_id,
            family_ids, changed, request_id)
        SELECT o.organisation_id, line, at, 'anonymous', NULL, operation, 'read', 'family_transfer', o.id,
            ARRAY[o.family_id], ARRAY[]::text[], request
        FROM offer o)
    SELECT o.package FROM offer o
$$;

-- Accepts or declines one open offer to the organisation that asks, once: of two at the same time the second waits for
-- the first and finds it settled. Gives what the receiver keeps; nothing when there is nothing to settle.
CREATE FUNCTION settle_transfer(wanted uuid, outcome text, reason text, day date, line uuid, at timestamptz,
        operation text, request text)
    RETURNS TABLE (package jsonb, from_name text, from_kvk_number text, offered_on date, expires_on date, version integer)
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH settled AS (
        UPDATE family_transfers t SET status = outcome, settled_on = day, decline_reason = reason,
            package = CASE WHEN outcome = 'accepted' THEN t.package END, version = t.version + 1, updated_at = at
        WHERE t.to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid) AND t.received_id = wanted
          AND outcome IN ('accepted', 'declined')
          AND transfer_status(t.status, t.expires_on, t.organisation_id, t.consent_ids, day) = 'offered'
        RETURNING t.organisation_id, t.id, t.family_id, t.package, t.offered_on, t.expires_on, t.version),
    told AS (
        INSERT INTO audit_events (organisation_id, id, at, actor_kind, actor_id, action, outcome, object_type, object_id,
            family_ids, changed, request_id)
        SELECT s.organisation_id, line, at, 'anonymous', NULL, operation, 'done', 'family_transfer', s.id,
            ARRAY[s.family_id], ARRAY['status'], request
        FROM settled s)
    SELECT s.package, o.name, o.kvk_number, s.offered_on, s.expires_on, s.version
    FROM settled s JOIN organisations o ON o.id = s.organisation_id
$$;

CREATE POLICY definer_read ON family_transfers FOR SELECT TO samen_leren_definer
    USING (to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
CREATE POLICY definer_settle ON family_transfers FOR UPDATE TO samen_leren_definer
    USING (to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid))
    WITH CHECK (to_organisation_id = (SELECT current_setting('app.organisation_id')::uuid));
GRANT SELECT (organisation_id, id, family_id, to_organisation_id, consent_ids, package, received_id, status, offered_on,
    expires_on, settled_on, decline_reason, version, created_at, updated_at) ON family_transfers TO samen_leren_definer;
GRANT UPDATE (status, settled_on, decline_reason, package, version, updated_at) ON family_transfers TO samen_leren_definer;
CREATE POLICY definer_consents ON consents FOR SELECT TO samen_leren_definer USING (purpose = 'transfer');
GRANT SELECT (organisation_id, id, purpose, withdrawn_on) ON consents TO samen_leren_definer;
CREATE POLICY definer_names ON organisations FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT (id, name, kvk_number, status) ON organisations TO samen_leren_definer;
CREATE POLICY definer_transfers ON audit_events FOR INSERT TO samen_leren_definer
    WITH CHECK (object_type = 'family_transfer');
GRANT INSERT (organisation_id, id, at, actor_kind, actor_id, action, outcome, object_type, object_id, family_ids, changed,
    request_id) ON audit_events TO samen_leren_definer;

GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION organisation_for_kvk(text) OWNER TO samen_leren_definer;
ALTER FUNCTION transfer_offers(date) OWNER TO samen_leren_definer;
ALTER FUNCTION transfer_package(uuid, date, uuid, timestamptz, text, text) OWNER TO samen_leren_definer;
ALTER FUNCTION settle_transfer(uuid, text, text, date, uuid, timestamptz, text, text) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION organisation_for_kvk(text), transfer_offers(date),
    transfer_package(uuid, date, uuid, timestamptz, text, text),
    settle_transfer(uuid, text, text, date, uuid, timestamptz, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisation_for_kvk(text), transfer_offers(date),
    transfer_package(uuid, date, uuid, timestamptz, text, text),
    settle_transfer(uuid, text, text, date, uuid, timestamptz, text, text) TO samen_leren_tenant;

INSERT INTO settings (key, value, version, updated_at) VALUES
    ('transfer_days', 30, 1, '2026-01-01T00:00:00Z');
