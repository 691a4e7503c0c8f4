//! Issuing: a draft gets its number, its copies of names, addresses and account, and its mail; in a short transaction,
//! since the number's series waits for it. Documents are rendered after it.

use chrono::{Datelike, Days};

use super::refuse_issued;
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::{Buyer, InvoiceKind, InvoiceLine};
use crate::features::invoices::mails::MailReason;
use crate::features::invoices::store::drafts::{self, Credits};
use crate::features::invoices::store::issuing::{self, Freeze};
use crate::features::invoices::store::mails;
use crate::features::invoices::{rules, store};
use crate::features::metering::actions as metering;
use crate::features::orders::actions as orders;
use crate::features::organisations::actions::organisation_any;
use crate::features::organisations::api::Organisation;
use crate::features::seller::actions::seller_details;
use crate::features::settings::actions::number;
use crate::ids::{InvoiceId, InvoiceLineId, OrganisationId};
use crate::problem::{Code, Problem};
use crate::values::Month;

/// The organisations for which runs of a month left drafts: another run looks at them.
pub(crate) async fn organisations_with_drafts(
    tx: &mut Tx<Platform>,
    month: Month,
) -> Result<Vec<OrganisationId>, Problem> {
    drafts::organisations_with_drafts(tx, month).await
}

/// Issues a draft.
pub(crate) async fn invoice_issue(tx: &mut Tx<Platform>, id: InvoiceId) -> Result<(), Problem> {
    let row = super::invoice_hold(tx, id).await?;
    issue(tx, &row).await
}

/// Issues a draft that is locked.
pub(in crate::features::invoices) async fn issue(tx: &mut Tx<Platform>, row: &store::Row) -> Result<(), Problem> {
    refuse_issued(row)?;
    let seller = seller_details(tx).await?.ok_or_else(|| Problem::new(Code::SellerMissing))?;
    let buyer = buyer(organisation_any(tx, row.organisation_id).await?);
    let lines = drafts::lines_of(tx, row.organisation_id, row.id).await?;
    let ids: Vec<InvoiceLineId> = lines.iter().map(|line| line.id).collect();
    orders::refuse_cancelled(tx, row.organisation_id, &ids).await?;
    let sums = lines.iter().map(|line| ((line.vat_rate, line.vat_exemption.clone()), line.net_cents));
    let totals = match row.credited_invoice_id {
        None => rules::totals(sums),
        Some(invoice) => {
            // Nobody else credits or pays the invoice meanwhile.
            store::invoice_lock(tx, row.organisation_id, invoice).await?;
            rules::totals_after(&issuing::credited_before(tx, row.organisation_id, invoice).await?, sums)
        }
    };
    let today = tx.context.today;
    let term = u64::try_from(number(tx, "payment_term_days").await?).unwrap_or(0);
    let recipient = buyer.billing.email.clone();
    // The last thing that others wait for.
    let sequence = issuing::number_next(tx, row.kind, today.year()).await?;
    let freeze = Freeze {
        kind: row.kind,
        year: today.year(),
        sequence,
        number: rules::number(row.kind, today.year(), sequence),
        issued_on: today,
        due_on: today.checked_add_days(Days::new(term)).unwrap_or(today),
        seller,
        buyer,
        totals,
    };
    issuing::invoice_freeze(tx, row.organisation_id, row.id, freeze).await?;
    mails::mail_plan(tx, row.organisation_id, row.id, MailReason::Issued, &recipient).await?;
    if row.kind == InvoiceKind::CreditNote && row.bill_again {
        release_credited(tx, row, &lines).await?;
    }
    tx.trace(Trace::done("invoice", row.id.0).changed(["status".to_owned()]));
    Ok(())
}

/// What was taken back in full, and is to be billed again, can be.
async fn release_credited(tx: &mut Tx<Platform>, note: &store::Row, lines: &[InvoiceLine]) -> Result<(), Problem> {
    let Some(invoice) = note.credited_invoice_id else { return Ok(()) };
    let credited: Vec<_> = lines.iter().filter_map(|line| line.credited_line_id).collect();
    let sums = drafts::credited_of_lines(tx, note.organisation_id, &credited, Credits::Issued).await?;
    for line in drafts::lines_of(tx, note.organisation_id, invoice).await? {
        if sums.get(&line.id).is_some_and(|cents| *cents == line.net_cents) {
            metering::month_released(tx, note.organisation_id, line.id, true).await?;
            orders::line_released(tx, note.organisation_id, line.id, true).await?;
        }
    }
    Ok(())
}

fn buyer(organisation: Organisation) -> Buyer {
    let Organisation { name, address, kvk_number, vat_id, mut billing, .. } = organisation;
    for text in [&mut billing.reference, &mut billing.order_number] {
        *text = rules::told(text.as_deref()).map(str::to_owned);
    }
    Buyer { name, address, kvk_number, vat_id, billing }
}
