//! Drafting: what is billable of an organisation becomes the lines of a draft, once. A draft that a run left behind is
//! taken away and made anew by the next run of its month, from how things stand then.

use super::credit::{Credit, credit_note_draft};
use super::refuse_issued;
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::InvoiceKind;
use crate::features::invoices::store::drafts::{self, Draft, NewLine};
use crate::features::invoices::{rules, store};
use crate::features::metering::actions as metering;
use crate::features::orders::actions as orders;
use crate::features::orders::api::BillableLine;
use crate::features::organisations::actions::organisation_any;
use crate::features::prices::actions::price_required;
use crate::features::prices::api::PriceCode;
use crate::ids::{InvoiceId, InvoiceLineId, OrganisationId};
use crate::problem::{Code, Problem};
use crate::values::Month;

/// What the run of a month made of an organisation.
#[derive(Debug, Default)]
pub(crate) struct Drafted {
    pub invoice_id: Option<InvoiceId>,
    pub credit_note_ids: Vec<InvoiceId>,
    pub months: i32,
    pub order_lines: i32,
    /// Of the invoice.
    pub net_cents: i64,
    pub total_cents: i64,
    /// Of the credit notes, with BTW.
    pub credited_cents: i64,
    /// Whether the month runs and is billed already.
    pub billed_before: bool,
}

/// Drafts all that is billable of an organisation up to and including a month: the month itself, orders that were
/// confirmed by its last day, and corrections of months that turned out not to be active.
pub(crate) async fn draft_for_month(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
) -> Result<Drafted, Problem> {
    drafts::billing_hold(tx, organisation).await?;
    // What earlier runs drafted and nobody issued is made anew, from how things stand now.
    for left in drafts::drafts_of_month(tx, organisation, month).await? {
        take_away(tx, &left).await?;
    }
    let mut drafted = Drafted::default();
    let lines = lines_of_month(tx, organisation, month, &mut drafted).await?;
    if !lines.is_empty() {
        let id = InvoiceId::new();
        let totals = draft(tx, organisation, id, Some(month), &lines).await?;
        drafted.invoice_id = Some(id);
        (drafted.net_cents, drafted.total_cents) = (totals.net_cents, totals.total_cents);
    }
    corrections(tx, organisation, month, &mut drafted).await?;
    Ok(drafted)
}

/// Drafts an invoice of the confirmed orders of an organisation that were not billed yet.
pub(in crate::features::invoices) async fn draft_of_orders(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
) -> Result<(), Problem> {
    organisation_any(tx, organisation).await.map_err(|problem| match problem.code {
        Code::NotFound => Problem::unknown_reference("/organisationId"),
        _ => problem,
    })?;
    drafts::billing_hold(tx, organisation).await?;
    if store::invoice_exists(tx, id).await? {
        return Err(Problem::taken(format!("/v1/invoices/{id}")));
    }
    let today = tx.context.today;
    let lines = order_lines(tx, organisation, today).await?;
    if lines.is_empty() {
        return Err(Problem::new(Code::NothingToBill));
    }
    draft(tx, organisation, id, None, &lines).await?;
    tx.trace(Trace::done("invoice", id.0));
    Ok(())
}

/// Takes a draft away; what it billed can be billed again.
pub(in crate::features::invoices) async fn draft_take_away(
    tx: &mut Tx<Platform>,
    row: &store::Row,
) -> Result<(), Problem> {
    refuse_issued(row)?;
    take_away(tx, row).await?;
    tx.trace(Trace::done("invoice", row.id.0));
    Ok(())
}

async fn take_away(tx: &mut Tx<Platform>, row: &store::Row) -> Result<(), Problem> {
    for line in drafts::lines_of(tx, row.organisation_id, row.id).await? {
        metering::month_released(tx, row.organisation_id, line.id, false).await?;
        orders::line_released(tx, row.organisation_id, line.id, false).await?;
    }
    drafts::draft_delete(tx, row.organisation_id, row.id).await
}

async fn draft(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
    month: Option<Month>,
    lines: &[NewLine],
) -> Result<rules::Totals, Problem> {
    let totals =
        rules::totals(lines.iter().map(|line| ((line.vat_rate, line.vat_exemption.clone()), line.net_cents())));
    let row =
        Draft { id, kind: InvoiceKind::Invoice, credited_invoice_id: None, reason: None, bill_again: false, month };
    drafts::draft_insert(tx, organisation, &row, totals.clone(), lines).await?;
    for line in lines {
        if let Some((month, _)) = line.subscription_month {
            metering::month_billed(tx, organisation, month, line.id).await?;
        }
        if let Some((order_line, _)) = line.order_line {
            orders::line_billed(tx, organisation, order_line, line.id).await?;
        }
    }
    Ok(totals)
}

