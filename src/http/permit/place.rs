//! The doors that permits lead through: an organisation's and the licence holder's.

use crate::context::Context;
use crate::db::{Doors, Intent, Platform, Tenant, Tx};
use crate::http::keyring::AccessClaims;
use crate::ids::OrganisationId;
use crate::problem::Problem;

pub(in crate::http) trait Place: Sized + 'static {
    /// Where the bearer of these claims works behind this door; nowhere, when they are for the other one.
    fn of(claims: &AccessClaims) -> Option<OrganisationId>;

    async fn open(
        doors: &Doors,
        organisation: OrganisationId,
        context: Context,
        intent: Intent,
    ) -> Result<Tx<Self>, Problem>;
}

impl Place for Tenant {
    fn of(claims: &AccessClaims) -> Option<OrganisationId> {
        claims.org
    }

    async fn open(
        doors: &Doors,
        organisation: OrganisationId,
        context: Context,
        intent: Intent,
    ) -> Result<Tx<Self>, Problem> {
        doors.tenant(organisation, context, intent).await
    }
}

impl Place for Platform {
    fn of(claims: &AccessClaims) -> Option<OrganisationId> {
        claims.org.is_none().then_some(OrganisationId::PLATFORM)
    }

    async fn open(doors: &Doors, _: OrganisationId, context: Context, intent: Intent) -> Result<Tx<Self>, Problem> {
        doors.platform(context, intent).await
    }
}
