//! A child and its placements at school.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::rules::{self, Dated};
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{ChildId, FamilyId, SchoolId, TeacherId};
use crate::problem::Violation;
use crate::schema::{children, placements};

/// Where a child is at school from a day on, until the next placement.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Queryable, Selectable, Insertable)]
#[diesel(table_name = placements, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Placement {
    pub from_on: NaiveDate,
    pub school_id: SchoolId,
    /// The group of primary school.
    #[diesel(column_name = group_number)]
    #[schema(minimum = 1, maximum = 8, example = 3)]
    pub group: i16,
    /// A teacher of that school.
    pub teacher_id: Option<TeacherId>,
    #[schema(min_length = 1, max_length = 50, example = "3b")]
    pub class_name: Option<String>,
}

impl Dated for Placement {
    fn begins_on(&self) -> NaiveDate {
        self.from_on
    }
}

/// The members of a child that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = children, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChildFields {
    #[schema(min_length = 1, max_length = 200, example = "Noor")]
    pub given_name: String,
    #[schema(min_length = 1, max_length = 200, example = "Testerink")]
    pub family_name: String,
    /// Today at the latest.
    pub birth_date: NaiveDate,
    /// School, group, teacher and class by date, each first day once; a patch replaces them as a whole.
    #[diesel(skip_insertion, skip_update)]
    #[schema(max_items = 40)]
    #[serde(default)]
    pub placements: Vec<Placement>,
}

impl ChildFields {
    /// The group on a day, by the placements.
    pub(crate) fn group_on(&self, day: NaiveDate) -> Option<i16> {
        rules::current(&self.placements, day).map(|placement| placement.group)
    }

    /// What the schema can't say, all at once; `at` points at the child in the body.
    pub(in crate::features::families) fn violations(&self, at: &str, today: NaiveDate) -> Vec<Violation> {
        let mut found = Vec::new();
        if self.birth_date > today {
            let (dutch, english) =
                ("Een geboortedatum ligt niet in de toekomst.", "A birth date does not lie in the future.");
            found.push(Violation::body(format!("{at}/birthDate"), "notInFuture", dutch, english));
        }
        for position in rules::repeated(&self.placements) {
            let (dutch, english) = ("Elke eerste dag maar één keer.", "Each first day only once.");
            found.push(Violation::body(format!("{at}/placements/{position}/fromOn"), "unique", dutch, english));
        }
        for (position, placement) in self.placements.iter().enumerate() {
            if !rules::GROUPS.contains(&placement.group) {
                let (first, last) = (rules::GROUPS.start(), rules::GROUPS.end());
                let (dutch, english) =
                    (format!("Groep {first} tot en met {last}."), format!("Group {first} to {last}."));
                found.push(Violation::body(format!("{at}/placements/{position}/group"), "range", dutch, english));
            }
        }
        found
    }
}

/// A child's own row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = children)]
pub struct ChildRow {
    pub id: ChildId,
    pub family_id: FamilyId,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: NaiveDate,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A child.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Child {
    pub id: ChildId,
    pub family_id: FamilyId,
    #[schema(example = "Noor")]
    pub given_name: String,
    #[schema(example = "Testerink")]
    pub family_name: String,
    pub birth_date: NaiveDate,
    /// By first day.
    pub placements: Vec<Placement>,
    /// The group on the day of the answer, by the placements; `null` before the first one.
    #[schema(required, example = 3)]
    pub group: Option<i16>,
    /// The school on the day of the answer, by the placements; `null` before the first one.
    #[schema(required)]
    pub school_id: Option<SchoolId>,
    /// Counts the changes; the ETag begins with it.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Child {
    pub(in crate::features::families) fn new(row: ChildRow, mut placements: Vec<Placement>, today: NaiveDate) -> Self {
        placements.sort_by_key(Dated::begins_on);
        let current = rules::current(&placements, today);
        let (group, school_id) = (current.map(|one| one.group), current.map(|one| one.school_id));
        let ChildRow { id, family_id, given_name, family_name, birth_date, version, created_at, updated_at } = row;
        Self {
            id,
            family_id,
            given_name,
            family_name,
            birth_date,
            placements,
            group,
            school_id,
            version,
            created_at,
            updated_at,
        }
    }
}

impl Versioned for Child {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Child> for ChildFields {
    fn from(Child { given_name, family_name, birth_date, placements, .. }: Child) -> Self {
        Self { given_name, family_name, birth_date, placements }
    }
}

/// A child in a list of families.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChildSummary {
    pub id: ChildId,
    #[schema(example = "Noor")]
    pub given_name: String,
    #[schema(example = "Testerink")]
    pub family_name: String,
    pub birth_date: NaiveDate,
}

impl From<ChildRow> for ChildSummary {
    fn from(ChildRow { id, given_name, family_name, birth_date, .. }: ChildRow) -> Self {
        Self { id, given_name, family_name, birth_date }
    }
}

pub type NewChild = New<ChildFields>;
pub type ChildPatch = MergePatch<ChildFields>;
