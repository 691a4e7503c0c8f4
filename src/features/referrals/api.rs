//! Referrals as callers see them.

mod acts;
mod duplicates;

pub use acts::{AcceptedFamily, ReferralAcceptance, ReferralDecline, ReferralWaiting};
pub use duplicates::{DuplicateKind, PossibleDuplicate, PossibleDuplicates};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::{jsonb, text_enum};
use crate::features::families::Communication;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{FamilyId, ReferralId, SchoolId, TrajectoryId};

text_enum! {
    /// Where a referral comes from (`domain.md` §2).
    ReferralSource {
        Teacher = "teacher",
        InternalSupervisor = "internal_supervisor",
        /// Another agency or partner.
        Partner = "partner",
        ParentsEvening = "parents_evening",
        /// An information morning in the parents' room.
        InformationMorning = "information_morning",
        /// The parents refer themselves.
        Parents = "parents",
    }
}

text_enum! {
    /// How a referral stands.
    ReferralStatus { Received = "received", Waiting = "waiting", Accepted = "accepted", Declined = "declined" }
}

text_enum! {
    /// Why a referral was declined.
    DeclineReason {
        NotIndicated = "not_indicated",
        ContraIndication = "contra_indication",
        ParentsWithdrew = "parents_withdrew",
        OutsideTargetGroup = "outside_target_group",
        Other = "other",
    }
}

text_enum! {
    /// What became of a referral: accepted, or why not.
    ReferralOutcome {
        Accepted = "accepted",
        NotIndicated = "not_indicated",
        ContraIndication = "contra_indication",
        ParentsWithdrew = "parents_withdrew",
        OutsideTargetGroup = "outside_target_group",
        Other = "other",
    }
}

impl From<DeclineReason> for ReferralOutcome {
    fn from(reason: DeclineReason) -> Self {
        match reason {
            DeclineReason::NotIndicated => Self::NotIndicated,
            DeclineReason::ContraIndication => Self::ContraIndication,
            DeclineReason::ParentsWithdrew => Self::ParentsWithdrew,
            DeclineReason::OutsideTargetGroup => Self::OutsideTargetGroup,
            DeclineReason::Other => Self::Other,
        }
    }
}

text_enum! {
    /// A skill of the parents as the referrer knows it; it is assessed at the intake.
    SkillLevel { Sufficient = "sufficient", Limited = "limited", Unknown = "unknown" }
}

#[expect(clippy::derivable_impls, reason = "the macro that writes the enum takes no default")]
impl Default for SkillLevel {
    fn default() -> Self {
        Self::Unknown
    }
}

/// The child that the referral is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = sql_types::Jsonb)]
pub struct ReferredChild {
    #[schema(min_length = 1, max_length = 200, example = "Noor")]
    pub given_name: String,
    #[schema(min_length = 1, max_length = 200, example = "Testerink")]
    pub family_name: Option<String>,
    /// Today at the latest.
    #[schema(example = "2020-05-01")]
    pub birth_date: Option<NaiveDate>,
    /// The group of primary school; the programme is for groups 1 to 4.
    #[schema(minimum = 1, maximum = 8, example = 2)]
    pub group: Option<i16>,
}
jsonb!(ReferredChild);

/// A parent or carer, with as much as it takes to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferredParent {
    #[schema(min_length = 1, max_length = 200, example = "Samir Testerink")]
    pub name: String,
    #[schema(pattern = "^[+(0-9][0-9 ()./-]{4,28}[0-9]$", example = "+31 6 00000000")]
    pub phone: Option<String>,
    #[schema(format = "email", max_length = 254, example = "samir@gezin.example")]
    pub email: Option<String>,
    /// The language in which this parent is best reached, as a BCP 47 tag.
    #[schema(pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", example = "ar")]
    pub language: Option<String>,
}

/// Who referred the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = sql_types::Jsonb)]
pub struct Referrer {
    #[schema(min_length = 1, max_length = 200, example = "Juf Voorbeeld")]
    pub name: String,
    #[schema(min_length = 1, max_length = 200, example = "Basisschool De Verzinsels")]
    pub organisation: Option<String>,
    #[schema(format = "email", max_length = 254, example = "juf@school.example")]
    pub email: Option<String>,
    /// The parents agree that the referrer hears what became of the referral.
    #[schema(example = true)]
    #[serde(default)]
    pub feedback_agreed: bool,
}
jsonb!(Referrer);

