//! What changes under a licence: training that turns out otherwise, decisions of the licence holder, measures on measures,
//! and a person who goes on to another organisation.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Practitioner, World, held_visit};

/// The licence of a kind of a practitioner, as the licence holder sees it.
async fn licence_of(staff: &Person, one: &Practitioner, kind: &str) -> Value {
    let list = staff.get(&format!("/v1/licences?personId={}&kind={kind}", one.person_id)).await.expect(200);
    list["items"][0].clone()
}

async fn path_of(staff: &Person, one: &Practitioner) -> String {
    format!("/v1/licences/{}", licence_of(staff, one, "A").await["id"].as_str().unwrap())
}

/// `from/until ground` of each period.
fn periods(licence: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tell =
        |one: &Value| format!("{}/{} {}", text(&one["validFrom"]), text(&one["validUntil"]), text(&one["ground"]));
    licence["periods"].as_array().unwrap().iter().map(tell).collect()
}

/// `measure from/until` of each measure.
fn measures(list: &Value) -> Vec<String> {
    let tell = |one: &Value| {
        let text = |name: &str| one[name].as_str().unwrap_or("further notice").to_owned();
        format!("{} {}/{}", text("measure"), text("from"), text("until"))
    };
    list.as_array().unwrap().iter().map(tell).collect()
}

async fn act(staff: &Person, licence: &str, act: &str, body: Value) -> Answer {
    staff.act(&format!("{licence}/{act}"), &staff.etag(licence).await, &body).await
}

async fn evaluation(caller: &Person, one: &str, on: &str) -> Answer {
    caller.get(&format!("/v1/practitioners/{one}/licences/A/evaluation?on={on}")).await
}

async fn setting(staff: &Person, key: &str, value: i32) {
    let path = format!("/v1/settings/{key}");
    staff.patch(&path, &staff.etag(&path).await, &json!({ "value": value })).await.expect(200);
}

#[tokio::test]
async fn an_issue_whose_training_was_no_training_uses_nothing_up_when_the_rest_is_made_up_for() {
    let world = World::new().await;
    let (staff, leader) = (&world.staff, &world.here.leader);
    let new = world.app.practitioner(&world.here, "Nieuwe Begeleider").await;
    world.app.training(staff, "basic", "2026-03-02", &[&new]).await;
    world.app.training(staff, "deepening", "2026-03-04", &[&new]).await;
    let wrong = world.app.training(staff, "deepening", "2026-03-05", &[&new]).await;
    let issue = json!({ "personId": new.person_id, "kind": "A", "issuedOn": "2026-03-09" });
    staff.post("/v1/licences", &issue).await.expect(201);
    let attendances = format!("/v1/training-sessions/{}/attendances", wrong["id"].as_str().unwrap());
    let list = staff.get(&attendances).await.expect(200);
    let attendance = format!("{attendances}/{}", list["items"][0]["id"].as_str().unwrap());
    staff.delete(&attendance, &staff.etag(&attendance).await).await.expect(204);
    assert_eq!(periods(&licence_of(staff, &new, "A").await), Vec::<String>::new());
    world.app.on("2026-03-20");
    let staff = &world.app.sign_in(&staff.email, &staff.totp_secret, None).await;
    let leader = &world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let missing = evaluation(leader, &new.id, "2026-03-20").await.expect(200)["missing"].clone();
    assert_eq!((&missing[0]["code"], &missing[0]["have"]), (&json!("deepening"), &json!(1)));
    world.app.training(staff, "deepening", "2026-03-20", &[&new]).await;
    let before = evaluation(leader, &new.id, "2026-03-20").await.expect(200);
    assert_eq!((&before["code"], &before["missing"]), (&json!("none"), &json!([])), "nothing is missing but the issue");
    let licence = path_of(staff, &new).await;
    let renewed = act(staff, &licence, "renew", json!({ "issuedOn": "2026-03-20" })).await.expect(200);
    assert_eq!(periods(&renewed), ["2026-03-20/2027-03-19 training"]);
    assert_eq!(evaluation(leader, &new.id, "2026-03-20").await.expect(200)["code"], "valid");
}

