//! Invoices and credit notes as UBL 2.1 by the Dutch rules, SI-UBL 2.0 (NLCIUS). Amounts are written from whole cents,
//! so nothing is rounded here; the tests hold every document to EN 16931 and to the Dutch rules. What a rule recommends
//! against is not written: the date of a credited invoice (BR-NL-24), a BIC with an IBAN (BR-NL-31), codes for
//! exemptions (BR-NL-35).

mod party;
mod pen;
#[cfg(test)]
mod tests;

use std::io;

use chrono::NaiveDate;

use super::api::{CreditedInvoice, Invoice, InvoiceKind, InvoiceLine, VatTotal};
use super::issued::Issued;
use super::rules::told;
use party::{customer, supplier};
use pen::Pen;

const CUSTOMIZATION: &str = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0";
/// The process by which receivers on the Peppol network look up what to do with it.
const PROFILE: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
const SEPA_CREDIT_TRANSFER: &str = "58";

/// The names that differ between the two kinds of documents.
struct Names {
    root: &'static str,
    kind: (&'static str, &'static str),
    line: &'static str,
    quantity: &'static str,
}

const INVOICE: Names =
    Names { root: "Invoice", kind: ("InvoiceTypeCode", "380"), line: "InvoiceLine", quantity: "InvoicedQuantity" };
const CREDIT_NOTE: Names = Names {
    root: "CreditNote",
    kind: ("CreditNoteTypeCode", "381"),
    line: "CreditNoteLine",
    quantity: "CreditedQuantity",
};

/// The XML of an issued invoice or credit note.
pub(crate) fn render(invoice: &Invoice) -> anyhow::Result<String> {
    let issued = Issued::of(invoice)?;
    let names = match invoice.kind {
        InvoiceKind::Invoice => INVOICE,
        InvoiceKind::CreditNote => CREDIT_NOTE,
    };
    Pen::document(names.root, |pen| {
        head(pen, invoice, &issued, &names)?;
        references(pen, invoice, &issued)?;
        supplier(pen, issued.seller)?;
        customer(pen, issued.buyer)?;
        payment(pen, invoice, &issued)?;
        taxes(pen, invoice)?;
        sums(pen, invoice)?;
        invoice.lines.iter().try_for_each(|line| one_line(pen, line, &names))
    })
}

fn head(pen: &mut Pen, invoice: &Invoice, issued: &Issued<'_>, names: &Names) -> io::Result<()> {
    pen.value("CustomizationID", CUSTOMIZATION)?;
    pen.value("ProfileID", PROFILE)?;
    pen.value("ID", issued.number)?;
    pen.day("IssueDate", issued.issued_on)?;
    if invoice.kind == InvoiceKind::Invoice {
        pen.day("DueDate", issued.due_on)?;
    }
    pen.value(names.kind.0, names.kind.1)?;
    if let Some(note) = note(invoice) {
        pen.value("Note", &note)?;
    }
    pen.value("DocumentCurrencyCode", "EUR")
}

/// Of a credit note: the invoice with its date, and why.
fn note(invoice: &Invoice) -> Option<String> {
    let CreditedInvoice { number, issued_on, .. } = invoice.credited_invoice.as_ref()?;
    let reason = told(invoice.reason.as_deref()).unwrap_or_default();
    Some(
        format!("Creditnota bij factuur {number} van {}. {reason}", issued_on.format("%d-%m-%Y")).trim_end().to_owned(),
    )
}

/// Buyers find an invoice by their own reference or order number; the Dutch rules ask for one of the two (BR-NL-2). Who
/// gave neither is referred to by the number in the trade register, which never changes from invoice to invoice.
fn references(pen: &mut Pen, invoice: &Invoice, issued: &Issued<'_>) -> io::Result<()> {
    let billing = &issued.buyer.billing;
    let (reference, order) = (told(billing.reference.as_deref()), told(billing.order_number.as_deref()));
    let reference = match (reference, order) {
        (None, None) => Some(issued.buyer.kvk_number.as_str()),
        (reference, _) => reference,
    };
    if let Some(reference) = reference {
        pen.value("BuyerReference", reference)?;
    }
    let from = invoice.lines.iter().map(|line| line.period_from).min();
    let until = invoice.lines.iter().map(|line| line.period_until).max();
    if let Some(period) = from.zip(until) {
        period_of(pen, period)?;
    }
    if let Some(order) = order {
        pen.group("OrderReference", |pen| pen.value("ID", order))?;
    }
    if let Some(about) = &invoice.credited_invoice {
        pen.group("BillingReference", |pen| {
            pen.group("InvoiceDocumentReference", |pen| pen.value("ID", &about.number))
        })?;
    }
    Ok(())
}

