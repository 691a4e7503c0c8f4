//! What the OAuth endpoints read and answer.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA, WWW_AUTHENTICATE};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::features::api_clients::{ApiScope, KeyAlgorithm};

/// A refusal in OAuth's words (RFC 6749 §5.2). The description is for developers: ASCII, English, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OAuthError {
    pub error: &'static str,
    pub description: &'static str,
}

impl OAuthError {
    pub fn invalid_request(description: &'static str) -> Self {
        Self { error: "invalid_request", description }
    }

    pub fn invalid_client(description: &'static str) -> Self {
        Self { error: "invalid_client", description }
    }

    pub fn invalid_scope(description: &'static str) -> Self {
        Self { error: "invalid_scope", description }
    }

    /// 401 with a challenge when the client is not proven, 400 for the rest.
    pub fn respond(&self) -> HttpResponse {
        let unproven = self.error == "invalid_client";
        let mut response = never_stored(if unproven { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST });
        if unproven {
            response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"samen-leren\", charset=\"UTF-8\""));
        }
        response.json(json!({ "error": self.error, "error_description": self.description }))
    }
}

/// A response that no cache keeps (RFC 6749 §5.1).
pub(super) fn never_stored(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
    response
}

/// The members of a form; each at most once, an empty one is absent (RFC 6749 §3.2).
#[derive(Debug, Default)]
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub fn read(content_type: Option<&str>, body: &[u8]) -> Result<Self, OAuthError> {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(OAuthError::invalid_request("the body must be application/x-www-form-urlencoded"));
        }
        let mut members = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if value.is_empty() {
                continue;
            }
            if members.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(OAuthError::invalid_request("a parameter is given more than once"));
            }
        }
        Ok(Self(members))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A successful answer of the token endpoint (RFC 6749 §5.1).
#[derive(Serialize)]
pub(super) struct IssuedToken {
    pub access_token: String,
    pub token_type: &'static str,
    pub expires_in: i64,
    pub scope: String,
}

/// What introspection says of a token that is alive (RFC 7662 §2.2).
#[derive(Serialize)]
pub(super) struct LiveToken {
    pub active: bool,
    pub scope: String,
    pub client_id: String,
    pub token_type: &'static str,
    pub exp: i64,
    pub iat: i64,
    pub sub: Uuid,
    pub aud: String,
    pub iss: String,
    pub jti: Uuid,
}

/// The metadata of the authorization server (RFC 8414).
pub(super) fn metadata(issuer: &str) -> Value {
    let at = |path: &str| format!("{issuer}{path}");
    let methods = ["client_secret_basic", "private_key_jwt"];
    let algorithms: Vec<&str> = KeyAlgorithm::ALL.iter().map(|algorithm| algorithm.as_str()).collect();
    let scopes: Vec<&str> = ApiScope::ALL.iter().map(|scope| scope.as_str()).collect();
    json!({
        "issuer": issuer,
        "token_endpoint": at("/oauth/token"),
        "token_endpoint_auth_methods_supported": methods,
        "token_endpoint_auth_signing_alg_values_supported": algorithms,
        "introspection_endpoint": at("/oauth/introspect"),
        "introspection_endpoint_auth_methods_supported": methods,
        "introspection_endpoint_auth_signing_alg_values_supported": algorithms,
        "revocation_endpoint": at("/oauth/revoke"),
        "revocation_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_signing_alg_values_supported": algorithms,
        "jwks_uri": at("/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": scopes,
        "service_documentation": at("/docs"),
    })
}
