//! Guidance: what a wrong order or a late correction can't break. Random orders stand in `random_orders`, the same act
//! by two devices in `two_devices`.

use serde_json::json;

use crate::support::World;
use crate::support::journey::Journey;

/// A trajectory that was completed on 31 March 2026.
async fn completed(world: &World) -> Journey<'_> {
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.moves("closing", None).await.expect(200);
    journey.on("2026-03-31").await.evaluates("final", "evaluation", &[(6, 4)]).await;
    journey.holds("closing_activity", "family", 60, json!([])).await;
    journey.moves("completed", None).await.expect(200);
    journey
}

#[tokio::test]
async fn a_completion_is_not_pulled_from_under_a_trajectory() {
    let world = World::new().await;
    let journey = completed(&world).await;
    let visits = journey.me.get(&journey.path("/visits")).await.expect(200);
    let visit = format!("/v1/visits/{}", visits["items"][0]["id"].as_str().unwrap());
    let cancel = json!({ "reason": "Verkeerd gezin" });
    let refused = journey.me.act(&format!("{visit}/cancel"), &journey.me.etag(&visit).await, &cancel).await;
    let refused = refused.problem(409, "completion-rests-on-this");
    assert_eq!(refused["unmet"][0]["code"], "closing_activity");
    // Reopened, it can be corrected; and the completion that licence B counted is taken back.
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectory_completions").await, 1);
    journey.moves("active", Some("Verkeerd bezoek")).await.expect(200);
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectory_completions").await, 0);
    journey.me.act(&format!("{visit}/cancel"), &journey.me.etag(&visit).await, &cancel).await.expect(200);
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
}

#[tokio::test]
async fn six_completed_trajectories_are_what_licence_b_counts() {
    let world = World::new().await;
    let journey = completed(&world).await;
    let path = format!("/v1/practitioners/{}/licences/B/evaluation?on=2026-03-31", journey.me.id);
    let evaluation = journey.me.get(&path).await.expect(200);
    let missing = evaluation["missing"].as_array().unwrap();
    let counted = missing.iter().find(|one| one["code"] == "completed_trajectories").expect("still five to go");
    assert_eq!((&counted["have"], &counted["need"]), (&json!(1), &json!(6)));
}

#[tokio::test]
async fn a_completed_trajectory_takes_aftercare_and_nothing_else() {
    let world = World::new().await;
    let journey = completed(&world).await;
    let visit = |step: &str| {
        json!({ "trajectoryId": journey.case.trajectory_id, "step": step, "mode": "phone",
            "plannedAt": "2026-05-12T09:00:00Z", "performerIds": [journey.me.id] })
    };
    journey.me.post("/v1/visits", &visit("goal_visit")).await.problem(409, "trajectory-closed");
    journey.me.post("/v1/visits", &visit("aftercare_contact")).await.expect(201);
    journey.replaces_plan(&json!({ "goals": [] })).await.problem(409, "trajectory-closed");
    // While it is in aftercare a new one may start; then the old one can't be reopened.
    let again = json!({ "familyId": journey.case.family_id, "focusChildIds": [journey.case.child_id],
        "practitionerIds": [journey.me.id], "startedOn": "2026-03-31", "continuedFromId": journey.case.trajectory_id });
    journey.me.post("/v1/trajectories", &again).await.expect(201);
    journey.moves("active", Some("Terug")).await.problem(409, "family-has-running-trajectory");
}

#[tokio::test]
async fn completing_keeps_the_planned_aftercare_and_cancels_the_rest() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    let plan = async |journey: &Journey<'_>, step: &str| {
        let visit = json!({ "trajectoryId": journey.case.trajectory_id, "step": step, "mode": "home",
            "plannedAt": "2026-05-12T09:00:00Z", "performerIds": [journey.me.id] });
        let made = journey.me.post("/v1/visits", &visit).await.expect(201);
        format!("/v1/visits/{}", made["id"].as_str().unwrap())
    };
    let (goal, aftercare) = (plan(&journey, "goal_visit").await, plan(&journey, "aftercare_contact").await);
    journey.moves("closing", None).await.expect(200);
    journey.evaluates("final", "evaluation", &[]).await;
    journey.holds("closing_activity", "family", 60, json!([])).await;
    journey.moves("completed", None).await.expect(200);
    assert_eq!(journey.me.get(&goal).await.expect(200)["status"], "cancelled");
    assert_eq!(journey.me.get(&aftercare).await.expect(200)["status"], "planned");
}

