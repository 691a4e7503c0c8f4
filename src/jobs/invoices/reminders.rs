//! Plans reminders of invoices that are overdue with something open: up to three, so many days after the due date as
//! the settings say. A reminder is planned only when the one before was sent, and then as many days later as lie between
//! the two settings: who was not reminded for a while, because the jobs stood still, does not get three at once. Nobody is
//! reminded of an invoice that never left; once its address is mended, or it is mailed again, the reminders follow. Only
//! open invoices are looked at, however many were paid.

use chrono::{Days, NaiveDate};
use diesel::dsl::{exists, not, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date};
use diesel_async::RunQueryDsl;

use super::ROUND;
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::mail_plan;
use crate::features::invoices::mails::MailReason;
use crate::features::settings::actions::number;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_mails, open_invoices};

/// Each reminder with the setting that says how many days after the due date.
const STEPS: [(MailReason, &str); 3] = [
    (MailReason::FirstReminder, "invoice_reminder_days_first"),
    (MailReason::SecondReminder, "invoice_reminder_days_second"),
    (MailReason::LastReminder, "invoice_reminder_days_third"),
];

pub(super) async fn plan_due(state: &AppState) -> Result<(), Problem> {
    state.doors.in_platform(Context::system("remindOfInvoices", &state.clock), plan).await
}

async fn plan(tx: &mut Tx<Platform>) -> Result<(), Problem> {
    let mut before: Option<(MailReason, i32)> = None;
    for (reason, setting) in STEPS {
        let days: i32 = number(tx, setting).await?;
        let due_by = earlier(tx.context.today, days);
        let after = before.map(|(reason, first)| (reason, earlier(tx.context.today, (days - first).max(1))));
        for (organisation, invoice) in overdue(tx, reason, due_by, after).await? {
            mail_plan(tx, organisation, invoice, reason).await?;
        }
        before = Some((reason, days));
    }
    Ok(())
}

fn earlier(today: NaiveDate, days: i32) -> NaiveDate {
    today.checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(today)
}

/// The open invoices that were due by a day, that were mailed, of which no reminder waits, and which have no such reminder
/// yet, but the one before it since the day that goes with it.
async fn overdue(
    tx: &mut Tx<Platform>,
    reason: MailReason,
    due_by: NaiveDate,
    before: Option<(MailReason, NaiveDate)>,
) -> Result<Vec<(OrganisationId, InvoiceId)>, Problem> {
    let of_invoice = || {
        invoice_mails::table
            .filter(invoice_mails::organisation_id.eq(open_invoices::organisation_id))
            .filter(invoice_mails::invoice_id.eq(open_invoices::invoice_id))
    };
    let mailed = of_invoice().filter(invoice_mails::reason.eq(MailReason::Issued));
    let waiting = of_invoice().filter(invoice_mails::reason.ne(MailReason::Issued));
    let mut query = open_invoices::table
        .filter(open_invoices::due_on.le(due_by))
        .filter(open_invoices::due_on.lt(tx.context.today))
        .filter(not(exists(of_invoice().filter(invoice_mails::reason.eq(reason)))))
        .filter(exists(mailed.filter(invoice_mails::sent_at.is_not_null())))
        .filter(not(exists(waiting.filter(invoice_mails::sent_at.is_null()))))
        .order((open_invoices::due_on, open_invoices::organisation_id, open_invoices::invoice_id))
        .limit(ROUND)
        .select((open_invoices::organisation_id, open_invoices::invoice_id))
        .into_boxed::<Pg>();
    if let Some((earlier, sent_by)) = before {
        let sent =
            sql::<Bool>("(invoice_mails.sent_at AT TIME ZONE 'Europe/Amsterdam')::date <= ").bind::<Date, _>(sent_by);
        let reminded = of_invoice().filter(invoice_mails::reason.eq(earlier)).filter(sent);
        query = query.filter(exists(reminded));
    }
    Ok(query.load(tx.conn()).await?)
}
