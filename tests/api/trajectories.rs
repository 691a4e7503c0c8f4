//! Trajectories: opened, found, handed to colleagues.

use serde_json::json;

use crate::support::{Caller, World};

#[tokio::test]
async fn a_family_has_one_trajectory_under_guidance() {
    let world = World::new().await;
    let again = json!({ "familyId": world.case.family_id, "focusChildIds": [world.case.child_id],
        "practitionerIds": [world.practitioner.id], "startedOn": "2026-03-05" });
    let refused = world.here.leader.post("/v1/trajectories", &again).await;
    let refused = refused.problem(409, "family-has-running-trajectory");
    assert_eq!(refused["trajectoryId"], json!(world.case.trajectory_id));
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectories").await, 2);
}

#[tokio::test]
async fn a_trajectory_starts_with_a_licensed_practitioner_and_a_child_of_the_family() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let family = world.app.family(&world.here, "Tweede").await;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let mut new = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
        "practitionerIds": [unlicensed.id], "startedOn": "2026-03-05" });
    leader.post("/v1/trajectories", &new).await.problem(409, "licence-not-valid");
    new["practitionerIds"] = json!([world.practitioner.id]);
    new["focusChildIds"] = json!([world.case.child_id]);
    leader.post("/v1/trajectories", &new).await.problem(400, "unknown-reference");
    new["focusChildIds"] = json!([family["children"][0]["id"]]);
    new["startedOn"] = json!("2026-03-11");
    leader.post("/v1/trajectories", &new).await.problem(409, "date-in-future");
    new["startedOn"] = json!("2026-03-05");
    let made = leader.post("/v1/trajectories", &new).await.expect(201);
    assert_eq!((made["phase"].as_str(), made["status"].as_str()), (Some("alignment"), Some("active")));
}

#[tokio::test]
async fn a_practitioner_does_not_assign_colleagues() {
    let world = World::new().await;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let family = world.app.family(&world.here, "Tweede").await;
    let both = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
        "practitionerIds": [world.practitioner.id, colleague.id], "startedOn": "2026-03-05" });
    world.practitioner.post("/v1/trajectories", &both).await.problem(403, "forbidden");
}

#[tokio::test]
async fn trajectories_are_found_by_their_filters() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let count = async |query: &str| {
        leader.get(&format!("/v1/trajectories{query}")).await.expect(200)["items"].as_array().map(Vec::len)
    };
    assert_eq!(count("").await, Some(1));
    assert_eq!(count("?status=active&phase=alignment").await, Some(1));
    assert_eq!(count("?status=completed").await, Some(0));
    assert_eq!(count(&format!("?practitionerId={}", world.practitioner.id)).await, Some(1));
    assert_eq!(count(&format!("?familyId={}", world.other_case.family_id)).await, Some(0));
}

#[tokio::test]
async fn a_deputy_with_a_licence_takes_over_for_a_while_and_then_loses_sight() {
    let world = World::new().await;
    let (app, leader) = (&world.app, &world.here.leader);
    let deputy = app.licensed(&world.staff, &world.here, "Vervanger", "2026-01-15").await;
    let unlicensed = app.practitioner(&world.here, "Zonder Licentie").await;
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    // One by one from the assignments, below it and in lists by SQL: the same rule.
    let sees = async |deputy: &Caller| {
        let steps = deputy.get(&format!("{path}/steps")).await.status;
        let listed = deputy.get("/v1/trajectories").await.expect(200)["items"].as_array().map(Vec::len);
        let seen = deputy.get(&path).await.status;
        assert_eq!((steps, listed), (seen, Some(usize::from(seen == 200))));
        seen
    };
    assert_eq!(sees(&deputy).await, 404);
    let term =
        |who: &str| json!({ "practitionerId": who, "kind": "deputy", "fromOn": "2026-03-10", "untilOn": "2026-03-20" });
    leader.post(&format!("{path}/assignments"), &term(&unlicensed.id)).await.problem(409, "licence-not-valid");
    leader.post(&format!("{path}/assignments"), &term(&deputy.id)).await.expect(201);
    assert_eq!(sees(&deputy).await, 200);
    deputy.get(&format!("/v1/families/{}", world.case.family_id)).await.expect(200);
    app.on("2026-03-21");
    let deputy = app.sign_in(&deputy.email, &deputy.totp_secret, None).await;
    assert_eq!(sees(&deputy).await, 404);
    deputy.get(&format!("/v1/families/{}", world.case.family_id)).await.problem(404, "not-found");
}
