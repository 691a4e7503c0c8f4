//! How a client proves itself, and what a token of its may say. Pure: the clock and the known client are given.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

use super::api::{Form, OAuthError};
use crate::features::api_clients::{ApiScope, ClientId, KeyAlgorithm, PublicKey};

/// The life of an integration's access token.
pub(super) const TOKEN_LIVES: TimeDelta = TimeDelta::hours(1);
/// How far ahead an assertion may end …
const ASSERTION_LIVES: TimeDelta = TimeDelta::minutes(5);
/// … and how far the client's clock may run ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::seconds(30);

const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What a client brings to prove itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Proof {
    Secret(String),
    Assertion(String),
}

/// Who a client says it is and what it brings, not judged yet.
pub(super) fn credentials(authorization: Option<&str>, form: &Form) -> Result<(ClientId, Proof), OAuthError> {
    let assertion = form.get("client_assertion");
    if authorization.is_some() && assertion.is_some() {
        return Err(OAuthError::invalid_request("a client proves itself in one way only"));
    }
    let (name, proof) = match (authorization, assertion) {
        (Some(header), _) => basic(header)?,
        (None, Some(assertion)) => {
            if form.get("client_assertion_type") != Some(JWT_BEARER) {
                return Err(OAuthError::invalid_request("client_assertion_type must be jwt-bearer"));
            }
            // Unproven: only says whose keys to verify it with.
            let claims: Subject = jsonwebtoken::dangerous::insecure_decode_claims(assertion)
                .map_err(|_| OAuthError::invalid_client("the assertion is not readable"))?;
            (claims.sub, Proof::Assertion(assertion.to_owned()))
        }
        (None, None) => {
            return Err(OAuthError::invalid_client("prove the client by client_secret_basic or private_key_jwt"));
        }
    };
    let client = ClientId::parse(&name).ok_or_else(unproven)?;
    if form.get("client_id").is_some_and(|given| given != name) {
        return Err(OAuthError::invalid_request("client_id names another client than the one that is proven"));
    }
    Ok((client, proof))
}

/// One answer for an unknown client, a wrong secret and a bad assertion.
pub(super) fn unproven() -> OAuthError {
    OAuthError::invalid_client("the client is unknown, revoked, or not proven")
}

#[derive(Deserialize)]
struct Subject {
    sub: String,
}

/// `Authorization: Basic`, both parts form-urlencoded (RFC 6749 §2.3.1).
fn basic(header: &str) -> Result<(String, Proof), OAuthError> {
    let unreadable = || OAuthError::invalid_client("the Authorization header is not a readable Basic one");
    let (scheme, encoded) = header.split_once(' ').ok_or_else(unreadable)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(unreadable());
    }
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| unreadable())?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
    let (name, secret) = text.split_once(':').ok_or_else(unreadable)?;
    Ok((decoded(name), Proof::Secret(decoded(secret))))
}

fn decoded(part: &str) -> String {
    let pair = format!("v={part}");
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// What a good assertion leaves to remember: it counts once.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Used {
    pub jti: String,
    pub until: DateTime<Utc>,
}

#[derive(Deserialize)]
struct AssertionClaims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    nbf: Option<i64>,
    jti: String,
}

/// One receiver: an assertion that several would take could be passed on by one of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List(Vec<String>),
}

impl Audience {
    fn is_one_of(&self, accepted: &[String]) -> bool {
        match self {
            Self::One(one) => accepted.contains(one),
            Self::List(list) => matches!(list.as_slice(), [one] if accepted.contains(one)),
        }
    }
}

/// Judges a client assertion (RFC 7523 §3) by the client's keys.
pub(super) fn judge_assertion(
    assertion: &str,
    client: ClientId,
    keys: &[PublicKey],
    audiences: &[String],
    now: DateTime<Utc>,
) -> Result<Used, OAuthError> {
    let header = jsonwebtoken::decode_header(assertion).map_err(|_| unproven())?;
    let named = match header.alg {
        Algorithm::EdDSA => KeyAlgorithm::EdDsa,
        Algorithm::ES256 => KeyAlgorithm::Es256,
        Algorithm::RS256 => KeyAlgorithm::Rs256,
        Algorithm::PS256 => KeyAlgorithm::Ps256,
        _ => return Err(OAuthError::invalid_client("the assertion must be signed with EdDSA, ES256, RS256 or PS256")),
    };
    if header.crit.is_some() {
        return Err(OAuthError::invalid_client("the assertion has critical headers that are not understood"));
    }
    let mut validation = Validation::new(header.alg);
    // Times and audience are judged below, by the injected clock and more strictly.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let fits = |key: &&PublicKey| match (header.kid.as_deref(), key.kid()) {
        (Some(wanted), Some(kid)) => wanted == kid && key.verifies(named),
        _ => key.verifies(named),
    };
    let verify = |key: &PublicKey| {
        let key = decoding_key(key).ok()?;
        Some(jsonwebtoken::decode::<AssertionClaims>(assertion, &key, &validation).ok()?.claims)
    };
    let claims = keys.iter().filter(fits).find_map(verify).ok_or_else(unproven)?;
    judge_claims(claims, client, audiences, now)
}

