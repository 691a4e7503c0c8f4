-- Prices by their first day (domain.md §8). Money is whole cents, excluding BTW; the rate is a percentage, and a rate of 0
-- with a text is an exemption.
CREATE TABLE prices (
    id uuid PRIMARY KEY,
    code text NOT NULL CHECK (code IN ('subscription_month', 'training_licence_a', 'project_leader_instruction',
        'training_licence_b', 'refresher', 'information_folder', 'handbook')),
    amount_cents bigint NOT NULL CHECK (amount_cents BETWEEN 0 AND 100000000),
    vat_rate integer NOT NULL CHECK (vat_rate BETWEEN 0 AND 100),
    vat_exemption text CHECK (length(vat_exemption) BETWEEN 1 AND 300),
    valid_from date NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT prices_exemption_at_zero CHECK (vat_exemption IS NULL OR vat_rate = 0),
    CONSTRAINT prices_first_day_unique UNIQUE (code, valid_from)
);
CALL guard_global('prices');
CREATE POLICY all_read ON prices FOR SELECT TO samen_leren_tenant USING (true);
CREATE POLICY platform_all ON prices TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT ON prices TO samen_leren_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON prices TO samen_leren_platform;
-- The price level of the source (§2 Kosten), from its year on.
INSERT INTO prices (id, code, amount_cents, vat_rate, valid_from, version, created_at, updated_at)
SELECT id::uuid, code, cents, 21, '2022-01-01', 1, '2022-01-01T00:00:00Z', '2022-01-01T00:00:00Z' FROM (VALUES
    ('01900000-0000-7000-8000-000000000601', 'subscription_month', 14000),
    ('01900000-0000-7000-8000-000000000602', 'training_licence_a', 69000),
    ('01900000-0000-7000-8000-000000000603', 'project_leader_instruction', 20000),
    ('01900000-0000-7000-8000-000000000604', 'training_licence_b', 79500),
    ('01900000-0000-7000-8000-000000000605', 'refresher', 15000),
    ('01900000-0000-7000-8000-000000000606', 'information_folder', 4500),
    ('01900000-0000-7000-8000-000000000607', 'handbook', 1500)) AS level (id, code, cents);

-- Who sends the invoices: one row, filled in by the licence holder. Issued invoices keep their own copy.
CREATE TABLE seller (
    id integer PRIMARY KEY CHECK (id = 1),
    details jsonb,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL
);
CALL guard_global('seller');
CREATE POLICY platform_all ON seller TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT ON seller TO samen_leren_platform;
GRANT UPDATE (details, version, updated_at) ON seller TO samen_leren_platform;
INSERT INTO seller (id, version, updated_at) VALUES (1, 1, '2026-01-01T00:00:00Z');

-- Runs that bill a month, with their report.
CREATE TABLE billing_runs (
    id uuid PRIMARY KEY,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    dry_run boolean NOT NULL,
    -- Whether what it drafts gets its number at once.
    issue boolean NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'finished')),
    organisations integer NOT NULL,
    -- Until when a process works on it; one whose process died is taken over after that.
    leased_until timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz
);
CREATE INDEX billing_runs_open ON billing_runs (created_at) WHERE status <> 'finished';
CALL guard_global('billing_runs');
CREATE POLICY platform_all ON billing_runs TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON billing_runs TO samen_leren_platform;
GRANT UPDATE (status, organisations, leased_until, finished_at) ON billing_runs TO samen_leren_platform;

-- What organisations order: folders, handbooks, training places. A line is priced when the licence holder confirms it.
CREATE TABLE orders (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('requested', 'confirmed', 'declined', 'cancelled')),
    reference text CHECK (length(reference) BETWEEN 1 AND 100),
    note text CHECK (length(note) BETWEEN 1 AND 1000),
    requested_on date NOT NULL,
    decided_on date,
    decline_reason text CHECK (length(decline_reason) BETWEEN 1 AND 500),
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
-- The licence holder finds them by id alone.
CREATE INDEX orders_id ON orders (id);
CREATE INDEX orders_status ON orders (organisation_id, status, id);
CALL guard_tenant('orders', 'SELECT, INSERT');
-- A project leader cancels; what the licence holder decides is not in reach.
GRANT UPDATE (status, decided_on, decline_reason, version, updated_at) ON orders TO samen_leren_tenant;
CREATE POLICY platform_all ON orders TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON orders TO samen_leren_platform;

