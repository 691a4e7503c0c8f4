//! The proof of the books.

use actix_web::get;

use super::BooksCheck;
use crate::features::bookkeeping::actions;
use crate::features::bookkeeping::api::BooksChecked;
use crate::http::{Answer, Permit, Reply};

/// Check the books
///
/// Proves over all organisations that documents are the sums of their lines, that numbers have no gaps, that nothing is
/// billed twice, credited or paid for more than it is, and that what was rendered is still the same. `findings` is empty
/// when all agrees. For the licence holder; the operator has the same as `samen-leren admin check-books`, with more time
/// for a large database.
#[utoipa::path(tag = "Bookkeeping",
    responses((status = 200, description = "What does not agree", body = BooksChecked)),
    security(("bearer" = ["invoices:read"])))]
#[get("/book-findings")]
pub(in crate::features::bookkeeping) async fn check_books(permit: Permit<BooksCheck>) -> Answer {
    permit
        .platform_read(async |tx| {
            let findings = actions::check(tx).await?;
            let checked = BooksChecked { checked_at: tx.context.now, findings };
            Ok(Reply::ok(&checked)?.in_language(tx.context.language))
        })
        .await
}
