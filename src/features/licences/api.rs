//! Licences as callers see them.

mod acts;
mod grounds;
mod standing;
mod track;

pub use acts::*;
pub use grounds::*;
pub use standing::*;
pub use track::*;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rules::{Measure, Period, Sanction, State};
use crate::db::columns::text_enum;
use crate::http::{New, Versioned};
use crate::ids::{
    LicenceDispensationId, LicenceGroundId, LicenceId, LicenceIssuanceId, LicenceMeasureId, LicencePeriodId,
    OrganisationId, PersonId,
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
    pub id: LicenceGroundId,
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
    /// The measure that this took the place of, when another decision gave it an end; for the licence holder only.
    #[diesel(column_name = supersedes)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supersedes_id: Option<LicenceMeasureId>,
    /// Since when another measure stands in its place; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
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
    /// The first day of issue; of a licence of which no issue stands any more, the day that it was issued for at first.
    pub issued_on: NaiveDate,
    /// Oldest first. What was withdrawn of these, of the dispensations and of the places is in the list of grounds.
    pub issuances: Vec<LicenceIssuance>,
    /// Oldest first. They follow from the issuances, the attended refreshers and the dispensations.
    pub periods: Vec<LicencePeriod>,
    /// Oldest first.
    pub dispensations: Vec<LicenceDispensation>,
    /// Where a licence B counts; always empty for licence A, which counts everywhere.
    pub places: Vec<LicencePlace>,
    /// Oldest first; those that are over too.
    pub measures: Vec<LicenceMeasure>,
    /// What measures were before another decision ended them, or ended them on another day: nothing of it counts. For the
    /// licence holder only; absent when there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub superseded_measures: Vec<LicenceMeasure>,
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
        let issuances = own(&parts.issuances, id, |part| part.licence_id);
        let measures = own(&parts.measures, id, |part| part.licence_id);
        let (measures, superseded_measures) = measures.into_iter().partition(|one| one.superseded_at.is_none());
        Self {
            id,
            person_id,
            kind,
            issued_on: issuances.first().map_or(issued_on, |first| first.issued_on),
            issuances,
            periods: own(&parts.periods, id, |part| part.licence_id),
            dispensations: own(&parts.dispensations, id, |part| part.licence_id),
            places: own(&parts.places, id, |part| part.licence_id),
            measures,
            superseded_measures,
            version,
            created_at,
            updated_at,
        }
    }

    pub(super) fn row(&self) -> LicenceRow {
        let Self { id, person_id, kind, issued_on, version, created_at, updated_at, .. } = *self;
        LicenceRow { id, person_id, kind, issued_on, version, created_at, updated_at }
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

pub type NewLicence = New<LicenceFields>;
