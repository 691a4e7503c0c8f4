//! Values that several features share.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::db::columns::jsonb;

/// A postal address in the Netherlands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct Address {
    /// Street and house number.
    #[schema(min_length = 1, max_length = 200, example = "Verzonnenlaan 12")]
    pub street: String,
    #[schema(pattern = "^[1-9][0-9]{3} ?[A-Z]{2}$", example = "1234 AB")]
    pub postal_code: String,
    #[schema(min_length = 1, max_length = 100, example = "Voorbeeldstad")]
    pub city: String,
}
jsonb!(Address);
