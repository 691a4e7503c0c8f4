//! How licences stand on a day, over a time and before they end, as callers see it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{LicenceKind, LicencePeriod, LicenceVerdict};
use crate::context::Language;
use crate::db::columns::text_enum;
use crate::features::licences::rules::State;
use crate::ids::{OrganisationId, PractitionerId};

/// For which day.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct EvaluationQuery {
    /// The day to judge; today (Europe/Amsterdam) when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

text_enum! {
    /// What is needed.
    LicenceRequirementCode {
        Training = "training",
        Deepening = "deepening",
        Refresher = "refresher",
        Reinstatement = "reinstatement",
        DaysOfLicenceA = "days_of_licence_a",
        CompletedTrajectories = "completed_trajectories",
        TrainTheTrainer = "train_the_trainer",
        Portfolio = "portfolio",
        Assessment = "assessment",
    }
}

text_enum! {
    /// What `have` and `need` count.
    LicenceRequirementUnit { Minutes = "minutes", Times = "times", Days = "days" }
}

/// Something that is needed for the licence to be valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceRequirement {
    pub code: LicenceRequirementCode,
    /// How much there is.
    pub have: i32,
    /// How much is needed.
    pub need: i32,
    pub unit: LicenceRequirementUnit,
    /// The last day to meet it, where there is one.
    pub by: Option<NaiveDate>,
}

/// Whether a practitioner's licence is valid on a day, and what is needed when it is not.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceEvaluation {
    pub practitioner_id: PractitionerId,
    pub kind: LicenceKind,
    pub on: NaiveDate,
    pub valid: bool,
    pub code: LicenceVerdict,
    /// The verdict in words, in the caller's language.
    #[schema(example = "De licentie is geldig tot en met 2027-03-09.")]
    pub detail: String,
    /// While the licence is valid its last day: of the period that the day is in, or the day before a suspension or
    /// revocation that is decided already. Once it has expired the end of the last period before the day; otherwise `null`.
    pub valid_until: Option<NaiveDate>,
    /// What is still needed: for a valid licence to keep it after its period, for any other to have it.
    pub missing: Vec<LicenceRequirement>,
    /// All periods of the licence, oldest first.
    pub periods: Vec<LicencePeriod>,
}

impl LicenceEvaluation {
    pub(in crate::features::licences) fn new(
        (practitioner_id, kind, on): (PractitionerId, LicenceKind, NaiveDate),
        state: State,
        periods: Vec<LicencePeriod>,
        missing: Vec<LicenceRequirement>,
        language: Language,
    ) -> Self {
        Self {
            practitioner_id,
            kind,
            on,
            valid: matches!(state, State::Valid { .. }),
            code: state.into(),
            detail: language.of(state.explanation()),
            valid_until: state.valid_until(),
            missing,
            periods,
        }
    }
}

/// How a practitioner's licence stands on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceStanding {
    pub practitioner_id: PractitionerId,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    pub kind: LicenceKind,
    pub on: NaiveDate,
    pub valid: bool,
    pub code: LicenceVerdict,
    /// While the licence is valid its last day: of the period that the day is in, or the day before a suspension or
    /// revocation that is decided already. Once it has expired the end of the last period before the day; otherwise `null`.
    pub valid_until: Option<NaiveDate>,
}

/// Which standings.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct StandingFilter {
    /// The kind of licence.
    #[serde(default)]
    #[param(default = "A")]
    pub kind: Option<LicenceKind>,
    /// The day to judge; today (Europe/Amsterdam) when absent.
    #[serde(default)]
    pub on: Option<NaiveDate>,
}

/// Days on which a licence is valid, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicensedRange {
    pub from: NaiveDate,
    pub until: NaiveDate,
}

/// When a practitioner is licensed, within a time.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceCalendarEntry {
    pub practitioner_id: PractitionerId,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    pub kind: LicenceKind,
    /// Oldest first, suspensions left out.
    pub ranges: Vec<LicensedRange>,
}

/// Which calendar.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct CalendarFilter {
    /// The kind of licence.
    #[serde(default)]
    #[param(default = "A")]
    pub kind: Option<LicenceKind>,
    /// The first day; today when absent.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The last day, at most two years after the first; a year after it when absent.
    #[serde(default)]
    pub until: Option<NaiveDate>,
}

/// A licence that ends soon, and what keeps it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceExpiration {
    pub practitioner_id: PractitionerId,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    /// The last day on which the licence is valid, by what is decided now.
    pub valid_until: NaiveDate,
    pub missing: Vec<LicenceRequirement>,
}

/// All licences that end soon.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceExpirations {
    pub items: Vec<LicenceExpiration>,
}

/// How far to look ahead.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ExpirationFilter {
    /// Licences that end within this many days from today.
    #[serde(default)]
    #[param(minimum = 1, maximum = 366, default = 90)]
    pub within_days: Option<i32>,
}

/// How many records of an organisation stand under a licence that does not cover their day any more.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFlagCount {
    pub organisation_id: OrganisationId,
    #[schema(minimum = 1, example = 3)]
    pub flagged: i64,
}

/// The counts of all organisations that have any.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFlagCounts {
    pub items: Vec<LicenceFlagCount>,
}
