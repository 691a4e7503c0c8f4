//! What orders ask of training: which sessions there are, and who was present.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::db::{Platform, Tx};
use crate::features::training::api::{TrainingHolder, TrainingKind, TrainingSession, TrainingSessionStatus};
use crate::features::training::store;
use crate::ids::{AttendanceId, OrganisationId, PersonId, TrainingSessionId};
use crate::problem::Problem;

/// A session as orders look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SessionFacts {
    pub id: TrainingSessionId,
    pub kind: TrainingKind,
    pub held_on: NaiveDate,
    /// Inside which organisation.
    pub inside: Option<OrganisationId>,
    pub by_licence_holder: bool,
    pub takes_place: bool,
}

impl From<&TrainingSession> for SessionFacts {
    fn from(session: &TrainingSession) -> Self {
        Self {
            id: session.id,
            kind: session.kind,
            held_on: session.held_on,
            inside: session.organisation_id,
            by_licence_holder: session.held_by == TrainingHolder::LicenceHolder,
            takes_place: session.status == TrainingSessionStatus::Open,
        }
    }
}

/// Those of these sessions that the licence holder or the organisation sees.
pub(crate) async fn sessions_seen<D>(
    tx: &mut Tx<D>,
    ids: &[TrainingSessionId],
) -> Result<HashMap<TrainingSessionId, SessionFacts>, Problem> {
    let found = store::sessions_of(tx, ids).await?;
    Ok(found.iter().map(|session| (session.id, session.into())).collect())
}

/// Who was present at sessions of these kinds that took place; of these sessions only, where some are named.
pub(crate) async fn presences(
    tx: &mut Tx<Platform>,
    kinds: &[TrainingKind],
    sessions: Option<&[TrainingSessionId]>,
) -> Result<Vec<(AttendanceId, PersonId, SessionFacts)>, Problem> {
    let found = store::presences(tx, kinds, sessions).await?;
    Ok(found.iter().map(|(attendance, person, session)| (*attendance, *person, session.into())).collect())
}

/// Whether any of these people is invited to a session that takes place, or was there.
pub(crate) async fn is_any_in_training(tx: &mut Tx<Platform>, people: &[PersonId]) -> Result<bool, Problem> {
    store::any_in_training(tx, people).await
}
