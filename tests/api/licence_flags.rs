//! Late corrections: what was recorded under a licence whose attendance is withdrawn afterwards stays, and is flagged,
//! whatever kind of record it is.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::journey::filled_in;
use crate::support::{Person, World, held_visit};

const DAY: &str = "2027-02-20";

/// On 1 March 2027, with a licence of the practitioner that rests on one attended refresher.
struct Stage {
    world: World,
    staff: Person,
    leader: Person,
    /// The attendance that all rests on.
    attendance: String,
}

impl Stage {
    async fn new() -> Self {
        let world = Box::pin(World::new()).await;
        world.app.on("2027-03-01");
        let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
        let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
        let session = world.app.training(&staff, "refresher", "2026-06-01", &[&world.practitioner]).await;
        let attendances = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
        let list = staff.get(&attendances).await.expect(200);
        let attendance = format!("{attendances}/{}", list["items"][0]["id"].as_str().unwrap());
        Self { world, staff, leader, attendance }
    }

    fn path(&self, below: &str) -> String {
        format!("/v1/trajectories/{}/{below}", self.world.case.trajectory_id)
    }

    async fn replaces_plan(&self, plan: &Value) {
        let path = self.path("plan");
        let etag = self.leader.etag(&path).await;
        let request = self.leader.request(Method::PUT, &path).header("if-match", etag).json(plan);
        self.leader.send(request).await.expect(200);
    }

    /// The flags once the attendance is withdrawn; before, there were none.
    async fn flags_after_withdrawal(&self) -> Vec<Value> {
        let flags = async || self.leader.get("/v1/licence-flags").await.expect(200)["items"].clone();
        let counts = async || self.staff.get("/v1/licence-flag-counts").await.expect(200)["items"].clone();
        assert_eq!((flags().await, counts().await), (json!([]), json!([])));
        let etag = self.staff.etag(&self.attendance).await;
        self.staff.delete(&self.attendance, &etag).await.expect(204);
        let found = flags().await.as_array().unwrap().clone();
        assert_eq!(counts().await, json!([{ "organisationId": self.world.here.id, "flagged": found.len() }]));
        for flag in &found {
            assert_eq!(
                (&flag["practitionerId"], &flag["trajectoryId"], &flag["familyId"], &flag["heldOn"], &flag["reason"]),
                (
                    &json!(self.world.practitioner.id),
                    &json!(self.world.case.trajectory_id),
                    &json!(self.world.case.family_id),
                    &json!(DAY),
                    &json!("expired")
                )
            );
        }
        found
    }
}

#[tokio::test]
async fn a_visit_under_a_withdrawn_attendance_is_flagged() {
    let stage = Stage::new().await;
    let visit = held_visit(&stage.world.case, &stage.world.practitioner.id, DAY);
    let visit = stage.leader.post("/v1/visits", &visit).await.expect(201);
    let flags = stage.flags_after_withdrawal().await;
    assert_eq!(flags.len(), 1, "{flags:?}");
    assert_eq!(
        (&flags[0]["recordKind"], &flags[0]["recordId"], &flags[0]["visitId"]),
        (&json!("visit"), &visit["id"], &visit["id"])
    );
    assert!(flags[0].get("planVersion").is_none());
}

#[tokio::test]
async fn a_plan_agreed_under_a_withdrawn_attendance_is_flagged_once() {
    let stage = Stage::new().await;
    let mut plan = json!({ "goals": [{ "goal": 2, "subgoals": ["2.2"] }], "agreedOn": DAY,
        "practitionerId": stage.world.practitioner.id });
    stage.replaces_plan(&plan).await;
    // The same agreement, worded better.
    plan["remarks"] = json!("Twee keer in de week.");
    stage.replaces_plan(&plan).await;
    let flags = stage.flags_after_withdrawal().await;
    assert_eq!(flags.len(), 1, "{flags:?}");
    assert_eq!(
        (&flags[0]["recordKind"], &flags[0]["recordId"], &flags[0]["planVersion"]),
        (&json!("plan"), &json!(stage.world.case.trajectory_id), &json!(1))
    );
    assert!(flags[0].get("visitId").is_none());
}

#[tokio::test]
async fn an_evaluation_under_a_withdrawn_attendance_is_flagged_and_a_draft_is_not() {
    let stage = Stage::new().await;
    let (version, answers) = filled_in(&stage.leader, "intake_parent").await;
    let mut evaluation = json!({ "kind": "intake_parent", "questionnaireVersionId": version, "answers": answers,
        "heldOn": DAY, "practitionerId": stage.world.practitioner.id });
    let path = stage.path("evaluations");
    stage.leader.post(&path, &evaluation).await.expect(201);
    evaluation["status"] = json!("final");
    let finished = stage.leader.post(&path, &evaluation).await.expect(201);
    let flags = stage.flags_after_withdrawal().await;
    assert_eq!(flags.len(), 1, "{flags:?}");
    assert_eq!((&flags[0]["recordKind"], &flags[0]["recordId"]), (&json!("evaluation"), &finished["id"]));
}

#[tokio::test]
async fn a_time_entry_under_a_withdrawn_attendance_is_flagged() {
    let stage = Stage::new().await;
    let entry = json!({ "trajectoryId": stage.world.case.trajectory_id, "practitionerId": stage.world.practitioner.id,
        "category": "preparation", "minutes": 30, "on": DAY });
    let entry = stage.leader.post("/v1/time-entries", &entry).await.expect(201);
    let flags = stage.flags_after_withdrawal().await;
    assert_eq!(flags.len(), 1, "{flags:?}");
    assert_eq!((&flags[0]["recordKind"], &flags[0]["recordId"]), (&json!("time_entry"), &entry["id"]));
}

#[tokio::test]
async fn flags_of_all_kinds_come_in_pages_and_are_the_organisations_own() {
    let stage = Stage::new().await;
    let (world, leader) = (&stage.world, &stage.leader);
    leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, DAY)).await.expect(201);
    let entry = json!({ "trajectoryId": world.case.trajectory_id, "practitionerId": world.practitioner.id,
        "category": "preparation", "minutes": 30, "on": DAY });
    leader.post("/v1/time-entries", &entry).await.expect(201);
    let plan = json!({ "goals": [{ "goal": 2, "subgoals": ["2.2"] }], "agreedOn": DAY,
        "practitionerId": world.practitioner.id });
    stage.replaces_plan(&plan).await;
    let all = stage.flags_after_withdrawal().await;
    assert_eq!(all.len(), 3);
    let (mut paged, mut next) = (Vec::new(), "/v1/licence-flags?limit=1".to_owned());
    loop {
        let page = leader.get(&next).await.expect(200);
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["nextCursor"].as_str() else { break };
        next = format!("/v1/licence-flags?limit=1&cursor={cursor}");
    }
    assert_eq!(paged, all);
    let elsewhere = &world.elsewhere.leader;
    let theirs = world.app.sign_in(&elsewhere.email, &elsewhere.totp_secret, None).await;
    assert_eq!(theirs.get("/v1/licence-flags").await.expect(200)["items"], json!([]));
    let own = world.app.sign_in(&world.practitioner.email, &world.practitioner.totp_secret, None).await;
    assert_eq!(own.get("/v1/licence-flags").await.expect(200)["items"].as_array().unwrap().len(), 3);
}
