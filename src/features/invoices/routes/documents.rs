//! The operations that give an invoice as a document.

use actix_web::get;
use actix_web::web::{self, Path};

use super::InvoicesRead;
use crate::db::Tx;
use crate::features::invoices::issued::file_name;
use crate::features::invoices::{papers, store, ubl};
use crate::http::{Answer, Permit, Reply, Seat};
use crate::ids::InvoiceId;
use crate::problem::Problem;

/// Get an invoice on paper
///
/// An invoice or credit note as a PDF in Dutch (A4). Once issued these are the same bytes for ever; a draft is marked as
/// one.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice or credit note")),
    responses((status = 200, description = "The document", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["invoices:read"])))]
#[get("/invoices/{id}.pdf")]
pub(in crate::features::invoices) async fn get_invoice_pdf(
    permit: Permit<InvoicesRead>,
    id: Path<InvoiceId>,
) -> Answer {
    document(permit, *id, "pdf").await
}

/// Get an invoice for accounting software
///
/// An invoice or credit note as UBL 2.1 by SI-UBL 2.0 (NLCIUS). Once issued these are the same bytes for ever; a draft
/// has no such document (404).
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice or credit note")),
    responses((status = 200, description = "The document", content((Vec<u8> = "application/xml")))),
    security(("bearer" = ["invoices:read"])))]
#[get("/invoices/{id}.xml")]
pub(in crate::features::invoices) async fn get_invoice_xml(
    permit: Permit<InvoicesRead>,
    id: Path<InvoiceId>,
) -> Answer {
    document(permit, *id, "ubl").await
}

async fn document(permit: Permit<InvoicesRead>, id: InvoiceId, format: &'static str) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| stored_or_made(tx, id, format).await).await,
        Seat::Organisation(_) => permit.read(async |tx| stored_or_made(tx, id, format).await).await,
    }
}

/// The stored document; in the moments between issuing and storing, the same made from the same frozen invoice.
async fn stored_or_made<D>(tx: &mut Tx<D>, id: InvoiceId, format: &'static str) -> Result<Reply, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    let (media_type, ending) = if format == "pdf" { ("application/pdf", "pdf") } else { ("application/xml", "xml") };
    if invoice.number.is_none() && format == "ubl" {
        return Err(Problem::not_found());
    }
    let name = file_name(&invoice, ending);
    let stored = store::issuing::document_get(tx, invoice.organisation_id, id, format).await?;
    let content = match stored {
        Some(content) => content,
        None => {
            let made = web::block(move || match format {
                "pdf" => papers::render(&invoice),
                _ => ubl::render(&invoice).map(String::into_bytes),
            });
            made.await.map_err(Problem::internal)?.map_err(Problem::internal)?
        }
    };
    Ok(Reply::file(media_type, &name, content))
}
