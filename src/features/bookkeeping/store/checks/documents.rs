//! Checks of the documents themselves: amounts, BTW, numbers, frozen details, and what was rendered of them.

pub(super) const LINE_AMOUNTS: &str = "
    SELECT l.organisation_id, coalesce(i.number, i.id::text) || ', line ' || l.position AS about,
        format('%s × %s is not %s', l.quantity, l.unit_cents, l.net_cents) AS found, false AS warning
    FROM invoice_lines l JOIN invoices i ON i.organisation_id = l.organisation_id AND i.id = l.invoice_id
    WHERE l.net_cents <> l.quantity * l.unit_cents";

pub(super) const DOCUMENT_TOTALS: &str = "
    SELECT i.organisation_id, coalesce(i.number, i.id::text) AS about,
        format('net %s, BTW %s, total %s; the lines add up to %s, the rates to %s',
            i.net_cents, i.vat_cents, i.total_cents, coalesce(l.net, 0), coalesce(v.vat, 0)) AS found, false AS warning
    FROM invoices i
    LEFT JOIN (SELECT organisation_id, invoice_id, sum(net_cents) AS net FROM invoice_lines GROUP BY 1, 2) l
        ON l.organisation_id = i.organisation_id AND l.invoice_id = i.id
    LEFT JOIN LATERAL (SELECT sum((one->>'vatCents')::bigint) AS vat FROM jsonb_array_elements(i.vat) one) v ON true
    WHERE i.status = 'issued' AND (l.net IS DISTINCT FROM i.net_cents OR v.vat IS DISTINCT FROM i.vat_cents
        OR i.total_cents <> i.net_cents + i.vat_cents)";

/// Of a credit note: the BTW over all that was credited of the invoice so far, less that over what was credited before,
/// so that the notes of an invoice add up to its BTW.
pub(super) const VAT_PER_RATE: &str = "
    WITH line AS (
        SELECT i.organisation_id, i.id, i.kind, coalesce(i.credited_invoice_id, i.id) AS invoice, n.year, n.sequence,
            l.vat_rate, coalesce(l.vat_exemption, '') AS exemption, sum(l.net_cents) AS net
        FROM invoices i JOIN invoice_lines l ON l.organisation_id = i.organisation_id AND l.invoice_id = i.id
        LEFT JOIN invoice_numbers n ON n.organisation_id = i.organisation_id AND n.invoice_id = i.id
        WHERE i.status = 'issued' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8),
    so_far AS (
        SELECT line.*, sum(net) OVER (PARTITION BY organisation_id, invoice, kind, vat_rate, exemption
            ORDER BY year, sequence, id) AS until FROM line),
    due AS (
        SELECT organisation_id, id, vat_rate, exemption, net,
            div(until * vat_rate + 50, 100) - div((until - net) * vat_rate + 50, 100) AS vat FROM so_far),
    told AS (
        SELECT i.organisation_id, i.id, (one->>'vatRate')::integer AS vat_rate,
            coalesce(one->>'vatExemption', '') AS exemption, sum((one->>'netCents')::bigint) AS net,
            sum((one->>'vatCents')::bigint) AS vat
        FROM invoices i CROSS JOIN LATERAL jsonb_array_elements(i.vat) one
        WHERE i.status = 'issued' GROUP BY 1, 2, 3, 4)
    SELECT organisation_id, coalesce(i.number, id::text) AS about,
        format('%s %% over %s is %s; the document says %s over %s',
            vat_rate, coalesce(due.net, 0), coalesce(due.vat, 0), coalesce(told.vat, 0), coalesce(told.net, 0)) AS found,
        false AS warning
    FROM due FULL JOIN told USING (organisation_id, id, vat_rate, exemption)
    JOIN invoices i USING (organisation_id, id)
    WHERE due.net IS DISTINCT FROM told.net OR due.vat IS DISTINCT FROM told.vat";

