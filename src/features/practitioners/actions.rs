//! What other features ask of practitioners.

use std::collections::HashMap;

use super::store;
use crate::db::{Tenant, Tx};
use crate::ids::PractitionerId;
use crate::problem::Problem;

/// What these practitioners of the organisation are called, those included who left it.
pub(crate) async fn practitioner_names(
    tx: &mut Tx<Tenant>,
    ids: &[PractitionerId],
) -> Result<HashMap<PractitionerId, String>, Problem> {
    if ids.is_empty() { Ok(HashMap::new()) } else { store::practitioner_names(tx, ids).await }
}
