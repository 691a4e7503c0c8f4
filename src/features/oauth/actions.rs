//! The steps behind the OAuth endpoints: each is one transaction in which the client proves itself first. A refusal in
//! OAuth's words commits: the assertion stays used up and the audit keeps the failed attempt.

use chrono::DateTime;
use uuid::Uuid;

use super::api::{Form, IssuedToken, LiveToken, OAuthError};
use super::rules::{self, Proof, TOKEN_LIVES};
use super::store;
use crate::app::AppState;
use crate::context::{Actor, Context};
use crate::db::{SignIn, Trace, Tx};
use crate::features::api_clients::ClientId;
use crate::features::api_clients::actions::{KnownClient, known_client, used_today};
use crate::http::AccessClaims;
use crate::problem::{Code, Problem};

/// Done, or refused in OAuth's words.
pub(super) type Outcome<T> = Result<T, OAuthError>;

/// A call of a client that says who it is.
pub(super) struct Call<'c> {
    pub state: &'c AppState,
    /// Whose actor is set by [`Call::run`].
    pub context: Context,
    pub client: ClientId,
    pub proof: Proof,
    pub form: &'c Form,
}

impl Call<'_> {
    /// Does the work in a transaction of the client's organisation, after the client has proven itself.
    async fn run<T>(
        &self,
        work: impl AsyncFnOnce(&mut Tx<SignIn>, KnownClient) -> Result<Outcome<T>, Problem>,
    ) -> Result<Outcome<T>, Problem> {
        let actor = Actor::Integration { client: self.client.client };
        let context = Context { actor, ..self.context.clone() };
        self.state
            .doors
            .in_sign_in(Some(self.client.organisation), context, async |tx| {
                let Some(known) = known_client(tx, self.client.client).await? else {
                    return Ok(Err(rules::unproven()));
                };
                if let Err(refusal) = self.prove(tx, &known).await? {
                    tx.trace(Trace::refused(Code::CredentialsInvalid, "api_client", Some(self.client.client.0)));
                    return Ok(Err(refusal));
                }
                used_today(tx, self.client.client).await?;
                work(tx, known).await
            })
            .await
    }

    async fn prove(&self, tx: &mut Tx<SignIn>, known: &KnownClient) -> Result<Outcome<()>, Problem> {
        let now = tx.context.now;
        match &self.proof {
            Proof::Secret(secret) => {
                let hash = crate::secrets::sha256(secret.as_bytes());
                Ok(if known.secrets.accept(&hash, now) { Ok(()) } else { Err(rules::unproven()) })
            }
            Proof::Assertion(assertion) => {
                let issuer = &self.state.config.public_url;
                let audiences = [issuer.clone(), format!("{issuer}/oauth/token")];
                let keys = known.public_keys.as_ref().map(|set| set.keys.as_slice()).unwrap_or_default();
                let used = match rules::judge_assertion(assertion, self.client, keys, &audiences, now) {
                    Ok(used) => used,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let fresh = store::assertion_take(tx, self.client.client, &used).await?;
                Ok(if fresh { Ok(()) } else { Err(OAuthError::invalid_client("the assertion was used before")) })
            }
        }
    }

    /// Gives the client an access token.
    pub async fn issue(&self) -> Result<Outcome<IssuedToken>, Problem> {
        // Another process may have rotated the keys: a token must not be signed with one that is gone. Looked for
        // here, since the transaction below holds a connection already.
        fresh_keys(self.state).await?;
        self.run(async |tx, known| {
            let scope = match rules::granted(&known.scopes, self.form.get("scope")) {
                Ok(scope) => scope,
                Err(refusal) => return Ok(Err(refusal)),
            };
            let now = tx.context.now;
            let issuer = &self.state.config.public_url;
            let claims = AccessClaims {
                iss: issuer.clone(),
                aud: issuer.clone(),
                sub: self.client.client.0,
                client_id: self.client.to_string(),
                iat: now.timestamp(),
                exp: now.timestamp() + TOKEN_LIVES.num_seconds(),
                jti: Uuid::now_v7(),
                sid: None,
                member: None,
                org: Some(self.client.organisation),
                scope: Some(scope.clone()),
            };
            let access_token = self.state.sign_with_known(&claims)?;
            tx.trace(Trace::done("api_client", self.client.client.0));
            Ok(Ok(IssuedToken { access_token, token_type: "Bearer", expires_in: TOKEN_LIVES.num_seconds(), scope }))
        })
        .await
    }

    /// The claims of the token that the form names, if it is a good one of this very client.
    async fn own_token(&self) -> Result<Outcome<Option<AccessClaims>>, Problem> {
        let Some(token) = self.form.get("token") else {
            return Ok(Err(OAuthError::invalid_request("token is missing")));
        };
        let claims = self.state.verify(token).await?;
        let own = |claims: &AccessClaims| {
            claims.org == Some(self.client.organisation)
                && claims.sub == self.client.client.0
                && claims.sid.is_none()
                && claims.client_id == self.client.to_string()
        };
        Ok(Ok(claims.filter(own)))
    }

    /// What a token of this client still says; `None` for any other, which is not alive to this client.
    pub async fn introspect(&self) -> Result<Outcome<Option<LiveToken>>, Problem> {
        let claims = match self.own_token().await? {
            Ok(claims) => claims,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.run(async |tx, known| {
            let Some(claims) = claims else { return Ok(Ok(None)) };
            let stale = claims.iat < known.tokens_not_before.timestamp();
            if stale || store::token_is_revoked(tx, claims.jti).await? {
                return Ok(Ok(None));
            }
            Ok(Ok(Some(LiveToken {
                active: true,
                scope: rules::still_granted(&known.scopes, claims.scope.as_deref().unwrap_or_default()),
                client_id: claims.client_id,
                token_type: "Bearer",
                exp: claims.exp,
                iat: claims.iat,
                sub: claims.sub,
                aud: claims.aud,
                iss: claims.iss,
                jti: claims.jti,
            })))
        })
        .await
    }

    /// Ends a token of this client; any other is left alone without saying so.
    pub async fn revoke(&self) -> Result<Outcome<()>, Problem> {
        let claims = match self.own_token().await? {
            Ok(claims) => claims,
            Err(refusal) => return Ok(Err(refusal)),
        };
        self.run(async |tx, _| {
            let Some(claims) = claims else { return Ok(Ok(())) };
            let expires_at = DateTime::from_timestamp(claims.exp, 0).unwrap_or(tx.context.now + TOKEN_LIVES);
            if store::token_revoke(tx, claims.jti, expires_at).await? {
                tx.trace(Trace::done("access_token", claims.jti));
            }
            Ok(Ok(()))
        })
        .await
    }
}

/// Looks for new signing keys when that is due, as verifying any token does.
pub(super) async fn fresh_keys(state: &AppState) -> Result<(), Problem> {
    state.refresh_keys().await
}
