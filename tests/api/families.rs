//! Families: what is shown to whom, and how they are found without names in an address.

use serde_json::json;

use crate::authorisation::integration;
use crate::support::World;

#[tokio::test]
async fn a_family_is_found_by_a_search_in_a_body() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let search = async |body| leader.post("/v1/families/_search", &body).await;
    let found = search(json!({ "name": "van verz" })).await.expect(200);
    assert_eq!(found["items"][0]["id"], json!(world.case.family_id));
    assert_eq!(
        search(json!({ "birthDate": "2020-05-01" })).await.expect(200)["items"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(search(json!({ "name": "de ander" })).await.expect(200)["items"], json!([]));
    search(json!({ "name": "v" })).await.problem(400, "validation-failed");
    leader.get("/v1/families?name=verzonnen").await.problem(400, "validation-failed");
}

#[tokio::test]
async fn parents_and_children_can_be_added_and_changed() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let family = format!("/v1/families/{}", world.case.family_id);
    let before = leader.etag(&family).await;
    let parent = json!({ "name": "Tweede Ouder", "addressSecret": false });
    let parent = leader.post(&format!("{family}/parents"), &parent).await;
    let path = parent.header("location").to_owned();
    let etag = parent.etag();
    parent.expect(201);
    assert_ne!(leader.etag(&family).await, before, "children bump their aggregate");
    // A practitioner corrects contact data of the own families.
    let changed = world.practitioner.patch(&path, &etag, &json!({ "phone": "0687654321" })).await.expect(200);
    assert_eq!(changed["phone"], "0687654321");
    leader.delete(&path, &leader.etag(&path).await).await.expect(204);
    let last = format!("{family}/parents/{}", world.case.parent_id);
    leader.delete(&last, &leader.etag(&last).await).await.problem(409, "last-parent");
    // A device that repeats a creation after a day finds out that it is there already, and where.
    let again = json!({ "id": last.rsplit('/').next(), "name": "Tweede Ouder", "addressSecret": false });
    let taken = leader.post(&format!("{family}/parents"), &again).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(last));
    let school = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await.expect(201);
    let child = format!("{family}/children/{}", world.case.child_id);
    let placements = json!({ "placements": [{ "fromOn": "2025-08-01", "schoolId": school["id"], "group": 2 }] });
    let placed = leader.patch(&child, &leader.etag(&child).await, &placements).await.expect(200);
    assert_eq!((placed["group"].as_i64(), &placed["schoolId"]), (Some(2), &school["id"]));
}

#[tokio::test]
async fn a_secret_address_is_not_for_systems() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = format!("/v1/families/{}/parents/{}", world.case.family_id, world.case.parent_id);
    let secret = json!({ "address": { "street": "Geheimpad 7", "postalCode": "1234 AB", "city": "Nergens" }, "addressSecret": true });
    leader.patch(&path, &leader.etag(&path).await, &secret).await.expect(200);
    assert_eq!(world.practitioner.get(&path).await.expect(200)["address"]["street"], "Geheimpad 7");
    let system = integration(&world, &["families:read"]).await;
    for path in [path, format!("/v1/families/{}", world.case.family_id), "/v1/families".to_owned()] {
        let seen = system.get(&path).await;
        assert!(seen.status == 200 && !seen.text.contains("Geheimpad"), "{}", seen.text);
    }
}

#[tokio::test]
async fn reading_a_dossier_leaves_its_trace() {
    let world = World::new().await;
    world.practitioner.get(&format!("/v1/families/{}", world.case.family_id)).await.expect(200);
    world.practitioner.get("/v1/trajectories").await.expect(200);
    let events =
        world.here.leader.get(&format!("/v1/audit-events?familyId={}&outcome=read", world.case.family_id)).await;
    let events = events.expect(200);
    let by_practitioner = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["actor"]["id"] == json!(world.practitioner.account_id))
        .count();
    assert_eq!(by_practitioner, 2, "{events}");
}
