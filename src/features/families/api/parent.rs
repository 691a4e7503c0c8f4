//! A parent or carer, with contact data that may be secret.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::context::{Context, Role};
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{FamilyId, ParentId};
use crate::schema::parents;
use crate::values::Address;

/// The members of a parent that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = parents, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParentFields {
    #[schema(min_length = 1, max_length = 200, example = "Samir Testerink")]
    pub name: String,
    #[schema(format = "email", max_length = 254, example = "samir@gezin.example")]
    pub email: Option<String>,
    #[schema(pattern = "^[+(0-9][0-9 ()./-]{4,28}[0-9]$", example = "+31 6 00000000")]
    pub phone: Option<String>,
    /// The language in which this parent is best reached, as a BCP 47 tag.
    #[schema(pattern = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", example = "ar")]
    pub language: Option<String>,
    pub address: Option<Address>,
    /// The address is secret: it is shown in the family only, to project leaders and the own practitioners, and
    /// appears on no card, export or feed. Integrations can make an address secret, never lift that.
    #[serde(default)]
    pub address_secret: bool,
}

/// A parent or carer.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = parents)]
#[serde(rename_all = "camelCase")]
pub struct Parent {
    pub id: ParentId,
    pub family_id: FamilyId,
    #[schema(example = "Samir Testerink")]
    pub name: String,
    #[schema(example = "samir@gezin.example")]
    pub email: Option<String>,
    #[schema(example = "+31 6 00000000")]
    pub phone: Option<String>,
    #[schema(example = "ar")]
    pub language: Option<String>,
    /// Absent when there is none, and when it is secret and not yours to see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    pub address_secret: bool,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Parent {
    /// The parent as this caller may see it: a secret address is for people of the organisation only.
    pub(in crate::features::families) fn shown_to(self, context: &Context) -> Self {
        let trusted = context.has(Role::ProjectLeader) || context.has(Role::Practitioner);
        let address = self.address.filter(|_| trusted || !self.address_secret);
        Self { address, ..self }
    }
}

impl Versioned for Parent {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Parent> for ParentFields {
    fn from(Parent { name, email, phone, language, address, address_secret, .. }: Parent) -> Self {
        Self { name, email, phone, language, address, address_secret }
    }
}

pub type NewParent = New<ParentFields>;
pub type ParentPatch = MergePatch<ParentFields>;
