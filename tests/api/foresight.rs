//! What follows from licences afterwards and beforehand: flags, the implementation track, reminders, public proofs.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Practitioner, World, held_visit};

async fn licence_path(world: &World, one: &Practitioner) -> String {
    let list = world.staff.get(&format!("/v1/licences?personId={}", one.person_id)).await.expect(200);
    format!("/v1/licences/{}", list["items"][0]["id"].as_str().unwrap())
}

#[tokio::test]
async fn records_under_a_licence_that_disappeared_stay_and_are_flagged() {
    let world = World::new().await;
    let (leader, one) = (&world.here.leader, &world.practitioner);
    let kept = leader.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-03")).await.expect(201);
    let flagged = leader.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-09")).await.expect(201);
    assert_eq!(leader.get("/v1/licence-flags").await.expect(200)["items"], json!([]));
    assert_eq!(world.staff.get("/v1/licence-flag-counts").await.expect(200)["items"], json!([]));
    let licence = licence_path(&world, one).await;
    let revoke = json!({ "from": "2026-03-05", "reason": "Klacht gegrond" });
    world.staff.act(&format!("{licence}/revoke"), &world.staff.etag(&licence).await, &revoke).await.expect(200);
    let flags = leader.get("/v1/licence-flags").await.expect(200);
    assert_eq!(flags["items"].as_array().unwrap().len(), 1, "{flags}");
    assert_eq!((&flags["items"][0]["visitId"], &flags["items"][0]["reason"]), (&flagged["id"], &json!("revoked")));
    assert_ne!(flags["items"][0]["visitId"], kept["id"]);
    let stands = leader.get(&format!("/v1/visits/{}", flagged["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&stands["status"], &stands["licences"]), (&json!("held"), &flagged["licences"]));
    // The licence holder sees how many, and no record.
    let counts = world.staff.get("/v1/licence-flag-counts").await.expect(200);
    assert_eq!(counts["items"], json!([{ "organisationId": world.here.id, "flagged": 1 }]));
    assert_eq!(world.elsewhere.leader.get("/v1/licence-flags").await.expect(200)["items"], json!([]));
    // Reading them is reading dossiers.
    let events =
        leader.get(&format!("/v1/audit-events?familyId={}&action=listLicenceFlags", world.case.family_id)).await;
    assert!(!events.expect(200)["items"].as_array().unwrap().is_empty());
    let reinstate = json!({ "from": "2026-03-05", "reason": "Toch ongegrond" });
    world.staff.act(&format!("{licence}/reinstate"), &world.staff.etag(&licence).await, &reinstate).await.expect(200);
    assert_eq!(leader.get("/v1/licence-flags").await.expect(200)["items"], json!([]), "a flag goes by itself");
}

/// Revoking at the very moment of recording: whichever commits first. A record that saw the licence still valid stands,
/// and is flagged; one that comes after is refused. Nothing is lost, and nothing goes unseen.
#[tokio::test]
async fn revoking_at_the_moment_of_recording_refuses_or_flags() {
    let world = World::new().await;
    let licence = licence_path(&world, &world.practitioner).await;
    let etag = world.staff.etag(&licence).await;
    let (path, body) = (format!("{licence}/revoke"), json!({ "from": "2026-03-01", "reason": "Nu" }));
    let revoke = world.staff.act(&path, &etag, &body);
    let visits: Vec<Value> =
        (2..9).map(|day| held_visit(&world.case, &world.practitioner.id, &format!("2026-03-0{day}"))).collect();
    let record =
        futures_util::future::join_all(visits.iter().map(|visit| world.practitioner.post("/v1/visits", visit)));
    let (revoked, recorded) = futures_util::future::join(revoke, record).await;
    revoked.expect(200);
    let mut stood = 0;
    for answer in recorded {
        match answer.status {
            201 => stood += 1,
            _ => assert_eq!(answer.problem(409, "licence-not-valid")["reason"], "revoked"),
        }
    }
    let flags = world.here.leader.get("/v1/licence-flags").await.expect(200);
    assert_eq!(flags["items"].as_array().unwrap().len(), stood);
}

#[tokio::test]
async fn the_implementation_track_shows_how_far_somebody_is() {
    let world = World::new().await;
    let one = &world.practitioner;
    let path = format!("/v1/practitioners/{}/implementation-track", one.id);
    let have = |track: &Value| -> Vec<i64> {
        track["requirements"].as_array().unwrap().iter().map(|one| one["have"].as_i64().unwrap()).collect()
    };
    let before = one.get(&path).await.expect(200);
    assert_eq!((have(&before), before["completed"].as_bool()), (vec![0; 5], Some(false)));
    assert_eq!(before["licenceYear"], json!({ "from": "2026-01-15", "until": "2027-01-14" }));
    let work = one.post("/v1/work-assignments", &json!({ "title": "Werkopdracht" })).await.expect(201);
    let work = format!("/v1/work-assignments/{}", work["id"].as_str().unwrap());
    let approved = json!({ "verdict": "approved" });
    world.staff.act(&format!("{work}/judge"), &world.staff.etag(&work).await, &approved).await.expect(200);
    world.app.training(&world.staff, "supervision", "2026-02-10", &[one]).await;
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-01", "minutes": 120 });
    let session = one.post("/v1/training-sessions", &session).await.expect(201);
    let attend = json!({ "personId": one.person_id, "status": "present", "minutes": 120 });
    one.post(&format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap()), &attend)
        .await
        .expect(201);
    let report = json!({ "title": "Verslag", "trainingSessionId": session["id"] });
    let report = one.post("/v1/intervision-reports", &report).await.expect(201);
    let report = format!("/v1/intervision-reports/{}", report["id"].as_str().unwrap());
    world.staff.act(&format!("{report}/judge"), &world.staff.etag(&report).await, &approved).await.expect(200);
    let after = world.here.leader.get(&path).await.expect(200);
    assert_eq!(have(&after), [0, 1, 1, 1, 1]);
    let all = world.here.leader.get("/v1/implementation-tracks").await.expect(200);
    assert_eq!(all["items"][0], after);
    world.other_practitioner.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_reminder_goes_once_at_each_term_to_practitioner_and_leader() {
    let world = World::new().await;
    let about = |mails: Vec<String>| mails.into_iter().filter(|mail| mail.contains("2027-01-14")).count();
    world.app.run_jobs().await;
    assert_eq!(about(world.app.mails()), 0);
    world.app.on("2026-10-20");
    // Two licences end that day, each told to its holder and the project leader; two workers at once, and again.
    tokio::join!(world.app.run_jobs(), world.app.run_jobs());
    world.app.run_jobs().await;
    assert_eq!(about(world.app.mails()), 4);
    let own = world.app.mails().into_iter().filter(|mail| mail.contains("loopt af op 2027-01-14"));
    let own: Vec<String> = own.filter(|mail| mail.contains(&world.practitioner.email)).collect();
    assert!(own.len() == 1 && own[0].contains("dagdeel"), "{own:?}");
    // Late by a month: the one of thirty days, and not the others as well.
    world.app.on("2027-01-01");
    world.app.run_jobs().await;
    assert_eq!(about(world.app.mails()), 8);
    world.app.on("2027-01-10");
    world.app.run_jobs().await;
    assert_eq!(about(world.app.mails()), 12);
    world.app.on("2027-01-20");
    world.app.run_jobs().await;
    assert_eq!(about(world.app.mails()), 12);
}

#[tokio::test]
async fn a_proof_shows_how_the_licence_stands_now_and_nothing_else() {
    let world = World::new().await;
    let one = &world.practitioner;
    let made = one.post("/v1/licence-proofs", &json!({ "kind": "A" })).await.expect(201);
    let url = made["url"].as_str().unwrap();
    let (page, token) = url.split_once('#').unwrap();
    assert_eq!(page, format!("{}/proof", world.app.base));
    let stranger = world.app.stranger();
    let shown = stranger.get("/proof").await;
    assert!(shown.status == 200 && shown.text.contains("proof.js"), "{}", shown.text);
    let look = async |token: &str| stranger.post("/v1/licence-proofs/inspect", &json!({ "token": token })).await;
    let seen = look(token).await.expect(200);
    let members: Vec<&String> = seen.as_object().unwrap().keys().collect();
    assert_eq!(members, ["checkedAt", "kind", "name", "valid", "validUntil"]);
    assert_eq!((seen["valid"].as_bool(), seen["validUntil"].as_str()), (Some(true), Some("2027-01-14")));
    // It asks now: what changes shows at once.
    let licence = licence_path(&world, one).await;
    let suspend = json!({ "from": "2026-03-10", "reason": "Onderzoek" });
    world.staff.act(&format!("{licence}/suspend"), &world.staff.etag(&licence).await, &suspend).await.expect(200);
    let seen = look(token).await.expect(200);
    assert_eq!((seen["valid"].as_bool(), &seen["validUntil"]), (Some(false), &Value::Null));
    let kept = one.get("/v1/licence-proofs").await.expect(200);
    assert!(!kept.to_string().contains(token), "shown once");
    let wrong = format!("{}x", &token[..token.len() - 1]);
    look(&wrong).await.problem(400, "link-invalid");
    let path = format!("/v1/licence-proofs/{}", made["id"].as_str().unwrap());
    world.other_practitioner.get(&path).await.problem(404, "not-found");
    let second = one.post("/v1/licence-proofs", &json!({ "kind": "A" })).await.expect(201);
    let second = second["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    one.delete(&path, &one.etag(&path).await).await.expect(204);
    look(token).await.problem(400, "link-invalid");
    look(&second).await.expect(200);
    world.app.pass(TimeDelta::hours(25));
    look(&second).await.problem(400, "link-invalid");
    assert_eq!(world.app.db_count("SELECT count(*) FROM idempotency_records WHERE body LIKE '%slb_%'").await, 0);
}
