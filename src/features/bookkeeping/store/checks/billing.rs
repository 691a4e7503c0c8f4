//! Checks that nothing is billed twice, and nothing forgotten.

/// Months in which an organisation had a subscription, that were run, and that nothing bills: the subscription was entered
/// or changed after the run. Running the month again bills them, so it is a warning.
pub(super) const FORGOTTEN_MONTHS: &str = "
    SELECT DISTINCT s.organisation_id, to_char(r.month, 'YYYY-MM') AS about,
        'it was run, and nothing bills it for this organisation: run it again' AS found, true AS warning
    FROM (SELECT DISTINCT month FROM billing_runs WHERE status = 'finished' AND NOT dry_run) r
    JOIN subscriptions s ON s.starts_on < r.month + interval '1 month' AND (s.ends_on IS NULL OR s.ends_on >= r.month)
    WHERE NOT EXISTS (SELECT FROM subscription_months m WHERE m.organisation_id = s.organisation_id
        AND m.month = r.month AND m.invoice_line_id IS NOT NULL)";

/// Of what is billed (`table`, which lines name in `column`): lines that bill it less those that were credited in full are
/// none or one. That one is what it names. When none is left it may still name a line of its own: it was taken back, and is
/// not to be billed again. A line of a draft bills it too.
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
            WHERE l.{column} IS NOT NULL AND NOT (c.lines > 0 AND c.net >= l.net_cents)
            GROUP BY 1, 2) b ON b.organisation_id = t.organisation_id AND b.id = t.id
        LEFT JOIN invoice_lines own
            ON own.organisation_id = t.organisation_id AND own.id = t.invoice_line_id AND own.{column} = t.id
        WHERE CASE WHEN b.lines IS NULL THEN t.invoice_line_id IS NOT NULL AND own.id IS NULL
            ELSE b.lines > 1 OR b.line IS DISTINCT FROM t.invoice_line_id END"
    )
}
