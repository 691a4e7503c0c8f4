//! Invoices and credit notes on paper, in Dutch. What stands on them was frozen when they were issued: what was paid or
//! credited since is not on them, so the same invoice gives the same bytes for ever. A draft says that it is one.

use chrono::NaiveDate;

use super::api::{Invoice, InvoiceKind, InvoiceLine, VatTotal};
use super::issued::{Issued, word};
use super::rules::told;
use crate::clock::amsterdam_day;
use crate::documents::{Block, Document, Table, dutch};
use crate::features::organisations::api::Billing;
use crate::values::{Address, Month};

/// The columns of the lines with their shares of the width; the last four are figures.
const COLUMNS: [(&str, u16); 6] =
    [("Omschrijving", 33), ("Periode", 18), ("Aantal", 10), ("Prijs", 15), ("Btw", 8), ("Bedrag", 16)];
const FIGURES: usize = 4;

/// The PDF of an invoice or credit note.
pub(crate) fn render(invoice: &Invoice) -> anyhow::Result<Vec<u8>> {
    on_paper(invoice).to_pdf()
}

fn on_paper(invoice: &Invoice) -> Document {
    let issued = Issued::of(invoice).ok();
    let name = capital(word(invoice.kind));
    let title = match &issued {
        Some(issued) => format!("{name} {}", issued.number),
        None => format!("{name} (CONCEPT)"),
    };
    let mut blocks = Vec::new();
    if let Some(issued) = &issued {
        blocks.push(Block::Beside(vec![receiver(issued), sender(issued)]));
        blocks.extend(dates(invoice.kind, issued));
        blocks.extend(references(&issued.buyer.billing));
    } else {
        blocks
            .push(Block::Text("Dit is een concept. Er kan nog iets aan veranderen; u hoeft niets te betalen.".into()));
    }
    blocks.extend(credited(invoice));
    let columns = COLUMNS.map(|(head, share)| (head.to_owned(), share)).to_vec();
    let rows = invoice.lines.iter().map(row).collect();
    blocks.push(Block::Heading("Specificatie".into()));
    blocks.push(Block::Figures(Table { columns, rows }, FIGURES));
    blocks.push(Block::Totals(totals(invoice)));
    if let Some(issued) = &issued {
        blocks.push(Block::Text(settlement(invoice, issued)));
    }
    blocks.push(Block::Numbered(title.clone()));
    Document {
        title,
        author: issued.as_ref().map_or_else(|| "Samen Leren".to_owned(), |issued| issued.seller.name.clone()),
        issued_on: issued.as_ref().map_or_else(|| amsterdam_day(invoice.created_at), |issued| issued.issued_on),
        id: invoice.id.0,
        blocks,
    }
}

fn receiver(issued: &Issued<'_>) -> Vec<String> {
    let buyer = issued.buyer;
    let mut lines = named(&buyer.name, &buyer.address);
    lines.push(format!("KVK-nummer {}", buyer.kvk_number));
    lines.extend(buyer.vat_id.as_ref().map(|id| format!("Btw-id {id}")));
    lines
}

fn sender(issued: &Issued<'_>) -> Vec<String> {
    let seller = issued.seller;
    let mut lines = named(&seller.name, &seller.address);
    lines.push(format!("KVK-nummer {}", seller.kvk_number));
    lines.push(format!("Btw-id {}", seller.vat_id));
    lines.push(format!("IBAN {}", dutch::account(&seller.iban)));
    lines.extend(seller.bic.as_ref().map(|bic| format!("BIC {bic}")));
    lines.push(seller.email.clone());
    lines.extend(told(seller.phone.as_deref()).map(str::to_owned));
    lines
}

fn named(name: &str, address: &Address) -> Vec<String> {
    vec![name.to_owned(), address.street.clone(), format!("{}  {}", address.postal_code, address.city)]
}

fn dates(kind: InvoiceKind, issued: &Issued<'_>) -> Vec<Block> {
    let number = issued.number.to_owned();
    let day = dutch::day(issued.issued_on);
    match kind {
        InvoiceKind::Invoice => vec![
            fact("Factuurnummer", number),
            fact("Factuurdatum", day),
            fact("Vervaldatum", dutch::day(issued.due_on)),
        ],
        InvoiceKind::CreditNote => vec![fact("Creditnotanummer", number), fact("Datum", day)],
    }
}

fn references(billing: &Billing) -> Vec<Block> {
    let references = [("Uw referentie", &billing.reference), ("Uw ordernummer", &billing.order_number)];
    references.into_iter().filter_map(|(name, value)| Some(fact(name, told(value.as_deref())?.to_owned()))).collect()
}

/// Which invoice a credit note is about, and why.
fn credited(invoice: &Invoice) -> Vec<Block> {
    let about = invoice.credited_invoice.as_ref();
    let about = about.map(|about| fact("Bij factuur", format!("{} van {}", about.number, dutch::day(about.issued_on))));
    let reason = told(invoice.reason.as_deref()).map(|reason| fact("Reden", reason.to_owned()));
    about.into_iter().chain(reason).collect()
}

fn fact(name: &str, value: String) -> Block {
    Block::Fact(name.to_owned(), value)
}

fn row(line: &InvoiceLine) -> Vec<String> {
    let vat =
        if told(line.vat_exemption.as_deref()).is_some() { "vrij".to_owned() } else { format!("{}%", line.vat_rate) };
    vec![
        line.description.clone(),
        period(line.period_from, line.period_until),
        line.quantity.to_string(),
        dutch::euros(line.unit_cents),
        vat,
        dutch::euros(line.net_cents),
    ]
}

