//! What the acts on a referral take.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use super::DeclineReason;
use crate::features::families::{Communication, NewChild, NewParent};
use crate::ids::{ChildId, FamilyId, PractitionerId};

/// How guidance begins: for a new family, or for one that is known already. Either `family` or `familyId`.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({ "startedOn": "2026-03-10", "practitionerIds": ["01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11"],
    "family": { "name": "Familie Testerink", "languages": ["ar", "nl"], "interpreterNeeded": true,
        "communication": "interpreter" } }))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralAcceptance {
    /// The trajectory's first day; today or earlier, not before `receivedOn`.
    pub started_on: NaiveDate,
    /// Who will perform, from `startedOn`: each holds licence A valid on that day. A practitioner names oneself only.
    #[schema(value_type = BTreeSet<PractitionerId>, min_items = 1, max_items = 5)]
    pub practitioner_ids: Vec<PractitionerId>,
    /// A family of the organisation that this child belongs to. Nothing is merged without it.
    pub family_id: Option<FamilyId>,
    /// The children that the guidance is about. Needed with `familyId`, and when `family.children` holds several: name
    /// them by the ids chosen there.
    #[schema(value_type = Option<BTreeSet<ChildId>>, min_items = 1, max_items = 5)]
    pub focus_child_ids: Option<Vec<ChildId>>,
    /// The family to register.
    pub family: Option<AcceptedFamily>,
}

/// A new family: what the referral does not say, and what differs from it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AcceptedFamily {
    /// What the organisation calls the family.
    #[schema(min_length = 1, max_length = 200, example = "Familie Testerink")]
    pub name: String,
    /// The languages spoken at home, as BCP 47 tags.
    #[schema(value_type = BTreeSet<String>, max_items = 10, example = json!(["ar", "nl"]),
        pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")]
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub interpreter_needed: bool,
    /// As screened when absent.
    pub communication: Option<Communication>,
    /// Those of the referral when absent.
    #[schema(min_items = 1, max_items = 10)]
    pub parents: Option<Vec<NewParent>>,
    /// The child of the referral when absent, with its school and group as of `receivedOn`.
    #[schema(min_items = 1, max_items = 15)]
    pub children: Option<Vec<NewChild>>,
}

/// Why there will be no trajectory.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralDecline {
    /// Today or earlier, not before `receivedOn`.
    pub on: NaiveDate,
    pub reason: DeclineReason,
    /// The name of a service that suits better; nothing about the family.
    #[schema(min_length = 1, max_length = 200, example = "Wijkteam Voorbeeldstad")]
    pub referred_to: Option<String>,
}

/// From when a referral waits.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralWaiting {
    /// Today or earlier, not before `receivedOn`.
    pub on: NaiveDate,
    /// When to look again, where other help comes first; not before `on`.
    pub restart_on: Option<NaiveDate>,
}
