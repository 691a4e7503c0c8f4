//! What is needed to be issued a licence (`domain.md` §7), counted from what was attended and judged.

use chrono::NaiveDate;

use super::Measure;
use super::periods::Earned;
use crate::features::licences::api::{
    LicenceRequirement, LicenceRequirementCode as Code, LicenceRequirementUnit as Unit,
};

/// What somebody has behind them on the day of issue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    pub basic: i32,
    pub deepening: i32,
    pub days_of_a: i32,
    pub completions: i32,
    pub train_the_trainer: i32,
    pub portfolios: i32,
    pub assessments: i32,
}

/// How much is asked, where the licence holder can change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub deepening: i32,
    pub days_of_a: i32,
    pub completions: i32,
}

fn lacking(list: &[(Code, i32, i32, Unit)]) -> Vec<LicenceRequirement> {
    let lacks = list.iter().filter(|(_, have, need, _)| have < need);
    lacks.map(|&(code, have, need, unit)| LicenceRequirement { code, have, need, unit, by: None }).collect()
}

/// Licence A: the basic training, then the deepening sessions. How long they were is recorded, not judged.
pub fn missing_for_a(record: Record, deepening_asked: i32) -> Vec<LicenceRequirement> {
    lacking(&[
        (Code::Training, record.basic, 1, Unit::Times),
        (Code::Deepening, record.deepening, deepening_asked, Unit::Times),
    ])
}

/// An issue of a licence A, oldest first in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issue {
    pub on: NaiveDate,
    /// How many deepening sessions were asked then; `None` for a transferred licence, which was asked for no training.
    pub deepening_asked: Option<i32>,
}

/// Which issues ground a licence A: those whose training was attended, since the last issue before that grounds. One whose
/// training turns out not to have been attended grounds nothing, and uses up nothing of what was. What was asked then counts,
/// whatever is asked now. `record` tells what was attended in some days.
pub fn that_ground(issues: &[Issue], record: impl Fn((NaiveDate, NaiveDate)) -> Record) -> Vec<bool> {
    let mut since = NaiveDate::MIN;
    let mut grounds = |issue: &Issue| {
        let stands = issue.deepening_asked.is_none_or(|then| missing_for_a(record((since, issue.on)), then).is_empty());
        if stands {
            since = issue.on.succ_opt().unwrap_or(NaiveDate::MAX);
        }
        stands
    };
    issues.iter().map(&mut grounds).collect()
}

/// Licence B: a year of licence A added up, completed trajectories, the training, the portfolio and the interview.
pub fn missing_for_b(record: Record, asked: Asked) -> Vec<LicenceRequirement> {
    lacking(&[
        (Code::DaysOfLicenceA, record.days_of_a, asked.days_of_a, Unit::Days),
        (Code::CompletedTrajectories, record.completions, asked.completions, Unit::Times),
        (Code::TrainTheTrainer, record.train_the_trainer, 1, Unit::Times),
        (Code::Portfolio, record.portfolios, 1, Unit::Times),
        (Code::Assessment, record.assessments, 1, Unit::Times),
    ])
}

