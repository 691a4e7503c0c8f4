//! Users as callers see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::ids::{OrganisationId, UserId};

text_enum! {
    /// What a user is: `project_leader` and `practitioner` (or both) in an organisation, `licence_holder` among the
    /// licence holder's staff.
    UserRole {
        ProjectLeader = "project_leader",
        Practitioner = "practitioner",
        LicenceHolder = "licence_holder",
    }
}

text_enum! {
    /// `invited` until the invitation is accepted; `suspended` can sign in no more, until reactivated.
    UserStatus { Invited = "invited", Active = "active", Suspended = "suspended" }
}

text_enum! {
    /// The language of mails: Dutch or English.
    UserLanguage { Dutch = "nl", English = "en" }
}

/// Whom to invite, and as what.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    pub id: Option<UserId>,
    /// Where the invitation goes, and what the person signs in with.
    #[schema(format = "email", min_length = 3, max_length = 254)]
    pub email: String,
    /// How the person is greeted. Somebody who has an account already keeps its name.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Noor Voorbeeld")]
    pub name: String,
    #[schema(value_type = std::collections::BTreeSet<UserRole>, min_items = 1, max_items = 2)]
    pub roles: Vec<UserRole>,
    /// The language of the invitation; Dutch when absent.
    pub language: Option<UserLanguage>,
    /// Only for the licence holder: the organisation whose first project leader this is.
    pub organisation_id: Option<OrganisationId>,
}

/// The members of a user that can be edited: name and address are the person's own.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UserFields {
    #[schema(value_type = std::collections::BTreeSet<UserRole>, min_items = 1, max_items = 2)]
    pub roles: Vec<UserRole>,
}

pub type UserPatch = MergePatch<UserFields>;

/// The invitation that is open.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserInvitation {
    /// When the mail left; `null` while it waits.
    #[schema(required)]
    pub sent_at: Option<DateTime<Utc>>,
    /// Until when its link works.
    pub expires_at: DateTime<Utc>,
}

/// A person's place in an organisation, or among the licence holder's staff.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: UserId,
    /// The organisation; `null` for the licence holder's staff.
    #[schema(required)]
    pub organisation_id: Option<OrganisationId>,
    #[schema(format = "email")]
    pub email: String,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    #[schema(value_type = std::collections::BTreeSet<UserRole>)]
    pub roles: Vec<UserRole>,
    pub status: UserStatus,
    /// The invitation of a user who is still `invited`; `null` for others. It is sent in the background, which does
    /// not count as a change.
    #[schema(required)]
    pub invitation: Option<UserInvitation>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for User {
    fn version(&self) -> i32 {
        self.version
    }
}

/// Which users.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct UserFilter {
    /// Only this status.
    #[serde(default)]
    pub status: Option<UserStatus>,
    /// Only who has this role.
    #[serde(default)]
    pub role: Option<UserRole>,
    /// Only for the licence holder: the project leaders of this organisation, instead of the own staff.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
}
