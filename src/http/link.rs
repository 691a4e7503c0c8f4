//! A request of somebody without an account who holds a link into one organisation. The link's token names the
//! organisation, so the work goes through that organisation's own door and looks nowhere else. There is no permit: what
//! the holder may do is for the feature to prove by the token, before anything is told. Idempotency keys belong to the
//! token, and the terms of a change are those of everybody else.

use actix_web::HttpRequest;

use super::Answer;
use super::change::{self, Asked, Change, Halt};
use super::edge::RequestFacts;
use super::permit::Gate;
use super::reply::Reply;
use super::retry::Retry;
use super::standing;
use crate::app::AppState;
use crate::context::{Actor, Context};
use crate::db::{Intent, Tenant, Tx};
use crate::ids::OrganisationId;
use crate::problem::Problem;

/// Who holds a link, in one request.
pub struct Linked<'r> {
    pub request: &'r HttpRequest,
    pub state: &'r AppState,
    /// What the token names; there may be no such organisation.
    pub organisation: OrganisationId,
    pub token: &'r str,
}

impl Linked<'_> {
    fn context(&self) -> Context {
        RequestFacts::of(self.request).context(Actor::Anonymous, &self.state.clock)
    }

    /// Looks at what the link leads to, and notes that somebody looked. A repeat needs no record: it is looked anew.
    pub async fn read(&self, work: impl AsyncFnOnce(&mut Tx<Tenant>) -> Result<Reply, Problem>) -> Answer {
        Retry::of(self.request)?;
        let mut tx = self.state.doors.tenant(self.organisation, self.context(), Intent::Change).await?;
        let reply = match standing::of_link(&mut tx).await {
            Ok(_) => work(&mut tx).await,
            Err(problem) => Err(problem),
        };
        match reply {
            Ok(reply) => {
                tx.commit().await?;
                reply.answer(self.request)
            }
            Err(problem) => {
                tx.leave();
                Err(problem)
            }
        }
    }

    /// Changes what the link leads to. The work proves the token first, then calls `create()`.
    pub async fn change(
        &self,
        gate: Gate,
        work: impl AsyncFnOnce(&mut Change<'_, Tenant>) -> Result<Reply, Halt>,
    ) -> Answer {
        let retry = Retry::with_link(self.request, self.token)?;
        let mut tx = self.state.doors.tenant(self.organisation, self.context(), Intent::Change).await?;
        let outcome = self.work_and_remember(&mut tx, retry, gate, work).await;
        match change::end(tx, outcome).await {
            Ok(reply) => reply.answer(self.request),
            // Until the token has led to a dossier there is nothing to audit.
            Err(refused) if refused.families.is_empty() => Err(refused.problem),
            Err(refused) => {
                let doors = &self.state.doors;
                Err(refused.audit::<Tenant>(doors, self.organisation, self.context(), None).await)
            }
        }
    }

    async fn work_and_remember(
        &self,
        tx: &mut Tx<Tenant>,
        retry: Retry,
        gate: Gate,
        work: impl AsyncFnOnce(&mut Change<'_, Tenant>) -> Result<Reply, Halt>,
    ) -> Result<Reply, Halt> {
        let read_only = standing::of_link(tx).await?;
        let organisation = tx.organisation();
        let (wire, context) = tx.split();
        let asked = Asked::ask(&retry, Some(gate), wire, organisation, context).await?;
        let mut change = Change::new(tx, self.request, retry, asked, Some(gate), read_only);
        let reply = work(&mut change).await?;
        change.remember(&reply)?;
        Ok(reply)
    }
}
