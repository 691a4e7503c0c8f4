//! Which periods a licence A has (`domain.md` §7, licence years): they follow from what it was issued on, from the
//! refreshers that were attended and from dispensations, in whatever order these became known.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};

use super::first_period;
use crate::features::licences::api::LicenceGround;

/// What a licence was issued on: a training, or a licence from before this system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuance {
    pub on: NaiveDate,
    /// The last day that a transferred licence brings along; a year without it.
    pub until: Option<NaiveDate>,
    pub ground: LicenceGround,
}

/// Attended minutes of refresher on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refresher {
    pub on: NaiveDate,
    pub minutes: i32,
}

/// Everything that periods follow from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grounds {
    pub issuances: Vec<Issuance>,
    pub refreshers: Vec<Refresher>,
    /// The days of dispensations; each grants one period.
    pub dispensations: Vec<NaiveDate>,
    /// The periods that refreshers gave and that stand: a decision of later takes none of them away.
    pub granted: Vec<Granted>,
}

/// A period that refreshers gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    pub from: NaiveDate,
    /// What was asked when it was granted.
    pub minutes: i32,
    /// The last day of the period before it. A gap that begins on another day, because that period is none any more, was
    /// never judged.
    pub after: Option<NaiveDate>,
}

impl Granted {
    /// Those among the periods that stand, oldest first, each with the minutes that were asked. What rests on anything
    /// but refreshers is left out: it goes when that goes, and nothing of it may stay behind.
    pub fn among(standing: impl IntoIterator<Item = (Earned, Option<i32>)>) -> Vec<Self> {
        let mut before = None;
        let mut found = Vec::new();
        for (period, asked) in standing {
            if let (LicenceGround::Refresher, Some(minutes)) = (period.ground, asked) {
                found.push(Self { from: period.from, minutes, after: before });
            }
            before = Some(period.until);
        }
        found
    }
}

impl Grounds {
    /// How many minutes a period that starts on this day takes.
    fn asked(&self, from: NaiveDate, terms: Terms) -> i32 {
        let granted = self.granted.iter().find(|one| one.from == from);
        granted.map_or(terms.refresher_minutes, |one| terms.refresher_minutes.min(one.minutes))
    }

    /// The last day on which refreshers bridge the gap after a lapse: what bridged it once keeps doing so.
    fn last_day_of_gap(&self, lapsed: NaiveDate, terms: Terms) -> NaiveDate {
        let granted = self.granted.iter().filter(|one| one.after == Some(lapsed)).map(|one| one.from).max();
        last_day_of_gap(lapsed, terms).max(granted.unwrap_or(lapsed))
    }
}

/// The licence holder's decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Attended minutes that make a dagdeel.
    pub refresher_minutes: i32,
    /// After a longer gap than this the training is needed again.
    pub longest_gap_months: u32,
}

/// A period that follows, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earned {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub ground: LicenceGround,
}

impl Earned {
    fn year(from: NaiveDate, ground: LicenceGround) -> Self {
        let (from, until) = first_period(from);
        Self { from, until, ground }
    }

    /// The first day of the licence year that ends with this period: only in it does a refresher keep the licence.
    pub fn year_from(&self) -> NaiveDate {
        let year_ago = self.until.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt());
        year_ago.map_or(self.from, |day| day.max(self.from))
    }
}

/// How far the refresher of a licence year is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Attended minutes that count towards the next period, or towards a new one after the lapse.
    pub minutes: i32,
    /// The last day to attend the rest; `None` when there is no such day any more and the training is needed again.
    pub by: Option<NaiveDate>,
}

/// The periods, oldest first.
pub fn periods(grounds: &Grounds, terms: Terms) -> Vec<Earned> {
    walk(grounds, terms).into_iter().map(|step| step.period).collect()
}

/// How far the refresher is that keeps the last period, or starts a new one: seen from `on`.
pub fn progress(grounds: &Grounds, terms: Terms, on: NaiveDate) -> Option<Progress> {
    let steps = walk(grounds, terms);
    let Step { period, used } = steps.iter().rev().find(|step| step.period.from <= on)?;
    if on <= period.until {
        let minutes = attended(grounds, (period.year_from(), period.until), *used);
        return Some(Progress { minutes, by: Some(period.until) });
    }
    let minutes = attended(grounds, (period.until.succ_opt()?, on), *used);
    let last = last_day_of_gap(period.until, terms);
    Some(Progress { minutes, by: Some(last).filter(|last| on <= *last) })
}

fn last_day_of_gap(lapsed: NaiveDate, terms: Terms) -> NaiveDate {
    lapsed.checked_add_months(Months::new(terms.longest_gap_months)).unwrap_or(NaiveDate::MAX)
}

