//! Licences as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules::{Measure, Period, Sanction, State};
use crate::context::Language;
use crate::db::columns::text_enum;
use crate::http::{New, Versioned};
use crate::ids::{
    LicenceDispensationId, LicenceId, LicenceIssuanceId, LicenceMeasureId, LicencePeriodId, OrganisationId, PersonId,
    PractitionerId,
};
use crate::schema::{
    licence_dispensations, licence_issuances, licence_measures, licence_periods, licence_places, licences,
};

text_enum! {
    /// A: carrying out the programme. B: training colleagues.
    LicenceKind { A = "A", B = "B" }
}

text_enum! {
    /// What a period rests on.
    LicenceGround {
        Training = "training", Refresher = "refresher", Dispensation = "dispensation", Transferred = "transferred",
    }
}

text_enum! {
    /// What a licence is issued on: training attended here, or a licence from before this system.
    IssuanceGround { Training = "training", Transferred = "transferred" }
}

impl From<IssuanceGround> for LicenceGround {
    fn from(ground: IssuanceGround) -> Self {
        match ground {
            IssuanceGround::Training => Self::Training,
            IssuanceGround::Transferred => Self::Transferred,
        }
    }
}

text_enum! {
    /// What a measure does to a licence.
    LicenceMeasureKind { Suspended = "suspended", Revoked = "revoked" }
}

text_enum! {
    /// `valid`, or the first reason that applies.
    LicenceVerdict {
        Valid = "valid", Revoked = "revoked", Suspended = "suspended", None = "none", NotYetValid = "not_yet_valid",
        Expired = "expired",
    }
}

impl From<State> for LicenceVerdict {
    fn from(state: State) -> Self {
        match state {
            State::Valid { .. } => Self::Valid,
            State::Revoked => Self::Revoked,
            State::Suspended => Self::Suspended,
            State::None => Self::None,
            State::NotYetValid { .. } => Self::NotYetValid,
            State::Expired { .. } => Self::Expired,
        }
    }
}

impl From<LicenceMeasureKind> for Sanction {
    fn from(kind: LicenceMeasureKind) -> Self {
        match kind {
            LicenceMeasureKind::Suspended => Self::Suspended,
            LicenceMeasureKind::Revoked => Self::Revoked,
        }
    }
}

impl From<Sanction> for LicenceMeasureKind {
    fn from(sanction: Sanction) -> Self {
        match sanction {
            Sanction::Suspended => Self::Suspended,
            Sanction::Revoked => Self::Revoked,
        }
    }
}

/// What the licence holder issues.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({ "personId": "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11", "kind": "A", "issuedOn": "2026-03-10" }))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceFields {
    pub person_id: PersonId,
    pub kind: LicenceKind,
    /// The first day of validity; not in the future.
    pub issued_on: NaiveDate,
    /// `training` when absent: what it takes must have been attended by `issuedOn`. `transferred`: a licence A from
    /// before this system, with `evidence`.
    pub ground: Option<IssuanceGround>,
    /// The last day of a transferred licence; a year from `issuedOn` when absent.
    pub valid_until: Option<NaiveDate>,
    /// What shows that there was such a licence; with `transferred` only, and then needed.
    #[schema(min_length = 1, max_length = 2000, example = "Certificaat 2021-044, gezien door S. Staf")]
    pub evidence: Option<String>,
    /// For licence B: the organisation that it is given for; elsewhere it counts once confirmed.
    pub organisation_id: Option<OrganisationId>,
}

/// What the table of licences holds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = licences)]
pub struct LicenceRow {
    pub id: LicenceId,
    pub person_id: PersonId,
    pub kind: LicenceKind,
    pub issued_on: NaiveDate,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A period of validity, both days included. Periods of one licence never overlap.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = licence_periods)]
#[serde(rename_all = "camelCase")]
pub struct LicencePeriod {
    pub id: LicencePeriodId,
    #[serde(skip)]
    pub licence_id: LicenceId,
    pub valid_from: NaiveDate,
    pub valid_until: NaiveDate,
    pub ground: LicenceGround,
    #[serde(skip)]
    pub asked_minutes: Option<i32>,
}

impl From<&LicencePeriod> for Period {
    fn from(period: &LicencePeriod) -> Self {
        Self { id: period.id, valid_from: period.valid_from, valid_until: period.valid_until }
    }
}

/// What a licence was issued on.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = licence_issuances)]
#[serde(rename_all = "camelCase")]
pub struct LicenceIssuance {
    pub id: LicenceIssuanceId,
    #[serde(skip)]
    pub licence_id: LicenceId,
    pub issued_on: NaiveDate,
    /// The last day that a transferred licence brought along.
    pub valid_until: Option<NaiveDate>,
    pub ground: IssuanceGround,
    #[serde(skip)]
    pub deepening_asked: i32,
    /// What showed a transferred licence.
    #[schema(example = "Certificaat 2021-044, gezien door S. Staf")]
    pub evidence: Option<String>,
}

