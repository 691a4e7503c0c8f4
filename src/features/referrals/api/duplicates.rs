//! Who a referral may be about as well.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ReferralStatus;
use crate::db::columns::text_enum;
use crate::ids::{ChildId, FamilyId};

text_enum! {
    /// What looks like the referral: a child of a family, or another referral.
    DuplicateKind { Family = "family", Referral = "referral" }
}

/// A child with the same birth date and a similar name.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PossibleDuplicate {
    pub kind: DuplicateKind,
    /// The family, or the other referral.
    pub id: Uuid,
    #[schema(required)]
    pub family_id: Option<FamilyId>,
    #[schema(required)]
    pub child_id: Option<ChildId>,
    /// How the other referral stands.
    #[schema(required)]
    pub status: Option<ReferralStatus>,
    /// Left out for integrations when it is a family's: that takes the scope of families.
    #[schema(example = "Noor")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Left out for integrations when it is a family's.
    #[schema(example = "Testerink")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    pub birth_date: NaiveDate,
    /// How alike the names are, up to 1: the same but for case and punctuation.
    #[schema(minimum = 0, maximum = 1, example = 0.96)]
    pub likeness: f64,
}

/// What may be the same child, likeliest first. Nothing is ever merged by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PossibleDuplicates {
    pub items: Vec<PossibleDuplicate>,
}
