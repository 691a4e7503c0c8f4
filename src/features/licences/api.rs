//! Licences as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules::{Measure, Period, Sanction, State};
use crate::context::Language;
use crate::db::columns::text_enum;
use crate::http::{New, Versioned};
use crate::ids::{LicenceId, LicenceMeasureId, LicencePeriodId, PersonId, PractitionerId};
use crate::schema::{licence_measures, licence_periods, licences};

text_enum! {
    /// A: carrying out the programme. B: training colleagues.
    LicenceKind { A = "A", B = "B" }
}

text_enum! {
    /// A kind that the licence holder can issue directly.
    IssuedKind { A = "A" }
}

text_enum! {
    /// What a period rests on.
    LicenceGround {
        Training = "training", Refresher = "refresher", Dispensation = "dispensation", Transferred = "transferred",
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LicenceFields {
    pub person_id: PersonId,
    pub kind: IssuedKind,
    /// The first day of validity; not in the future.
    pub issued_on: NaiveDate,
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
}

impl From<&LicencePeriod> for Period {
    fn from(period: &LicencePeriod) -> Self {
        Self { id: period.id, valid_from: period.valid_from, valid_until: period.valid_until }
    }
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
}

impl From<&LicenceMeasure> for Measure {
    fn from(measure: &LicenceMeasure) -> Self {
        Self { id: measure.id, sanction: measure.measure.into(), from: measure.from, until: measure.until }
    }
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
    pub periods: Vec<LicencePeriod>,
    /// Oldest first; those that are over too.
    pub measures: Vec<LicenceMeasure>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Licence {
    pub(super) fn new(row: LicenceRow, periods: &[LicencePeriod], measures: &[LicenceMeasure]) -> Self {
        let LicenceRow { id, person_id, kind, issued_on, version, created_at, updated_at } = row;
        let periods = periods.iter().filter(|period| period.licence_id == id).cloned().collect();
        let measures = measures.iter().filter(|measure| measure.licence_id == id).cloned().collect();
        Self { id, person_id, kind, issued_on, periods, measures, version, created_at, updated_at }
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
    LicenceRequirementCode { Training = "training", Refresher = "refresher", Reinstatement = "reinstatement" }
}

text_enum! {
    /// What `have` and `need` count.
    LicenceRequirementUnit { Minutes = "minutes", Times = "times" }
}

/// Something that is needed for the licence to be valid.
#[derive(Debug, Clone, Serialize, ToSchema)]
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
    pub missing: Vec<LicenceRequirement>,
    /// All periods of the licence, oldest first.
    pub periods: Vec<LicencePeriod>,
}

impl LicenceEvaluation {
    pub(super) fn new(
        (practitioner_id, kind, on): (PractitionerId, LicenceKind, NaiveDate),
        state: State,
        periods: Vec<LicencePeriod>,
        refresher_minutes: i32,
        language: Language,
    ) -> Self {
        use LicenceRequirementCode::{Refresher, Reinstatement, Training};
        use LicenceRequirementUnit::{Minutes, Times};
        let needs = |code, need, unit| vec![LicenceRequirement { code, have: 0, need, unit, by: None }];
        Self {
            practitioner_id,
            kind,
            on,
            valid: matches!(state, State::Valid { .. }),
            code: state.into(),
            detail: language.of(state.explanation()),
            valid_until: state.valid_until(),
            missing: match state {
                State::Valid { .. } | State::NotYetValid { .. } => Vec::new(),
                State::Revoked | State::Suspended => needs(Reinstatement, 1, Times),
                State::None => needs(Training, 1, Times),
                State::Expired { .. } => needs(Refresher, refresher_minutes, Minutes),
            },
            periods,
        }
    }
}

pub type NewLicence = New<LicenceFields>;
