//! Who a token's bearer is today: read with the first statement of every request, so that taking a role away or
//! suspending somebody takes effect on the next request and not at the token's end.
//!
//! What was found last is remembered, so that a read can ask for what that caller sees in the same breath; nothing rests
//! on it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::keyring::AccessClaims;
use crate::context::{Context, Role};
use crate::db::{Tenant, Tx, Wire};
use crate::ids::{OrganisationId, PractitionerId};
use crate::problem::{Code, Problem};
use crate::schema::{api_clients, revoked_tokens};

diesel::table! {
    /// A session of a person in an organisation, with today's roles.
    standings (session_id) {
        session_id -> Uuid,
        account_id -> Uuid,
        roles -> Array<Text>,
        practitioner_id -> Nullable<Uuid>,
        in_good_standing -> Bool,
        expires_at -> Timestamptz,
        organisation_status -> Text,
    }
}

diesel::table! {
    /// A session of the licence holder's staff.
    platform_standings (session_id) {
        session_id -> Uuid,
        in_good_standing -> Bool,
        expires_at -> Timestamptz,
    }
}

/// What a caller may count on in this request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    pub roles: Vec<Role>,
    pub practitioner: Option<PractitionerId>,
    /// The scopes of an integration; a person has all that the roles allow.
    pub scopes: Option<Vec<String>>,
    /// The organisation may read and export, nothing more.
    pub read_only: bool,
}

impl Standing {
    /// Says in the circumstances of a request who asks.
    pub(super) fn tell(&self, context: &mut Context) {
        context.roles.clone_from(&self.roles);
        context.practitioner = self.practitioner;
    }
}

fn gone() -> Problem {
    Problem::new(Code::Unauthorized)
}

/// How many standings a process remembers.
const REMEMBERED: usize = 4096;

/// The standings that callers had when they were last looked at, by their tokens.
pub struct Standings(Cache<Uuid, Arc<Standing>>);

impl Default for Standings {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl Standings {
    pub(super) fn last(&self, claims: &AccessClaims) -> Option<Arc<Standing>> {
        self.0.get(&claims.jti)
    }

    pub(super) fn note(&self, claims: &AccessClaims, found: &Result<Standing, Problem>) {
        match found {
            Ok(standing) if self.last(claims).as_deref() == Some(standing) => {}
            Ok(standing) => self.0.insert(claims.jti, Arc::new(standing.clone())),
            Err(_) => drop(self.0.remove(&claims.jti)),
        }
    }
}

/// The standing of a member or client of the organisation that the transaction is in.
pub(super) async fn in_organisation(
    wire: &Wire,
    now: DateTime<Utc>,
    claims: &AccessClaims,
) -> Result<Standing, Problem> {
    match (claims.person(), claims.org) {
        (Some((session, _)), _) => of_member(wire, session.0, now).await,
        (None, Some(organisation)) => of_client(wire, organisation, claims).await,
        (None, None) => Err(gone()),
    }
}

async fn of_member(mut wire: &Wire, session: Uuid, now: DateTime<Utc>) -> Result<Standing, Problem> {
    type Row = (Vec<String>, Option<PractitionerId>, bool, DateTime<Utc>, String);
    let row: Option<Row> = standings::table
        .find(session)
        .select((
            standings::roles,
            standings::practitioner_id,
            standings::in_good_standing,
            standings::expires_at,
            standings::organisation_status,
        ))
        .first(&mut wire)
        .await
        .optional()?;
    let (roles, practitioner, good, expires_at, status) = row.ok_or_else(gone)?;
    if !good || expires_at <= now || status == "closed" {
        return Err(gone());
    }
    let roles = roles
        .iter()
        .filter_map(|role| match role.as_str() {
            "project_leader" => Some(Role::ProjectLeader),
            "practitioner" => Some(Role::Practitioner),
            _ => None,
        })
        .collect();
    Ok(Standing { roles, practitioner, scopes: None, read_only: status != "active" })
}

async fn of_client(mut wire: &Wire, organisation: OrganisationId, claims: &AccessClaims) -> Result<Standing, Problem> {
    use crate::schema::organisations;
    let organisation = organisation.0;
    let revoked = revoked_tokens::table
        .filter(revoked_tokens::organisation_id.eq(organisation))
        .filter(revoked_tokens::jti.eq(claims.jti));
    type Row = (Vec<String>, String, DateTime<Utc>, String, bool);
    let row: Option<Row> = api_clients::table
        .inner_join(organisations::table)
        .filter(api_clients::organisation_id.eq(organisation))
        .filter(api_clients::id.eq(claims.sub))
        .select((
            api_clients::scopes,
            api_clients::status,
            api_clients::tokens_not_before,
            organisations::status,
            diesel::dsl::exists(revoked),
        ))
        .first(&mut wire)
        .await
        .optional()?;
    let (granted, status, not_before, organisation_status, revoked) = row.ok_or_else(gone)?;
    let stale = claims.iat < not_before.timestamp();
    if status != "active" || revoked || stale || organisation_status == "closed" {
        return Err(gone());
    }
    // What the token was given and the client still has.
    let scopes = claims.scope.as_deref().unwrap_or_default().split(' ').map(str::to_owned);
    let scopes = scopes.filter(|scope| granted.contains(scope)).collect();
    Ok(Standing {
        roles: vec![Role::Integration],
        practitioner: None,
        scopes: Some(scopes),
        read_only: organisation_status != "active",
    })
}

/// Whether the organisation that a link leads into may only read; a link into one that is closed, or that there never
/// was, does not work.
pub(super) async fn of_link(tx: &mut Tx<Tenant>) -> Result<bool, Problem> {
    use crate::schema::organisations;
    let organisation = organisations::table.find(tx.organisation());
    let status: Option<String> = organisation.select(organisations::status).first(tx.conn()).await.optional()?;
    match status.as_deref() {
        None | Some("closed") => Err(Problem::new(Code::LinkInvalid)),
        Some(status) => Ok(status != "active"),
    }
}

/// The standing of the licence holder's staff.
pub(super) async fn in_platform(
    mut wire: &Wire,
    now: DateTime<Utc>,
    claims: &AccessClaims,
) -> Result<Standing, Problem> {
    let (session, _) = claims.person().ok_or_else(gone)?;
    let row: Option<(bool, DateTime<Utc>)> = platform_standings::table
        .find(session.0)
        .select((platform_standings::in_good_standing, platform_standings::expires_at))
        .first(&mut wire)
        .await
        .optional()?;
    match row {
        Some((true, expires_at)) if expires_at > now => {
            Ok(Standing { roles: vec![Role::LicenceHolder], practitioner: None, scopes: None, read_only: false })
        }
        _ => Err(gone()),
    }
}
