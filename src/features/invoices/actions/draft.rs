//! Drafting: what is billable of an organisation becomes the lines of a draft, once. A draft that a run left behind is
//! taken away and made anew by the next run of its month, from how things stand then. What was billed and turns out wrong
//! is taken back first, so that the same run can bill it again.

use super::credit::{Credit, credit_note_draft};
use super::refuse_issued;
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::InvoiceKind;
use crate::features::invoices::store::drafts::{self, Credits, Draft, NewLine};
use crate::features::invoices::{rules, store};
use crate::features::metering::actions::{self as metering, WrongMonth};
use crate::features::orders::actions as orders;
use crate::features::orders::api::BillableLine;
use crate::features::organisations::actions::organisation_any;
use crate::features::prices::actions::{price_required, prices_keep};
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
    /// Whether a month waits for a draft of a credit note: it is billed again only once that was issued or taken away.
    pub waits: bool,
}

/// Drafts all that is billable of an organisation up to and including a month: the month itself, those of the `earlier`
/// ones, which were run, that were forgotten, orders that were confirmed by its last day, and corrections of months that
/// were billed wrongly. When the caller issues all of it `at_once`, what is corrected is billed again together with it.
pub(crate) async fn draft_for_month(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    earlier: &[Month],
    at_once: bool,
) -> Result<Drafted, Problem> {
    drafts::billing_hold(tx, organisation).await?;
    // Before any row, as everywhere.
    prices_keep(tx, PriceCode::SubscriptionMonth).await?;
    // What earlier runs drafted and nobody issued is made anew, from how things stand now.
    for left in drafts::drafts_of_month(tx, organisation, month).await? {
        take_away(tx, &left).await?;
    }
    let mut drafted = Drafted::default();
    let mut months = corrections(tx, organisation, month, at_once, &mut drafted).await?;
    months.extend(metering::months_forgotten(tx, organisation, earlier).await?);
    months.push(month);
    months.sort_unstable();
    months.dedup();
    let mut lines = Vec::new();
    for one in months {
        let line = month_line(tx, organisation, one).await?;
        drafted.billed_before |= one == month && matches!(line, MonthLine::Billed);
        if let MonthLine::Due(line) = line {
            lines.push(*line);
        }
    }
    drafted.months = i32::try_from(lines.len()).unwrap_or(i32::MAX);
    let ordered = order_lines(tx, organisation, month.last_day()).await?;
    drafted.order_lines = i32::try_from(ordered.len()).unwrap_or(i32::MAX);
    lines.extend(ordered);
    if !lines.is_empty() {
        let id = InvoiceId::new();
        let totals = draft(tx, organisation, id, Some(month), &lines).await?;
        drafted.invoice_id = Some(id);
        (drafted.net_cents, drafted.total_cents) = (totals.net_cents, totals.total_cents);
    }
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

/// What there is to bill of a month.
enum MonthLine {
    /// No day of it is active.
    Nothing,
    /// A line bills it already.
    Billed,
    Due(Box<NewLine>),
}

async fn month_line(tx: &mut Tx<Platform>, organisation: OrganisationId, month: Month) -> Result<MonthLine, Problem> {
    let Some(measured) = metering::month_measure(tx, organisation, month).await? else {
        return Ok(MonthLine::Nothing);
    };
    let (Some(from), Some(until)) = (measured.active_from, measured.active_until) else {
        return Ok(MonthLine::Nothing);
    };
    if measured.invoice_line_id.is_some() {
        return Ok(MonthLine::Billed);
    }
    let price = price_required(tx, PriceCode::SubscriptionMonth, from).await?;
    Ok(MonthLine::Due(Box::new(NewLine {
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
    })))
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

/// Takes back in full what was billed wrongly, with a credit note for each invoice and reason; gives the months that are to
/// be billed again. What the caller issues at once is free again at once, so that its numbers can come last; what stays a
/// draft is free when that is issued.
async fn corrections(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    at_once: bool,
    drafted: &mut Drafted,
) -> Result<Vec<Month>, Problem> {
    let mut again = Vec::new();
    let mut by_invoice: Vec<(InvoiceId, Vec<WrongMonth>)> = Vec::new();
    for wrong in metering::months_billed_wrongly(tx, organisation).await? {
        let invoice = drafts::invoice_of_line(tx, organisation, wrong.line).await?;
        match by_invoice.iter_mut().find(|(id, _)| *id == invoice) {
            Some((_, months)) => months.push(wrong),
            None => by_invoice.push((invoice, vec![wrong])),
        }
    }
    for (invoice, months) in by_invoice {
        let row = store::invoice_lock(tx, organisation, invoice).await?;
        if row.is_draft() && row.month.is_some_and(|drafted_for| drafted_for > month) {
            // Billed by a draft of a later month's run: left to that run, which makes all of it anew.
            continue;
        }
        if row.is_draft() {
            // Billed by a draft of another run, which nobody has received: it goes, and is made anew.
            take_away(tx, &row).await?;
            again.extend(months.iter().filter(|wrong| wrong.again).map(|wrong| wrong.month));
            continue;
        }
        for (reason, months) in by_reason(tx, &row, months, drafted).await? {
            let credits: Vec<Credit> = months
                .iter()
                .filter(|wrong| wrong.net_cents > 0)
                .map(|wrong| Credit { line: wrong.line, net_cents: None })
                .collect();
            let note = Draft {
                id: InvoiceId::new(),
                kind: InvoiceKind::CreditNote,
                credited_invoice_id: Some(invoice),
                reason: Some(&reason),
                bill_again: true,
                month: Some(month),
            };
            if !credits.is_empty() {
                drafted.credited_cents += credit_note_draft(tx, &row, &note, &credits).await?.total_cents;
                drafted.credit_note_ids.push(note.id);
            }
            for wrong in months {
                // Of what was billed at nothing there is nothing to take back.
                let free = at_once || wrong.net_cents == 0;
                if free {
                    metering::month_released(tx, organisation, wrong.line, true).await?;
                    again.extend(wrong.again.then_some(wrong.month));
                }
                drafted.waits |= wrong.again && !free;
            }
        }
    }
    Ok(again)
}

/// The months of an issued invoice by why they are taken back; without those that a draft of a credit note is about, which
/// wait until it is issued or taken away.
async fn by_reason(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    months: Vec<WrongMonth>,
    drafted: &mut Drafted,
) -> Result<Vec<(String, Vec<WrongMonth>)>, Problem> {
    let lines: Vec<InvoiceLineId> = months.iter().map(|wrong| wrong.line).collect();
    let issued = drafts::credited_of_lines(tx, invoice.organisation_id, &lines, Credits::Issued).await?;
    let spoken_for = drafts::credited_of_lines(tx, invoice.organisation_id, &lines, Credits::WithDrafts).await?;
    let mut found: Vec<(String, Vec<WrongMonth>)> = Vec::new();
    for wrong in months {
        if issued.get(&wrong.line) != spoken_for.get(&wrong.line) {
            drafted.waits = true;
            continue;
        }
        match found.iter_mut().find(|(reason, _)| *reason == wrong.reason) {
            Some((_, months)) => months.push(wrong),
            None => found.push((wrong.reason.clone(), vec![wrong])),
        }
    }
    Ok(found)
}
