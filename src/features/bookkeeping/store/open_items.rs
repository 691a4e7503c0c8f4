//! Open items: issued invoices beside what was paid, credited and reminded.

use chrono::NaiveDate;
use diesel::sql_types::{BigInt, Date, Nullable, Uuid};
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::features::bookkeeping::api::{OpenItem, OpenItemFilter, OpenItemTotals};
use crate::ids::InvoiceId;
use crate::problem::Problem;

/// $1 the own organisation, $2 and $3 the filter, $4 today.
const OPEN: &str = "
    SELECT i.id AS invoice_id, i.organisation_id, i.buyer->>'name' AS organisation_name, i.number, i.issued_on, i.due_on,
        i.total_cents, p.paid_cents, c.credited_cents, i.total_cents - p.paid_cents - c.credited_cents AS open_cents,
        CASE WHEN i.total_cents > p.paid_cents + c.credited_cents THEN greatest(0, $4::date - i.due_on) ELSE 0 END
            AS days_overdue,
        (SELECT jsonb_build_object('step', m.reason, 'sentAt', m.sent_at) FROM invoice_mails m
            WHERE m.organisation_id = i.organisation_id AND m.invoice_id = i.id AND m.reason <> 'issued'
            AND m.sent_at IS NOT NULL ORDER BY m.reason DESC LIMIT 1) AS last_reminder
    FROM invoices i
    CROSS JOIN LATERAL (SELECT coalesce(sum(amount_cents), 0)::bigint AS paid_cents FROM payments
        WHERE organisation_id = i.organisation_id AND invoice_id = i.id) p
    CROSS JOIN LATERAL (SELECT coalesce(sum(total_cents), 0)::bigint AS credited_cents FROM invoices
        WHERE organisation_id = i.organisation_id AND credited_invoice_id = i.id AND status = 'issued') c
    WHERE i.kind = 'invoice' AND i.status = 'issued' AND i.total_cents <> p.paid_cents + c.credited_cents
        AND ($1::uuid IS NULL OR i.organisation_id = $1) AND ($2::uuid IS NULL OR i.organisation_id = $2)
        AND ($3::date IS NULL OR (i.due_on < $3 AND i.total_cents > p.paid_cents + c.credited_cents))";

/// Longest due first; all of them without a limit.
pub(in crate::features::bookkeeping) async fn open_items<D>(
    tx: &mut Tx<D>,
    filter: OpenItemFilter,
    after: Option<(NaiveDate, InvoiceId)>,
    rows: Option<i64>,
) -> Result<Vec<OpenItem>, Problem> {
    let statement = format!(
        "SELECT * FROM ({OPEN}) item WHERE $5::date IS NULL OR (due_on, invoice_id) > ($5, $6::uuid)
            ORDER BY due_on, invoice_id LIMIT $7"
    );
    let query = diesel::sql_query(statement)
        .bind::<Nullable<Uuid>, _>(tx.own())
        .bind::<Nullable<Uuid>, _>(filter.organisation_id)
        .bind::<Nullable<Date>, _>(filter.overdue_on)
        .bind::<Date, _>(tx.context.today)
        .bind::<Nullable<Date>, _>(after.map(|(due_on, _)| due_on))
        .bind::<Nullable<Uuid>, _>(after.map(|(_, invoice)| invoice))
        .bind::<Nullable<BigInt>, _>(rows);
    Ok(query.load(tx.conn()).await?)
}

pub(in crate::features::bookkeeping) async fn open_item_totals<D>(
    tx: &mut Tx<D>,
    filter: OpenItemFilter,
) -> Result<OpenItemTotals, Problem> {
    let statement = format!(
        "SELECT count(*) AS items, coalesce(sum(open_cents), 0)::bigint AS open_cents,
            coalesce(sum(open_cents) FILTER (WHERE open_cents > 0), 0)::bigint AS receivable_cents,
            coalesce(sum(open_cents) FILTER (WHERE days_overdue > 0), 0)::bigint AS overdue_cents,
            coalesce(-sum(open_cents) FILTER (WHERE open_cents < 0), 0)::bigint AS refundable_cents
        FROM ({OPEN}) item"
    );
    let query = diesel::sql_query(statement)
        .bind::<Nullable<Uuid>, _>(tx.own())
        .bind::<Nullable<Uuid>, _>(filter.organisation_id)
        .bind::<Nullable<Date>, _>(filter.overdue_on)
        .bind::<Date, _>(tx.context.today);
    Ok(query.get_result(tx.conn()).await?)
}
