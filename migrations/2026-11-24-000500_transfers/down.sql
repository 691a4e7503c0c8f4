DELETE FROM settings WHERE key = 'transfer_days';
DROP FUNCTION settle_transfer(uuid, text, text, date, uuid, timestamptz, text, text),
    transfer_package(uuid, date, uuid, timestamptz, text, text), transfer_offers(date), organisation_for_kvk(text),
    transfer_status(text, date, uuid, uuid[], date);
REVOKE ALL ON audit_events, organisations, consents FROM samen_leren_definer;
DROP POLICY definer_transfers ON audit_events;
DROP POLICY definer_names ON organisations;
DROP POLICY definer_consents ON consents;
ALTER TABLE trajectories DROP COLUMN continued_from_transfer_id;
DROP TABLE received_transfers, family_transfers;
