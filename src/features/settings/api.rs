//! Settings as callers see them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::Known;
use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::schema::settings;

text_enum! {
    /// What a setting's value counts.
    SettingUnit { Months = "months", Days = "days", Minutes = "minutes", Times = "times", Hours = "hours" }
}

/// The members of a setting that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, AsChangeset)]
#[diesel(table_name = settings)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingFields {
    /// Between the setting's `minimum` and `maximum`.
    #[schema(minimum = 0, maximum = 1_000_000, example = 3)]
    pub value: i32,
}

/// What a setting decides, in both languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingDescription {
    #[schema(example = "Hoeveel maanden lopende trajecten na het abonnement nog kunnen worden afgerond.")]
    pub nl: &'static str,
    #[schema(example = "For how many months running trajectories can be wound down after the subscription.")]
    pub en: &'static str,
}

/// A decision that the licence holder can change.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    #[schema(example = "wind_down_months")]
    pub key: &'static str,
    #[schema(example = 3)]
    pub value: i32,
    pub unit: SettingUnit,
    /// The least value.
    #[schema(example = 0)]
    pub minimum: i32,
    /// The greatest value.
    #[schema(example = 24)]
    pub maximum: i32,
    pub description: SettingDescription,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Setting {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<&Setting> for SettingFields {
    fn from(setting: &Setting) -> Self {
        Self { value: setting.value }
    }
}

/// A setting as it is stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = settings)]
pub(super) struct Row {
    pub key: String,
    pub value: i32,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl Setting {
    /// What is stored, with what is known of it.
    pub(super) fn new(known: &Known, row: &Row) -> Self {
        let (nl, en) = known.description;
        Self {
            key: known.key,
            value: row.value,
            unit: known.unit,
            minimum: *known.bounds.start(),
            maximum: *known.bounds.end(),
            description: SettingDescription { nl, en },
            version: row.version,
            updated_at: row.updated_at,
        }
    }
}

pub type SettingPatch = MergePatch<SettingFields>;
