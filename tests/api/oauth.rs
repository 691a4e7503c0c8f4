//! OAuth for integrations, beyond what the authorisation table shows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, World};

const FORM: &str = "application/x-www-form-urlencoded";

async fn token(world: &World, assertion: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        .append_pair("client_assertion", assertion)
        .finish();
    let stranger = world.app.stranger();
    stranger.send(stranger.request(Method::POST, "/oauth/token").header("content-type", FORM).body(body)).await
}

#[tokio::test]
async fn a_client_with_a_key_of_its_own_signs_in_by_assertion_and_each_counts_once() {
    let world = World::new().await;
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "kid": "a",
        "x": URL_SAFE_NO_PAD.encode(key.verifying_key().to_bytes()) }] });
    let client = json!({ "name": "Koppeling", "scopes": ["schools:read"], "publicKeys": public });
    let client = world.here.leader.post("/v1/api-clients", &client).await.expect(201);
    assert!(client.get("clientSecret").is_none(), "a client with keys has no secret");
    let name = client["clientId"].as_str().unwrap();
    let private = EncodingKey::from_ed_der(key.to_pkcs8_der().unwrap().as_bytes());
    let assertion = |jti: &str| {
        let claims = json!({ "iss": name, "sub": name, "aud": format!("{}/oauth/token", world.app.base), "jti": jti,
            "exp": world.app.now().timestamp() + 60 });
        encode(&Header { kid: Some("a".into()), ..Header::new(Algorithm::EdDSA) }, &claims, &private).unwrap()
    };
    let first = assertion("een");
    let given = token(&world, &first).await.expect(200);
    let system = world.app.caller(given["access_token"].as_str().map(str::to_owned));
    system.get("/v1/schools").await.expect(200);
    let again = token(&world, &first).await;
    assert_eq!((again.status, again.body["error"].as_str()), (401, Some("invalid_client")), "{}", again.text);
    token(&world, &assertion("twee")).await.expect(200);
}

#[tokio::test]
async fn the_metadata_lead_to_the_endpoints() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let metadata = stranger.get("/.well-known/oauth-authorization-server").await.expect(200);
    assert_eq!(metadata["issuer"], json!(world.app.base));
    let keys = metadata["jwks_uri"].as_str().unwrap().strip_prefix(&world.app.base).unwrap();
    assert_eq!(stranger.get(keys).await.expect(200)["keys"][0]["kty"], "OKP");
    for endpoint in ["token_endpoint", "introspection_endpoint", "revocation_endpoint"] {
        let path = metadata[endpoint].as_str().unwrap().strip_prefix(&world.app.base).unwrap();
        let bare = stranger.request(Method::POST, path).header("content-type", FORM).body("");
        let answer = stranger.send(bare).await;
        assert!(answer.body["error"].is_string(), "{endpoint}: {}", answer.text);
    }
}