CREATE TABLE order_lines (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    position integer NOT NULL CHECK (position BETWEEN 1 AND 100),
    code text NOT NULL CHECK (code IN ('training_licence_a', 'project_leader_instruction',
        'training_licence_b', 'refresher', 'information_folder', 'handbook')),
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 1000),
    -- The session that places were asked for; of the group that trains together.
    training_session_id uuid REFERENCES training_sessions,
    -- Filled in at confirmation: the price in force on that day, or one agreed (price_id stays empty then).
    price_id uuid REFERENCES prices,
    unit_cents bigint CHECK (unit_cents BETWEEN 0 AND 100000000),
    vat_rate integer CHECK (vat_rate BETWEEN 0 AND 100),
    vat_exemption text,
    -- The invoice line that bills it now, and how often it was credited in full before.
    invoice_line_id uuid,
    round integer NOT NULL DEFAULT 1 CHECK (round >= 1),
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT order_lines_order_fk FOREIGN KEY (organisation_id, order_id) REFERENCES orders,
    CONSTRAINT order_lines_position_unique UNIQUE (organisation_id, order_id, position)
);
CREATE INDEX order_lines_unbilled ON order_lines (organisation_id) WHERE invoice_line_id IS NULL;
CREATE INDEX order_lines_session ON order_lines (training_session_id) WHERE training_session_id IS NOT NULL;
CALL guard_tenant('order_lines', 'SELECT');
GRANT INSERT (organisation_id, id, order_id, position, code, quantity, training_session_id) ON order_lines TO samen_leren_tenant;
CREATE POLICY platform_all ON order_lines TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON order_lines TO samen_leren_platform;

-- An attendance is billed to one organisation, once.
CREATE TABLE ordered_attendances (
    attendance_id uuid PRIMARY KEY REFERENCES training_attendances,
    organisation_id uuid NOT NULL,
    order_line_id uuid NOT NULL,
    CONSTRAINT ordered_attendances_line_fk FOREIGN KEY (organisation_id, order_line_id) REFERENCES order_lines
);
CREATE INDEX ordered_attendances_line ON ordered_attendances (organisation_id, order_line_id);
CALL guard_global('ordered_attendances');
CREATE POLICY platform_all ON ordered_attendances TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON ordered_attendances TO samen_leren_platform;

-- How many calls an API client made in a month: shown, not charged.
CREATE TABLE api_calls (
    organisation_id uuid NOT NULL,
    api_client_id uuid NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    calls bigint NOT NULL CHECK (calls >= 0),
    PRIMARY KEY (organisation_id, api_client_id, month),
    CONSTRAINT api_calls_client_fk FOREIGN KEY (organisation_id, api_client_id) REFERENCES api_clients
);
CALL guard_tenant('api_calls', 'SELECT');
CREATE POLICY platform_read ON api_calls FOR SELECT TO samen_leren_platform USING (true);
GRANT SELECT ON api_calls TO samen_leren_platform;
CREATE POLICY worker_counts ON api_calls TO samen_leren_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON api_calls TO samen_leren_worker;

-- The organisation-months: one row each, whenever the jobs run. What was billed of a row does not change any more.
CREATE TABLE subscription_months (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    month date NOT NULL CHECK (extract(day FROM month) = 1),
    active_from date,
    active_until date,
    active_days integer NOT NULL CHECK (active_days BETWEEN 0 AND 31),
    price_id uuid REFERENCES prices,
    price_cents bigint,
    practitioners integer NOT NULL,
    trajectories integer NOT NULL,
    visits integer NOT NULL,
    measured_at timestamptz NOT NULL,
    -- The invoice line that bills it now, and how often it was credited in full before.
    invoice_line_id uuid,
    round integer NOT NULL DEFAULT 1 CHECK (round >= 1),
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT subscription_months_once UNIQUE (organisation_id, month),
    CONSTRAINT subscription_months_interval CHECK ((active_days = 0) = (active_from IS NULL)
        AND (active_from IS NULL) = (active_until IS NULL) AND active_from <= active_until)
);
CREATE INDEX subscription_months_id ON subscription_months (id);
CREATE INDEX subscription_months_month ON subscription_months (month, organisation_id);
CALL guard_tenant('subscription_months', 'SELECT');
CREATE POLICY platform_all ON subscription_months TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON subscription_months TO samen_leren_platform;

