//! The terms of a change: replay of an idempotency key, then `If-Match`, then the gate of the subscription, in that
//! order and after the handler has established that the caller may see and do it (404, 403). A handler can't skip
//! this: a change that was never let through ends as an internal error.

use std::ops::{Deref, DerefMut};

use actix_web::HttpRequest;
use actix_web::http::header::IF_MATCH;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::body::BodyDigest;
use super::headers::IDEMPOTENCY_KEY;
use super::permit::Gate;
use super::reply::{Reply, etag_of, matches_any};
use crate::db::Tx;
use crate::problem::{Code, Place, Problem, Violation};
use crate::schema::idempotency_records;
use crate::secrets::sha256;

/// How long a stored response is kept (`api.md` §1).
pub const KEPT_FOR: chrono::TimeDelta = chrono::TimeDelta::hours(24);

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

impl From<diesel::result::Error> for Halt {
    fn from(error: diesel::result::Error) -> Self {
        Problem::from(error).into()
    }
}

#[derive(diesel::QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
}

diesel::define_sql_function! {
    /// Gate G2 on a day: `active`, `winding_down` or `inactive`.
    fn subscription_state(day: diesel::sql_types::Date) -> diesel::sql_types::Text;
}

/// A transaction that changes something, with the caller's terms.
pub struct Change<'t, D> {
    tx: &'t mut Tx<D>,
    key: Option<Key>,
    if_match: Option<String>,
    gate: Option<Gate>,
    read_only: bool,
    let_through: bool,
}

