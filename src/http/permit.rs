//! The permission of an operation stands in its handler's signature: no permit, no way to a transaction. The token is
//! verified when the permit is extracted; the caller's standing today is read with the first statement.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use futures_util::join;
use uuid::Uuid;

use super::change::{Asked, Change, Halt};
use super::edge::RequestFacts;
use super::keyring::AccessClaims;
use super::reply::Reply;
use super::retry::Retry;
use super::standing::{self, Standing};
use super::{Answer, limits::Quota};
use crate::app::AppState;
use crate::context::{Actor, Context, Role};
use crate::db::{Durability, Platform, SignIn, Tenant, Trace, Tx, Wire};
use crate::ids::{AccountId, ApiClientId, FamilyId, OrganisationId, SessionId, UserId};
use crate::problem::{Code, Problem};

/// Gate G2 (`domain.md` §6): what an operation needs of the organisation's subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Writing needs an active subscription.
    Active,
    /// Running trajectories may be wound down for a while after its end.
    Running,
    /// Never blocked: erasure, correction of personal data, revoking access and links, one's own account.
    Exempt,
}

/// What an operation asks of its caller.
pub trait Permission: 'static {
    /// The scope, as in the document's `security`.
    const SCOPE: &'static str;
    /// The roles that hold it.
    const WHO: &'static [Role];
    const GATE: Gate;
}

/// Declares permissions: `Name = "scope" [roles] gate;`.
macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $scope:literal [$($role:ident),+] $gate:ident;)+) => {$(
        $(#[$doc])*
        pub struct $name;
        impl $crate::http::Permission for $name {
            const SCOPE: &'static str = $scope;
            const WHO: &'static [$crate::context::Role] = &[$($crate::context::Role::$role),+];
            const GATE: $crate::http::Gate = $crate::http::Gate::$gate;
        }
    )+};
}
pub(crate) use permissions;

/// Where a caller sits: an organisation, or the licence holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    Organisation(OrganisationId),
    Platform,
}

/// The right to call an operation.
pub struct Permit<P> {
    request: HttpRequest,
    state: web::Data<AppState>,
    claims: AccessClaims,
    permission: PhantomData<P>,
}

impl<P: Permission> FromRequest for Permit<P> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
                return Err(Problem::internal(anyhow::anyhow!("no application state")));
            };
            let claims = match claims(&request, &state).await {
                Ok(claims) => claims,
                Err(problem) => {
                    // A token that is not good is a stranger's.
                    let address = RequestFacts::of(&request).address.unwrap_or_default();
                    refuse_above(state.limits.address(&address))?;
                    return Err(problem);
                }
            };
            let organisation = claims.org.unwrap_or(OrganisationId::PLATFORM);
            let quota = state.limits.caller(claims.sub, organisation.0);
            request.extensions_mut().insert(quota);
            refuse_above(quota)?;
            let permit = Self { request, state, claims, permission: PhantomData };
            permit.count();
            Ok(permit)
        })
    }
}

/// 429 when the quota is used up.
pub(super) fn refuse_above(quota: Quota) -> Result<(), Problem> {
    match quota.retry_after_seconds {
        Some(seconds) => Err(Problem { retry_after_seconds: Some(seconds), ..Problem::new(Code::TooManyRequests) }),
        None => Ok(()),
    }
}

async fn claims(request: &HttpRequest, state: &AppState) -> Result<AccessClaims, Problem> {
    let refused = || Problem::new(Code::Unauthorized);
    let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(refused)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    state.verify(token.trim()).await?.ok_or_else(refused)
}

impl<P: Permission> Permit<P> {
    /// Where the caller sits.
    pub fn seat(&self) -> Seat {
        self.claims.org.map_or(Seat::Platform, Seat::Organisation)
    }

    pub fn state(&self) -> web::Data<AppState> {
        self.state.clone()
    }

    pub fn context(&self) -> Context {
        let facts = RequestFacts::of(&self.request);
        let claims = &self.claims;
        let actor = match (claims.sid, claims.member) {
            (Some(session), Some(user)) => {
                Actor::Person { account: AccountId(claims.sub), session: SessionId(session), user: UserId(user) }
            }
            _ => Actor::Integration { client: ApiClientId(claims.sub) },
        };
        facts.context(actor, &self.state.clock)
    }

