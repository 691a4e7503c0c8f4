//! How licences stand: on a day, over a time, and soon.

use chrono::{Days, NaiveDate};

use super::follow::{Decisions, decisions, grounds_of, training_record};
use super::issue::missing_b;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::licences::api::{
    Licence, LicenceCalendarEntry, LicenceEvaluation, LicenceExpiration, LicenceKind, LicenceRequirement,
    LicenceRequirementCode as Needed, LicenceRequirementUnit as Unit, LicenceStanding, LicensedRange,
};
use crate::features::licences::rules::periods::{Progress, progress};
use crate::features::licences::rules::requirements::missing_for_a;
use crate::features::licences::rules::{Measure, Period, State, state_on, supported_by, valid_ranges};
use crate::features::licences::store::{self, StandingRow};
use crate::features::training::actions::{Attended, attended_by, attended_of};
use crate::ids::{PersonId, PractitionerId};
use crate::problem::Problem;

/// A licence as the rules see it.
struct History {
    periods: Vec<Period>,
    measures: Vec<Measure>,
}

impl History {
    fn of(licence: Option<&Licence>) -> Self {
        let periods = licence.iter().flat_map(|licence| &licence.periods).map(Period::from).collect();
        let measures = licence.iter().flat_map(|licence| &licence.measures).map(Measure::from).collect();
        Self { periods, measures }
    }

    fn state_on(&self, day: NaiveDate) -> State {
        state_on(&self.periods, &self.measures, day)
    }
}

fn of_kind(licences: &[Licence], person: PersonId, kind: LicenceKind) -> Option<&Licence> {
    licences.iter().find(|licence| licence.person_id == person && licence.kind == kind)
}

/// How a person's licence of a kind stands on a day.
fn standing(licences: &[Licence], person: PersonId, kind: LicenceKind, on: NaiveDate) -> State {
    let of = |kind| History::of(of_kind(licences, person, kind)).state_on(on);
    match kind {
        LicenceKind::A => of(LicenceKind::A),
        LicenceKind::B => supported_by(of(LicenceKind::B), of(LicenceKind::A)),
    }
}

/// How the licences of the organisation's practitioners stand on a day.
pub(crate) async fn standing_list(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    (kind, on): (LicenceKind, NaiveDate),
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<LicenceStanding>, Problem> {
    let kinds: &'static [LicenceKind] = match kind {
        LicenceKind::A => &[LicenceKind::A],
        LicenceKind::B => &[LicenceKind::B, LicenceKind::A],
    };
    let found = store::standing_rows(tx, scope, (kinds, on), after, rows).await?;
    let people = found.chunk_by(|one, next| one.practitioner == next.practitioner);
    Ok(people.filter_map(|rows| standing_of(rows, (kind, on))).collect())
}

/// From the rows of one practitioner: every period beside every measure in force or to come.
fn standing_of(rows: &[StandingRow], (kind, on): (LicenceKind, NaiveDate)) -> Option<LicenceStanding> {
    let first = rows.first()?;
    let of = |wanted: LicenceKind| {
        let periods = rows.iter().filter_map(|row| row.period).filter(|(kind, ..)| *kind == wanted);
        let measures = rows.iter().filter_map(|row| row.measure).filter(|(kind, ..)| *kind == wanted);
        History {
            periods: periods.map(|(_, id, valid_from, valid_until)| Period { id, valid_from, valid_until }).collect(),
            measures: measures
                .map(|(_, id, kind, from, until)| Measure { id, sanction: kind.into(), from, until })
                .collect(),
        }
    };
    let own = of(kind);
    let state = match kind {
        LicenceKind::A => own.state_on(on),
        LicenceKind::B => supported_by(own.state_on(on), of(LicenceKind::A).state_on(on)),
    };
    Some(LicenceStanding {
        practitioner_id: first.practitioner,
        name: first.name.clone(),
        kind,
        on,
        valid: matches!(state, State::Valid { .. }),
        code: state.into(),
        valid_until: state.valid_until(),
    })
}

/// Whether the licence of a practitioner, who is this person, is valid on a day, and what is missing.
pub(crate) async fn licence_evaluate<D>(
    tx: &mut Tx<D>,
    practitioner: PractitionerId,
    person: PersonId,
    kind: LicenceKind,
    on: NaiveDate,
) -> Result<LicenceEvaluation, Problem> {
    let licences = store::licences_of(tx, &[person]).await?;
    let state = standing(&licences, person, kind, on);
    let missing = missing(tx, (person, kind, on), state, &licences).await?;
    Ok(evaluation(tx, (practitioner, kind, on), state, (of_kind(&licences, person, kind), missing)))
}

/// The same for the organisation of a place. Of somebody who left it knows how the licence stood up to the last day there,
/// and what is missing is no longer its to see.
pub(crate) async fn licence_evaluate_here(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    practitioner: PractitionerId,
    (kind, on): (LicenceKind, NaiveDate),
) -> Result<LicenceEvaluation, Problem> {
    let (person, left_on) = store::place_of(tx, scope, practitioner).await?;
    match left_on {
        None => licence_evaluate(tx, practitioner, person, kind, on).await,
        Some(last) if last < on => Err(Problem::not_found()),
        Some(_) => {
            let licences = store::licences_of(tx, &[person]).await?;
            let state = standing(&licences, person, kind, on);
            let known = (of_kind(&licences, person, kind), Vec::new());
            Ok(evaluation(tx, (practitioner, kind, on), state, known))
        }
    }
}

