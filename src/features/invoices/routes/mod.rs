//! The operations on invoices, credit notes and what stands beside them.

mod credit_notes;
mod documents;
mod invoices;
mod mails;
mod payments;

pub(super) use credit_notes::*;
pub(super) use documents::*;
pub(super) use invoices::*;
pub(super) use mails::*;
pub(super) use payments::*;

use super::api::{InvoiceFilter, InvoiceKind};
use super::store;
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Listing, Paging, Permit, Reply, Seat, permissions};
use crate::ids::InvoiceId;
use crate::problem::Problem;

permissions! {
    InvoicesRead = "invoices:read" [LicenceHolder, ProjectLeader] Exempt;
    InvoicesWrite = "invoices:write" [LicenceHolder] Exempt;
}

/// A page of one kind, for whoever asks.
async fn page(permit: Permit<InvoicesRead>, listing: Listing<InvoiceFilter>, kind: InvoiceKind) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page_of(&state, tx, &listing, kind).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page_of(&state, tx, &listing, kind).await).await,
    }
}

async fn page_of<D>(
    state: &AppState,
    tx: &mut Tx<D>,
    listing: &Listing<InvoiceFilter>,
    kind: InvoiceKind,
) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::invoice_list(tx, kind, &listing.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |invoice| invoice.id)?)
}

/// One of them, for whoever asks.
async fn one(permit: Permit<InvoicesRead>, id: InvoiceId, kind: Option<InvoiceKind>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| one_of(tx, id, kind).await).await,
        Seat::Organisation(_) => permit.read(async |tx| one_of(tx, id, kind).await).await,
    }
}

async fn one_of<D>(tx: &mut Tx<D>, id: InvoiceId, kind: Option<InvoiceKind>) -> Result<Reply, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    if kind.is_some_and(|kind| kind != invoice.kind) {
        return Err(Problem::not_found());
    }
    Reply::resource(&invoice)
}
