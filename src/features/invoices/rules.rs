//! The rules of invoices (`domain.md` §8): BTW per rate over the sum of its lines, how an invoice stands, how much of it
//! can still be credited, how numbers and lines read. Money is whole cents.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::api::{InvoiceKind, InvoiceStatus, VatTotal};
use crate::documents::dutch;
use crate::values::Month;

/// What is owed over some lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    pub net_cents: i64,
    pub vat_cents: i64,
    pub total_cents: i64,
    pub vat: Vec<VatTotal>,
}

/// What decides about BTW of a line: its rate in per cent, and the legal text of an exemption.
pub type VatKey = (i32, Option<String>);

/// BTW over a sum that is not negative, rounded half up to a cent.
pub fn vat_of(net_cents: i64, vat_rate: i32) -> i64 {
    (net_cents * i64::from(vat_rate) + 50) / 100
}

/// The totals of an invoice: BTW is computed per rate over the sum of the lines of that rate, highest rate first.
pub fn totals(lines: impl IntoIterator<Item = (VatKey, i64)>) -> Totals {
    totals_after(&BTreeMap::new(), lines)
}

/// The totals of a credit note of which earlier ones credited `before`, rate by rate. BTW is what belongs to all that is
/// credited now, less what was credited before: so the credit notes of an invoice add up to its BTW to the cent, however
/// it was divided.
pub fn totals_after(before: &BTreeMap<VatKey, i64>, lines: impl IntoIterator<Item = (VatKey, i64)>) -> Totals {
    let mut sums: BTreeMap<VatKey, i64> = BTreeMap::new();
    for (key, net) in lines {
        *sums.entry(key).or_default() += net;
    }
    let mut totals = Totals::default();
    for ((vat_rate, vat_exemption), net_cents) in sums.into_iter().rev() {
        let earlier = before.get(&(vat_rate, vat_exemption.clone())).copied().unwrap_or(0);
        let vat_cents = vat_of(earlier + net_cents, vat_rate) - vat_of(earlier, vat_rate);
        totals.net_cents += net_cents;
        totals.vat_cents += vat_cents;
        totals.vat.push(VatTotal { vat_rate, vat_exemption, net_cents, vat_cents });
    }
    totals.total_cents = totals.net_cents + totals.vat_cents;
    totals
}

/// The money of an issued invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Money {
    pub total_cents: i64,
    pub paid_cents: i64,
    pub credited_cents: i64,
}

impl Money {
    /// What is still to be paid; negative when money is to be given back.
    pub fn open_cents(self) -> i64 {
        self.total_cents - self.paid_cents - self.credited_cents
    }
}

/// How an invoice stands on a day; `due_on` is absent from a draft.
pub fn status(kind: InvoiceKind, due_on: Option<NaiveDate>, money: Money, today: NaiveDate) -> InvoiceStatus {
    let Some(due_on) = due_on else { return InvoiceStatus::Draft };
    if kind == InvoiceKind::CreditNote {
        return InvoiceStatus::Issued;
    }
    if money.credited_cents > 0 && money.credited_cents >= money.total_cents {
        InvoiceStatus::Credited
    } else if money.open_cents() <= 0 {
        InvoiceStatus::Paid
    } else if today > due_on {
        InvoiceStatus::Overdue
    } else {
        InvoiceStatus::Issued
    }
}

/// Why money can't have moved on a day for an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untimely {
    ToCome,
    /// Nobody pays an invoice that is not there: the day was mistyped, and would change a year that is closed.
    BeforeIssue,
}

/// Whether money can have moved on a day for an invoice that was issued on another.
pub fn untimely(issued_on: NaiveDate, on: NaiveDate, today: NaiveDate) -> Option<Untimely> {
    if on > today {
        Some(Untimely::ToCome)
    } else if on < issued_on {
        Some(Untimely::BeforeIssue)
    } else {
        None
    }
}

/// What a text says; nothing when it is blank. Nobody can send a blank one any more, but older rows may have it, and an
/// empty element makes a document invalid.
pub fn told(text: Option<&str>) -> Option<&str> {
    let blank = |one: char| one.is_whitespace() || one.is_control() || matches!(one, '\u{fffe}' | '\u{ffff}');
    text.filter(|text| !text.chars().all(blank))
}

/// The number of an invoice or credit note in its series of a year.
pub fn number(kind: InvoiceKind, year: i32, sequence: i32) -> String {
    let letter = match kind {
        InvoiceKind::Invoice => 'F',
        InvoiceKind::CreditNote => 'C',
    };
    format!("{letter}{year}-{sequence:05}")
}

/// What the line of an organisation-month says.
pub fn month_text(month: Month) -> String {
    let first = month.first_day();
    format!("Abonnement Samen Leren, {} {}", dutch::month(first.month()), first.year())
}

