//! What training records may say, who may say it, and what is kept of it: nobody grounds the own licence by any order of
//! acts.

use serde_json::{Value, json};

use crate::support::{Practitioner, World};
use crate::training::{issue, make_trainer};

/// The world's practitioner as a trainer with licence B from 10 March 2026 on.
async fn trainer(world: &World) -> &Practitioner {
    let one = &world.practitioner;
    make_trainer(world, one).await;
    world.app.db_execute("UPDATE licence_issuances SET issued_on = '2025-01-15', valid_until = '2027-01-14'").await;
    world.app.db_execute("UPDATE licence_periods SET valid_from = '2025-01-15'").await;
    issue(world, one, "B", "2026-03-10").await.expect(201);
    one
}

fn path_of(session: &Value) -> String {
    format!("/v1/training-sessions/{}", session["id"].as_str().unwrap())
}

fn present(person: &str, minutes: i32) -> Value {
    json!({ "personId": person, "status": "present", "minutes": minutes })
}

#[tokio::test]
async fn a_leader_does_not_turn_the_own_intervision_into_a_ground_of_the_own_licence() {
    let world = World::new().await;
    let trainer = trainer(&world).await;
    let leader = &world.here.leader;
    let both = world.app.practitioner(&world.here, "Leider en Begeleider").await;
    let user = format!("/v1/users/{}", both.user_id);
    let roles = json!({ "roles": ["practitioner", "project_leader"] });
    leader.patch(&user, &leader.etag(&user).await, &roles).await.expect(200);
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-10", "minutes": 720 });
    let path = path_of(&both.post("/v1/training-sessions", &session).await.expect(201));
    both.post(&format!("{path}/attendances"), &present(&both.person_id, 720)).await.expect(201);
    let turned = json!({ "kind": "basic", "trainerId": trainer.person_id });
    both.patch(&path, &both.etag(&path).await, &turned).await.problem(409, "own-training");
    // Somebody else says so.
    leader.patch(&path, &leader.etag(&path).await, &turned).await.expect(200);
    // Where it happened may be corrected by whoever was there.
    both.patch(&path, &both.etag(&path).await, &json!({ "location": "Zaal 2" })).await.expect(200);
}

#[tokio::test]
async fn an_organisation_takes_no_ground_away_from_a_licence_that_was_issued_after_the_person_left() {
    let world = World::new().await;
    let trainer = trainer(&world).await;
    let one = world.app.practitioner(&world.here, "Nieuw").await;
    let mut kept = String::new();
    for kind in ["basic", "deepening", "deepening"] {
        let session = json!({ "kind": kind, "heldOn": "2026-03-10", "minutes": 240, "trainerId": trainer.person_id });
        let list =
            format!("{}/attendances", path_of(&trainer.post("/v1/training-sessions", &session).await.expect(201)));
        let made = trainer.post(&list, &present(&one.person_id, 240)).await.expect(201);
        kept = format!("{list}/{}", made["id"].as_str().unwrap());
    }
    let (leader, place) = (&world.here.leader, format!("/v1/practitioners/{}", one.id));
    leader.act_bare(&format!("{place}/leave"), &leader.etag(&place).await).await.expect(200);
    world.app.on("2026-03-11");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let licence = json!({ "personId": one.person_id, "kind": "A", "issuedOn": "2026-03-11" });
    staff.post("/v1/licences", &licence).await.expect(201);
    leader.delete(&kept, &leader.etag(&kept).await).await.problem(409, "attendance-grounds-licence");
}

#[tokio::test]
async fn a_leader_whose_own_place_is_not_linked_is_known_by_the_address() {
    let world = World::new().await;
    let trainer = trainer(&world).await;
    let leader = &world.here.leader;
    let place = json!({ "name": "De Leider", "email": leader.email.to_uppercase() });
    let place = leader.post("/v1/practitioners", &place).await.expect(201);
    let session = json!({ "kind": "basic", "heldOn": "2026-03-10", "minutes": 720, "trainerId": trainer.person_id });
    let path = path_of(&leader.post("/v1/training-sessions", &session).await.expect(201));
    let own = present(place["personId"].as_str().unwrap(), 720);
    leader.post(&format!("{path}/attendances"), &own).await.problem(409, "own-training");
    trainer.post(&format!("{path}/attendances"), &own).await.expect(201);
}

