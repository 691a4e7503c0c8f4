//! Idempotency keys (`api.md` §1): what was answered under a key is answered again. Key, effect and answer commit
//! together, in the transaction of the effect; a record is scoped to organisation and caller. Who has not signed in
//! yet is known by what the request is about: the account or the link.

use actix_web::{HttpMessage, HttpRequest, web};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use futures_util::try_join;
use uuid::Uuid;

use super::body::BodyDigest;
use super::change::Halt;
use super::headers::IDEMPOTENCY_KEY;
use super::reply::Reply;
use crate::app::AppState;
use crate::context::Context;
use crate::db::{Doors, SignIn, Tx, Wire};
use crate::ids::OrganisationId;
use crate::problem::{Code, Place, Problem, Violation};
use crate::schema::idempotency_records;
use crate::secrets::{Purpose, Vault, same, sha256};

/// How long a stored response is kept (`api.md` §1).
pub const KEPT_FOR: chrono::TimeDelta = chrono::TimeDelta::hours(24);

/// The Idempotency-Key of a request, if it has one.
pub struct Retry {
    key: Option<Key>,
    owner: Owner,
}

/// Whom the key belongs to.
enum Owner {
    /// The actor of the transaction.
    Actor,
    /// Somebody unknown, by what the request is about; kept where no organisation is.
    Stranger(Uuid),
    /// Who holds a link into an organisation; kept there, behind the door that the work goes through.
    Holder(Uuid),
}

struct Key {
    key: String,
    /// Method, path and body, keyed, since a body may hold a password; under every root, the present one first.
    fingerprints: Vec<[u8; 32]>,
}

diesel::define_sql_function! {
    fn pg_try_advisory_xact_lock(number: BigInt) -> Bool;
}

/// What was answered under a key, and to what.
#[derive(Debug, diesel::Queryable)]
pub(super) struct Stored {
    fingerprint: Vec<u8>,
    status: i16,
    location: Option<String>,
    etag: Option<String>,
    body: Option<String>,
    secret: bool,
    created_at: DateTime<Utc>,
}

