//! Periods follow from what is known: whenever a ground changes they are computed anew, and the difference is written.
//! What was a period and is none any more is superseded, never edited.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::db::{Platform, Trace, Tx};
use crate::features::licences::api::{
    IssuanceGround, Licence, LicenceGround, LicenceIssuance, LicenceKind, LicencePeriod,
};
use crate::features::licences::rules::Measure;
use crate::features::licences::rules::periods::{Earned, Granted, Grounds, Issuance, Refresher, Terms, periods};
use crate::features::licences::rules::requirements::{Asked, Issue, Record, that_ground, valid_days};
use crate::features::licences::store;
use crate::features::training::TrainingKind;
use crate::features::training::actions::{Attended, attended_by, attended_of};
use crate::ids::{LicenceId, LicencePeriodId, PersonId};
use crate::problem::Problem;

/// The licence holder's decisions (`domain.md` §7), in force now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decisions {
    pub terms: Terms,
    pub asked: Asked,
}

/// The present values of settings, by key.
pub(super) async fn values_of<D>(
    tx: &mut Tx<D>,
    keys: &[&str],
) -> Result<impl Fn(&str) -> Result<i32, Problem> + use<D>, Problem> {
    let values = store::settings_of(tx, keys).await?;
    Ok(move |key: &str| {
        values.get(key).copied().ok_or_else(|| Problem::internal(anyhow::anyhow!("the setting {key} is missing")))
    })
}

pub(super) async fn decisions<D>(tx: &mut Tx<D>) -> Result<Decisions, Problem> {
    const KEYS: [&str; 5] =
        ["refresher_minutes", "longest_gap_months", "deepening_sessions", "licence_b_days", "licence_b_completions"];
    let value = values_of(tx, &KEYS).await?;
    let gap = value("longest_gap_months")?;
    Ok(Decisions {
        terms: Terms {
            refresher_minutes: value("refresher_minutes")?,
            longest_gap_months: u32::try_from(gap).map_err(Problem::internal)?,
        },
        asked: Asked {
            deepening: value("deepening_sessions")?,
            days_of_a: value("licence_b_days")?,
            completions: value("licence_b_completions")?,
        },
    })
}

/// How often somebody attended a kind of training from one day on, up to and including another.
pub(super) fn times(attended: &[Attended], kind: TrainingKind, (from, until): (NaiveDate, NaiveDate)) -> i32 {
    let those = attended.iter().filter(|one| one.kind == kind && from <= one.on && one.on <= until);
    i32::try_from(those.count()).unwrap_or(i32::MAX)
}

/// The days on which somebody attended a kind of training for so many minutes.
pub(super) fn days_of_kind(attended: &[Attended], kind: TrainingKind, minutes: i32) -> Vec<NaiveDate> {
    attended.iter().filter(|one| one.kind == kind && one.minutes >= minutes).map(|one| one.on).collect()
}

/// What training somebody has behind him or her for licence A on a day, since another.
pub(super) fn training_record(attended: &[Attended], days: (NaiveDate, NaiveDate)) -> Record {
    Record {
        basic: times(attended, TrainingKind::Basic, days),
        deepening: times(attended, TrainingKind::Deepening, days),
        ..Record::default()
    }
}

/// The grounds of a licence A; of its issues those that ground it.
pub(super) fn grounds_of(licence: &Licence, attended: &[Attended]) -> Grounds {
    let issue = |one: &LicenceIssuance| Issue {
        on: one.issued_on,
        deepening_asked: (one.ground == IssuanceGround::Training).then_some(one.deepening_asked),
    };
    let issues: Vec<Issue> = licence.issuances.iter().map(issue).collect();
    let stand = that_ground(&issues, |days| training_record(attended, days));
    let issuances = licence.issuances.iter().zip(stand).filter(|(_, stands)| *stands).map(|(one, _)| one);
    let refreshers = attended.iter().filter(|one| one.kind == TrainingKind::Refresher);
    Grounds {
        issuances: issuances
            .map(|one| Issuance { on: one.issued_on, until: one.valid_until, ground: one.ground.into() })
            .collect(),
        refreshers: refreshers.map(|one| Refresher { on: one.on, minutes: one.minutes }).collect(),
        dispensations: licence.dispensations.iter().map(|one| one.from).collect(),
        granted: Granted::among(licence.periods.iter().map(|one| (earned_of(one), one.asked_minutes))),
    }
}

