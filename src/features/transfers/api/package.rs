//! What is handed over of a family: facts and codes, of the parents who agreed and of the children. No free text, no
//! signals, no answers to questionnaires, and no id of the sender's.

use chrono::NaiveDate;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::jsonb;
use crate::features::evaluations::EvaluationKind;
use crate::features::families::Communication;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::features::visits::{GoalWork, VisitAttendance, VisitMode};
use crate::values::Address;

/// The edition of the package that this release makes. One that takes a member away or gives it another meaning is the
/// next edition.
pub const EDITION: i32 = 1;

/// What is handed over: a snapshot of the day on which it was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase")]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct TransferPackage {
    /// Which members there are and what they mean.
    #[schema(minimum = 1, example = 1)]
    pub edition: i32,
    pub family: TransferredFamily,
    /// The parents who agreed. There may be others.
    pub parents: Vec<TransferredParent>,
    pub children: Vec<TransferredChild>,
    pub trajectory: TransferredTrajectory,
    /// The newest plan that the parents agreed with.
    pub plan: Option<TransferredPlan>,
    /// What was held, oldest first.
    pub visits: Vec<TransferredVisit>,
    /// Scores that these parents gave after the plan's, oldest first.
    pub goal_scores: Vec<TransferredScore>,
}
jsonb!(TransferPackage);

/// How the family communicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredFamily {
    /// The languages spoken at home, as BCP 47 tags.
    #[schema(example = json!(["ar", "nl"]))]
    pub languages: Vec<String>,
    pub interpreter_needed: bool,
    pub communication: Communication,
}

/// A parent or carer who agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredParent {
    /// What scores call this parent, from 1.
    #[schema(minimum = 1, example = 1)]
    pub number: i32,
    #[schema(example = "Samir Testerink")]
    pub name: String,
    #[schema(example = "ar")]
    pub language: Option<String>,
    #[schema(example = "samir@gezin.example")]
    pub email: Option<String>,
    #[schema(example = "+31 6 00000000")]
    pub phone: Option<String>,
    /// Left out when it is secret: ask this parent.
    pub address: Option<Address>,
    pub address_secret: bool,
}

/// A child of the family, and where it was at school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredChild {
    #[schema(example = "Noor")]
    pub given_name: String,
    #[schema(example = "Testerink")]
    pub family_name: String,
    pub birth_date: NaiveDate,
    /// Whether the guidance was about this child.
    pub focus: bool,
    pub school: Option<TransferredSchool>,
}

/// Where a child was at school when the offer was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredSchool {
    #[schema(example = "Basisschool De Verzinsels")]
    pub name: String,
    #[schema(example = "99AA")]
    pub brin: Option<String>,
    /// The group of primary school.
    #[schema(minimum = 1, maximum = 8, example = 3)]
    pub group: i16,
    pub since: NaiveDate,
}

/// The trajectory that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredTrajectory {
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    /// Where it was when it ended.
    pub phase: TrajectoryPhase,
    pub status: TrajectoryStatus,
    /// The contra-indication that it was discontinued for, if it was for one; a code of the catalogue.
    #[schema(example = json!(null))]
    pub contra_indication: Option<String>,
}

/// The plan that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredPlan {
    pub agreed_on: NaiveDate,
    pub goals: Vec<TransferredGoal>,
}

/// A goal of the plan; scores that another parent gave are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredGoal {
    #[schema(minimum = 1, maximum = 99, example = 2)]
    pub goal: i32,
    #[schema(example = json!(["2.2", "2.3"]))]
    pub subgoals: Vec<String>,
    #[schema(minimum = 1, maximum = 5, example = 2)]
    pub start_score: Option<i16>,
    #[schema(minimum = 1, maximum = 5, example = 4)]
    pub target_score: Option<i16>,
    /// The `number` of the parent who gave them.
    #[schema(minimum = 1, example = 1)]
    pub scored_by: Option<i32>,
}

/// A visit that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredVisit {
    /// A step of the catalogue.
    #[schema(example = "goal_visit")]
    pub step: String,
    pub mode: VisitMode,
    pub held_on: NaiveDate,
    #[schema(minimum = 0, example = 90)]
    pub minutes: i32,
    pub attendance: VisitAttendance,
    pub goal_work: Vec<GoalWork>,
}

/// How a parent scored a goal at an evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferredScore {
    pub at: EvaluationKind,
    pub held_on: NaiveDate,
    #[schema(minimum = 1, maximum = 99, example = 2)]
    pub goal: i32,
    #[schema(minimum = 1, maximum = 10, example = 4)]
    pub score: i16,
    /// The `number` of the parent who gave it.
    #[schema(minimum = 1, example = 1)]
    pub given_by: i32,
}
