//! What other features ask of licences (gate G1, `domain.md` §6), and the licence holder's acts.

use chrono::NaiveDate;

pub(crate) use super::api::{Licence, LicenceKind};
pub(crate) use super::rules::State;

mod evaluate;
mod follow;
mod issue;
mod track;
mod train;
mod withdraw;

pub(super) use evaluate::{expiration_list, licence_calendar, licence_evaluate, licence_evaluate_here, standing_list};
pub(crate) use follow::{all_licences_follow, licences_follow};
pub(super) use issue::{licence_confirm, licence_dispense, licence_issue, licence_renew};
pub(super) use track::{track_get, track_list};
pub(crate) use train::{hold_still, is_any_holder, is_any_licensed, require_trainer};
pub(super) use withdraw::{ground_correct, ground_withdraw};

use super::api::{LicenceMeasureKind, LicenceVerdict};
use super::rules::{Act, Consequence, Measure, Period, consequence, period_on, state_on};
use super::store::{self, HeldRow};
use crate::context::{Context, Scope};
use crate::db::{Platform, Tenant, Tx, Wire};
use crate::features::persons;
use crate::ids::{LicenceId, LicencePeriodId, OrganisationId, PractitionerId};
use crate::problem::{Code, Problem};

/// How a practitioner's licence stands on a day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub practitioner_id: PractitionerId,
    /// Present when the person ever had a licence of the kind.
    pub licence_id: Option<LicenceId>,
    /// The period that the day is in.
    pub period_id: Option<LicencePeriodId>,
    pub state: State,
    /// The practitioner left the organisation before the day.
    has_left: bool,
}

impl Held {
    /// From the rows of one practitioner: every period beside every measure in force or to come.
    fn of(rows: &[&HeldRow], day: NaiveDate) -> Option<Self> {
        let first = rows.first()?;
        let licence_id = first.period.map(|(_, licence, ..)| licence);
        let periods: Vec<Period> = rows
            .iter()
            .filter_map(|row| row.period)
            .map(|(id, _, valid_from, valid_until)| Period { id, valid_from, valid_until })
            .collect();
        let measures: Vec<Measure> = rows
            .iter()
            .filter_map(|row| row.measure)
            .map(|(id, kind, from, until)| Measure { id, sanction: kind.into(), from, until })
            .collect();
        Some(Self {
            practitioner_id: first.practitioner,
            licence_id,
            period_id: period_on(&periods, day).map(|period| period.id),
            state: state_on(&periods, &measures, day),
            has_left: first.left_on.is_some_and(|left_on| left_on < day),
        })
    }
}

/// How the licences A of these practitioners of the organisation stand on a day, in their order and in one statement.
/// Those whom the organisation does not know are left out.
pub(crate) async fn licences_on(
    wire: &Wire,
    organisation: OrganisationId,
    practitioners: &[PractitionerId],
    day: NaiveDate,
) -> Result<Vec<Held>, Problem> {
    if practitioners.is_empty() {
        return Ok(Vec::new());
    }
    let rows = store::held_rows(wire, organisation, practitioners, LicenceKind::A, day).await?;
    let of = |id: &PractitionerId| {
        let own: Vec<&HeldRow> = rows.iter().filter(|row| row.practitioner == *id).collect();
        Held::of(&own, day)
    };
    Ok(practitioners.iter().filter_map(of).collect())
}

/// Gate G1: all of these performers hold licence A on the day of the activity. Each comes with the pointer of the
/// member that names it, for the answer when there is no such practitioner; after the last day of somebody who left there
/// is none.
pub(crate) async fn require_valid(
    tx: &mut Tx<Tenant>,
    practitioners: &[(PractitionerId, String)],
    day: NaiveDate,
) -> Result<Vec<Held>, Problem> {
    let ids: Vec<PractitionerId> = practitioners.iter().map(|(id, _)| *id).collect();
    let organisation = tx.organisation();
    let held = licences_on(tx.conn(), organisation, &ids, day).await?;
    refuse_not_valid(&tx.context, practitioners, &held, day)?;
    Ok(held)
}

