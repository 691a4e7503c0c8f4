//! The SQL of mails about an invoice. A mail that has not left goes to the organisation's billing address as it is then,
//! unless the licence holder named another.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::invoices::api::InvoiceMail;
use crate::features::invoices::mails::MailReason;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::invoice_mails;

/// The mails of an invoice: those with the invoice itself, then the reminders.
pub(in crate::features::invoices) async fn mails_of<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    invoice: InvoiceId,
) -> Result<Vec<InvoiceMail>, Problem> {
    let mails = invoice_mails::table
        .filter(invoice_mails::organisation_id.eq(organisation))
        .filter(invoice_mails::invoice_id.eq(invoice))
        .order((invoice_mails::reason, invoice_mails::number))
        .select(InvoiceMail::as_select());
    Ok(mails.load(tx.conn()).await?)
}

/// Plans the first mail with this reason; one that was planned before stays as it is.
pub(in crate::features::invoices) async fn mail_plan(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
    reason: MailReason,
    recipient: &str,
) -> Result<(), Problem> {
    let row = (
        invoice_mails::organisation_id.eq(organisation),
        invoice_mails::invoice_id.eq(invoice),
        invoice_mails::reason.eq(reason),
        invoice_mails::recipient.eq(recipient),
        invoice_mails::planned_on.eq(tx.context.today),
        invoice_mails::attempts.eq(0),
        invoice_mails::next_attempt_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(invoice_mails::table).values(row).on_conflict_do_nothing();
    insert.execute(tx.conn()).await?;
    Ok(())
}

/// The mail with the invoice itself that is not known to have left, if there is one. It may be on its way just now; with
/// another address it leaves once more.
pub(in crate::features::invoices) async fn mail_waiting(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
) -> Result<Option<i32>, Problem> {
    let waiting = invoice_mails::table
        .filter(invoice_mails::organisation_id.eq(organisation))
        .filter(invoice_mails::invoice_id.eq(invoice))
        .filter(invoice_mails::reason.eq(MailReason::Issued))
        .filter(invoice_mails::sent_at.is_null())
        .order(invoice_mails::number)
        .select(invoice_mails::number)
        .for_update();
    Ok(waiting.first(tx.conn()).await.optional()?)
}

/// Where a mail goes.
#[derive(Debug)]
pub(in crate::features::invoices) struct Recipient<'a> {
    pub address: &'a str,
    /// By the licence holder, for this mail.
    pub named: bool,
}

/// Sends a waiting mail to this address instead, at once.
pub(in crate::features::invoices) async fn mail_readdress(
    tx: &mut Tx<Platform>,
    (organisation, invoice, number): (OrganisationId, InvoiceId, i32),
    to: Recipient<'_>,
) -> Result<InvoiceMail, Problem> {
    let change = (
        invoice_mails::recipient.eq(to.address),
        invoice_mails::named.eq(to.named),
        invoice_mails::attempts.eq(0),
        invoice_mails::next_attempt_at.eq(tx.context.now),
    );
    let mail = invoice_mails::table.find((organisation, invoice, MailReason::Issued, number));
    let update = diesel::update(mail).set(change).returning(InvoiceMail::as_returning());
    Ok(update.get_result(tx.conn()).await?)
}

/// Plans one more mail with the invoice itself.
pub(in crate::features::invoices) async fn mail_again(
    tx: &mut Tx<Platform>,
    (organisation, invoice, number): (OrganisationId, InvoiceId, i32),
    to: Recipient<'_>,
) -> Result<InvoiceMail, Problem> {
    let row = (
        invoice_mails::organisation_id.eq(organisation),
        invoice_mails::invoice_id.eq(invoice),
        invoice_mails::reason.eq(MailReason::Issued),
        invoice_mails::number.eq(number),
        invoice_mails::recipient.eq(to.address),
        invoice_mails::named.eq(to.named),
        invoice_mails::planned_on.eq(tx.context.today),
        invoice_mails::attempts.eq(0),
        invoice_mails::next_attempt_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(invoice_mails::table).values(row).returning(InvoiceMail::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}