fn evaluation<D>(
    tx: &Tx<D>,
    asked: (PractitionerId, LicenceKind, NaiveDate),
    state: State,
    (licence, missing): (Option<&Licence>, Vec<LicenceRequirement>),
) -> LicenceEvaluation {
    let periods = licence.map(|licence| licence.periods.clone()).unwrap_or_default();
    LicenceEvaluation::new(asked, state, periods, missing, tx.context.language)
}

async fn missing<D>(
    tx: &mut Tx<D>,
    (person, kind, on): (PersonId, LicenceKind, NaiveDate),
    state: State,
    licences: &[Licence],
) -> Result<Vec<LicenceRequirement>, Problem> {
    if matches!(state, State::Revoked | State::Suspended) {
        return Ok(vec![reinstatement()]);
    }
    let decisions = decisions(tx).await?;
    if kind == LicenceKind::B && of_kind(licences, person, kind).is_none_or(|licence| licence.issuances.is_empty()) {
        return missing_b(tx, person, on, decisions.asked).await;
    }
    let attended = attended_by(tx, person).await?;
    Ok(match of_kind(licences, person, LicenceKind::A) {
        Some(licence) if !licence.periods.is_empty() => refresher_missing(decisions, licence, &attended, on),
        Some(_) | None => missing_for_a(training_record(&attended, (NaiveDate::MIN, on)), decisions.asked.deepening),
    })
}

fn reinstatement() -> LicenceRequirement {
    LicenceRequirement { code: Needed::Reinstatement, have: 0, need: 1, unit: Unit::Times, by: None }
}

/// What keeps a licence A after its last period, or brings it back after a lapse; nothing when the next one is earned.
fn refresher_missing(
    Decisions { terms, asked }: Decisions,
    licence: &Licence,
    attended: &[Attended],
    on: NaiveDate,
) -> Vec<LicenceRequirement> {
    let Some(Progress { minutes, by }) = progress(&grounds_of(licence, attended), terms, on) else {
        return Vec::new();
    };
    let earned = licence.periods.iter().any(|period| by.is_some_and(|by| period.valid_from > by));
    if earned || minutes >= terms.refresher_minutes {
        return Vec::new();
    }
    if by.is_none() {
        let last = licence.periods.last().and_then(|period| period.valid_until.succ_opt());
        return missing_for_a(training_record(attended, (last.unwrap_or(NaiveDate::MIN), on)), asked.deepening);
    }
    let (code, need, unit) = (Needed::Refresher, terms.refresher_minutes, Unit::Minutes);
    vec![LicenceRequirement { code, have: minutes, need, unit, by }]
}

/// When the organisation's practitioners are licensed, within a time.
pub(crate) async fn licence_calendar(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    (kind, time): (LicenceKind, (NaiveDate, NaiveDate)),
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<LicenceCalendarEntry>, Problem> {
    let places = store::place_list(tx, scope, after, rows).await?;
    let people: Vec<PersonId> = places.iter().map(|(_, person, _)| *person).collect();
    let licences = store::licences_of(tx, &people).await?;
    let entry = |(practitioner_id, person, name): (PractitionerId, PersonId, String)| {
        let own = History::of(of_kind(&licences, person, kind));
        // A licence B counts while A does; its periods are parts of A's, so A's measures are all that is left to add.
        let mut measures = own.measures;
        if kind == LicenceKind::B {
            measures.extend(History::of(of_kind(&licences, person, LicenceKind::A)).measures);
        }
        let ranges = valid_ranges(&own.periods, &measures, time);
        let ranges = ranges.into_iter().map(|(from, until)| LicensedRange { from, until }).collect();
        LicenceCalendarEntry { practitioner_id, name, kind, ranges }
    };
    Ok(places.into_iter().map(entry).collect())
}

/// The licences A of the organisation that end within some days, and what keeps each.
pub(crate) async fn expiration_list(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    within_days: u64,
) -> Result<Vec<LicenceExpiration>, Problem> {
    let today = tx.context.today;
    let horizon = today.checked_add_days(Days::new(within_days)).unwrap_or(NaiveDate::MAX);
    let places = store::place_list(tx, scope, None, i64::from(i32::MAX)).await?;
    let people: Vec<PersonId> = places.iter().map(|(_, person, _)| *person).collect();
    let licences = store::licences_of(tx, &people).await?;
    let (decisions, attended) = (decisions(tx).await?, attended_of(tx, &people).await?);
    let mut found = Vec::new();
    for (practitioner_id, person, name) in places {
        let Some(licence) = of_kind(&licences, person, LicenceKind::A) else { continue };
        let Some(end) = licence.periods.last().map(|period| period.valid_until) else { continue };
        let state = standing(&licences, person, LicenceKind::A, today);
        let History { periods, measures } = History::of(Some(licence));
        // The last day on which it is valid; a measure that lasts ends it before its period does.
        let last = valid_ranges(&periods, &measures, (today, end)).last().map(|range| range.1);
        let valid_until = last.unwrap_or(end);
        if valid_until < today || valid_until > horizon {
            continue;
        }
        let own = attended.get(&person).map(Vec::as_slice).unwrap_or_default();
        let missing = match state {
            State::Revoked | State::Suspended => vec![reinstatement()],
            State::Valid { .. } if valid_until < end => vec![reinstatement()],
            _ => refresher_missing(decisions, licence, own, today),
        };
        found.push(LicenceExpiration { practitioner_id, name, valid_until, missing });
    }
    found.sort_by_key(|expiration| (expiration.valid_until, expiration.practitioner_id));
    Ok(found)
}
