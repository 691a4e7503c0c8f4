//! Signals: other needs of a family that come up on the way.

use serde_json::json;

use crate::support::World;

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
