//! The implementation track of practitioners.

use chrono::NaiveDate;

use super::follow::days_of_kind;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::hand_ins;
use crate::features::licences::api::{ImplementationTrack, Licence, LicenceKind, LicensedRange};
use crate::features::licences::rules::track::{Done, progress};
use crate::features::licences::store;
use crate::features::training::TrainingKind;
use crate::features::training::actions::attended_by;
use crate::ids::{PersonId, PractitionerId};
use crate::problem::Problem;

/// The licence year that a day is in, or the first one.
fn year_of(licences: &[Licence], person: PersonId, on: Option<NaiveDate>) -> Option<LicensedRange> {
    let licence = licences.iter().find(|licence| licence.person_id == person && licence.kind == LicenceKind::A)?;
    let period = match on {
        Some(day) => licence.periods.iter().find(|period| period.valid_from <= day && day <= period.valid_until),
        None => licence.periods.first(),
    }?;
    Some(LicensedRange { from: period.valid_from, until: period.valid_until })
}

async fn track(
    tx: &mut Tx<Tenant>,
    (practitioner_id, person, name): (PractitionerId, PersonId, String),
    licences: &[Licence],
    on: Option<NaiveDate>,
) -> Result<ImplementationTrack, Problem> {
    let Some(year) = year_of(licences, person, on) else {
        let (licence_year, requirements) = (None, Vec::new());
        return Ok(ImplementationTrack { practitioner_id, name, licence_year, requirements, completed: false });
    };
    let attended = attended_by(tx, person).await?;
    let judged = hand_ins::actions::judged_by(tx, person, tx.context.today).await?;
    let completions = store::completions(tx, person, year.until).await?;
    let done = Done {
        completions: i32::try_from(completions).unwrap_or(i32::MAX),
        supervisions: days_of_kind(&attended, TrainingKind::Supervision),
        intervisions: days_of_kind(&attended, TrainingKind::Intervision),
        intervision_reports: judged.intervision_reports,
        work_assignments: judged.work_assignments,
    };
    let requirements = progress(&done, (year.from, year.until));
    let completed = requirements.iter().all(|requirement| requirement.met);
    Ok(ImplementationTrack { practitioner_id, name, licence_year: Some(year), requirements, completed })
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
    let people: Vec<PersonId> = places.iter().map(|(_, person, _)| *person).collect();
    let licences = store::licences_of(tx, &people).await?;
    let mut tracks = Vec::new();
    for place in places {
        tracks.push(track(tx, place, &licences, on).await?);
    }
    Ok(tracks)
}

/// The track of one practitioner.
pub(crate) async fn track_get(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    id: PractitionerId,
    on: Option<NaiveDate>,
) -> Result<ImplementationTrack, Problem> {
    let place = store::place_get(tx, scope, id).await?;
    let licences = store::licences_of(tx, &[place.1]).await?;
    track(tx, place, &licences, on).await
}