pub(super) const SERIES_GAPS: &str = "
    WITH given AS (SELECT kind, year, max(sequence) AS last FROM invoice_numbers GROUP BY 1, 2),
    series AS (SELECT s.kind, s.year, s.last, coalesce(g.last, 0) AS given, s.kind || ' ' || s.year AS about
        FROM invoice_series s LEFT JOIN given g ON g.kind = s.kind AND g.year = s.year)
    SELECT NULL::uuid AS organisation_id, about, format('number %s is missing', one) AS found, false AS warning
        FROM series s CROSS JOIN LATERAL generate_series(1, greatest(s.last, s.given)) one
        WHERE NOT EXISTS (SELECT FROM invoice_numbers n WHERE n.kind = s.kind AND n.year = s.year AND n.sequence = one)
    UNION ALL
    SELECT NULL, about, format('the series ends at %s, but %s was given', last, given), false
        FROM series WHERE given > last";

pub(super) const NUMBERS: &str = "
    SELECT coalesce(i.organisation_id, n.organisation_id) AS organisation_id,
        coalesce(i.number, format('%s %s, %s', n.kind, n.year, n.sequence), i.id::text) AS about,
        CASE WHEN i.id IS NULL THEN format('the number was given to %s, which is not issued', n.invoice_id)
            WHEN n.invoice_id IS NULL THEN 'the number is not in its series'
            ELSE format('%s of %s has %s %s of the series %s', i.kind, i.issued_on, i.number, n.sequence, n.kind || ' ' || n.year)
            END AS found, false AS warning
    FROM (SELECT * FROM invoices WHERE status = 'issued') i
    FULL JOIN invoice_numbers n ON n.organisation_id = i.organisation_id AND n.invoice_id = i.id
    WHERE i.id IS NULL OR n.invoice_id IS NULL OR n.kind <> i.kind OR n.year <> extract(year FROM i.issued_on)
        OR i.number IS DISTINCT FROM (CASE n.kind WHEN 'invoice' THEN 'F' ELSE 'C' END || n.year || '-'
            || lpad(n.sequence::text, greatest(5, length(n.sequence::text)), '0'))";

pub(super) const FROZEN_DETAILS: &str = "
    SELECT i.organisation_id, coalesce(i.number, i.id::text) AS about, 'lacks ' || lacks.names AS found, false AS warning
    FROM invoices i CROSS JOIN LATERAL (SELECT string_agg(name, ', ' ORDER BY name) AS names FROM (VALUES
        ('number', i.number), ('issuedOn', i.issued_on::text),
        ('dueOn on or after issuedOn', CASE WHEN i.due_on >= i.issued_on THEN i.due_on::text END),
        ('seller.name', i.seller->>'name'), ('seller.address.street', i.seller#>>'{address,street}'),
        ('seller.address.postalCode', i.seller#>>'{address,postalCode}'),
        ('seller.address.city', i.seller#>>'{address,city}'), ('seller.kvkNumber', i.seller->>'kvkNumber'),
        ('seller.vatId', i.seller->>'vatId'), ('seller.iban', i.seller->>'iban'), ('buyer.name', i.buyer->>'name'),
        ('buyer.address.street', i.buyer#>>'{address,street}'),
        ('buyer.address.postalCode', i.buyer#>>'{address,postalCode}'),
        ('buyer.address.city', i.buyer#>>'{address,city}'), ('buyer.kvkNumber', i.buyer->>'kvkNumber'),
        ('buyer.billing.email', i.buyer#>>'{billing,email}')) AS frozen (name, value)
        WHERE coalesce(value, '') = '') lacks
    WHERE i.status = 'issued' AND lacks.names IS NOT NULL";

/// A job renders soon after issuing, so what was issued just now is only a warning.
pub(super) const DOCUMENTS: &str = "
    SELECT i.organisation_id, coalesce(i.number, i.id::text) AS about, 'there is no ' || f.format AS found,
        i.updated_at > moment.now - interval '1 hour' AS warning
    FROM moment CROSS JOIN invoices i CROSS JOIN (VALUES ('pdf'), ('ubl')) AS f (format)
    WHERE i.status = 'issued' AND NOT EXISTS (SELECT FROM invoice_documents d
        WHERE d.organisation_id = i.organisation_id AND d.invoice_id = i.id AND d.format = f.format)";

pub(super) const DOCUMENT_HASHES: &str = "
    SELECT d.organisation_id, coalesce(i.number, i.id::text) AS about,
        format('the %s is not what was rendered at %s', d.format, d.rendered_at) AS found, false AS warning
    FROM invoice_documents d JOIN invoices i ON i.organisation_id = d.organisation_id AND i.id = d.invoice_id
    WHERE d.sha256 <> sha256(d.content)";
