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
pub fn missing_for_a(record: Record, asked: Asked) -> Vec<LicenceRequirement> {
    lacking(&[
        (Code::Training, record.basic, 1, Unit::Times),
        (Code::Deepening, record.deepening, asked.deepening, Unit::Times),
    ])
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
        let missing = missing_for_a(record, ASKED);
        assert_eq!(missing.len(), 1);
        assert_eq!((missing[0].code, missing[0].have, missing[0].need), (Code::Deepening, 1, 2));
        assert!(missing_for_a(Record { deepening: 2, ..record }, ASKED).is_empty());
        assert_eq!(missing_for_b(Record { days_of_a: 364, completions: 6, ..record }, ASKED).len(), 4);
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
