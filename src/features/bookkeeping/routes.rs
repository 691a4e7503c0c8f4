//! The operations on the books.

pub(super) mod check;
pub(super) mod ledger;
pub(super) mod open_items;
pub(super) mod year;

use actix_web::web;

use crate::http::{Reply, permissions};
use crate::problem::Problem;

permissions! {
    BooksRead = "invoices:read" [LicenceHolder, ProjectLeader] Exempt;
    BooksCheck = "invoices:read" [LicenceHolder] Exempt;
}

/// Makes the file where it keeps no other request waiting.
async fn sheet(name: &str, make: impl FnOnce() -> anyhow::Result<Vec<u8>> + Send + 'static) -> Result<Reply, Problem> {
    let made = web::block(make).await.map_err(Problem::internal)?;
    Ok(Reply::file("text/csv; charset=utf-8", name, made.map_err(Problem::internal)?))
}
