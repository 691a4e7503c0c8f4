//! Visits: planned, held, cancelled, and refused without a licence.

use serde_json::json;

use crate::support::{World, held_visit, planned_visit};

#[tokio::test]
async fn a_visit_is_planned_moved_and_recorded() {
    let world = World::new().await;
    let me = &world.practitioner;
    let made = me.post("/v1/visits", &planned_visit(&world.case, &me.id, "2026-03-12T09:00:00+01:00")).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    let planned = made.expect(201);
    assert_eq!(
        (planned["status"].as_str(), planned["plannedAt"].as_str()),
        (Some("planned"), Some("2026-03-12T08:00:00Z"))
    );
    let moved = me.patch(&path, &etag, &json!({ "plannedAt": "2026-03-13T09:00:00Z" })).await;
    let etag = moved.etag();
    moved.expect(200);
    world.app.on("2026-03-13");
    let me = world.app.sign_in(&me.email, &me.totp_secret, None).await;
    let record = json!({ "heldOn": "2026-03-13", "minutes": 85, "attendance": "parents",
        "parentIdsPresent": [world.case.parent_id], "goalWork": [{ "subgoal": "1.1", "stages": ["experience", "discuss"] }] });
    let held = me.act(&format!("{path}/record"), &etag, &record).await.expect(200);
    assert_eq!((held["status"].as_str(), held["minutes"].as_i64()), (Some("held"), Some(85)));
    assert!(held["licences"][0]["licencePeriodId"].is_string(), "{held}");
    let again =
        me.act(&format!("{path}/record"), &me.etag(&path).await, &record).await.problem(409, "visit-status-conflict");
    assert_eq!(again["currentStatus"], "held");
    let trajectory = me.get(&format!("/v1/trajectories/{}", world.case.trajectory_id)).await.expect(200);
    assert_eq!(trajectory["visitCount"]["held"], 1);
}

#[tokio::test]
async fn a_cancelled_visit_comes_back_as_it_was() {
    let world = World::new().await;
    let me = &world.practitioner;
    let made = me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-09")).await;
    let path = made.header("location").to_owned();
    let before = made.expect(201);
    let cancel = json!({ "reason": "Verkeerd gezin" });
    let cancelled = me.act(&format!("{path}/cancel"), &me.etag(&path).await, &cancel).await.expect(200);
    assert_eq!(
        (cancelled["status"].as_str(), cancelled["cancelReason"].as_str()),
        (Some("cancelled"), Some("Verkeerd gezin"))
    );
    let restored = me.act_bare(&format!("{path}/restore"), &me.etag(&path).await).await.expect(200);
    for member in ["status", "heldOn", "minutes", "attendance", "goalWork", "licences"] {
        assert_eq!(restored[member], before[member], "{member}");
    }
}

#[tokio::test]
async fn whoever_performs_needs_a_licence_on_the_day_of_the_visit() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let refused = leader.post("/v1/visits", &held_visit(&world.case, &unlicensed.id, "2026-03-09")).await;
    let refused = refused.problem(409, "licence-not-valid");
    assert_eq!(
        (refused["practitionerId"].as_str(), refused["reason"].as_str()),
        (Some(unlicensed.id.as_str()), Some("none"))
    );
    assert_eq!((refused["kind"].as_str(), refused["on"].as_str()), (Some("A"), Some("2026-03-09")));
    assert!(refused["remedy"].is_string());
    // One of two is enough to refuse.
    let mut both = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    both["performerIds"] = json!([world.practitioner.id, unlicensed.id]);
    leader.post("/v1/visits", &both).await.problem(409, "licence-not-valid");
    // Coming along is something else than performing.
    let mut observed = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    observed["observerIds"] = json!([unlicensed.id]);
    leader.post("/v1/visits", &observed).await.expect(201);
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, 1);
    assert_eq!(world.app.db_count("SELECT count(*) FROM audit_events WHERE problem = 'licence-not-valid'").await, 2);
}