#[tokio::test]
async fn a_session_that_an_organisation_holds_never_becomes_a_refresher() {
    let world = World::new().await;
    let (staff, leader, one) = (&world.staff, &world.here.leader, &world.practitioner);
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 240 });
    let session = one.post("/v1/training-sessions", &session).await.expect(201);
    let path = path_of(&session);
    for kind in ["refresher", "supervision", "train_the_trainer"] {
        let turned = staff.patch(&path, &staff.etag(&path).await, &json!({ "kind": kind })).await;
        assert_eq!((turned.status, turned.places()), (400, vec!["/kind".to_owned()]), "{}", turned.text);
    }
    let basic = staff.patch(&path, &staff.etag(&path).await, &json!({ "kind": "basic" })).await;
    assert_eq!(basic.places(), ["/trainerId"]);
    // One that became so before takes no attendance, of nobody.
    let id = session["id"].as_str().unwrap();
    world.app.db_execute(&format!("UPDATE training_sessions SET kind = 'refresher' WHERE id = '{id}'")).await;
    for caller in [leader, staff] {
        let attend = caller.post(&format!("{path}/attendances"), &present(&one.person_id, 240)).await;
        attend.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn the_licence_holders_staff_ground_no_licence_of_their_own() {
    let world = World::new().await;
    let staff = &world.staff;
    let colleague = world.app.licence_holder().await;
    let place = json!({ "name": "Staf Aanzet", "email": staff.email.to_uppercase() });
    let place = world.here.leader.post("/v1/practitioners", &place).await.expect(201);
    let person = place["personId"].as_str().unwrap();
    // The address is what tells; so the own one is not the own to change.
    let own = format!("/v1/persons/{person}");
    let other = json!({ "email": "iemand.anders@aanzet.example" });
    staff.patch(&own, &staff.etag(&own).await, &other).await.problem(409, "own-licence");
    staff.patch(&own, &staff.etag(&own).await, &json!({ "name": "Staf van Aanzet" })).await.expect(200);
    let licence = json!({ "personId": person, "kind": "A", "issuedOn": "2026-01-15", "ground": "transferred",
        "evidence": "Papier" });
    staff.post("/v1/licences", &licence).await.problem(409, "own-licence");
    let licence = colleague.post("/v1/licences", &licence).await.expect(201);
    let licence = format!("/v1/licences/{}", licence["id"].as_str().unwrap());
    let dispense = json!({ "from": "2026-03-10", "reason": "Ziek" });
    for (act, body) in [("dispense", dispense), ("renew", json!({ "issuedOn": "2026-03-10" }))] {
        let path = format!("{licence}/{act}");
        staff.act(&path, &staff.etag(&licence).await, &body).await.problem(409, "own-licence");
    }
    let interview = json!({ "personId": person, "heldOn": "2026-03-01", "result": "passed" });
    staff.post("/v1/assessments", &interview).await.problem(409, "own-licence");
    let made = colleague.post("/v1/assessments", &interview).await.expect(201);
    let made = format!("/v1/assessments/{}", made["id"].as_str().unwrap());
    let failed = json!({ "result": "failed" });
    staff.patch(&made, &staff.etag(&made).await, &failed).await.problem(409, "own-licence");
    let elsewhere = json!({ "personId": world.practitioner.person_id });
    staff.patch(&made, &staff.etag(&made).await, &elsewhere).await.problem(409, "own-licence");

    let portfolio = uuid::Uuid::now_v7();
    let handed_in = format!(
        "INSERT INTO hand_ins (organisation_id, id, kind, person_id, title, submitted_on, status, version, created_at,
            updated_at) VALUES ('{}', '{portfolio}', 'portfolio', '{person}', 'Portfolio', '2026-03-01', 'submitted', 1,
            now(), now())",
        world.here.id
    );
    world.app.db_execute(&handed_in).await;
    let portfolio = format!("/v1/portfolios/{portfolio}");
    let (judge, approved) = (format!("{portfolio}/judge"), json!({ "verdict": "approved" }));
    staff.act(&judge, &staff.etag(&portfolio).await, &approved).await.problem(409, "own-licence");
    colleague.act(&judge, &colleague.etag(&portfolio).await, &approved).await.expect(200);

    let session = json!({ "kind": "refresher", "heldOn": "2026-03-09", "minutes": 240 });
    let path = path_of(&staff.post("/v1/training-sessions", &session).await.expect(201));
    let attendances = format!("{path}/attendances");
    staff.post(&attendances, &present(person, 240)).await.problem(409, "own-training");
    let invited = json!({ "personId": person, "status": "invited" });
    let invited = staff.post(&attendances, &invited).await.expect(201);
    let own = format!("{attendances}/{}", invited["id"].as_str().unwrap());
    let was_there = json!({ "status": "present", "minutes": 240 });
    staff.patch(&own, &staff.etag(&own).await, &was_there).await.problem(409, "own-training");
    colleague.patch(&own, &colleague.etag(&own).await, &was_there).await.expect(200);
    let earlier = json!({ "heldOn": "2026-03-08" });
    staff.patch(&path, &staff.etag(&path).await, &earlier).await.problem(409, "own-training");
    // What earns no licence is theirs to record, of themselves too.
    let supervision = json!({ "kind": "supervision", "heldOn": "2026-03-09", "minutes": 180 });
    let path = path_of(&staff.post("/v1/training-sessions", &supervision).await.expect(201));
    staff.post(&format!("{path}/attendances"), &present(person, 180)).await.expect(201);
}

