//! The rules of licences: how long a period lasts, whether a licence is valid on a day, and what a measure does. The
//! order of precedence is that of `api.md` §4; the SQL function `licence_state` says the same.

pub mod periods;
pub mod requirements;
pub mod track;

use chrono::{Datelike, Months, NaiveDate};

use crate::ids::{LicenceMeasureId, LicencePeriodId};

/// A licence year, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub id: LicencePeriodId,
    pub valid_from: NaiveDate,
    pub valid_until: NaiveDate,
}

/// What a measure does to a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sanction {
    Suspended,
    Revoked,
}

/// A suspension or revocation, both days included; it runs until further notice without `until`. One that was ended
/// before it began has its last day before its first, and never counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub id: LicenceMeasureId,
    pub sanction: Sanction,
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

impl Measure {
    pub(super) fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| until >= day)
    }

    fn ever_counts(&self) -> bool {
        self.until.is_none_or(|until| until >= self.from)
    }

    /// Not over yet: in force, or still to come.
    fn is_running(&self, today: NaiveDate) -> bool {
        self.until.is_none_or(|until| until >= today)
    }

    /// The last day when the measure ends before `from`; `None` when it has ended by then already.
    fn last_day_before(&self, from: NaiveDate) -> Option<NaiveDate> {
        let last = from.max(self.from).pred_opt()?;
        self.until.is_none_or(|until| last < until).then_some(last)
    }
}

/// How a licence stands on a day; of several reasons the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Valid, up to and including the end of the period that the day is in, or the day before a measure that is decided
    /// already.
    Valid {
        until: NaiveDate,
    },
    Revoked,
    Suspended,
    /// Never issued.
    None,
    NotYetValid {
        from: NaiveDate,
    },
    /// The last period before the day ended on `until`.
    Expired {
        until: NaiveDate,
    },
}

impl State {
    /// The last day of validity, where it is known.
    pub fn valid_until(self) -> Option<NaiveDate> {
        match self {
            Self::Valid { until } | Self::Expired { until } => Some(until),
            Self::Revoked | Self::Suspended | Self::None | Self::NotYetValid { .. } => None,
        }
    }

    /// The state in words; Dutch and English.
    pub fn explanation(self) -> (String, String) {
        match self {
            Self::Valid { until } => (
                format!("De licentie is geldig tot en met {until}."),
                format!("The licence is valid up to and including {until}."),
            ),
            Self::Revoked => pair("De licentie is ingetrokken.", "The licence is revoked."),
            Self::Suspended => pair("De licentie is geschorst.", "The licence is suspended."),
            Self::None => pair("Deze licentie is nooit afgegeven.", "This licence was never issued."),
            Self::NotYetValid { from } => {
                (format!("De licentie gaat pas in op {from}."), format!("The licence starts only on {from}."))
            }
            Self::Expired { until } => (
                format!("De licentie was geldig tot en met {until}."),
                format!("The licence was valid up to and including {until}."),
            ),
        }
    }

    /// What helps when the licence is not valid; Dutch and English.
    pub fn remedy(self) -> (String, String) {
        match self {
            Self::Valid { .. } => pair("Er is niets nodig.", "Nothing is needed."),
            Self::Revoked | Self::Suspended => pair(
                "Alleen Stichting Aanzet kan de licentie herstellen; laat het zolang aan een bevoegde collega.",
                "Only Stichting Aanzet can reinstate the licence; leave it to a licensed colleague until then.",
            ),
            Self::None => pair(
                "Volg eerst de training; zonder licentie kan iemand alleen als meekijker mee.",
                "Take the training first; without a licence somebody can only come along as an observer.",
            ),
            Self::NotYetValid { from } => (
                format!("Kies een dag vanaf {from}, of een andere uitvoerder."),
                format!("Choose a day from {from} on, or another performer."),
            ),
            Self::Expired { .. } => pair(
                "Volg de bijscholing, dan begint een nieuwe periode; laat het zolang aan een bevoegde collega.",
                "Attend the refresher, and a new period starts; leave it to a licensed colleague until then.",
            ),
        }
    }
}

fn pair(dutch: &str, english: &str) -> (String, String) {
    (dutch.into(), english.into())
}

/// The first licence year: from the day of issue up to and including the day before it a year later. Issued on 29
/// February, where that day does not return, it lasts up to and including 28 February.
pub fn first_period(issued_on: NaiveDate) -> (NaiveDate, NaiveDate) {
    // There is no such day a year after 29 February.
    let returns = issued_on.with_year(issued_on.year() + 1).and_then(|day| day.pred_opt());
    let until = returns.or_else(|| issued_on.checked_add_months(Months::new(12)));
    (issued_on, until.unwrap_or(NaiveDate::MAX))
}