-- What an organisation used in some days: counts, for the licence holder, who sees no record. Practitioners with a valid
-- licence A on the last day, trajectories that ran, visits that were held.
CREATE FUNCTION organisation_usage(organisation uuid, first date, last date)
    RETURNS TABLE (practitioners bigint, trajectories bigint, visits bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT
        (SELECT count(*) FROM practitioners p WHERE p.organisation_id = organisation AND p.status = 'active'
            AND licence_state(p.person_id, 'A', last) = 'valid'),
        (SELECT count(*) FROM trajectories t WHERE t.organisation_id = organisation
            AND t.started_on <= last AND (t.ended_on IS NULL OR t.ended_on >= first)),
        (SELECT count(*) FROM visits v WHERE v.organisation_id = organisation AND v.status = 'held'
            AND v.held_on BETWEEN first AND last)
$$;
GRANT SELECT (status) ON practitioners TO samen_leren_definer;
CREATE POLICY definer_count ON trajectories FOR SELECT TO samen_leren_definer USING (true);
GRANT SELECT (organisation_id, started_on, ended_on) ON trajectories TO samen_leren_definer;
GRANT CREATE ON SCHEMA public TO samen_leren_definer;
ALTER FUNCTION organisation_usage(uuid, date, date) OWNER TO samen_leren_definer;
REVOKE CREATE ON SCHEMA public FROM samen_leren_definer;
REVOKE ALL ON FUNCTION organisation_usage(uuid, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION organisation_usage(uuid, date, date) TO samen_leren_platform;
CREATE INDEX visits_held ON visits (organisation_id, held_on) WHERE status = 'held';

-- Invoices and credit notes. What is issued never changes: names, addresses, prices and BTW are copies, payments stand
-- beside it, and paid, overdue or credited is seen from those.
CREATE TABLE invoices (
    organisation_id uuid NOT NULL REFERENCES organisations,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    status text NOT NULL CHECK (status IN ('draft', 'issued')),
    -- Of a credit note: the invoice that it credits, and why.
    credited_invoice_id uuid,
    reason text CHECK (length(reason) BETWEEN 1 AND 500),
    -- Of a credit note: whether what it credits in full can be billed again (a correction), or stays settled.
    bill_again boolean NOT NULL DEFAULT false,
    -- The month that a billing run made it for.
    month date CHECK (extract(day FROM month) = 1),
    number text,
    issued_on date,
    due_on date,
    seller jsonb,
    buyer jsonb,
    net_cents bigint NOT NULL CHECK (net_cents >= 0),
    vat_cents bigint NOT NULL CHECK (vat_cents >= 0),
    total_cents bigint NOT NULL CHECK (total_cents = net_cents + vat_cents),
    vat jsonb NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT invoices_credited_fk FOREIGN KEY (organisation_id, credited_invoice_id) REFERENCES invoices,
    CONSTRAINT invoices_credit_note_credits CHECK
        ((kind = 'credit_note') = (credited_invoice_id IS NOT NULL) AND (kind = 'credit_note') = (reason IS NOT NULL)),
    CONSTRAINT invoices_issued_complete CHECK (status = 'draft' OR
        (number IS NOT NULL AND issued_on IS NOT NULL AND due_on IS NOT NULL AND seller IS NOT NULL AND buyer IS NOT NULL))
);
CREATE INDEX invoices_id ON invoices (id);
CREATE INDEX invoices_drafts ON invoices (month) WHERE status = 'draft';
CREATE INDEX invoices_credited ON invoices (organisation_id, credited_invoice_id) WHERE credited_invoice_id IS NOT NULL;
CREATE INDEX invoices_issued ON invoices (issued_on, organisation_id, id) WHERE status = 'issued';
CALL guard_tenant('invoices', 'SELECT');
CREATE POLICY platform_all ON invoices TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON invoices TO samen_leren_platform;

CREATE TABLE invoice_lines (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    position integer NOT NULL CHECK (position >= 1),
    code text NOT NULL,
    description text NOT NULL CHECK (length(description) BETWEEN 1 AND 300),
    quantity integer NOT NULL CHECK (quantity >= 1),
    unit_cents bigint NOT NULL CHECK (unit_cents >= 0),
    net_cents bigint NOT NULL CHECK (net_cents = quantity * unit_cents),
    vat_rate integer NOT NULL CHECK (vat_rate BETWEEN 0 AND 100),
    vat_exemption text,
    price_id uuid REFERENCES prices,
    -- The days that it is about: of an organisation-month, or the day of the order's confirmation.
    period_from date NOT NULL,
    period_until date NOT NULL CHECK (period_until >= period_from),
    -- What it bills (round by round: what was credited in full can be billed again), or what it credits.
    subscription_month_id uuid,
    order_line_id uuid,
    round integer,
    credited_line_id uuid,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT invoice_lines_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices,
    CONSTRAINT invoice_lines_month_fk FOREIGN KEY (organisation_id, subscription_month_id) REFERENCES subscription_months,
    CONSTRAINT invoice_lines_order_line_fk FOREIGN KEY (organisation_id, order_line_id) REFERENCES order_lines,
    CONSTRAINT invoice_lines_credited_fk FOREIGN KEY (organisation_id, credited_line_id) REFERENCES invoice_lines,
    CONSTRAINT invoice_lines_position_unique UNIQUE (organisation_id, invoice_id, position),
    CONSTRAINT invoice_lines_month_once UNIQUE (organisation_id, subscription_month_id, round),
    CONSTRAINT invoice_lines_order_once UNIQUE (organisation_id, order_line_id, round),
    CONSTRAINT invoice_lines_of_one_thing CHECK
        (num_nonnulls(subscription_month_id, order_line_id, credited_line_id) = 1
         AND (round IS NULL) = (credited_line_id IS NOT NULL))
);
CREATE INDEX invoice_lines_credited ON invoice_lines (organisation_id, credited_line_id) WHERE credited_line_id IS NOT NULL;
CREATE INDEX invoice_lines_price ON invoice_lines (price_id);
CALL guard_tenant('invoice_lines', 'SELECT');
CREATE POLICY platform_all ON invoice_lines TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON invoice_lines TO samen_leren_platform;

ALTER TABLE subscription_months ADD CONSTRAINT subscription_months_line_fk
    FOREIGN KEY (organisation_id, invoice_line_id) REFERENCES invoice_lines;
ALTER TABLE order_lines ADD CONSTRAINT order_lines_line_fk
    FOREIGN KEY (organisation_id, invoice_line_id) REFERENCES invoice_lines;

-- The numbers that were given: a series per kind and year, without gaps, because the counter and the number commit
-- together.
CREATE TABLE invoice_series (
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    year integer NOT NULL,
    last integer NOT NULL CHECK (last >= 0),
    PRIMARY KEY (kind, year)
);
CALL guard_global('invoice_series');
CREATE POLICY platform_all ON invoice_series TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON invoice_series TO samen_leren_platform;
CREATE TABLE invoice_numbers (
    kind text NOT NULL,
    year integer NOT NULL,
    sequence integer NOT NULL CHECK (sequence >= 1),
    organisation_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    PRIMARY KEY (kind, year, sequence),
    CONSTRAINT invoice_numbers_one_each UNIQUE (organisation_id, invoice_id),
    CONSTRAINT invoice_numbers_series_fk FOREIGN KEY (kind, year) REFERENCES invoice_series,
    CONSTRAINT invoice_numbers_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices
);
CALL guard_global('invoice_numbers');
CREATE POLICY platform_all ON invoice_numbers TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON invoice_numbers TO samen_leren_platform;

-- Documents as they were rendered, once: the same bytes for ever.
CREATE TABLE invoice_documents (
    organisation_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    format text NOT NULL CHECK (format IN ('pdf', 'ubl')),
    sha256 bytea NOT NULL CHECK (sha256 = sha256(content)),
    content bytea NOT NULL,
    rendered_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, invoice_id, format),
    CONSTRAINT invoice_documents_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices
);
CALL guard_tenant('invoice_documents', 'SELECT');
CREATE POLICY platform_all ON invoice_documents TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON invoice_documents TO samen_leren_platform;

-- What came in, beside the frozen invoice, and what was paid back after a credit. A mistake is reversed by a row of its own.
CREATE TABLE payments (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    received_on date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('payment', 'refund', 'reversal')),
    -- Negative is money that went back, or that had not come in after all.
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    reference text CHECK (length(reference) BETWEEN 1 AND 140),
    reverses_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    CONSTRAINT payments_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices,
    CONSTRAINT payments_reverses_fk FOREIGN KEY (organisation_id, reverses_id) REFERENCES payments,
    CONSTRAINT payments_reversed_once UNIQUE (organisation_id, reverses_id),
    CONSTRAINT payments_reversal_reverses CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
    CONSTRAINT payments_sign CHECK
        ((kind <> 'payment' OR amount_cents > 0) AND (kind <> 'refund' OR amount_cents < 0))
);
CREATE INDEX payments_invoice ON payments (organisation_id, invoice_id);
CALL guard_tenant('payments', 'SELECT');
CREATE POLICY platform_all ON payments TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON payments TO samen_leren_platform;