#[tokio::test]
async fn a_session_has_no_fewer_places_than_are_taken() {
    let world = World::new().await;
    let staff = &world.staff;
    let people = [&world.practitioner, &world.other_practitioner];
    let path = path_of(&world.app.training(staff, "supervision", "2026-03-09", &people).await);
    let change =
        async |capacity: i32| staff.patch(&path, &staff.etag(&path).await, &json!({ "capacity": capacity })).await;
    let full = change(1).await.problem(409, "training-full");
    assert_eq!((&full["capacity"], &full["placesTaken"]), (&json!(1), &json!(2)));
    let said = full["detail"].as_str().unwrap();
    assert!(said.contains('1') && said.contains('2'), "{said}");
    change(2).await.expect(200);
}

#[tokio::test]
async fn a_certificate_says_who_held_the_session() {
    let world = World::new().await;
    let (leader, one) = (&world.here.leader, &world.practitioner);
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 120 });
    let own = path_of(&one.post("/v1/training-sessions", &session).await.expect(201));
    leader.post(&format!("{own}/attendances"), &present(&one.person_id, 120)).await.expect(201);
    let theirs = path_of(&world.app.training(&world.staff, "supervision", "2026-03-09", &[one]).await);
    for (session, holder, other) in
        [(own, "Welzijn Hier", "Stichting Aanzet"), (theirs, "Stichting Aanzet", "Welzijn Hier")]
    {
        let list = leader.get(&format!("{session}/attendances")).await.expect(200);
        let id = list["items"][0]["id"].as_str().unwrap();
        for caller in [leader, &world.staff] {
            let certificate = caller.get(&format!("{session}/attendances/{id}/certificate.pdf")).await;
            assert_eq!(certificate.status, 200, "{}", certificate.text);
            // The text is packed; the metadata are not, and name the author.
            assert!(certificate.text.contains(holder) && !certificate.text.contains(other), "{holder}");
        }
    }
}

