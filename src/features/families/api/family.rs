//! A family: in full with its parents and children, and in short for lists.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Child, ChildSummary, NewChild, NewParent, Parent};
use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::FamilyId;
use crate::schema::families;

text_enum! {
    /// How the family and the practitioner understand each other (`domain.md` §1).
    Communication {
        Dutch = "dutch",
        /// Dutch with gestures or a translation app.
        DutchWithAids = "dutch_with_aids",
        SharedLanguage = "shared_language",
        Interpreter = "interpreter",
        /// Someone from the family's own network translates.
        NetworkMember = "network_member",
    }
}

/// The members of a family that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = families, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilyFields {
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
    pub communication: Communication,
}

/// What a new family consists of. Published as the creation form of a family, hence the borrowed name.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FamilyFields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFamilyFields {
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
    pub communication: Communication,
    /// The parents or carers; each has an own address and contact, for parents may be separated.
    #[schema(min_items = 1, max_items = 10)]
    pub parents: Vec<NewParent>,
    #[schema(min_items = 1, max_items = 15)]
    pub children: Vec<NewChild>,
}

impl From<&NewFamilyFields> for FamilyFields {
    fn from(new: &NewFamilyFields) -> Self {
        Self {
            name: new.name.clone(),
            languages: new.languages.clone(),
            interpreter_needed: new.interpreter_needed,
            communication: new.communication,
        }
    }
}

/// A family's own row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = families)]
pub struct FamilyRow {
    pub id: FamilyId,
    pub name: String,
    pub languages: Vec<String>,
    pub interpreter_needed: bool,
    pub communication: Communication,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl From<FamilyRow> for FamilyFields {
    fn from(FamilyRow { name, languages, interpreter_needed, communication, .. }: FamilyRow) -> Self {
        Self { name, languages, interpreter_needed, communication }
    }
}

/// A family with its parents and children.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Family {
    pub id: FamilyId,
    #[schema(example = "Familie Testerink")]
    pub name: String,
    #[schema(example = json!(["ar", "nl"]))]
    pub languages: Vec<String>,
    pub interpreter_needed: bool,
    pub communication: Communication,
    pub parents: Vec<Parent>,
    pub children: Vec<Child>,
    /// Counts the changes of the family, its parents and its children; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Family {
    pub(in crate::features::families) fn new(row: FamilyRow, parents: Vec<Parent>, children: Vec<Child>) -> Self {
        let FamilyRow { id, name, languages, interpreter_needed, communication, version, created_at, updated_at } = row;
        Self {
            id,
            name,
            languages,
            interpreter_needed,
            communication,
            parents,
            children,
            version,
            created_at,
            updated_at,
        }
    }
}

impl Versioned for Family {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// A family in a list: enough to recognise it by, no contact data.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FamilySummary {
    pub id: FamilyId,
    #[schema(example = "Familie Testerink")]
    pub name: String,
    #[schema(example = json!(["ar", "nl"]))]
    pub languages: Vec<String>,
    pub interpreter_needed: bool,
    pub communication: Communication,
    pub children: Vec<ChildSummary>,
    /// Counts the changes of the family, its parents and its children.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl FamilySummary {
    pub(in crate::features::families) fn new(row: FamilyRow, children: Vec<ChildSummary>) -> Self {
        let FamilyRow { id, name, languages, interpreter_needed, communication, version, created_at, updated_at } = row;
        Self { id, name, languages, interpreter_needed, communication, children, version, created_at, updated_at }
    }
}

pub type NewFamily = New<NewFamilyFields>;
pub type FamilyPatch = MergePatch<FamilyFields>;
