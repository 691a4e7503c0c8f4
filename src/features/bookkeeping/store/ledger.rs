//! The ledger: every line of what was issued, with what it bills, and with what took it back or paid its invoice.

use diesel::sql_types::{BigInt, Date, Nullable, Uuid};
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::features::bookkeeping::api::{LedgerFilter, LedgerLine};
use crate::ids::InvoiceLineId;
use crate::problem::Problem;

/// Which of the lines that a filter names: a page, or all.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::features::bookkeeping) struct Lines {
    pub after: Option<InvoiceLineId>,
    pub rows: Option<i64>,
}

/// Whose training an order line bills. Only the licence holder's door has that table.
const ATTENDANCES: &str =
    "coalesce((SELECT jsonb_agg(a.attendance_id ORDER BY a.attendance_id) FROM ordered_attendances a
    WHERE a.organisation_id = l.organisation_id AND a.order_line_id = l.order_line_id), '[]')";
const NO_ATTENDANCES: &str = "'[]'::jsonb";

/// In the order of their ids. The page is cut first, so that what lies behind a line is looked up for these lines only.
pub(in crate::features::bookkeeping) async fn ledger_lines<D>(
    tx: &mut Tx<D>,
    filter: LedgerFilter,
    lines: Lines,
) -> Result<Vec<LedgerLine>, Problem> {
    let own = tx.own();
    let attendances = if own.is_some() { NO_ATTENDANCES } else { ATTENDANCES };
    let statement = format!(
        "WITH line AS MATERIALIZED (
            SELECT l.*, i.kind, i.number, i.issued_on, i.buyer->>'name' AS organisation_name
            FROM invoice_lines l JOIN invoices i ON i.organisation_id = l.organisation_id AND i.id = l.invoice_id
            WHERE i.status = 'issued'
                AND ($1::uuid IS NULL OR l.organisation_id = $1) AND ($2::uuid IS NULL OR l.organisation_id = $2)
                AND ($3::date IS NULL OR i.issued_on >= $3) AND ($4::date IS NULL OR i.issued_on <= $4)
                AND ($5::uuid IS NULL OR l.invoice_id = $5) AND ($6::uuid IS NULL OR l.id > $6)
            ORDER BY l.id LIMIT $7)
        SELECT l.id, l.organisation_id, l.organisation_name, l.invoice_id, l.kind, l.number, l.issued_on, l.position,
            l.code, l.description, l.quantity, l.unit_cents, l.net_cents,
            CASE l.kind WHEN 'invoice' THEN l.net_cents ELSE -l.net_cents END AS booked_cents,
            l.vat_rate, l.vat_exemption, l.price_id, l.period_from, l.period_until,
            jsonb_build_object(
                'kind', CASE WHEN l.subscription_month_id IS NOT NULL THEN 'subscription_month'
                    WHEN l.order_line_id IS NOT NULL THEN 'order_line' ELSE 'credited_line' END,
                'subscriptionMonthId', l.subscription_month_id, 'month', to_char(m.month, 'YYYY-MM'),
                'orderId', o.id, 'orderLineId', l.order_line_id, 'orderReference', o.reference,
                'attendanceIds', {attendances}, 'round', l.round, 'creditedLineId', l.credited_line_id,
                'creditedInvoiceId', b.id, 'creditedNumber', b.number) AS source,
            coalesce((SELECT jsonb_agg(jsonb_build_object('lineId', c.id, 'creditNoteId', n.id, 'number', n.number,
                    'issuedOn', n.issued_on, 'netCents', c.net_cents) ORDER BY c.id)
                FROM invoice_lines c JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id
                WHERE c.organisation_id = l.organisation_id AND c.credited_line_id = l.id AND n.status = 'issued'), '[]')
                AS credits,
            coalesce((SELECT jsonb_agg(jsonb_build_object('id', p.id, 'receivedOn', p.received_on, 'amountCents',
                    p.amount_cents, 'reversesId', p.reverses_id) ORDER BY p.received_on, p.id)
                FROM payments p WHERE p.organisation_id = l.organisation_id AND p.invoice_id = l.invoice_id), '[]')
                AS payments
        FROM line l
        LEFT JOIN subscription_months m ON m.organisation_id = l.organisation_id AND m.id = l.subscription_month_id
        LEFT JOIN order_lines ol ON ol.organisation_id = l.organisation_id AND ol.id = l.order_line_id
        LEFT JOIN orders o ON o.organisation_id = l.organisation_id AND o.id = ol.order_id
        LEFT JOIN invoice_lines t ON t.organisation_id = l.organisation_id AND t.id = l.credited_line_id
        LEFT JOIN invoices b ON b.organisation_id = l.organisation_id AND b.id = t.invoice_id
        ORDER BY l.id"
    );
    let query = diesel::sql_query(statement)
        .bind::<Nullable<Uuid>, _>(own)
        .bind::<Nullable<Uuid>, _>(filter.organisation_id)
        .bind::<Nullable<Date>, _>(filter.from)
        .bind::<Nullable<Date>, _>(filter.until)
        .bind::<Nullable<Uuid>, _>(filter.invoice_id)
        .bind::<Nullable<Uuid>, _>(lines.after)
        .bind::<Nullable<BigInt>, _>(lines.rows);
    Ok(query.load(tx.conn()).await?)
}
