//! A year of the books, put together from sums per month.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

use crate::features::bookkeeping::api::{BookCode, BookMonth, BookRate, BookSeries, BookTotals, BookYear};
use crate::features::invoices::api::InvoiceKind;
use crate::values::Month;

/// The documents of a kind in a month.
#[derive(Debug, Clone, QueryableByName)]
pub struct DocumentRow {
    #[diesel(sql_type = Date)]
    pub month: Month,
    #[diesel(sql_type = Text)]
    pub kind: InvoiceKind,
    #[diesel(sql_type = BigInt)]
    pub documents: i64,
    #[diesel(sql_type = BigInt)]
    pub net_cents: i64,
    #[diesel(sql_type = BigInt)]
    pub vat_cents: i64,
}

/// The lines of a code and rate in a month.
#[derive(Debug, Clone, QueryableByName)]
pub struct CodeRow {
    #[diesel(sql_type = Date)]
    pub month: Month,
    #[diesel(sql_type = Text)]
    pub kind: InvoiceKind,
    #[diesel(sql_type = Text)]
    pub code: String,
    #[diesel(sql_type = Integer)]
    pub vat_rate: i32,
    #[diesel(sql_type = BigInt)]
    pub net_cents: i64,
}

/// The BTW of a rate in a month, as the documents say it.
#[derive(Debug, Clone, QueryableByName)]
pub struct RateRow {
    #[diesel(sql_type = Date)]
    pub month: Month,
    #[diesel(sql_type = Text)]
    pub kind: InvoiceKind,
    #[diesel(sql_type = Integer)]
    pub vat_rate: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub vat_exemption: Option<String>,
    #[diesel(sql_type = BigInt)]
    pub net_cents: i64,
    #[diesel(sql_type = BigInt)]
    pub vat_cents: i64,
}

/// What was received in a month.
#[derive(Debug, Clone, QueryableByName)]
pub struct PaidRow {
    #[diesel(sql_type = Date)]
    pub month: Month,
    #[diesel(sql_type = BigInt)]
    pub paid_cents: i64,
}

/// The first and last number of a kind.
#[derive(Debug, Clone, QueryableByName)]
pub struct SeriesRow {
    #[diesel(sql_type = Text)]
    pub kind: InvoiceKind,
    #[diesel(sql_type = Text)]
    pub first_number: String,
    #[diesel(sql_type = Text)]
    pub last_number: String,
}

/// All that a year is put together from.
#[derive(Debug, Default)]
pub struct YearRows {
    pub documents: Vec<DocumentRow>,
    pub codes: Vec<CodeRow>,
    pub rates: Vec<RateRow>,
    pub paid: Vec<PaidRow>,
    pub series: Vec<SeriesRow>,
    pub open_cents: i64,
}

/// The days of a year that the books can have, as far as it has run; none for another year.
pub fn days_of(year: i32, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| (2000..2100).contains(&year))?;
    let last = NaiveDate::from_ymd_opt(year, 12, 31)?;
    // A year that is to come has run to its first day.
    Some((first, last.min(today).max(first)))
}

/// The year of these rows; `first` and `last` as [`days_of`] gives them.
pub fn year(first: NaiveDate, last: NaiveDate, rows: &YearRows) -> BookYear {
    let months = std::iter::successors(Some(Month::of(first)), |month| Some(month.next())).take(12);
    let months = months.map(|month| BookMonth { month, totals: totals(rows, |one| one == month) }).collect();
    let series = [InvoiceKind::Invoice, InvoiceKind::CreditNote].map(|kind| series(kind, rows));
    BookYear {
        year: first.year(),
        series: series.into(),
        months,
        totals: totals(rows, |_| true),
        open_on: last,
        open_cents: rows.open_cents,
    }
}

fn series(kind: InvoiceKind, rows: &YearRows) -> BookSeries {
    let numbers = rows.series.iter().find(|row| row.kind == kind);
    BookSeries {
        kind,
        documents: rows.documents.iter().filter(|row| row.kind == kind).map(|row| row.documents).sum(),
        first_number: numbers.map(|row| row.first_number.clone()),
        last_number: numbers.map(|row| row.last_number.clone()),
    }
}

/// 1 for an invoice; a credit note takes off.
fn sign(kind: InvoiceKind) -> i64 {
    match kind {
        InvoiceKind::Invoice => 1,
        InvoiceKind::CreditNote => -1,
    }
}

fn totals(rows: &YearRows, within: impl Fn(Month) -> bool) -> BookTotals {
    let mut totals = BookTotals::default();
    for row in rows.documents.iter().filter(|row| within(row.month)) {
        match row.kind {
            InvoiceKind::Invoice => {
                totals.invoices += row.documents;
                totals.invoiced_cents += row.net_cents;
            }
            InvoiceKind::CreditNote => {
                totals.credit_notes += row.documents;
                totals.credited_cents += row.net_cents;
            }
        }
        totals.vat_cents += sign(row.kind) * row.vat_cents;
    }
    totals.net_cents = totals.invoiced_cents - totals.credited_cents;
    totals.total_cents = totals.net_cents + totals.vat_cents;
    totals.paid_cents = rows.paid.iter().filter(|row| within(row.month)).map(|row| row.paid_cents).sum();
    totals.codes = codes(rows.codes.iter().filter(|row| within(row.month)));
    totals.vat = rates(rows.rates.iter().filter(|row| within(row.month)));
    totals
}

