//! Project evaluations: with schools and with professionals, each author's own and the project leader's all.

use serde_json::{Value, json};

use crate::support::World;

fn evaluation() -> Value {
    json!({ "heldWith": "schools", "heldOn": "2026-03-09", "title": "Gesprek met de scholen",
        "findings": "Eerder terugkoppelen." })
}

#[tokio::test]
async fn a_practitioner_is_the_author_of_the_own_evaluation() {
    let world = World::new().await;
    let me = &world.practitioner;
    let made = me.post_once("evaluatie", "/v1/project-evaluations", &evaluation()).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    assert_eq!(made.expect(201)["practitionerId"], json!(me.id));
    me.post_once("evaluatie", "/v1/project-evaluations", &evaluation()).await.expect(201);
    let colleague = world.app.practitioner(&world.here, "Collega").await;
    colleague.get(&path).await.problem(404, "not-found");
    colleague.patch(&path, &etag, &json!({ "title": "Anders" })).await.problem(404, "not-found");
    assert_eq!(colleague.get("/v1/project-evaluations").await.expect(200)["items"], json!([]));
    let mut for_another = evaluation();
    for_another["practitionerId"] = json!(me.id);
    colleague.post("/v1/project-evaluations", &for_another).await.problem(403, "forbidden");
    let theirs = json!({ "practitionerId": colleague.id });
    me.patch(&path, &etag, &theirs).await.problem(403, "forbidden");
    world.here.leader.patch(&path, &etag, &theirs).await.expect(200);
    me.get(&path).await.problem(404, "not-found");
    colleague.delete(&path, &colleague.etag(&path).await).await.expect(204);
}

#[tokio::test]
async fn a_project_leader_sees_all_and_may_name_nobody() {
    let world = World::new().await;
    let leader = &world.here.leader;
    world.practitioner.post("/v1/project-evaluations", &evaluation()).await.expect(201);
    let mut with_colleagues = evaluation();
    with_colleagues["heldWith"] = json!("professionals");
    let made = leader.post("/v1/project-evaluations", &with_colleagues).await;
    let path = made.header("location").to_owned();
    assert_eq!(made.expect(201)["practitionerId"], Value::Null);
    assert_eq!(leader.get("/v1/project-evaluations").await.expect(200)["items"].as_array().map(Vec::len), Some(2));
    let filtered = leader.get("/v1/project-evaluations?heldWith=professionals").await.expect(200);
    assert_eq!(filtered["items"].as_array().map(Vec::len), Some(1));
    world.practitioner.get(&path).await.problem(404, "not-found");
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
    let mut foreign = evaluation();
    foreign["practitionerId"] = json!(world.other_practitioner.id);
    let foreign = leader.post("/v1/project-evaluations", &foreign).await;
    assert_eq!(foreign.places(), ["/practitionerId"]);
    let mut tomorrow = evaluation();
    tomorrow["heldOn"] = json!("2026-03-11");
    leader.post("/v1/project-evaluations", &tomorrow).await.problem(409, "date-in-future");
    let wrong = json!({ "heldWith": "ouders", "heldOn": "2026-03-09", "title": "", "findings": "x" });
    let mut places = leader.post("/v1/project-evaluations", &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/heldWith", "/title"]);
}