#[tokio::test]
async fn a_colleague_sees_and_moves_nothing_of_a_family_that_is_not_theirs() {
    let world = World::new().await;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let path = |below: &str| format!("/v1/trajectories/{}{below}", world.case.trajectory_id);
    for below in
        ["/steps", "/steps.svg", "/fidelity", "/plan", "/plan/versions", "/transitions", "/evaluations", "/departures"]
    {
        world.practitioner.get(&path(below)).await;
        colleague.get(&path(below)).await.problem(404, "not-found");
        world.other_practitioner.get(&path(below)).await.problem(404, "not-found");
        world.staff.get(&path(below)).await.problem(403, "forbidden");
    }
    let ask = json!({ "to": "paused", "on": "2026-03-10" });
    colleague.act(&path("/transitions"), "\"1\"", &ask).await.problem(404, "not-found");
}

#[tokio::test]
async fn every_reading_of_a_dossier_leaves_its_line() {
    let world = World::new().await;
    let me = &world.practitioner;
    for below in ["/steps", "/fidelity", "/plan", "/transitions", "/evaluations", "/departures"] {
        me.get(&format!("/v1/trajectories/{}{below}", world.case.trajectory_id)).await.expect(200);
    }
    let path = format!("/v1/audit-events?familyId={}&outcome=read", world.case.family_id);
    let events = world.here.leader.get(&path).await.expect(200);
    let actions: Vec<_> =
        events["items"].as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    for action in ["listSteps", "getFidelity", "getPlan", "listTransitions", "listEvaluations", "listDepartures"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn a_closing_activity_is_left_out_with_a_reason_only() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.moves("closing", None).await.expect(200);
    journey.on("2026-03-31").await.evaluates("final", "evaluation", &[(6, 4)]).await;
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
    let waived = json!({ "kind": "step", "code": "closing_activity", "notedOn": "2026-03-31",
        "reason": "Het gezin vertrok eerder op reis." });
    journey.me.post(&journey.path("/departures"), &waived).await.expect(201);
    journey.moves("completed", None).await.expect(200);
    assert_eq!(journey.status_of("closing_activity").await, "skipped");
    assert_eq!(journey.outcome("closing_activity").await, "not_met");
}

#[tokio::test]
async fn the_start_moves_no_later_than_what_was_recorded() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.on("2026-03-24").await;
    let path = journey.path("");
    let change = async |patch: serde_json::Value| journey.me.patch(&path, &journey.me.etag(&path).await, &patch).await;
    let later = change(json!({ "startedOn": "2026-03-21" })).await.problem(409, "start-after-visits");
    assert_eq!(later["latest"], "2026-03-20");
    let before = change(json!({ "folderHandedOutOn": "2026-02-20" })).await.problem(409, "date-before-start");
    assert_eq!(before["earliest"], "2026-03-01");
    // Judged by the start that the change makes.
    let moved = change(json!({ "startedOn": "2026-02-16", "folderHandedOutOn": "2026-02-20" })).await.expect(200);
    assert_eq!(moved["folderHandedOutOn"], "2026-02-20");
}

#[tokio::test]
async fn nothing_of_the_guidance_is_evaluated_after_its_end() {
    let world = World::new().await;
    let mut journey = completed(&world).await;
    journey.on("2026-04-20").await;
    let mut mid = journey.evaluation("mid", "evaluation", &[]).await;
    mid["decision"] = json!("close");
    journey.me.post(&journey.path("/evaluations"), &mid).await.problem(409, "trajectory-closed");
    mid["heldOn"] = json!("2026-03-30");
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    journey.evaluates("aftercare", "aftercare", &[]).await;
}