#[tokio::test]
async fn a_laxer_decision_gives_at_once_what_was_attended_for() {
    let world = World::new().await;
    let (staff, one) = (&world.staff, &world.practitioner);
    let session = json!({ "kind": "refresher", "heldOn": "2026-03-09", "minutes": 120 });
    let session = staff.post("/v1/training-sessions", &session).await.expect(201);
    let attend = json!({ "personId": one.person_id, "status": "present", "minutes": 120 });
    let path = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
    staff.post(&path, &attend).await.expect(201);
    assert_eq!(periods(&licence_of(staff, one, "A").await).len(), 1);
    setting(staff, "refresher_minutes", 120).await;
    let granted = ["2026-01-15/2027-01-14 transferred", "2027-01-15/2028-01-14 refresher"];
    assert_eq!(periods(&licence_of(staff, one, "A").await), granted);
    assert_eq!(periods(&licence_of(staff, &world.other_practitioner, "A").await).len(), 1, "nobody else attended");
    let audited = "SELECT count(*) FROM audit_events WHERE action = 'updateSetting' AND object_type = 'licence'";
    assert_eq!(world.app.db_count(audited).await, 1);
    // A stricter one takes it from nobody again, and supersedes nothing.
    setting(staff, "refresher_minutes", 480).await;
    assert_eq!(periods(&licence_of(staff, one, "A").await), granted);
    world.app.on("2027-01-20");
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    assert_eq!(evaluation(&leader, &one.id, "2027-01-20").await.expect(200)["code"], "valid");
    assert_eq!(world.app.db_count("SELECT count(*) FROM licence_periods WHERE superseded_at IS NOT NULL").await, 0);
}

