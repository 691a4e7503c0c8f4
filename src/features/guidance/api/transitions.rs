//! Moves of a trajectory.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::context::Language;
use crate::features::guidance::rules::transition::{TransitionTarget, Unmet, UnmetCode};
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::ids::{TrajectoryId, TransitionId};
use crate::schema::transitions;

/// A move that is asked for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTransition {
    pub to: TransitionTarget,
    /// Today or earlier; not before the start and not before the previous transition.
    pub on: NaiveDate,
    /// Needed to discontinue (or a contra-indication), to extend (from `closing` back to `goal_work`) and to reopen.
    #[schema(min_length = 1, max_length = 2000, example = "Gezin verhuist")]
    pub reason: Option<String>,
    /// A contra-indication of the catalogue's newest edition that was found; with `paused` and `discontinued` only.
    #[schema(min_length = 1, max_length = 50, example = json!(null))]
    pub contra_indication: Option<String>,
    /// When a paused trajectory is expected to go on; not before `on`.
    #[schema(example = json!(null))]
    pub restart_on: Option<NaiveDate>,
}

/// A move that was made.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = transitions)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    pub id: TransitionId,
    pub trajectory_id: TrajectoryId,
    /// Counts the transitions of the trajectory, from 1.
    pub number: i32,
    #[diesel(column_name = moved_to)]
    pub to: TransitionTarget,
    #[diesel(column_name = moved_on)]
    pub on: NaiveDate,
    pub from_phase: TrajectoryPhase,
    pub from_status: TrajectoryStatus,
    pub to_phase: TrajectoryPhase,
    pub to_status: TrajectoryStatus,
    /// Left out for integrations.
    #[schema(example = "Gezin verhuist")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Left out for integrations.
    #[schema(example = json!(null))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contra_indication: Option<String>,
    pub restart_on: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
}

/// One of `unmet` in a problem.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmetRequirement {
    pub code: UnmetCode,
    /// What is not met, in the caller's language.
    pub detail: String,
    /// The day that it is about.
    pub on: Option<NaiveDate>,
}

impl UnmetRequirement {
    pub(in crate::features::guidance) fn new(unmet: Unmet, language: Language) -> Self {
        Self { code: unmet.code, detail: language.of(unmet.explanation()), on: unmet.day }
    }
}
