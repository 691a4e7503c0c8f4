//! The implementation track as callers see it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::LicensedRange;
use crate::db::columns::text_enum;
use crate::ids::PractitionerId;

text_enum! {
    /// What the implementation track asks.
    TrackRequirementCode {
        Trajectories = "trajectories",
        Supervisions = "supervisions",
        Intervisions = "intervisions",
        IntervisionReports = "intervision_reports",
        WorkAssignments = "work_assignments",
    }
}

/// One thing that the implementation track asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrackRequirement {
    pub code: TrackRequirementCode,
    /// How many there are; completed trajectories are counted over all time, the rest within the licence year.
    pub have: i32,
    /// How many are asked.
    pub need: i32,
    pub met: bool,
    /// The last day for it.
    pub by: Option<NaiveDate>,
}

/// How far a practitioner's implementation track is. Progress, never a condition for validity.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImplementationTrack {
    pub practitioner_id: PractitionerId,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    /// The licence year that is looked at; `null` without a licence.
    pub licence_year: Option<LicensedRange>,
    pub requirements: Vec<TrackRequirement>,
    /// Everything is met.
    pub completed: bool,
    /// When the way of working was last evaluated. The same for all of an organisation; for project leaders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_evaluations: Option<LastProjectEvaluations>,
}

/// When an organisation last evaluated its way of working; `null` when it never did.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LastProjectEvaluations {
    #[schema(required)]
    pub schools_on: Option<NaiveDate>,
    #[schema(required)]
    pub professionals_on: Option<NaiveDate>,
}

/// Which licence year.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct TrackQuery {
    /// A day in the licence year to look at; the first licence year when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}
