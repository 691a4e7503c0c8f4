//! Signing in, staying in, and getting out.

use chrono::TimeDelta;
use reqwest::Method;
use samen_leren::identity::second_factor;
use serde_json::json;

use crate::support::factory::PASSWORD;
use crate::support::{TestApp, World};

#[tokio::test]
async fn a_person_signs_in_and_out() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let me = staff.get("/v1/me").await.expect(200);
    assert_eq!((me["roles"][0].as_str(), me["recoveryCodesLeft"].as_i64()), (Some("licence_holder"), Some(10)));
    let sessions = staff.get("/v1/sessions").await.expect(200);
    assert_eq!(sessions["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(sessions["items"][0]["current"], true);
    staff.delete("/v1/sessions/current", "").await.expect(204);
    staff.get("/v1/me").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn every_wrong_sign_in_gets_the_same_answer() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let code = |wait| {
        app.pass(TimeDelta::seconds(wait));
        second_factor::code(&staff.totp_secret, app.now()).unwrap()
    };
    let stranger = app.stranger();
    let try_with = async |email: &str, password: &str, code: &str| {
        stranger.post("/v1/sessions", &json!({ "email": email, "password": password, "totpCode": code })).await
    };
    let wrong_password =
        try_with(&staff.email, "verkeerd wachtwoord", &code(60)).await.problem(401, "credentials-invalid");
    let unknown = try_with("niemand@aanzet.example", PASSWORD, &code(30)).await.problem(401, "credentials-invalid");
    let wrong_code = try_with(&staff.email, PASSWORD, "000000").await.problem(401, "credentials-invalid");
    for answer in [&unknown, &wrong_code] {
        assert_eq!(answer["detail"], wrong_password["detail"]);
    }
    let no_code = json!({ "email": staff.email, "password": PASSWORD });
    stranger.post("/v1/sessions", &no_code).await.problem(401, "second-factor-required");
}

#[tokio::test]
async fn a_code_of_the_second_factor_is_good_once() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    app.pass(TimeDelta::minutes(2));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let given = json!({ "email": staff.email, "password": PASSWORD, "totpCode": code });
    app.stranger().post("/v1/sessions", &given).await.expect(201);
    app.stranger().post("/v1/sessions", &given).await.problem(401, "credentials-invalid");
}

#[tokio::test]
async fn many_failures_make_one_wait_and_success_is_not_kept_from_others() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let other = app.licence_holder().await;
    let wrong = json!({ "email": staff.email, "password": "verkeerd wachtwoord", "totpCode": "000000" });
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(app.stranger().post("/v1/sessions", &wrong).await.status);
    }
    assert_eq!(statuses.first(), Some(&401));
    assert_eq!(statuses.last(), Some(&429));
    let blocked = app.stranger().post("/v1/sessions", &wrong).await;
    assert!(blocked.header("retry-after").parse::<u64>().unwrap() > 0);
    app.try_sign_in(&other.email, &other.totp_secret, None).await.expect(201);
    app.pass(TimeDelta::minutes(30));
    app.try_sign_in(&staff.email, &staff.totp_secret, None).await.expect(201);
}

#[tokio::test]
async fn an_office_may_sign_in_all_day_and_is_stopped_by_failures_only() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    for _ in 0..60 {
        app.try_sign_in(&staff.email, &staff.totp_secret, None).await.expect(201);
    }
    let mut refused = 0;
    for guess in 0..60 {
        let wrong = json!({ "email": format!("iemand{guess}@aanzet.example"), "password": "verkeerd wachtwoord",
            "totpCode": "000000" });
        refused += i32::from(app.stranger().post("/v1/sessions", &wrong).await.status == 429);
    }
    assert!(refused > 10, "{refused}");
}

#[tokio::test]
async fn a_failed_sign_in_is_in_the_audit() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let wrong = json!({ "email": staff.email, "password": "verkeerd wachtwoord", "totpCode": "000000" });
    app.stranger().post("/v1/sessions", &wrong).await.problem(401, "credentials-invalid");
    let events = staff.get(&format!("/v1/audit-events?objectId={}&outcome=refused", staff.account_id)).await;
    assert_eq!(events.expect(200)["items"][0]["action"], "createSession");
}

