//! What is open.

use actix_web::get;

use super::{BooksRead, sheet};
use crate::app::AppState;
use crate::db::Tx;
use crate::features::bookkeeping::api::{OpenItem, OpenItemFilter, OpenItemTotals};
use crate::features::bookkeeping::{sheets, store};
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::problem::Problem;

/// List open items
///
/// Issued invoices on which something is open today, longest due first: what is still to be paid, and with a negative
/// `openCents` what is to be given back because it was paid and credited later. The licence holder gets those of every
/// organisation, a project leader those of the own. Names are those on the invoice.
#[utoipa::path(tag = "Bookkeeping", params(OpenItemFilter, PageQuery),
    responses((status = 200, description = "A page of open items", body = Page<OpenItem>)),
    security(("bearer" = ["invoices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/open-items")]
pub(in crate::features::bookkeeping) async fn list_open_items(
    permit: Permit<BooksRead>,
    query: Query<Listing<OpenItemFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<OpenItemFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::open_items(tx, listing.filter, paging.after()?, Some(paging.rows())).await?;
    paging.reply(&paging.page(found, |item| (item.due_on, item.invoice_id))?)
}

/// Get the totals of open items
///
/// All open items of the same filter together, whatever the pages.
#[utoipa::path(tag = "Bookkeeping", params(OpenItemFilter),
    responses((status = 200, description = "The totals", body = OpenItemTotals)),
    security(("bearer" = ["invoices:read"])))]
#[get("/open-items/totals")]
pub(in crate::features::bookkeeping) async fn get_open_item_totals(
    permit: Permit<BooksRead>,
    query: Query<OpenItemFilter>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| totals(tx, query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| totals(tx, query.0).await).await,
    }
}

async fn totals<D>(tx: &mut Tx<D>, filter: OpenItemFilter) -> Result<Reply, Problem> {
    Reply::ok(&store::open_item_totals(tx, filter).await?)
}

/// Get open items as CSV
///
/// All of them in one file, longest due first. UTF-8 with a byte order mark, semicolons, amounts in euros with a decimal
/// comma, headings in Dutch; text that a spreadsheet would take for a formula has an apostrophe before it.
#[utoipa::path(tag = "Bookkeeping", params(OpenItemFilter),
    responses((status = 200, description = "The open items", content((Vec<u8> = "text/csv")))),
    security(("bearer" = ["invoices:read"])))]
#[get("/open-items.csv")]
pub(in crate::features::bookkeeping) async fn get_open_items_sheet(
    permit: Permit<BooksRead>,
    query: Query<OpenItemFilter>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| file(tx, query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| file(tx, query.0).await).await,
    }
}

async fn file<D>(tx: &mut Tx<D>, filter: OpenItemFilter) -> Result<Reply, Problem> {
    let items = store::open_items(tx, filter, None, None).await?;
    let name = format!("openstaande-posten-{}.csv", tx.context.today);
    sheet(&name, move || sheets::open_items(&items)).await
}
