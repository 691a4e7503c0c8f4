//! What is mailed about invoices: the documents, once more if need be, and reminders of money that does not come.

use super::payments::{open, require_payable};
use super::{conflict, require_issued};
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::{InvoiceMail, NewInvoiceMail, Reminder, ReminderStep};
use crate::features::invoices::mails::MailReason;
use crate::features::invoices::store;
use crate::features::invoices::store::mails::{self, Recipient};
use crate::features::organisations::actions::organisation_any;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;

/// Plans the next reminder of an overdue invoice now, by hand; the job plans them by the settings. Neither reminds of an
/// invoice that never left.
pub(in crate::features::invoices) async fn reminder_plan(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
) -> Result<Reminder, Problem> {
    require_payable(invoice)?;
    let overdue = invoice.due_on.is_some_and(|due| due < tx.context.today) && open(tx, invoice).await? > 0;
    let mails = mails::mails_of(tx, invoice.organisation_id, invoice.id).await?;
    let mailed = mails.iter().any(|mail| mail.reason == MailReason::Issued && mail.sent_at.is_some());
    if overdue && !mailed {
        let (dutch, english) = (
            "Deze factuur is nog niet verstuurd. Verstuur haar eerst, zo nodig naar een ander adres.",
            "This invoice has not been mailed yet. Mail it first, to another address if need be.",
        );
        return Err(conflict("not_mailed", &[]).detail(dutch, english));
    }
    let planned = reminders_among(mails);
    let next = ReminderStep::ALL.iter().copied().find(|step| planned.iter().all(|reminder| reminder.step != *step));
    // One at a time: nobody gets the next before having had a day for the one before.
    let today = tx.context.today;
    let waiting = planned.iter().any(|reminder| reminder.sent_at.is_none() || reminder.planned_on == today);
    let next = next.filter(|_| !waiting);
    let (true, Some(step)) = (overdue, next) else {
        let (dutch, english) = (
            "Alleen een vervallen factuur waar nog iets op open staat wordt herinnerd, drie keer en ten hoogste eens per dag.",
            "Only an overdue invoice with something open is reminded of, three times and once a day at most.",
        );
        let status = if overdue { "reminded" } else { "not_overdue" };
        return Err(conflict(status, &[]).detail(dutch, english));
    };
    let recipient = billing_address(tx, invoice.organisation_id).await?;
    mails::mail_plan(tx, invoice.organisation_id, invoice.id, step.into(), &recipient).await?;
    tx.trace(Trace::done("invoice", invoice.id.0).changed(["reminders".to_owned()]));
    Ok(Reminder { step, recipient, planned_on: tx.context.today, sent_at: None })
}

/// The reminders of an invoice that were planned or sent.
pub(in crate::features::invoices) async fn reminders_of<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    invoice: InvoiceId,
) -> Result<Vec<Reminder>, Problem> {
    Ok(reminders_among(mails::mails_of(tx, organisation, invoice).await?))
}

fn reminders_among(mails: Vec<InvoiceMail>) -> Vec<Reminder> {
    let step = |reason| ReminderStep::ALL.iter().copied().find(|step| MailReason::from(*step) == reason);
    let reminder = |mail: InvoiceMail| {
        let InvoiceMail { reason, recipient, planned_on, sent_at, .. } = mail;
        Some(Reminder { step: step(reason)?, recipient, planned_on, sent_at })
    };
    mails.into_iter().filter_map(reminder).collect()
}

/// Where mails about invoices of an organisation go now. What an invoice was issued with is frozen, typing errors too.
pub(crate) async fn billing_address(tx: &mut Tx<Platform>, organisation: OrganisationId) -> Result<String, Problem> {
    Ok(organisation_any(tx, organisation).await?.billing.email)
}

/// Plans a mail about an invoice to the billing address; one that was planned before stays as it is.
pub(crate) async fn mail_plan(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
    reason: MailReason,
) -> Result<(), Problem> {
    let recipient = billing_address(tx, organisation).await?;
    mails::mail_plan(tx, organisation, invoice, reason, &recipient).await
}

/// Mails an issued invoice or credit note once more, with the documents as they were stored. A mail that has not left yet
/// goes to this address instead: nobody needs two.
pub(in crate::features::invoices) async fn mail_again(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    asked: &NewInvoiceMail,
) -> Result<InvoiceMail, Problem> {
    require_issued(invoice)?;
    let present = billing_address(tx, invoice.organisation_id).await?;
    let to = Recipient { address: asked.to.as_deref().unwrap_or(&present), named: asked.to.is_some() };
    let (organisation, id) = (invoice.organisation_id, invoice.id);
    let mail = match mails::mail_waiting(tx, organisation, id).await? {
        Some(number) => mails::mail_readdress(tx, (organisation, id, number), to).await?,
        None => {
            let before = mails::mails_of(tx, organisation, id).await?;
            let sent = before.iter().filter(|mail| mail.reason == MailReason::Issued).map(|mail| mail.number).max();
            mails::mail_again(tx, (organisation, id, sent.unwrap_or(0) + 1), to).await?
        }
    };
    tx.trace(Trace::done("invoice", id.0).changed(["mails".to_owned()]));
    Ok(mail)
}
