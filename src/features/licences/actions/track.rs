//! The implementation track of practitioners.

use chrono::NaiveDate;

use super::follow::{days_of_kind, values_of};
use crate::context::{Role, Scope};
use crate::db::{Tenant, Tx};
use crate::features::hand_ins;
use crate::features::licences::api::{
    ImplementationTrack, LastProjectEvaluations, Licence, LicenceKind, LicensedRange,
};
use crate::features::licences::rules::periods::Earned;
use crate::features::licences::rules::track::{Done, TrackTerms, progress};
use crate::features::licences::store;
use crate::features::project_evaluations;
use crate::features::project_evaluations::EvaluatedWith;
use crate::features::training::TrainingKind;
use crate::features::training::actions::attended_of;
use crate::ids::{PersonId, PractitionerId};
use crate::problem::Problem;

/// What the track asks, and how long supervision and intervision take for each to count (`domain.md` §7).
struct Asked {
    terms: TrackTerms,
    supervision_minutes: i32,
    intervision_minutes: i32,
}

async fn asked(tx: &mut Tx<Tenant>) -> Result<Asked, Problem> {
    const KEYS: [&str; 5] = [
        "track_trajectories",
        "track_supervisions",
        "track_supervision_minutes",
        "track_intervisions",
        "track_intervision_minutes",
    ];
    let value = values_of(tx, &KEYS).await?;
    let terms = TrackTerms {
        trajectories: value("track_trajectories")?,
        supervisions: value("track_supervisions")?,
        intervisions: value("track_intervisions")?,
    };
    let supervision_minutes = value("track_supervision_minutes")?;
    Ok(Asked { terms, supervision_minutes, intervision_minutes: value("track_intervision_minutes")? })
}

/// The licence year that a day is in, or the first one. A transferred licence of several years has its last as one.
fn year_of(licences: &[Licence], person: PersonId, on: Option<NaiveDate>) -> Option<LicensedRange> {
    let licence = licences.iter().find(|licence| licence.person_id == person && licence.kind == LicenceKind::A)?;
    let period = match on {
        Some(day) => licence.periods.iter().find(|period| period.valid_from <= day && day <= period.valid_until),
        None => licence.periods.first(),
    }?;
    let earned = Earned { from: period.valid_from, until: period.valid_until, ground: period.ground };
    Some(LicensedRange { from: earned.year_from(), until: period.valid_until })
}

/// When the way of working was last evaluated, beside the tracks that a project leader reads.
async fn last_evaluations(tx: &mut Tx<Tenant>) -> Result<Option<LastProjectEvaluations>, Problem> {
    if !tx.context.has(Role::ProjectLeader) {
        return Ok(None);
    }
    let last = project_evaluations::actions::last_held(tx).await?;
    let on = |held_with| last.get(&held_with).copied();
    Ok(Some(LastProjectEvaluations {
        schools_on: on(EvaluatedWith::Schools),
        professionals_on: on(EvaluatedWith::Professionals),
    }))
}

async fn tracks(
    tx: &mut Tx<Tenant>,
    places: Vec<(PractitionerId, PersonId, String)>,
    on: Option<NaiveDate>,
) -> Result<Vec<ImplementationTrack>, Problem> {
    let (people, today) = (places.iter().map(|(_, person, _)| *person).collect::<Vec<PersonId>>(), tx.context.today);
    let licences = store::licences_of(tx, &people).await?;
    let attended = attended_of(tx, &people).await?;
    let judged = hand_ins::actions::judged_of(tx, &people, today).await?;
    let completions = store::completions_of(tx, &people, today).await?;
    let project_evaluations = last_evaluations(tx).await?;
    let Asked { terms, supervision_minutes, intervision_minutes } = asked(tx).await?;
    let track = |(practitioner_id, person, name): (PractitionerId, PersonId, String)| {
        let Some(year) = year_of(&licences, person, on) else {
            return ImplementationTrack {
                practitioner_id,
                name,
                licence_year: None,
                requirements: Vec::new(),
                completed: false,
                project_evaluations,
            };
        };
        let attended = attended.get(&person).map(Vec::as_slice).unwrap_or_default();
        let judged = judged.get(&person).cloned().unwrap_or_default();
        let completed = completions.get(&person).copied().unwrap_or(0);
        let done = Done {
            completions: i32::try_from(completed).unwrap_or(i32::MAX),
            supervisions: days_of_kind(attended, TrainingKind::Supervision, supervision_minutes),
            intervisions: days_of_kind(attended, TrainingKind::Intervision, intervision_minutes),
            intervision_reports: judged.intervision_reports,
            work_assignments: judged.work_assignments,
        };
        let requirements = progress(&done, terms, (year.from, year.until));
        let completed = requirements.iter().all(|requirement| requirement.met);
        let licence_year = Some(year);
        ImplementationTrack { practitioner_id, name, licence_year, requirements, completed, project_evaluations }
    };
    Ok(places.into_iter().map(track).collect())
}

/// The tracks of the practitioners of a page.
pub(crate) async fn track_list(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    on: Option<NaiveDate>,
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<ImplementationTrack>, Problem> {
    let places = store::place_list(tx, scope, after, rows).await?;
    tracks(tx, places, on).await
}

/// The track of one practitioner.
pub(crate) async fn track_get(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    id: PractitionerId,
    on: Option<NaiveDate>,
) -> Result<ImplementationTrack, Problem> {
    let place = store::place_get(tx, scope, id).await?;
    tracks(tx, vec![place], on).await?.pop().ok_or_else(Problem::not_found)
}