#[tokio::test]
async fn a_refresh_whose_answer_got_lost_is_repeated_with_its_key() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let given = json!({ "refreshToken": staff.refresh_token });
    let refresh = async |key: &str| app.stranger().post_once(key, "/v1/sessions/refresh", &given).await;
    let lost = refresh("in-de-tunnel").await.expect(200);
    let tokens = refresh("in-de-tunnel").await.expect(200);
    assert_ne!(lost["refreshToken"], tokens["refreshToken"]);
    let next = json!({ "refreshToken": tokens["refreshToken"] });
    app.stranger().post("/v1/sessions/refresh", &next).await.expect(200);
    // Whoever has the old token without the key is a thief.
    refresh("iets-anders").await.problem(401, "unauthorized");
    staff.get("/v1/me").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn what_was_answered_without_a_token_is_not_done_twice() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let ask = json!({ "email": staff.email });
    let first = app.stranger().post_once("vergeten", "/v1/password-resets", &ask).await;
    let again = app.stranger().post_once("vergeten", "/v1/password-resets", &ask).await;
    assert_eq!((first.status, again.status, again.header("idempotency-replayed")), (202, 202, "true"));
    assert_eq!(app.db_count("SELECT count(*) FROM password_resets").await, 1);
    app.pass(TimeDelta::minutes(1));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let given = json!({ "email": staff.email, "password": PASSWORD, "totpCode": code });
    app.stranger().post_once("aan de deur", "/v1/sessions", &given).await.problem(400, "idempotency-key-invalid");
    app.stranger().post_once("aan-de-deur", "/v1/sessions", &given).await.expect(201);
    let repeated = app.stranger().post_once("aan-de-deur", "/v1/sessions", &given).await;
    repeated.problem(409, "idempotency-response-not-kept");
    // What is kept of a request with a password in it can't be guessed at without the service's own key.
    let fingerprint =
        app.db_text("SELECT encode(fingerprint, 'hex') AS text FROM idempotency_records WHERE secret").await;
    let digest = samen_leren::secrets::sha256(given.to_string().as_bytes());
    let plain = samen_leren::secrets::sha256(&[b"POST /v1/sessions ".as_slice(), &digest].concat());
    assert_ne!(fingerprint, plain.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
}

#[tokio::test]
async fn a_key_that_is_over_is_free_again_for_ones_own_account() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let rename = async |name: &str| {
        let etag = staff.get("/v1/me").await.etag();
        let request = staff.request(Method::PATCH, "/v1/me").header("if-match", etag).header("idempotency-key", "naam");
        staff.send(request.json(&json!({ "name": name }))).await
    };
    rename("Eerste Naam").await.expect(200);
    rename("Tweede Naam").await.problem(422, "idempotency-key-reused");
    app.db_execute("UPDATE idempotency_records SET created_at = created_at - interval '25 hours'").await;
    assert_eq!(rename("Tweede Naam").await.expect(200)["name"], "Tweede Naam");
}