#[tokio::test]
async fn what_an_attendance_said_is_kept_when_it_is_corrected_withdrawn_or_moved() {
    let world = World::new().await;
    let (staff, leader, one) = (&world.staff, &world.here.leader, &world.practitioner);
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 120 });
    let path = path_of(&one.post("/v1/training-sessions", &session).await.expect(201));
    let made = one.post(&format!("{path}/attendances"), &present(&one.person_id, 120)).await.expect(201);
    let attendance = format!("{path}/attendances/{}", made["id"].as_str().unwrap());
    leader.patch(&attendance, &leader.etag(&attendance).await, &json!({ "minutes": 100 })).await.expect(200);
    leader.patch(&path, &leader.etag(&path).await, &json!({ "heldOn": "2026-03-08" })).await.expect(200);
    leader.delete(&attendance, &leader.etag(&attendance).await).await.expect(204);
    let changes = format!("{path}/attendance-changes");
    for caller in [leader, staff] {
        let kept = caller.get(&changes).await.expect(200);
        let told: Vec<Value> = kept["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                assert_eq!((&one["attendanceId"], &one["accountId"]), (&made["id"], &json!(leader.account_id)));
                json!([one["act"], one["status"], one["minutes"], one["heldOn"]])
            })
            .collect();
        assert_eq!(
            told,
            [
                json!(["attendance_changed", "present", 120, "2026-03-09"]),
                json!(["session_changed", "present", 100, "2026-03-09"]),
                json!(["attendance_withdrawn", "present", 100, "2026-03-08"]),
            ]
        );
    }
    // It is kept, and counts nowhere.
    let left = leader.get(&format!("{path}/attendances")).await.expect(200);
    assert_eq!(left["items"], json!([]));
    leader.get(&attendance).await.problem(404, "not-found");
    leader.post(&format!("{path}/attendances"), &present(&one.person_id, 120)).await.expect(201);
    one.get(&changes).await.problem(403, "forbidden");
    world.elsewhere.leader.get(&changes).await.problem(404, "not-found");
}

#[tokio::test]
async fn an_invitation_is_mailed_once_and_not_when_it_was_withdrawn() {
    let world = World::new().await;
    let staff = &world.staff;
    let english = format!("UPDATE accounts SET language = 'en' WHERE email = '{}'", world.other_practitioner.email);
    world.app.db_execute(&english).await;
    let third = world.app.practitioner(&world.here, "Derde Begeleider").await;
    let session = json!({ "kind": "refresher", "heldOn": "2026-04-01", "minutes": 240, "location": "Zaal 2" });
    let path = path_of(&staff.post("/v1/training-sessions", &session).await.expect(201));
    let invite = |one: &Practitioner| json!({ "personId": one.person_id, "status": "invited" });
    let attendances = format!("{path}/attendances");
    for one in [&world.practitioner, &world.other_practitioner] {
        staff.post(&attendances, &invite(one)).await.expect(201);
    }
    let withdrawn = staff.post(&attendances, &invite(&third)).await.expect(201);
    let withdrawn = format!("{attendances}/{}", withdrawn["id"].as_str().unwrap());
    staff.delete(&withdrawn, &staff.etag(&withdrawn).await).await.expect(204);
    // One that does not take place, and one that has been.
    let cancelled = path_of(&staff.post("/v1/training-sessions", &session).await.expect(201));
    staff.post(&format!("{cancelled}/attendances"), &invite(&third)).await.expect(201);
    let cancel = json!({ "reason": "Trainer ziek" });
    staff.act(&format!("{cancelled}/cancel"), &staff.etag(&cancelled).await, &cancel).await.expect(200);
    let past = path_of(&world.app.training(staff, "supervision", "2026-03-09", &[]).await);
    staff.post(&format!("{past}/attendances"), &invite(&third)).await.expect(201);

    tokio::join!(world.app.run_jobs(), world.app.run_jobs());
    world.app.run_jobs().await;
    let mails = world.app.mails();
    let to = |one: &Practitioner, what: &str| {
        mails.iter().filter(|mail| mail.contains(&one.email) && mail.contains(what)).count()
    };
    assert_eq!(to(&world.practitioner, "Stichting Aanzet nodigt u uit voor: Bijscholing"), 1);
    assert_eq!(to(&world.practitioner, "1 april 2026"), 1);
    assert_eq!(to(&world.other_practitioner, "Stichting Aanzet invites you to: Refresher"), 1);
    assert_eq!(to(&third, "nodigt u uit voor: "), 0);
    // Invited again is a new invitation.
    staff.post(&attendances, &invite(&third)).await.expect(201);
    world.app.run_jobs().await;
    let mails = world.app.mails();
    let again = mails.iter().filter(|mail| mail.contains(&third.email) && mail.contains("nodigt u uit voor: "));
    assert_eq!(again.count(), 1);
}
