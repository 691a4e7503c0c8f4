//! Project evaluations: with schools and with professionals, each author's own and the project leader's all.

use serde_json::{Value, json};

use crate::authorisation::integration;
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

#[tokio::test]
async fn a_project_leader_sees_beside_the_tracks_when_the_way_of_working_was_last_evaluated() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let last = async || {
        let tracks = leader.get("/v1/implementation-tracks").await.expect(200);
        tracks["items"][0]["projectEvaluations"].clone()
    };
    assert_eq!(last().await, json!({ "schoolsOn": null, "professionalsOn": null }));
    for on in ["2026-03-09", "2026-02-01"] {
        let mut held = evaluation();
        held["heldOn"] = json!(on);
        me.post("/v1/project-evaluations", &held).await.expect(201);
    }
    assert_eq!(last().await, json!({ "schoolsOn": "2026-03-09", "professionalsOn": null }));
    let one = format!("/v1/practitioners/{}/implementation-track", me.id);
    assert_eq!(leader.get(&one).await.expect(200)["projectEvaluations"], last().await);
    // Of others than the own a practitioner is told nothing, nor is an integration; and elsewhere it is theirs.
    let system = integration(&world, &["licences:read"]).await;
    for track in [me.get(&one).await, system.get(&one).await] {
        assert_eq!(track.expect(200).get("projectEvaluations"), None);
    }
    let theirs = world.elsewhere.leader.get("/v1/implementation-tracks").await.expect(200);
    assert_eq!(theirs["items"][0]["projectEvaluations"]["schoolsOn"], Value::Null);
}