/// What is not billed yet: the month, and orders that were confirmed by its last day.
async fn lines_of_month(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    drafted: &mut Drafted,
) -> Result<Vec<NewLine>, Problem> {
    let mut lines: Vec<NewLine> = month_line(tx, organisation, month, drafted).await?.into_iter().collect();
    drafted.months = i32::try_from(lines.len()).unwrap_or(i32::MAX);
    let ordered = order_lines(tx, organisation, month.last_day()).await?;
    drafted.order_lines = i32::try_from(ordered.len()).unwrap_or(i32::MAX);
    lines.extend(ordered);
    Ok(lines)
}

/// The line of the month, when it is active and not billed.
async fn month_line(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    drafted: &mut Drafted,
) -> Result<Option<NewLine>, Problem> {
    let Some(measured) = metering::month_measure(tx, organisation, month).await? else { return Ok(None) };
    let (Some(from), Some(until)) = (measured.active_from, measured.active_until) else { return Ok(None) };
    if measured.invoice_line_id.is_some() {
        drafted.billed_before = true;
        return Ok(None);
    }
    let price = price_required(tx, PriceCode::SubscriptionMonth, from).await?;
    Ok(Some(NewLine {
        id: InvoiceLineId::new(),
        code: price.code.as_str().to_owned(),
        description: rules::month_text(month),
        quantity: 1,
        unit_cents: price.amount_cents,
        vat_rate: price.vat_rate,
        vat_exemption: price.vat_exemption,
        price_id: Some(price.id),
        period: (from, until),
        subscription_month: Some((measured.id, measured.round)),
        order_line: None,
        credited_line_id: None,
    }))
}

async fn order_lines(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    until: chrono::NaiveDate,
) -> Result<Vec<NewLine>, Problem> {
    let billable = orders::lines_to_bill(tx, organisation, until).await?;
    Ok(billable.into_iter().map(order_line).collect())
}

fn order_line(line: BillableLine) -> NewLine {
    let code = line.code.as_str();
    NewLine {
        id: InvoiceLineId::new(),
        code: code.to_owned(),
        description: rules::order_text(code, line.reference.as_deref()),
        quantity: line.quantity,
        unit_cents: line.unit_cents,
        vat_rate: line.vat_rate,
        vat_exemption: line.vat_exemption,
        price_id: line.price_id,
        period: (line.supplied_on, line.supplied_on),
        subscription_month: None,
        order_line: Some((line.id, line.round)),
        credited_line_id: None,
    }
}

/// Months that were billed and turned out not to be active are taken back, one credit note for each invoice.
async fn corrections(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    drafted: &mut Drafted,
) -> Result<(), Problem> {
    let mut by_invoice: Vec<(InvoiceId, Vec<Credit>)> = Vec::new();
    for wrong in metering::months_billed_in_error(tx, organisation).await? {
        let Some(line) = wrong.invoice_line_id else { continue };
        let invoice = drafts::invoice_of_line(tx, organisation, line).await?;
        match by_invoice.iter_mut().find(|(id, _)| *id == invoice) {
            Some((_, credits)) => credits.push(Credit { line, net_cents: None }),
            None => by_invoice.push((invoice, vec![Credit { line, net_cents: None }])),
        }
    }
    for (invoice, credits) in by_invoice {
        let row = store::invoice_lock(tx, organisation, invoice).await?;
        if row.is_draft() {
            // Billed by a draft of another run, which nobody has received: it goes, and its run makes it anew.
            take_away(tx, &row).await?;
            continue;
        }
        for settled in super::credit::credited_in_full(tx, &row, &credits).await? {
            // Credited in full before, for another reason: there is nothing to take back.
            metering::month_released(tx, organisation, settled, true).await?;
        }
        // What a draft of a credit note takes back already is left to it.
        let left = super::credit::creditable(tx, &row, &credits).await?;
        let wanted: Vec<Credit> = left
            .iter()
            .filter(|(_, cents)| *cents > 0)
            .map(|(line, _)| Credit { line: line.id, net_cents: None })
            .collect();
        if wanted.is_empty() {
            continue;
        }
        let reason = "Het abonnement liep niet in deze maand.";
        let note = Draft {
            id: InvoiceId::new(),
            kind: InvoiceKind::CreditNote,
            credited_invoice_id: Some(invoice),
            reason: Some(reason),
            bill_again: true,
            month: Some(month),
        };
        drafted.credited_cents += credit_note_draft(tx, &row, &note, &wanted).await?.total_cents;
        drafted.credit_note_ids.push(note.id);
    }
    Ok(())
}