#[tokio::test]
async fn a_licence_that_lapses_still_covers_the_visits_of_its_days() {
    let world = World::new().await;
    let (app, me) = (&world.app, &world.practitioner);
    app.on("2027-01-20");
    let leader = app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let expired = leader.post("/v1/visits", &held_visit(&world.case, &me.id, "2027-01-15")).await;
    let expired = expired.problem(409, "licence-not-valid");
    assert_eq!((expired["reason"].as_str(), expired["validUntil"].as_str()), (Some("expired"), Some("2027-01-14")));
    leader.post("/v1/visits", &held_visit(&world.case, &me.id, "2027-01-14")).await.expect(201);
    let planned =
        leader.post("/v1/visits", &planned_visit(&world.case, &me.id, "2027-02-01T09:00:00Z")).await.expect(201);
    assert_eq!(planned["licenceWarnings"][0]["reason"], "expired");
}

#[tokio::test]
async fn nothing_is_held_in_the_future_or_before_the_trajectory() {
    let world = World::new().await;
    let me = &world.practitioner;
    me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-11")).await.problem(409, "date-in-future");
    let early = me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-02-28")).await;
    assert_eq!(early.problem(409, "date-before-start")["earliest"], "2026-03-01");
}

#[tokio::test]
async fn a_visit_that_does_not_fit_says_everything_that_is_wrong() {
    let world = World::new().await;
    let me = &world.practitioner;
    let bad = json!({ "trajectoryId": world.case.trajectory_id, "step": "intake", "mode": "home", "status": "held",
        "performerIds": [me.id] });
    let answer = me.post("/v1/visits", &bad).await;
    let places = answer.places();
    for place in ["/heldOn", "/minutes", "/attendance"] {
        assert!(places.contains(&place.to_owned()), "{places:?}");
    }
    answer.problem(400, "validation-failed");
    let mut strange = held_visit(&world.case, &me.id, "2026-03-09");
    strange["step"] = json!("koffie");
    strange["goalWork"] = json!([{ "subgoal": "9.9", "stages": ["discuss"] }]);
    assert_eq!(me.post("/v1/visits", &strange).await.places(), ["/step", "/goalWork/0/subgoal"]);
}

#[tokio::test]
async fn a_colleague_sees_nothing_of_a_family_that_is_not_theirs() {
    let world = World::new().await;
    let me = &world.practitioner;
    let visit = me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-09")).await.expect(201);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    for path in [
        format!("/v1/visits/{}", visit["id"].as_str().unwrap()),
        format!("/v1/trajectories/{}", world.case.trajectory_id),
        format!("/v1/families/{}", world.case.family_id),
    ] {
        me.get(&path).await.expect(200);
        colleague.get(&path).await.problem(404, "not-found");
        world.staff.get(&path).await.problem(403, "forbidden");
    }
    assert_eq!(colleague.get("/v1/visits").await.expect(200)["items"], json!([]));
    let body = held_visit(&world.case, &colleague.id, "2026-03-09");
    colleague.post("/v1/visits", &body).await.problem(400, "unknown-reference");
}

#[tokio::test]
async fn a_visit_is_told_as_it_is_read_later() {
    let world = World::new().await;
    let me = &world.practitioner;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let mut held = held_visit(&world.case, &me.id, "2026-03-09");
    held["performerIds"] = json!([colleague.id, me.id]);
    held["performerTimes"] = json!([{ "practitionerId": colleague.id, "minutes": 30 }]);
    held["parentIdsPresent"] = json!([world.case.parent_id]);
    held["startedAt"] = json!("2026-03-09T10:00:00.123456789+01:00");
    held["goalWork"] = json!([{ "subgoal": "1.1", "stages": ["discuss", "experience"] }]);
    held["notes"] = json!("Moeder is blij met de kalender.");
    let mut planned = planned_visit(&world.case, &me.id, "2026-03-12T09:00:00.987654321Z");
    planned["observerIds"] = json!([colleague.id]);
    let mut at_the_leap = planned.clone();
    at_the_leap["plannedAt"] = json!("2026-12-31T23:59:60Z");
    for new in [held, planned, at_the_leap] {
        let made = me.post("/v1/visits", &new).await;
        let (path, etag) = (made.header("location").to_owned(), made.etag());
        let read = me.get(&path).await;
        assert_eq!((made.expect(201), etag), (read.body.clone(), read.etag()));
        let moved = if new["status"] == "held" { "startedAt" } else { "plannedAt" };
        let change =
            json!({ moved: "2026-03-09T11:00:00.123456789Z", "notes": "Anders dan gedacht.", "travelMinutes": null });
        let changed = me.patch(&path, &read.etag(), &change).await;
        let read_changed = me.get(&path).await;
        assert_eq!((&changed.body, changed.etag()), (&read_changed.body, read_changed.etag()));
        assert_eq!(changed.expect(200)["notes"], "Anders dan gedacht.");
        let reason = json!({ "reason": "Dubbel" });
        let cancelled = me.act(&format!("{path}/cancel"), &read_changed.etag(), &reason).await;
        let etag = cancelled.etag();
        assert_eq!(cancelled.expect(200), me.get(&path).await.expect(200));
        let restored = me.act_bare(&format!("{path}/restore"), &etag).await.expect(200);
        assert_eq!(restored, me.get(&path).await.expect(200));
        assert_eq!(restored["createdAt"], read.body["createdAt"]);
    }
}

