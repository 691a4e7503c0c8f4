//! Sends the mails about invoices that are planned and have their documents, one transaction per mail. A reminder of an
//! invoice of which nothing is open any more stays where it is, unsent: it has no reason now, and gets it back when a
//! payment is reversed.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::ROUND;
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::{billing_address, invoice_load};
use crate::features::invoices::api::Invoice;
use crate::features::invoices::issued::file_name;
use crate::features::invoices::mails::{MailReason, mail};
use crate::ids::{InvoiceId, OrganisationId};
use crate::jobs::mails::next_attempt;
use crate::mail::{Attachment, Mailer};
use crate::problem::Problem;
use crate::schema::{invoice_documents, invoice_mails, open_invoices};

pub(super) async fn send_due(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    for _ in 0..ROUND {
        let context = Context::system("mailInvoices", &state.clock);
        if !state.doors.in_platform(context, async |tx| send_one(state, mailer, tx).await).await? {
            break;
        }
    }
    Ok(())
}

/// A mail that is due.
#[derive(Queryable)]
struct Due {
    organisation: OrganisationId,
    invoice: InvoiceId,
    reason: MailReason,
    number: i32,
    recipient: String,
    /// The recipient is the licence holder's choice for this mail.
    named: bool,
    attempts: i32,
}

/// Sends the next mail; false when there is none.
async fn send_one(state: &AppState, mailer: &Mailer, tx: &mut Tx<Platform>) -> Result<bool, Problem> {
    let now = tx.context.now;
    let Some(due) = next_due(tx, now).await? else { return Ok(false) };
    let invoice = invoice_load(tx, due.organisation, due.invoice).await?;
    let files = files(tx, &invoice, due.reason).await?;
    // An address that was mended since the mail was planned is the one to use.
    let recipient = if due.named { due.recipient } else { billing_address(tx, due.organisation).await? };
    let sent = match mail(&invoice, due.reason, &recipient) {
        Ok(mail) => mailer.send_with(&state.config.mail_from, mail, files).await,
        Err(error) => Err(error),
    };
    let row = invoice_mails::table.find((due.organisation, due.invoice, due.reason, due.number));
    match sent {
        Ok(()) => {
            let change = (invoice_mails::sent_at.eq(Some(now)), invoice_mails::recipient.eq(recipient));
            diesel::update(row).set(change).execute(tx.conn()).await?;
        }
        Err(error) => {
            tracing::warn!(invoice = %due.invoice, %error, "a mail about an invoice could not be sent");
            let again = next_attempt(now, due.attempts);
            let change = (
                invoice_mails::attempts.eq(due.attempts + 1),
                invoice_mails::next_attempt_at.eq(again),
                invoice_mails::recipient.eq(recipient),
            );
            diesel::update(row).set(change).execute(tx.conn()).await?;
        }
    }
    Ok(true)
}

/// The mail that waits longest of those whose invoice was rendered and that still have a reason.
async fn next_due(tx: &mut Tx<Platform>, now: DateTime<Utc>) -> Result<Option<Due>, Problem> {
    let rendered = invoice_documents::table
        .filter(invoice_documents::organisation_id.eq(invoice_mails::organisation_id))
        .filter(invoice_documents::invoice_id.eq(invoice_mails::invoice_id));
    let open = open_invoices::table
        .filter(open_invoices::organisation_id.eq(invoice_mails::organisation_id))
        .filter(open_invoices::invoice_id.eq(invoice_mails::invoice_id));
    let due = invoice_mails::table
        .filter(invoice_mails::sent_at.is_null())
        .filter(invoice_mails::next_attempt_at.le(now))
        .filter(exists(rendered))
        .filter(invoice_mails::reason.eq(MailReason::Issued).or(exists(open)))
        .order((invoice_mails::next_attempt_at, invoice_mails::organisation_id, invoice_mails::invoice_id))
        .select((
            invoice_mails::organisation_id,
            invoice_mails::invoice_id,
            invoice_mails::reason,
            invoice_mails::number,
            invoice_mails::recipient,
            invoice_mails::named,
            invoice_mails::attempts,
        ))
        .for_update()
        .skip_locked();
    Ok(due.first(tx.conn()).await.optional()?)
}

/// The documents that go with a mail: both with the invoice itself, the one for people with a reminder.
async fn files(tx: &mut Tx<Platform>, invoice: &Invoice, reason: MailReason) -> Result<Vec<Attachment>, Problem> {
    let documents = invoice_documents::table
        .filter(invoice_documents::organisation_id.eq(invoice.organisation_id))
        .filter(invoice_documents::invoice_id.eq(invoice.id))
        .order(invoice_documents::format)
        .select((invoice_documents::format, invoice_documents::content));
    let documents: Vec<(String, Vec<u8>)> = documents.load(tx.conn()).await?;
    let files = documents.into_iter().map(|(format, content)| match format.as_str() {
        "pdf" => Attachment { name: file_name(invoice, "pdf"), media_type: "application/pdf", content },
        _ => Attachment { name: file_name(invoice, "xml"), media_type: "application/xml", content },
    });
    Ok(files.filter(|file| reason == MailReason::Issued || file.media_type == "application/pdf").collect())
}
