//! Finding what there is to do: statements over months, subscriptions, prices and invoice lines that say what is to be
//! billed, taken back or measured. One statement each, however long the history is.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::metering::rules::{Billing, Terms};
use crate::ids::{InvoiceLineId, OrganisationId};
use crate::problem::Problem;
use crate::schema::subscriptions;
use crate::values::Month;

/// Months that are billed and would not be billed so now: no day is active any more (`a.first`), or the price of the first
/// active day (`p`) is another than that of the line (`l`). What was taken back in full and still names its line was
/// settled by the licence holder's courtesy, and stays so.
const WRONG: &str = "
    FROM subscription_months m
    JOIN invoice_lines l ON l.organisation_id = m.organisation_id AND l.id = m.invoice_line_id
    CROSS JOIN LATERAL (SELECT min(greatest(s.starts_on, m.month)) AS first FROM subscriptions s
        WHERE s.organisation_id = m.organisation_id AND s.starts_on < m.month + interval '1 month'
        AND (s.ends_on IS NULL OR s.ends_on >= m.month)) a
    LEFT JOIN LATERAL (SELECT amount_cents, vat_rate, vat_exemption FROM prices
        WHERE code = 'subscription_month' AND valid_from <= a.first ORDER BY valid_from DESC LIMIT 1) p ON true
    WHERE (a.first IS NULL OR (p.amount_cents, p.vat_rate, p.vat_exemption)
            IS DISTINCT FROM (l.net_cents, l.vat_rate, l.vat_exemption))
        AND l.net_cents > coalesce((SELECT sum(c.net_cents) FROM invoice_lines c
            JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id AND n.status = 'issued'
            WHERE c.organisation_id = l.organisation_id AND c.credited_line_id = l.id), -1)";

/// Of the months in `r`: those in which the organisation of `s` has a subscription and that nothing bills.
const FORGOTTEN: &str = "
    s.starts_on < r.month + interval '1 month' AND (s.ends_on IS NULL OR s.ends_on >= r.month)
    AND NOT EXISTS (SELECT FROM subscription_months m WHERE m.organisation_id = s.organisation_id AND m.month = r.month
        AND m.invoice_line_id IS NOT NULL)";

/// A month that is billed and would not be billed so now.
#[derive(Debug, QueryableByName)]
pub(in crate::features::metering) struct WrongRow {
    #[diesel(sql_type = sql_types::Date)]
    pub month: Month,
    #[diesel(sql_type = sql_types::Uuid)]
    pub line: InvoiceLineId,
    #[diesel(sql_type = sql_types::Date)]
    billed_from: NaiveDate,
    #[diesel(sql_type = sql_types::BigInt)]
    pub billed_cents: i64,
    #[diesel(sql_type = sql_types::Integer)]
    billed_rate: i32,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    billed_exemption: Option<String>,
    /// The first active day now.
    #[diesel(sql_type = sql_types::Nullable<sql_types::Date>)]
    pub first: Option<NaiveDate>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::BigInt>)]
    due_cents: Option<i64>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Integer>)]
    due_rate: Option<i32>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    due_exemption: Option<String>,
}

impl WrongRow {
    pub fn billed(&self) -> Billing {
        let vat_exemption = self.billed_exemption.clone();
        let terms = Terms { cents: self.billed_cents, vat_rate: self.billed_rate, vat_exemption };
        Billing { first: self.billed_from, terms }
    }

    /// What it would be billed at now; `None` without an active day, and without a price on the first.
    pub fn due(&self) -> Option<Billing> {
        let (first, cents, vat_rate) = (self.first?, self.due_cents?, self.due_rate?);
        Some(Billing { first, terms: Terms { cents, vat_rate, vat_exemption: self.due_exemption.clone() } })
    }
}

/// The months of an organisation that are billed and would not be billed so now, oldest first.
pub(in crate::features::metering) async fn months_wrong(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<Vec<WrongRow>, Problem> {
    let statement = format!(
        "SELECT m.month, l.id AS line, l.period_from AS billed_from, l.net_cents AS billed_cents, l.vat_rate AS billed_rate,
            l.vat_exemption AS billed_exemption, a.first, p.amount_cents AS due_cents, p.vat_rate AS due_rate,
            p.vat_exemption AS due_exemption {WRONG} AND m.organisation_id = $1 ORDER BY m.month"
    );
    let query = diesel::sql_query(statement).bind::<sql_types::Uuid, _>(organisation);
    Ok(query.load(tx.conn()).await?)
}

/// One month, as a statement over several tables answers it.
#[derive(Debug, QueryableByName)]
struct FoundMonth {
    #[diesel(sql_type = sql_types::Date)]
    month: Month,
}

/// Those of these months in which an organisation has a subscription and that nothing bills, oldest first.
pub(in crate::features::metering) async fn months_forgotten(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    months: &[Month],
) -> Result<Vec<Month>, Problem> {
    let statement = format!(
        "SELECT DISTINCT r.month FROM unnest($2) AS r (month) JOIN subscriptions s ON s.organisation_id = $1
        WHERE {FORGOTTEN} ORDER BY r.month"
    );
    let query = diesel::sql_query(statement)
        .bind::<sql_types::Uuid, _>(organisation)
        .bind::<sql_types::Array<sql_types::Date>, _>(months);
    let found: Vec<FoundMonth> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(|found| found.month).collect())
}