/// What is known about whether the programme fits (`domain.md` §1). Codes only, never text on health or violence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = sql_types::Jsonb)]
pub struct Screening {
    /// The child's school results lag.
    #[schema(example = true)]
    pub lagging_results: Option<bool>,
    #[serde(default)]
    pub skills_school_support: SkillLevel,
    #[serde(default)]
    pub skills_parenting: SkillLevel,
    /// The parents themselves find that something must improve; needed when they refer themselves.
    #[schema(example = true)]
    pub improvement_wanted_by_parents: Option<bool>,
    /// Codes of the newest catalogue of contra-indications; each blocks acceptance until it is solved and taken away.
    /// Never shown to integrations.
    #[schema(value_type = Option<BTreeSet<String>>, max_items = 20, example = json!(["high_stress"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contra_indications: Option<Vec<String>>,
    pub communication: Option<Communication>,
}
jsonb!(Screening);

impl Screening {
    /// The codes of what stands in the way.
    pub(super) fn contra_indications(&self) -> &[String] {
        self.contra_indications.as_deref().unwrap_or_default()
    }
}

/// The members of a referral that can be edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReferralFields {
    pub source: ReferralSource,
    /// The child's school, one of the organisation's.
    pub school_id: Option<SchoolId>,
    /// Today or earlier.
    pub received_on: NaiveDate,
    /// When the parents agreed to be referred; today or earlier.
    pub parents_agreed_on: NaiveDate,
    pub child: ReferredChild,
    #[schema(min_items = 1, max_items = 10)]
    pub parents: Vec<ReferredParent>,
    pub referrer: Option<Referrer>,
    #[serde(default)]
    pub screening: Screening,
    /// When the referrer was told what became of it; only with a referrer and when the parents agree. Today or earlier.
    pub feedback_given_on: Option<NaiveDate>,
}

/// What to do about a contra-indication.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReferralFollowUp {
    #[schema(example = "high_stress")]
    pub code: String,
    #[schema(example = "Veel stress")]
    pub title: String,
    #[schema(example = "Zorg dat er eerst andere hulp komt.")]
    pub follow_up: String,
}

/// A family that was sent to the organisation, or came by itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Referral {
    pub id: ReferralId,
    pub source: ReferralSource,
    pub school_id: Option<SchoolId>,
    pub received_on: NaiveDate,
    pub parents_agreed_on: NaiveDate,
    pub child: ReferredChild,
    pub parents: Vec<ReferredParent>,
    pub referrer: Option<Referrer>,
    pub screening: Screening,
    pub status: ReferralStatus,
    /// What became of it; `null` while it is open.
    #[schema(required)]
    pub outcome: Option<ReferralOutcome>,
    /// The first day on the waiting list; it stays when the referral is decided on.
    pub waiting_since: Option<NaiveDate>,
    /// The place on the waiting list, from 1 on, by `waitingSince`; `null` when it does not wait.
    #[schema(required, minimum = 1, example = 1)]
    pub waiting_position: Option<i32>,
    /// How many days it has been waiting today; `null` when it does not wait.
    #[schema(required, minimum = 0, example = 14)]
    pub days_waiting: Option<i64>,
    /// When to look again at a family that other help comes first for.
    pub restart_on: Option<NaiveDate>,
    /// The day of acceptance or refusal.
    pub decided_on: Option<NaiveDate>,
    pub decline_reason: Option<DeclineReason>,
    /// The service that suits better.
    #[schema(example = "Wijkteam Voorbeeldstad")]
    pub referred_to: Option<String>,
    pub feedback_given_on: Option<NaiveDate>,
    /// The family that it became, or joined.
    pub family_id: Option<FamilyId>,
    pub trajectory_id: Option<TrajectoryId>,
    /// How many children and other referrals of the organisation may be the same child: look before accepting, for a known
    /// family is joined with `familyId`. Only a number; `possible-duplicates` names them to a project leader. `null` without
    /// a birth date to compare, and once it is accepted or declined.
    #[schema(required, minimum = 0, example = 0)]
    pub possible_duplicates: Option<usize>,
    /// Per contra-indication what to do, by the newest catalogue and in the caller's language. Empty for integrations.
    pub follow_ups: Vec<ReferralFollowUp>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Referral {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which referrals.
#[derive(Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ReferralFilter {
    /// Only with this status.
    #[serde(default)]
    pub status: Option<ReferralStatus>,
    /// Only from this source.
    #[serde(default)]
    pub source: Option<ReferralSource>,
    /// Only of children at this school.
    #[serde(default)]
    pub school_id: Option<SchoolId>,
}

pub type NewReferral = New<ReferralFields>;
pub type ReferralPatch = MergePatch<ReferralFields>;