-- Mails about an invoice: with the invoice itself, and three reminders. Each goes out once.
CREATE TABLE invoice_mails (
    organisation_id uuid NOT NULL,
    invoice_id uuid NOT NULL,
    reason text NOT NULL CHECK (reason IN ('issued', 'reminder_1', 'reminder_2', 'reminder_3')),
    recipient text NOT NULL,
    planned_on date NOT NULL,
    attempts integer NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    sent_at timestamptz,
    PRIMARY KEY (organisation_id, invoice_id, reason),
    CONSTRAINT invoice_mails_invoice_fk FOREIGN KEY (organisation_id, invoice_id) REFERENCES invoices
);
CREATE INDEX invoice_mails_due ON invoice_mails (next_attempt_at) WHERE sent_at IS NULL;
CALL guard_tenant('invoice_mails', 'SELECT');
CREATE POLICY platform_all ON invoice_mails TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON invoice_mails TO samen_leren_platform;

-- What a run did with an organisation; written together with its effect, so a run that is taken over does nothing twice.
CREATE TABLE billing_run_items (
    organisation_id uuid NOT NULL REFERENCES organisations,
    run_id uuid NOT NULL REFERENCES billing_runs,
    outcome text NOT NULL CHECK (outcome IN ('billed', 'nothing', 'refused')),
    -- Why nothing was billed, or the problem that refused it.
    reason text,
    invoice_id uuid,
    credit_note_ids uuid[] NOT NULL,
    invoices integer NOT NULL,
    credit_notes integer NOT NULL,
    months integer NOT NULL,
    order_lines integer NOT NULL,
    net_cents bigint NOT NULL,
    total_cents bigint NOT NULL,
    credited_cents bigint NOT NULL,
    PRIMARY KEY (organisation_id, run_id)
);
CREATE INDEX billing_run_items_run ON billing_run_items (run_id, organisation_id);
CALL guard_tenant('billing_run_items', 'SELECT');
CREATE POLICY platform_all ON billing_run_items TO samen_leren_platform USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON billing_run_items TO samen_leren_platform;

