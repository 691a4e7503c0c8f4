//! The same act by two devices at once, or sent twice: it has one effect.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::journey::Journey;
use crate::support::{Answer, Caller, World, held_visit, planned_visit};

/// The statuses of two answers, the lower first.
fn statuses(one: &Answer, other: &Answer) -> [u16; 2] {
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    statuses
}

/// One of two answers that was refused with 409 says what is in the way.
fn refused<'a>(one: &'a Answer, other: &'a Answer) -> &'a Value {
    &[one, other].into_iter().find(|answer| answer.status >= 400).expect("one was refused").body
}

async fn put(caller: &Caller, path: &str, etag: &str, body: &Value) -> Answer {
    caller.send(caller.request(Method::PUT, path).header("if-match", etag).json(body)).await
}

#[tokio::test]
async fn two_devices_move_a_trajectory_once() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    let etag = journey.me.etag(&journey.path("")).await;
    let ask = json!({ "to": "goal_work", "on": "2026-03-20" });
    let path = journey.path("/transitions");
    let act = || journey.me.act(&path, &etag, &ask);
    let (one, other) = tokio::join!(act(), act());
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    assert_eq!(world.app.db_count("SELECT count(*) FROM transitions").await, 1);
    // Sent again under its key, it answers what it answered.
    let etag = journey.me.etag(&journey.path("")).await;
    let keyed = || {
        let request = journey.me.request(reqwest::Method::POST, &path).header("if-match", &etag);
        journey
            .me
            .send(request.header("idempotency-key", "verder").json(&json!({ "to": "closing", "on": "2026-03-20" })))
    };
    let first = keyed().await;
    let second = keyed().await;
    assert_eq!((first.status, second.status), (200, 200));
    assert_eq!((second.header("idempotency-replayed"), &second.body), ("true", &first.body));
    assert_eq!(world.app.db_count("SELECT count(*) FROM transitions").await, 2);
}

#[tokio::test]
async fn two_devices_record_a_planned_visit_once() {
    let world = World::new().await;
    let (me, case) = (&world.practitioner, &world.case);
    let visit = planned_visit(case, &me.id, "2026-03-10T09:00:00Z");
    let visit = me.post("/v1/visits", &visit).await.expect(201);
    let path = format!("/v1/visits/{}", visit["id"].as_str().unwrap());
    let etag = me.etag(&path).await;
    let act = format!("{path}/record");
    let record = |minutes: i64| json!({ "heldOn": "2026-03-10", "minutes": minutes, "attendance": "parents" });
    let (ninety, eighty) = (record(90), record(80));
    let (one, other) = tokio::join!(me.act(&act, &etag, &ninety), me.act(&act, &etag, &eighty));
    assert_eq!(statuses(&one, &other), [200, 412], "{} {}", one.text, other.text);
    let told = if one.status == 200 { 90 } else { 80 };
    let kept = me.get(&path).await.expect(200);
    assert_eq!((&kept["status"], &kept["minutes"]), (&json!("held"), &json!(told)));
    assert_eq!(world.app.db_count("SELECT count(*) FROM visit_performers").await, 1);
    // Told of the newer version, the second sees that it was held already.
    let again = me.act(&act, &me.etag(&path).await, &record(80)).await.problem(409, "visit-status-conflict");
    assert_eq!(again["currentStatus"], "held");
}

#[tokio::test]
async fn two_devices_add_a_visit_with_the_same_id_once() {
    let world = World::new().await;
    let me = &world.practitioner;
    let mut visit = held_visit(&world.case, &me.id, "2026-03-09");
    visit["id"] = json!(samen_leren::ids::VisitId::new());
    let (one, other) = tokio::join!(me.post("/v1/visits", &visit), me.post("/v1/visits", &visit));
    assert_eq!(statuses(&one, &other), [201, 409], "{} {}", one.text, other.text);
    assert_eq!(refused(&one, &other)["code"], "already-exists");
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, 1);
    assert_eq!(world.app.db_count("SELECT count(*) FROM visit_performers").await, 1);
}

