//! School holidays as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::features::schools::SchoolRegion;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::SchoolHolidayId;
use crate::schema::school_holidays;

/// The members of a school holiday that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = school_holidays, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchoolHolidayFields {
    #[schema(min_length = 1, max_length = 100, example = "Meivakantie")]
    pub name: String,
    /// The first day.
    pub from_on: NaiveDate,
    /// The last day, on or after the first.
    pub until_on: NaiveDate,
    /// Whose holiday it is; without a region it is one at every school.
    pub region: Option<SchoolRegion>,
}

/// Days on which there is no school.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = school_holidays)]
#[serde(rename_all = "camelCase")]
pub struct SchoolHoliday {
    pub id: SchoolHolidayId,
    #[schema(example = "Meivakantie")]
    pub name: String,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    /// Whose holiday it is; without a region it is one at every school.
    pub region: Option<SchoolRegion>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for SchoolHoliday {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<SchoolHoliday> for SchoolHolidayFields {
    fn from(SchoolHoliday { name, from_on, until_on, region, .. }: SchoolHoliday) -> Self {
        Self { name, from_on, until_on, region }
    }
}

/// Which school holidays.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct SchoolHolidayFilter {
    /// Only those that schools of this region have: its own, and those of every region.
    #[serde(default)]
    pub region: Option<SchoolRegion>,
}

pub type NewSchoolHoliday = New<SchoolHolidayFields>;
pub type SchoolHolidayPatch = MergePatch<SchoolHolidayFields>;
