//! Checks that nothing is billed twice, and nothing forgotten.

/// Months in which an organisation had a subscription, that were run, and that nothing bills: the subscription was entered
/// or changed after the run. And months between the first and the last that were run, in which somebody had a subscription,
/// and that never were themselves. A run bills both, so they are warnings; before the first run is history.
pub(super) const FORGOTTEN_MONTHS: &str = "
    WITH run AS (SELECT DISTINCT month FROM billing_runs WHERE status = 'finished' AND NOT dry_run)
    SELECT DISTINCT s.organisation_id, to_char(r.month, 'YYYY-MM') AS about,
        'it was run, and nothing bills it for this organisation: the next run of it or of a later month does' AS found,
        true AS warning
    FROM run r
    JOIN subscriptions s ON s.starts_on < r.month + interval '1 month' AND (s.ends_on IS NULL OR s.ends_on >= r.month)
    WHERE NOT EXISTS (SELECT FROM subscription_months m WHERE m.organisation_id = s.organisation_id
        AND m.month = r.month AND m.invoice_line_id IS NOT NULL)
    UNION ALL
    SELECT NULL, to_char(g.month, 'YYYY-MM'), 'it lies between months that were run, and never was itself: run it', true
    FROM (SELECT min(month) AS earliest, max(month) AS latest FROM run) r CROSS JOIN LATERAL
        generate_series(r.earliest::timestamp, r.latest::timestamp, interval '1 month') AS g (month)
    WHERE NOT EXISTS (SELECT FROM run WHERE run.month = g.month::date) AND EXISTS (SELECT FROM subscriptions s
        WHERE s.starts_on < g.month + interval '1 month' AND (s.ends_on IS NULL OR s.ends_on >= g.month))";

/// Months that an issued invoice bills although no day of them is active any more, or at another price or BTW than that of
/// their first active day: a subscription or a price changed after the run. The next run takes them back, so they are
/// warnings. What was credited in full is settled.
pub(super) const MONTHS_RIGHT: &str = "
    WITH stands AS (
        SELECT m.organisation_id, m.month, l.net_cents, l.vat_rate, l.vat_exemption
        FROM subscription_months m JOIN invoice_lines l ON l.organisation_id = m.organisation_id AND l.id = m.invoice_line_id
        JOIN invoices i ON i.organisation_id = l.organisation_id AND i.id = l.invoice_id AND i.status = 'issued'
        WHERE NOT EXISTS (SELECT FROM invoice_lines c
            JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id AND n.status = 'issued'
            WHERE c.organisation_id = l.organisation_id AND c.credited_line_id = l.id HAVING sum(c.net_cents) >= l.net_cents)),
    begun AS (
        SELECT stands.*, (SELECT CASE WHEN min(s.starts_on) < stands.month THEN stands.month ELSE min(s.starts_on) END
            FROM subscriptions s WHERE s.organisation_id = stands.organisation_id
            AND daterange(s.starts_on, s.ends_on, '[]') && daterange(stands.month, (stands.month + interval '1 month')::date)
            ) AS day FROM stands)
    SELECT b.organisation_id, to_char(b.month, 'YYYY-MM') AS about,
        CASE WHEN b.day IS NULL THEN format('%s is billed, and no day of it is active', b.net_cents)
            WHEN p.id IS NULL THEN format('%s is billed, and there is no price for its first active day, %s', b.net_cents, b.day)
            ELSE format('%s at %s %% is billed, and the price of its first active day, %s, is %s at %s %%',
                b.net_cents, b.vat_rate, b.day, p.amount_cents, p.vat_rate) END AS found, true AS warning
    FROM begun b LEFT JOIN prices p ON p.code = 'subscription_month' AND p.valid_from = (SELECT max(q.valid_from)
        FROM prices q WHERE q.code = 'subscription_month' AND q.valid_from <= b.day)
    WHERE p.id IS NULL OR p.amount_cents <> b.net_cents OR p.vat_rate <> b.vat_rate
        OR p.vat_exemption IS DISTINCT FROM b.vat_exemption";

/// Of what is billed (`table`, which lines name in `column`): lines that bill it less those that were credited in full are
/// none or one. That one is what it names. When none is left it may still name a line of its own: it was taken back, and is
/// not to be billed again. A line of a draft bills it too; one over nothing bills nothing, and can't be credited.
pub(super) fn billed_once(table: &str, column: &str, about: &str) -> String {
    format!(
        "SELECT t.organisation_id, {about} AS about,
            CASE WHEN b.lines > 1 THEN format('%s lines bill it', b.lines)
                WHEN b.lines IS NULL THEN format('it says that %s bills it, which is about something else', t.invoice_line_id)
                WHEN t.invoice_line_id IS NULL THEN format('%s bills it, but it does not say so', b.line)
                ELSE format('%s bills it, but it says %s', b.line, t.invoice_line_id) END AS found, false AS warning
        FROM {table} t LEFT JOIN (
            SELECT l.organisation_id, l.{column} AS id, count(*) AS lines, (array_agg(l.id))[1] AS line
            FROM invoice_lines l CROSS JOIN LATERAL (SELECT count(*) AS lines, sum(c.net_cents) AS net
                FROM invoice_lines c JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id
                WHERE c.organisation_id = l.organisation_id AND c.credited_line_id = l.id AND n.status = 'issued') c
            WHERE l.{column} IS NOT NULL AND l.net_cents > 0 AND NOT (c.lines > 0 AND c.net >= l.net_cents)
            GROUP BY 1, 2) b ON b.organisation_id = t.organisation_id AND b.id = t.id
        LEFT JOIN invoice_lines own
            ON own.organisation_id = t.organisation_id AND own.id = t.invoice_line_id AND own.{column} = t.id
        WHERE CASE WHEN b.lines IS NULL THEN t.invoice_line_id IS NOT NULL AND own.id IS NULL
            ELSE b.lines > 1 OR b.line IS DISTINCT FROM t.invoice_line_id END"
    )
}