fn period_of(pen: &mut Pen, (from, until): (NaiveDate, NaiveDate)) -> io::Result<()> {
    pen.group("InvoicePeriod", |pen| {
        pen.day("StartDate", from)?;
        pen.day("EndDate", until)
    })
}

/// The account to pay to. A credit note names none: nobody has to pay by it.
fn payment(pen: &mut Pen, invoice: &Invoice, issued: &Issued<'_>) -> io::Result<()> {
    if invoice.kind == InvoiceKind::Invoice && invoice.total_cents > 0 {
        pen.group("PaymentMeans", |pen| {
            pen.value("PaymentMeansCode", SEPA_CREDIT_TRANSFER)?;
            pen.value("PaymentID", issued.number)?;
            pen.group("PayeeFinancialAccount", |pen| pen.value("ID", &issued.seller.iban))
        })?;
    }
    let terms = match &invoice.credited_invoice {
        Some(about) => format!("Dit bedrag gaat af van wat voor factuur {} te betalen is.", about.number),
        None => format!("Te betalen uiterlijk op {}.", issued.due_on.format("%d-%m-%Y")),
    };
    pen.group("PaymentTerms", |pen| pen.value("Note", &terms))
}

fn taxes(pen: &mut Pen, invoice: &Invoice) -> io::Result<()> {
    pen.group("TaxTotal", |pen| {
        pen.money("TaxAmount", invoice.vat_cents)?;
        subtotals(&invoice.vat).iter().try_for_each(|one| {
            pen.group("TaxSubtotal", |pen| {
                pen.money("TaxableAmount", one.net_cents)?;
                pen.money("TaxAmount", one.vat_cents)?;
                category(pen, "TaxCategory", (one.vat_rate, one.vat_exemption.is_some()), one.vat_exemption.as_deref())
            })
        })
    })
}

/// One subtotal for each rate and one for what is exempt (BR-E-01), on whatever grounds.
fn subtotals(vat: &[VatTotal]) -> Vec<VatTotal> {
    let mut found: Vec<VatTotal> = Vec::new();
    for one in vat {
        let one = VatTotal { vat_exemption: told(one.vat_exemption.as_deref()).map(str::to_owned), ..one.clone() };
        let kind = |total: &VatTotal| (total.vat_rate, total.vat_exemption.is_some());
        match found.iter_mut().find(|other| kind(other) == kind(&one)) {
            Some(other) => {
                other.net_cents += one.net_cents;
                other.vat_cents += one.vat_cents;
                if let (Some(grounds), Some(more)) = (&mut other.vat_exemption, &one.vat_exemption) {
                    *grounds = format!("{grounds}; {more}");
                }
            }
            None => found.push(one),
        }
    }
    found
}

/// `S` with a rate, `E` when exempt, `Z` at zero per cent.
fn category(pen: &mut Pen, name: &str, (rate, exempt): (i32, bool), grounds: Option<&str>) -> io::Result<()> {
    let code = match (rate, exempt) {
        (_, true) => "E",
        (0, false) => "Z",
        (_, false) => "S",
    };
    pen.group(name, |pen| {
        pen.value("ID", code)?;
        pen.value("Percent", &rate.to_string())?;
        if let Some(grounds) = grounds {
            pen.value("TaxExemptionReason", grounds)?;
        }
        pen.group("TaxScheme", |pen| pen.value("ID", "VAT"))
    })
}

fn sums(pen: &mut Pen, invoice: &Invoice) -> io::Result<()> {
    pen.group("LegalMonetaryTotal", |pen| {
        pen.money("LineExtensionAmount", invoice.net_cents)?;
        pen.money("TaxExclusiveAmount", invoice.net_cents)?;
        pen.money("TaxInclusiveAmount", invoice.total_cents)?;
        pen.money("PayableAmount", invoice.total_cents)
    })
}

fn one_line(pen: &mut Pen, line: &InvoiceLine, names: &Names) -> io::Result<()> {
    // Months of a subscription, and else pieces, by UN/ECE recommendation 20.
    let unit = if line.code == "subscription_month" { "MON" } else { "C62" };
    pen.group(names.line, |pen| {
        pen.value("ID", &line.position.to_string())?;
        pen.value_with(names.quantity, ("unitCode", unit), &line.quantity.to_string())?;
        pen.money("LineExtensionAmount", line.net_cents)?;
        period_of(pen, (line.period_from, line.period_until))?;
        pen.group("Item", |pen| {
            pen.value("Name", &line.description)?;
            pen.group("SellersItemIdentification", |pen| pen.value("ID", &line.code))?;
            let exempt = told(line.vat_exemption.as_deref()).is_some();
            category(pen, "ClassifiedTaxCategory", (line.vat_rate, exempt), None)
        })?;
        pen.group("Price", |pen| pen.money("PriceAmount", line.unit_cents))
    })
}