/// The refreshers by day, each day once: of one day it makes no difference which was registered first.
fn by_day(grounds: &Grounds) -> Vec<Refresher> {
    let mut days: BTreeMap<NaiveDate, i32> = BTreeMap::new();
    for refresher in &grounds.refreshers {
        *days.entry(refresher.on).or_default() += refresher.minutes;
    }
    days.into_iter().map(|(on, minutes)| Refresher { on, minutes }).collect()
}

/// The minutes attended within these days, by refreshers that are not used up.
fn attended(grounds: &Grounds, (from, until): (NaiveDate, NaiveDate), used: usize) -> i32 {
    let refreshers = by_day(grounds);
    let within = refreshers.iter().skip(used).filter(|one| from <= one.on && one.on <= until);
    within.map(|one| one.minutes).sum()
}

/// A period, and how many refreshers (by day) have done their work when it starts: what starts a period does not keep
/// it as well.
struct Step {
    period: Earned,
    used: usize,
}

/// The day and ground of what started a period, which does not keep it as well.
type Starter = (LicenceGround, NaiveDate);
type Next = Option<(Earned, usize, Option<Starter>)>;

fn walk(grounds: &Grounds, terms: Terms) -> Vec<Step> {
    let mut sorted = Grounds { refreshers: by_day(grounds), ..grounds.clone() };
    sorted.issuances.sort_by_key(|issuance| issuance.on);
    sorted.dispensations.sort_unstable();
    let mut steps: Vec<Step> = Vec::new();
    let mut next = sorted.issuances.first().map(|first| (issued(first), 0, Some((first.ground, first.on))));
    while let Some((period, used, starter)) = next {
        steps.push(Step { period, used });
        next = following(&period, (used, starter), &sorted, terms);
    }
    steps
}

/// What comes after a period: the next one if it was earned within it, or else what starts anew after the lapse.
fn following(period: &Earned, (used, starter): (usize, Option<Starter>), grounds: &Grounds, terms: Terms) -> Next {
    let Grounds { issuances, refreshers, dispensations, .. } = grounds;
    let within = |day: NaiveDate| period.year_from() <= day && day <= period.until;
    let minutes: i32 = refreshers.iter().skip(used).filter(|one| within(one.on)).map(|one| one.minutes).sum();
    let next_day = period.until.checked_add_days(Days::new(1))?;
    if minutes >= grounds.asked(next_day, terms) {
        return Some((Earned::year(next_day, LicenceGround::Refresher), used, None));
    }
    // Another training inside a period is worth no less than a refresher.
    let keeps = |ground: LicenceGround, day: NaiveDate| within(day) && starter != Some((ground, day));
    if let Some(again) = issuances.iter().find(|one| keeps(one.ground, one.on)) {
        return Some((Earned::year(next_day, again.ground), used, None));
    }
    if dispensations.iter().any(|day| keeps(LicenceGround::Dispensation, *day)) {
        return Some((Earned::year(next_day, LicenceGround::Dispensation), used, None));
    }
    let before = |day: NaiveDate| refreshers.iter().take_while(|one| one.on < day).count().max(used);
    let refreshed = restart(grounds, used, period.until, terms)
        .map(|(day, position)| (Earned::year(day, LicenceGround::Refresher), position + 1, None));
    let reissued = issuances.iter().find(|issuance| issuance.on > period.until);
    let reissued = reissued.map(|one| (issued(one), before(one.on), Some((one.ground, one.on))));
    let dispensed = dispensations.iter().copied().find(|day| *day > period.until);
    let dispensed = dispensed.map(|day| {
        let ground = LicenceGround::Dispensation;
        (Earned::year(day, ground), before(day), Some((ground, day)))
    });
    [refreshed, reissued, dispensed].into_iter().flatten().min_by_key(|(earned, ..)| earned.from)
}

fn issued(issuance: &Issuance) -> Earned {
    let year = Earned::year(issuance.on, issuance.ground);
    Earned { until: issuance.until.unwrap_or(year.until), ..year }
}

/// The day after a lapse on which the refreshers attended since make a dagdeel, and the position of the last of them.
/// Before a start that stands it takes what it took then: a laxer decision does not move it, and the year's end with it.
fn restart(grounds: &Grounds, used: usize, lapsed: NaiveDate, terms: Terms) -> Option<(NaiveDate, usize)> {
    let last = grounds.last_day_of_gap(lapsed, terms);
    let stands = grounds.granted.iter().find(|one| one.after == Some(lapsed));
    let asked = |day: NaiveDate| match stands {
        Some(granted) if day < granted.from => terms.refresher_minutes.max(granted.minutes),
        _ => grounds.asked(day, terms),
    };
    let mut minutes = 0;
    let since = grounds.refreshers.iter().enumerate().skip(used).filter(|(_, one)| lapsed < one.on);
    for (position, refresher) in since {
        if refresher.on > last {
            return None;
        }
        minutes += refresher.minutes;
        if minutes >= asked(refresher.on) {
            return Some((refresher.on, position));
        }
    }
    None
}

#[cfg(test)]
mod tests;
