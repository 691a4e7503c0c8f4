//! The SQL of the one row that says who sends the invoices.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Seller, SellerDetails};
use crate::db::{Platform, Tx};
use crate::problem::Problem;
use crate::schema::seller;

/// The only row.
const ONLY: i32 = 1;

pub(super) async fn seller_get(tx: &mut Tx<Platform>) -> Result<Seller, Problem> {
    Ok(seller::table.find(ONLY).select(Seller::as_select()).first(tx.conn()).await?)
}

/// Reads the seller that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn seller_lock(tx: &mut Tx<Platform>) -> Result<Seller, Problem> {
    Ok(seller::table.find(ONLY).select(Seller::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn seller_update(tx: &mut Tx<Platform>, details: &SellerDetails) -> Result<Seller, Problem> {
    let change = (
        seller::details.eq(Some(details)),
        seller::version.eq(seller::version + 1),
        seller::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(seller::table.find(ONLY)).set(change);
    Ok(update.returning(Seller::as_returning()).get_result(tx.conn()).await?)
}
