//! What the operator does on the command line.

use chrono::TimeDelta;
use samen_leren::app::AppState;
use samen_leren::clock::Clock;
use samen_leren::commands::admin::{create_licence_holder, reseal};
use samen_leren::config::ServiceConfig;
use samen_leren::db::Doors;
use samen_leren::identity::second_factor;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::support::factory::PASSWORD;
use crate::support::{Cluster, TestApp};

#[tokio::test]
async fn the_first_account_gets_a_new_link_until_it_is_finished() {
    let app = TestApp::start().await;
    let make = async || create_licence_holder(&app.state, "eerste@aanzet.example", "Eerste").await;
    let lost = make().await.expect("a link");
    app.pass(TimeDelta::days(8));
    let link = make().await.expect("another link");
    app.stranger().post("/v1/invitations/inspect", &json!({ "token": lost })).await.problem(400, "link-invalid");
    app.accept_and_sign_in("eerste@aanzet.example", &link).await.get("/v1/me").await.expect(200);
    make().await.expect_err("the account is finished");
    create_licence_holder(&app.state, "geen adres", "Eerste").await.expect_err("no address");
    let acts = "SELECT count(*) FROM audit_events WHERE actor_kind = 'system' AND action = 'createLicenceHolder'";
    assert_eq!(app.db_count(acts).await, 2);
}

#[tokio::test]
async fn everything_opens_under_the_new_root_key_alone_once_it_is_sealed_anew() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let old = app.state.config.secret_key.clone().expect("a key");
    let new = "bmV3ZXIta2V5LW5ld2VyLWtleS1uZXdlci1rZXktISE=";
    let with = async |previous: Option<&str>| {
        let config = ServiceConfig {
            secret_key: Some(new.to_owned().into()),
            secret_key_previous: previous.map(|key| key.to_owned().into()),
            ..app.state.config.clone()
        };
        let url = Cluster::get().await.url(&app.database);
        AppState::new(config, Doors::new(&url, None, 1, 2).expect("doors"), Clock::standing_at(app.now())).await
    };
    with(None).await.err().expect("what the old key sealed does not open without it");
    let both = with(Some(old.expose_secret())).await.expect("both keys are known");
    assert!(reseal(&both).await.expect("sealed anew") >= 2);
    let alone = with(None).await.expect("the new key is enough");
    let row = "SELECT encode(totp_secret, 'hex') AS text FROM accounts";
    let sealed = hex(&app.db_text(row).await);
    let secret = alone.vault.open(samen_leren::secrets::Purpose::SecondFactor, &sealed).expect("opens");
    assert_eq!(secret, staff.totp_secret);
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hex")).collect()
}

#[tokio::test]
async fn two_processes_share_the_throttle_of_signing_in() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let other = app.another_process().await;
    let wrong = json!({ "email": staff.email, "password": "verkeerd wachtwoord", "totpCode": "000000" });
    let mut judged = 0;
    for _ in 0..6 {
        for process in [&app.stranger(), &other] {
            judged += i32::from(process.post("/v1/sessions", &wrong).await.status == 401);
        }
    }
    assert!((1..=7).contains(&judged), "{judged} were judged: each process on its own would have let so many through");
    other.post("/v1/sessions", &wrong).await.problem(429, "too-many-requests");
    app.pass(TimeDelta::minutes(30));
    let code = second_factor::code(&staff.totp_secret, app.now()).expect("a code");
    let right = json!({ "email": staff.email, "password": PASSWORD, "totpCode": code });
    app.stranger().post("/v1/sessions", &right).await.expect(201);
}
