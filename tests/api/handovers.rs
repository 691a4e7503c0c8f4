//! Hand-overs: a trajectory, or all of them, goes to a colleague for good or for a while.

use rstest::rstest;
use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::factory::Case;
use crate::support::journey::Journey;
use crate::support::{Practitioner, World, held_visit, planned_visit};

fn permanent(from: &Practitioner, to: &Practitioner, on: &str) -> Value {
    json!({ "fromPractitionerId": from.id, "toPractitionerId": to.id, "on": on })
}

fn deputy(from: &Practitioner, to: &Practitioner, on: &str, until: &str) -> Value {
    json!({ "kind": "deputy", "fromPractitionerId": from.id, "toPractitionerId": to.id, "on": on, "untilOn": until })
}

fn path(case: &Case) -> String {
    format!("/v1/trajectories/{}", case.trajectory_id)
}

async fn colleague(world: &World) -> Practitioner {
    world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await
}

/// The path of a visit that the practitioner plans.
async fn planned(world: &World, at: &str) -> String {
    let visit = planned_visit(&world.case, &world.practitioner.id, at);
    world.practitioner.post("/v1/visits", &visit).await.expect(201)["id"].as_str().map(visit_path).unwrap()
}

fn visit_path(id: &str) -> String {
    format!("/v1/visits/{id}")
}