    /// Counts the calls of systems; what people do is no call.
    fn count(&self) {
        if let (Seat::Organisation(organisation), None) = (self.seat(), self.claims.sid) {
            self.state.usage.count(organisation, ApiClientId(self.claims.sub), self.state.clock.today());
        }
    }

    /// Opens the door and looks at the caller's standing today; `beside` is asked in the same breath, and what became of
    /// it is judged only when the standing was good.
    async fn enter_organisation<T>(
        &self,
        durability: Durability,
        beside: impl AsyncFnOnce(&Wire, OrganisationId, &Context) -> Result<T, Problem>,
    ) -> Result<(Tx<Tenant>, bool, Result<T, Problem>), Problem> {
        let Seat::Organisation(organisation) = self.seat() else { return Err(Self::forbidden()) };
        let mut tx = self.state.doors.tenant(organisation, self.context(), durability).await?;
        let (wire, context) = tx.split();
        let standing = standing::in_organisation(wire, context, &self.claims);
        let (standing, asked) = join!(standing, beside(wire, organisation, context));
        match standing.and_then(Self::authorise) {
            Ok(standing) => {
                let read_only = standing.read_only;
                tx.context.roles = standing.roles;
                tx.context.practitioner = standing.practitioner;
                Ok((tx, read_only, asked))
            }
            Err(problem) => {
                tx.leave();
                Err(problem)
            }
        }
    }

    /// The same behind the licence holder's door.
    async fn enter_platform<T>(
        &self,
        durability: Durability,
        beside: impl AsyncFnOnce(&Wire, OrganisationId, &Context) -> Result<T, Problem>,
    ) -> Result<(Tx<Platform>, Result<T, Problem>), Problem> {
        if self.seat() != Seat::Platform {
            return Err(Self::forbidden());
        }
        let mut tx = self.state.doors.platform(self.context(), durability).await?;
        let (wire, context) = tx.split();
        let standing = standing::in_platform(wire, context);
        let (standing, asked) = join!(standing, beside(wire, OrganisationId::PLATFORM, context));
        match standing.and_then(Self::authorise) {
            Ok(standing) => {
                tx.context.roles = standing.roles;
                Ok((tx, asked))
            }
            Err(problem) => {
                tx.leave();
                Err(problem)
            }
        }
    }

