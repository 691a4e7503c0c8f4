//! Series of visits: planned at once, on fixed days of the week.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::{Answer, Caller, World};

fn series(performer: &str, count: u32) -> Value {
    json!({ "startOn": "2026-03-10", "weekdays": [2, 4], "time": "13:00", "plannedMinutes": 90, "count": count,
        "performerIds": [performer] })
}

async fn plan(world: &World, caller: &Caller, body: &Value) -> Answer {
    caller.post(&format!("/v1/trajectories/{}/visit-series", world.case.trajectory_id), body).await
}

fn texts(made: &Value, member: &str) -> Vec<String> {
    made["items"].as_array().unwrap().iter().map(|visit| visit[member].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn visits_are_planned_twice_a_week_in_turn_for_parents_and_family() {
    let world = World::new().await;
    let me = &world.practitioner;
    let mut body = series(&me.id, 4);
    body["familyTime"] = json!("16:15");
    let answer = plan(&world, me, &body).await;
    assert_eq!(answer.header("location"), format!("/v1/trajectories/{}/visits", world.case.trajectory_id));
    let made = answer.expect(201);
    assert_eq!(texts(&made, "attendance"), ["parents", "family", "parents", "family"]);
    let moments = ["2026-03-10T12:00:00Z", "2026-03-12T15:15:00Z", "2026-03-17T12:00:00Z", "2026-03-19T15:15:00Z"];
    assert_eq!(texts(&made, "plannedAt"), moments);
    for visit in made["items"].as_array().unwrap() {
        assert_eq!((&visit["status"], &visit["step"]), (&json!("planned"), &json!("goal_visit")));
        assert_eq!((&visit["mode"], &visit["plannedMinutes"]), (&json!("home"), &json!(90)));
        assert_eq!((&visit["performerIds"], &visit["licenceWarnings"]), (&json!([me.id]), &json!([])));
    }
    // Each is a visit like any other.
    let list = me.get(&format!("/v1/trajectories/{}/visits", world.case.trajectory_id)).await.expect(200);
    assert_eq!(list["items"], made["items"]);
    let trajectory = me.get(&format!("/v1/trajectories/{}", world.case.trajectory_id)).await.expect(200);
    assert_eq!(trajectory["visitCount"]["planned"], 4);
}

#[tokio::test]
async fn school_holidays_are_passed_over_unless_they_are_wanted() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let holiday = json!({ "name": "Vakantie", "fromOn": "2026-03-17", "untilOn": "2026-03-19" });
    leader.post("/v1/school-holidays", &holiday).await.expect(201);
    let elsewhere = json!({ "name": "Andere regio", "fromOn": "2026-03-24", "untilOn": "2026-03-31" });
    world.elsewhere.leader.post("/v1/school-holidays", &elsewhere).await.expect(201);
    let mut body = series(&world.practitioner.id, 4);
    let days = |made: &Value| -> Vec<String> {
        texts(made, "plannedAt").into_iter().map(|at| at.split_once('T').unwrap().0.to_owned()).collect()
    };
    let made = plan(&world, leader, &body).await.expect(201);
    assert_eq!(days(&made), ["2026-03-10", "2026-03-12", "2026-03-24", "2026-03-26"]);
    body["skipHolidays"] = json!(false);
    body["attendance"] = json!("combined");
    let made = plan(&world, leader, &body).await.expect(201);
    assert_eq!(days(&made), ["2026-03-10", "2026-03-12", "2026-03-17", "2026-03-19"]);
    assert_eq!(texts(&made, "attendance"), ["combined"; 4]);
}

#[tokio::test]
async fn holidays_of_another_region_than_the_childs_school_are_not_passed_over() {
    let world = World::new().await;
    let leader = &world.here.leader;
    for (region, from, until) in [("north", "2026-03-12", "2026-03-12"), ("south", "2026-03-17", "2026-03-19")] {
        let holiday = json!({ "name": "Vakantie", "fromOn": from, "untilOn": until, "region": region });
        leader.post("/v1/school-holidays", &holiday).await.expect(201);
    }
    let everywhere = json!({ "name": "Overal", "fromOn": "2026-03-24", "untilOn": "2026-03-24" });
    leader.post("/v1/school-holidays", &everywhere).await.expect(201);
    // As long as nobody knows where the school lies, all of them count.
    let body = series(&world.practitioner.id, 3);
    let days = |made: &Value| texts(made, "plannedAt").into_iter().map(|at| at[8..10].to_owned()).collect::<Vec<_>>();
    assert_eq!(days(&plan(&world, leader, &body).await.expect(201)), ["10", "26", "31"]);
    world.school_in("south").await;
    assert_eq!(days(&plan(&world, leader, &body).await.expect(201)), ["10", "12", "26"]);
    // A sister of whom no school is known is at home in any holiday.
    let sister = json!({ "givenName": "Zus", "familyName": "Van Verzonnen", "birthDate": "2019-05-05" });
    let children = format!("/v1/families/{}/children", world.case.family_id);
    let sister = leader.post(&children, &sister).await.expect(201);
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let both = json!({ "focusChildIds": [world.case.child_id, sister["id"]] });
    leader.patch(&trajectory, &leader.etag(&trajectory).await, &both).await.expect(200);
    assert_eq!(days(&plan(&world, leader, &body).await.expect(201)), ["10", "26", "31"]);
}

#[tokio::test]
async fn the_clock_keeps_its_time_when_summer_begins() {
    let world = World::new().await;
    let mut body = series(&world.practitioner.id, 2);
    (body["startOn"], body["weekdays"]) = (json!("2026-03-28"), json!([6, 7]));
    let made = plan(&world, &world.practitioner, &body).await.expect(201);
    assert_eq!(texts(&made, "plannedAt"), ["2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z"]);
    // Half past two does not exist that night.
    (body["time"], body["startOn"], body["count"]) = (json!("02:30"), json!("2026-03-29"), json!(1));
    let made = plan(&world, &world.practitioner, &body).await.expect(201);
    assert_eq!(texts(&made, "plannedAt"), ["2026-03-29T01:00:00Z"]);
}

#[tokio::test]
async fn a_series_that_does_not_fit_says_everything_that_is_wrong() {
    let world = World::new().await;
    let me = &world.practitioner;
    let planned = "SELECT count(*) FROM visits";
    let mut wrong = series(&me.id, 3);
    wrong["startOn"] = json!("2026-03-09");
    wrong["step"] = json!("koffie");
    (wrong["attendance"], wrong["familyTime"]) = (json!("parents"), json!("16:00"));
    let mut places = plan(&world, me, &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/familyTime", "/startOn", "/step"]);
    let mut strange = series(&me.id, 41);
    (strange["weekdays"], strange["time"], strange["notes"]) = (json!([0, 8]), json!("24:00"), json!("Hoi"));
    let mut places = plan(&world, me, &strange).await.places();
    places.sort();
    assert_eq!(places, ["/count", "/notes", "/time", "/weekdays/0", "/weekdays/1"]);
    let mut twice = series(&me.id, 3);
    twice["weekdays"] = json!([2, 2]);
    assert_eq!(plan(&world, me, &twice).await.places(), ["/weekdays"]);
    // One day before these two years of holidays, and three after them up to 10 March 2028.
    let holiday = json!({ "name": "Lange vakantie", "fromOn": "2026-03-11", "untilOn": "2028-02-29" });
    world.here.leader.post("/v1/school-holidays", &holiday).await.expect(201);
    assert_eq!(plan(&world, me, &series(&me.id, 5)).await.places(), ["/count"]);
    assert_eq!(world.app.db_count(planned).await, 0);
    plan(&world, me, &series(&me.id, 4)).await.expect(201);
}

#[tokio::test]
async fn a_series_names_only_practitioners_of_the_organisation() {
    let world = World::new().await;
    let mut body = series(&world.practitioner.id, 3);
    body["performerIds"] = json!([world.practitioner.id, world.other_practitioner.id]);
    let unknown = plan(&world, &world.here.leader, &body).await;
    assert_eq!(unknown.places(), ["/performerIds/1"]);
    unknown.problem(400, "unknown-reference");
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, 0);
}

#[tokio::test]
async fn a_colleagues_family_gets_no_series() {
    let world = World::new().await;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let body = series(&colleague.id, 3);
    plan(&world, &colleague, &body).await.problem(404, "not-found");
    plan(&world, &world.other_practitioner, &body).await.problem(404, "not-found");
    plan(&world, &world.elsewhere.leader, &body).await.problem(404, "not-found");
    plan(&world, &world.staff, &body).await.problem(403, "forbidden");
    let reader = integration(&world, &["visits:read"]).await;
    plan(&world, &reader, &body).await.problem(403, "forbidden");
    let system = integration(&world, &["visits:write"]).await;
    plan(&world, &system, &body).await.expect(201);
}

#[tokio::test]
async fn planning_past_a_licence_is_flagged() {
    let world = World::new().await;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let made = plan(&world, &world.here.leader, &series(&unlicensed.id, 2)).await.expect(201);
    for visit in made["items"].as_array().unwrap() {
        assert_eq!(visit["licenceWarnings"][0]["reason"], "none");
    }
}

#[tokio::test]
async fn a_trajectory_that_ended_gets_no_series() {
    let world = World::new().await;
    let (me, path) = (&world.practitioner, format!("/v1/trajectories/{}", world.case.trajectory_id));
    let stop = json!({ "to": "discontinued", "on": "2026-03-10", "reason": "Gezin verhuist" });
    me.act(&format!("{path}/transitions"), &me.etag(&path).await, &stop).await.expect(200);
    plan(&world, me, &series(&me.id, 2)).await.problem(409, "trajectory-closed");
}

#[tokio::test]
async fn a_series_that_is_repeated_is_planned_once() {
    let world = World::new().await;
    let me = &world.practitioner;
    let path = format!("/v1/trajectories/{}/visit-series", world.case.trajectory_id);
    let first = me.post_once("reeks", &path, &series(&me.id, 10)).await.expect(201);
    let again = me.post_once("reeks", &path, &series(&me.id, 10)).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, 10);
    me.post_once("reeks", &path, &series(&me.id, 9)).await.problem(422, "idempotency-key-reused");
}