/// The period that a day is in.
pub fn period_on(periods: &[Period], day: NaiveDate) -> Option<&Period> {
    periods.iter().find(|period| period.valid_from <= day && day <= period.valid_until)
}

/// How a licence with these living periods and these measures, those to come among them, stands on a day.
pub fn state_on(periods: &[Period], measures: &[Measure], day: NaiveDate) -> State {
    let under = |sanction| measures.iter().any(|measure| measure.sanction == sanction && measure.covers(day));
    if under(Sanction::Revoked) {
        return State::Revoked;
    }
    if under(Sanction::Suspended) {
        return State::Suspended;
    }
    if let Some(period) = period_on(periods, day) {
        let stopped = measures.iter().filter(|measure| measure.from > day && measure.ever_counts());
        let last = stopped.filter_map(|measure| measure.from.pred_opt()).min();
        return State::Valid { until: last.map_or(period.valid_until, |last| last.min(period.valid_until)) };
    }
    let ended = periods.iter().map(|period| period.valid_until).filter(|until| *until < day).max();
    let first = periods.iter().map(|period| period.valid_from).min();
    match (ended, first) {
        (Some(until), _) => State::Expired { until },
        (None, Some(from)) => State::NotYetValid { from },
        (None, None) => State::None,
    }
}

/// How a licence B stands: for its own reasons, and valid only while licence A is.
pub fn supported_by(own: State, licence_a: State) -> State {
    match (own, licence_a) {
        (State::Valid { until }, State::Valid { until: until_a }) => State::Valid { until: until.min(until_a) },
        (State::Valid { .. }, other) => other,
        (other, _) => other,
    }
}

/// The days of a time on which a licence is valid, as ranges with both days included: inside a period, under no
/// measure.
pub fn valid_ranges(
    periods: &[Period],
    measures: &[Measure],
    (from, until): (NaiveDate, NaiveDate),
) -> Vec<(NaiveDate, NaiveDate)> {
    let mut ranges: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in from.iter_days().take_while(|day| *day <= until) {
        if !matches!(state_on(periods, measures, day), State::Valid { .. }) {
            continue;
        }
        match ranges.last_mut() {
            Some((_, last)) if last.succ_opt() == Some(day) => *last = day,
            _ => ranges.push((day, day)),
        }
    }
    ranges
}

/// What the licence holder does to a licence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Suspend,
    Revoke,
    Reinstate,
}

/// What follows from an act: measures that end on a day, and one that opens, until a day or until further notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    pub ends: Vec<(LicenceMeasureId, NaiveDate)>,
    pub opens: Option<(Sanction, Option<NaiveDate>)>,
}

/// What an act from a day on does, or `None` when it does nothing: on that day the licence is so already. One that is to
/// begin later is no reason to wait: a revocation takes its place, and so does a suspension, which only lets a revocation
/// that is to come take over from it. A revocation also ends a suspension that runs; a reinstatement ends whatever runs.
/// Measures that are over stay as they were.
pub fn consequence(act: Act, from: NaiveDate, measures: &[Measure], today: NaiveDate) -> Option<Consequence> {
    let suspends = |measure: &Measure| measure.sanction == Sanction::Suspended;
    let ending = |concerned: &dyn Fn(&Measure) -> bool| -> Vec<(LicenceMeasureId, NaiveDate)> {
        let running = measures.iter().filter(|measure| measure.is_running(today) && concerned(measure));
        running.filter_map(|measure| Some((measure.id, measure.last_day_before(from)?))).collect()
    };
    match act {
        Act::Suspend if measures.iter().any(|measure| measure.covers(from)) => None,
        Act::Suspend => {
            let revoked = measures.iter().filter(|measure| !suspends(measure) && measure.until.is_none());
            let last = revoked.filter_map(|measure| measure.from.pred_opt()).min();
            let ends = ending(&|measure| suspends(measure) && measure.from > from);
            Some(Consequence { ends, opens: Some((Sanction::Suspended, last)) })
        }
        Act::Revoke if measures.iter().any(|measure| !suspends(measure) && measure.covers(from)) => None,
        Act::Revoke => Some(Consequence { ends: ending(&|_| true), opens: Some((Sanction::Revoked, None)) }),
        Act::Reinstate => {
            let ends = ending(&|_| true);
            (!ends.is_empty()).then_some(Consequence { ends, opens: None })
        }
    }
}

#[cfg(test)]
mod tests;