#[tokio::test]
async fn what_the_database_refuses_in_the_end_is_refused_like_anything_else() {
    let world = World::new().await;
    let me = &world.practitioner;
    let mut mine = held_visit(&world.case, &me.id, "2026-03-09");
    mine["id"] = world.hidden_visit().await;
    me.post_once("een-keer", "/v1/visits", &mine).await.problem(409, "already-exists");
    let leader = &world.here.leader;
    let events = leader.get(&format!("/v1/audit-events?familyId={}&outcome=refused", world.case.family_id)).await;
    assert_eq!(events.expect(200)["items"][0]["problem"], "already-exists");
    assert_eq!(me.get("/v1/visits").await.expect(200)["items"], json!([]));
    let trajectory = me.get(&format!("/v1/trajectories/{}", world.case.trajectory_id)).await.expect(200);
    assert_eq!(trajectory["visitCount"]["held"], 0);
    // Nothing was kept under the key.
    mine["id"] = json!(samen_leren::ids::VisitId::new());
    assert_eq!(me.post_once("een-keer", "/v1/visits", &mine).await.expect(201)["id"], mine["id"]);
}

#[tokio::test]
async fn an_integration_gets_no_notes() {
    let world = World::new().await;
    let me = &world.practitioner;
    let mut visit = held_visit(&world.case, &me.id, "2026-03-09");
    visit["notes"] = json!("Moeder is blij met de kalender.");
    let visit = me.post("/v1/visits", &visit).await.expect(201);
    let path = format!("/v1/visits/{}", visit["id"].as_str().unwrap());
    let cancel = json!({ "reason": "Kind ziek" });
    me.act(&format!("{path}/cancel"), &me.etag(&path).await, &cancel).await.expect(200);
    assert!(visit["notes"].is_string());
    let system = crate::authorisation::integration(&world, &["visits:read"]).await;
    let seen = system.get(&format!("/v1/visits/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert!(seen.get("notes").is_none() && !seen.to_string().contains("ziek"), "{seen}");
}

#[tokio::test]
async fn a_cancelled_visit_still_holds_the_start_of_its_trajectory() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let made = leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, "2026-03-03")).await;
    let path = made.header("location").to_owned();
    leader.act(&format!("{path}/cancel"), &made.etag(), &json!({ "reason": "Dubbel" })).await.expect(200);
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let later = json!({ "startedOn": "2026-03-09" });
    let moved = leader.patch(&trajectory, &leader.etag(&trajectory).await, &later).await;
    assert_eq!(moved.status, 409, "the visit can come back: {}", moved.text);
}

#[tokio::test]
async fn a_refused_act_names_its_dossier_in_the_audit() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let refused = leader.post("/v1/visits", &held_visit(&world.case, &unlicensed.id, "2026-03-09")).await;
    refused.problem(409, "licence-not-valid");
    let events = leader.get(&format!("/v1/audit-events?familyId={}&outcome=refused", world.case.family_id)).await;
    assert_eq!(events.expect(200)["items"][0]["problem"], "licence-not-valid");
}

#[tokio::test]
async fn a_number_is_whole_however_it_is_written() {
    let world = World::new().await;
    let mut visit = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    visit["minutes"] = json!(60.0);
    assert_eq!(world.here.leader.post("/v1/visits", &visit).await.expect(201)["minutes"], 60);
    visit["minutes"] = json!(60.5);
    assert_eq!(world.here.leader.post("/v1/visits", &visit).await.places(), ["/minutes"]);
}
