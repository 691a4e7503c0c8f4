-- An invoice can be mailed again, to a corrected address: the stored documents, as a mail of its own, numbered from 1. An
-- address that the licence holder named stays; any other follows the organisation's until the mail has left.
ALTER TABLE invoice_mails
    ADD COLUMN number integer NOT NULL DEFAULT 1 CHECK (number >= 1),
    ADD COLUMN named boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT invoice_mails_reminder_once CHECK (number = 1 OR reason = 'issued'),
    DROP CONSTRAINT invoice_mails_pkey,
    ADD CONSTRAINT invoice_mails_pkey PRIMARY KEY (organisation_id, invoice_id, reason, number);

-- The invoices on which something is open. The jobs look every two seconds which of them are to be reminded of; without
-- this they would add up the payments and credits of every invoice that was ever due, and the archive only grows. The
-- invoice itself is frozen and can't say it. Triggers keep it, so that no way of booking forgets it; whoever books holds
-- the lock of the invoice, so what is added up here is complete. Documents need no such list: what is to be rendered has
-- its first mail still to send, and those have the index invoice_mails_due.
CREATE TABLE open_invoices (
    organisation_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    due_on date NOT NULL,
    PRIMARY KEY (organisation_id, invoice_id),
    CONSTRAINT open_invoices_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices
);
CREATE INDEX open_invoices_due ON open_invoices (due_on);
CALL guard_tenant('open_invoices', 'SELECT');
CREATE POLICY platform_all ON open_invoices TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON open_invoices TO samen_leren_platform;

CREATE FUNCTION keep_open_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    about uuid;
BEGIN
    IF TG_TABLE_NAME = 'payments' THEN
        about := NEW.invoice_id;
    ELSE
        about := coalesce(NEW.credited_invoice_id, NEW.id);
    END IF;
    DELETE FROM open_invoices WHERE organisation_id = NEW.organisation_id AND invoice_id = about;
    INSERT INTO open_invoices (organisation_id, invoice_id, due_on)
        SELECT i.organisation_id, i.id, i.due_on FROM invoices i
        WHERE i.organisation_id = NEW.organisation_id AND i.id = about AND i.kind = 'invoice' AND i.status = 'issued'
            AND i.total_cents > coalesce((SELECT sum(p.amount_cents) FROM payments p
                    WHERE p.organisation_id = i.organisation_id AND p.invoice_id = i.id), 0)
                + coalesce((SELECT sum(n.total_cents) FROM invoices n WHERE n.organisation_id = i.organisation_id
                    AND n.credited_invoice_id = i.id AND n.status = 'issued'), 0);
    RETURN NULL;
END $$;
CREATE TRIGGER kept_open AFTER INSERT ON payments FOR EACH ROW EXECUTE FUNCTION keep_open_invoices();
CREATE TRIGGER kept_open AFTER INSERT OR UPDATE ON invoices FOR EACH ROW WHEN (NEW.status = 'issued')
    EXECUTE FUNCTION keep_open_invoices();
INSERT INTO open_invoices (organisation_id, invoice_id, due_on)
    SELECT i.organisation_id, i.id, i.due_on FROM invoices i
    LEFT JOIN (SELECT organisation_id, invoice_id, sum(amount_cents) AS cents FROM payments GROUP BY 1, 2) p
        ON p.organisation_id = i.organisation_id AND p.invoice_id = i.id
    LEFT JOIN (SELECT organisation_id, credited_invoice_id, sum(total_cents) AS cents FROM invoices
        WHERE status = 'issued' AND credited_invoice_id IS NOT NULL GROUP BY 1, 2) n
        ON n.organisation_id = i.organisation_id AND n.credited_invoice_id = i.id
    WHERE i.kind = 'invoice' AND i.status = 'issued' AND i.total_cents > coalesce(p.cents, 0) + coalesce(n.cents, 0);

-- The licence holder finds these by their id alone, so an id that a client chose is given once over all organisations: of
-- two orders with the same id the second could never be decided. (Invoices have a lock of their own for that.)
DROP INDEX orders_id;
CREATE UNIQUE INDEX orders_id_once ON orders (id);
CREATE UNIQUE INDEX hand_ins_id_once ON hand_ins (id);
CREATE UNIQUE INDEX subscriptions_id_once ON subscriptions (id);
