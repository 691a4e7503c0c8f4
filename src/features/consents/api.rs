//! Consents as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{ConsentId, FamilyId, ParentId};
use crate::schema::consents;

text_enum! {
    /// What a parent agrees to: taking part, contact with the school, feedback to the referrer, research, handing over
    /// to another organisation.
    ConsentPurpose {
        Participation = "participation",
        SchoolContact = "school_contact",
        ReferrerFeedback = "referrer_feedback",
        Research = "research",
        Transfer = "transfer",
    }
}

/// What a new consent consists of.
#[derive(Debug, Clone, Deserialize, ToSchema, Insertable)]
#[diesel(table_name = consents)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentFields {
    /// A parent of the family.
    pub parent_id: ParentId,
    pub purpose: ConsentPurpose,
    /// The version of the text that the parent was shown.
    #[schema(min_length = 1, max_length = 100, example = "deelname-2026-1")]
    pub wording: String,
    /// Today or earlier.
    pub given_on: NaiveDate,
}

/// The member of a consent that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConsentWithdrawalFields {
    /// The day on which the parent took it back: on or after `givenOn`, today or earlier. Once there it stays.
    #[schema(value_type = NaiveDate, required)]
    pub withdrawn_on: Option<NaiveDate>,
}

impl From<&Consent> for ConsentWithdrawalFields {
    fn from(consent: &Consent) -> Self {
        Self { withdrawn_on: consent.withdrawn_on }
    }
}

/// What a parent agreed to, and until when.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = consents)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    pub id: ConsentId,
    pub family_id: FamilyId,
    pub parent_id: ParentId,
    pub purpose: ConsentPurpose,
    #[schema(example = "deelname-2026-1")]
    pub wording: String,
    pub given_on: NaiveDate,
    /// Absent while the consent is in force.
    pub withdrawn_on: Option<NaiveDate>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Consent {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Which consents.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ConsentFilter {
    /// Only of this parent.
    #[serde(default)]
    pub parent_id: Option<ParentId>,
    /// Only for this purpose.
    #[serde(default)]
    pub purpose: Option<ConsentPurpose>,
}

pub type NewConsent = New<ConsentFields>;
pub type ConsentPatch = MergePatch<ConsentWithdrawalFields>;
