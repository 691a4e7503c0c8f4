//! Who a token's bearer is today: looked at in every request, so that taking a role away or
//! suspending somebody takes effect on the next request and not at the token's end.
//!
//! What was found last is remembered, so that a read can ask for what that caller sees at the same time; nothing rests
//! on it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use quick_cache::sync::Cache;
use uuid::Uuid;

use super::keyring::AccessClaims;
use crate::context::{Context, Role};
use crate::db::{Bearer, Client, Doors, Known, Member, Staff, Tenant, Tx};
use crate::ids::{ApiClientId, PractitionerId};
use crate::problem::{Code, Problem};

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
            Err(problem) if problem.code == Code::Unauthorized => drop(self.0.remove(&claims.jti)),
            Err(_) => {}
        }
    }
}

/// The standing of the bearer of these claims. It is asked for at once, whenever the answer is waited for.
pub(super) fn today(
    doors: &Doors,
    claims: &AccessClaims,
    now: DateTime<Utc>,
) -> impl Future<Output = Result<Standing, Problem>> {
    let known = bearer(claims).map(|bearer| doors.known(bearer));
    async move {
        let standing = match known.ok_or_else(gone)?.await? {
            Some(Known::Member(member)) => of_member(member, now),
            Some(Known::Staff(staff)) => of_staff(&staff, now),
            Some(Known::Client { client, token_revoked: false }) => of_client(client, claims),
            Some(Known::Client { .. }) | None => None,
        };
        standing.ok_or_else(gone)
    }
}

fn bearer(claims: &AccessClaims) -> Option<Bearer> {
    match (claims.person(), claims.org) {
        (Some((session, _)), Some(organisation)) => Some(Bearer::Member { organisation, session }),
        (Some((session, _)), None) => Some(Bearer::Staff { session }),
        (None, Some(organisation)) => {
            Some(Bearer::Client { organisation, client: ApiClientId(claims.sub), token: claims.jti })
        }
        (None, None) => None,
    }
}

fn of_member(member: Member, now: DateTime<Utc>) -> Option<Standing> {
    if !member.in_good_standing || member.expires_at <= now {
        return None;
    }
    let role = |role: &String| match role.as_str() {
        "project_leader" => Some(Role::ProjectLeader),
        "practitioner" => Some(Role::Practitioner),
        _ => None,
    };
    let roles = member.roles.iter().filter_map(role).collect();
    let read_only = is_read_only(&member.organisation_status)?;
    Some(Standing { roles, practitioner: member.practitioner_id, scopes: None, read_only })
}

fn of_staff(staff: &Staff, now: DateTime<Utc>) -> Option<Standing> {
    let good = staff.in_good_standing && staff.expires_at > now;
    good.then(|| Standing { roles: vec![Role::LicenceHolder], practitioner: None, scopes: None, read_only: false })
}

fn of_client(client: Client, claims: &AccessClaims) -> Option<Standing> {
    if client.status != "active" || claims.iat < client.tokens_not_before.timestamp() {
        return None;
    }
    // What the token was given and the client still has.
    let scopes = claims.scope.as_deref().unwrap_or_default().split(' ').map(str::to_owned);
    let scopes = scopes.filter(|scope| client.scopes.contains(scope)).collect();
    let read_only = is_read_only(&client.organisation_status)?;
    Some(Standing { roles: vec![Role::Integration], practitioner: None, scopes: Some(scopes), read_only })
}

/// Whether an organisation of this status may only read and export; nothing, when it is closed.
fn is_read_only(organisation_status: &str) -> Option<bool> {
    match organisation_status {
        "closed" => None,
        status => Some(status != "active"),
    }
}

/// Whether the organisation that a link leads into may only read; a link into one that is closed, or that there never
/// was, does not work.
pub(super) async fn of_link(tx: &mut Tx<Tenant>) -> Result<bool, Problem> {
    use crate::schema::organisations;
    let organisation = organisations::table.find(tx.organisation());
    let status: Option<String> = organisation.select(organisations::status).first(tx.conn()).await.optional()?;
    status.as_deref().and_then(is_read_only).ok_or_else(|| Problem::new(Code::LinkInvalid))
}