#[tokio::test]
async fn two_devices_write_a_version_of_the_plan_once() {
    let world = World::new().await;
    let me = &world.practitioner;
    let path = format!("/v1/trajectories/{}/plan", world.case.trajectory_id);
    let plan = |goal: i32, subgoal: &str| {
        json!({ "goals": [{ "goal": goal, "subgoals": [subgoal] }], "agreedOn": "2026-03-10",
            "practitionerId": me.id })
    };
    for (version, seen) in [(1, "\"0\""), (2, "\"1\"")] {
        let (reading, structure) = (plan(2, "2.2"), plan(6, "6.1"));
        let (one, other) = tokio::join!(put(me, &path, seen, &reading), put(me, &path, seen, &structure));
        assert_eq!(statuses(&one, &other), [200, 412], "{} {}", one.text, other.text);
        let kept = me.get(&path).await.expect(200);
        assert_eq!((&kept["version"], &kept["inForceVersion"]), (&json!(version), &json!(version)));
        assert_eq!(kept["goals"][0]["goal"], if one.status == 200 { 2 } else { 6 });
        assert_eq!(world.app.db_count("SELECT count(*) FROM plan_versions").await, version);
    }
}

#[tokio::test]
async fn two_devices_finish_an_evaluation_once() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    let path = journey.path("/evaluations");
    let mut draft = journey.evaluation("mid", "evaluation", &[(6, 3)]).await;
    draft["decision"] = json!("close");
    draft["status"] = json!("draft");
    let draft = journey.me.post(&path, &draft).await.expect(201);
    let mid = format!("{path}/{}", draft["id"].as_str().unwrap());
    let etag = journey.me.etag(&mid).await;
    let act = format!("{mid}/finalise");
    let finish = || journey.me.act_bare(&act, &etag);
    let (one, other) = tokio::join!(finish(), finish());
    assert_eq!(statuses(&one, &other), [200, 412], "{} {}", one.text, other.text);
    let kept = journey.me.get(&mid).await.expect(200);
    assert_eq!((&kept["status"], &kept["version"]), (&json!("final"), &json!(2)));
    let again =
        journey.me.act_bare(&act, &journey.me.etag(&mid).await).await.problem(409, "evaluation-status-conflict");
    assert_eq!(again["currentStatus"], "final");
    // A trajectory has one final evaluation, whichever device is first.
    let last = journey.evaluation("final", "evaluation", &[(6, 4)]).await;
    let (one, other) = tokio::join!(journey.me.post(&path, &last), journey.me.post(&path, &last));
    assert_eq!(statuses(&one, &other), [201, 409], "{} {}", one.text, other.text);
    assert_eq!(refused(&one, &other)["member"], "kind");
    assert_eq!(world.app.db_count("SELECT count(*) FROM evaluations WHERE kind = 'final'").await, 1);
}

#[tokio::test]
async fn two_devices_hand_a_trajectory_over_once() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleagues = [
        world.app.licensed(&world.staff, &world.here, "Collega Een", "2026-01-15").await,
        world.app.licensed(&world.staff, &world.here, "Collega Twee", "2026-01-15").await,
    ];
    let visit = planned_visit(&world.case, &me.id, "2026-03-17T09:00:00Z");
    let visit = me.post("/v1/visits", &visit).await.expect(201);
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let over =
        |to: usize| json!({ "fromPractitionerId": me.id, "toPractitionerId": colleagues[to].id, "on": "2026-03-10" });
    let (first, second, act) = (over(0), over(1), format!("{path}/handovers"));
    let (one, other) = tokio::join!(leader.post(&act, &first), leader.post(&act, &second));
    // Whoever comes second finds that the former practitioner performs it no more.
    assert_eq!(statuses(&one, &other), [201, 400], "{} {}", one.text, other.text);
    assert_eq!(refused(&one, &other)["code"], "unknown-reference");
    let new = &colleagues[usize::from(one.status != 201)];
    let trajectory = leader.get(&path).await.expect(200);
    assert_eq!(trajectory["practitionerIds"], json!([new.id]));
    assert_eq!(trajectory["assignments"].as_array().map(Vec::len), Some(2));
    let visit = leader.get(&format!("/v1/visits/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(visit["performerIds"], json!([new.id]));
    me.get(&path).await.problem(404, "not-found");
}
