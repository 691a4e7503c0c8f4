-- What was given in error is withdrawn with a reason (domain.md §7): the row stays, and nothing rests on it any more. A
-- last day that was wrong is corrected by a row that takes the place of the one withdrawn.
ALTER TABLE licence_issuances
    ADD COLUMN corrects uuid REFERENCES licence_issuances,
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_reason text,
    ADD CONSTRAINT licence_issuances_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    -- Of one day there is one that counts, and as many that were withdrawn as it takes.
    DROP CONSTRAINT licence_issuances_licence_id_issued_on_key;
CREATE UNIQUE INDEX licence_issuances_licence_id_issued_on_key ON licence_issuances (licence_id, issued_on)
    WHERE withdrawn_at IS NULL;

ALTER TABLE licence_dispensations
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_reason text,
    ADD CONSTRAINT licence_dispensations_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL));

-- A place can be confirmed again after it was withdrawn.
ALTER TABLE licence_places
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN withdrawn_at timestamptz,
    ADD COLUMN withdrawn_reason text,
    ADD CONSTRAINT licence_places_withdrawn CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL)),
    DROP CONSTRAINT licence_places_pkey,
    ADD PRIMARY KEY (id);
ALTER TABLE licence_places ALTER COLUMN id DROP DEFAULT;
CREATE UNIQUE INDEX licence_places_in_force ON licence_places (licence_id, organisation_id) WHERE withdrawn_at IS NULL;

GRANT UPDATE (withdrawn_at, withdrawn_reason) ON licence_issuances, licence_dispensations, licence_places
    TO samen_leren_platform;
