//! Access tokens: JWT of type `at+jwt` (RFC 9068), signed with Ed25519, each key named by `kid`. Keys live sealed in
//! the database, so that all processes share them; a new key is published before it signs, and an old one verifies
//! until its last token has ended. Only EdDSA is accepted (RFC 8725 §3.1).

use std::sync::{Arc, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::context::Context;
use crate::db::{Doors, Tx, Worker};
use crate::ids::{OrganisationId, SessionId, UserId};
use crate::problem::Problem;
use crate::schema::signing_keys;
use crate::secrets::{Purpose, Vault};

/// How long a published key waits before it signs, so that every cache has seen it.
pub const PUBLISHED_BEFORE: TimeDelta = TimeDelta::minutes(10);
/// The longest life of an access token; a replaced key verifies this much longer.
pub const LONGEST_TOKEN: TimeDelta = TimeDelta::hours(1);

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    pub aud: String,
    /// The account, or the client.
    pub sub: Uuid,
    /// `app` for people, the client's id for integrations.
    pub client_id: String,
    pub iat: i64,
    pub exp: i64,
    pub jti: Uuid,
    /// The session of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<Uuid>,
    /// The membership of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Uuid>,
    /// The organisation; absent for the licence holder's staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<OrganisationId>,
    /// The scopes of an integration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl AccessClaims {
    /// The session and the membership of a person; an integration has none.
    pub fn person(&self) -> Option<(SessionId, UserId)> {
        Some((SessionId(self.sid?), UserId(self.member?)))
    }
}

struct Key {
    kid: String,
    signs_from: DateTime<Utc>,
    verifies_until: Option<DateTime<Utc>>,
    encoding: EncodingKey,
    decoding: DecodingKey,
    public: Vec<u8>,
}

/// How many verified tokens a process remembers.
const REMEMBERED: usize = 4096;

/// The keys of this process, and when it last looked for more.
pub struct Keyring {
    keys: RwLock<Vec<Key>>,
    loaded_at: RwLock<Option<DateTime<Utc>>>,
    /// Tokens whose signature, issuer and audience were good, by their SHA-256: a signature takes 40 µs to check.
    /// Whether their key still stands and they have not ended is looked at each time.
    verified: Cache<[u8; 32], Verified>,
}

#[derive(Clone)]
struct Verified {
    kid: Arc<str>,
    claims: AccessClaims,
}

impl Default for Keyring {
    fn default() -> Self {
        Self { keys: RwLock::default(), loaded_at: RwLock::default(), verified: Cache::new(REMEMBERED) }
    }
}

impl Keyring {
    /// Reads the keys, and makes the first one when there is none.
    pub async fn load(&self, doors: &Doors, vault: &Vault, context: Context) -> Result<(), Problem> {
        let now = context.now;
        let rows = read(doors, context.clone()).await?;
        let rows = if rows.is_empty() {
            add(doors, vault, context.clone(), now).await?;
            read(doors, context).await?
        } else {
            rows
        };
        let keys = rows.into_iter().map(|row| open(vault, row)).collect::<anyhow::Result<Vec<_>>>();
        *write(&self.keys) = keys.map_err(Problem::internal)?;
        *write(&self.loaded_at) = Some(now);
        Ok(())
    }

    /// Whether to look for new keys: when a token names an unknown one, and once a minute; never more than every
    /// five seconds.
    pub fn is_due(&self, now: DateTime<Utc>, missing: bool) -> bool {
        let age = read_lock(&self.loaded_at).map_or(TimeDelta::MAX, |at| (now - at).abs());
        age > TimeDelta::minutes(1) || (missing && age > TimeDelta::seconds(5))
    }

