//! Complaints: handled by somebody else, within a term, and final once settled.

use serde_json::{Value, json};

use crate::support::World;

fn complaint(world: &World) -> Value {
    json!({ "familyId": world.case.family_id, "aboutPractitionerId": world.practitioner.id,
        "receivedOn": "2026-03-09", "description": "Niet op tijd afgezegd.",
        "handledByUserId": world.here.leader.user_id })
}

#[tokio::test]
async fn a_complaint_is_due_after_six_weeks_and_final_once_settled() {
    let world = World::new().await;
    let app = &world.app;
    let made = world.here.leader.post_once("klacht", "/v1/complaints", &complaint(&world)).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    let received = made.expect(201);
    assert_eq!((received["dueOn"].as_str(), received["overdue"].as_bool()), (Some("2026-04-20"), Some(false)));
    world.here.leader.post_once("klacht", "/v1/complaints", &complaint(&world)).await.expect(201);
    assert_eq!(app.db_count("SELECT count(*) FROM complaints").await, 1);
    app.on("2026-04-21");
    let leader = app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let late = leader.send(leader.request(reqwest::Method::GET, &path).header("if-none-match", &etag)).await;
    assert_eq!(late.expect(200)["overdue"], true, "the day is part of what is shown");
    let settle = format!("{path}/settle");
    let outcome = |on: &str| json!({ "outcome": "Excuses gemaakt.", "on": on });
    assert_eq!(leader.act(&settle, &etag, &outcome("2026-03-08")).await.places(), ["/on"]);
    leader.act(&settle, &etag, &outcome("2026-04-22")).await.problem(409, "date-in-future");
    let settled = leader.act(&settle, &etag, &outcome("2026-04-20")).await.expect(200);
    assert_eq!((settled["status"].as_str(), settled["overdue"].as_bool()), (Some("settled"), Some(false)));
    let etag = leader.etag(&path).await;
    leader.act(&settle, &etag, &outcome("2026-04-21")).await.problem(409, "complaint-status-conflict");
    let changed = leader.patch(&path, &etag, &json!({ "description": "Anders" })).await;
    assert_eq!(changed.problem(409, "complaint-status-conflict")["currentStatus"], "settled");
    assert_eq!(leader.get("/v1/complaints?status=received").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn nobody_handles_a_complaint_about_oneself() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let with = |handler: &str| {
        let mut body = complaint(&world);
        body["handledByUserId"] = json!(handler);
        body
    };
    let own = leader.post("/v1/complaints", &with(&world.practitioner.user_id)).await;
    assert_eq!(own.places(), ["/handledByUserId"]);
    own.problem(400, "validation-failed");
    // Nor when the practitioner does not sign in as that user: the person is the same.
    let place = format!("/v1/practitioners/{}", world.practitioner.id);
    leader.patch(&place, &leader.etag(&place).await, &json!({ "userId": null })).await.expect(200);
    assert_eq!(leader.post("/v1/complaints", &with(&world.practitioner.user_id)).await.places(), ["/handledByUserId"]);
    let made = leader.post("/v1/complaints", &with(&leader.user_id)).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    made.expect(201);
    let handler = json!({ "handledByUserId": world.practitioner.user_id });
    assert_eq!(leader.patch(&path, &etag, &handler).await.places(), ["/handledByUserId"]);
    let other_term = json!({ "dueOn": "2026-03-08" });
    assert_eq!(leader.patch(&path, &etag, &other_term).await.places(), ["/dueOn"]);
}

#[tokio::test]
async fn a_complaint_is_for_project_leaders_and_never_blocked() {
    let world = World::new().await;
    let staff = &world.staff;
    let mut foreign = complaint(&world);
    foreign["familyId"] = json!(world.other_case.family_id);
    foreign["aboutPractitionerId"] = json!(world.other_practitioner.id);
    foreign["handledByUserId"] = json!(world.elsewhere.leader.user_id);
    let unknown = world.here.leader.post("/v1/complaints", &foreign).await;
    assert_eq!(unknown.places(), ["/familyId", "/aboutPractitionerId", "/handledByUserId"]);
    unknown.problem(400, "unknown-reference");
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let read_only = json!({ "status": "read_only" });
    staff.patch(&organisation, &staff.etag(&organisation).await, &read_only).await.expect(200);
    let plain = json!({ "receivedOn": "2026-03-10", "description": "Algemeen", "dueOn": "2026-03-20",
        "handledByUserId": world.here.leader.user_id });
    let made = world.here.leader.post("/v1/complaints", &plain).await;
    let path = made.header("location").to_owned();
    made.expect(201);
    world.practitioner.get(&path).await.problem(403, "forbidden");
    staff.get(&path).await.problem(403, "forbidden");
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
}
