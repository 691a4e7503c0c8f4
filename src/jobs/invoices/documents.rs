//! Renders PDF and UBL of issued invoices that have none yet, one transaction per invoice, and keeps them: after that
//! they are the same bytes for ever.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use sha2::{Digest, Sha256};

use super::ROUND;
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::invoice_load;
use crate::features::invoices::api::Invoice;
use crate::features::invoices::mails::MailReason;
use crate::features::invoices::{papers, ubl};
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_documents, invoice_mails};

pub(super) async fn render_missing(state: &AppState) -> Result<(), Problem> {
    // One that can't be rendered must not keep the others from it.
    let mut failed: Vec<InvoiceId> = Vec::new();
    for _ in 0..ROUND {
        let context = Context::system("renderInvoices", &state.clock);
        match state.doors.in_platform(context, async |tx| render_next(tx, &failed).await).await? {
            None => break,
            Some(Ok(())) => {}
            Some(Err(id)) => failed.push(id),
        }
    }
    Ok(())
}

/// Renders the oldest one that nobody else is at; nothing when there is none, and its id when that failed.
async fn render_next(tx: &mut Tx<Platform>, failed: &[InvoiceId]) -> Result<Option<Result<(), InvoiceId>>, Problem> {
    let rendered = invoice_documents::table
        .filter(invoice_documents::organisation_id.eq(invoice_mails::organisation_id))
        .filter(invoice_documents::invoice_id.eq(invoice_mails::invoice_id));
    // The mail is planned with the number and waits for the documents. Few are still to send, and they have an index of
    // their own: the archive is not looked at.
    let next: Option<(OrganisationId, InvoiceId)> = invoice_mails::table
        .filter(invoice_mails::reason.eq(MailReason::Issued))
        .filter(invoice_mails::sent_at.is_null())
        .filter(invoice_mails::invoice_id.ne_all(failed))
        .filter(not(exists(rendered)))
        .order((invoice_mails::planned_on, invoice_mails::organisation_id, invoice_mails::invoice_id))
        .select((invoice_mails::organisation_id, invoice_mails::invoice_id))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some((organisation, id)) = next else { return Ok(None) };
    let invoice = invoice_load(tx, organisation, id).await?;
    match documents(&invoice) {
        Ok(documents) => keep(tx, &invoice, documents).await.map(|()| Some(Ok(()))),
        Err(error) => {
            tracing::error!(invoice = %id, %error, "an invoice can't be rendered");
            Ok(Some(Err(id)))
        }
    }
}

/// Each format with its content.
fn documents(invoice: &Invoice) -> anyhow::Result<[(&'static str, Vec<u8>); 2]> {
    Ok([("pdf", papers::render(invoice)?), ("ubl", ubl::render(invoice)?.into_bytes())])
}

async fn keep(tx: &mut Tx<Platform>, invoice: &Invoice, documents: [(&str, Vec<u8>); 2]) -> Result<(), Problem> {
    for (format, content) in documents {
        let row = (
            invoice_documents::organisation_id.eq(invoice.organisation_id),
            invoice_documents::invoice_id.eq(invoice.id),
            invoice_documents::format.eq(format),
            invoice_documents::sha256.eq(Sha256::digest(&content).to_vec()),
            invoice_documents::content.eq(content),
            invoice_documents::rendered_at.eq(tx.context.now),
        );
        let insert = diesel::insert_into(invoice_documents::table).values(row).on_conflict_do_nothing();
        insert.execute(tx.conn()).await?;
    }
    Ok(())
}
