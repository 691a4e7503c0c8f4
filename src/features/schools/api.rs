//! Schools and teachers as callers see them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{SchoolId, TeacherId};
use crate::schema::{schools, teachers};
use crate::values::Address;

text_enum! {
    /// Regular or special primary education; results in special education are mixed (`domain.md` §1).
    SchoolKind { Regular = "regular", Special = "special" }
}

text_enum! {
    /// What a teacher is to the school.
    TeacherFunction { Teacher = "teacher", InternalSupervisor = "internal_supervisor" }
}

text_enum! {
    /// A region of the Dutch school holidays (Noord, Midden, Zuid), which begin at different days.
    SchoolRegion { North = "north", Central = "central", South = "south" }
}

/// The members of a school that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = schools, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SchoolFields {
    #[schema(min_length = 1, max_length = 200, example = "Basisschool De Verzinsels")]
    pub name: String,
    /// The number in the register of institutions (BRIN), unique within the organisation.
    #[schema(pattern = "^[0-9]{2}[A-Z]{2}$", example = "99AA")]
    pub brin: Option<String>,
    pub kind: SchoolKind,
    pub address: Option<Address>,
    /// Whose school holidays its children have. A school without a region is taken to have the holidays of all of them.
    pub region: Option<SchoolRegion>,
}

/// A primary school.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = schools)]
#[serde(rename_all = "camelCase")]
pub struct School {
    pub id: SchoolId,
    #[schema(example = "Basisschool De Verzinsels")]
    pub name: String,
    #[schema(example = "99AA")]
    pub brin: Option<String>,
    pub kind: SchoolKind,
    pub address: Option<Address>,
    /// Whose school holidays its children have.
    pub region: Option<SchoolRegion>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for School {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<School> for SchoolFields {
    fn from(School { name, brin, kind, address, region, .. }: School) -> Self {
        Self { name, brin, kind, address, region }
    }
}

/// Which schools.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct SchoolFilter {
    /// Only this kind.
    #[serde(default)]
    pub kind: Option<SchoolKind>,
}

/// The members of a teacher that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = teachers, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeacherFields {
    #[schema(min_length = 1, max_length = 200, example = "Juf Testerink")]
    pub name: String,
    /// Where personal links to questionnaires go.
    #[schema(format = "email", max_length = 254, example = "juf@school.example")]
    pub email: Option<String>,
    pub function: TeacherFunction,
}

/// A teacher or internal supervisor of a school.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = teachers)]
#[serde(rename_all = "camelCase")]
pub struct Teacher {
    pub id: TeacherId,
    pub school_id: SchoolId,
    #[schema(example = "Juf Testerink")]
    pub name: String,
    #[schema(example = "juf@school.example")]
    pub email: Option<String>,
    pub function: TeacherFunction,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Teacher {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Teacher> for TeacherFields {
    fn from(Teacher { name, email, function, .. }: Teacher) -> Self {
        Self { name, email, function }
    }
}

pub type NewSchool = New<SchoolFields>;
pub type SchoolPatch = MergePatch<SchoolFields>;
pub type NewTeacher = New<TeacherFields>;
pub type TeacherPatch = MergePatch<TeacherFields>;
