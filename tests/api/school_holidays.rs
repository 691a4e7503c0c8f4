//! School holidays, of a region or of all.

use serde_json::{Value, json};

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
    let north = leader.patch(&path, &leader.etag(&path).await, &json!({ "region": "north" })).await.expect(200);
    assert_eq!(north["region"], "north");
    let wide = leader.patch(&path, &leader.etag(&path).await, &json!({ "region": null })).await.expect(200);
    assert_eq!(wide.get("region").map(Value::is_null), Some(true));
    let nowhere = leader.patch(&path, &leader.etag(&path).await, &json!({ "region": "oost" })).await;
    assert_eq!(nowhere.places(), ["/region"]);
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

#[tokio::test]
async fn a_region_has_its_own_holidays_and_those_of_all() {
    let world = World::new().await;
    let leader = &world.here.leader;
    for (name, region) in [("Noord", json!("north")), ("Zuid", json!("south")), ("Kerst", json!(null))] {
        let new = json!({ "name": name, "fromOn": "2026-12-19", "untilOn": "2027-01-03", "region": region });
        leader.post("/v1/school-holidays", &new).await.expect(201);
    }
    let names = async |filter: &str| -> Vec<String> {
        let list = leader.get(&format!("/v1/school-holidays{filter}")).await.expect(200);
        list["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await, ["Noord", "Zuid", "Kerst"]);
    assert_eq!(names("?region=south").await, ["Zuid", "Kerst"]);
    leader.get("/v1/school-holidays?region=oost").await.problem(400, "validation-failed");
}
