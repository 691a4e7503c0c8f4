//! Practitioners as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{PersonId, PractitionerId, UserId};
use crate::schema::practitioners;

text_enum! {
    /// Whether the person works in the organisation.
    PractitionerStatus { Active = "active", Left = "left" }
}

/// What gives a person a place. In the document it makes `NewPractitioner`, beside `PractitionerPatch` of the members
/// that stay editable.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = PractitionerFields)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EntryFields {
    #[schema(min_length = 1, max_length = 200, example = "Noor Voorbeeld")]
    pub name: String,
    /// By this address the person is known to the licence holder; somebody with a licence brings it along.
    #[schema(format = "email", max_length = 254, example = "n.voorbeeld@welzijn.example")]
    pub email: String,
    /// The user of the organisation that this practitioner signs in as.
    pub user_id: Option<UserId>,
}

/// The members of a practitioner that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = practitioners, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PractitionerFields {
    #[schema(min_length = 1, max_length = 200, example = "Noor Voorbeeld")]
    pub name: String,
    /// The user of the organisation that this practitioner signs in as; `null` takes the access to own dossiers away.
    pub user_id: Option<UserId>,
}

/// A person's place in the organisation.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = practitioners)]
#[serde(rename_all = "camelCase")]
pub struct Practitioner {
    pub id: PractitionerId,
    /// The person, who keeps licences across organisations.
    pub person_id: PersonId,
    pub user_id: Option<UserId>,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    pub status: PractitionerStatus,
    /// The last day of somebody who left: of the licences the organisation sees what began up to it.
    pub left_on: Option<NaiveDate>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Practitioner {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Practitioner> for PractitionerFields {
    fn from(Practitioner { name, user_id, .. }: Practitioner) -> Self {
        Self { name, user_id }
    }
}

/// Which practitioners.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct PractitionerFilter {
    /// Only those who are active, or who left.
    #[serde(default)]
    pub status: Option<PractitionerStatus>,
}

pub type NewPractitioner = New<EntryFields>;
pub type PractitionerPatch = MergePatch<PractitionerFields>;
