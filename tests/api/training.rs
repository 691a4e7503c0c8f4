//! Training and what licences rest on: attended, corrected, withdrawn, judged.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Person, Practitioner, World, held_visit};

async fn licence_of(world: &World, one: &Practitioner, kind: &str) -> Value {
    let list = world.staff.get(&format!("/v1/licences?personId={}&kind={kind}", one.person_id)).await.expect(200);
    list["items"][0].clone()
}

/// `from/until ground` of each period.
fn periods(licence: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tell =
        |one: &Value| format!("{}/{} {}", text(&one["validFrom"]), text(&one["validUntil"]), text(&one["ground"]));
    licence["periods"].as_array().unwrap().iter().map(tell).collect()
}

pub async fn issue(world: &World, one: &Practitioner, kind: &str, on: &str) -> Answer {
    let mut licence = json!({ "personId": one.person_id, "kind": kind, "issuedOn": on });
    if kind == "B" {
        licence["organisationId"] = json!(world.here.id);
    }
    world.staff.post("/v1/licences", &licence).await
}

#[tokio::test]
async fn licence_a_takes_its_training_and_says_what_is_missing() {
    let world = World::new().await;
    let new = world.app.practitioner(&world.here, "Nieuwe Begeleider").await;
    let missing = issue(&world, &new, "A", "2026-03-09").await.problem(409, "licence-requirements-not-met");
    let told: Vec<_> = missing["missing"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(told, ["training", "deepening"]);
    world.app.training(&world.staff, "basic", "2026-02-02", &[&new]).await;
    world.app.training(&world.staff, "deepening", "2026-02-16", &[&new]).await;
    let missing = issue(&world, &new, "A", "2026-03-09").await.problem(409, "licence-requirements-not-met");
    assert_eq!(
        missing["missing"][0],
        json!({ "code": "deepening", "have": 1, "need": 2, "unit": "times", "by": null })
    );
    world.app.training(&world.staff, "deepening", "2026-03-09", &[&new]).await;
    // Given at the end of the training, not before.
    issue(&world, &new, "A", "2026-03-08").await.problem(409, "licence-requirements-not-met");
    let licence = issue(&world, &new, "A", "2026-03-09").await.expect(201);
    assert_eq!(periods(&licence), ["2026-03-09/2027-03-08 training"]);
    world.here.leader.post("/v1/visits", &held_visit(&world.case, &new.id, "2026-03-09")).await.expect(201);
}

#[tokio::test]
async fn a_refresher_moves_the_licence_however_late_it_is_registered_and_a_withdrawal_moves_it_back() {
    let world = World::new().await;
    let one = &world.practitioner;
    world.app.on("2027-03-01");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    // Registered in another order than it happened: the lapse never was.
    let late = world.app.training(&staff, "refresher", "2026-06-01", &[one]).await;
    assert_eq!(
        periods(&licence_by(&staff, one, "A").await),
        ["2026-01-15/2027-01-14 transferred", "2027-01-15/2028-01-14 refresher"]
    );
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let visit = leader.post("/v1/visits", &held_visit(&world.case, &one.id, "2027-02-20")).await.expect(201);
    let attendances = format!("/v1/training-sessions/{}/attendances", late["id"].as_str().unwrap());
    let list = staff.get(&attendances).await.expect(200);
    let attendance = format!("{attendances}/{}", list["items"][0]["id"].as_str().unwrap());
    let certificate = leader.get(&format!("{attendance}/certificate.pdf")).await;
    assert_eq!((certificate.status, certificate.header("content-type")), (200, "application/pdf"));
    assert!(certificate.text.starts_with("%PDF-"));
    // An organisation sees it and can't touch it.
    leader.get(&attendance).await.expect(200);
    leader.delete(&attendance, &leader.etag(&attendance).await).await.problem(403, "forbidden");
    // Half a dagdeel is not enough, and says so.
    let half = json!({ "minutes": 120 });
    staff.patch(&attendance, &staff.etag(&attendance).await, &half).await.expect(200);
    assert_eq!(periods(&licence_by(&staff, one, "A").await), ["2026-01-15/2027-01-14 transferred"]);
    let evaluation = format!("/v1/practitioners/{}/licences/A/evaluation?on=2026-12-01", one.id);
    let evaluation = leader.get(&evaluation).await.expect(200);
    assert_eq!(
        evaluation["missing"],
        json!([{ "code": "refresher", "have": 120, "need": 240, "unit": "minutes", "by": "2027-01-14" }])
    );
    staff.delete(&attendance, &staff.etag(&attendance).await).await.expect(204);
    // The record stays, with the licence that it was held under; history is superseded, never rewritten.
    let kept = leader.get(&format!("/v1/visits/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&kept["status"], &kept["licences"]), (&json!("held"), &visit["licences"]));
    let superseded = "SELECT count(*) FROM licence_periods WHERE superseded_at IS NOT NULL";
    assert_eq!(world.app.db_count(superseded).await, 1);
    let refused = leader.post("/v1/visits", &held_visit(&world.case, &one.id, "2027-02-21")).await;
    assert_eq!(refused.problem(409, "licence-not-valid")["reason"], "expired");
}

async fn licence_by(staff: &Person, one: &Practitioner, kind: &str) -> Value {
    let list = staff.get(&format!("/v1/licences?personId={}&kind={kind}", one.person_id)).await.expect(200);
    list["items"][0].clone()
}

#[tokio::test]
async fn a_dispensation_grants_one_period_and_a_long_gap_asks_for_the_training_again() {
    let world = World::new().await;
    let one = &world.practitioner;
    let licence = format!("/v1/licences/{}", licence_of(&world, one, "A").await["id"].as_str().unwrap());
    let dispense = json!({ "from": "2026-03-10", "reason": "Langdurig ziek" });
    let dispensed =
        world.staff.act(&format!("{licence}/dispense"), &world.staff.etag(&licence).await, &dispense).await.expect(200);
    assert_eq!(periods(&dispensed), ["2026-01-15/2027-01-14 transferred", "2027-01-15/2028-01-14 dispensation"]);
    let theirs = world.here.leader.get(&licence).await.expect(200);
    assert!(!theirs.to_string().contains("ziek"), "why is not for the organisation: {theirs}");
    world.app.on("2031-01-10");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    world.app.training(&staff, "refresher", "2031-01-08", &[one]).await;
    assert_eq!(periods(&licence_by(&staff, one, "A").await).len(), 2, "two years is the longest gap");
    let renew = json!({ "issuedOn": "2031-01-10" });
    let etag = staff.etag(&licence).await;
    staff.act(&format!("{licence}/renew"), &etag, &renew).await.problem(409, "licence-requirements-not-met");
    for (kind, on) in [("basic", "2031-01-02"), ("deepening", "2031-01-05"), ("deepening", "2031-01-09")] {
        world.app.training(&staff, kind, on, &[one]).await;
    }
    let etag = staff.etag(&licence).await;
    let renewed = staff.act(&format!("{licence}/renew"), &etag, &renew).await.expect(200);
    assert_eq!(periods(&renewed).last().unwrap(), "2031-01-10/2032-01-09 training");
    let confirm = json!({ "organisationId": world.here.id });
    let refused = staff.act(&format!("{licence}/confirm"), &staff.etag(&licence).await, &confirm).await;
    assert_eq!(refused.problem(409, "licence-kind-conflict")["kind"], "A");
}

#[tokio::test]
async fn nobody_attends_the_own_training_and_places_are_counted() {
    let world = World::new().await;
    let one = &world.practitioner;
    let session = json!({ "kind": "supervision", "heldOn": "2026-03-09", "minutes": 180, "capacity": 1,
        "trainerId": one.person_id });
    let session = world.staff.post("/v1/training-sessions", &session).await.expect(201);
    let path = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    let attend = |person: &Practitioner| json!({ "personId": person.person_id, "status": "present", "minutes": 180 });
    let attendances = format!("{path}/attendances");
    world.staff.post(&attendances, &attend(one)).await.problem(409, "own-training");
    world.staff.post(&attendances, &attend(&world.other_practitioner)).await.expect(201);
    let third = world.app.practitioner(&world.here, "Derde Begeleider").await;
    assert_eq!(world.staff.post(&attendances, &attend(&third)).await.problem(409, "training-full")["capacity"], 1);
    // What took place elsewhere, with people from elsewhere, is not this organisation's to see.
    world.here.leader.get(&path).await.problem(404, "not-found");
    let theirs = world.elsewhere.leader.get(&attendances).await.expect(200);
    assert_eq!(theirs["items"].as_array().unwrap().len(), 1);
    let cancel = json!({ "reason": "Trainer ziek" });
    world.staff.act(&format!("{path}/cancel"), &world.staff.etag(&path).await, &cancel).await.expect(200);
    world.staff.post(&attendances, &attend(&third)).await.problem(409, "training-cancelled");
    let future = json!({ "kind": "refresher", "heldOn": "2026-04-01", "minutes": 240 });
    let future = world.staff.post("/v1/training-sessions", &future).await.expect(201);
    let path = format!("/v1/training-sessions/{}/attendances", future["id"].as_str().unwrap());
    world.staff.post(&path, &attend(one)).await.problem(409, "date-in-future");
    let invited = json!({ "personId": one.person_id, "status": "invited" });
    world.staff.post(&path, &invited).await.expect(201);
    assert_eq!(world.staff.post(&path, &invited).await.problem(409, "already-exists")["member"], "personId");
}

/// Gives somebody what licence B takes, and the licence.
pub async fn make_trainer(world: &World, one: &Practitioner) {
    for _ in 0..6 {
        let fact = format!(
            "INSERT INTO trajectory_completions VALUES ('{}', gen_random_uuid(), '{}', '2026-01-10', now())",
            world.here.id, one.person_id
        );
        world.app.db_execute(&fact).await;
    }
    world.app.training(&world.staff, "train_the_trainer", "2026-02-01", &[one]).await;
    let portfolio = one.post("/v1/portfolios", &json!({ "title": "Portfolio" })).await.expect(201);
    let portfolio = format!("/v1/portfolios/{}", portfolio["id"].as_str().unwrap());
    let upload = one.request(Method::PUT, &format!("{portfolio}/document"));
    let upload = upload.header("if-match", one.etag(&portfolio).await).header("content-type", "application/pdf");
    one.send(upload.body("%PDF-1.7\n%%EOF")).await.expect(200);
    let judgement = json!({ "verdict": "approved" });
    world.staff.act(&format!("{portfolio}/judge"), &world.staff.etag(&portfolio).await, &judgement).await.expect(200);
    let interview = json!({ "personId": one.person_id, "heldOn": "2026-03-01", "result": "passed" });
    world.staff.post("/v1/assessments", &interview).await.expect(201);
}

#[tokio::test]
async fn licence_b_is_counted_from_our_own_data_and_gives_the_right_to_train_inside_the_organisation() {
    let world = World::new().await;
    let trainer = world.app.practitioner(&world.here, "Tessa Trainer").await;
    let old = json!({ "personId": trainer.person_id, "kind": "A", "issuedOn": "2025-03-10", "validUntil": "2027-03-09",
        "ground": "transferred", "evidence": "Certificaat 2025-1" });
    world.staff.post("/v1/licences", &old).await.expect(201);
    let missing = issue(&world, &trainer, "B", "2026-03-10").await.problem(409, "licence-requirements-not-met");
    let told: Vec<_> = missing["missing"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(told, ["completed_trajectories", "train_the_trainer", "portfolio", "assessment"]);
    make_trainer(&world, &trainer).await;
    // 365 days of A, and not one less.
    let early = issue(&world, &trainer, "B", "2026-03-08").await.problem(409, "licence-requirements-not-met");
    assert_eq!(
        (&early["missing"][0]["code"], &early["missing"][0]["have"]),
        (&json!("days_of_licence_a"), &json!(364))
    );
    let training =
        |trainer: &str| json!({ "kind": "basic", "heldOn": "2026-03-10", "minutes": 720, "trainerId": trainer });
    trainer.post("/v1/training-sessions", &training(&trainer.person_id)).await.problem(409, "not-a-trainer");
    let licence = issue(&world, &trainer, "B", "2026-03-10").await.expect(201);
    assert_eq!(periods(&licence), ["2026-03-10/2027-03-09 training"], "no term of its own: the days of A");

    let session = trainer.post("/v1/training-sessions", &training(&trainer.person_id)).await.expect(201);
    assert_eq!(session["organisationId"], json!(world.here.id));
    let new = world.app.practitioner(&world.here, "Nieuwe Collega").await;
    let attend = json!({ "personId": new.person_id, "status": "present", "minutes": 720 });
    let attendances = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
    let attendance = trainer.post(&attendances, &attend).await.expect(201);
    let stranger = json!({ "personId": world.other_practitioner.person_id, "status": "invited" });
    trainer.post(&attendances, &stranger).await.problem(400, "unknown-reference");
    // Another colleague does not write in the trainer's name, and a refresher is never an organisation's.
    world.practitioner.post("/v1/training-sessions", &training(&trainer.person_id)).await.problem(403, "forbidden");
    let refresher = json!({ "kind": "refresher", "heldOn": "2026-03-10", "minutes": 240 });
    trainer.post("/v1/training-sessions", &refresher).await.problem(403, "forbidden");
    for _ in 0..2 {
        let mut deepening = training(&trainer.person_id);
        deepening["kind"] = json!("deepening");
        let session = trainer.post("/v1/training-sessions", &deepening).await.expect(201);
        let path = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
        trainer.post(&path, &attend).await.expect(201);
    }
    let grounded = issue(&world, &new, "A", "2026-03-10").await.expect(201);
    assert_eq!(periods(&grounded), ["2026-03-10/2027-03-09 training"]);
    // Now a licence rests on it.
    let path = format!("{attendances}/{}", attendance["id"].as_str().unwrap());
    trainer.delete(&path, &trainer.etag(&path).await).await.problem(409, "attendance-grounds-licence");
    world.staff.delete(&path, &world.staff.etag(&path).await).await.expect(204);
    assert_eq!(periods(&licence_of(&world, &new, "A").await), Vec::<String>::new());

    // A suspension of A takes B along.
    let a = format!("/v1/licences/{}", licence_of(&world, &trainer, "A").await["id"].as_str().unwrap());
    let suspend = json!({ "from": "2026-03-10", "reason": "Onderzoek" });
    world.staff.act(&format!("{a}/suspend"), &world.staff.etag(&a).await, &suspend).await.expect(200);
    let evaluation = format!("/v1/practitioners/{}/licences/B/evaluation?on=2026-03-10", trainer.id);
    assert_eq!(trainer.get(&evaluation).await.expect(200)["code"], "suspended");
    let refused = trainer.post("/v1/training-sessions", &training(&trainer.person_id)).await;
    assert_eq!(refused.problem(409, "not-a-trainer")["reason"], "suspended");
}

#[tokio::test]
async fn licence_b_counts_elsewhere_once_it_is_confirmed() {
    let world = World::new().await;
    let trainer = &world.practitioner;
    make_trainer(&world, trainer).await;
    world.app.db_execute("UPDATE licence_periods SET valid_from = '2025-01-15'; UPDATE licence_issuances SET issued_on = '2025-01-15', valid_until = '2027-01-14'").await;
    issue(&world, trainer, "B", "2026-03-10").await.expect(201);
    let place = json!({ "name": "Noor Voorbeeld", "email": trainer.email });
    let there = world.elsewhere.leader.post("/v1/practitioners", &place).await.expect(201);
    assert_eq!(there["personId"], json!(trainer.person_id), "the person comes along");
    let training = json!({ "kind": "basic", "heldOn": "2026-03-10", "minutes": 720, "trainerId": trainer.person_id });
    let refused = world.elsewhere.leader.post("/v1/training-sessions", &training).await;
    assert_eq!(refused.problem(409, "not-a-trainer")["reason"], "not_confirmed_here");
    let b = format!("/v1/licences/{}", licence_of(&world, trainer, "B").await["id"].as_str().unwrap());
    let confirm = json!({ "organisationId": world.elsewhere.id });
    world.staff.act(&format!("{b}/confirm"), &world.staff.etag(&b).await, &confirm).await.expect(200);
    world.elsewhere.leader.post("/v1/training-sessions", &training).await.expect(201);
    let (renew, dispense) = (json!({ "issuedOn": "2026-03-10" }), json!({ "from": "2026-03-10", "reason": "Ziek" }));
    for (act, body) in [("renew", renew), ("dispense", dispense)] {
        let refused = world.staff.act(&format!("{b}/{act}"), &world.staff.etag(&b).await, &body).await;
        assert_eq!(refused.problem(409, "licence-kind-conflict")["kind"], "B", "{act}");
    }
}

#[tokio::test]
async fn a_place_of_licence_b_given_in_error_no_longer_counts_and_its_issue_takes_all_places_along() {
    let world = World::new().await;
    let (staff, trainer) = (&world.staff, &world.practitioner);
    make_trainer(&world, trainer).await;
    world.app.db_execute("UPDATE licence_periods SET valid_from = '2025-01-15'; UPDATE licence_issuances SET issued_on = '2025-01-15', valid_until = '2027-01-14'").await;
    issue(&world, trainer, "B", "2026-03-10").await.expect(201);
    let b = format!("/v1/licences/{}", licence_of(&world, trainer, "B").await["id"].as_str().unwrap());
    let training = json!({ "kind": "basic", "heldOn": "2026-03-10", "minutes": 720, "trainerId": trainer.person_id });
    world.here.leader.post("/v1/training-sessions", &training).await.expect(201);
    let act = async |path: String, body: Value| staff.act(&path, &staff.etag(&b).await, &body).await;
    let confirm = json!({ "organisationId": world.elsewhere.id });
    act(format!("{b}/confirm"), confirm.clone()).await.expect(200);
    let reason = json!({ "reason": "Verkeerde organisatie" });
    let place = world.here.leader.get(&b).await.expect(200)["places"][0]["id"].as_str().unwrap().to_owned();
    let withdraw = |ground: &str| format!("{b}/grounds/{ground}/withdraw");
    let left = act(withdraw(&place), reason.clone()).await.expect(200);
    assert_eq!(left["places"][0]["organisationId"], json!(world.elsewhere.id));
    assert_eq!(periods(&left).len(), 1, "the licence itself stands");
    let refused = world.here.leader.post("/v1/training-sessions", &training).await;
    assert_eq!(refused.problem(409, "not-a-trainer")["reason"], "not_confirmed_here");
    act(withdraw(&place), reason.clone()).await.problem(409, "ground-withdrawn");
    // A place can be confirmed again.
    act(format!("{b}/confirm"), json!({ "organisationId": world.here.id })).await.expect(200);
    world.here.leader.post("/v1/training-sessions", &training).await.expect(201);
    // With what it was issued on goes everything; licence A is as it was.
    let issued = licence_of(&world, trainer, "B").await["issuances"][0]["id"].as_str().unwrap().to_owned();
    let gone = act(withdraw(&issued), reason).await.expect(200);
    assert_eq!((&gone["periods"], &gone["places"], &gone["issuances"]), (&json!([]), &json!([]), &json!([])));
    assert_eq!(periods(&licence_of(&world, trainer, "A").await), ["2025-01-15/2027-01-14 transferred"]);
    let evaluation = format!("/v1/practitioners/{}/licences/B/evaluation", trainer.id);
    let evaluation = trainer.get(&evaluation).await.expect(200);
    assert_eq!((&evaluation["code"], &evaluation["missing"]), (&json!("none"), &json!([])));
    // Issued anew it counts where it is issued for, and nowhere else.
    let nowhere = act(format!("{b}/renew"), json!({ "issuedOn": "2026-03-10" })).await;
    assert_eq!((nowhere.status, nowhere.places()), (400, vec!["/organisationId".to_owned()]));
    let renew = json!({ "issuedOn": "2026-03-10", "organisationId": world.here.id });
    let renewed = act(format!("{b}/renew"), renew).await.expect(200);
    assert_eq!((periods(&renewed).len(), renewed["places"].as_array().unwrap().len()), (1, 1));
    world.here.leader.post("/v1/training-sessions", &training).await.expect(201);
}

#[tokio::test]
async fn what_is_handed_in_is_its_authors_until_it_is_approved() {
    let world = World::new().await;
    let one = &world.practitioner;
    let made = one.post("/v1/work-assignments", &json!({ "title": "Een gesprek over motivatie" })).await;
    let path = made.header("location").to_owned();
    made.expect(201);
    let document = format!("{path}/document");
    let put = async |media_type: &str, content: &'static [u8]| {
        let upload = one.request(Method::PUT, &document).header("if-match", one.etag(&path).await);
        one.send(upload.header("content-type", media_type).body(content)).await
    };
    one.get(&document).await.problem(404, "not-found");
    put("application/pdf", b"MZ\x90\0not a document").await.problem(415, "file-not-taken");
    put("application/x-msdownload", b"MZ\x90\0").await.problem(415, "file-not-taken");
    put("application/pdf", b"%PDF-1.7\n<< /S /JavaScript >>").await.problem(415, "file-not-taken");
    let kept = put("application/pdf", b"%PDF-1.7\n%%EOF").await.expect(200);
    assert_eq!(kept["document"], json!({ "mediaType": "application/pdf", "bytes": 14 }));
    let huge = vec![b' '; 10 * 1024 * 1024 + 1];
    let upload = one.request(Method::PUT, &document).header("if-match", one.etag(&path).await);
    one.send(upload.header("content-type", "application/pdf").body(huge)).await.problem(413, "body-too-large");
    let file = world.staff.get(&document).await;
    assert_eq!(
        (file.status, file.header("content-type"), file.text.as_str()),
        (200, "application/pdf", "%PDF-1.7\n%%EOF")
    );
    assert!(file.header("content-disposition").starts_with("attachment"), "{:?}", file.headers);
    world.elsewhere.leader.get(&document).await.problem(404, "not-found");
    let returned = json!({ "verdict": "returned", "remarks": "Werk het tweede deel uit." });
    world.staff.act(&format!("{path}/judge"), &world.staff.etag(&path).await, &returned).await.expect(200);
    let again = one.patch(&path, &one.etag(&path).await, &json!({ "text": "Uitgewerkt." })).await.expect(200);
    assert_eq!((&again["status"], &again["judgedOn"]), (&json!("submitted"), &Value::Null));
    let approved = json!({ "verdict": "approved" });
    world.staff.act(&format!("{path}/judge"), &world.staff.etag(&path).await, &approved).await.expect(200);
    one.patch(&path, &one.etag(&path).await, &json!({ "text": "Toch anders." })).await.problem(409, "hand-in-judged");
    let report = json!({ "title": "Verslag" });
    assert_eq!(one.post("/v1/intervision-reports", &report).await.places(), ["/trainingSessionId"]);
}

#[tokio::test]
async fn an_organisation_knows_who_is_licensed_on_a_day_and_when() {
    let world = World::new().await;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let leader = &world.here.leader;
    let standings = leader.get("/v1/licence-standings?kind=A&on=2026-03-10").await.expect(200);
    let code = |id: &str| {
        let items = standings["items"].as_array().unwrap();
        items.iter().find(|one| one["practitionerId"] == id).unwrap()["code"].clone()
    };
    assert_eq!((code(&world.practitioner.id), code(&unlicensed.id)), (json!("valid"), json!("none")));
    let own = world.practitioner.get("/v1/licence-standings?kind=A").await.expect(200);
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "a practitioner sees the own one");
    let licence =
        format!("/v1/licences/{}", licence_of(&world, &world.practitioner, "A").await["id"].as_str().unwrap());
    let suspend = json!({ "from": "2026-06-01", "reason": "Onderzoek" });
    world.staff.act(&format!("{licence}/suspend"), &world.staff.etag(&licence).await, &suspend).await.expect(200);
    let reinstate = json!({ "from": "2026-07-01", "reason": "Klacht ongegrond" });
    world.staff.act(&format!("{licence}/reinstate"), &world.staff.etag(&licence).await, &reinstate).await.expect(200);
    let calendar = leader.get("/v1/licence-calendars?kind=A&from=2026-01-01&until=2027-12-31").await.expect(200);
    let mine = calendar["items"].as_array().unwrap().iter().find(|one| one["practitionerId"] == world.practitioner.id);
    assert_eq!(
        mine.unwrap()["ranges"],
        json!([{ "from": "2026-01-15", "until": "2026-05-31" }, { "from": "2026-07-01", "until": "2027-01-14" }])
    );
    leader.get("/v1/licence-calendars?kind=A&from=2026-01-01&until=2025-12-31").await.problem(400, "validation-failed");
    let soon = leader.get("/v1/licence-expirations?withinDays=366").await.expect(200);
    assert_eq!(
        (&soon["items"][0]["validUntil"], &soon["items"][0]["missing"][0]["code"]),
        (&json!("2027-01-14"), &json!("refresher"))
    );
    assert_eq!(leader.get("/v1/licence-expirations?withinDays=30").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn what_the_licence_holder_holds_is_not_the_organisations_to_write() {
    let world = World::new().await;
    let new = world.app.practitioner(&world.here, "Nieuwe Collega").await;
    let inside = json!({ "kind": "basic", "heldOn": "2026-03-09", "minutes": 720, "organisationId": world.here.id });
    let session = world.staff.post("/v1/training-sessions", &inside).await.expect(201);
    assert_eq!(session["heldBy"], "licence_holder");
    let path = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    let attend = json!({ "personId": new.person_id, "status": "present", "minutes": 720 });
    for caller in [&new.person, &world.here.leader] {
        caller.get(&path).await.expect(200);
        caller.post(&format!("{path}/attendances"), &attend).await.problem(403, "forbidden");
        let cancel = json!({ "reason": "Niet" });
        caller.act(&format!("{path}/cancel"), &caller.etag(&path).await, &cancel).await.problem(403, "forbidden");
    }
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn nobody_grounds_the_own_licence_and_the_trainers_licence_counts_on_the_day() {
    let world = World::new().await;
    let trainer = &world.practitioner;
    make_trainer(&world, trainer).await;
    world.app.db_execute("UPDATE licence_issuances SET issued_on = '2025-01-15', valid_until = '2027-01-14'").await;
    world.app.db_execute("UPDATE licence_periods SET valid_from = '2025-01-15'").await;
    issue(&world, trainer, "B", "2026-03-10").await.expect(201);
    let both = world.app.practitioner(&world.here, "Leider en Begeleider").await;
    let user = format!("/v1/users/{}", both.user_id);
    let roles = json!({ "roles": ["practitioner", "project_leader"] });
    world.here.leader.patch(&user, &world.here.leader.etag(&user).await, &roles).await.expect(200);
    let session = json!({ "kind": "basic", "heldOn": "2026-03-10", "minutes": 720, "trainerId": trainer.person_id });
    let session = both.post("/v1/training-sessions", &session).await.expect(201);
    let attendances = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
    let attend = |one: &Practitioner| json!({ "personId": one.person_id, "status": "present", "minutes": 720 });
    both.post(&attendances, &attend(&both)).await.problem(409, "own-training");
    let longer = json!({ "personId": both.person_id, "status": "present", "minutes": 721 });
    assert_eq!(trainer.post(&attendances, &longer).await.places(), ["/minutes"]);
    // Planned while the licence was valid, given while it was suspended: it does not count.
    let a = format!("/v1/licences/{}", licence_of(&world, trainer, "A").await["id"].as_str().unwrap());
    let suspend = json!({ "from": "2026-03-10", "reason": "Onderzoek" });
    world.staff.act(&format!("{a}/suspend"), &world.staff.etag(&a).await, &suspend).await.expect(200);
    let refused = trainer.post(&attendances, &attend(&both)).await.problem(409, "not-a-trainer");
    assert_eq!(refused["reason"], "suspended");
}

#[tokio::test]
async fn what_was_handed_in_stays_in_its_organisation_when_the_person_goes_on() {
    let world = World::new().await;
    let one = &world.practitioner;
    let made = one.post("/v1/portfolios", &json!({ "title": "Portfolio" })).await.expect(201);
    let path = format!("/v1/portfolios/{}", made["id"].as_str().unwrap());
    let approved = json!({ "verdict": "approved", "remarks": "Sterk." });
    world.staff.act(&format!("{path}/judge"), &world.staff.etag(&path).await, &approved).await.expect(200);
    let interview =
        json!({ "personId": one.person_id, "heldOn": "2026-03-01", "result": "passed", "remarks": "Eerlijk." });
    world.staff.post("/v1/assessments", &interview).await.expect(201);
    let there = &world.elsewhere.leader;
    let place = json!({ "name": "Noor Voorbeeld", "email": one.email });
    let place = there.post("/v1/practitioners", &place).await.expect(201);
    there.get(&path).await.problem(404, "not-found");
    assert_eq!(there.get("/v1/portfolios").await.expect(200)["items"], json!([]));
    let interviews = there.get("/v1/assessments").await.expect(200);
    assert!(!interviews.to_string().contains("Eerlijk"), "{interviews}");
    // That it was approved goes along with the person.
    let evaluation = format!("/v1/practitioners/{}/licences/B/evaluation", place["id"].as_str().unwrap());
    let missing = there.get(&evaluation).await.expect(200)["missing"].to_string();
    assert!(missing.contains("train_the_trainer") && !missing.contains("portfolio"), "{missing}");
    // The organisation's own session stays its own, too.
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 120 });
    let session = one.post("/v1/training-sessions", &session).await.expect(201);
    let path = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    let attend = json!({ "personId": one.person_id, "status": "present", "minutes": 120 });
    one.post(&format!("{path}/attendances"), &attend).await.expect(201);
    there.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_stricter_decision_takes_no_licence_away() {
    let world = World::new().await;
    let new = world.app.practitioner(&world.here, "Nieuwe Begeleider").await;
    world.app.training(&world.staff, "basic", "2026-02-02", &[&new]).await;
    world.app.training(&world.staff, "deepening", "2026-02-16", &[&new]).await;
    world.app.training(&world.staff, "deepening", "2026-03-01", &[&new]).await;
    issue(&world, &new, "A", "2026-03-01").await.expect(201);
    world.app.training(&world.staff, "refresher", "2026-03-02", &[&new]).await;
    let before = periods(&licence_of(&world, &new, "A").await);
    assert_eq!(before.len(), 2);
    for (key, value) in [("deepening_sessions", 3), ("refresher_minutes", 480)] {
        let path = format!("/v1/settings/{key}");
        world.staff.patch(&path, &world.staff.etag(&path).await, &json!({ "value": value })).await.expect(200);
    }
    world.app.training(&world.staff, "refresher", "2026-03-03", &[&new]).await;
    assert_eq!(periods(&licence_of(&world, &new, "A").await), before);
}

#[tokio::test]
async fn a_session_can_not_become_what_its_attendance_contradicts() {
    let world = World::new().await;
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 120 });
    let session = world.practitioner.post("/v1/training-sessions", &session).await.expect(201);
    let path = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    let attend = json!({ "personId": world.practitioner.person_id, "status": "present", "minutes": 110 });
    world.practitioner.post(&format!("{path}/attendances"), &attend).await.expect(201);
    let staff = &world.staff;
    for (patch, place) in [
        (json!({ "minutes": 100 }), "/minutes"),
        (json!({ "organisationId": null }), "/organisationId"),
        (json!({ "organisationId": world.elsewhere.id }), "/organisationId"),
    ] {
        let refused = staff.patch(&path, &staff.etag(&path).await, &patch).await;
        assert_eq!((refused.status, refused.places()), (400, vec![place.to_owned()]), "{}", refused.text);
    }
    let future = json!({ "heldOn": "2026-04-09" });
    staff.patch(&path, &staff.etag(&path).await, &future).await.problem(409, "date-in-future");
    staff.patch(&path, &staff.etag(&path).await, &json!({ "minutes": 110 })).await.expect(200);
}
