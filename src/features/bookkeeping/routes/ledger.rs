//! The ledger.

use actix_web::get;

use super::{BooksRead, sheet};
use crate::app::AppState;
use crate::db::Tx;
use crate::features::bookkeeping::api::{LedgerFilter, LedgerLine};
use crate::features::bookkeeping::store::Lines;
use crate::features::bookkeeping::{rules, sheets, store};
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::problem::Problem;

/// List ledger lines
///
/// Every line of every issued invoice and credit note, oldest first. `source` leads back to what it bills (an
/// organisation-month, or a line of an order) or takes back; `credits` lead forward to the lines that take it back, and
/// `payments` are those of its invoice. `bookedCents` of all lines together are the turnover. The licence holder gets the
/// lines of every organisation, a project leader those of the own.
#[utoipa::path(tag = "Bookkeeping", params(LedgerFilter, PageQuery),
    responses((status = 200, description = "A page of lines", body = Page<LedgerLine>)),
    security(("bearer" = ["invoices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/ledger-lines")]
pub(in crate::features::bookkeeping) async fn list_ledger_lines(
    permit: Permit<BooksRead>,
    query: Query<Listing<LedgerFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<LedgerFilter>) -> Result<Reply, Problem> {
    let found = rules::check_days(&listing.filter);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let paging = Paging::new(state, tx, listing)?;
    let lines = Lines { after: paging.after()?, rows: Some(paging.rows()) };
    let found = store::ledger_lines(tx, listing.filter, lines).await?;
    paging.reply(&paging.page(found, |line| line.id)?)
}

/// Get the ledger as CSV
///
/// All its lines in one file, oldest first. Without `until` until today, without `from` from the first day of the year of
/// `until`; 400 days at most. UTF-8 with a byte order mark, semicolons, amounts in euros with a decimal comma, headings
/// in Dutch; text that a spreadsheet would take for a formula has an apostrophe before it.
#[utoipa::path(tag = "Bookkeeping", params(LedgerFilter),
    responses((status = 200, description = "The ledger", content((Vec<u8> = "text/csv")))),
    security(("bearer" = ["invoices:read"])))]
#[get("/ledger-lines.csv")]
pub(in crate::features::bookkeeping) async fn get_ledger_sheet(
    permit: Permit<BooksRead>,
    query: Query<LedgerFilter>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| file(tx, query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| file(tx, query.0).await).await,
    }
}

async fn file<D>(tx: &mut Tx<D>, filter: LedgerFilter) -> Result<Reply, Problem> {
    let filter = rules::sheet_days(filter, tx.context.today).map_err(Problem::invalid)?;
    let lines = store::ledger_lines(tx, filter, Lines::default()).await?;
    let day = |day: Option<chrono::NaiveDate>| day.unwrap_or(tx.context.today);
    let name = format!("grootboek-{}-{}.csv", day(filter.from), day(filter.until));
    sheet(&name, move || sheets::ledger(&lines)).await
}
