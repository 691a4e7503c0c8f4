//! Checks of what was credited and paid.

pub(super) const CREDIT_SOURCES: &str = "
    SELECT l.organisation_id, coalesce(n.number, n.id::text) || ', line ' || l.position AS about,
        CASE WHEN n.kind = 'invoice' THEN 'an invoice credits a line'
            WHEN t.id IS NULL THEN 'credits no line'
            WHEN t.invoice_id <> n.credited_invoice_id THEN 'the line is of another invoice: ' || i.number
            WHEN i.kind <> 'invoice' OR i.status <> 'issued' THEN 'credits what is no issued invoice'
            ELSE format('%s at %s %% credits %s at %s %%', l.code, l.vat_rate, t.code, t.vat_rate) END AS found,
        false AS warning
    FROM invoice_lines l JOIN invoices n ON n.organisation_id = l.organisation_id AND n.id = l.invoice_id
    LEFT JOIN invoice_lines t ON t.organisation_id = l.organisation_id AND t.id = l.credited_line_id
    LEFT JOIN invoices i ON i.organisation_id = t.organisation_id AND i.id = t.invoice_id
    WHERE n.status = 'issued' AND CASE n.kind WHEN 'invoice' THEN l.credited_line_id IS NOT NULL
        ELSE t.id IS NULL OR t.invoice_id <> n.credited_invoice_id OR i.kind <> 'invoice' OR i.status <> 'issued'
            OR (t.code, t.vat_rate, coalesce(t.vat_exemption, '')) <> (l.code, l.vat_rate, coalesce(l.vat_exemption, ''))
        END";

pub(super) const CREDITED_LINES: &str = "
    SELECT l.organisation_id, coalesce(i.number, i.id::text) || ', line ' || l.position AS about,
        format('%s was credited of %s', c.net, l.net_cents) AS found, false AS warning
    FROM (SELECT l.organisation_id, l.credited_line_id, sum(l.net_cents) AS net FROM invoice_lines l
        JOIN invoices n ON n.organisation_id = l.organisation_id AND n.id = l.invoice_id
        WHERE n.status = 'issued' AND l.credited_line_id IS NOT NULL GROUP BY 1, 2) c
    JOIN invoice_lines l ON l.organisation_id = c.organisation_id AND l.id = c.credited_line_id
    JOIN invoices i ON i.organisation_id = l.organisation_id AND i.id = l.invoice_id
    WHERE c.net > l.net_cents";

pub(super) const CREDITED_INVOICES: &str = "
    SELECT i.organisation_id, coalesce(i.number, i.id::text) AS about,
        format('%s was credited of %s', sum(n.total_cents), i.total_cents) AS found, false AS warning
    FROM invoices i JOIN invoices n ON n.organisation_id = i.organisation_id AND n.credited_invoice_id = i.id
    WHERE n.status = 'issued' GROUP BY i.organisation_id, i.id HAVING sum(n.total_cents) > i.total_cents";

pub(super) const PAYMENTS: &str = "
    SELECT p.organisation_id, coalesce(i.number, i.id::text) || ', payment ' || p.id AS about,
        CASE WHEN i.kind <> 'invoice' OR i.status <> 'issued' THEN 'is of no issued invoice'
            WHEN o.reverses_id IS NOT NULL THEN 'takes back what takes back'
            WHEN o.invoice_id <> p.invoice_id THEN 'takes back a payment of another invoice'
            ELSE format('%s takes back %s', p.amount_cents, o.amount_cents) END AS found, false AS warning
    FROM payments p JOIN invoices i ON i.organisation_id = p.organisation_id AND i.id = p.invoice_id
    LEFT JOIN payments o ON o.organisation_id = p.organisation_id AND o.id = p.reverses_id
    WHERE i.kind <> 'invoice' OR i.status <> 'issued' OR (p.reverses_id IS NOT NULL AND
        (o.reverses_id IS NOT NULL OR o.invoice_id <> p.invoice_id OR o.amount_cents <> -p.amount_cents))";

/// A payment is booked only as long as something is open. Afterwards more than what is owed is rightly there: it was
/// credited after the payment, or the refund that gave it back is reversed. So payments are judged, each at its time, and
/// not reversals. What happened in the same minute may have happened in either order: an act has the time of its
/// beginning.
pub(super) const OVERPAID: &str = "
    SELECT i.organisation_id, coalesce(i.number, i.id::text) AS about,
        format('%s was paid at %s, when %s was owed in all', p.paid, p.created_at, o.owed) AS found, false AS warning
    FROM (SELECT organisation_id, invoice_id, kind, created_at, sum(amount_cents)
            OVER (PARTITION BY organisation_id, invoice_id ORDER BY created_at) AS paid FROM payments) p
    JOIN invoices i ON i.organisation_id = p.organisation_id AND i.id = p.invoice_id
    CROSS JOIN LATERAL (SELECT i.total_cents - coalesce(sum(n.total_cents), 0) AS owed FROM invoices n
        WHERE n.organisation_id = i.organisation_id AND n.credited_invoice_id = i.id AND n.status = 'issued'
        AND n.updated_at < p.created_at - interval '1 minute') o
    WHERE p.kind = 'payment' AND p.paid > o.owed";