    /// Signs with the newest key that may sign.
    pub fn sign(&self, claims: &AccessClaims, now: DateTime<Utc>) -> anyhow::Result<String> {
        let keys = read_lock(&self.keys);
        let key = keys
            .iter()
            .filter(|key| key.signs_from <= now && key.verifies_until.is_none_or(|until| until > now))
            .max_by_key(|key| key.signs_from)
            .ok_or_else(|| anyhow::anyhow!("no key may sign now"))?;
        let header = Header { typ: Some("at+jwt".into()), kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) };
        Ok(jsonwebtoken::encode(&header, claims, &key.encoding)?)
    }

    /// The claims of a good token of this service that has not ended; `Err(true)` when its key is not known here.
    pub fn verify(&self, token: &str, issuer: &str, now: DateTime<Utc>) -> Result<AccessClaims, bool> {
        let fingerprint = crate::secrets::sha256(token.as_bytes());
        let Verified { kid, claims } = match self.verified.get(&fingerprint) {
            Some(known) => known,
            None => {
                let found = self.verify_anew(token, issuer)?;
                self.verified.insert(fingerprint, found.clone());
                found
            }
        };
        let keys = read_lock(&self.keys);
        let key = keys.iter().find(|key| *key.kid == *kid).ok_or(true)?;
        // A clock that was moved back must not make tokens of the future valid for longer than they were given.
        let (seconds, leeway) = (now.timestamp(), 30);
        if key.verifies_until.is_some_and(|until| until <= now)
            || claims.exp <= seconds
            || claims.iat > seconds + leeway
            || claims.exp - claims.iat > LONGEST_TOKEN.num_seconds()
        {
            return Err(false);
        }
        Ok(claims)
    }

    /// Checks signature, issuer and audience.
    fn verify_anew(&self, token: &str, issuer: &str) -> Result<Verified, bool> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| false)?;
        let typed = header.typ.as_deref().is_some_and(|typ| typ.eq_ignore_ascii_case("at+jwt"));
        if !typed || header.alg != Algorithm::EdDSA {
            return Err(false);
        }
        let keys = read_lock(&self.keys);
        let kid = header.kid.ok_or(false)?;
        let key = keys.iter().find(|key| key.kid == kid).ok_or(true)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[issuer]);
        // The expiry is judged each time, by the injected clock.
        validation.validate_exp = false;
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        let claims = jsonwebtoken::decode::<AccessClaims>(token, &key.decoding, &validation).map_err(|_| false)?.claims;
        Ok(Verified { kid: kid.into(), claims })
    }

    /// The public keys (RFC 7517, 8037).
    pub fn jwks(&self, now: DateTime<Utc>) -> Value {
        let keys = read_lock(&self.keys);
        let live = keys.iter().filter(|key| key.verifies_until.is_none_or(|until| until > now));
        let keys: Vec<Value> = live
            .map(|key| {
                json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": key.kid,
                    "x": URL_SAFE_NO_PAD.encode(&key.public) })
            })
            .collect();
        json!({ "keys": keys })
    }
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(|poison| poison.into_inner())
}

fn read_lock<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(|poison| poison.into_inner())
}

type Row = (String, Vec<u8>, Vec<u8>, DateTime<Utc>, Option<DateTime<Utc>>);

async fn read(doors: &Doors, context: Context) -> Result<Vec<Row>, Problem> {
    let columns = (
        signing_keys::kid,
        signing_keys::public_key,
        signing_keys::sealed_private_key,
        signing_keys::signs_from,
        signing_keys::verifies_until,
    );
    doors
        .look_in_sign_in(context, async |tx| {
            Ok(signing_keys::table.select(columns).order(signing_keys::signs_from).load(tx.conn()).await?)
        })
        .await
}

fn open(vault: &Vault, (kid, public, sealed, signs_from, verifies_until): Row) -> anyhow::Result<Key> {
    let seed: [u8; 32] = vault
        .open(Purpose::SigningKey, &sealed)?
        .try_into()
        .map_err(|_| anyhow::anyhow!("signing key {kid} is not 32 bytes"))?;
    let pkcs8 = SigningKey::from_bytes(&seed).to_pkcs8_der()?;
    let decoding = DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(&public))?;
    Ok(Key { kid, signs_from, verifies_until, encoding: EncodingKey::from_ed_der(pkcs8.as_bytes()), decoding, public })
}

/// A new key, sealed, ready to be inserted.
fn new_key(vault: &Vault, created_at: DateTime<Utc>, signs_from: DateTime<Utc>) -> Result<NewKey, Problem> {
    let seed: [u8; 32] = rand::random();
    let public_key = SigningKey::from_bytes(&seed).verifying_key().to_bytes().to_vec();
    let sealed_private_key = vault.seal(Purpose::SigningKey, &seed).map_err(Problem::internal)?;
    let kid = Uuid::now_v7().simple().to_string();
    Ok(NewKey { kid, public_key, sealed_private_key, created_at, signs_from })
}

#[derive(Insertable)]
#[diesel(table_name = signing_keys)]
struct NewKey {
    kid: String,
    public_key: Vec<u8>,
    sealed_private_key: Vec<u8>,
    created_at: DateTime<Utc>,
    signs_from: DateTime<Utc>,
}

async fn add(doors: &Doors, vault: &Vault, context: Context, signs_from: DateTime<Utc>) -> Result<(), Problem> {
    let key = new_key(vault, context.now, signs_from)?;
    let insert = async |tx: &mut Tx<Worker>| {
        diesel::insert_into(signing_keys::table).values(key).execute(tx.conn()).await?;
        Ok(())
    };
    doors.in_worker(context, insert).await
}

/// Publishes a new key that signs after [`PUBLISHED_BEFORE`]; the present ones verify until the tokens that they can
/// still sign have ended.
pub async fn rotate(doors: &Doors, vault: &Vault, context: Context) -> Result<(), Problem> {
    let signs_from = context.now + PUBLISHED_BEFORE;
    let until = signs_from + LONGEST_TOKEN;
    let key = new_key(vault, context.now, signs_from)?;
    let replace = async |tx: &mut Tx<Worker>| {
        diesel::update(signing_keys::table.filter(signing_keys::verifies_until.is_null()))
            .set(signing_keys::verifies_until.eq(until))
            .execute(tx.conn())
            .await?;
        diesel::insert_into(signing_keys::table).values(key).execute(tx.conn()).await?;
        Ok(())
    };
    doors.in_worker(context, replace).await
}