/// Lets a person's licences follow from what became known of the person, and says so in the audit.
pub(crate) async fn licences_follow(tx: &mut Tx<Platform>, person: PersonId) -> Result<(), Problem> {
    for licence in compute(tx, person).await? {
        tx.trace(Trace::done("licence", licence.0).changed(["periods".to_owned()]));
    }
    Ok(())
}

/// How many people are looked at in one go.
const PAGE: i64 = 500;

/// Lets everybody's licences follow a changed decision. Of most people nothing changes: a page of them is looked at in a few
/// statements, and only those of whom something does are computed, in the order of their ids.
pub(crate) async fn all_licences_follow(tx: &mut Tx<Platform>) -> Result<(), Problem> {
    store::decisions_hold(tx).await?;
    let Decisions { terms, .. } = decisions(tx).await?;
    let mut after = None;
    loop {
        let people = store::people_with_a(tx, after, PAGE).await?;
        let Some(last) = people.last().copied() else { return Ok(()) };
        let licences = store::licences_of(tx, &people).await?;
        let attended = attended_of(tx, &people).await?;
        let other = |licence: &&Licence| {
            let own = attended.get(&licence.person_id).map(Vec::as_slice).unwrap_or_default();
            let earned = periods(&grounds_of(licence, own), terms);
            !earned.into_iter().eq(licence.periods.iter().map(earned_of))
        };
        let changed = licences.iter().filter(|licence| licence.kind == LicenceKind::A).filter(other);
        let changed: BTreeSet<PersonId> = changed.map(|licence| licence.person_id).collect();
        for person in changed {
            licences_follow(tx, person).await?;
        }
        after = Some(last);
    }
}

/// Computes a person's licences anew; gives those that changed.
pub(super) async fn compute(tx: &mut Tx<Platform>, person: PersonId) -> Result<Vec<LicenceId>, Problem> {
    store::person_hold(tx, person).await?;
    let licences = store::licences_lock_of(tx, person).await?;
    let Some(a) = licences.iter().find(|licence| licence.kind == LicenceKind::A) else { return Ok(Vec::new()) };
    let Decisions { terms, .. } = decisions(tx).await?;
    let attended = attended_by(tx, person).await?;
    let earned = periods(&grounds_of(a, &attended), terms);
    let mut changed = Vec::new();
    let asked_minutes = terms.refresher_minutes;
    if write(tx, a, &earned, asked_minutes).await? {
        changed.push(a.id);
    }
    // Licence B has no term of its own: it counts on the days of A from its issue on (domain.md §7).
    if let Some(b) = licences.iter().find(|licence| licence.kind == LicenceKind::B) {
        let first = b.issuances.first().map(|issuance| issuance.issued_on);
        let parts = first.map(|first| from_day(&earned, first)).unwrap_or_default();
        if write(tx, b, &parts, asked_minutes).await? {
            changed.push(b.id);
        }
    }
    Ok(changed)
}

fn earned_of(period: &LicencePeriod) -> Earned {
    Earned { from: period.valid_from, until: period.valid_until, ground: period.ground }
}

/// The parts of periods from a day on.
fn from_day(earned: &[Earned], first: NaiveDate) -> Vec<Earned> {
    let left = earned.iter().filter(|period| period.until >= first);
    left.map(|period| Earned { from: period.from.max(first), ground: LicenceGround::Training, ..*period }).collect()
}

/// Writes the difference; false when there is none.
async fn write(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    earned: &[Earned],
    asked_minutes: i32,
) -> Result<bool, Problem> {
    let same = |one: &Earned, period: &LicencePeriod| *one == earned_of(period);
    let gone: Vec<LicencePeriodId> = licence
        .periods
        .iter()
        .filter(|period| !earned.iter().any(|one| same(one, period)))
        .map(|period| period.id)
        .collect();
    let new = earned.iter().filter(|one| !licence.periods.iter().any(|period| same(one, period)));
    let new: Vec<&Earned> = new.collect();
    if gone.is_empty() && new.is_empty() {
        return Ok(false);
    }
    store::periods_supersede(tx, &gone).await?;
    for one in new {
        store::period_insert(tx, licence, (one.from, one.until), (one.ground, asked_minutes)).await?;
    }
    store::licence_touch(tx, licence.id).await?;
    Ok(true)
}

/// The days on which a licence A was valid, up to and including one.
pub(super) fn days_of_a(licence: &Licence, until: NaiveDate) -> i32 {
    let periods: Vec<Earned> = licence.periods.iter().map(earned_of).collect();
    let measures: Vec<Measure> = licence.measures.iter().map(Measure::from).collect();
    valid_days(&periods, &measures, until)
}
