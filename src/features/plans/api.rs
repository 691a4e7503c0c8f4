//! The plan as callers see it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::jsonb;
use crate::http::Versioned;
use crate::ids::{FamilyId, LicenceId, LicencePeriodId, ParentId, PractitionerId, TrajectoryId};

/// How many visits of each kind a goal is planned to take. One of each unless said otherwise: every goal has at least
/// one visit with the parents and one with the family (`domain.md` §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedVisits {
    #[schema(minimum = 0, maximum = 20, default = 1)]
    #[serde(default = "one")]
    pub parents: i32,
    #[schema(minimum = 0, maximum = 20, default = 1)]
    #[serde(default = "one")]
    pub family: i32,
}

fn one() -> i32 {
    1
}

impl Default for PlannedVisits {
    fn default() -> Self {
        Self { parents: 1, family: 1 }
    }
}

/// A goal in the plan, with its sub-goals and how a parent scores it: on goal level only, with smileys from 1 (very sad)
/// to 5 (very happy) (`domain.md` §4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanGoal {
    /// A goal of the catalogue's newest edition, once per plan.
    #[schema(minimum = 1, maximum = 99, example = 2)]
    pub goal: i32,
    /// Sub-goals of this goal.
    #[schema(value_type = BTreeSet<String>, min_items = 1, max_items = 30, example = json!(["2.2", "2.3"]))]
    pub subgoals: Vec<String>,
    /// How it goes now.
    #[schema(minimum = 1, maximum = 5, example = 2)]
    pub start_score: Option<i16>,
    /// The score that the parent wants to reach.
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub target_score: Option<i16>,
    /// The parent who gave the scores; needed with a score.
    pub scored_by: Option<ParentId>,
    #[serde(default)]
    pub planned_visits: PlannedVisits,
}

/// The goals, as the column keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct PlanGoals(pub Vec<PlanGoal>);
jsonb!(PlanGoals);

/// The next version of the plan, whole.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanFields {
    /// Three to five is usual.
    #[schema(max_items = 20)]
    pub goals: Vec<PlanGoal>,
    /// The day on which the parents agreed with this version; today or earlier, not before the trajectory's start.
    /// Without it the version is a proposal.
    pub agreed_on: Option<NaiveDate>,
    /// Who agreed it with the parents, holding licence A on `agreedOn` (gate G1); needed with `agreedOn`.
    pub practitioner_id: Option<PractitionerId>,
    /// Free text for the performers and the project leader; never shown to integrations.
    #[schema(min_length = 1, max_length = 4000, example = "Eerst lezen, daarna structuur.")]
    pub remarks: Option<String>,
}

/// A version of the plan. Version 0 is the plan that nobody has written yet.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub goals: Vec<PlanGoal>,
    pub agreed_on: Option<NaiveDate>,
    pub practitioner_id: Option<PractitionerId>,
    /// The licence that it was agreed under.
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
    /// Left out for integrations.
    #[schema(example = "Eerst lezen, daarna structuur.")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// The newest version that the parents agreed with; it may be an earlier one than this.
    pub in_force_version: Option<i32>,
    /// Counts the versions; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: Option<DateTime<Utc>>,
}

impl Versioned for Plan {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}