/// What the line of an order says; `reference` is the organisation's own.
pub fn order_text(code: &str, reference: Option<&str>) -> String {
    let what = match code {
        "training_licence_a" => "Training en implementatietraject licentie A, per deelnemer",
        "project_leader_instruction" => "Instructie voor projectleiders",
        "training_licence_b" => "Training licentie B (train-de-trainer), per training",
        "refresher" => "Jaarlijkse bijscholing, per deelnemer",
        "information_folder" => "Informatiemap voor een gezin",
        "handbook" => "Handboek voor begeleiders",
        other => other,
    };
    told(reference).map_or_else(|| what.to_owned(), |reference| format!("{what} (uw bestelling {reference})"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn btw_is_rounded_half_up_once_per_rate() {
        // Each line alone would be 0.63, three together are 1.89: rounded once.
        let lines =
            [((21, None), 3), ((21, None), 3), ((21, None), 3), ((9, None), 50), ((0, Some("vrij".into())), 70)];
        let totals = totals(lines);
        assert_eq!((totals.net_cents, totals.vat_cents, totals.total_cents), (129, 2 + 5, 136));
        assert_eq!(
            totals.vat.iter().map(|one| (one.vat_rate, one.vat_cents)).collect::<Vec<_>>(),
            [(21, 2), (9, 5), (0, 0)]
        );
        assert_eq!((vat_of(14_000, 21), vat_of(50, 1), vat_of(49, 1)), (2_940, 1, 0));
    }

    #[test]
    fn an_invoice_is_open_then_overdue_and_paid_or_credited() {
        let stands = |paid, credited, today| {
            let money = Money { total_cents: 100, paid_cents: paid, credited_cents: credited };
            status(InvoiceKind::Invoice, Some(day("2026-11-30")), money, day(today))
        };
        assert_eq!(stands(0, 0, "2026-11-30"), InvoiceStatus::Issued);
        assert_eq!(stands(99, 0, "2026-12-01"), InvoiceStatus::Overdue);
        assert_eq!(stands(60, 40, "2026-12-01"), InvoiceStatus::Paid);
        assert_eq!(stands(100, 0, "2027-12-01"), InvoiceStatus::Paid);
        assert_eq!(stands(0, 100, "2026-12-01"), InvoiceStatus::Credited);
        assert_eq!(status(InvoiceKind::Invoice, None, Money::default(), day("2026-12-01")), InvoiceStatus::Draft);
    }

    #[test]
    fn money_moves_from_the_day_of_the_invoice_until_today() {
        let on = |on: &str| untimely(day("2026-03-10"), day(on), day("2026-04-01"));
        assert_eq!((on("2026-03-10"), on("2026-04-01")), (None, None));
        assert_eq!((on("2026-03-09"), on("1926-03-10")), (Some(Untimely::BeforeIssue), Some(Untimely::BeforeIssue)));
        assert_eq!(on("2026-04-02"), Some(Untimely::ToCome));
    }

    #[test]
    fn what_is_blank_says_nothing() {
        for blank in [None, Some(""), Some(" \t\u{a0}"), Some("\u{1} \u{ffff}")] {
            assert_eq!(told(blank), None, "{blank:?}");
        }
        assert_eq!(told(Some(" KP-1")), Some(" KP-1"));
        assert_eq!(order_text("handbook", Some(" ")), "Handboek voor begeleiders");
    }

    #[test]
    fn numbers_and_lines_read_well() {
        assert_eq!(number(InvoiceKind::Invoice, 2026, 17), "F2026-00017");
        assert_eq!(number(InvoiceKind::CreditNote, 2027, 100_000), "C2027-100000");
        assert_eq!(month_text("2026-10".parse().unwrap()), "Abonnement Samen Leren, oktober 2026");
        assert_eq!(order_text("handbook", Some("INK-1")), "Handboek voor begeleiders (uw bestelling INK-1)");
    }

    proptest! {
        /// However an invoice is credited, bit by bit, the credit notes never exceed it and add up to it in the end.
        #[test]
        fn credit_notes_add_up_to_their_invoice(
            lines in prop::collection::vec((prop::sample::select(vec![0, 9, 21]), 1_i64..100_000), 1..8),
            cuts in prop::collection::vec(1_i64..40_000, 1..40),
        ) {
            let invoice = totals(lines.iter().map(|(rate, net)| ((*rate, None), *net)));
            let mut left: Vec<(i32, i64)> = lines.clone();
            let mut before: BTreeMap<VatKey, i64> = BTreeMap::new();
            let (mut net, mut vat) = (0, 0);
            let mut cuts = cuts.into_iter().chain(std::iter::repeat(i64::MAX));
            while let Some((rate, rest)) = left.iter_mut().find(|(_, rest)| *rest > 0) {
                let part = cuts.next().unwrap_or(i64::MAX).min(*rest);
                *rest -= part;
                let note = totals_after(&before, [((*rate, None), part)]);
                prop_assert!(note.vat_cents >= 0 && (note.vat_cents - vat_of(part, *rate)).abs() <= 1);
                *before.entry((*rate, None)).or_default() += part;
                net += note.net_cents;
                vat += note.vat_cents;
                prop_assert!(net + vat <= invoice.total_cents);
            }
            prop_assert_eq!((net, vat), (invoice.net_cents, invoice.vat_cents));
        }
    }
}
