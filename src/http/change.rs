//! The terms of a change: replay of an idempotency key, then `If-Match`, then the gate of the subscription, in that
//! order and after the handler has established that the caller may see and do it (404, 403). A handler can't skip
//! this: a change that was never let through ends as an internal error.

use std::ops::{Deref, DerefMut};

use actix_web::HttpRequest;
use actix_web::http::header::IF_MATCH;
use chrono::NaiveDate;
use diesel_async::RunQueryDsl;
use futures_util::try_join;
use uuid::Uuid;

use super::permit::Gate;
use super::refusal::Refused;
use super::reply::{Reply, etag_of, matches_version};
use super::retry::{Retry, Stored};
use crate::context::Context;
use crate::db::{Tx, Wire};
use crate::ids::OrganisationId;
use crate::problem::{Code, Problem};

/// Why a change stops early: it is refused, or it was done before.
#[derive(Debug)]
pub enum Halt {
    Problem(Box<Problem>),
    Replay(Box<Reply>),
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl Halt {
    /// The response of an operation that needs no permit.
    pub fn answer(self, request: &HttpRequest) -> super::Answer {
        match self {
            Self::Problem(problem) => Err(*problem),
            Self::Replay(reply) => reply.answer(request),
        }
    }
}

/// Ends the transaction of a change as its work says: what it did is durable before the caller hears of it, and what is
/// refused or was done before is undone. The database may refuse as late as at the end.
pub(super) async fn end<D>(mut tx: Tx<D>, outcome: Result<Reply, Halt>) -> Result<Reply, Refused> {
    let families = std::mem::take(&mut tx.context.families);
    let ended = match outcome {
        Ok(reply) => tx.commit().await.map(|()| reply),
        // Waited for: the key must be free again before the caller hears that it may come back.
        Err(Halt::Replay(reply)) => tx.rollback_and_settle().await.map(|()| *reply),
        Err(Halt::Problem(problem)) => tx.undo(&problem).await.and(Err(*problem)),
    };
    ended.map_err(|problem| Refused { problem, families })
}

impl From<diesel::result::Error> for Halt {
    fn from(error: diesel::result::Error) -> Self {
        Problem::from(error).into()
    }
}

diesel::define_sql_function! {
    /// Gate G2 on a day: `active`, `winding_down` or `inactive`.
    fn subscription_state(day: diesel::sql_types::Date) -> diesel::sql_types::Text;
}

/// What a change must know of the database before anything is locked: asked at once, beside the caller's standing, and
/// judged in its turn.
pub(super) struct Asked {
    /// What was answered under the key before; a key that is in use is refused here.
    answered: Option<Stored>,
    /// Gate G2 today, if it matters.
    subscription: Option<String>,
}

impl Asked {
    pub(super) async fn ask(
        retry: &Retry,
        gate: Option<Gate>,
        wire: &Wire,
        organisation: OrganisationId,
        context: &Context,
    ) -> Result<Self, Problem> {
        let claimed = retry.claim(wire, organisation, context);
        let (answered, subscription) = try_join!(claimed, subscription(gate, wire, context.today))?;
        Ok(Self { answered, subscription })
    }
}

async fn subscription(gate: Option<Gate>, mut wire: &Wire, today: NaiveDate) -> Result<Option<String>, Problem> {
    match gate {
        None | Some(Gate::Exempt) => Ok(None),
        Some(_) => Ok(Some(diesel::select(subscription_state(today)).get_result(&mut wire).await?)),
    }
}

/// A transaction that changes something, with the caller's terms.
pub struct Change<'t, D> {
    tx: &'t mut Tx<D>,
    retry: Retry,
    asked: Asked,
    if_match: Option<String>,
    gate: Option<Gate>,
    read_only: bool,
    let_through: bool,
}

impl<D> Deref for Change<'_, D> {
    type Target = Tx<D>;
    fn deref(&self) -> &Tx<D> {
        self.tx
    }
}

impl<D> DerefMut for Change<'_, D> {
    fn deref_mut(&mut self) -> &mut Tx<D> {
        self.tx
    }
}

impl<'t, D> Change<'t, D> {
    /// `gate` is absent behind the licence holder's door.
    pub(super) fn new(
        tx: &'t mut Tx<D>,
        request: &HttpRequest,
        retry: Retry,
        asked: Asked,
        gate: Option<Gate>,
        read_only: bool,
    ) -> Self {
        let if_match = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Self { tx, retry, asked, if_match, gate, read_only, let_through: false }
    }

    async fn answered(&mut self) -> Result<(), Halt> {
        self.retry.answered(self.tx, self.asked.answered.take()).await
    }

    /// The id of what this very request made before, when a replay would tell of it again. Whoever may lose sight of what
    /// was made looks for it before [`Self::create`]: order of answers, 404 before replay.
    pub fn made_before(&self) -> Option<Uuid> {
        self.asked.answered.as_ref().and_then(|stored| self.retry.made(stored, self.tx.context.now))
    }

    /// Lets a creation through, or answers what was answered before.
    pub async fn create(&mut self) -> Result<(), Halt> {
        self.answered().await?;
        self.pass_gate()?;
        self.let_through = true;
        Ok(())
    }

    /// Lets a change of an existing resource through: the caller must have seen its present version.
    pub async fn proceed(&mut self, version: i32) -> Result<(), Halt> {
        self.answered().await?;
        self.require_seen(version)?;
        self.pass_gate()?;
        self.let_through = true;
        Ok(())
    }

    /// The same for a change that only takes access away, which the subscription never blocks (gate G2), by an operation
    /// that can also give it.
    pub async fn proceed_to_narrow(&mut self, version: i32) -> Result<(), Halt> {
        self.answered().await?;
        self.require_seen(version)?;
        self.let_through = true;
        Ok(())
    }

    fn require_seen(&self, version: i32) -> Result<(), Problem> {
        let refusal = |code| Problem::new(code).with("currentETag", etag_of(version));
        match &self.if_match {
            None => Err(refusal(Code::PreconditionRequired)),
            Some(given) if !matches_version(given, version) => Err(refusal(Code::StaleVersion)),
            Some(_) => Ok(()),
        }
    }

    /// Lets an act through that has no version to compare with (revoking one's own session).
    pub async fn act(&mut self) -> Result<(), Halt> {
        self.create().await
    }

    fn pass_gate(&self) -> Result<(), Problem> {
        let Some(gate) = self.gate.filter(|gate| *gate != Gate::Exempt) else { return Ok(()) };
        if self.read_only {
            return Err(Problem::new(Code::OrganisationReadOnly));
        }
        match (self.asked.subscription.as_deref(), gate) {
            (Some("active"), _) | (Some("winding_down"), Gate::Running) => Ok(()),
            (state, _) => Err(Problem::new(Code::SubscriptionInactive).with("state", state)),
        }
    }

    /// Remembers the answer beside its effect; both commit or neither.
    pub(super) fn remember(self, reply: &Reply) -> Result<(), Problem> {
        if !self.let_through {
            return Err(Problem::internal(anyhow::anyhow!("{} was never let through", self.tx.context.operation)));
        }
        self.retry.remember(self.tx, reply);
        Ok(())
    }
}
