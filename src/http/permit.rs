//! The permission of an operation stands in its handler's signature: no permit, no way to a transaction. The token is
//! verified when the permit is extracted; the caller's standing today is looked at by the doorman.

mod place;

use std::marker::PhantomData;
use std::pin::pin;
use std::time::{Duration, Instant};

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use futures_util::future::{Either, LocalBoxFuture, select};
use futures_util::join;
use uuid::Uuid;

pub(super) use self::place::Place;
use super::change::{self, Asked, Change, Halt};
use super::edge::RequestFacts;
use super::keyring::AccessClaims;
use super::refusal::Refused;
use super::reply::Reply;
use super::retry::Retry;
use super::standing::{self, Standing};
use super::{Answer, limits::Quota};
use crate::app::AppState;
use crate::context::{Actor, Context, Role};
use crate::db::{Intent, Platform, SignIn, Telling, Tenant, Tx, Wire};
use crate::ids::{AccountId, ApiClientId, OrganisationId};
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

/// When a connection was waited for longer than this, a standing that was asked for before it is asked for again.
const FRESH: Duration = Duration::from_secs(1);

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
        let account = self.claims.sub;
        let actor = match self.claims.person() {
            Some((session, user)) => Actor::Person { account: AccountId(account), session, user },
            None => Actor::Integration { client: ApiClientId(account) },
        };
        facts.context(actor, &self.state.clock)
    }

    /// Counts the calls of systems; what people do is no call.
    fn count(&self) {
        if let (Seat::Organisation(organisation), None) = (self.seat(), self.claims.person()) {
            self.state.usage.count(organisation, ApiClientId(self.claims.sub), self.state.clock.today());
        }
    }

    /// Where the caller works behind this door.
    fn place<D: Place>(&self) -> Result<OrganisationId, Problem> {
        D::of(&self.claims).ok_or_else(Self::forbidden)
    }

    async fn open<D: Place>(&self, organisation: OrganisationId, intent: Intent) -> Result<Tx<D>, Problem> {
        D::open(&self.state.doors, organisation, self.context(), intent).await
    }

    /// The caller's standing today. It is asked for at once, whenever the answer is waited for.
    fn standing(&self) -> impl Future<Output = Result<Standing, Problem>> {
        standing::today(&self.state.doors, &self.claims, self.state.clock.now())
    }

    /// Asks for the caller's standing and opens the door meanwhile; when that took long, asks again.
    async fn arrive<D: Place>(
        &self,
        organisation: OrganisationId,
        intent: Intent,
    ) -> Result<(Tx<D>, impl Future<Output = Result<Standing, Problem>>), Problem> {
        let (standing, asked_at) = (self.standing(), Instant::now());
        let tx = self.open::<D>(organisation, intent).await?;
        let standing = if asked_at.elapsed() < FRESH { standing } else { self.standing() };
        Ok((tx, standing))
    }

    /// What `work` finds behind the door. What the caller's standing was last time says what it may look for, so it begins
    /// while today's is looked at. If that differs, `work` is broken off, and begun anew as far as the caller still may.
    async fn look<D: Place>(
        &self,
        intent: Intent,
        work: impl AsyncFn(&mut Tx<D>) -> Result<Reply, Problem>,
    ) -> Result<(Tx<D>, Result<Reply, Problem>), Problem> {
        let organisation = self.place::<D>()?;
        if let Some(last) = self.state.standings.last(&self.claims).filter(|last| Self::allows(last)) {
            let (mut tx, standing) = self.arrive::<D>(organisation, intent).await?;
            last.tell(&mut tx.context);
            if let Some(done) = self.look_beside(&mut tx, &last, standing, &work).await? {
                return Ok((tx, done));
            }
        }
        let (mut tx, standing) = self.arrive::<D>(organisation, intent).await?;
        self.judge(standing.await)?.tell(&mut tx.context);
        tx.release();
        let done = work(&mut tx).await;
        Ok((tx, done))
    }

    /// What `work` finds while today's standing is looked at; nothing, when that is not the last one any more. What is
    /// broken off leaves its transaction open, so the connection is closed with it.
    async fn look_beside<D: Place>(
        &self,
        tx: &mut Tx<D>,
        last: &Standing,
        standing: impl Future<Output = Result<Standing, Problem>>,
        work: impl AsyncFn(&mut Tx<D>) -> Result<Reply, Problem>,
    ) -> Result<Option<Result<Reply, Problem>>, Problem> {
        let telling = tx.telling().cloned();
        let holds = |found| {
            let holds = self.judge(found)? == *last;
            if holds {
                telling.iter().for_each(Telling::release);
            }
            Ok::<_, Problem>(holds)
        };
        match select(pin!(standing), pin!(work(tx))).await {
            Either::Left((found, work)) => match holds(found)? {
                true => Ok(Some(work.await)),
                false => Ok(None),
            },
            Either::Right((done, standing)) => Ok(holds(standing.await)?.then_some(done)),
        }
    }

    /// Opens the door for a change. What it must know is asked while the caller's standing is looked at.
    async fn enter<D: Place>(&self, gate: Option<Gate>) -> Result<(Tx<D>, Terms), Problem> {
        let organisation = self.place::<D>()?;
        let (mut tx, standing) = self.arrive::<D>(organisation, Intent::Change).await?;
        let retry = Retry::of(&self.request);
        let (wire, context) = tx.split();
        let (found, asked) = join!(standing, ask(&retry, gate, wire, organisation, context));
        match self.judge(found) {
            Ok(standing) => {
                standing.tell(&mut tx.context);
                Ok((tx, Terms { retry, asked, gate, read_only: standing.read_only }))
            }
            Err(problem) => {
                tx.leave();
                Err(problem)
            }
        }
    }

    /// Whether the caller may do this, with what was found today.
    fn judge(&self, found: Result<Standing, Problem>) -> Result<Standing, Problem> {
        self.state.standings.note(&self.claims, &found);
        let standing = found?;
        if Self::allows(&standing) { Ok(standing) } else { Err(Self::forbidden()) }
    }

    fn allows(standing: &Standing) -> bool {
        let scopes = standing.scopes.as_ref();
        P::WHO.iter().any(|role| standing.roles.contains(role))
            && scopes.is_none_or(|scopes| scopes.iter().any(|scope| scope == P::SCOPE))
    }

    fn forbidden() -> Problem {
        Problem::new(Code::Forbidden).with("scope", P::SCOPE)
    }

    /// Reads inside the caller's organisation. `work` changes nothing, and may be begun twice.
    pub async fn read(self, work: impl AsyncFn(&mut Tx<Tenant>) -> Result<Reply, Problem>) -> Answer {
        self.read_behind(Intent::Read, work).await
    }

    /// The same for what others are told of as well: that it was read is noted in the same transaction.
    pub async fn read_and_note(self, work: impl AsyncFn(&mut Tx<Tenant>) -> Result<Reply, Problem>) -> Answer {
        self.read_behind(Intent::Change, work).await
    }

    /// Reads as the licence holder.
    pub async fn platform_read(self, work: impl AsyncFn(&mut Tx<Platform>) -> Result<Reply, Problem>) -> Answer {
        self.read_behind(Intent::Read, work).await
    }

    async fn read_behind<D: Place>(
        &self,
        intent: Intent,
        work: impl AsyncFn(&mut Tx<D>) -> Result<Reply, Problem>,
    ) -> Answer {
        match self.look(intent, work).await {
            Ok((tx, Ok(reply))) => {
                match intent {
                    Intent::Read => tx.tell().await?,
                    Intent::Change => tx.commit().await?,
                }
                Ok(self.respond(reply))
            }
            Ok((tx, Err(problem))) => {
                tx.leave();
                Err(problem)
            }
            Err(problem) => Err(self.audit(problem.into()).await),
        }
    }

    /// Changes something inside the caller's organisation.
    pub async fn change(self, work: impl AsyncFnOnce(&mut Change<'_, Tenant>) -> Result<Reply, Halt>) -> Answer {
        self.change_behind(Some(P::GATE), work).await
    }

    /// Changes something as the licence holder.
    pub async fn platform_change(
        self,
        work: impl AsyncFnOnce(&mut Change<'_, Platform>) -> Result<Reply, Halt>,
    ) -> Answer {
        self.change_behind(None, work).await
    }

    async fn change_behind<D: Place>(
        &self,
        gate: Option<Gate>,
        work: impl AsyncFnOnce(&mut Change<'_, D>) -> Result<Reply, Halt>,
    ) -> Answer {
        match self.enter::<D>(gate).await {
            Ok((tx, terms)) => self.carry_out(tx, terms, work).await,
            Err(problem) => Err(self.audit(problem.into()).await),
        }
    }

    async fn carry_out<D>(
        &self,
        mut tx: Tx<D>,
        terms: Terms,
        work: impl AsyncFnOnce(&mut Change<'_, D>) -> Result<Reply, Halt>,
    ) -> Answer {
        let outcome = Self::work_and_remember(&mut tx, &self.request, terms, work).await;
        match Box::pin(change::end(tx, outcome)).await {
            Ok(reply) => Ok(self.respond(reply)),
            Err(refused) => Err(Box::pin(self.audit(refused)).await),
        }
    }

    /// The circumstances of work on the caller's own account, which is behind the sign-in door.
    async fn own(&self) -> Result<Context, Problem> {
        let standing = self.judge(self.standing().await)?;
        let mut context = self.context();
        standing.tell(&mut context);
        Ok(context)
    }

    /// Reads the caller's own account, behind the sign-in door.
    pub async fn own_read(self, work: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<Reply, Problem>) -> Answer {
        let context = self.own().await?;
        Ok(self.respond(self.state.doors.look_in_sign_in(context, work).await?))
    }

    /// Changes the caller's own account, behind the sign-in door. What must be proven first (a password takes long to
    /// hash) is proven before the transaction begins, and not when this was answered before.
    pub async fn own_change<T>(
        self,
        prove: impl AsyncFnOnce(&Context) -> Result<T, Problem>,
        work: impl AsyncFnOnce(&mut Change<'_, SignIn>, T) -> Result<Reply, Halt>,
    ) -> Answer {
        let (retry, context) = (Retry::of(&self.request)?, self.own().await?);
        let (doors, organisation) = (&self.state.doors, self.claims.org);
        if let Err(halt) = retry.look(doors, organisation, &context).await {
            return halt.answer(&self.request);
        }
        let proof = prove(&context).await?;
        let mut tx = doors.sign_in(organisation, context).await?;
        let place = tx.organisation();
        let (wire, context) = tx.split();
        let asked = Asked::ask(&retry, None, wire, place, context).await;
        let terms = Terms { retry: Ok(retry), asked, gate: None, read_only: false };
        self.carry_out(tx, terms, async |tx| work(tx, proof).await).await
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

    async fn audit(&self, refused: Refused) -> Problem {
        let (doors, context) = (&self.state.doors, self.context());
        let object = object_of(&context.path);
        match self.seat() {
            Seat::Organisation(organisation) => refused.audit::<Tenant>(doors, organisation, context, object).await,
            Seat::Platform => refused.audit::<Platform>(doors, OrganisationId::PLATFORM, context, object).await,
        }
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