/// A whole month by its name, a day as one, and else the first and the last.
fn period(from: NaiveDate, until: NaiveDate) -> String {
    let month = Month::of(from);
    if (from, until) == (month.first_day(), month.last_day()) {
        dutch::month_and_year(from)
    } else if from == until {
        dutch::short_day(from)
    } else {
        format!("{} t/m {}", dutch::short_day(from), dutch::short_day(until))
    }
}

fn totals(invoice: &Invoice) -> Vec<(String, String)> {
    let mut rows = vec![("Totaal exclusief btw".to_owned(), dutch::euros(invoice.net_cents))];
    rows.extend(invoice.vat.iter().map(|vat| (vat_name(vat), dutch::euros(vat.vat_cents))));
    rows.push(("Totaal inclusief btw".to_owned(), dutch::euros(invoice.total_cents)));
    rows
}

/// The rate with what it is of, or the legal text of the exemption.
fn vat_name(vat: &VatTotal) -> String {
    let base = dutch::euros(vat.net_cents);
    match told(vat.vat_exemption.as_deref()) {
        Some(exemption) => format!("Geen btw over {base}: {exemption}"),
        None => format!("Btw {}% over {base}", vat.vat_rate),
    }
}

/// How and until when to pay, or what becomes of the money.
fn settlement(invoice: &Invoice, issued: &Issued<'_>) -> String {
    let (seller, number) = (issued.seller, issued.number);
    match (&invoice.credited_invoice, invoice.total_cents) {
        (Some(about), _) => format!(
            "U hoeft niets te doen: dit bedrag gaat af van wat u voor factuur {} moest betalen. Hebt u daarvoor al te \
             veel betaald, dan betalen wij het verschil terug.",
            about.number
        ),
        (None, 0) => "U hoeft niets te betalen.".to_owned(),
        (None, total) => format!(
            "Wilt u {} uiterlijk op {} overmaken op rekening {} ten name van {}? Vermeld daarbij factuurnummer \
             {number}.",
            dutch::euros(total),
            dutch::day(issued.due_on),
            dutch::account(&seller.iban),
            seller.name,
        ),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::api::InvoiceStatus;
    use super::super::samples::{credit_note, draft, invoice, invoice_of, line};
    use super::*;

    fn words(invoice: &Invoice) -> String {
        format!("{:?}", on_paper(invoice).blocks).replace("\\u{a0}", " ")
    }

    #[test]
    fn an_invoice_says_who_what_how_much_and_how_to_pay() {
        let words = words(&invoice());
        for told in [
            "Stichting Voorbeeld",
            "KVK-nummer 99999990",
            "Btw-id NL999999990B01",
            "IBAN NL91 ABNA 0417 1643 00",
            "administratie@stichting.example",
            "Welzijn De Verzinsels",
            "KVK-nummer 99999999",
            "F2026-00017",
            "1 november 2026",
            "1 december 2026",
            "KP-4410",
            "INK-2026-0017",
            "Abonnement Samen Leren, oktober 2026",
            "Btw 21% over € 170,00",
            "€ 35,70",
            "Geen btw over € 690,00: Vrijgesteld op grond van artikel 11 Wet op de omzetbelasting 1968",
            "€ 895,70 uiterlijk op 1 december 2026",
            "ten name van Stichting Voorbeeld? Vermeld daarbij factuurnummer F2026-00017.",
        ] {
            assert!(words.contains(told), "{told}: {words}");
        }
        assert_eq!(on_paper(&invoice()).title, "Factuur F2026-00017");
    }

    #[test]
    fn the_same_invoice_gives_the_same_bytes_whatever_was_paid_since() {
        let paid = Invoice { status: InvoiceStatus::Paid, paid_cents: 89_570, open_cents: 0, ..invoice() };
        let once = render(&invoice()).unwrap();
        assert!(once.starts_with(b"%PDF-"));
        assert_eq!(once, render(&paid).unwrap());
    }

    #[test]
    fn a_credit_note_names_its_invoice_and_the_reason_and_asks_for_nothing() {
        let words = words(&credit_note());
        assert!(words.contains("F2026-00017 van 1 november 2026"));
        assert!(words.contains("Het abonnement eindigde eerder."));
        assert!(!words.contains("overmaken") && !words.contains("Vervaldatum"));
        assert_eq!(on_paper(&credit_note()).title, "Creditnota C2026-00003");
        assert!(render(&credit_note()).is_ok());
    }

    #[test]
    fn a_draft_says_so_and_has_no_number() {
        let paper = on_paper(&draft());
        assert_eq!(paper.title, "Factuur (CONCEPT)");
        assert!(!words(&draft()).contains("Factuurnummer"));
        assert!(paper.to_pdf().is_ok());
    }

    #[test]
    fn a_long_invoice_goes_over_pages() {
        let lines = (1..=120).map(|position| line(position, "handbook", 2, 1_500, (21, None))).collect();
        let short = render(&invoice()).unwrap();
        let long = render(&invoice_of(lines)).unwrap();
        assert!(long.starts_with(b"%PDF-") && long.len() > short.len());
    }

    #[test]
    fn periods_are_short() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(period(day("2026-02-01"), day("2026-02-28")), "februari\u{a0}2026");
        assert_eq!(period(day("2026-02-03"), day("2026-02-03")), "3-2-2026");
        assert_eq!(period(day("2026-02-03"), day("2026-02-28")), "3-2-2026 t/m 28-2-2026");
    }
}