/// The practitioner here works elsewhere from now on, and here no longer; gives the id of the new place.
async fn moves(world: &World) -> String {
    let (here, one) = (&world.here.leader, &world.practitioner);
    let place = json!({ "name": "Noor Voorbeeld", "email": one.email });
    let place = world.elsewhere.leader.post("/v1/practitioners", &place).await.expect(201);
    let former = format!("/v1/practitioners/{}", one.id);
    let left = here.act_bare(&format!("{former}/leave"), &here.etag(&former).await).await.expect(200);
    assert_eq!((&left["status"], &left["leftOn"]), (&json!("left"), &json!("2026-03-10")));
    place["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn of_somebody_who_left_an_organisation_sees_no_more_than_what_began_before() {
    let world = World::new().await;
    let (here, there, one) = (&world.here.leader, &world.elsewhere.leader, &world.practitioner);
    let licence = path_of(&world.staff, one).await;
    let visit = here.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-09")).await.expect(201);
    let interview = json!({ "personId": one.person_id, "heldOn": "2026-03-01", "result": "failed" });
    world.staff.post("/v1/assessments", &interview).await.expect(201);
    let refresher = world.app.training(&world.staff, "refresher", "2026-03-02", &[one]).await;
    let refresher = format!("/v1/training-sessions/{}", refresher["id"].as_str().unwrap());
    here.get(&refresher).await.expect(200);
    let place = moves(&world).await;
    // Usable there at once.
    assert_eq!(evaluation(there, &place, "2026-03-10").await.expect(200)["code"], "valid");
    world.app.on("2026-04-10");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let here = &world.app.sign_in(&here.email, &here.totp_secret, None).await;
    let there = &world.app.sign_in(&there.email, &there.totp_secret, None).await;
    act(&staff, &licence, "suspend", json!({ "from": "2026-04-01", "reason": "Onderzoek" })).await.expect(200);
    act(&staff, &licence, "dispense", json!({ "from": "2026-04-09", "reason": "Ziek" })).await.expect(200);
    world.app.training(&staff, "supervision", "2026-04-02", &[one]).await;
    // The former organisation: what its visit was held under, and nothing of later, of training or of interviews.
    let seen = here.get(&licence).await.expect(200);
    assert_eq!(periods(&seen), ["2026-01-15/2027-01-14 transferred"]);
    assert_eq!((&seen["measures"], &seen["dispensations"]), (&json!([]), &json!([])));
    let kept = here.get(&format!("/v1/visits/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!(kept["licences"], visit["licences"]);
    assert_eq!(here.get("/v1/licence-flags").await.expect(200)["items"], json!([]));
    for list in ["/v1/assessments", "/v1/training-sessions"] {
        assert_eq!(here.get(list).await.expect(200)["items"], json!([]), "{list}");
    }
    here.get(&refresher).await.problem(404, "not-found");
    let then = evaluation(here, &one.id, "2026-03-09").await.expect(200);
    assert_eq!((&then["code"], &then["missing"]), (&json!("valid"), &json!([])));
    evaluation(here, &one.id, "2026-04-10").await.problem(404, "not-found");
    here.get(&format!("/v1/practitioners/{}/implementation-track", one.id)).await.problem(404, "not-found");
    // Nobody performs after the last day.
    let entry = json!({ "trajectoryId": world.case.trajectory_id, "practitionerId": one.id, "category": "preparation",
        "minutes": 30, "on": "2026-03-20" });
    here.post("/v1/time-entries", &entry).await.problem(400, "unknown-reference");
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let folder = json!({ "folderHandedOutOn": "2026-03-20" });
    let refused =
        here.patch(&trajectory, &here.etag(&trajectory).await, &folder).await.problem(409, "licence-not-valid");
    assert!(refused["detail"].as_str().unwrap().contains("vertrokken"), "{refused}");
    // A measure that reaches back to the time here concerns what was recorded here.
    act(&staff, &licence, "reinstate", json!({ "from": "2026-04-01", "reason": "Ongegrond" })).await.expect(200);
    act(&staff, &licence, "revoke", json!({ "from": "2026-03-05", "reason": "Fraude" })).await.expect(200);
    let flags = here.get("/v1/licence-flags").await.expect(200);
    assert_eq!((&flags["items"][0]["visitId"], &flags["items"][0]["reason"]), (&visit["id"], &json!("revoked")));
    // The present one sees it all.
    let seen = there.get(&licence).await.expect(200);
    assert_eq!((measures(&seen["measures"]).len(), seen["periods"].as_array().unwrap().len()), (2, 2));
    assert_eq!(there.get("/v1/assessments").await.expect(200)["items"].as_array().unwrap().len(), 1);
    // Whoever returns brings it along.
    let place = format!("/v1/practitioners/{}", one.id);
    let back = here.act_bare(&format!("{place}/return"), &here.etag(&place).await).await.expect(200);
    assert_eq!(back["leftOn"], Value::Null);
    assert_eq!(measures(&here.get(&licence).await.expect(200)["measures"]).len(), 2);
}

#[tokio::test]
async fn what_becomes_of_the_training_of_somebody_who_left_is_for_others_to_see() {
    let world = World::new().await;
    let (here, there, one) = (&world.here.leader, &world.elsewhere.leader, &world.practitioner);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let session = world.app.training(&world.staff, "refresher", "2026-03-02", &[one, &colleague]).await;
    let session = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    moves(&world).await;
    let list = world.staff.get(&format!("{session}/attendances")).await.expect(200);
    for attendance in list["items"].as_array().unwrap() {
        let path = format!("{session}/attendances/{}", attendance["id"].as_str().unwrap());
        world.staff.patch(&path, &world.staff.etag(&path).await, &json!({ "minutes": 200 })).await.expect(200);
    }
    let changes = format!("{session}/attendance-changes");
    let of = |seen: &Value| -> Vec<String> {
        let items = seen["items"].as_array().unwrap();
        items.iter().map(|item| item["personId"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of(&here.get(&changes).await.expect(200)), std::slice::from_ref(&colleague.person_id));
    assert_eq!(of(&there.get(&changes).await.expect(200)), std::slice::from_ref(&one.person_id));
}

#[tokio::test]
async fn a_measure_that_is_to_begin_later_keeps_no_urgent_one_waiting() {
    let world = World::new().await;
    let (staff, licence) = (&world.staff, path_of(&world.staff, &world.practitioner).await);
    let later = json!({ "from": "2026-12-01", "reason": "Na de opzegtermijn" });
    act(staff, &licence, "revoke", later).await.expect(200);
    let suspend = json!({ "from": "2026-06-01", "reason": "Onderzoek" });
    let both = act(staff, &licence, "suspend", suspend).await.expect(200);
    assert_eq!(
        measures(&both["measures"]),
        ["suspended 2026-06-01/2026-11-30", "revoked 2026-12-01/further notice"],
        "the revocation takes over from it"
    );
    // Both answers to "until when" are the last day on which it is valid.
    let state = evaluation(&world.here.leader, &world.practitioner.id, "2026-03-10").await.expect(200);
    let soon = world.here.leader.get("/v1/licence-expirations?withinDays=90").await.expect(200);
    let untils = [&state["validUntil"], &soon["items"][0]["validUntil"]];
    assert_eq!(untils, [&json!("2026-05-31"), &json!("2026-05-31")], "{soon}");
    let now = json!({ "from": "2026-03-10", "reason": "Acuut gevaar" });
    let revoked = act(staff, &licence, "revoke", now.clone()).await.expect(200);
    assert_eq!(
        measures(&revoked["measures"]),
        ["revoked 2026-03-10/further notice", "suspended 2026-06-01/2026-05-31", "revoked 2026-12-01/2026-11-30"]
    );
    let state = evaluation(&world.here.leader, &world.practitioner.id, "2026-03-10").await.expect(200);
    assert_eq!(state["code"], "revoked");
    let again = act(staff, &licence, "revoke", now).await.problem(409, "licence-status-conflict");
    assert_eq!(again["currentStatus"], "revoked");
}

#[tokio::test]
async fn a_decision_about_a_measure_is_superseded_and_stays_known_to_the_licence_holder() {
    let world = World::new().await;
    let (staff, licence) = (&world.staff, path_of(&world.staff, &world.practitioner).await);
    act(staff, &licence, "suspend", json!({ "from": "2026-06-01", "reason": "Onderzoek" })).await.expect(200);
    act(staff, &licence, "reinstate", json!({ "from": "2026-07-01", "reason": "Klaar in juli" })).await.expect(200);
    let ended = json!({ "from": "2026-06-15", "reason": "Eerder klaar" });
    let ended = act(staff, &licence, "reinstate", ended).await.expect(200);
    assert_eq!(measures(&ended["measures"]), ["suspended 2026-06-01/2026-06-14"]);
    let before = &ended["supersededMeasures"];
    assert_eq!(measures(before), ["suspended 2026-06-01/further notice", "suspended 2026-06-01/2026-06-30"], "{ended}");
    assert_eq!((&before[1]["untilReason"], &before[1]["supersedesId"]), (&json!("Klaar in juli"), &before[0]["id"]));
    assert_eq!(ended["measures"][0]["supersedesId"], before[1]["id"]);
    assert!(before[0]["supersededAt"].is_string() && ended["measures"][0].get("supersededAt").is_none());
    for caller in [&world.here.leader, &world.practitioner.person] {
        let theirs = caller.get(&licence).await.expect(200);
        assert_eq!(measures(&theirs["measures"]), ["suspended 2026-06-01/2026-06-14"]);
        assert!(theirs.get("supersededMeasures").is_none() && !theirs.to_string().contains("klaar"), "{theirs}");
    }
    // Nothing that was superseded counts: not for the verdict, not for the calendar.
    assert_eq!(evaluation(&world.here.leader, &world.practitioner.id, "2026-06-20").await.expect(200)["code"], "valid");
    assert_eq!(world.app.db_count("SELECT count(*) FROM licence_measures").await, 3);
}

#[tokio::test]
async fn until_when_is_the_same_wherever_it_is_asked_and_knows_of_what_is_decided() {
    let world = World::new().await;
    let (leader, one) = (&world.here.leader, &world.practitioner);
    let proof = one.post("/v1/licence-proofs", &json!({ "kind": "A" })).await.expect(201);
    let token = proof["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let licence = path_of(&world.staff, one).await;
    act(&world.staff, &licence, "suspend", json!({ "from": "2026-03-20", "reason": "Onderzoek" })).await.expect(200);
    for (on, code, until) in [
        ("2026-03-10", "valid", json!("2026-03-19")),
        ("2026-03-20", "suspended", Value::Null),
        ("2026-01-14", "not_yet_valid", Value::Null),
    ] {
        let single = evaluation(leader, &one.id, on).await.expect(200);
        assert_eq!((&single["code"], &single["validUntil"]), (&json!(code), &until), "{on}");
        let bulk = leader.get(&format!("/v1/licence-standings?on={on}")).await.expect(200);
        let items = bulk["items"].as_array().unwrap();
        let bulk = items.iter().find(|item| item["practitionerId"] == *one.id).unwrap();
        assert_eq!((&bulk["code"], &bulk["validUntil"]), (&single["code"], &single["validUntil"]), "{on}");
    }
    let soon = leader.get("/v1/licence-expirations?withinDays=30").await.expect(200);
    let soon: Vec<_> =
        soon["items"].as_array().unwrap().iter().filter(|item| item["practitionerId"] == *one.id).collect();
    assert_eq!(soon.len(), 1, "it ends before its period does");
    assert_eq!(
        (&soon[0]["validUntil"], &soon[0]["missing"][0]["code"]),
        (&json!("2026-03-19"), &json!("reinstatement"))
    );
    let stranger = world.app.stranger();
    let shown = stranger.post("/v1/licence-proofs/inspect", &json!({ "token": token })).await.expect(200);
    assert_eq!((&shown["valid"], &shown["validUntil"]), (&json!(true), &json!("2026-03-19")));
}

#[tokio::test]
async fn a_name_is_corrected_also_when_the_licence_holder_gave_the_person_another_address() {
    let world = World::new().await;
    let (leader, one) = (&world.here.leader, &world.practitioner);
    let person = format!("/v1/persons/{}", one.person_id);
    let address = json!({ "email": "noor.nieuw@welzijn.example" });
    world.staff.patch(&person, &world.staff.etag(&person).await, &address).await.expect(200);
    let place = format!("/v1/practitioners/{}", one.id);
    let name = json!({ "name": "Noor Voorbeeld-Anders" });
    let changed = leader.patch(&place, &leader.etag(&place).await, &name).await.expect(200);
    assert_eq!(changed["name"], "Noor Voorbeeld-Anders");
    // Another user is judged, as before.
    let none = json!({ "userId": null });
    leader.patch(&place, &leader.etag(&place).await, &none).await.expect(200);
    let again = leader.patch(&place, &leader.etag(&place).await, &json!({ "userId": one.user_id })).await;
    assert_eq!((again.status, again.places()), (400, vec!["/userId".to_owned()]));
}

#[tokio::test]
async fn a_licence_b_of_which_no_issue_stands_is_confirmed_nowhere() {
    let world = World::new().await;
    let (staff, one) = (&world.staff, &world.practitioner);
    let person = &one.person_id;
    // Everything that a licence B rests on is another test's; here it is enough that one was given and withdrawn.
    let licence = uuid::Uuid::now_v7();
    let sql = format!("INSERT INTO licences VALUES ('{licence}', '{person}', 'B', '2026-03-01', 1, now(), now())");
    world.app.db_execute(&sql).await;
    let licence = format!("/v1/licences/{licence}");
    let confirm = json!({ "organisationId": world.elsewhere.id });
    let refused = act(staff, &licence, "confirm", confirm).await.problem(409, "licence-status-conflict");
    assert_eq!(refused["currentStatus"], "none");
    assert_eq!(world.app.db_count("SELECT count(*) FROM licence_places").await, 0);
}

#[tokio::test]
async fn an_assignment_keeps_the_licence_that_it_was_made_under() {
    let world = World::new().await;
    let (app, leader) = (&world.app, &world.here.leader);
    let deputy = app.licensed(&world.staff, &world.here, "Vervanger", "2026-01-15").await;
    let next = app.licensed(&world.staff, &world.here, "Opvolger", "2026-01-15").await;
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let handover =
        json!({ "fromPractitionerId": world.practitioner.id, "toPractitionerId": next.id, "on": "2026-03-10" });
    leader.post(&format!("{path}/handovers"), &handover).await.expect(201);
    let term =
        json!({ "practitionerId": deputy.id, "kind": "deputy", "fromOn": "2026-03-10", "untilOn": "2026-03-20" });
    leader.post(&format!("{path}/assignments"), &term).await.expect(201);
    let assignments = leader.get(&format!("{path}/assignments")).await.expect(200);
    for who in [&world.practitioner, &deputy, &next] {
        let licence = licence_of(&world.staff, who, "A").await;
        let items = assignments["items"].as_array().unwrap();
        let own = items.iter().find(|item| item["practitionerId"] == *who.id).unwrap();
        assert_eq!((&own["licenceId"], &own["licencePeriodId"]), (&licence["id"], &licence["periods"][0]["id"]));
    }
}

#[tokio::test]
async fn what_the_track_asks_is_the_licence_holders_decision() {
    let world = World::new().await;
    let path = format!("/v1/practitioners/{}/implementation-track", world.practitioner.id);
    world.app.training(&world.staff, "supervision", "2026-02-10", &[&world.practitioner]).await;
    for (key, value) in [("track_trajectories", 0), ("track_supervisions", 1), ("track_intervisions", 0)] {
        setting(&world.staff, key, value).await;
    }
    let track = world.practitioner.get(&path).await.expect(200);
    let met: Vec<bool> =
        track["requirements"].as_array().unwrap().iter().map(|one| one["met"].as_bool().unwrap()).collect();
    assert_eq!(met, [true, true, true, true, false], "{track}");
    setting(&world.staff, "track_supervision_minutes", 241).await;
    assert_eq!(world.practitioner.get(&path).await.expect(200)["requirements"][1]["have"], 0);
}

#[tokio::test]
async fn a_reminder_that_waited_does_not_go_out_once_the_licence_was_extended() {
    let world = World::new().await;
    let one = &world.practitioner;
    world.app.on("2026-10-20");
    world.app.run_jobs().await;
    let told = || {
        let own = |mail: &String| mail.contains("loopt af op 2027-01-14") && mail.contains(&one.email);
        world.app.mails().iter().filter(|mail| own(mail)).count()
    };
    assert_eq!(told(), 1);
    // As if the mail server had refused it then.
    world
        .app
        .db_execute(
            "UPDATE licence_reminders SET sent_at = NULL, next_attempt_at = next_attempt_at + interval '1 hour'",
        )
        .await;
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let refresher = world.app.training(&staff, "refresher", "2026-10-19", &[one]).await;
    world.app.pass(TimeDelta::hours(2));
    world.app.run_jobs().await;
    assert_eq!(told(), 1, "the next year was earned meanwhile");
    let staff = world.app.sign_in(&staff.email, &staff.totp_secret, None).await;
    // What was extended in error ends then after all.
    let attendances = format!("/v1/training-sessions/{}/attendances", refresher["id"].as_str().unwrap());
    let list = staff.get(&attendances).await.expect(200);
    let attendance = format!("{attendances}/{}", list["items"][0]["id"].as_str().unwrap());
    staff.delete(&attendance, &staff.etag(&attendance).await).await.expect(204);
    world.app.run_jobs().await;
    assert_eq!(told(), 2);
}
