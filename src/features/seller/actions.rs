//! What is done to the sender of invoices, and what invoices ask of it.

use uuid::Uuid;

use super::api::{Seller, SellerDetails};
use super::{rules, store};
use crate::db::{Platform, Trace, Tx};
use crate::problem::{Problem, Violation};

/// Who sends the invoices; `None` until the licence holder has filled it in.
pub(crate) async fn seller_details(tx: &mut Tx<Platform>) -> Result<Option<SellerDetails>, Problem> {
    Ok(store::seller_get(tx).await?.details)
}

/// Writes down who sends the invoices from now on.
pub(super) async fn seller_replace(tx: &mut Tx<Platform>, details: &SellerDetails) -> Result<Seller, Problem> {
    if !rules::is_iban(&details.iban) {
        let (dutch, english) =
            ("De controlecijfers kloppen niet; kijk de rekening na.", "The check digits are wrong; check the account.");
        return Err(Problem::invalid(vec![Violation::body("/iban", "checkDigits", dutch, english)]));
    }
    let seller = store::seller_update(tx, details).await?;
    // There is one seller, without an id.
    tx.trace(Trace::done("seller", Uuid::nil()));
    Ok(seller)
}