/// A period that was granted without a refresher.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = licence_dispensations)]
#[serde(rename_all = "camelCase")]
pub struct LicenceDispensation {
    pub id: LicenceDispensationId,
    #[serde(skip)]
    pub licence_id: LicenceId,
    /// Inside a period it grants the next one; after a lapse it starts one on this day.
    #[diesel(column_name = from_on)]
    pub from: NaiveDate,
    /// For the licence holder only; absent for organisations.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false, example = "Langdurig ziek")]
    pub reason: String,
}

/// An organisation in which a licence B counts.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = licence_places)]
#[serde(rename_all = "camelCase")]
pub struct LicencePlace {
    #[serde(skip)]
    pub licence_id: LicenceId,
    pub organisation_id: OrganisationId,
    pub confirmed_on: NaiveDate,
}

/// A suspension or revocation, both days included.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = licence_measures)]
#[serde(rename_all = "camelCase")]
pub struct LicenceMeasure {
    pub id: LicenceMeasureId,
    #[serde(skip)]
    pub licence_id: LicenceId,
    pub measure: LicenceMeasureKind,
    #[diesel(column_name = from_on)]
    pub from: NaiveDate,
    /// `null` while it runs until further notice; the day before `from` when it was ended before it began.
    #[diesel(column_name = until_on)]
    pub until: Option<NaiveDate>,
    /// For the licence holder only; absent for organisations.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[schema(required = false, example = "Onderzoek naar een klacht")]
    pub reason: String,
    /// Why it was ended; for the licence holder only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Klacht ongegrond")]
    pub until_reason: Option<String>,
}

impl From<&LicenceMeasure> for Measure {
    fn from(measure: &LicenceMeasure) -> Self {
        Self { id: measure.id, sanction: measure.measure.into(), from: measure.from, until: measure.until }
    }
}

/// What belongs to the licences of some persons.
#[derive(Debug, Default)]
pub(super) struct LicenceParts {
    pub issuances: Vec<LicenceIssuance>,
    pub periods: Vec<LicencePeriod>,
    pub dispensations: Vec<LicenceDispensation>,
    pub places: Vec<LicencePlace>,
    pub measures: Vec<LicenceMeasure>,
}

/// A person's licence of one kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Licence {
    pub id: LicenceId,
    pub person_id: PersonId,
    pub kind: LicenceKind,
    pub issued_on: NaiveDate,
    /// Oldest first.
    pub issuances: Vec<LicenceIssuance>,
    /// Oldest first. They follow from the issuances, the attended refreshers and the dispensations.
    pub periods: Vec<LicencePeriod>,
    /// Oldest first.
    pub dispensations: Vec<LicenceDispensation>,
    /// Where a licence B counts; always empty for licence A, which counts everywhere.
    pub places: Vec<LicencePlace>,
    /// Oldest first; those that are over too.
    pub measures: Vec<LicenceMeasure>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Licence {
    pub(super) fn new(row: LicenceRow, parts: &LicenceParts) -> Self {
        fn own<T: Clone>(all: &[T], id: LicenceId, of: impl Fn(&T) -> LicenceId) -> Vec<T> {
            all.iter().filter(|part| of(part) == id).cloned().collect()
        }
        let LicenceRow { id, person_id, kind, issued_on, version, created_at, updated_at } = row;
        Self {
            id,
            person_id,
            kind,
            issued_on,
            issuances: own(&parts.issuances, id, |part| part.licence_id),
            periods: own(&parts.periods, id, |part| part.licence_id),
            dispensations: own(&parts.dispensations, id, |part| part.licence_id),
            places: own(&parts.places, id, |part| part.licence_id),
            measures: own(&parts.measures, id, |part| part.licence_id),
            version,
            created_at,
            updated_at,
        }
    }
}

impl Versioned for Licence {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Which licences.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct LicenceFilter {
    /// Only of this person.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// Only of this kind.
    #[serde(default)]
    pub kind: Option<LicenceKind>,
}

/// A suspension or revocation of a licence.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLicenceMeasure {
    /// The first day on which the licence does not count.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Onderzoek naar een klacht")]
    pub reason: String,
}

/// The end of whatever measure runs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceReinstatement {
    /// The first day on which the licence counts again.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Klacht ongegrond")]
    pub reason: String,
}

/// Another training after a long gap, or another year of a licence from elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceRenewal {
    /// The first day on which the licence counts again, after the last period; not in the future.
    pub issued_on: NaiveDate,
}

/// A period without a refresher.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewLicenceDispensation {
    /// A day inside a period grants the next one; a day after a lapse starts one on that day.
    pub from: NaiveDate,
    #[schema(min_length = 1, max_length = 2000, example = "Langdurig ziek")]
    pub reason: String,
}

/// Where a licence B counts as well.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceConfirmation {
    pub organisation_id: OrganisationId,
}

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
    /// The last day of the period that the day is in, or of the last one before it.
    pub valid_until: Option<NaiveDate>,
    /// What is still needed: for a valid licence to keep it after its period, for any other to have it.
    pub missing: Vec<LicenceRequirement>,
    /// All periods of the licence, oldest first.
    pub periods: Vec<LicencePeriod>,
}

impl LicenceEvaluation {
    pub(super) fn new(
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
    /// The last day of the period that the day is in, or of the last one before it.
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
    /// The last day of the last period.
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
    /// Licences whose last period ends within this many days from today.
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

pub type NewLicence = New<LicenceFields>;
