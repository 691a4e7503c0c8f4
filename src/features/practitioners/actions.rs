//! What other features ask of practitioners.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::store;
use crate::clock::amsterdam_day;
use crate::db::{Platform, Tenant, Tx};
use crate::ids::{OrganisationId, PersonId, PractitionerId};
use crate::problem::Problem;

/// What these practitioners of the organisation are called, those included who left it.
pub(crate) async fn practitioner_names(
    tx: &mut Tx<Tenant>,
    ids: &[PractitionerId],
) -> Result<HashMap<PractitionerId, String>, Problem> {
    if ids.is_empty() { Ok(HashMap::new()) } else { store::practitioner_names(tx, ids).await }
}

/// A person's place in an organisation, by its days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub person: PersonId,
    pub organisation: OrganisationId,
    /// When it was recorded.
    pub since: NaiveDate,
    /// The last day, of somebody who left.
    pub until: Option<NaiveDate>,
}

/// The places of these people in whatever organisation, oldest first.
pub(crate) async fn places_of(tx: &mut Tx<Platform>, people: &[PersonId]) -> Result<Vec<Place>, Problem> {
    let rows = store::place_list(tx, people).await?;
    let place = |(person, organisation, made, until)| Place { person, organisation, since: amsterdam_day(made), until };
    Ok(rows.into_iter().map(place).collect())
}

/// The people who work in an organisation.
pub(crate) async fn active_people(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<Vec<PersonId>, Problem> {
    store::active_people(tx, organisation).await
}