impl Retry {
    /// The key of a caller who is known.
    pub fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(value) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(Self::none()) };
        let key = readable_key(value.to_str().ok())?;
        let body = request.extensions().get::<BodyDigest>().map_or([0; 32], |digest| digest.0);
        let parts = [request.method().as_str().as_bytes(), request.path().as_bytes(), &body];
        let fingerprints = vault(request)?.macs(Purpose::Retry, &parts);
        Ok(Self { key: Some(Key { key, fingerprints }), owner: Owner::Actor })
    }

    /// The key of somebody who is not, in a request about this account or link. Only a keyed hash of it is kept.
    pub fn about(request: &HttpRequest, subject: &str) -> Result<Self, Problem> {
        let subject = subject_of(request, subject.trim().to_lowercase().as_bytes())?;
        Ok(Self { owner: Owner::Stranger(subject), ..Self::of(request)? })
    }

    /// The key of who holds this token of a link into one organisation.
    pub(super) fn with_link(request: &HttpRequest, token: &str) -> Result<Self, Problem> {
        let subject = subject_of(request, token.as_bytes())?;
        Ok(Self { owner: Owner::Holder(subject), ..Self::of(request)? })
    }

    /// No key, in place of one that can't be one.
    pub(super) fn none() -> Self {
        Self { key: None, owner: Owner::Actor }
    }

    /// The key itself, for those who keep it elsewhere.
    pub fn key(&self) -> Option<&str> {
        self.key.as_ref().map(|key| key.key.as_str())
    }

    /// Whose record it is: (organisation, caller).
    fn scope(&self, organisation: OrganisationId, context: &Context) -> (Uuid, Uuid) {
        match self.owner {
            Owner::Actor => (organisation.0, context.actor.id()),
            Owner::Stranger(subject) => (OrganisationId::PLATFORM.0, subject),
            Owner::Holder(subject) => (organisation.0, subject),
        }
    }

    /// Stops a request behind the sign-in door, if it was answered before. Whoever does it looks again in its transaction.
    pub async fn look(
        &self,
        doors: &Doors,
        organisation: Option<OrganisationId>,
        context: &Context,
    ) -> Result<(), Halt> {
        let Some(Key { key, .. }) = &self.key else { return Ok(()) };
        let mut tx = doors.sign_in(organisation, context.clone()).await?;
        let scope = self.scope(tx.organisation(), context);
        let answered = match stored_under(tx.split().0, scope, key).await {
            Ok(stored) => self.answered(&mut tx, stored).await,
            Err(problem) => Err(problem.into()),
        };
        tx.leave();
        answered
    }

    /// The effect of such a request, once: with its answer, in one transaction behind the sign-in door.
    pub async fn once(
        &self,
        doors: &Doors,
        organisation: Option<OrganisationId>,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<Reply, Problem>,
    ) -> Result<Reply, Halt> {
        let mut tx = doors.sign_in(organisation, context).await?;
        match self.work_and_remember(&mut tx, work).await {
            Ok(reply) => {
                tx.commit().await?;
                Ok(reply)
            }
            Err(halt) => {
                tx.rollback().await;
                Err(halt)
            }
        }
    }

    async fn work_and_remember(
        &self,
        tx: &mut Tx<SignIn>,
        work: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<Reply, Problem>,
    ) -> Result<Reply, Halt> {
        let organisation = tx.organisation();
        let (wire, context) = tx.split();
        let stored = self.claim(wire, organisation, context).await?;
        self.answered(tx, stored).await?;
        let reply = work(tx).await?;
        self.remember(tx, &reply);
        Ok(reply)
    }

    /// Takes the key for this transaction, before anything that could wait for another with the same key: of two at
    /// once the second is told so instead of waiting (`architecture.md`, One request). Gives what was answered before.
    pub(super) async fn claim(
        &self,
        mut wire: &Wire,
        organisation: OrganisationId,
        context: &Context,
    ) -> Result<Option<Stored>, Problem> {
        let Some(Key { key, .. }) = &self.key else { return Ok(None) };
        let scope = self.scope(organisation, context);
        let lock = diesel::select(pg_try_advisory_xact_lock(lock_number(scope, key))).get_result::<bool>(&mut wire);
        // Looks after the lock is there, with a snapshot of its own, and so sees what its last holder has committed.
        let (locked, stored) = try_join!(lock, stored_under(wire, scope, key))?;
        if locked {
            return Ok(stored);
        }
        Err(Problem { retry_after_seconds: Some(1), ..Problem::new(Code::IdempotencyKeyInUse) })
    }

    /// The id at the end of the location that was answered to this very request, while the answer is kept.
    pub(super) fn made(&self, stored: &Stored, now: DateTime<Utc>) -> Option<Uuid> {
        let Key { fingerprints, .. } = self.key.as_ref()?;
        let same_request = fingerprints.iter().any(|fingerprint| same(fingerprint, &stored.fingerprint));
        if !same_request || stored.created_at + KEPT_FOR <= now {
            return None;
        }
        stored.location.as_ref()?.rsplit('/').next()?.parse().ok()
    }

    /// Stops with what was answered before, if there was an answer.
    pub(super) async fn answered<D>(&self, tx: &mut Tx<D>, stored: Option<Stored>) -> Result<(), Halt> {
        let (Some(Key { key, fingerprints }), Some(stored)) = (&self.key, stored) else { return Ok(()) };
        if stored.created_at + KEPT_FOR <= tx.context.now {
            let (organisation, caller) = self.scope(tx.organisation(), &tx.context);
            let row = idempotency_records::table.find((organisation, caller, key.as_str()));
            diesel::delete(row).execute(tx.conn()).await?;
            return Ok(());
        }
        let Stored { fingerprint: known, status, location, etag, body, secret, .. } = stored;
        if !fingerprints.iter().any(|fingerprint| same(fingerprint, &known)) {
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

    /// Remembers the answer beside its effect; both commit or neither. A body with a secret in it is not kept.
    pub(super) fn remember<D>(&self, tx: &mut Tx<D>, reply: &Reply) {
        let Some(Key { key, fingerprints }) = &self.key else { return };
        let (organisation, caller) = self.scope(tx.organisation(), &tx.context);
        let fingerprint = fingerprints.iter().next().map(|fingerprint| fingerprint.to_vec()).unwrap_or_default();
        let row = (
            idempotency_records::organisation_id.eq(organisation),
            idempotency_records::caller.eq(caller),
            idempotency_records::key.eq(key.clone()),
            idempotency_records::fingerprint.eq(fingerprint),
            idempotency_records::status.eq(i16::try_from(reply.status).unwrap_or(200)),
            idempotency_records::location.eq(reply.location.clone()),
            idempotency_records::etag.eq(reply.etag.clone()),
            idempotency_records::body.eq(reply.body.clone().filter(|_| !reply.secret)),
            idempotency_records::secret.eq(reply.secret),
            idempotency_records::created_at.eq(tx.context.now),
        );
        tx.at_last(diesel::insert_into(idempotency_records::table).values(row));
    }
}

async fn stored_under(mut wire: &Wire, (organisation, caller): (Uuid, Uuid), key: &str) -> QueryResult<Option<Stored>> {
    let columns = (
        idempotency_records::fingerprint,
        idempotency_records::status,
        idempotency_records::location,
        idempotency_records::etag,
        idempotency_records::body,
        idempotency_records::secret,
        idempotency_records::created_at,
    );
    let row = idempotency_records::table.find((organisation, caller, key)).select(columns);
    row.first(&mut wire).await.optional()
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

/// An account or link as the records know it: by a keyed hash.
fn subject_of(request: &HttpRequest, subject: &[u8]) -> Result<Uuid, Problem> {
    let hash = vault(request)?.mac(Purpose::Retry, &[b"subject", subject]);
    Ok(Uuid::from_bytes(*hash.first_chunk::<16>().unwrap_or(&[0; 16])))
}

fn vault(request: &HttpRequest) -> Result<&Vault, Problem> {
    let state = request.app_data::<web::Data<AppState>>();
    state.map(|state| &state.vault).ok_or_else(|| Problem::internal(anyhow::anyhow!("no application state")))
}

fn lock_number((organisation, caller): (Uuid, Uuid), key: &str) -> i64 {
    let hash = sha256(&[organisation.as_bytes().as_slice(), caller.as_bytes(), key.as_bytes()].concat());
    let mut number = [0; 8];
    number.copy_from_slice(hash.first_chunk::<8>().unwrap_or(&[0; 8]));
    i64::from_be_bytes(number)
}