#[tokio::test]
async fn handed_over_today_the_former_practitioner_loses_sight_and_the_plans_go_along() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let held = me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-09")).await.expect(201);
    let held = visit_path(held["id"].as_str().unwrap());
    let (missed, coming) =
        (planned(&world, "2026-03-09T09:00:00Z").await, planned(&world, "2026-03-17T09:00:00Z").await);
    let before = leader.get(&path(&world.case)).await.expect(200);
    let etag = me.etag(&coming).await;
    let answer =
        leader.post(&format!("{}/handovers", path(&world.case)), &permanent(me, &colleague, "2026-03-10")).await;
    assert_eq!(answer.header("location"), format!("{}/assignments", path(&world.case)));
    let made = answer.expect(201);
    let new = &made["items"][0];
    assert_eq!((&new["practitionerId"], &new["kind"]), (&json!(colleague.id), &json!("performer")));
    assert_eq!((&new["fromOn"], &new["untilOn"]), (&json!("2026-03-10"), &Value::Null));
    // Out of sight at once, with all that lies below.
    for gone in [&path(&world.case), &format!("/v1/families/{}", world.case.family_id), &coming, &held] {
        me.get(gone).await.problem(404, "not-found");
        colleague.get(gone).await.expect(200);
    }
    me.patch(&coming, &etag, &json!({ "plannedMinutes": 60 })).await.problem(404, "not-found");
    let after = leader.get(&path(&world.case)).await.expect(200);
    assert_eq!(after["practitionerIds"], json!([colleague.id]));
    assert_eq!(after["assignments"][0]["untilOn"], "2026-03-09");
    assert!(after["version"].as_i64() > before["version"].as_i64());
    // What is to come names the new one; what was to be earlier, or was held, names who it named.
    let performers = async |visit: &str| leader.get(visit).await.expect(200)["performerIds"].clone();
    assert_eq!(performers(&coming).await, json!([colleague.id]));
    assert_eq!(performers(&missed).await, json!([me.id]));
    assert_eq!(performers(&held).await, json!([me.id]));
    assert_ne!(leader.etag(&coming).await, etag, "a visit that goes along is a changed one");
    let lines = format!("/v1/audit-events?familyId={}&action=createHandover", world.case.family_id);
    assert_eq!(leader.get(&lines).await.expect(200)["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn until_a_later_hand_over_both_see_the_family() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let body = permanent(me, &colleague, "2026-03-16");
    leader.post(&format!("{}/handovers", path(&world.case)), &body).await.expect(201);
    for one in [me, &colleague] {
        one.get(&path(&world.case)).await.expect(200);
    }
    assert_eq!(leader.get(&path(&world.case)).await.expect(200)["practitionerIds"], json!([me.id]));
    world.app.on("2026-03-16");
    let me = world.app.sign_in(&me.email, &me.totp_secret, None).await;
    me.get(&path(&world.case)).await.problem(404, "not-found");
    let colleague_again = world.app.sign_in(&colleague.email, &colleague.totp_secret, None).await;
    let seen = colleague_again.get(&path(&world.case)).await.expect(200);
    assert_eq!(seen["practitionerIds"], json!([colleague.id]));
}

#[tokio::test]
async fn a_deputy_takes_the_visits_of_a_leave_and_the_performer_keeps_sight() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    // Late in the evening of the last day in Amsterdam, and on the day after.
    let (within, after) =
        (planned(&world, "2026-03-20T22:30:00Z").await, planned(&world, "2026-03-20T23:30:00Z").await);
    let body = deputy(me, &colleague, "2026-03-11", "2026-03-20");
    let made = leader.post(&format!("{}/handovers", path(&world.case)), &body).await.expect(201);
    assert_eq!((&made["items"][0]["kind"], &made["items"][0]["untilOn"]), (&json!("deputy"), &json!("2026-03-20")));
    assert_eq!(me.get(&within).await.expect(200)["performerIds"], json!([colleague.id]));
    assert_eq!(me.get(&after).await.expect(200)["performerIds"], json!([me.id]));
    assert_eq!(me.get(&path(&world.case)).await.expect(200)["practitionerIds"], json!([me.id]));
    // Who stands in already is not assigned twice.
    let again = leader.post(&format!("{}/handovers", path(&world.case)), &body).await.expect(201);
    assert_eq!(again["items"], json!([]));
    let longer = deputy(me, &colleague, "2026-03-15", "2026-03-25");
    let overlaps = leader.post(&format!("{}/handovers", path(&world.case)), &longer).await;
    assert_eq!(overlaps.problem(409, "assignment-overlaps")["trajectoryId"], json!(world.case.trajectory_id));
    // A deputy can become the performer.
    let body = permanent(me, &colleague, "2026-03-15");
    leader.post(&format!("{}/handovers", path(&world.case)), &body).await.expect(201);
    let now = leader.get(&path(&world.case)).await.expect(200);
    let days: Vec<_> = now["assignments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["fromOn"].as_str().unwrap(), one["untilOn"].as_str()))
        .collect();
    let expected = [
        ("performer", "2026-03-01", Some("2026-03-14")),
        ("deputy", "2026-03-11", Some("2026-03-14")),
        ("performer", "2026-03-15", None),
    ];
    assert_eq!(days, expected);
}

#[tokio::test]
async fn all_trajectories_of_a_practitioner_go_in_one_act_or_none_does() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let second = world.app.case(&world.here, me, "Tweede").await;
    let strangers = world.app.case(&world.here, &colleague, "Derde").await;
    // The colleague is to perform on the second one for some days later on: that is in the way.
    let later =
        json!({ "practitionerId": colleague.id, "kind": "performer", "fromOn": "2026-04-01", "untilOn": "2026-04-02" });
    let later = leader.post(&format!("{}/assignments", path(&second)), &later).await;
    let (assignment, etag) = (later.header("location").to_owned(), later.etag());
    let refused = leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await;
    assert_eq!(refused.problem(409, "assignment-overlaps")["trajectoryId"], json!(second.trajectory_id));
    for case in [&world.case, &second] {
        me.get(&path(case)).await.expect(200);
    }
    leader.delete(&assignment, &etag).await.expect(204);
    let answer = leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await;
    assert_eq!(answer.header("location"), format!("/v1/trajectories?practitionerId={}", colleague.id));
    assert_eq!(answer.expect(201)["items"].as_array().map(Vec::len), Some(2));
    for case in [&world.case, &second, &strangers] {
        me.get(&path(case)).await.problem(404, "not-found");
        colleague.get(&path(case)).await.expect(200);
    }
    // Nothing is left to hand over.
    let nothing = leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await;
    assert_eq!(nothing.places(), ["/fromPractitionerId"]);
    nothing.problem(400, "unknown-reference");
}

#[tokio::test]
async fn only_the_trajectories_that_are_named_go() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let second = world.app.case(&world.here, me, "Tweede").await;
    let strangers = world.app.case(&world.here, &colleague, "Derde").await;
    let mut body = permanent(me, &colleague, "2026-03-10");
    body["trajectoryIds"] = json!([strangers.trajectory_id, second.trajectory_id, world.other_case.trajectory_id]);
    let mut places = leader.post("/v1/handovers", &body).await.places();
    places.sort();
    assert_eq!(places, ["/trajectoryIds/0", "/trajectoryIds/2"]);
    me.get(&path(&second)).await.expect(200);
    body["trajectoryIds"] = json!([second.trajectory_id]);
    leader.post("/v1/handovers", &body).await.expect(201);
    me.get(&path(&second)).await.problem(404, "not-found");
    me.get(&path(&world.case)).await.expect(200);
}

