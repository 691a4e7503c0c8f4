//! The rules of bookkeeping: over which days a ledger can be taken away, how a year is put together, and what each check
//! of the books proves.

mod year;

use chrono::{Datelike, Days, NaiveDate};

pub use year::{YearRows, days_of, year};

use super::api::{BookCheckCode, LedgerFilter};
use crate::problem::Violation;

/// How many days a ledger of one file can be about.
pub const MOST_DAYS: u64 = 400;

/// What contradicts itself in the days of a ledger.
pub fn check_days(filter: &LedgerFilter) -> Vec<Violation> {
    match (filter.from, filter.until) {
        (Some(from), Some(until)) if until < from => {
            let (dutch, english) = (
                format!("De laatste dag is op of na de eerste ({from})."),
                format!("The last day is on or after the first ({from})."),
            );
            vec![Violation::query("until", "order", dutch, english)]
        }
        _ => Vec::new(),
    }
}

/// The days of a ledger in one file: until today, from the first day of that year, unless the filter says otherwise.
pub fn sheet_days(filter: LedgerFilter, today: NaiveDate) -> Result<LedgerFilter, Vec<Violation>> {
    let until = filter.until.unwrap_or(today);
    let from = filter.from.unwrap_or_else(|| until.with_ordinal(1).unwrap_or(until));
    let filter = LedgerFilter { from: Some(from), until: Some(until), ..filter };
    let found = check_days(&filter);
    if !found.is_empty() {
        return Err(found);
    }
    if from.checked_add_days(Days::new(MOST_DAYS)).is_some_and(|end| end <= until) {
        let (dutch, english) = (
            format!("Een bestand gaat over ten hoogste {MOST_DAYS} dagen: tot en met {until}."),
            format!("A file is about {MOST_DAYS} days at most: until {until}."),
        );
        return Err(vec![Violation::query("from", "tooLong", dutch, english)]);
    }
    Ok(filter)
}

/// What should hold, in Dutch and in English.
pub fn what_holds(check: BookCheckCode) -> (&'static str, &'static str) {
    use BookCheckCode as Check;
    match check {
        Check::LineAmounts => {
            ("Netto van een regel is aantal maal prijs.", "The net of a line is its quantity times its price.")
        }
        Check::DocumentTotals => (
            "Netto, btw en totaal van een stuk zijn de som van zijn regels en tarieven.",
            "Net, BTW and total of a document are the sums of its lines and rates.",
        ),
        Check::VatPerRate => (
            "Btw is per tarief berekend over de som van de regels, half naar boven.",
            "BTW is computed per rate over the sum of the lines, half up.",
        ),
        Check::SeriesGaps => (
            "De nummers van een reeks zijn 1 tot en met het laatste, zonder gat.",
            "The numbers of a series are 1 to its last, without gaps.",
        ),
        Check::Numbers => ("Nummer, reeks en stuk horen bij elkaar.", "Number, series and document belong together."),
        Check::FrozenDetails => (
            "Een uitgereikt stuk heeft zijn nummer, dagen, afzender en ontvanger.",
            "An issued document has its number, days, sender and receiver.",
        ),
        Check::CreditSources => (
            "Een creditregel gaat over een regel van de factuur die de creditnota crediteert.",
            "A credit line is about a line of the invoice that its credit note credits.",
        ),
        Check::CreditedLines => (
            "Van een regel wordt niet meer gecrediteerd dan hij factureert.",
            "No line is credited for more than it bills.",
        ),
        Check::CreditedInvoices => (
            "Van een factuur wordt niet meer gecrediteerd dan haar totaal.",
            "No invoice is credited for more than its total.",
        ),
        Check::Payments => (
            "Een betaling is van een uitgereikte factuur, en wat haar terugneemt is het tegendeel.",
            "A payment is of an issued invoice, and what takes it back is its opposite.",
        ),
        Check::Overpaid => (
            "Er is niet meer betaald dan er op dat moment verschuldigd was.",
            "No more was paid than was owed at that moment.",
        ),
        Check::MonthsOnce => (
            "Een organisatiemaand wordt hoogstens één keer gefactureerd en noemt die regel.",
            "An organisation-month is billed once at most, and names that line.",
        ),
        Check::MonthsRight => (
            "Een gefactureerde maand kost wat op de eerste dag met een abonnement de prijs is.",
            "A month is billed at the price of its first day with a subscription.",
        ),
        Check::ForgottenMonths => (
            "Een maand waarvoor is gefactureerd, is dat voor elke organisatie met een abonnement, en er ligt geen maand tussen \
             waarvoor dat niet is gedaan.",
            "A month that was run is billed for every organisation with a subscription in it, and none in between was never \
             run.",
        ),
        Check::OrdersOnce => (
            "Een bestelregel wordt hoogstens één keer gefactureerd en noemt die regel.",
            "An order line is billed once at most, and names that line.",
        ),
        Check::Documents => {
            ("Een uitgereikt stuk heeft zijn pdf en zijn UBL.", "An issued document has its PDF and its UBL.")
        }
        Check::DocumentHashes => ("Wat is opgemaakt, is nog hetzelfde.", "What was rendered is still the same."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(from: Option<&str>, until: Option<&str>) -> LedgerFilter {
        let day = |text: &str| text.parse().unwrap();
        LedgerFilter { organisation_id: None, from: from.map(day), until: until.map(day), invoice_id: None }
    }

    fn days(from: Option<&str>, until: Option<&str>) -> Result<(String, String), String> {
        match sheet_days(filter(from, until), "2026-11-24".parse().unwrap()) {
            Ok(LedgerFilter { from, until, .. }) => Ok((from.unwrap().to_string(), until.unwrap().to_string())),
            Err(found) => Err(found.into_iter().map(|one| one.rule).collect()),
        }
    }

    #[test]
    fn a_file_is_about_this_year_unless_it_is_told_otherwise_and_about_400_days_at_most() {
        let pair = |from: &str, until: &str| Ok((from.to_owned(), until.to_owned()));
        assert_eq!(days(None, None), pair("2026-01-01", "2026-11-24"));
        assert_eq!(days(None, Some("2025-03-31")), pair("2025-01-01", "2025-03-31"));
        assert_eq!(days(Some("2025-01-01"), Some("2026-02-04")), pair("2025-01-01", "2026-02-04"));
        assert_eq!(days(Some("2025-01-01"), Some("2026-02-05")), Err("tooLong".into()));
        assert_eq!(days(Some("2026-02-02"), Some("2026-02-01")), Err("order".into()));
        assert_eq!(days(Some("2024-01-01"), None), Err("tooLong".into()));
    }

    #[test]
    fn every_check_says_what_it_proves() {
        for check in BookCheckCode::ALL {
            let (dutch, english) = what_holds(*check);
            assert!(dutch.ends_with('.') && english.ends_with('.'), "{check:?}");
        }
    }
}
