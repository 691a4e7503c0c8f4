//! One's own account, invitations and resets as callers see them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::ids::{AccountId, OrganisationId, PractitionerId, SessionId, UserId};

text_enum! {
    /// The language of mails to this person.
    PreferredLanguage { Dutch = "nl", English = "en" }
}

/// Who the caller is in this session.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Me {
    pub account_id: AccountId,
    pub user_id: UserId,
    pub session_id: SessionId,
    #[schema(format = "email")]
    pub email: String,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    pub language: PreferredLanguage,
    /// Absent for the licence holder's staff.
    pub organisation_id: Option<OrganisationId>,
    /// The caller's place as a practitioner in this organisation, if any.
    pub practitioner_id: Option<PractitionerId>,
    #[schema(example = json!(["practitioner"]))]
    pub roles: Vec<String>,
    /// How many recovery codes are left.
    #[schema(minimum = 0)]
    pub recovery_codes_left: i64,
    /// Counts the changes of name and language; the ETag begins with it.
    #[schema(minimum = 1)]
    pub version: i32,
}

impl Versioned for Me {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// What a person can change of the own account.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeFields {
    #[schema(min_length = 1, max_length = 200, example = "Noor Voorbeeld")]
    pub name: String,
    pub language: PreferredLanguage,
}
pub type MePatch = MergePatch<MeFields>;

/// A new password, proven with the old one.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(min_length = 1, max_length = 200, example = "een lange wachtzin")]
    pub current_password: String,
    #[schema(min_length = 12, max_length = 200, example = "een nog langere wachtzin")]
    pub new_password: String,
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: String,
}

/// Proof that it is really the caller.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Proof {
    #[schema(min_length = 1, max_length = 200, example = "een lange wachtzin")]
    pub password: String,
    /// A code of the present second factor …
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: Option<String>,
    /// … or a recovery code, when the app is lost.
    #[schema(min_length = 10, max_length = 40, example = "7m2k-q4tz-v9xa")]
    pub recovery_code: Option<String>,
}

/// A second factor to put into an authenticator app.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SecondFactorSetup {
    /// The secret as text, for typing over.
    #[schema(example = "JBSWY3DPEHPK3PXP")]
    pub secret: String,
    /// The secret as `otpauth://` address, for a QR code.
    #[schema(
        example = "otpauth://totp/Samen%20Leren:n.voorbeeld%40welzijn.example?secret=JBSWY3DPEHPK3PXP&issuer=Samen%20Leren"
    )]
    pub otpauth_uri: String,
    /// Sent back with the first code, so that nothing is stored before it works.
    #[schema(example = "c2VhbGVk")]
    pub setup_token: String,
}

/// The first code of a new second factor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecondFactorConfirmation {
    #[schema(min_length = 1, max_length = 500, example = "c2VhbGVk")]
    pub setup_token: String,
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: String,
}

/// Recovery codes, each good once; shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    #[schema(example = json!(["7m2k-q4tz-v9xa"]))]
    pub recovery_codes: Vec<String>,
}

/// The token of a mailed link.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkToken {
    #[schema(min_length = 1, max_length = 200, example = "sli_01980c5e7d1a7c329d2e3f6f4f0f9a11_x")]
    pub token: String,
}

/// What an invitation is for, and what accepting it takes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationDetails {
    #[schema(format = "email")]
    pub email: String,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    /// Absent for the licence holder's staff.
    #[schema(example = "Welzijn Voorbeeldstad")]
    pub organisation_name: Option<String>,
    /// True for a new account: choose a password. False: the existing password and code prove who you are.
    pub needs_password: bool,
    /// The second factor to set up, for a new account.
    pub totp: Option<InvitationTotp>,
    pub expires_at: DateTime<Utc>,
}

/// The second factor of a new account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitationTotp {
    #[schema(example = "JBSWY3DPEHPK3PXP")]
    pub secret: String,
    #[schema(
        example = "otpauth://totp/Samen%20Leren:n.voorbeeld%40welzijn.example?secret=JBSWY3DPEHPK3PXP&issuer=Samen%20Leren"
    )]
    pub otpauth_uri: String,
}

/// Accepts an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InvitationAcceptance {
    #[schema(min_length = 1, max_length = 200, example = "sli_01980c5e7d1a7c329d2e3f6f4f0f9a11_x")]
    pub token: String,
    /// The new password, or the existing one of an existing account.
    #[schema(min_length = 1, max_length = 200, example = "een lange wachtzin")]
    pub password: String,
    /// A code of the app: proof that the second factor works.
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: String,
}

/// Who forgot a password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordResetRequest {
    #[schema(format = "email", max_length = 254)]
    pub email: String,
}

/// Sets a new password with the mailed link and the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PasswordResetConfirmation {
    #[schema(min_length = 1, max_length = 200, example = "slp_01980c5e7d1a7c329d2e3f6f4f0f9a11_x")]
    pub token: String,
    #[schema(min_length = 12, max_length = 200, example = "een nog langere wachtzin")]
    pub new_password: String,
    #[schema(pattern = "^[0-9]{6}$", example = "492039")]
    pub totp_code: Option<String>,
    #[schema(min_length = 10, max_length = 40, example = "7m2k-q4tz-v9xa")]
    pub recovery_code: Option<String>,
}