#[tokio::test]
async fn who_receives_is_licensed_and_the_project_leader_decides() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let one = format!("{}/handovers", path(&world.case));
    for path in [one.as_str(), "/v1/handovers"] {
        let refused = leader.post(path, &permanent(me, &unlicensed, "2026-03-10")).await;
        let refused = refused.problem(409, "licence-not-valid");
        assert_eq!((&refused["practitionerId"], &refused["on"]), (&json!(unlicensed.id), &json!("2026-03-10")));
        // Licensed today, and not on the first day.
        let late = leader.post(path, &permanent(me, &colleague, "2027-03-10")).await.problem(409, "licence-not-valid");
        assert_eq!(late["reason"], "expired");
        me.post(path, &permanent(me, &colleague, "2026-03-10")).await.problem(403, "forbidden");
        let system = integration(&world, &["trajectories:write"]).await;
        system.post(path, &permanent(me, &colleague, "2026-03-10")).await.problem(403, "forbidden");
        let foreign = permanent(&world.other_practitioner, &world.other_practitioner, "2026-03-10");
        let foreign = leader.post(path, &foreign).await;
        assert_eq!(foreign.places(), ["/fromPractitionerId", "/toPractitionerId"]);
        foreign.problem(400, "unknown-reference");
        let mut wrong = permanent(me, me, "2026-03-09");
        wrong["untilOn"] = json!("2026-03-20");
        let mut places = leader.post(path, &wrong).await.places();
        places.sort();
        assert_eq!(places, ["/on", "/toPractitionerId", "/untilOn"]);
        let endless = json!({ "kind": "deputy", "fromPractitionerId": me.id, "toPractitionerId": colleague.id,
            "on": "2026-03-11" });
        assert_eq!(leader.post(path, &endless).await.places(), ["/untilOn"]);
        let early = deputy(me, &colleague, "2026-02-27", "2026-03-20");
        assert_eq!(leader.post(path, &early).await.places(), ["/fromPractitionerId"], "nobody performed then");
        // The colleague performs nothing that could be handed over.
        let nothing = leader.post(path, &permanent(&colleague, me, "2026-03-10")).await;
        assert_eq!(nothing.places(), ["/fromPractitionerId"]);
    }
    world.elsewhere.leader.post(&one, &permanent(me, &colleague, "2026-03-10")).await.problem(404, "not-found");
    me.get(&path(&world.case)).await.expect(200);
    assert_eq!(world.app.db_count("SELECT count(*) FROM assignments").await, 2);
}

#[tokio::test]
async fn a_hand_over_that_is_repeated_happens_once() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let body = permanent(me, &colleague, "2026-03-10");
    for path in [format!("{}/handovers", path(&world.case)), "/v1/handovers".to_owned()] {
        let first = leader.post_once(&path, &path, &body).await.expect(201);
        assert_eq!(leader.post_once(&path, &path, &body).await.expect(201), first);
        leader
            .post_once(&path, &path, &permanent(me, &colleague, "2026-03-11"))
            .await
            .problem(422, "idempotency-key-reused");
        // And back, so that there is something to hand over again.
        let back = permanent(&colleague, me, "2026-03-10");
        leader.post("/v1/handovers", &back).await.expect(201);
    }
}