fn decoding_key(key: &PublicKey) -> Result<DecodingKey, jsonwebtoken::errors::Error> {
    match key {
        PublicKey::Okp(key) => DecodingKey::from_ed_components(&key.x),
        PublicKey::Ec(key) => DecodingKey::from_ec_components(&key.x, &key.y),
        PublicKey::Rsa(key) => DecodingKey::from_rsa_components(&key.n, &key.e),
    }
}

fn judge_claims(
    claims: AssertionClaims,
    client: ClientId,
    audiences: &[String],
    now: DateTime<Utc>,
) -> Result<Used, OAuthError> {
    let name = client.to_string();
    if claims.iss != name || claims.sub != name {
        return Err(OAuthError::invalid_client("iss and sub of the assertion must be the client_id"));
    }
    if !claims.aud.is_one_of(audiences) {
        return Err(OAuthError::invalid_client("aud of the assertion must be the issuer or the token endpoint alone"));
    }
    let until = DateTime::from_timestamp(claims.exp, 0).ok_or_else(unproven)?;
    if until <= now || until > now + ASSERTION_LIVES + CLOCKS_DIFFER {
        return Err(OAuthError::invalid_client("exp of the assertion must lie at most five minutes ahead"));
    }
    if claims.nbf.is_some_and(|from| from > (now + CLOCKS_DIFFER).timestamp()) {
        return Err(OAuthError::invalid_client("the assertion is not valid yet"));
    }
    if !(1..=255).contains(&claims.jti.len()) || claims.jti.contains('\0') {
        return Err(OAuthError::invalid_client("jti of the assertion must have 1 to 255 bytes"));
    }
    Ok(Used { jti: claims.jti, until })
}

/// What a token is given: what was asked for, all of it within the client's scopes; everything when nothing is asked.
pub(super) fn granted(scopes: &[ApiScope], asked: Option<&str>) -> Result<String, OAuthError> {
    let own = |name: &str| scopes.iter().any(|scope| scope.as_str() == name);
    let asked: Vec<&str> = asked.unwrap_or_default().split(' ').filter(|name| !name.is_empty()).collect();
    if asked.iter().any(|name| !own(name)) {
        return Err(OAuthError::invalid_scope("the client does not have every scope that is asked for"));
    }
    let wanted = scopes.iter().map(|scope| scope.as_str()).filter(|name| asked.is_empty() || asked.contains(name));
    Ok(wanted.collect::<Vec<_>>().join(" "))
}

