//! A year of the books, as sums per month.

use chrono::NaiveDate;
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Nullable, Uuid};
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::features::bookkeeping::rules::YearRows;
use crate::ids::OrganisationId;
use crate::problem::Problem;

#[derive(Debug, QueryableByName)]
struct OpenRow {
    #[diesel(sql_type = BigInt)]
    open_cents: i64,
}

/// $1 the own organisation, $2 the filter, $3 and $4 the days.
const ISSUED: &str = "i.status = 'issued' AND i.issued_on BETWEEN $3 AND $4
    AND ($1::uuid IS NULL OR i.organisation_id = $1) AND ($2::uuid IS NULL OR i.organisation_id = $2)";
const MONTH: &str = "date_trunc('month', i.issued_on)::date AS month";

/// What was issued and received from `first` until `last`, and what was open at the end of that day.
pub(in crate::features::bookkeeping) async fn year_rows<D>(
    tx: &mut Tx<D>,
    organisation: Option<OrganisationId>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<YearRows, Problem> {
    let own = tx.own();
    // A macro, since every statement gives rows of another type.
    macro_rules! rows {
        ($text:expr) => {
            diesel::sql_query($text)
                .bind::<Nullable<Uuid>, _>(own)
                .bind::<Nullable<Uuid>, _>(organisation)
                .bind::<Date, _>(first)
                .bind::<Date, _>(last)
                .load(tx.conn())
                .await?
        };
    }
    let documents = rows!(format!(
        "SELECT {MONTH}, i.kind, count(*) AS documents, sum(i.net_cents)::bigint AS net_cents,
            sum(i.vat_cents)::bigint AS vat_cents FROM invoices i WHERE {ISSUED} GROUP BY 1, 2"
    ));
    let codes = rows!(format!(
        "SELECT {MONTH}, i.kind, l.code, l.vat_rate, sum(l.net_cents)::bigint AS net_cents FROM invoices i
            JOIN invoice_lines l ON l.organisation_id = i.organisation_id AND l.invoice_id = i.id
            WHERE {ISSUED} GROUP BY 1, 2, 3, 4"
    ));
    let rates = rows!(format!(
        "SELECT {MONTH}, i.kind, v.\"vatRate\" AS vat_rate, v.\"vatExemption\" AS vat_exemption,
            sum(v.\"netCents\")::bigint AS net_cents, sum(v.\"vatCents\")::bigint AS vat_cents FROM invoices i
            CROSS JOIN LATERAL jsonb_to_recordset(i.vat)
                AS v(\"vatRate\" integer, \"vatExemption\" text, \"netCents\" bigint, \"vatCents\" bigint)
            WHERE {ISSUED} GROUP BY 1, 2, 3, 4"
    ));
    let series = rows!(format!(
        "SELECT i.kind, (array_agg(i.number ORDER BY length(i.number), i.number))[1] AS first_number,
            (array_agg(i.number ORDER BY length(i.number) DESC, i.number DESC))[1] AS last_number
            FROM invoices i WHERE {ISSUED} GROUP BY 1"
    ));
    let paid = rows!(
        "SELECT date_trunc('month', p.received_on)::date AS month, sum(p.amount_cents)::bigint AS paid_cents FROM payments p
            WHERE p.received_on BETWEEN $3 AND $4 AND ($1::uuid IS NULL OR p.organisation_id = $1)
            AND ($2::uuid IS NULL OR p.organisation_id = $2) GROUP BY 1"
    );
    let open: Vec<OpenRow> = rows!(
        "SELECT (coalesce((SELECT sum(CASE i.kind WHEN 'invoice' THEN i.total_cents ELSE -i.total_cents END)
                FROM invoices i WHERE i.status = 'issued' AND i.issued_on <= $4
                AND ($1::uuid IS NULL OR i.organisation_id = $1) AND ($2::uuid IS NULL OR i.organisation_id = $2)), 0)
            - coalesce((SELECT sum(p.amount_cents) FROM payments p WHERE p.received_on <= $4
                AND ($1::uuid IS NULL OR p.organisation_id = $1) AND ($2::uuid IS NULL OR p.organisation_id = $2)), 0)
            )::bigint AS open_cents WHERE $3::date IS NOT NULL"
    );
    let open_cents = open.iter().map(|row| row.open_cents).sum();
    Ok(YearRows { documents, codes, rates, paid, series, open_cents })
}