struct Key {
    key: String,
    fingerprint: [u8; 32],
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
        gate: Option<Gate>,
        read_only: bool,
    ) -> Result<Self, Problem> {
        let key = match request.headers().get(IDEMPOTENCY_KEY) {
            Some(value) => Some(Key { key: readable_key(value.to_str().ok())?, fingerprint: fingerprint(request) }),
            None => None,
        };
        let if_match = request.headers().get(IF_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { tx, key, if_match, gate, read_only, let_through: false })
    }

    /// Lets a creation through, or answers what was answered before.
    pub async fn create(&mut self) -> Result<(), Halt> {
        self.replay().await?;
        self.pass_gate().await?;
        self.let_through = true;
        Ok(())
    }

    /// Lets a change of an existing resource through: the caller must have seen its present version.
    pub async fn proceed(&mut self, version: i32) -> Result<(), Halt> {
        self.replay().await?;
        let current = etag_of(version);
        let Some(given) = &self.if_match else {
            return Err(Problem::new(Code::PreconditionRequired).with("currentETag", current).into());
        };
        if !matches_any(given, &current) {
            return Err(Problem::new(Code::StaleVersion).with("currentETag", current).into());
        }
        self.pass_gate().await?;
        self.let_through = true;
        Ok(())
    }

    /// Lets an act through that has no version to compare with (revoking one's own session).
    pub async fn act(&mut self) -> Result<(), Halt> {
        self.create().await
    }

    async fn replay(&mut self) -> Result<(), Halt> {
        let Some(Key { key, fingerprint }) = &self.key else { return Ok(()) };
        let (organisation, caller) = (self.tx.organisation().0, self.tx.context.actor.id());
        // Two at once with one key: the second is told so instead of waiting (`architecture.md`, One request).
        let lock = lock_number(organisation, caller, key);
        let locked: Locked = diesel::sql_query("SELECT pg_try_advisory_xact_lock($1) AS locked")
            .bind::<diesel::sql_types::BigInt, _>(lock)
            .get_result(self.tx.conn())
            .await?;
        if !locked.locked {
            return Err(Problem { retry_after_seconds: Some(1), ..Problem::new(Code::IdempotencyKeyInUse) }.into());
        }
        let row = idempotency_records::table.find((organisation, caller, key.as_str()));
        type Stored =
            (Vec<u8>, i16, Option<String>, Option<String>, Option<String>, bool, chrono::DateTime<chrono::Utc>);
        let columns = (
            idempotency_records::fingerprint,
            idempotency_records::status,
            idempotency_records::location,
            idempotency_records::etag,
            idempotency_records::body,
            idempotency_records::secret,
            idempotency_records::created_at,
        );
        let stored: Option<Stored> = row.select(columns).first(self.tx.conn()).await.optional()?;
        let Some((known, status, location, etag, body, secret, created_at)) = stored else { return Ok(()) };
        if created_at + KEPT_FOR <= self.tx.context.now {
            diesel::delete(row).execute(self.tx.conn()).await?;
            return Ok(());
        }
        if known != fingerprint {
            return Err(Problem::new(Code::IdempotencyKeyReused).into());
        }
        if secret {
            let problem = Problem::new(Code::IdempotencyResponseNotKept);
            return Err(match location {
                Some(location) => problem.with("location", location),
                None => problem,
            }
            .into());
        }
        let status = u16::try_from(status).unwrap_or(200);
        Err(Halt::Replay(Box::new(Reply { status, body, etag, location, replayed: true, ..Reply::default() })))
    }

    async fn pass_gate(&mut self) -> Result<(), Problem> {
        let Some(gate) = self.gate.filter(|gate| *gate != Gate::Exempt) else { return Ok(()) };
        if self.read_only {
            return Err(Problem::new(Code::OrganisationReadOnly));
        }
        let today = self.tx.context.today;
        let state: String = diesel::select(subscription_state(today)).get_result(self.tx.conn()).await?;
        match (state.as_str(), gate) {
            ("active", _) | ("winding_down", Gate::Running) => Ok(()),
            _ => Err(Problem::new(Code::SubscriptionInactive).with("state", state)),
        }
    }

    /// Remembers the answer beside its effect; both commit or neither.
    pub(super) async fn remember(self, reply: &Reply) -> Result<(), Problem> {
        if !self.let_through {
            return Err(Problem::internal(anyhow::anyhow!("{} was never let through", self.tx.context.operation)));
        }
        let Some(Key { key, fingerprint }) = self.key else { return Ok(()) };
        let row = (
            idempotency_records::organisation_id.eq(self.tx.organisation().0),
            idempotency_records::caller.eq(self.tx.context.actor.id()),
            idempotency_records::key.eq(key),
            idempotency_records::fingerprint.eq(fingerprint.to_vec()),
            idempotency_records::status.eq(i16::try_from(reply.status).unwrap_or(200)),
            idempotency_records::location.eq(reply.location.clone()),
            idempotency_records::etag.eq(reply.etag.clone()),
            idempotency_records::body.eq(reply.body.clone().filter(|_| !reply.secret)),
            idempotency_records::secret.eq(reply.secret),
            idempotency_records::created_at.eq(self.tx.context.now),
        );
        diesel::insert_into(idempotency_records::table).values(row).execute(self.tx.conn()).await?;
        Ok(())
    }
}

fn readable_key(key: Option<&str>) -> Result<String, Problem> {
    match key {
        Some(key) if (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Ok(key.to_owned())
        }
        _ => Err(Problem {
            violations: vec![Violation {
                place: Place::Header("Idempotency-Key"),
                rule: "format".into(),
                message: ("1 tot 255 zichtbare ASCII-tekens".into(), "1 to 255 visible ASCII characters".into()),
            }],
            ..Problem::new(Code::IdempotencyKeyInvalid)
        }),
    }
}

/// What makes two requests the same: method, path and body.
fn fingerprint(request: &HttpRequest) -> [u8; 32] {
    let body = request.extensions_digest();
    sha256(&[request.method().as_str().as_bytes(), b" ", request.path().as_bytes(), b" ", &body].concat())
}

trait Digested {
    fn extensions_digest(&self) -> [u8; 32];
}

impl Digested for HttpRequest {
    fn extensions_digest(&self) -> [u8; 32] {
        use actix_web::HttpMessage;
        self.extensions().get::<BodyDigest>().map_or([0; 32], |digest| digest.0)
    }
}

fn lock_number(organisation: Uuid, caller: Uuid, key: &str) -> i64 {
    let hash = sha256(&[organisation.as_bytes().as_slice(), caller.as_bytes(), key.as_bytes()].concat());
    let mut number = [0; 8];
    number.copy_from_slice(hash.first_chunk::<8>().unwrap_or(&[0; 8]));
    i64::from_be_bytes(number)
}
