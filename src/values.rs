//! Values that several features share.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::db::columns::jsonb;

/// A postal address in the Netherlands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct Address {
    /// Street and house number.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S", example = "Verzonnenlaan 12")]
    pub street: String,
    #[schema(pattern = "^[1-9][0-9]{3} ?[A-Z]{2}$", example = "1234 AB")]
    pub postal_code: String,
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "Voorbeeldstad")]
    pub city: String,
}
jsonb!(Address);

/// A calendar month in Europe/Amsterdam: `2026-10` in JSON, its first day in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Date)]
pub struct Month(NaiveDate);

impl Month {
    /// The month that a day is in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    pub fn last_day(self) -> NaiveDate {
        self.next().0.pred_opt().unwrap_or(self.0)
    }

    pub fn before(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// The text is no month of this century, written as `2026-10`.
#[derive(Debug, thiserror::Error)]
#[error("a month is written as 2026-10, from 2000-01 until 2099-12")]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let day = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map_err(|_| NoMonth)?;
        // chrono also reads 2026-1 and +2026-01, which the schema does not know.
        if (2000..2100).contains(&day.year()) && text.len() == "2026-10".len() { Ok(Self(day)) } else { Err(NoMonth) }
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Month {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^20[0-9]{2}-(0[1-9]|1[0-2])$"))
            .description(Some("A calendar month in Europe/Amsterdam"))
            .examples([serde_json::json!("2026-10")])
            .into()
    }
}

impl ToSchema for Month {}

impl ToSql<diesel::sql_types::Date, Pg> for Month {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <NaiveDate as ToSql<diesel::sql_types::Date, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<diesel::sql_types::Date, Pg> for Month {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <NaiveDate as FromSql<diesel::sql_types::Date, Pg>>::from_sql(bytes).map(Self::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_knows_its_first_and_last_day() {
        let month: Month = "2028-02".parse().unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!((month.first_day(), month.last_day()), (day("2028-02-01"), day("2028-02-29")));
        assert_eq!(Month::of(day("2026-12-31")).next().to_string(), "2027-01");
        assert_eq!(Month::of(day("2026-01-31")).before().to_string(), "2025-12");
        for wrong in ["2026-13", "2026-1", "1999-12", "2100-01", "20261-1", "2026-10-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