/// The days up to and including `until` on which a licence was valid: inside a period, under no measure.
pub fn valid_days(periods: &[Earned], measures: &[Measure], until: NaiveDate) -> i32 {
    let days = periods
        .iter()
        .flat_map(|period| period.from.iter_days().take_while(move |day| *day <= period.until.min(until)));
    let valid = days.filter(|day| measures.iter().all(|measure| !measure.covers(*day)));
    i32::try_from(valid.count()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::licences::api::LicenceGround;
    use crate::features::licences::rules::Sanction;
    use crate::ids::LicenceMeasureId;

    const ASKED: Asked = Asked { deepening: 2, days_of_a: 365, completions: 6 };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_missing_says_how_much_is_there() {
        let record = Record { basic: 1, deepening: 1, ..Record::default() };
        let missing = missing_for_a(record, ASKED.deepening);
        assert_eq!(missing.len(), 1);
        assert_eq!((missing[0].code, missing[0].have, missing[0].need), (Code::Deepening, 1, 2));
        assert!(missing_for_a(Record { deepening: 2, ..record }, ASKED.deepening).is_empty());
        assert_eq!(missing_for_b(Record { days_of_a: 364, completions: 6, ..record }, ASKED).len(), 4);
    }

    /// What was attended of each kind, told by its days.
    fn attended(basic: &[&str], deepening: &[&str]) -> impl Fn((NaiveDate, NaiveDate)) -> Record {
        let days = |texts: &[&str]| texts.iter().map(|text| day(text)).collect::<Vec<NaiveDate>>();
        let (basic, deepening) = (days(basic), days(deepening));
        move |(from, until)| {
            let within = |days: &[NaiveDate]| days.iter().filter(|on| from <= **on && **on <= until).count();
            let count = |days: &[NaiveDate]| i32::try_from(within(days)).unwrap();
            Record { basic: count(&basic), deepening: count(&deepening), ..Record::default() }
        }
    }

    fn issue(on: &str) -> Issue {
        Issue { on: day(on), deepening_asked: Some(2) }
    }

    #[test]
    fn an_issue_that_grounds_nothing_uses_nothing_up() {
        let issues = [issue("2026-03-09"), issue("2026-03-20")];
        // One of the deepening sessions was registered in error, and was made up for later.
        let made_up = attended(&["2026-03-02"], &["2026-03-04", "2026-03-20"]);
        assert_eq!(that_ground(&issues, made_up), [false, true]);
        // All of it was attended after all: then the second issue rests on no training of its own.
        let after_all = attended(&["2026-03-02"], &["2026-03-04", "2026-03-05", "2026-03-20"]);
        assert_eq!(that_ground(&issues, after_all), [true, false]);
    }

    #[test]
    fn a_transferred_licence_grounds_and_what_came_before_it_counts_no_more() {
        let issues = [Issue { on: day("2026-03-09"), deepening_asked: None }, issue("2029-03-20")];
        let before = attended(&["2026-03-02"], &["2026-03-04", "2026-03-05"]);
        assert_eq!(that_ground(&issues, before), [true, false]);
    }

    proptest::proptest! {
        /// What `renew` asks: what was attended since the last day of validity, and nothing less when none stands.
        #[test]
        fn what_is_issued_on_everything_that_is_asked_grounds(
            basic in proptest::collection::vec(0_u64..60, 0..4), deepening in proptest::collection::vec(0_u64..60, 0..6),
            before in proptest::collection::btree_set(0_u64..60, 0..4), on in 60_u64..80,
        ) {
            let nth = |number: u64| day("2026-01-01") + chrono::Days::new(number);
            let record = |(from, until): (NaiveDate, NaiveDate)| {
                let within = |days: &[u64]| days.iter().filter(|on| from <= nth(**on) && nth(**on) <= until).count();
                let count = |days: &[u64]| i32::try_from(within(days)).unwrap();
                Record { basic: count(&basic), deepening: count(&deepening), ..Record::default() }
            };
            let mut issues: Vec<Issue> =
                before.iter().map(|on| Issue { on: nth(*on), deepening_asked: Some(2) }).collect();
            let stand = that_ground(&issues, record);
            let last = issues.iter().zip(&stand).filter(|(_, stands)| **stands).map(|(issue, _)| issue.on).next_back();
            let since = last.and_then(|on| on.succ_opt()).unwrap_or(NaiveDate::MIN);
            if missing_for_a(record((since, nth(on))), ASKED.deepening).is_empty() {
                issues.push(Issue { on: nth(on), deepening_asked: Some(2) });
                let stand = that_ground(&issues, record);
                proptest::prop_assert_eq!(stand.last(), Some(&true));
            }
        }
    }

    #[test]
    fn days_are_added_up_over_periods_and_a_suspension_takes_its_own_away() {
        let earned =
            |from: &str, until: &str| Earned { from: day(from), until: day(until), ground: LicenceGround::Training };
        let periods = [earned("2026-01-01", "2026-12-31"), earned("2027-06-01", "2028-05-31")];
        assert_eq!(valid_days(&periods, &[], day("2026-12-31")), 365);
        assert_eq!(valid_days(&periods, &[], day("2027-06-10")), 375);
        let suspended = Measure {
            id: LicenceMeasureId::new(),
            sanction: Sanction::Suspended,
            from: day("2026-02-01"),
            until: Some(day("2026-02-28")),
        };
        assert_eq!(valid_days(&periods, &[suspended], day("2026-12-31")), 337);
    }
}