/// One organisation, as a statement over several tables answers it.
#[derive(Debug, QueryableByName)]
struct FoundOrganisation {
    #[diesel(sql_type = sql_types::Uuid)]
    organisation_id: OrganisationId,
}

/// The organisations with a subscription in a month, with a month that would be billed otherwise now, or for which one of
/// the earlier months was forgotten.
pub(in crate::features::metering) async fn organisations_to_bill(
    tx: &mut Tx<Platform>,
    month: Month,
    earlier: &[Month],
) -> Result<Vec<OrganisationId>, Problem> {
    let statement = format!(
        "SELECT organisation_id FROM subscriptions WHERE starts_on <= $2 AND (ends_on IS NULL OR ends_on >= $1)
        UNION SELECT m.organisation_id {WRONG}
        UNION SELECT s.organisation_id FROM unnest($3) AS r (month) CROSS JOIN subscriptions s WHERE {FORGOTTEN}
        ORDER BY organisation_id"
    );
    let query = diesel::sql_query(statement)
        .bind::<sql_types::Date, _>(month.first_day())
        .bind::<sql_types::Date, _>(month.last_day())
        .bind::<sql_types::Array<sql_types::Date>, _>(earlier);
    let found: Vec<FoundOrganisation> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(|found| found.organisation_id).collect())
}

/// When the first of the subscriptions that reach into a month starts.
pub(in crate::features::metering) async fn first_start(
    tx: &mut Tx<Platform>,
    month: Month,
) -> Result<Option<NaiveDate>, Problem> {
    let query = subscriptions::table
        .filter(subscriptions::starts_on.le(month.last_day()))
        .filter(subscriptions::ends_on.is_null().or(subscriptions::ends_on.ge(month.first_day())));
    Ok(query.select(diesel::dsl::min(subscriptions::starts_on)).get_result(tx.conn()).await?)
}

/// A month of an organisation.
#[derive(Debug, QueryableByName)]
struct FoundBoth {
    #[diesel(sql_type = sql_types::Uuid)]
    organisation_id: OrganisationId,
    #[diesel(sql_type = sql_types::Date)]
    month: Month,
}

/// The months that are worth a look: all from `recent` until `present` of organisations with a subscription in them, or
/// with a row; and of those before it, from `oldest` on, the ones without a row, and the ones that nothing bills and that
/// were last looked at before their organisation's subscriptions changed. Newest first, and so many at most: what was
/// looked at is not found again, so the next time goes on with the rest. A change is as old as its transaction's
/// beginning, hence the minute.
pub(in crate::features::metering) async fn months_to_measure(
    tx: &mut Tx<Platform>,
    oldest: Month,
    recent: Month,
    present: Month,
    most: i64,
) -> Result<Vec<(OrganisationId, Month)>, Problem> {
    let statement = "
        WITH active AS (SELECT s.organisation_id, g.month::date AS month FROM subscriptions s CROSS JOIN LATERAL
                generate_series(date_trunc('month', greatest(s.starts_on, $1)::timestamp),
                    least(coalesce(s.ends_on, $3), $3)::timestamp, interval '1 month') AS g (month)),
            changed AS (SELECT organisation_id, max(updated_at) AS changed_at FROM subscriptions GROUP BY organisation_id)
        (SELECT organisation_id, month FROM active WHERE month >= $2
            UNION SELECT organisation_id, month FROM subscription_months WHERE month BETWEEN $2 AND $3)
        UNION ALL (SELECT organisation_id, month FROM (
            SELECT DISTINCT organisation_id, month FROM active a WHERE month < $2 AND NOT EXISTS (
                SELECT FROM subscription_months m WHERE m.organisation_id = a.organisation_id AND m.month = a.month)
            UNION ALL SELECT m.organisation_id, m.month FROM subscription_months m JOIN changed c USING (organisation_id)
                WHERE m.month >= $1 AND m.month < $2 AND m.invoice_line_id IS NULL
                AND m.measured_at < c.changed_at + interval '1 minute') older
            ORDER BY month DESC, organisation_id LIMIT $4)
        ORDER BY month DESC, organisation_id";
    let query = diesel::sql_query(statement)
        .bind::<sql_types::Date, _>(oldest.first_day())
        .bind::<sql_types::Date, _>(recent.first_day())
        .bind::<sql_types::Date, _>(present.first_day())
        .bind::<sql_types::BigInt, _>(most);
    let found: Vec<FoundBoth> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(|found| (found.organisation_id, found.month)).collect())
}
