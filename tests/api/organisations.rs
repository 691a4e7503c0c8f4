//! Organisations, their subscriptions and the gate that these are (G2).

use serde_json::json;

use crate::support::{World, held_visit};

#[tokio::test]
async fn an_organisation_sees_itself_and_changes_its_contact_only() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (own, other) =
        (format!("/v1/organisations/{}", world.here.id), format!("/v1/organisations/{}", world.elsewhere.id));
    leader.get(&other).await.problem(404, "not-found");
    assert_eq!(leader.get("/v1/organisations").await.expect(200)["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(world.staff.get("/v1/organisations").await.expect(200)["items"].as_array().map(Vec::len), Some(2));
    let contact = json!({ "contact": { "email": "nieuw@welzijn.example" } });
    let changed = leader.patch(&own, &leader.etag(&own).await, &contact).await.expect(200);
    assert_eq!(changed["contact"]["email"], "nieuw@welzijn.example");
    let name = json!({ "name": "Andere naam" });
    leader.patch(&own, &leader.etag(&own).await, &name).await.problem(403, "forbidden");
    world.staff.patch(&own, &world.staff.etag(&own).await, &name).await.expect(200);
}

#[tokio::test]
async fn without_a_subscription_nothing_is_written_and_everything_is_read() {
    let world = World::new().await;
    let (app, practitioner) = (&world.app, &world.practitioner);
    let subscriptions =
        world.staff.get(&format!("/v1/subscriptions?organisationId={}", world.here.id)).await.expect(200);
    let subscription = format!("/v1/subscriptions/{}", subscriptions["items"][0]["id"].as_str().unwrap());
    let end = json!({ "endsOn": "2026-03-09" });
    world.staff.patch(&subscription, &world.staff.etag(&subscription).await, &end).await.expect(200);
    // Running trajectories are wound down for three months; nothing new begins.
    let school = json!({ "name": "De Verzinsels", "kind": "regular" });
    world.here.leader.post("/v1/schools", &school).await.problem(409, "subscription-inactive");
    practitioner.post("/v1/visits", &held_visit(&world.case, &practitioner.id, "2026-03-09")).await.expect(201);
    app.on("2026-06-10");
    let leader = app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let late = held_visit(&world.case, &practitioner.id, "2026-06-09");
    assert_eq!(leader.post("/v1/visits", &late).await.problem(409, "subscription-inactive")["state"], "inactive");
    leader.get("/v1/visits").await.expect(200);
    // Never blocked: correcting personal data.
    let parent = format!("/v1/families/{}/parents/{}", world.case.family_id, world.case.parent_id);
    leader.patch(&parent, &leader.etag(&parent).await, &json!({ "phone": "0611111111" })).await.expect(200);
}

#[tokio::test]
async fn subscriptions_of_an_organisation_do_not_overlap() {
    let world = World::new().await;
    let again = json!({ "organisationId": world.here.id, "startsOn": "2026-06-01" });
    world.staff.post("/v1/subscriptions", &again).await.problem(409, "subscription-overlaps");
    let backwards = json!({ "organisationId": world.here.id, "startsOn": "2025-06-01", "endsOn": "2025-05-01" });
    assert_eq!(world.staff.post("/v1/subscriptions", &backwards).await.places(), ["/endsOn"]);
}

#[tokio::test]
async fn the_licence_holder_has_no_way_to_a_family() {
    let world = World::new().await;
    for path in ["/v1/families", "/v1/trajectories", "/v1/visits", "/v1/schools"] {
        world.staff.get(path).await.problem(403, "forbidden");
    }
    use diesel_async::SimpleAsyncConnection;
    let mut connection = world.app.db_connect("samen_leren_platform").await;
    let refused = connection.batch_execute("SELECT * FROM families").await.expect_err("no grant");
    assert!(refused.to_string().contains("permission denied"), "{refused}");
}
