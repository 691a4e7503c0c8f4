//! Signals: other needs of a family that come up on the way.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::World;
use crate::support::journey::Journey;

#[tokio::test]
async fn a_signal_is_noticed_followed_up_and_closed() {
    let world = World::new().await;
    let me = &world.practitioner;
    let path = format!("/v1/trajectories/{}/signals", world.case.trajectory_id);
    let new = json!({ "noticedOn": "2026-03-09", "about": "Vraagt hulp bij toeslagen." });
    let made = me.post_once("signaal", &path, &new).await;
    let (one, etag) = (made.header("location").to_owned(), made.etag());
    assert_eq!(made.expect(201)["status"], "open");
    me.post_once("signaal", &path, &new).await.expect(201);
    let closed = json!({ "action": "Samen gebeld.", "referredTo": "Wijkteam", "status": "closed" });
    let changed = me.patch(&one, &etag, &closed).await.expect(200);
    assert_eq!((changed["referredTo"].as_str(), changed["status"].as_str()), (Some("Wijkteam"), Some("closed")));
    me.patch(&one, &etag, &closed).await.problem(412, "stale-version");
    let listed = world.here.leader.get(&format!("{path}?status=closed")).await.expect(200);
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(me.get(&format!("{path}?status=open")).await.expect(200)["items"], json!([]));
    let events =
        world.here.leader.get(&format!("/v1/audit-events?familyId={}", world.case.family_id)).await.expect(200);
    assert!(!events.to_string().contains("toeslagen"), "the audit holds no contents");
}

#[tokio::test]
async fn a_signal_needs_no_licence_but_a_day_of_the_trajectory() {
    let world = World::new().await;
    let (app, me) = (&world.app, &world.practitioner);
    let path = format!("/v1/trajectories/{}/signals", world.case.trajectory_id);
    let on = |day: &str| json!({ "noticedOn": day, "about": "Zorgen over geld." });
    me.post(&path, &on("2026-03-11")).await.problem(409, "date-in-future");
    assert_eq!(me.post(&path, &on("2026-02-28")).await.problem(409, "date-before-start")["earliest"], "2026-03-01");
    let wrong = me.post(&path, &json!({ "noticedOn": "gisteren", "about": "" })).await;
    let mut places = wrong.places();
    places.sort();
    assert_eq!(places, ["/about", "/noticedOn"]);
    // After the licence lapsed the practitioner still sees the family, and what is seen can be told.
    app.on("2027-01-20");
    let me = app.sign_in(&me.email, &me.totp_secret, None).await;
    me.post(&path, &on("2027-01-20")).await.expect(201);
}

#[tokio::test]
async fn signals_are_for_the_performers_and_the_project_leader_only() {
    let world = World::new().await;
    let path = format!("/v1/trajectories/{}/signals", world.case.trajectory_id);
    let new = json!({ "noticedOn": "2026-03-09", "about": "Zorgen over geld." });
    let made = world.practitioner.post(&path, &new).await;
    let one = made.header("location").to_owned();
    made.expect(201);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    for path in [&path, &one] {
        colleague.get(path).await.problem(404, "not-found");
        world.elsewhere.leader.get(path).await.problem(404, "not-found");
        world.staff.get(path).await.problem(403, "forbidden");
    }
    colleague.post(&path, &new).await.problem(404, "not-found");
    let other = one.replace(&world.case.trajectory_id, &world.other_case.trajectory_id);
    world.elsewhere.leader.get(&other).await.problem(404, "not-found");
    let client = json!({ "name": "Koppeling", "scopes": ["signals:read"] });
    world.here.leader.post("/v1/api-clients", &client).await.problem(400, "validation-failed");
}

#[tokio::test]
async fn open_signals_are_a_hint_beside_the_evaluations_that_are_to_come() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    let path = journey.path("/signals");
    let new = json!({ "noticedOn": "2026-03-09", "about": "Zorgen over geld." });
    let hints = async |journey: &Journey<'_>, step: &str| {
        let hints = journey.step(step).await["hints"].as_array().unwrap().clone();
        hints.into_iter().filter(|hint| hint.as_str().unwrap().contains(" open")).collect::<Vec<_>>()
    };
    assert_eq!(hints(&journey, "mid_evaluation").await, Vec::<Value>::new());
    let made = journey.me.post(&path, &new).await;
    let (one, etag) = (made.header("location").to_owned(), made.etag());
    journey.me.post(&path, &new).await.expect(201);
    for step in ["mid_evaluation", "final_evaluation"] {
        assert_eq!(hints(&journey, step).await, ["Er staan nog 2 signalen open."]);
    }
    assert_eq!(hints(&journey, "closing_activity").await, Vec::<Value>::new());
    let system = integration(&world, &["trajectories:read"]).await;
    let told = system.get(&journey.path("/steps")).await;
    assert!(!told.text.contains("signalen open"), "for people only: {}", told.text);
    told.expect(200);
    journey.me.patch(&one, &etag, &json!({ "status": "closed" })).await.expect(200);
    let english = journey.me.request(reqwest::Method::GET, &journey.path("/steps")).header("accept-language", "en");
    let english = journey.me.send(english).await;
    assert!(english.text.contains("There is one open signal."), "{}", english.text);
    // What was done is behind.
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.moves("closing", None).await.expect(200);
    journey.on("2026-03-31").await.evaluates("final", "evaluation", &[(6, 4)]).await;
    assert_eq!(hints(&journey, "final_evaluation").await, Vec::<Value>::new());
    assert_eq!(hints(&journey, "mid_evaluation").await, ["Er staat nog één signaal open."]);
}
