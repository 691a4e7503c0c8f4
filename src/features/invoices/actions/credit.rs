//! Crediting: a credit note takes back lines of one issued invoice, in full or in part, and never more than there is.

use std::collections::BTreeMap;

use serde_json::json;

use super::require_issued;
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::{CreditLine, InvoiceKind, InvoiceLine, NewCreditNote};
use crate::features::invoices::store::drafts::{self, Credits, Draft, NewLine};
use crate::features::invoices::store::issuing;
use crate::features::invoices::{rules, store};
use crate::ids::{InvoiceId, InvoiceLineId};
use crate::problem::{Code, Problem, Violation};

/// What is to be taken back of a line; all that is left when no amount is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Credit {
    pub line: InvoiceLineId,
    pub net_cents: Option<i64>,
}

/// Drafts a credit note for an issued invoice.
pub(in crate::features::invoices) async fn credit_note_create(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    id: InvoiceId,
    asked: &NewCreditNote,
) -> Result<(), Problem> {
    if store::invoice_exists(tx, id).await? {
        return Err(Problem::taken(format!("/v1/credit-notes/{id}")));
    }
    require_issued(invoice)?;
    if invoice.kind == InvoiceKind::CreditNote {
        let (dutch, english) = ("Een creditnota wordt niet gecrediteerd.", "A credit note is not credited.");
        return Err(Problem::invalid(vec![Violation::body("/invoiceId", "kind", dutch, english)]));
    }
    let credits = match &asked.lines {
        Some(lines) => named(tx, invoice, lines).await?,
        None => everything_left(tx, invoice).await?,
    };
    let note = Draft {
        id,
        kind: InvoiceKind::CreditNote,
        credited_invoice_id: Some(invoice.id),
        reason: Some(&asked.reason),
        bill_again: asked.bill_again,
        month: None,
    };
    credit_note_draft(tx, invoice, &note, &credits).await?;
    tx.trace(Trace::done("invoice", id.0));
    Ok(())
}

/// The lines that a caller names: each of this invoice, and each once.
async fn named(tx: &mut Tx<Platform>, invoice: &store::Row, lines: &[CreditLine]) -> Result<Vec<Credit>, Problem> {
    let there = drafts::lines_of(tx, invoice.organisation_id, invoice.id).await?;
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let pointer = format!("/lines/{index}/invoiceLineId");
        if !there.iter().any(|one| one.id == line.invoice_line_id) {
            return Err(Problem::unknown_reference(&pointer));
        }
        if lines.iter().take(index).any(|earlier| earlier.invoice_line_id == line.invoice_line_id) {
            found.push(Violation::body(pointer, "unique", "Noem elke regel één keer.", "Name each line once."));
        }
    }
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    Ok(lines.iter().map(|line| Credit { line: line.invoice_line_id, net_cents: line.net_cents }).collect())
}

async fn everything_left(tx: &mut Tx<Platform>, invoice: &store::Row) -> Result<Vec<Credit>, Problem> {
    let lines = drafts::lines_of(tx, invoice.organisation_id, invoice.id).await?;
    let all: Vec<Credit> = lines.iter().map(|line| Credit { line: line.id, net_cents: None }).collect();
    let left = creditable(tx, invoice, &all).await?;
    let rest: Vec<Credit> = left
        .iter()
        .filter(|(_, cents)| *cents > 0)
        .map(|(line, _)| Credit { line: line.id, net_cents: None })
        .collect();
    if rest.is_empty() { Err(exceeds(&left)) } else { Ok(rest) }
}

/// The lines, each with how much of it can still be credited.
pub(super) async fn creditable(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    credits: &[Credit],
) -> Result<Vec<(InvoiceLine, i64)>, Problem> {
    let ids: Vec<InvoiceLineId> = credits.iter().map(|credit| credit.line).collect();
    let before = drafts::credited_of_lines(tx, invoice.organisation_id, &ids, Credits::WithDrafts).await?;
    let lines = drafts::lines_of(tx, invoice.organisation_id, invoice.id).await?;
    let left = |line: InvoiceLine| {
        let cents = line.net_cents - before.get(&line.id).copied().unwrap_or(0);
        (line, cents)
    };
    Ok(lines.into_iter().filter(|line| ids.contains(&line.id)).map(left).collect())
}

fn exceeds(left: &[(InvoiceLine, i64)]) -> Problem {
    let left: Vec<_> =
        left.iter().map(|(line, cents)| json!({ "invoiceLineId": line.id, "creditableCents": cents })).collect();
    Problem::new(Code::CreditExceedsInvoice).with("creditableCents", left)
}

/// Drafts a credit note over lines of a locked invoice; gives its totals as they would be if it were issued now.
pub(super) async fn credit_note_draft(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    note: &Draft<'_>,
    credits: &[Credit],
) -> Result<rules::Totals, Problem> {
    let left = creditable(tx, invoice, credits).await?;
    let mut lines = Vec::new();
    for (line, cents) in &left {
        let wanted = credits.iter().find(|credit| credit.line == line.id).and_then(|credit| credit.net_cents);
        let wanted = wanted.unwrap_or(*cents);
        if wanted > *cents || wanted == 0 {
            return Err(exceeds(&left));
        }
        lines.push(credit_line(line, wanted));
    }
    let totals = credit_totals(tx, invoice, &lines).await?;
    drafts::draft_insert(tx, invoice.organisation_id, note, totals.clone(), &lines).await?;
    Ok(totals)
}

async fn credit_totals(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    lines: &[NewLine],
) -> Result<rules::Totals, Problem> {
    let before: BTreeMap<_, _> = issuing::credited_before(tx, invoice.organisation_id, invoice.id).await?;
    let lines = lines.iter().map(|line| ((line.vat_rate, line.vat_exemption.clone()), line.net_cents()));
    Ok(rules::totals_after(&before, lines))
}

/// A line taken back: as it was when in full, as one amount when in part.
fn credit_line(line: &InvoiceLine, cents: i64) -> NewLine {
    let in_full = cents == line.net_cents;
    NewLine {
        id: InvoiceLineId::new(),
        code: line.code.clone(),
        description: line.description.clone(),
        quantity: if in_full { line.quantity } else { 1 },
        unit_cents: if in_full { line.unit_cents } else { cents },
        vat_rate: line.vat_rate,
        vat_exemption: line.vat_exemption.clone(),
        price_id: line.price_id,
        period: (line.period_from, line.period_until),
        subscription_month: None,
        order_line: None,
        credited_line_id: Some(line.id),
    }
}
