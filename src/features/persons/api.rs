//! Persons as the licence holder sees them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::features::practitioners::PractitionerStatus;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{OrganisationId, PersonId, PractitionerId};
use crate::schema::{persons, practitioners};

/// The members of a person that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = persons, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PersonFields {
    #[schema(min_length = 1, max_length = 200, example = "Noor Voorbeeld")]
    pub name: String,
    /// By this address organisations find the person; kept in lower case, unique.
    #[schema(format = "email", max_length = 254, example = "n.voorbeeld@welzijn.example")]
    #[serde(deserialize_with = "lower_case")]
    pub email: String,
}

/// Addresses are compared without regard to case, so only one spelling is kept.
fn lower_case<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|text| text.to_lowercase())
}

/// What the table of persons holds.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = persons)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What the table of practitioners says of a person's place.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = practitioners)]
pub struct PlaceRow {
    pub person_id: PersonId,
    pub organisation_id: OrganisationId,
    pub id: PractitionerId,
    pub status: PractitionerStatus,
    pub version: i32,
}

/// A person's place in an organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PersonPlace {
    pub organisation_id: OrganisationId,
    pub practitioner_id: PractitionerId,
    pub status: PractitionerStatus,
}

/// Somebody whom the licence holder trains and licenses.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub id: PersonId,
    #[schema(example = "Noor Voorbeeld")]
    pub name: String,
    #[schema(example = "n.voorbeeld@welzijn.example")]
    pub email: String,
    /// The organisations that the person is or was a practitioner of.
    pub places: Vec<PersonPlace>,
    /// Counts the changes of the person and of the places; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Person {
    /// A place is changed by its organisation, which can't touch the person's row. Places are never removed and versions
    /// only grow, so their sum grows with every change of either.
    pub(super) fn new(row: PersonRow, places: &[PlaceRow]) -> Self {
        let PersonRow { id, name, email, version, created_at, updated_at } = row;
        let own = || places.iter().filter(|place| place.person_id == id);
        let place = |row: &PlaceRow| PersonPlace {
            organisation_id: row.organisation_id,
            practitioner_id: row.id,
            status: row.status,
        };
        let version = own().fold(version, |sum, place| sum.saturating_add(place.version));
        Self { id, name, email, places: own().map(place).collect(), version, created_at, updated_at }
    }
}

impl Versioned for Person {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Person> for PersonFields {
    fn from(Person { name, email, .. }: Person) -> Self {
        Self { name, email }
    }
}

pub type NewPerson = New<PersonFields>;
pub type PersonPatch = MergePatch<PersonFields>;