#[tokio::test]
async fn on_a_visit_of_both_the_colleague_is_named_once() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let mut together = planned_visit(&world.case, &me.id, "2026-03-17T09:00:00Z");
    together["performerIds"] = json!([me.id, colleague.id]);
    let mut along = planned_visit(&world.case, &me.id, "2026-03-18T09:00:00Z");
    along["observerIds"] = json!([colleague.id]);
    leader.post("/v1/visits", &together).await.expect(201);
    leader.post("/v1/visits", &along).await.expect(201);
    leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await.expect(201);
    let visits = colleague.get("/v1/visits").await.expect(200);
    for visit in visits["items"].as_array().unwrap() {
        assert_eq!((&visit["performerIds"], &visit["observerIds"]), (&json!([colleague.id]), &json!([])));
    }
    assert_eq!(visits["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn own_visits_of_before_a_hand_over_are_entered_for_fourteen_days_more() {
    let world = World::new().await;
    let (app, leader, me) = (&world.app, &world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await.expect(201);
    let own = held_visit(&world.case, &me.id, "2026-03-09");
    let unknown = async |who: &crate::support::Person, visit: &Value| {
        let refused = who.post("/v1/visits", visit).await;
        assert_eq!(refused.places(), ["/trajectoryId"], "{}", refused.text);
        refused.problem(400, "unknown-reference");
    };
    // Only what the practitioner alone performed, on a day of the own assignment, that has happened.
    unknown(me, &held_visit(&world.case, &colleague.id, "2026-03-09")).await;
    unknown(me, &held_visit(&world.case, &me.id, "2026-03-10")).await;
    unknown(me, &held_visit(&world.case, &me.id, "2026-02-28")).await;
    unknown(me, &planned_visit(&world.case, &me.id, "2026-03-09T09:00:00Z")).await;
    let mut together = own.clone();
    together["performerIds"] = json!([me.id, colleague.id]);
    unknown(me, &together).await;
    // A colleague who never performed there enters nothing.
    let other = world.app.licensed(&world.staff, &world.here, "Nooit Geweest", "2026-01-15").await;
    unknown(&other, &held_visit(&world.case, &other.id, "2026-03-09")).await;
    let first = me.post("/v1/visits", &own).await;
    let path = first.header("location").to_owned();
    let first = first.expect(201);
    assert_eq!((&first["status"], &first["performerIds"]), (&json!("held"), &json!([me.id])));
    assert!(first["licences"][0]["licencePeriodId"].is_string(), "{first}");
    // It shows nothing else of the dossier.
    me.get(&path).await.problem(404, "not-found");
    me.patch(&path, "\"1\"", &json!({ "minutes": 60 })).await.problem(404, "not-found");
    assert_eq!(me.get("/v1/visits").await.expect(200)["items"], json!([]));
    me.get(&format!("/v1/trajectories/{}", world.case.trajectory_id)).await.problem(404, "not-found");
    app.on("2026-03-23");
    let late = app.sign_in(&me.email, &me.totp_secret, None).await;
    let mut no_show = json!({ "trajectoryId": world.case.trajectory_id, "step": "intake", "mode": "home",
        "status": "no_show", "heldOn": "2026-03-08", "performerIds": [me.id] });
    late.post("/v1/visits", &no_show).await.expect(201);
    app.on("2026-03-24");
    let too_late = app.sign_in(&me.email, &me.totp_secret, None).await;
    no_show["heldOn"] = json!("2026-03-07");
    unknown(&too_late, &no_show).await;
}

/// A second trajectory of the family, which its practitioner began after the first one had ended.
async fn second_trajectory(world: &World, ends: &str) -> Case {
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let first = path(&world.case);
    if ends == "completed" {
        let journey = Journey::new(&world.app, me, &world.case);
        journey.agrees(&[(6, &["6.1"])]).await;
        journey.moves("goal_work", None).await.expect(200);
        journey.moves("closing", None).await.expect(200);
        journey.evaluates("final", "evaluation", &[(6, 4)]).await;
        journey.holds("closing_activity", "family", 60, json!([])).await;
        journey.moves("completed", None).await.expect(200);
    } else {
        let end = json!({ "to": "discontinued", "on": "2026-03-09", "reason": "Verhuisd" });
        leader.act(&format!("{first}/transitions"), &leader.etag(&first).await, &end).await.expect(200);
    }
    let again = json!({ "familyId": world.case.family_id, "focusChildIds": [world.case.child_id],
        "practitionerIds": [me.id], "startedOn": "2026-03-10" });
    let again = leader.post("/v1/trajectories", &again).await.expect(201);
    Case { trajectory_id: again["id"].as_str().unwrap().to_owned(), ..world.case.clone() }
}

#[rstest]
#[case::single("discontinued", false)]
#[case::bulk("discontinued", true)]
#[case::single_in_aftercare("completed", false)]
#[case::bulk_in_aftercare("completed", true)]
#[tokio::test]
async fn what_a_family_has_behind_it_goes_along_with_the_hand_over(#[case] ended: &str, #[case] bulk: bool) {
    let world = World::new().await;
    let second = second_trajectory(&world, ended).await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let over = if bulk { "/v1/handovers".to_owned() } else { format!("{}/handovers", path(&second)) };
    let made = leader.post(&over, &permanent(me, &colleague, "2026-03-10")).await.expect(201);
    assert_eq!(made["items"].as_array().map(Vec::len), Some(2), "{made}");
    let family = format!("/v1/families/{}", world.case.family_id);
    for gone in [path(&second), path(&world.case), family] {
        me.get(&gone).await.problem(404, "not-found");
        colleague.get(&gone).await.expect(200);
    }
    // Who performed it stays known.
    let first = leader.get(&path(&world.case)).await.expect(200);
    let before = &first["assignments"][0];
    assert_eq!((&before["practitionerId"], &before["untilOn"]), (&json!(world.practitioner.id), &json!("2026-03-09")));
}

#[tokio::test]
async fn whoever_goes_on_guiding_a_family_keeps_what_it_has_behind_it() {
    let world = World::new().await;
    let second = second_trajectory(&world, "completed").await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    // Only the aftercare of the first one goes to the colleague.
    let over = format!("{}/handovers", path(&world.case));
    let made = leader.post(&over, &permanent(me, &colleague, "2026-03-10")).await.expect(201);
    assert_eq!(made["items"].as_array().map(Vec::len), Some(1));
    me.get(&path(&world.case)).await.problem(404, "not-found");
    me.get(&path(&second)).await.expect(200);
    colleague.get(&path(&second)).await.problem(404, "not-found");
}

#[tokio::test]
async fn what_was_made_is_not_replayed_to_who_handed_it_over() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = colleague(&world).await;
    let end = json!({ "to": "discontinued", "on": "2026-03-09", "reason": "Verhuisd" });
    let transitions = format!("{}/transitions", path(&world.case));
    me.act(&transitions, &me.etag(&path(&world.case)).await, &end).await.expect(200);
    let again = json!({ "familyId": world.case.family_id, "focusChildIds": [world.case.child_id],
        "practitionerIds": [me.id], "startedOn": "2026-03-10", "notes": "Moeder werkt 's avonds" });
    let first = me.post_once("nog-eens", "/v1/trajectories", &again).await.expect(201);
    assert_eq!(me.post_once("nog-eens", "/v1/trajectories", &again).await.expect(201), first);
    leader.post("/v1/handovers", &permanent(me, &colleague, "2026-03-10")).await.expect(201);
    let refused = me.post_once("nog-eens", "/v1/trajectories", &again).await;
    assert!(!refused.text.contains("werkt"), "{}", refused.text);
    assert_eq!(refused.places(), ["/familyId"]);
    refused.problem(400, "unknown-reference");
    // A referral that became a colleague's is out of sight too.
    let referral = json!({ "source": "teacher", "receivedOn": "2026-03-02", "parentsAgreedOn": "2026-03-01",
        "child": { "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20", "group": 2 },
        "parents": [{ "name": "Samir Testerink" }], "screening": { "laggingResults": true, "communication": "dutch" } });
    let made = me.post_once("aanmelding", "/v1/referrals", &referral).await;
    let referred = made.header("location").to_owned();
    made.expect(201);
    let accept = json!({ "startedOn": "2026-03-09", "practitionerIds": [colleague.id],
        "family": { "name": "Familie Testerink" } });
    leader.act(&format!("{referred}/accept"), &leader.etag(&referred).await, &accept).await.expect(200);
    me.post_once("aanmelding", "/v1/referrals", &referral).await.problem(404, "not-found");
}

#[tokio::test]
async fn an_assignment_in_the_way_is_named() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let own = leader.get(&path(&world.case)).await.expect(200)["assignments"][0].clone();
    let twice = json!({ "practitionerId": world.practitioner.id, "kind": "deputy", "fromOn": "2026-03-11",
        "untilOn": "2026-03-12" });
    let refused = leader.post(&format!("{}/assignments", path(&world.case)), &twice).await;
    let refused = refused.problem(409, "assignment-overlaps");
    assert_eq!((&refused["assignmentId"], &refused["fromOn"]), (&own["id"], &own["fromOn"]));
}
