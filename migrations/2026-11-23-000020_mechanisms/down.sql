DROP TABLE catalogue_editions;
DROP TABLE settings;
DROP TABLE idempotency_records;
DROP TABLE audit_events;
