DROP INDEX subscriptions_id_once, hand_ins_id_once, orders_id_once;
CREATE INDEX orders_id ON orders (id);
DROP TRIGGER kept_open ON invoices;
DROP TRIGGER kept_open ON payments;
DROP FUNCTION keep_open_invoices();
DROP TABLE open_invoices;
-- The older schema has one mail of the invoice itself.
DELETE FROM invoice_mails WHERE number > 1;
ALTER TABLE invoice_mails
    DROP CONSTRAINT invoice_mails_pkey,
    DROP COLUMN number,
    DROP COLUMN named,
    ADD CONSTRAINT invoice_mails_pkey PRIMARY KEY (organisation_id, invoice_id, reason);
