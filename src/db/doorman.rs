//! Who a token's bearer is today. Every request asks, so the doorman looks for all at once who wait on a worker's thread
//! (decision 0048), behind the workers' door: that one sees the sessions of every organisation, and of a session nothing
//! but whose it is and until when.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::try_join;
use tokio::time::timeout;
use uuid::Uuid;

use super::desk::{Clerk, Desks};
use super::line::Line;
use super::pool::{DoorPool, PATIENCE};
use super::wire::Wire;
use crate::ids::{ApiClientId, OrganisationId, PractitionerId, SessionId};
use crate::problem::Problem;
use crate::schema::{api_clients, organisations, revoked_tokens};

diesel::table! {
    /// A session of a person in an organisation, with today's roles.
    standings (session_id) {
        session_id -> Uuid,
        organisation_id -> Uuid,
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

/// Who shows a token, as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearer {
    Member { organisation: OrganisationId, session: SessionId },
    Staff { session: SessionId },
    Client { organisation: OrganisationId, client: ApiClientId, token: Uuid },
}

/// What is known of a bearer today.
#[derive(Debug, Clone)]
pub(crate) enum Known {
    Member(Member),
    Staff(Staff),
    Client { client: Client, token_revoked: bool },
}

/// A session in an organisation.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = standings)]
pub(crate) struct Member {
    session_id: Uuid,
    organisation_id: Uuid,
    pub roles: Vec<String>,
    pub practitioner_id: Option<PractitionerId>,
    /// Neither the session nor the membership nor the account is at an end.
    pub in_good_standing: bool,
    pub expires_at: DateTime<Utc>,
    pub organisation_status: String,
}

/// A session of the licence holder's staff.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = platform_standings)]
pub(crate) struct Staff {
    session_id: Uuid,
    pub in_good_standing: bool,
    pub expires_at: DateTime<Utc>,
}

/// A system of an organisation.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = api_clients)]
pub(crate) struct Client {
    organisation_id: Uuid,
    id: Uuid,
    pub scopes: Vec<String>,
    pub status: String,
    pub tokens_not_before: DateTime<Utc>,
    #[diesel(select_expression = organisations::status)]
    pub organisation_status: String,
}

/// One that takes longer is lost.
const ONE_LOOK: Duration = Duration::from_secs(2);

/// Looks at who comes in.
pub(super) struct Doorman(pub DoorPool);

impl Clerk for Doorman {
    type Item = Bearer;
    /// Nothing, when there is no such session or client in that organisation.
    type Answer = Option<Known>;

    const GROUP: usize = 32;
    const FAILED: &'static str = "it could not be seen who comes in";
    const LONGEST: Duration = PATIENCE;

    async fn work(&self, bearers: Vec<Bearer>) -> Result<Vec<Option<Known>>, Problem> {
        // A look changes nothing: one that is lost, with everybody who waits for it, is made good.
        let register = match self.look(&bearers).await {
            Ok(register) => register,
            Err(error) => {
                tracing::warn!(%error, "a look at who comes in failed; it is tried once more");
                self.look(&bearers).await?
            }
        };
        Ok(bearers.into_iter().map(|bearer| register.of(bearer)).collect())
    }
}

impl Doorman {
    async fn look(&self, bearers: &[Bearer]) -> Result<Register, Problem> {
        let look = async {
            let line = Line::from(self.0.get().await?);
            Ok(line.alone(Register::look(&line, bearers)).await?)
        };
        timeout(ONE_LOOK, look).await.map_err(Problem::unavailable)?
    }
}

pub(super) type Entrance = Desks<Doorman>;

/// What is known of a group of bearers.
struct Register {
    members: Vec<Member>,
    staff: Vec<Staff>,
    clients: Vec<Client>,
    revoked: Vec<(Uuid, Uuid)>,
}

impl Register {
    async fn look(wire: &Wire, bearers: &[Bearer]) -> QueryResult<Self> {
        let (mut members, mut staff, mut clients, mut tokens) = (vec![], vec![], vec![], vec![]);
        for bearer in bearers {
            match *bearer {
                Bearer::Member { session, .. } => members.push(session.0),
                Bearer::Staff { session } => staff.push(session.0),
                Bearer::Client { organisation, client, token } => {
                    clients.push((organisation.0, client.0));
                    tokens.push((organisation.0, token));
                }
            }
        }
        let (members, staff, clients, revoked) = try_join!(
            look_at_members(wire, members),
            look_at_staff(wire, staff),
            look_at_clients(wire, clients),
            look_for_revoked(wire, tokens)
        )?;
        Ok(Self { members, staff, clients, revoked })
    }

    fn of(&self, bearer: Bearer) -> Option<Known> {
        match bearer {
            Bearer::Member { organisation, session } => {
                let its = |member: &&Member| member.session_id == session.0 && member.organisation_id == organisation.0;
                self.members.iter().find(its).cloned().map(Known::Member)
            }
            Bearer::Staff { session } => {
                self.staff.iter().find(|staff| staff.session_id == session.0).cloned().map(Known::Staff)
            }
            Bearer::Client { organisation, client, token } => {
                let its = |known: &&Client| known.id == client.0 && known.organisation_id == organisation.0;
                let client = self.clients.iter().find(its)?.clone();
                Some(Known::Client { client, token_revoked: self.revoked.contains(&(organisation.0, token)) })
            }
        }
    }
}

async fn look_at_members(mut wire: &Wire, sessions: Vec<Uuid>) -> QueryResult<Vec<Member>> {
    if sessions.is_empty() {
        return Ok(vec![]);
    }
    let found = standings::table.filter(standings::session_id.eq_any(sessions));
    found.select(Member::as_select()).load(&mut wire).await
}

async fn look_at_staff(mut wire: &Wire, sessions: Vec<Uuid>) -> QueryResult<Vec<Staff>> {
    if sessions.is_empty() {
        return Ok(vec![]);
    }
    let found = platform_standings::table.filter(platform_standings::session_id.eq_any(sessions));
    found.select(Staff::as_select()).load(&mut wire).await
}

/// By organisation and id, so that an index finds them.
async fn look_at_clients(mut wire: &Wire, asked: Vec<(Uuid, Uuid)>) -> QueryResult<Vec<Client>> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let (in_organisations, ids): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let found = api_clients::table.inner_join(organisations::table);
    let found = found.filter(api_clients::organisation_id.eq_any(in_organisations));
    found.filter(api_clients::id.eq_any(ids)).select(Client::as_select()).load(&mut wire).await
}

async fn look_for_revoked(mut wire: &Wire, asked: Vec<(Uuid, Uuid)>) -> QueryResult<Vec<(Uuid, Uuid)>> {
    if asked.is_empty() {
        return Ok(vec![]);
    }
    let (in_organisations, ids): (Vec<_>, Vec<_>) = asked.into_iter().unzip();
    let found = revoked_tokens::table.filter(revoked_tokens::organisation_id.eq_any(in_organisations));
    let found = found.filter(revoked_tokens::jti.eq_any(ids));
    found.select((revoked_tokens::organisation_id, revoked_tokens::jti)).load(&mut wire).await
}

#[cfg(test)]
mod tests;