-- The database itself refuses to change what was issued, whoever asks.
CREATE FUNCTION refuse_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        NULL;
    ELSIF TG_TABLE_NAME = 'invoices' THEN
        IF OLD.status = 'draft' THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
    ELSIF TG_TABLE_NAME = 'invoice_lines' THEN
        IF TG_OP <> 'UPDATE' AND NOT EXISTS (SELECT FROM invoices WHERE status = 'issued'
            AND organisation_id = coalesce(NEW.organisation_id, OLD.organisation_id)
            AND id = coalesce(NEW.invoice_id, OLD.invoice_id))
        THEN RETURN coalesce(NEW, OLD); END IF;
    END IF;
    RAISE EXCEPTION 'what was issued never changes' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoices_issued_never_change';
END $$;
CREATE TRIGGER issued_never_change BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER issued_never_change BEFORE INSERT OR UPDATE OR DELETE ON invoice_lines FOR EACH ROW EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER issued_never_change BEFORE UPDATE OR DELETE ON invoice_documents FOR EACH ROW EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER issued_never_change BEFORE UPDATE OR DELETE ON invoice_numbers FOR EACH ROW EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER issued_never_change BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION refuse_issued();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON invoices FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON invoice_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON invoice_documents FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON invoice_numbers FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();
CREATE TRIGGER never_truncated BEFORE TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION refuse_issued();

-- Gate G2 with a grace: so many days after the last one an organisation still writes.
CREATE OR REPLACE FUNCTION subscription_state(day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND starts_on <= day AND (ends_on IS NULL OR ends_on + (SELECT value FROM settings WHERE key = 'grace_days') >= day))
            THEN 'active'
        WHEN EXISTS (SELECT FROM subscriptions WHERE organisation_id = (SELECT current_setting('app.organisation_id')::uuid)
            AND ends_on < day AND day <= (ends_on + make_interval(months =>
                (SELECT value FROM settings WHERE key = 'wind_down_months')))::date) THEN 'winding_down'
        ELSE 'inactive' END
$$;
INSERT INTO settings (key, value, version, updated_at) VALUES
    ('grace_days', 0, 1, '2026-01-01T00:00:00Z'),
    ('payment_term_days', 30, 1, '2026-01-01T00:00:00Z'),
    ('training_group_minimum', 5, 1, '2026-01-01T00:00:00Z'),
    ('invoice_reminder_days_first', 7, 1, '2026-01-01T00:00:00Z'),
    ('invoice_reminder_days_second', 21, 1, '2026-01-01T00:00:00Z'),
    ('invoice_reminder_days_third', 35, 1, '2026-01-01T00:00:00Z');
