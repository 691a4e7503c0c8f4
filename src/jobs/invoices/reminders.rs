//! Plans reminders of invoices that are overdue with something open: up to three, so many days after the due date as
//! the settings say. A reminder is planned only when the one before was sent, and then as many days later as lie between
//! the two settings: who was not reminded for a while, because the jobs stood still, does not get three at once.

use chrono::{Days, NaiveDate};
use diesel::dsl::{exists, not, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date};
use diesel_async::RunQueryDsl;

use super::{IS_OPEN, ROUND};
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::mail_plan;
use crate::features::invoices::api::Buyer;
use crate::features::invoices::mails::MailReason;
use crate::features::settings::actions::number;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_mails, invoices};

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
        for (organisation, invoice, buyer) in overdue(tx, reason, due_by, after).await? {
            mail_plan(tx, organisation, invoice, reason, &buyer.billing.email).await?;
        }
        before = Some((reason, days));
    }
    Ok(())
}

fn earlier(today: NaiveDate, days: i32) -> NaiveDate {
    today.checked_sub_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(today)
}

/// The invoices that were due by a day, of which something is open, whose mails are all sent, and which have no such
/// reminder yet, but the one before it since the day that goes with it.
async fn overdue(
    tx: &mut Tx<Platform>,
    reason: MailReason,
    due_by: NaiveDate,
    before: Option<(MailReason, NaiveDate)>,
) -> Result<Vec<(OrganisationId, InvoiceId, Buyer)>, Problem> {
    let of_invoice = || {
        invoice_mails::table
            .filter(invoice_mails::organisation_id.eq(invoices::organisation_id))
            .filter(invoice_mails::invoice_id.eq(invoices::id))
    };
    let mut query = invoices::table
        .filter(invoices::kind.eq("invoice"))
        .filter(invoices::status.eq("issued"))
        .filter(invoices::due_on.le(due_by))
        .filter(invoices::due_on.lt(tx.context.today))
        .filter(not(exists(of_invoice().filter(invoice_mails::reason.eq(reason)))))
        .filter(not(exists(of_invoice().filter(invoice_mails::sent_at.is_null()))))
        .filter(sql::<Bool>(IS_OPEN))
        .order((invoices::due_on, invoices::organisation_id, invoices::id))
        .limit(ROUND)
        .select((invoices::organisation_id, invoices::id, invoices::buyer.assume_not_null()))
        .into_boxed::<Pg>();
    if let Some((earlier, sent_by)) = before {
        let sent =
            sql::<Bool>("(invoice_mails.sent_at AT TIME ZONE 'Europe/Amsterdam')::date <= ").bind::<Date, _>(sent_by);
        let reminded = of_invoice().filter(invoice_mails::reason.eq(earlier)).filter(sent);
        query = query.filter(exists(reminded));
    }
    Ok(query.load(tx.conn()).await?)
}
