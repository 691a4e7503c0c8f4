//! The books as CSV, the way Dutch spreadsheets and bookkeeping programs read it: UTF-8 with a byte order mark,
//! semicolons, amounts in euros with a decimal comma, days as `2026-11-24`, headings in Dutch.

use chrono::NaiveDate;
use csv::WriterBuilder;

use super::api::{BookTotals, BookYear, LedgerLine, LedgerSource, OpenItem};
use crate::clock::amsterdam_day;
use crate::features::invoices::api::{InvoiceKind, ReminderStep};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A file of these rows.
fn sheet<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>) -> anyhow::Result<Vec<u8>> {
    let mut writer =
        WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(BYTE_ORDER_MARK.to_vec());
    writer.write_record(headings)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("{}", error.error()))
}

/// Cents as euros: `-1234,05`, without points between thousands.
fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

/// Text that somebody typed. A spreadsheet takes what begins like this for a formula and would work it out, so it gets an
/// apostrophe before it.
fn text(text: &str) -> String {
    match text.trim_start().chars().next() {
        Some('=' | '+' | '-' | '@') => format!("'{text}"),
        _ if text.starts_with(['\t', '\r', '\n']) => format!("'{text}"),
        _ => text.to_owned(),
    }
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn listed(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(" ")
}

fn document(kind: InvoiceKind) -> String {
    match kind {
        InvoiceKind::Invoice => "factuur",
        InvoiceKind::CreditNote => "creditnota",
    }
    .to_owned()
}

fn ordinal(step: ReminderStep) -> u8 {
    match step {
        ReminderStep::First => 1,
        ReminderStep::Second => 2,
        ReminderStep::Third => 3,
    }
}

/// Open items.
pub(super) fn open_items(items: &[OpenItem]) -> anyhow::Result<Vec<u8>> {
    let headings = [
        "Factuurnummer",
        "Organisatie",
        "Factuurdatum",
        "Vervaldatum",
        "Totaal",
        "Betaald",
        "Gecrediteerd",
        "Open",
        "Dagen over tijd",
        "Laatste herinnering",
        "Herinnerd op",
        "Factuur-id",
        "Organisatie-id",
    ];
    sheet(
        headings,
        items.iter().map(|item| {
            [
                text(&item.number),
                text(&item.organisation_name),
                item.issued_on.to_string(),
                item.due_on.to_string(),
                euros(item.total_cents),
                euros(item.paid_cents),
                euros(item.credited_cents),
                euros(item.open_cents),
                item.days_overdue.to_string(),
                optional(item.last_reminder.as_ref().map(|reminder| ordinal(reminder.step))),
                optional(item.last_reminder.as_ref().map(|reminder| amsterdam_day(reminder.sent_at))),
                item.invoice_id.to_string(),
                item.organisation_id.to_string(),
            ]
        }),
    )
}

/// The ledger.
pub(super) fn ledger(lines: &[LedgerLine]) -> anyhow::Result<Vec<u8>> {
    let headings = [
        "Nummer",
        "Soort",
        "Datum",
        "Organisatie",
        "Regel",
        "Code",
        "Omschrijving",
        "Aantal",
        "Prijs",
        "Geboekt excl. btw",
        "Btw-tarief",
        "Vrijstelling",
        "Van",
        "Tot en met",
        "Maand",
        "Bestelling",
        "Referentie",
        "Crediteert",
        "Gecrediteerd door",
        "Betalingen",
        "Regel-id",
        "Factuur-id",
        "Organisatie-id",
        "Bron-id",
    ];
    sheet(headings, lines.iter().map(ledger_row))
}

fn ledger_row(line: &LedgerLine) -> [String; 24] {
    let source = &line.source;
    let payments =
        line.payments.0.iter().map(|payment| format!("{} {}", payment.received_on, euros(payment.amount_cents)));
    [
        text(&line.number),
        document(line.kind),
        line.issued_on.to_string(),
        text(&line.organisation_name),
        line.position.to_string(),
        text(&line.code),
        text(&line.description),
        line.quantity.to_string(),
        euros(line.unit_cents),
        euros(line.booked_cents),
        line.vat_rate.to_string(),
        text(line.vat_exemption.as_deref().unwrap_or_default()),
        line.period_from.to_string(),
        line.period_until.to_string(),
        optional(source.month),
        optional(source.order_id),
        text(source.order_reference.as_deref().unwrap_or_default()),
        text(source.credited_number.as_deref().unwrap_or_default()),
        listed(line.credits.0.iter().map(|credit| text(&credit.number))),
        payments.collect::<Vec<_>>().join(" / "),
        line.id.to_string(),
        line.invoice_id.to_string(),
        line.organisation_id.to_string(),
        source_id(source),
    ]
}

fn source_id(source: &LedgerSource) -> String {
    let month = source.subscription_month_id.map(|id| id.to_string());
    let order = source.order_line_id.map(|id| id.to_string());
    let credited = source.credited_line_id.map(|id| id.to_string());
    month.or(order).or(credited).unwrap_or_default()
}

/// A year: turnover, BTW and payments of each month, then of the whole year, and what is open at its end.
pub(super) fn year(book: &BookYear) -> anyhow::Result<Vec<u8>> {
    let headings =
        ["Periode", "Soort", "Code", "Btw-tarief", "Vrijstelling", "Gefactureerd", "Gecrediteerd", "Saldo", "Btw"];
    let months = book.months.iter().flat_map(|month| period(&month.month.to_string(), &month.totals));
    let whole = period(&book.year.to_string(), &book.totals);
    let open = amount(book.open_on, book.open_cents);
    sheet(headings, months.chain(whole).chain([open]))
}

fn amount(day: NaiveDate, cents: i64) -> [String; 9] {
    let none = String::new;
    [day.to_string(), "openstaand".into(), none(), none(), none(), none(), none(), euros(cents), none()]
}

fn period(name: &str, totals: &BookTotals) -> Vec<[String; 9]> {
    let none = String::new;
    let codes = totals.codes.iter().map(|code| {
        let (invoiced, credited) = (euros(code.invoiced_cents), euros(code.credited_cents));
        let rate = code.vat_rate.to_string();
        [
            name.to_owned(),
            "omzet".into(),
            text(&code.code),
            rate,
            none(),
            invoiced,
            credited,
            euros(code.net_cents),
            none(),
        ]
    });
    let rates = totals.vat.iter().map(|rate| {
        let exemption = text(rate.vat_exemption.as_deref().unwrap_or_default());
        let (percent, net) = (rate.vat_rate.to_string(), euros(rate.net_cents));
        [name.to_owned(), "btw".into(), none(), percent, exemption, none(), none(), net, euros(rate.vat_cents)]
    });
    let (invoiced, credited) = (euros(totals.invoiced_cents), euros(totals.credited_cents));
    let (net, vat, paid) = (euros(totals.net_cents), euros(totals.vat_cents), euros(totals.paid_cents));
    let sum = [name.to_owned(), "totaal".into(), none(), none(), none(), invoiced, credited, net, vat];
    let paid = [name.to_owned(), "betaald".into(), none(), none(), none(), none(), none(), paid, none()];
    codes.chain(rates).chain([sum, paid]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_a_decimal_comma_and_no_points() {
        let written = [0, 5, -5, 14_000, -123_456_789].map(euros);
        assert_eq!(written, ["0,00", "0,05", "-0,05", "140,00", "-1234567,89"]);
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for formula in ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", " =1", "\r\n=1"] {
            assert_eq!(text(formula), format!("'{formula}"));
        }
        assert_eq!(text("Welzijn = goed"), "Welzijn = goed");
    }

    #[test]
    fn a_file_is_what_a_dutch_spreadsheet_reads() {
        let rows = [[text("Welzijn; \"Hier\""), euros(-250)], [text("=A1"), euros(1)]];
        let file = sheet(["Naam", "Bedrag"], rows.into_iter()).unwrap();
        let file = String::from_utf8(file).unwrap();
        assert_eq!(file, "\u{feff}Naam;Bedrag\r\n\"Welzijn; \"\"Hier\"\"\";-2,50\r\n'=A1;0,01\r\n");
    }
}
