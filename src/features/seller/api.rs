//! The sender of invoices as callers see it.

use chrono::{DateTime, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::jsonb;
use crate::http::Versioned;
use crate::schema::seller;
use crate::values::Address;

/// What stands on every invoice about who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct SellerDetails {
    /// The name in the trade register.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Stichting Voorbeeld")]
    pub name: String,
    pub address: Address,
    /// The number in the trade register (KVK).
    #[schema(pattern = "^[0-9]{8}$", example = "99999990")]
    pub kvk_number: String,
    #[schema(pattern = "^NL[0-9]{9}B[0-9]{2}$", example = "NL999999990B01")]
    pub vat_id: String,
    /// The account to pay to, without spaces; its check digits must be right.
    #[schema(pattern = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", example = "NL91ABNA0417164300")]
    pub iban: String,
    #[schema(pattern = "^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$", example = "ABNANL2A")]
    pub bic: Option<String>,
    /// Where questions about invoices go.
    #[schema(format = "email", max_length = 254, example = "administratie@stichting.example")]
    pub email: String,
    #[schema(min_length = 6, max_length = 30, pattern = "^[ +().-]*[0-9][0-9 +().-]*$", example = "+31 85 000 00 00")]
    pub phone: Option<String>,
}
jsonb!(SellerDetails);

/// Who sends the invoices.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = seller)]
#[serde(rename_all = "camelCase")]
pub struct Seller {
    /// `null` until the licence holder has filled them in; no invoice is issued before.
    pub details: Option<SellerDetails>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Seller {
    fn version(&self) -> i32 {
        self.version
    }
}
