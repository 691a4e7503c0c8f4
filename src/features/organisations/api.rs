//! Organisations as callers see them.

use chrono::{DateTime, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::{jsonb, text_enum};
use crate::http::{MergePatch, New, Versioned};
use crate::ids::OrganisationId;
use crate::schema::organisations;
use crate::values::Address;

text_enum! {
    /// How an organisation stands: `read_only` and `leaving` read and export, the members of one that is `closed` can't
    /// sign in any more.
    OrganisationStatus {
        Active = "active",
        ReadOnly = "read_only",
        Leaving = "leaving",
        Closed = "closed",
    }
}

/// A new organisation is active.
fn active() -> OrganisationStatus {
    OrganisationStatus::Active
}

/// Where invoices go and what must be on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct Billing {
    #[schema(format = "email", max_length = 254, example = "facturen@welzijn.example")]
    pub email: String,
    /// What the organisation wants to read on its invoices, such as a cost centre.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "KP-4410")]
    pub reference: Option<String>,
    /// The organisation's own purchase order.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "INK-2026-0017")]
    pub order_number: Option<String>,
    /// The number under which a public body receives electronic invoices (organisatie-identificatienummer).
    #[schema(pattern = "^[0-9]{20}$", example = "00000009999999990000")]
    pub oin: Option<String>,
}
jsonb!(Billing);

/// How the organisation can be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct Contact {
    /// Whom to ask for.
    #[schema(min_length = 1, max_length = 200, example = "Secretariaat")]
    pub name: Option<String>,
    #[schema(format = "email", max_length = 254, example = "info@welzijn.example")]
    pub email: Option<String>,
    #[schema(min_length = 6, max_length = 30, pattern = "^[0-9 +().-]+$", example = "+31 85 000 00 00")]
    pub phone: Option<String>,
    #[schema(format = "uri", pattern = "^https?://", max_length = 300, example = "https://welzijn.example")]
    pub website: Option<String>,
}
jsonb!(Contact);

/// The members of an organisation that can be edited: all by the licence holder, `contact` by its project leader.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = organisations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganisationFields {
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Welzijn De Verzinsels")]
    pub name: String,
    /// The number in the trade register (KVK), unique among the organisations.
    #[schema(pattern = "^[0-9]{8}$", example = "99999999")]
    pub kvk_number: String,
    #[schema(pattern = "^NL[0-9]{9}B[0-9]{2}$", example = "NL999999999B01")]
    pub vat_id: Option<String>,
    pub address: Address,
    pub billing: Billing,
    /// Empty when absent at creation.
    #[serde(default)]
    pub contact: Contact,
    /// `active` when absent at creation.
    #[serde(default = "active")]
    pub status: OrganisationStatus,
}

/// An organisation that carries out the programme.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = organisations)]
#[serde(rename_all = "camelCase")]
pub struct Organisation {
    pub id: OrganisationId,
    #[schema(example = "Welzijn De Verzinsels")]
    pub name: String,
    #[schema(example = "99999999")]
    pub kvk_number: String,
    #[schema(example = "NL999999999B01")]
    pub vat_id: Option<String>,
    pub address: Address,
    pub billing: Billing,
    pub contact: Contact,
    pub status: OrganisationStatus,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Organisation {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Organisation> for OrganisationFields {
    fn from(organisation: Organisation) -> Self {
        let Organisation { name, kvk_number, vat_id, address, billing, contact, status, .. } = organisation;
        Self { name, kvk_number, vat_id, address, billing, contact, status }
    }
}

/// Which organisations.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationFilter {
    /// Only those that stand like this.
    #[serde(default)]
    pub status: Option<OrganisationStatus>,
}

pub type NewOrganisation = New<OrganisationFields>;
pub type OrganisationPatch = MergePatch<OrganisationFields>;