    fn authorise(standing: Standing) -> Result<Standing, Problem> {
        let role = P::WHO.iter().any(|role| standing.roles.contains(role));
        let scope = standing.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == P::SCOPE));
        if role && scope { Ok(standing) } else { Err(Self::forbidden()) }
    }

    fn forbidden() -> Problem {
        Problem::new(Code::Forbidden).with("scope", P::SCOPE)
    }

    /// Reads inside the caller's organisation.
    pub async fn read(self, work: impl AsyncFnOnce(&mut Tx<Tenant>) -> Result<Reply, Problem>) -> Answer {
        match self.enter_organisation(Durability::ReadTrace, nothing).await {
            Ok((tx, ..)) => self.finish_read(tx, work).await,
            Err(problem) => Err(self.audit_refusal(problem, Vec::new()).await),
        }
    }

    /// Reads inside the caller's organisation what can be asked for before it is known who asks: `ask` leaves in the same
    /// breath as the look at the caller's standing, and `work` gets what came of it only when that was good.
    pub async fn read_at_once<T>(
        self,
        ask: impl AsyncFnOnce(&Wire, OrganisationId, &Context) -> Result<T, Problem>,
        work: impl AsyncFnOnce(&mut Tx<Tenant>, T) -> Result<Reply, Problem>,
    ) -> Answer {
        match self.enter_organisation(Durability::ReadTrace, ask).await {
            Ok((tx, _, asked)) => self.finish_read(tx, async |tx| work(tx, asked?).await).await,
            Err(problem) => Err(self.audit_refusal(problem, Vec::new()).await),
        }
    }

    /// Reads as the licence holder.
    pub async fn platform_read(self, work: impl AsyncFnOnce(&mut Tx<Platform>) -> Result<Reply, Problem>) -> Answer {
        match self.enter_platform(Durability::ReadTrace, nothing).await {
            Ok((tx, _)) => self.finish_read(tx, work).await,
            Err(problem) => Err(self.audit_refusal(problem, Vec::new()).await),
        }
    }

    async fn finish_read<D>(
        &self,
        mut tx: Tx<D>,
        work: impl AsyncFnOnce(&mut Tx<D>) -> Result<Reply, Problem>,
    ) -> Answer {
        match work(&mut tx).await {
            // A trace must have been taken down before anything is told; a read without one has nothing to wait for.
            Ok(reply) if tx.has_last() => {
                tx.commit().await?;
                Ok(self.respond(reply))
            }
            answer => {
                tx.leave();
                answer.map(|reply| self.respond(reply))
            }
        }
    }

    /// Changes something inside the caller's organisation.
    pub async fn change(self, work: impl AsyncFnOnce(&mut Change<'_, Tenant>) -> Result<Reply, Halt>) -> Answer {
        let retry = Retry::of(&self.request);
        let terms =
            async |wire: &Wire, place, context: &Context| ask(&retry, Some(P::GATE), wire, place, context).await;
        match self.enter_organisation(Durability::Change, terms).await {
            Ok((tx, read_only, asked)) => {
                let terms = Terms { retry, asked, gate: Some(P::GATE), read_only };
                self.finish_change(tx, terms, work).await
            }
            Err(problem) => Err(self.audit_refusal(problem, Vec::new()).await),
        }
    }

    /// Changes something as the licence holder.
    pub async fn platform_change(
        self,
        work: impl AsyncFnOnce(&mut Change<'_, Platform>) -> Result<Reply, Halt>,
    ) -> Answer {
        let retry = Retry::of(&self.request);
        let terms = async |wire: &Wire, place, context: &Context| ask(&retry, None, wire, place, context).await;
        match self.enter_platform(Durability::Change, terms).await {
            Ok((tx, asked)) => {
                let terms = Terms { retry, asked, gate: None, read_only: false };
                self.finish_change(tx, terms, work).await
            }
            Err(problem) => Err(self.audit_refusal(problem, Vec::new()).await),
        }
    }

    async fn finish_change<D>(
        &self,
        mut tx: Tx<D>,
        terms: Terms,
        work: impl AsyncFnOnce(&mut Change<'_, D>) -> Result<Reply, Halt>,
    ) -> Answer {
        match Self::work_and_remember(&mut tx, &self.request, terms, work).await {
            Ok(reply) => {
                Box::pin(tx.commit()).await?;
                Ok(self.respond(reply))
            }
            // Waited for: the key must be free again before the caller hears that it may come back.
            Err(Halt::Replay(reply)) => {
                Box::pin(tx.rollback()).await;
                Ok(self.respond(*reply))
            }
            Err(Halt::Problem(problem)) => {
                let families = std::mem::take(&mut tx.context.families);
                Box::pin(tx.rollback()).await;
                Err(Box::pin(self.audit_refusal(*problem, families)).await)
            }
        }
    }

    /// Looks at the caller's standing, and whether this change was answered before; gives the circumstances for work
    /// on the caller's own account.
    async fn stand(&self, retry: &Retry) -> Result<(Option<OrganisationId>, Context), Halt> {
        match self.seat() {
            Seat::Organisation(organisation) => {
                let (tx, ..) = self.enter_organisation(Durability::ReadTrace, nothing).await?;
                Ok((Some(organisation), known(tx, retry).await?))
            }
            Seat::Platform => {
                let (tx, _) = self.enter_platform(Durability::ReadTrace, nothing).await?;
                Ok((None, known(tx, retry).await?))
            }
        }
    }

    /// Reads the caller's own account, behind the sign-in door.
    pub async fn own_read(self, work: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<Reply, Problem>) -> Answer {
        match self.stand(&Retry::none()).await {
            Ok((_, context)) => Ok(self.respond(self.state.doors.look_in_sign_in(context, work).await?)),
            Err(halt) => self.halted(halt),
        }
    }

    /// Changes the caller's own account, behind the sign-in door. What must be proven first (a password takes long to
    /// hash) is proven before the transaction begins.
    pub async fn own_change<T>(
        self,
        prove: impl AsyncFnOnce(&Context) -> Result<T, Problem>,
        work: impl AsyncFnOnce(&mut Change<'_, SignIn>, T) -> Result<Reply, Halt>,
    ) -> Answer {
        let (organisation, context) = match self.stand(&Retry::of(&self.request)?).await {
            Ok(stood) => stood,
            Err(halt) => return self.halted(halt),
        };
        let proof = prove(&context).await?;
        let mut tx = self.state.doors.sign_in(organisation, context).await?;
        let (retry, place) = (Retry::of(&self.request), tx.organisation());
        let (wire, context) = tx.split();
        let asked = ask(&retry, None, wire, place, context).await;
        let terms = Terms { retry, asked, gate: None, read_only: false };
        self.finish_change(tx, terms, async |tx| work(tx, proof).await).await
    }

    fn halted(&self, halt: Halt) -> Answer {
        match halt {
            Halt::Replay(reply) => Ok(self.respond(*reply)),
            Halt::Problem(problem) => Err(*problem),
        }
    }

    async fn work_and_remember<D>(
        tx: &mut Tx<D>,
        request: &HttpRequest,
        terms: Terms,
        work: impl AsyncFnOnce(&mut Change<'_, D>) -> Result<Reply, Halt>,
    ) -> Result<Reply, Halt> {
        let mut change = Change::new(tx, request, terms.retry?, terms.asked?, terms.gate, terms.read_only);
        let reply = work(&mut change).await?;
        change.remember(&reply)?;
        Ok(reply)
    }

    fn respond(&self, mut reply: Reply) -> HttpResponse {
        reply.next = reply.next.map(|cursor| next_page(&self.request, &cursor));
        reply.into_response(&self.request)
    }

    /// A refused act is audited in a transaction of its own; the refusal itself is what the caller hears.
    async fn audit_refusal(&self, problem: Problem, families: Vec<FamilyId>) -> Problem {
        if !matches!(problem.code.entry().status, 403 | 409) {
            return problem;
        }
        let context = self.context();
        let trace = Trace::refused(problem.code, "request", object_of(&context.path)).families(families);
        let written = match self.seat() {
            Seat::Organisation(organisation) => {
                self.state
                    .doors
                    .in_organisation(organisation, context, async |tx| {
                        tx.trace(trace);
                        Ok(())
                    })
                    .await
            }
            Seat::Platform => {
                self.state
                    .doors
                    .in_platform(context, async |tx| {
                        tx.trace(trace);
                        Ok(())
                    })
                    .await
            }
        };
        if let Err(error) = written {
            tracing::error!(%error, "a refusal could not be audited");
        }
        problem
    }
}

/// The terms of a change, as far as they are known before its work begins.
struct Terms {
    retry: Result<Retry, Problem>,
    asked: Result<Asked, Problem>,
    gate: Option<Gate>,
    read_only: bool,
}

/// Asks what a change must know. A key that can't be one is judged in its turn, and asks nothing.
async fn ask(
    retry: &Result<Retry, Problem>,
    gate: Option<Gate>,
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
) -> Result<Asked, Problem> {
    match retry {
        Ok(retry) => Asked::ask(retry, gate, wire, organisation, context).await,
        Err(_) => Asked::ask(&Retry::none(), gate, wire, organisation, context).await,
    }
}

/// Asks nothing beside the standing.
async fn nothing(_: &Wire, _: OrganisationId, _: &Context) -> Result<(), Problem> {
    Ok(())
}

/// The circumstances of a caller whose standing was found, unless the request was answered before.
async fn known<D>(mut tx: Tx<D>, retry: &Retry) -> Result<Context, Halt> {
    let answered = retry.known(&mut tx).await;
    let context = tx.context.clone();
    tx.leave();
    answered.map(|()| context)
}

/// The object that a path is about: the last id in it.
fn object_of(path: &str) -> Option<Uuid> {
    path.rsplit('/').find_map(|segment| Uuid::try_parse(segment).ok())
}

/// The address of the next page: this one with another cursor.
fn next_page(request: &HttpRequest, cursor: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(request.query_string().as_bytes()) {
        if name != "cursor" {
            query.append_pair(&name, &value);
        }
    }
    query.append_pair("cursor", cursor);
    format!("{}?{}", request.path(), query.finish())
}