#[tokio::test]
async fn ones_own_account_changes_once_and_by_version() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let me = staff.get("/v1/me").await;
    let named = staff.patch("/v1/me", &me.etag(), &json!({ "name": "Nieuwe Naam" })).await;
    assert_eq!(named.expect(200)["name"], "Nieuwe Naam");
    staff.patch("/v1/me", &me.etag(), &json!({ "name": "Te laat" })).await.problem(412, "stale-version");
    app.pass(TimeDelta::minutes(1));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let proof = json!({ "password": PASSWORD, "totpCode": code });
    let codes = staff.post_once("codes", "/v1/me/recovery-codes", &proof).await.expect(200);
    assert_eq!(codes["recoveryCodes"].as_array().map(Vec::len), Some(10));
    staff.post_once("codes", "/v1/me/recovery-codes", &proof).await.problem(409, "idempotency-response-not-kept");
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_ends_the_session() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let refresh =
        async |token: &str| app.stranger().post("/v1/sessions/refresh", &json!({ "refreshToken": token })).await;
    let tokens = refresh(&staff.refresh_token).await.expect(200);
    let renewed = app.caller(tokens["accessToken"].as_str().map(str::to_owned));
    renewed.get("/v1/me").await.expect(200);
    refresh(&staff.refresh_token).await.problem(401, "unauthorized");
    renewed.get("/v1/me").await.problem(401, "unauthorized");
    refresh(tokens["refreshToken"].as_str().unwrap()).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn an_access_token_ends_after_a_quarter_of_an_hour() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    app.pass(TimeDelta::minutes(14));
    staff.get("/v1/me").await.expect(200);
    app.pass(TimeDelta::minutes(2));
    let refused = staff.get("/v1/me").await;
    assert!(refused.header("www-authenticate").contains("invalid_token"));
    refused.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_clock_that_was_moved_back_does_not_lengthen_a_token() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    app.pass(TimeDelta::hours(-2));
    staff.get("/v1/me").await.problem(401, "unauthorized");
    app.pass(TimeDelta::hours(2));
    staff.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn a_token_of_another_algorithm_or_with_a_changed_letter_is_refused() {
    use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let token = staff.token.clone().unwrap();
    let claims = json!({ "iss": app.base, "aud": app.base, "sub": staff.account_id, "sid": staff.session_id,
        "member": staff.user_id, "client_id": "app", "jti": staff.session_id,
        "iat": app.now().timestamp(), "exp": app.now().timestamp() + 600 });
    let kid = jsonwebtoken::decode_header(&token).unwrap().kid;
    let jwks = app.stranger().get("/.well-known/jwks.json").await.expect(200);
    // The classic: the public key taken as the secret of an HMAC.
    let secret = EncodingKey::from_secret(jwks["keys"][0]["x"].as_str().unwrap().as_bytes());
    let header = Header { kid, typ: Some("at+jwt".into()), ..Header::new(Algorithm::HS256) };
    let forged = encode(&header, &claims, &secret).unwrap();
    let (head, rest) = token.split_once('.').unwrap();
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{}.", rest.split_once('.').unwrap().0);
    let (body, signature) = rest.split_once('.').unwrap();
    let changed = format!("{head}.{body}.{}{}", if signature.starts_with('A') { 'B' } else { 'A' }, &signature[1..]);
    for bad in [forged, none, changed, "x".into(), String::new()] {
        app.caller(Some(bad)).get("/v1/me").await.problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn the_signing_key_rotates_without_downtime() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let context = samen_leren::context::Context::system("test", &app.state.clock);
    samen_leren::http::rotate_signing_key(&app.state.doors, &app.state.vault, context).await.unwrap();
    app.pass(TimeDelta::minutes(2));
    staff.get("/v1/me").await.expect(200);
    let keys = app.stranger().get("/.well-known/jwks.json").await.expect(200);
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2), "published before it signs");
    app.pass(TimeDelta::minutes(12));
    let renewed = app.sign_in(&staff.email, &staff.totp_secret, None).await;
    renewed.get("/v1/me").await.expect(200);
    let kid = |token: &Option<String>| jsonwebtoken::decode_header(token.as_ref().unwrap()).unwrap().kid;
    assert_ne!(kid(&renewed.token), kid(&staff.token));
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_new_ones_replace_the_old() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    app.pass(TimeDelta::minutes(1));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let proof = json!({ "password": PASSWORD, "totpCode": code });
    let codes = staff.post("/v1/me/recovery-codes", &proof).await.expect(200);
    let recovery = codes["recoveryCodes"][0].as_str().unwrap();
    let given = json!({ "email": staff.email, "password": PASSWORD, "recoveryCode": recovery });
    app.stranger().post("/v1/sessions", &given).await.expect(201);
    app.stranger().post("/v1/sessions", &given).await.problem(401, "credentials-invalid");
    let me = staff.get("/v1/me").await.expect(200);
    assert_eq!(me["recoveryCodesLeft"], 9);
}