fn codes<'r>(rows: impl Iterator<Item = &'r CodeRow>) -> Vec<BookCode> {
    let mut sums: BTreeMap<(&str, i32), (i64, i64)> = BTreeMap::new();
    for row in rows {
        let (invoiced, credited) = sums.entry((&row.code, row.vat_rate)).or_default();
        match row.kind {
            InvoiceKind::Invoice => *invoiced += row.net_cents,
            InvoiceKind::CreditNote => *credited += row.net_cents,
        }
    }
    let code = |((code, vat_rate), (invoiced_cents, credited_cents)): ((&str, i32), (i64, i64))| BookCode {
        code: code.to_owned(),
        vat_rate,
        invoiced_cents,
        credited_cents,
        net_cents: invoiced_cents - credited_cents,
    };
    sums.into_iter().map(code).collect()
}

fn rates<'r>(rows: impl Iterator<Item = &'r RateRow>) -> Vec<BookRate> {
    let mut sums: BTreeMap<(i32, Option<&str>), (i64, i64)> = BTreeMap::new();
    for row in rows {
        let (net, vat) = sums.entry((row.vat_rate, row.vat_exemption.as_deref())).or_default();
        *net += sign(row.kind) * row.net_cents;
        *vat += sign(row.kind) * row.vat_cents;
    }
    let rate = |((vat_rate, vat_exemption), (net_cents, vat_cents)): ((i32, Option<&str>), (i64, i64))| BookRate {
        vat_rate,
        vat_exemption: vat_exemption.map(str::to_owned),
        net_cents,
        vat_cents,
    };
    sums.into_iter().rev().map(rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_runs_to_its_last_day_or_today() {
        let today = day("2026-03-10");
        assert_eq!(days_of(2025, today), Some((day("2025-01-01"), day("2025-12-31"))));
        assert_eq!(days_of(2026, today), Some((day("2026-01-01"), today)));
        assert_eq!(days_of(2027, today), Some((day("2027-01-01"), day("2027-01-01"))));
        assert_eq!((days_of(1999, today), days_of(2100, today)), (None, None));
    }

    #[test]
    fn credit_notes_take_off_in_the_month_of_their_own_and_the_year_is_its_months() {
        let (january, march): (Month, Month) = ("2026-01".parse().unwrap(), "2026-03".parse().unwrap());
        let document =
            |month, kind, documents, net_cents, vat_cents| DocumentRow { month, kind, documents, net_cents, vat_cents };
        let line = |month, kind, code: &str, vat_rate, net_cents| CodeRow {
            month,
            kind,
            code: code.into(),
            vat_rate,
            net_cents,
        };
        let rate = |month, kind, vat_rate, net_cents, vat_cents| RateRow {
            month,
            kind,
            vat_rate,
            vat_exemption: (vat_rate == 0).then(|| "vrijgesteld".to_owned()),
            net_cents,
            vat_cents,
        };
        let (invoice, note) = (InvoiceKind::Invoice, InvoiceKind::CreditNote);
        let rows = YearRows {
            documents: vec![document(january, invoice, 2, 29_000, 2_940), document(march, note, 1, 14_000, 2_940)],
            codes: vec![
                line(january, invoice, "subscription_month", 21, 14_000),
                line(january, invoice, "refresher", 0, 15_000),
                line(march, note, "subscription_month", 21, 14_000),
            ],
            rates: vec![
                rate(january, invoice, 21, 14_000, 2_940),
                rate(january, invoice, 0, 15_000, 0),
                rate(march, note, 21, 14_000, 2_940),
            ],
            paid: vec![PaidRow { month: march, paid_cents: 15_000 }],
            series: vec![SeriesRow {
                kind: invoice,
                first_number: "F2026-00001".into(),
                last_number: "F2026-00002".into(),
            }],
            open_cents: 0,
        };
        let year = year(day("2026-01-01"), day("2026-03-10"), &rows);
        assert_eq!((year.year, year.months.len(), year.totals.paid_cents), (2026, 12, 15_000));
        let totals = &year.totals;
        assert_eq!((totals.invoiced_cents, totals.credited_cents, totals.net_cents), (29_000, 14_000, 15_000));
        assert_eq!((totals.vat_cents, totals.total_cents), (0, 15_000));
        assert_eq!(
            totals.vat.iter().map(|rate| (rate.vat_rate, rate.net_cents)).collect::<Vec<_>>(),
            [(21, 0), (0, 15_000)]
        );
        assert_eq!(totals.codes.iter().map(|code| code.net_cents).sum::<i64>(), totals.net_cents);
        let of_months = |of: fn(&BookTotals) -> i64| year.months.iter().map(|month| of(&month.totals)).sum::<i64>();
        assert_eq!(of_months(|totals| totals.total_cents), totals.total_cents);
        assert_eq!(year.months.get(2).map(|month| month.totals.net_cents), Some(-14_000));
        assert_eq!(year.series.iter().map(|series| series.documents).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(year.series.last().and_then(|series| series.first_number.clone()), None);
    }
}
