//! The proof of the books: one statement per check, which gives the rows that do not agree. Each looks at one moment of
//! the database, so that work that goes on meanwhile can't make it find anything.

mod billing;
mod documents;
mod money;

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::bookkeeping::api::BookCheckCode;
use crate::ids::OrganisationId;
use crate::problem::Problem;

/// A row that does not agree.
#[derive(Debug, QueryableByName)]
pub(in crate::features::bookkeeping) struct FoundRow {
    #[diesel(sql_type = Nullable<Uuid>)]
    pub organisation_id: Option<OrganisationId>,
    #[diesel(sql_type = Text)]
    pub about: String,
    #[diesel(sql_type = Text)]
    pub found: String,
    #[diesel(sql_type = Bool)]
    pub warning: bool,
}

/// What a check finds, over all organisations.
pub(in crate::features::bookkeeping) async fn findings(
    tx: &mut Tx<Platform>,
    check: BookCheckCode,
) -> Result<Vec<FoundRow>, Problem> {
    let statement = format!(
        "WITH moment AS (SELECT $1::timestamptz AS now)
        SELECT organisation_id, about, found, warning FROM ({}) finding ORDER BY about, found LIMIT 1000",
        statement(check)
    );
    let query = diesel::sql_query(statement).bind::<Timestamptz, _>(tx.context.now);
    Ok(query.load(tx.conn()).await?)
}

fn statement(check: BookCheckCode) -> String {
    use BookCheckCode::{
        CreditSources, CreditedInvoices, CreditedLines, DocumentHashes, DocumentTotals, Documents, ForgottenMonths,
        FrozenDetails, LineAmounts, MonthsOnce, MonthsRight, Numbers, OrdersOnce, Overpaid, Payments, SeriesGaps,
        VatPerRate,
    };
    match check {
        LineAmounts => documents::LINE_AMOUNTS.to_owned(),
        DocumentTotals => documents::DOCUMENT_TOTALS.to_owned(),
        VatPerRate => documents::VAT_PER_RATE.to_owned(),
        SeriesGaps => documents::SERIES_GAPS.to_owned(),
        Numbers => documents::NUMBERS.to_owned(),
        FrozenDetails => documents::FROZEN_DETAILS.to_owned(),
        Documents => documents::DOCUMENTS.to_owned(),
        DocumentHashes => documents::DOCUMENT_HASHES.to_owned(),
        CreditSources => money::CREDIT_SOURCES.to_owned(),
        CreditedLines => money::CREDITED_LINES.to_owned(),
        CreditedInvoices => money::CREDITED_INVOICES.to_owned(),
        Payments => money::PAYMENTS.to_owned(),
        Overpaid => money::OVERPAID.to_owned(),
        MonthsOnce => {
            billing::billed_once("subscription_months", "subscription_month_id", "to_char(t.month, 'YYYY-MM')")
        }
        MonthsRight => billing::MONTHS_RIGHT.to_owned(),
        ForgottenMonths => billing::FORGOTTEN_MONTHS.to_owned(),
        OrdersOnce => billing::billed_once("order_lines", "order_line_id", "t.code || ' ' || t.id"),
    }
}
