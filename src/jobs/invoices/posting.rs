//! Sends the mails about invoices that are planned and have their documents. A reminder of an
//! invoice of which nothing is open any more stays where it is, unsent: it has no reason now, and gets it back when a
//! payment is reversed.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::context::Context;
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::{billing_address, invoice_load};
use crate::features::invoices::api::Invoice;
use crate::features::invoices::issued::file_name;
use crate::features::invoices::mails::{MailReason, mail};
use crate::ids::{InvoiceId, OrganisationId};
use crate::jobs::post::{Taken, deliver, next_attempt};
use crate::mail::{Attachment, Mailer};
use crate::problem::Problem;
use crate::schema::{invoice_documents, invoice_mails, open_invoices};

pub(super) async fn send_due(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("mailInvoices", &state.clock);
    let take = async || state.doors.in_platform(context(), take_one).await;
    let note = async |sent| state.doors.in_platform(context(), async |tx| noted(tx, sent).await).await;
    deliver(state, mailer, "a mail about an invoice", take, note).await
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

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.invoice.fmt(f)
    }
}

/// Takes the next mail, if there is one.
async fn take_one(tx: &mut Tx<Platform>) -> Result<Option<Taken<Due>>, Problem> {
    let now = tx.context.now;
    let Some(mut due) = next_due(tx, now).await? else { return Ok(None) };
    let invoice = invoice_load(tx, due.organisation, due.invoice).await?;
    let files = files(tx, &invoice, due.reason).await?;
    // An address that was mended since the mail was planned is the one to use.
    if !due.named {
        due.recipient = billing_address(tx, due.organisation).await?;
    }
    let change = (
        invoice_mails::attempts.eq(due.attempts + 1),
        invoice_mails::next_attempt_at.eq(next_attempt(now, due.attempts)),
        invoice_mails::recipient.eq(&due.recipient),
    );
    let row = invoice_mails::table.find((due.organisation, due.invoice, due.reason, due.number));
    diesel::update(row).set(change).execute(tx.conn()).await?;
    let mail = mail(&invoice, due.reason, &due.recipient);
    Ok(Some(Taken { key: due, mail, files }))
}

/// Notes that a mail left, and that this attempt did not fail. One that was readdressed meanwhile is still to leave.
async fn noted(tx: &mut Tx<Platform>, sent: Due) -> Result<(), Problem> {
    let row = invoice_mails::table
        .find((sent.organisation, sent.invoice, sent.reason, sent.number))
        .filter(invoice_mails::recipient.eq(sent.recipient))
        .filter(invoice_mails::attempts.eq(sent.attempts + 1));
    let change = (invoice_mails::sent_at.eq(Some(tx.context.now)), invoice_mails::attempts.eq(sent.attempts));
    diesel::update(row).set(change).execute(tx.conn()).await?;
    Ok(())
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
