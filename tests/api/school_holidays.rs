//! School holidays of the organisation's region.

use serde_json::json;

use crate::authorisation::integration;
use crate::support::World;

#[tokio::test]
async fn a_holiday_is_kept_changed_and_removed() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let new = json!({ "name": "Meivakantie", "fromOn": "2026-04-25", "untilOn": "2026-05-03" });
    let made = leader.post_once("mei", "/v1/school-holidays", &new).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    made.expect(201);
    leader.post_once("mei", "/v1/school-holidays", &new).await.expect(201);
    let early = leader.patch(&path, &etag, &json!({ "untilOn": "2026-04-24" })).await;
    assert_eq!(early.places(), ["/untilOn"]);
    let system = integration(&world, &["schools:read", "schools:write"]).await;
    let longer = system.patch(&path, &etag, &json!({ "untilOn": "2026-05-10" })).await.expect(200);
    assert_eq!(longer["untilOn"], "2026-05-10");
    leader.patch(&path, &etag, &json!({ "name": "Mei" })).await.problem(412, "stale-version");
    assert_eq!(leader.get("/v1/school-holidays").await.expect(200)["items"].as_array().map(Vec::len), Some(1));
    leader.delete(&path, &leader.etag(&path).await).await.expect(204);
    leader.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_practitioner_reads_the_holidays_of_the_own_organisation() {
    let world = World::new().await;
    let id = samen_leren::ids::SchoolHolidayId::new();
    let new = json!({ "id": id, "name": "Zomervakantie", "fromOn": "2026-07-18", "untilOn": "2026-08-30" });
    world.here.leader.post("/v1/school-holidays", &new).await.expect(201);
    let taken = world.here.leader.post("/v1/school-holidays", &new).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(format!("/v1/school-holidays/{id}")));
    world.practitioner.get(&format!("/v1/school-holidays/{id}")).await.expect(200);
    world.practitioner.post("/v1/school-holidays", &new).await.problem(403, "forbidden");
    assert_eq!(world.elsewhere.leader.get("/v1/school-holidays").await.expect(200)["items"], json!([]));
    world.elsewhere.leader.get(&format!("/v1/school-holidays/{id}")).await.problem(404, "not-found");
    let wrong = json!({ "name": "", "fromOn": "2026-07-18", "einde": "2026-08-30" });
    let mut places = world.here.leader.post("/v1/school-holidays", &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/einde", "/name", "/untilOn"]);
}
