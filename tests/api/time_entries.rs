//! Time entries, and the time of a trajectory against its budget.

use serde_json::json;

use crate::authorisation::integration;
use crate::support::{World, held_visit};

fn preparation(world: &World, practitioner: &str, on: &str) -> serde_json::Value {
    json!({ "trajectoryId": world.case.trajectory_id, "practitionerId": practitioner, "category": "preparation",
        "minutes": 30, "on": on, "note": "Werkbladen klaargelegd." })
}

#[tokio::test]
async fn the_time_of_a_trajectory_is_shown_against_its_budget() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let mut together = held_visit(&world.case, &me.id, "2026-03-09");
    together["performerIds"] = json!([me.id, colleague.id]);
    together["performerTimes"] = json!([{ "practitionerId": colleague.id, "minutes": 60 }]);
    together["travelMinutes"] = json!(20);
    leader.post("/v1/visits", &together).await.expect(201);
    let cancelled = leader.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-08")).await;
    let path = format!("{}/cancel", cancelled.header("location"));
    leader.act(&path, &cancelled.etag(), &json!({ "reason": "Dubbel" })).await.expect(200);
    me.post("/v1/time-entries", &preparation(&world, &me.id, "2026-03-09")).await.expect(201);
    let time = me.get(&format!("/v1/trajectories/{}/time", world.case.trajectory_id)).await.expect(200);
    assert_eq!(
        time["perCategory"],
        json!([
            { "category": "preparation", "minutes": 30, "fromVisits": 0, "fromEntries": 30 },
            { "category": "guidance", "minutes": 150, "fromVisits": 150, "fromEntries": 0 },
            { "category": "travel", "minutes": 40, "fromVisits": 40, "fromEntries": 0 },
            { "category": "registration", "minutes": 0, "fromVisits": 0, "fromEntries": 0 },
        ])
    );
    let sums = ["budgetMinutes", "totalMinutes", "remainingMinutes"].map(|member| time[member].as_i64().unwrap());
    assert_eq!(sums, [3000, 220, 2780]);
    let of = |id: &str| {
        let all = time["perPractitioner"].as_array().unwrap();
        all.iter().find(|one| one["practitionerId"] == id).map(|one| one["minutes"].as_i64().unwrap())
    };
    assert_eq!((of(&me.id), of(&colleague.id)), (Some(140), Some(80)));
    // More than the budget is no error: it is shown.
    for _ in 0..2 {
        let mut long = preparation(&world, &me.id, "2026-03-09");
        long["minutes"] = json!(1440);
        me.post("/v1/time-entries", &long).await.expect(201);
    }
    let time = me.get(&format!("/v1/trajectories/{}/time", world.case.trajectory_id)).await.expect(200);
    assert_eq!(time["remainingMinutes"], -100);
}

#[tokio::test]
async fn whoever_spent_the_time_held_a_licence_on_that_day() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let made = leader.post("/v1/time-entries", &preparation(&world, &world.practitioner.id, "2026-03-09")).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    let entry = made.expect(201);
    assert!(entry["licence"]["licencePeriodId"].is_string(), "{entry}");
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let refused = leader.post("/v1/time-entries", &preparation(&world, &unlicensed.id, "2026-03-09")).await;
    assert_eq!(refused.problem(409, "licence-not-valid")["practitionerId"], json!(unlicensed.id));
    leader.patch(&path, &etag, &json!({ "practitionerId": unlicensed.id })).await.problem(409, "licence-not-valid");
    leader.patch(&path, &etag, &json!({ "on": "2026-03-11" })).await.problem(409, "date-in-future");
    leader.patch(&path, &etag, &json!({ "on": "2026-02-28" })).await.problem(409, "date-before-start");
    // Correcting anything else judges nobody: the licence that the time was spent under stays with it.
    let licence = format!("/v1/licences/{}", entry["licence"]["licenceId"].as_str().unwrap());
    let revocation = json!({ "from": "2026-03-01", "reason": "Onderzoek" });
    world.staff.act(&format!("{licence}/revoke"), &world.staff.etag(&licence).await, &revocation).await.expect(200);
    let corrected = leader.patch(&path, &etag, &json!({ "minutes": 45 })).await.expect(200);
    assert_eq!((&corrected["minutes"], &corrected["licence"]), (&json!(45), &entry["licence"]));
    leader.patch(&path, &etag, &json!({ "minutes": 50 })).await.problem(412, "stale-version");
    leader.delete(&path, &leader.etag(&path).await).await.expect(204);
    leader.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_practitioner_writes_the_own_time_and_that_of_who_performs_along() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let own = me.post_once("eens", "/v1/time-entries", &preparation(&world, &me.id, "2026-03-09")).await;
    let path = own.header("location").to_owned();
    me.post_once("eens", "/v1/time-entries", &preparation(&world, &me.id, "2026-03-09")).await.expect(201);
    assert_eq!(world.app.db_count("SELECT count(*) FROM time_entries").await, 1);
    let theirs = preparation(&world, &colleague.id, "2026-03-09");
    me.post("/v1/time-entries", &theirs).await.problem(403, "forbidden");
    me.patch(&path, &me.etag(&path).await, &json!({ "practitionerId": colleague.id })).await.problem(403, "forbidden");
    colleague.post("/v1/time-entries", &theirs).await.problem(400, "unknown-reference");
    colleague.get(&path).await.problem(404, "not-found");
    assert_eq!(colleague.get("/v1/time-entries").await.expect(200)["items"], json!([]));
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    colleague.get(&format!("{trajectory}/time")).await.problem(404, "not-found");
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
    let assignment = json!({ "practitionerId": colleague.id, "kind": "performer", "fromOn": "2026-03-10" });
    leader.post(&format!("{trajectory}/assignments"), &assignment).await.expect(201);
    me.post("/v1/time-entries", &theirs).await.expect(201);
    let list = format!("/v1/time-entries?practitionerId={}&category=preparation&spentFrom=2026-03-09", colleague.id);
    assert_eq!(colleague.get(&list).await.expect(200)["items"].as_array().map(Vec::len), Some(1));
    let none = format!("/v1/time-entries?trajectoryId={}&spentUntil=2026-03-08", world.case.trajectory_id);
    assert_eq!(colleague.get(&none).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn an_integration_gets_no_note_of_a_time_entry() {
    let world = World::new().await;
    let me = &world.practitioner;
    let made = me.post("/v1/time-entries", &preparation(&world, &me.id, "2026-03-09")).await;
    let path = made.header("location").to_owned();
    assert!(made.expect(201)["note"].is_string());
    let system = integration(&world, &["time-entries:read", "time-entries:write"]).await;
    for path in [path.as_str(), "/v1/time-entries"] {
        let seen = system.get(path).await;
        assert!(seen.status == 200 && !seen.text.contains("Werkbladen"), "{}", seen.text);
    }
    let mut wrong = preparation(&world, &me.id, "2026-03-09");
    (wrong["minutes"], wrong["category"]) = (json!(0), json!("koffie"));
    let mut places = system.post("/v1/time-entries", &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/category", "/minutes"]);
}