#[tokio::test]
async fn what_an_end_cancelled_comes_back_with_who_performs_by_then() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await;
    let visit = json!({ "trajectoryId": journey.case.trajectory_id, "step": "goal_visit", "mode": "home",
        "plannedAt": "2026-05-12T09:00:00Z", "performerIds": [journey.me.id] });
    let visit = journey.me.post("/v1/visits", &visit).await.expect(201);
    journey.moves("discontinued", Some("Verhuisd")).await.expect(200);
    journey.moves("active", Some("Terug")).await.expect(200);
    journey.moves("paused", None).await.expect(200);
    let path = format!("/v1/visits/{}", visit["id"].as_str().unwrap());
    let cancel = json!({ "reason": "Even niet" });
    journey.me.act(&format!("{path}/cancel"), &journey.me.etag(&path).await, &cancel).await.expect(200);
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let here = crate::support::factory::Organisation { id: world.here.id.clone(), leader };
    let colleague = world.app.licensed(&staff, &here, "Collega", "2026-01-15").await;
    let over = json!({ "fromPractitionerId": journey.me.id, "toPractitionerId": colleague.id, "on": "2026-03-20" });
    here.leader.post(&journey.path("/handovers"), &over).await.expect(201);
    let restored = here.leader.act_bare(&format!("{path}/restore"), &here.leader.etag(&path).await).await.expect(200);
    assert_eq!(restored["performerIds"], json!([colleague.id]));
}

#[tokio::test]
async fn a_trajectory_goes_no_further_once_every_parent_took_participation_back() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    let path = format!("/v1/families/{}/consents", world.case.family_id);
    let participation = |on: &str| json!({ "parentId": world.case.parent_id, "purpose": "participation", "wording": "1", "givenOn": on });
    let made = journey.me.post(&path, &participation("2026-03-02")).await;
    let (consent, etag) = (made.header("location").to_owned(), made.etag());
    journey.me.patch(&consent, &etag, &json!({ "withdrawnOn": "2026-03-20" })).await.expect(200);
    let refused = journey.moves("goal_work", None).await.problem(409, "transition-not-allowed");
    let unmet = &refused["unmet"][0];
    assert_eq!((&unmet["code"], &unmet["on"]), (&json!("participation_withdrawn"), &json!("2026-03-20")), "{refused}");
    assert!(unmet["detail"].as_str().unwrap().contains("Stop het traject"), "{unmet}");
    // A pause and back changes nothing about it, and stopping stays possible.
    journey.moves("paused", None).await.expect(200);
    journey.moves("active", None).await.expect(200);
    assert_eq!(Journey::unmet(journey.moves("goal_work", None).await), ["participation_withdrawn"]);
    journey.moves("discontinued", Some("Gezin stopt")).await.expect(200);
    assert_eq!(Journey::unmet(journey.moves("active", Some("Toch verder")).await), ["participation_withdrawn"]);
    journey.me.post(&path, &participation("2026-03-20")).await.expect(201);
    journey.moves("active", Some("Toch verder")).await.expect(200);
    journey.moves("goal_work", None).await.expect(200);
}

#[tokio::test]
async fn one_parent_who_still_takes_part_is_enough_to_go_on() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let family = format!("/v1/families/{}", world.case.family_id);
    let other = json!({ "name": "Andere Ouder", "phone": "0612345679", "addressSecret": false });
    let other = leader.post(&format!("{family}/parents"), &other).await.expect(201);
    let consents = format!("{family}/consents");
    for parent in [&json!(world.case.parent_id), &other["id"]] {
        let given = json!({ "parentId": parent, "purpose": "participation", "wording": "1", "givenOn": "2026-03-02" });
        let made = journey.me.post(&consents, &given).await;
        let (consent, etag) = (made.header("location").to_owned(), made.etag());
        if *parent == other["id"] {
            journey.me.patch(&consent, &etag, &json!({ "withdrawnOn": "2026-03-20" })).await.expect(200);
        }
    }
    journey.moves("goal_work", None).await.expect(200);
}