#[tokio::test]
async fn a_new_second_factor_replaces_the_old_one_after_its_first_code() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    app.pass(TimeDelta::minutes(1));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let setup =
        staff.post("/v1/me/second-factor", &json!({ "password": PASSWORD, "totpCode": code })).await.expect(200);
    let secret = second_factor::from_text(setup["secret"].as_str().unwrap()).unwrap();
    let wrong = json!({ "setupToken": setup["setupToken"], "totpCode": "000000" });
    staff.post("/v1/me/second-factor/confirm", &wrong).await.problem(400, "validation-failed");
    let right =
        json!({ "setupToken": setup["setupToken"], "totpCode": second_factor::code(&secret, app.now()).unwrap() });
    let codes = staff.post("/v1/me/second-factor/confirm", &right).await.expect(200);
    assert_eq!(codes["recoveryCodes"].as_array().map(Vec::len), Some(10));
    app.try_sign_in(&staff.email, &staff.totp_secret, None).await.problem(401, "credentials-invalid");
    app.try_sign_in(&staff.email, &secret, None).await.expect(201);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_mail_and_second_factor() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let stranger = app.stranger();
    let ask = async |email: &str| stranger.post("/v1/password-resets", &json!({ "email": email })).await;
    ask("niemand@aanzet.example").await.expect(202);
    ask(&staff.email).await.expect(202);
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1, "only to the known address");
    let token = app.mailed_token(&staff.email);
    app.pass(TimeDelta::minutes(1));
    let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
    let new = json!({ "token": token, "newPassword": "een heel ander wachtwoord", "totpCode": code });
    let without = json!({ "token": token, "newPassword": "een heel ander wachtwoord" });
    stranger.post("/v1/password-resets/confirm", &without).await.problem(401, "second-factor-required");
    stranger.post("/v1/password-resets/confirm", &new).await.expect(204);
    stranger.post("/v1/password-resets/confirm", &new).await.problem(400, "link-invalid");
    staff.get("/v1/me").await.problem(401, "unauthorized");
    app.try_sign_in(&staff.email, &staff.totp_secret, None).await.problem(401, "credentials-invalid");
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let other = app.sign_in(&staff.email, &staff.totp_secret, None).await;
    app.pass(TimeDelta::minutes(1));
    let change = |new: &str| {
        app.pass(TimeDelta::seconds(30));
        let code = second_factor::code(&staff.totp_secret, app.now()).unwrap();
        json!({ "currentPassword": PASSWORD, "newPassword": new, "totpCode": code })
    };
    staff.post("/v1/me/password", &change("aaaaaaaaaaaaaaaa")).await.problem(400, "validation-failed");
    staff.post("/v1/me/password", &change("de nieuwe fiets staat binnen")).await.expect(204);
    staff.get("/v1/me").await.expect(200);
    other.get("/v1/me").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_person_with_two_places_chooses_one() {
    let world = World::new().await;
    let app = &world.app;
    let leader = &world.here.leader;
    let invitation = json!({ "email": leader.email, "name": "Leider", "roles": ["project_leader"], "language": "nl" });
    world.elsewhere.leader.post("/v1/users", &invitation).await.expect(201);
    app.run_jobs().await;
    let token = app.mailed_token(&leader.email);
    let details = app.stranger().post("/v1/invitations/inspect", &json!({ "token": token })).await.expect(200);
    assert_eq!((details["needsPassword"].as_bool(), details["totp"].is_null()), (Some(false), true));
    app.pass(TimeDelta::seconds(60));
    let code = second_factor::code(&leader.totp_secret, app.now()).unwrap();
    let given = json!({ "token": token, "password": PASSWORD, "totpCode": code });
    app.stranger().post("/v1/invitations/accept", &given).await.expect(200);
    let choice =
        app.try_sign_in(&leader.email, &leader.totp_secret, None).await.problem(409, "organisation-choice-required");
    assert_eq!(choice["organisations"].as_array().map(Vec::len), Some(2));
    // The code was not used up by the question.
    let code = second_factor::code(&leader.totp_secret, app.now()).unwrap();
    let chosen =
        json!({ "email": leader.email, "password": PASSWORD, "totpCode": code, "organisationId": world.here.id });
    app.stranger().post("/v1/sessions", &chosen).await.expect(201);
    let there = app.sign_in(&leader.email, &leader.totp_secret, Some(&world.elsewhere.id)).await;
    assert_eq!(there.get("/v1/me").await.expect(200)["organisationId"], json!(world.elsewhere.id));
    there.get(&format!("/v1/families/{}", world.case.family_id)).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_burst_of_sign_ins_does_not_starve_the_rest() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let wrong = json!({ "email": "iemand@aanzet.example", "password": "verkeerd wachtwoord", "totpCode": "000000" });
    let stranger = app.stranger();
    let burst = futures_util::future::join_all((0..40).map(|_| stranger.post("/v1/sessions", &wrong)));
    let calm = async {
        for _ in 0..20 {
            staff.get("/v1/me").await.expect(200);
        }
    };
    let (answers, ()) = futures_util::future::join(burst, calm).await;
    assert!(answers.iter().all(|answer| [401, 429].contains(&answer.status)));
    assert!(answers.iter().any(|answer| answer.status == 429), "counted before they are judged");
}
