//! What was done otherwise than the programme says, with the reason: made to measure is allowed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{DepartureId, TrajectoryId};
use crate::schema::departures;

text_enum! {
    /// What was departed from: a step that was left out, or a guideline.
    DepartureKind { Step = "step", Guideline = "guideline" }
}

/// What a departure consists of.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DepartureFields {
    pub kind: DepartureKind,
    /// The code of a step of the catalogue or of a guideline of `fidelity`; each once per trajectory. The step
    /// `closing_activity` left out with a reason lets a trajectory be completed without it.
    #[schema(min_length = 1, max_length = 60, example = "goal_count")]
    pub code: String,
    /// The day on which it was decided; today or earlier, not before the trajectory's start.
    pub noted_on: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Twee doelen waren genoeg voor deze ouder.")]
    pub reason: String,
}

/// The members of a departure that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DepartureReason {
    #[schema(min_length = 1, max_length = 2000, example = "Twee doelen waren genoeg voor deze ouder.")]
    pub reason: String,
}

/// A departure.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = departures)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    pub id: DepartureId,
    pub trajectory_id: TrajectoryId,
    pub kind: DepartureKind,
    #[schema(example = "goal_count")]
    pub code: String,
    pub noted_on: NaiveDate,
    #[schema(example = "Twee doelen waren genoeg voor deze ouder.")]
    pub reason: String,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Departure {
    fn version(&self) -> i32 {
        self.version
    }
}

pub type NewDeparture = New<DepartureFields>;
pub type DeparturePatch = MergePatch<DepartureReason>;
