//! A year at a glance.

use actix_web::get;
use actix_web::web::Path;

use super::{BooksRead, sheet};
use crate::db::Tx;
use crate::features::bookkeeping::api::{BookYear, BookYearFilter};
use crate::features::bookkeeping::{actions, sheets};
use crate::http::{Answer, Permit, Query, Reply, Seat};
use crate::problem::Problem;

/// Get a year of the books
///
/// Of the year and of each of its months: how many invoices and credit notes were issued, the turnover by code and rate,
/// BTW by rate, what was credited and what was received; the first and last number of each series; and what was open at
/// the end of the year, or today while it runs. A document counts on the day that it was issued. BTW is what the
/// documents say, so it is to the cent what was asked. The licence holder gets all organisations together, or one; a
/// project leader the own.
#[utoipa::path(tag = "Bookkeeping",
    params(("year" = i32, Path, description = "A year from 2000 until 2099", minimum = 2000, maximum = 2099, example = 2026),
        BookYearFilter),
    responses((status = 200, description = "The year", body = BookYear)),
    security(("bearer" = ["invoices:read"])))]
#[get("/book-years/{year}")]
pub(in crate::features::bookkeeping) async fn get_book_year(
    permit: Permit<BooksRead>,
    year: Path<String>,
    query: Query<BookYearFilter>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| show(tx, &year, query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| show(tx, &year, query.0).await).await,
    }
}

async fn show<D>(tx: &mut Tx<D>, year: &str, filter: BookYearFilter) -> Result<Reply, Problem> {
    Reply::ok(&actions::book_year(tx, year, filter).await?)
}

/// Get a year of the books as CSV
///
/// The same sums: turnover, BTW, totals and payments of each month, then of the whole year, and what is open. UTF-8 with
/// a byte order mark, semicolons, amounts in euros with a decimal comma, headings in Dutch.
#[utoipa::path(tag = "Bookkeeping",
    params(("year" = i32, Path, description = "A year from 2000 until 2099", minimum = 2000, maximum = 2099, example = 2026),
        BookYearFilter),
    responses((status = 200, description = "The year", content((Vec<u8> = "text/csv")))),
    security(("bearer" = ["invoices:read"])))]
#[get("/book-years/{year}.csv")]
pub(in crate::features::bookkeeping) async fn get_book_year_sheet(
    permit: Permit<BooksRead>,
    year: Path<String>,
    query: Query<BookYearFilter>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| file(tx, &year, query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| file(tx, &year, query.0).await).await,
    }
}

async fn file<D>(tx: &mut Tx<D>, year: &str, filter: BookYearFilter) -> Result<Reply, Problem> {
    let book = actions::book_year(tx, year, filter).await?;
    sheet(&format!("boekjaar-{}.csv", book.year), move || sheets::year(&book)).await
}