/// What a token still says of what it was given.
pub(super) fn still_granted(scopes: &[ApiScope], given: &str) -> String {
    let names = given.split(' ').filter(|name| scopes.iter().any(|scope| scope.as_str() == *name));
    names.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ed25519_dalek::SigningKey;
    use ed25519_dalek::pkcs8::EncodePrivateKey;
    use jsonwebtoken::{EncodingKey, Header};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::ids::{ApiClientId, OrganisationId};

    const HERE: &str = "https://api.samenleren.example";

    fn client() -> ClientId {
        ClientId { organisation: OrganisationId::new(), client: ApiClientId::new() }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn key(kid: Option<&str>) -> (EncodingKey, PublicKey) {
        let key = SigningKey::from_bytes(&[7; 32]);
        let x = URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes());
        let mut jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
        if let Some(kid) = kid {
            jwk["kid"] = json!(kid);
        }
        let private = EncodingKey::from_ed_der(key.to_pkcs8_der().unwrap().as_bytes());
        (private, serde_json::from_value(jwk).unwrap())
    }

    fn claims(client: ClientId) -> Value {
        let name = client.to_string();
        json!({ "iss": name, "sub": name, "aud": HERE, "exp": now().timestamp() + 60, "jti": "one" })
    }

    fn judge(client: ClientId, claims: &Value) -> Result<Used, OAuthError> {
        let (private, public) = key(Some("a"));
        let header = Header { kid: Some("a".into()), ..Header::new(Algorithm::EdDSA) };
        let assertion = jsonwebtoken::encode(&header, claims, &private).unwrap();
        let audiences = [HERE.to_owned(), format!("{HERE}/oauth/token")];
        judge_assertion(&assertion, client, &[public], &audiences, now())
    }

    #[test]
    fn a_good_assertion_counts_once_until_it_ends() {
        let client = client();
        let used = judge(client, &claims(client)).unwrap();
        assert_eq!((used.jti.as_str(), used.until), ("one", now() + TimeDelta::seconds(60)));
    }

    #[test]
    fn each_claim_is_judged() {
        let client = client();
        let wrong = [
            ("iss", json!("somebody")),
            ("sub", json!("somebody")),
            ("aud", json!("https://elsewhere.example")),
            ("aud", json!([HERE, "https://elsewhere.example"])),
            ("exp", json!(now().timestamp())),
            ("exp", json!(now().timestamp() + 360)),
            ("nbf", json!(now().timestamp() + 60)),
            ("jti", json!("")),
            ("jti", json!("j".repeat(256))),
        ];
        for (name, value) in wrong {
            let mut claims = claims(client);
            claims[name] = value.clone();
            assert!(judge(client, &claims).is_err(), "{name} {value}");
        }
        for name in ["iss", "sub", "aud", "exp", "jti"] {
            let mut claims = claims(client);
            claims.as_object_mut().unwrap().remove(name);
            assert!(judge(client, &claims).is_err(), "without {name}");
        }
    }

    #[test]
    fn another_key_and_another_algorithm_prove_nothing() {
        let client = client();
        let (private, public) = key(Some("b"));
        let audiences = [HERE.to_owned()];
        let header = Header { kid: Some("a".into()), ..Header::new(Algorithm::EdDSA) };
        let assertion = jsonwebtoken::encode(&header, &claims(client), &private).unwrap();
        assert!(judge_assertion(&assertion, client, std::slice::from_ref(&public), &audiences, now()).is_err());
        // Signed with the public key as a shared secret.
        let secret = EncodingKey::from_secret(b"x");
        let assertion = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims(client), &secret).unwrap();
        assert!(judge_assertion(&assertion, client, &[public], &audiences, now()).is_err());
    }

    fn form(members: &[(&str, &str)]) -> Form {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(members).finish();
        Form::read(Some("application/x-www-form-urlencoded; charset=utf-8"), body.as_bytes()).unwrap()
    }

    #[test]
    fn a_form_is_strict() {
        assert!(Form::read(Some("application/json"), b"{}").is_err());
        assert!(Form::read(Some("application/x-www-form-urlencoded"), b"a=1&a=2").is_err());
        let empty = Form::read(Some("application/x-www-form-urlencoded"), b"scope=").unwrap();
        assert_eq!(empty.get("scope"), None);
    }

    #[test]
    fn a_client_proves_itself_in_one_way() {
        let client = client();
        let header = |name: &str| format!("Basic {}", STANDARD.encode(format!("{name}:slcs_x")));
        let good = header(&client.to_string());
        let (found, proof) = credentials(Some(&good), &form(&[])).unwrap();
        assert_eq!((found, proof), (client, Proof::Secret("slcs_x".into())));
        assert!(credentials(Some(&good), &form(&[("client_assertion", "x")])).is_err());
        assert!(credentials(Some(&good), &form(&[("client_id", "another")])).is_err());
        assert!(credentials(Some(&header("nobody")), &form(&[])).is_err());
        assert!(credentials(Some("Bearer x"), &form(&[])).is_err());
        assert!(credentials(None, &form(&[("client_secret", "slcs_x")])).is_err());
    }

    proptest! {
        #[test]
        fn parts_of_a_basic_header_are_form_urlencoded(name in "[ -~]{1,40}", secret in "[ -~]{1,40}") {
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let header = format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(&name), encoded(&secret))));
            let (found, proof) = basic(&header).unwrap();
            prop_assert_eq!((found, proof), (name, Proof::Secret(secret)));
        }

        #[test]
        fn a_token_never_gets_more_than_the_client_has(
            own in proptest::sample::subsequence(ApiScope::ALL.to_vec(), 1..=ApiScope::ALL.len()),
            asked in proptest::sample::subsequence(ApiScope::ALL.to_vec(), 0..=ApiScope::ALL.len()),
        ) {
            let text = asked.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ");
            let within = asked.iter().all(|scope| own.contains(scope));
            match granted(&own, Some(&text)) {
                Ok(scope) => {
                    prop_assert!(within);
                    let expected = if asked.is_empty() { own.len() } else { asked.len() };
                    prop_assert_eq!(scope.split(' ').count(), expected);
                    prop_assert_eq!(still_granted(&own, &scope), scope);
                }
                Err(error) => prop_assert!(!within && error.error == "invalid_scope"),
            }
        }
    }
}