/// The same of licences that were looked up before.
pub(crate) fn refuse_not_valid(
    context: &Context,
    practitioners: &[(PractitionerId, String)],
    held: &[Held],
    day: NaiveDate,
) -> Result<(), Problem> {
    let unknown =
        practitioners.iter().filter(|(id, _)| !held.iter().any(|one| one.practitioner_id == *id && !one.has_left));
    let problems = unknown.map(|(_, pointer)| Problem::unknown_reference(pointer));
    let unknown = problems.reduce(|mut all, next| {
        all.violations.extend(next.violations);
        all
    });
    if let Some(problem) = unknown {
        return Err(problem);
    }
    match held.iter().find(|one| !matches!(one.state, State::Valid { .. })) {
        Some(held) => Err(not_valid(context, held, day)),
        None => Ok(()),
    }
}

/// Gate G1 where it is not said which of some practitioners performed: one of them holds licence A on the day. Of nobody
/// nothing is asked.
pub(crate) async fn require_any_valid(
    tx: &mut Tx<Tenant>,
    practitioners: &[PractitionerId],
    day: NaiveDate,
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let held = licences_on(tx.conn(), organisation, practitioners, day).await?;
    // What becomes of the licence of somebody who left, the organisation does not see: it can't rest on it.
    let (left, here): (Vec<&Held>, Vec<&Held>) = held.iter().partition(|one| one.has_left);
    if held.is_empty() || here.iter().any(|one| matches!(one.state, State::Valid { .. })) {
        return Ok(());
    }
    match (here.first(), left.first()) {
        (Some(first), _) => Err(not_valid(&tx.context, first, day)),
        (None, Some(first)) => Err(all_left(first, day)),
        (None, None) => Ok(()),
    }
}

fn all_left(held: &Held, day: NaiveDate) -> Problem {
    Problem::new(Code::LicenceNotValid)
        .with("practitionerId", held.practitioner_id.to_string())
        .with("kind", LicenceKind::A.as_str())
        .with("on", day.to_string())
        .with("reason", LicenceVerdict::None.as_str())
        .detail(
            "Wie toen was toegewezen, is vertrokken: daarop kan de organisatie niet meer bouwen. Geef een dag waarop een \
             collega die er nog is was toegewezen.",
            "Whoever was assigned then has left: the organisation can't rest on that any more. Give a day on which a \
             colleague who is still there was assigned.",
        )
}

fn not_valid(context: &Context, held: &Held, day: NaiveDate) -> Problem {
    let (state, language) = (held.state, context.language);
    let (explanation, remedy) = (state.explanation(), state.remedy());
    let problem = Problem::new(Code::LicenceNotValid)
        .with("practitionerId", held.practitioner_id.to_string())
        .with("kind", LicenceKind::A.as_str())
        .with("on", day.to_string())
        .with("reason", LicenceVerdict::from(state).as_str())
        .detail(format!("{} {}", explanation.0, remedy.0), format!("{} {}", explanation.1, remedy.1))
        .with("remedy", language.of(remedy));
    match state.valid_until() {
        Some(until) => problem.with("validUntil", until.to_string()),
        None => problem,
    }
}

/// Reads a licence whose periods are about to be computed anew. First the person's lock, then the row's: everywhere in
/// this order, so that nobody waits in a circle.
pub(super) async fn licence_hold(tx: &mut Tx<Platform>, id: LicenceId) -> Result<Licence, Problem> {
    let person = store::licence_get(tx, Scope::Organisation, id).await?.person_id;
    store::person_hold(tx, person).await?;
    store::licence_lock(tx, id).await
}

/// Suspends, revokes or reinstates a licence that is locked. A reinstatement opens no measure; its reason stays with the one that it ends.
pub(super) async fn licence_judge(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    act: Act,
    from: NaiveDate,
    reason: &str,
) -> Result<Licence, Problem> {
    let measures: Vec<Measure> = licence.measures.iter().map(Measure::from).collect();
    let Some(Consequence { ends, opens }) = consequence(act, from, &measures, tx.context.today) else {
        let periods: Vec<Period> = licence.periods.iter().map(Period::from).collect();
        let status = LicenceVerdict::from(state_on(&periods, &measures, from));
        let problem = Problem::new(Code::LicenceStatusConflict);
        return Err(problem.with("on", from.to_string()).with("currentStatus", status.as_str()));
    };
    if act == Act::Reinstate {
        persons::actions::refuse_own(tx, licence.person_id).await?;
    }
    for (id, last) in ends {
        if let Some(ended) = licence.measures.iter().find(|measure| measure.id == id) {
            store::measure_end(tx, licence, ended, last, reason).await?;
        }
    }
    if let Some((sanction, until)) = opens {
        store::measure_insert(tx, licence, LicenceMeasureKind::from(sanction), (from, until), reason).await?;
    }
    store::licence_touch(tx, licence.id).await
}
