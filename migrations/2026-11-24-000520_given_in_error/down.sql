-- The older schema has no place for what was withdrawn, and must not count it.
ALTER TABLE licence_issuances DROP COLUMN corrects;
DELETE FROM licence_issuances WHERE withdrawn_at IS NOT NULL;
DELETE FROM licence_dispensations WHERE withdrawn_at IS NOT NULL;
DELETE FROM licence_places WHERE withdrawn_at IS NOT NULL;
REVOKE UPDATE (withdrawn_at, withdrawn_reason) ON licence_issuances, licence_dispensations, licence_places
    FROM samen_leren_platform;
DROP INDEX licence_places_in_force, licence_issuances_licence_id_issued_on_key;
ALTER TABLE licence_places
    DROP CONSTRAINT licence_places_pkey,
    DROP COLUMN id,
    DROP COLUMN withdrawn_at,
    DROP COLUMN withdrawn_reason,
    ADD PRIMARY KEY (licence_id, organisation_id);
ALTER TABLE licence_dispensations DROP COLUMN withdrawn_at, DROP COLUMN withdrawn_reason;
ALTER TABLE licence_issuances
    DROP COLUMN withdrawn_at,
    DROP COLUMN withdrawn_reason,
    ADD CONSTRAINT licence_issuances_licence_id_issued_on_key UNIQUE (licence_id, issued_on);
