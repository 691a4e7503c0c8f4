//! A family that moves to another organisation (`domain.md` §11): what is handed over, to whom, and what is not.

use serde_json::{Value, json};

use crate::support::factory::{Case, Organisation};
use crate::support::journey::Journey;
use crate::support::{Answer, Caller, Person, Practitioner, World};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

async fn kvk(organisation: &Organisation, leader: &Caller) -> Value {
    leader.get(&format!("/v1/organisations/{}", organisation.id)).await.expect(200)["kvkNumber"].clone()
}

/// Ends a trajectory because of the move.
async fn end(leader: &Caller, case: &Case, on: &str) {
    let path = format!("/v1/trajectories/{}", case.trajectory_id);
    let ask = json!({ "to": "discontinued", "on": on, "reason": "Vertrouwelijk: verhuist" });
    leader.act(&format!("{path}/transitions"), &leader.etag(&path).await, &ask).await.expect(200);
}

/// A parent agrees; gives the path of the consent.
async fn agree(leader: &Caller, case: &Case, parent: &str, on: &str) -> String {
    let consent = json!({ "parentId": parent, "purpose": "transfer", "wording": "1", "givenOn": on });
    let path = format!("/v1/families/{}/consents", case.family_id);
    let made = leader.post(&path, &consent).await;
    let location = made.header("location").to_owned();
    made.expect(201);
    location
}

fn offer_of(case: &Case, parents: &[&str], to: &Value) -> Value {
    json!({ "trajectoryId": case.trajectory_id, "toKvkNumber": to, "parentIds": parents, "note": "Vertrouwelijk: gebeld" })
}

/// A family of an organisation whose trajectory ended on 5 March and whose parent agreed to a transfer.
async fn moving(world: &World, from: &Organisation, performer: &Practitioner) -> (Case, String) {
    let case = world.app.case(from, performer, "Verhuizer").await;
    end(&from.leader, &case, "2026-03-05").await;
    let consent = agree(&from.leader, &case, &case.parent_id, "2026-03-09").await;
    (case, consent)
}

/// An open offer of such a family: what the sender calls it, and what the receiver does.
pub async fn offered(
    world: &World,
    from: &Organisation,
    performer: &Practitioner,
    to: &Organisation,
) -> (String, String) {
    let (case, _) = moving(world, from, performer).await;
    let offer = offer_of(&case, &[&case.parent_id], &kvk(to, &to.leader).await);
    let sent = from.leader.post("/v1/family-transfers", &offer).await.expect(201);
    (id(&sent), newest(&to.leader).await)
}

/// The newest transfer that somebody received.
async fn newest(leader: &Caller) -> String {
    let list = leader.get("/v1/received-transfers").await.expect(200);
    id(list["items"].as_array().unwrap().last().unwrap())
}

fn sent(id: &str) -> String {
    format!("/v1/family-transfers/{id}")
}

fn received(id: &str) -> String {
    format!("/v1/received-transfers/{id}")
}

fn acceptance(performer: &Practitioner, started_on: &str) -> Value {
    json!({ "startedOn": started_on, "practitionerIds": [performer.id] })
}

async fn accept(leader: &Caller, id: &str, body: &Value) -> Answer {
    leader.act(&format!("{}/accept", received(id)), &leader.etag(&received(id)).await, body).await
}

async fn again(world: &World, person: &Person) -> Person {
    world.app.sign_in(&person.email, &person.totp_secret, None).await
}

/// Both project leaders, signed in on this day.
async fn on(world: &World, day: &str) -> (Person, Person) {
    world.app.on(day);
    (again(world, &world.here.leader).await, again(world, &world.elsewhere.leader).await)
}

async fn school(leader: &Caller) -> String {
    let school = json!({ "name": "De Verzinsels", "kind": "regular", "brin": "99AA" });
    id(&leader.post("/v1/schools", &school).await.expect(201))
}

/// Something was worked on, said and noted, and then the guidance ended.
async fn guided(world: &World) {
    let (leader, case) = (&world.here.leader, &world.case);
    let child = format!("/v1/families/{}/children/{}", case.family_id, case.child_id);
    let placed = json!({ "placements": [{ "fromOn": "2025-09-01", "schoolId": school(leader).await, "group": 3,
        "className": "Vertrouwelijk" }] });
    leader.patch(&child, &leader.etag(&child).await, &placed).await.expect(200);
    let mut journey = Journey::new(&world.app, &world.practitioner, case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.changes(&json!({ "notes": "Vertrouwelijk" })).await;
    let visit = json!({ "trajectoryId": case.trajectory_id, "step": "goal_visit", "mode": "home", "status": "held",
        "heldOn": "2026-03-20", "minutes": 90, "attendance": "parents", "performerIds": [journey.me.id],
        "goalWork": [{ "subgoal": "6.1", "stages": ["discuss"] }], "notes": "Vertrouwelijk" });
    journey.me.post("/v1/visits", &visit).await.expect(201);
    let signal = json!({ "noticedOn": "2026-03-20", "about": "Vertrouwelijk" });
    journey.me.post(&journey.path("/signals"), &signal).await.expect(201);
    journey.moves("goal_work", None).await.expect(200);
    let mut mid = journey.evaluation("mid", "evaluation", &[(6, 4)]).await;
    mid["decision"] = json!("close");
    mid["remarks"] = json!("Vertrouwelijk");
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    journey.moves("discontinued", Some("Vertrouwelijk")).await.expect(200);
}

#[tokio::test]
async fn a_family_that_moves_to_another_organisation_goes_on_there_with_what_its_parents_agreed_to() {
    let world = World::new().await;
    let case = &world.case;
    let there_school = school(&world.elsewhere.leader).await;
    guided(&world).await;
    let (here, there) = on(&world, "2026-03-21").await;
    agree(&here, case, &case.parent_id, "2026-03-09").await;
    let offer = offer_of(case, &[&case.parent_id], &kvk(&world.elsewhere, &there).await);
    let made = here.post("/v1/family-transfers", &offer).await;
    let path = made.header("location").to_owned();
    let made = made.expect(201);
    assert_eq!((&made["status"], &made["toName"]), (&json!("offered"), &json!("Welzijn Elders")));
    assert_eq!((&made["offeredOn"], &made["expiresOn"]), (&json!("2026-03-21"), &json!("2026-04-20")));
    here.post("/v1/family-transfers", &offer).await.problem(409, "already-exists");

    // Before it is opened the receiver learns from whom and until when, and no more.
    let list = there.get("/v1/received-transfers?status=offered").await;
    assert!(!list.text.contains("Verzonnen") && !list.text.contains(&case.family_id), "{}", list.text);
    assert_eq!(list.body["items"][0]["fromName"], "Welzijn Hier");
    let received_id = id(&list.body["items"][0]);
    let opened = there.get(&received(&received_id)).await;
    for kept_back in ["Vertrouwelijk", &case.family_id, &case.parent_id, &case.child_id, &case.trajectory_id] {
        assert!(!opened.text.contains(kept_back), "{kept_back}: {}", opened.text);
    }
    let package = &opened.body["package"];
    assert_eq!(package, &made["package"]);
    assert_eq!((&package["edition"], &package["parents"][0]["name"]), (&json!(1), &json!("Ouder Van Verzonnen")));
    assert_eq!(package["children"][0]["school"]["brin"], "99AA");
    assert_eq!(
        (&package["trajectory"]["status"], &package["trajectory"]["phase"]),
        (&json!("discontinued"), &json!("goal_work"))
    );
    assert_eq!(
        (&package["plan"]["goals"][0]["subgoals"], &package["plan"]["goals"][0]["scoredBy"]),
        (&json!(["6.1"]), &json!(1))
    );
    assert_eq!((&package["visits"][0]["step"], &package["visits"][0]["minutes"]), (&json!("goal_visit"), &json!(90)));
    assert_eq!((&package["goalScores"][0]["at"], &package["goalScores"][0]["score"]), (&json!("mid"), &json!(4)));

    // One act makes the family and its trajectory.
    let early = acceptance(&world.other_practitioner, "2026-03-19");
    let refused = accept(&there, &received_id, &early).await.problem(409, "date-before-start");
    assert_eq!(refused["earliest"], "2026-03-20");
    let answer = accept(&there, &received_id, &acceptance(&world.other_practitioner, "2026-03-21")).await.expect(200);
    assert_eq!((&answer["status"], &answer["package"]), (&json!("accepted"), package));
    let trajectory = format!("/v1/trajectories/{}", answer["trajectoryId"].as_str().unwrap());
    let trajectory = there.get(&trajectory).await.expect(200);
    assert_eq!(trajectory["continuedFromTransferId"], json!(received_id));
    assert_eq!((&trajectory["phase"], &trajectory["version"]), (&json!("alignment"), &json!(1)));
    let family = there.get(&format!("/v1/families/{}", answer["familyId"].as_str().unwrap())).await.expect(200);
    assert_eq!((&family["name"], &family["parents"][0]["phone"]), (&json!("Van Verzonnen"), &json!("0612345678")));
    assert_eq!(trajectory["focusChildIds"], json!([family["children"][0]["id"]]));
    assert_eq!(
        (&family["children"][0]["schoolId"], &family["children"][0]["group"]),
        (&json!(there_school), &json!(3))
    );
    // It is accepted once, and stays readable.
    accept(&there, &received_id, &acceptance(&world.other_practitioner, "2026-03-21"))
        .await
        .problem(409, "transfer-status-conflict");
    assert_eq!(&there.get(&received(&received_id)).await.expect(200)["package"], package);

    // The sender reads that and when, and never where.
    let after = here.get(&path).await;
    assert_eq!((&after.body["status"], &after.body["settledOn"]), (&json!("accepted"), &json!("2026-03-21")));
    for theirs in [&answer["familyId"], &answer["trajectoryId"], &answer["id"]] {
        assert!(!after.text.contains(theirs.as_str().unwrap()), "{}", after.text);
    }
    let withdrawn = here.act_bare(&format!("{path}/withdraw"), &after.etag()).await;
    assert_eq!(withdrawn.problem(409, "transfer-status-conflict")["currentStatus"], "accepted");

    // Both audits tell; the sender's names nobody of the receiver.
    for (action, outcome) in [("getReceivedTransfer", "read"), ("acceptReceivedTransfer", "done")] {
        let log = format!("/v1/audit-events?familyId={}&action={action}", case.family_id);
        let told = here.get(&log).await.expect(200);
        assert_eq!(
            (&told["items"][0]["outcome"], &told["items"][0]["actor"]["id"]),
            (&json!(outcome), &Value::Null),
            "{told}"
        );
        let told = there.get(&format!("/v1/audit-events?action={action}")).await.expect(200);
        let lines = told["items"].as_array().unwrap();
        let about = |line: &&Value| line["objectType"] == "received_transfer" && line["outcome"] == outcome;
        assert!(lines.iter().any(|line| about(&line)), "{told}");
    }
}

#[tokio::test]
async fn nothing_is_offered_during_guidance_without_consent_or_to_nobody() {
    let world = World::new().await;
    let (leader, case) = (&world.here.leader, &world.case);
    let to = kvk(&world.elsewhere, &world.elsewhere.leader).await;
    let parents = format!("/v1/families/{}/parents", case.family_id);
    let other = id(&leader.post(&parents, &json!({ "name": "Andere Ouder" })).await.expect(201));
    let post = async |body: Value| leader.post("/v1/family-transfers", &body).await;
    agree(leader, case, &case.parent_id, "2026-03-09").await;
    let running = post(offer_of(case, &[&case.parent_id], &to)).await;
    assert_eq!(running.problem(409, "family-has-running-trajectory")["currentStatus"], "active");
    end(leader, case, "2026-03-10").await;
    let refused = post(offer_of(case, &[&case.parent_id, &other], &to)).await.problem(409, "consent-missing");
    assert_eq!((&refused["purpose"], &refused["parentIds"]), (&json!("transfer"), &json!([other])));
    // Nobody, oneself, and what is another's.
    let own = kvk(&world.here, leader).await;
    for nobody in [json!("99999999"), own] {
        let answer = post(offer_of(case, &[&case.parent_id], &nobody)).await;
        assert_eq!(answer.places(), ["/toKvkNumber"]);
        answer.problem(400, "unknown-reference");
    }
    let foreign = post(offer_of(case, &[&case.parent_id, &world.other_case.parent_id], &to)).await;
    assert_eq!(foreign.places(), ["/parentIds/1"]);
    let foreign = post(offer_of(&world.other_case, &[&world.other_case.parent_id], &to)).await;
    assert_eq!(foreign.places(), ["/trajectoryId", "/parentIds/0"]);
    assert_eq!(world.app.db_count("SELECT count(*) FROM family_transfers").await, 0);
}

#[tokio::test]
async fn of_a_parent_who_did_not_agree_nothing_goes_along_and_no_secret_address() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let parent = |name: &str, street: &str, phone: &str, secret: bool| {
        let address = json!({ "street": street, "postalCode": "1234 AB", "city": "Voorbeeldstad" });
        json!({ "name": name, "phone": phone, "email": format!("{phone}@gezin.example"), "addressSecret": secret, "address": address })
    };
    let family = json!({ "name": "Gezin Tweehuizen", "languages": ["nl"], "communication": "dutch",
        "parents": [parent("Wel Mee", "Verzonnenlaan 1", "0611111111", true), parent("Niet Mee", "Bedachtpad 2", "0622222222", false)],
        "children": [{ "givenName": "Noa", "familyName": "Bijzonder", "birthDate": "2020-05-01" }] });
    let family = leader.post("/v1/families", &family).await.expect(201);
    let new = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
        "practitionerIds": [world.practitioner.id], "startedOn": "2026-03-01" });
    let trajectory = leader.post("/v1/trajectories", &new).await.expect(201);
    let (named, other) = (id(&family["parents"][0]), id(&family["parents"][1]));
    let case = Case {
        family_id: id(&family),
        parent_id: named.clone(),
        child_id: id(&family["children"][0]),
        trajectory_id: id(&trajectory),
    };
    let mut journey = Journey::new(&world.app, &world.practitioner, &case);
    journey.on("2026-03-11").await;
    let goals = json!([{ "goal": 6, "subgoals": ["6.1"], "startScore": 2, "scoredBy": named },
        { "goal": 7, "subgoals": ["7.1"], "startScore": 1, "targetScore": 5, "scoredBy": other }]);
    let plan = json!({ "goals": goals, "agreedOn": "2026-03-11", "practitionerId": journey.me.id });
    journey.replaces_plan(&plan).await.expect(200);
    let mut mid = journey.evaluation("mid", "evaluation", &[(6, 3)]).await;
    mid["decision"] = json!("close");
    mid["goalScores"].as_array_mut().unwrap().push(json!({ "goal": 6, "score": 5, "givenBy": other }));
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    let (here, there) = on(&world, "2026-03-12").await;
    end(&here, &case, "2026-03-12").await;
    agree(&here, &case, &named, "2026-03-09").await;
    let offer = offer_of(&case, &[&named], &kvk(&world.elsewhere, &there).await);
    here.post("/v1/family-transfers", &offer).await.expect(201);
    let received_id = newest(&there).await;
    let opened = there.get(&received(&received_id)).await;
    for behind in ["Niet Mee", "Bedachtpad", "0622222222", &other, "Tweehuizen", "Verzonnenlaan"] {
        assert!(!opened.text.contains(behind), "{behind}: {}", opened.text);
    }
    let package = &opened.body["package"];
    assert_eq!(
        (&package["parents"][0]["phone"], &package["parents"][0]["addressSecret"]),
        (&json!("0611111111"), &json!(true))
    );
    let goals = &package["plan"]["goals"];
    assert_eq!(
        (&goals[0]["startScore"], &goals[1]["startScore"], &goals[1]["targetScore"]),
        (&json!(2), &Value::Null, &Value::Null)
    );
    assert_eq!(package["goalScores"].as_array().map(Vec::len), Some(1));
    // Nor in what is stored for the receiver, and it stays secret there.
    let answer = accept(&there, &received_id, &acceptance(&world.other_practitioner, "2026-03-12")).await.expect(200);
    let family = there.get(&format!("/v1/families/{}", answer["familyId"].as_str().unwrap())).await.expect(200);
    assert_eq!(
        (&family["parents"][0]["addressSecret"], &family["parents"][0]["address"]),
        (&json!(true), &Value::Null)
    );
    assert_eq!(family["parents"].as_array().map(Vec::len), Some(1));
    let stored = world.app.db_text("SELECT package::text AS text FROM received_transfers").await;
    assert!(!stored.contains("Bedachtpad") && !stored.contains("Verzonnenlaan"), "{stored}");
}

#[tokio::test]
async fn nobody_but_the_two_organisations_project_leaders_sees_an_offer() {
    let world = World::new().await;
    let (sent_id, received_id) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let third = world.app.organisation(&world.staff, "Welzijn Verder").await;
    let ways = [sent(&sent_id), received(&received_id)];
    for path in &ways {
        third.leader.get(path).await.problem(404, "not-found");
        world.staff.get(path).await.problem(403, "forbidden");
        world.practitioner.get(path).await.problem(403, "forbidden");
        world.other_practitioner.get(path).await.problem(403, "forbidden");
    }
    // What the one calls it is nothing to the other.
    world.elsewhere.leader.get(&sent(&sent_id)).await.problem(404, "not-found");
    world.elsewhere.leader.get(&received(&sent_id)).await.problem(404, "not-found");
    world.here.leader.get(&received(&received_id)).await.problem(404, "not-found");
    let body = acceptance(&world.other_practitioner, "2026-03-10");
    third.leader.act(&format!("{}/accept", received(&received_id)), "\"1\"", &body).await.problem(404, "not-found");
    for list in ["/v1/received-transfers", "/v1/family-transfers"] {
        assert_eq!(third.leader.get(list).await.expect(200)["items"], json!([]));
    }
    world.elsewhere.leader.get(&received(&received_id)).await.expect(200);
}

#[tokio::test]
async fn a_parent_who_takes_the_consent_back_withdraws_the_offer() {
    let world = World::new().await;
    let (here, there) = (&world.here.leader, &world.elsewhere.leader);
    let (case, consent) = moving(&world, &world.here, &world.practitioner).await;
    let offer = offer_of(&case, &[&case.parent_id], &kvk(&world.elsewhere, there).await);
    let first = here.post("/v1/family-transfers", &offer).await.expect(201);
    let received_id = newest(there).await;
    let etag = there.etag(&received(&received_id)).await;
    here.patch(&consent, &here.etag(&consent).await, &json!({ "withdrawnOn": "2026-03-10" })).await.expect(200);
    for (leader, path) in [(here, sent(&id(&first))), (there, received(&received_id))] {
        let seen = leader.get(&path).await.expect(200);
        assert_eq!((&seen["status"], seen.get("package")), (&json!("withdrawn"), None), "{seen}");
    }
    let body = acceptance(&world.other_practitioner, "2026-03-10");
    let accepting = format!("{}/accept", received(&received_id));
    // Whoever looked before is told that it changed, whoever looks again why it is over.
    there.act(&accepting, &etag, &body).await.problem(412, "stale-version");
    let refused = there.act(&accepting, &there.etag(&received(&received_id)).await, &body).await;
    assert_eq!(refused.problem(409, "transfer-status-conflict")["currentStatus"], "withdrawn");
    assert_eq!(world.app.db_count("SELECT count(*) FROM received_transfers").await, 0);
    // Agreeing anew does not bring it back: it takes a new offer.
    agree(here, &case, &case.parent_id, "2026-03-10").await;
    assert_eq!(there.get(&received(&received_id)).await.expect(200)["status"], "withdrawn");
    here.post("/v1/family-transfers", &offer).await.expect(201);
    let gone = "SELECT count(*) FROM family_transfers WHERE status = 'withdrawn' AND package IS NULL";
    assert_eq!(world.app.db_count(gone).await, 1);
    accept(there, &newest(there).await, &body).await.expect(200);
}

#[tokio::test]
async fn an_offer_is_over_after_its_last_day() {
    let world = World::new().await;
    let (sent_id, received_id) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let (_, there) = on(&world, "2026-04-09").await;
    assert_eq!(there.get(&received(&received_id)).await.expect(200)["status"], "offered");
    let (here, there) = on(&world, "2026-04-10").await;
    let over = there.get(&received(&received_id)).await.expect(200);
    assert_eq!((&over["status"], over.get("package")), (&json!("expired"), None));
    let refused = accept(&there, &received_id, &acceptance(&world.other_practitioner, "2026-04-10")).await;
    assert_eq!(refused.problem(409, "transfer-status-conflict")["currentStatus"], "expired");
    assert_eq!(here.get("/v1/family-transfers?status=expired").await.expect(200)["items"][0]["id"], json!(sent_id));
    assert_eq!(here.get("/v1/family-transfers?status=offered").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn of_two_acceptances_at_once_one_wins() {
    let world = World::new().await;
    let (_, received_id) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let there = &world.elsewhere.leader;
    let etag = there.etag(&received(&received_id)).await;
    let body = acceptance(&world.other_practitioner, "2026-03-10");
    let path = format!("{}/accept", received(&received_id));
    let before = world.app.db_count("SELECT count(*) FROM families").await;
    let answers = futures_util::future::join_all((0..4).map(|_| there.act(&path, &etag, &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        let code = lost.body["code"].as_str().unwrap();
        // Who came to look after the other was done has an old version in hand.
        assert!(["transfer-status-conflict", "stale-version"].contains(&code), "{}", lost.text);
    }
    assert_eq!(world.app.db_count("SELECT count(*) FROM received_transfers").await, 1);
    assert_eq!(world.app.db_count("SELECT count(*) FROM families").await, before + 1);
}

#[tokio::test]
async fn without_a_licence_nobody_takes_the_family_over_and_the_offer_stays_open() {
    let world = World::new().await;
    let (_, received_id) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let there = &world.elsewhere.leader;
    let unlicensed = world.app.practitioner(&world.elsewhere, "Zonder Licentie").await;
    let refused = accept(there, &received_id, &acceptance(&unlicensed, "2026-03-10")).await;
    assert_eq!(refused.problem(409, "licence-not-valid")["practitionerId"], json!(unlicensed.id));
    assert_eq!(there.get(&received(&received_id)).await.expect(200)["status"], "offered");
    assert_eq!(world.app.db_count("SELECT count(*) FROM received_transfers").await, 0);
    let children = json!({ "startedOn": "2026-03-10", "practitionerIds": [world.other_practitioner.id],
        "focusChildIds": [world.other_case.child_id] });
    assert_eq!(accept(there, &received_id, &children).await.places(), ["/focusChildIds"]);
    accept(there, &received_id, &acceptance(&world.other_practitioner, "2026-03-10")).await.expect(200);
}

#[tokio::test]
async fn an_offer_can_be_declined_and_withdrawn_also_without_a_subscription() {
    let world = World::new().await;
    let (first, declined) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let (second, taken_back) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    for leader in [&world.here.leader, &world.elsewhere.leader] {
        let subscriptions = leader.get("/v1/subscriptions").await.expect(200);
        let path = format!("/v1/subscriptions/{}", id(&subscriptions["items"][0]));
        let ends = json!({ "endsOn": "2026-01-31" });
        world.staff.patch(&path, &world.staff.etag(&path).await, &ends).await.expect(200);
    }
    world.app.db_execute("UPDATE settings SET value = 0 WHERE key = 'wind_down_months'").await;
    let (here, there) = (&world.here.leader, &world.elsewhere.leader);
    let body = acceptance(&world.other_practitioner, "2026-03-10");
    accept(there, &declined, &body).await.problem(409, "subscription-inactive");
    let path = received(&declined);
    let reason = json!({ "reason": "no_capacity" });
    let answer = there.act(&format!("{path}/decline"), &there.etag(&path).await, &reason).await.expect(200);
    assert_eq!((&answer["status"], answer.get("package")), (&json!("declined"), None));
    let told = here.get(&sent(&first)).await.expect(200);
    assert_eq!((&told["declineReason"], told.get("package")), (&json!("no_capacity"), None));
    let path = sent(&second);
    let answer = here.act_bare(&format!("{path}/withdraw"), &here.etag(&path).await).await.expect(200);
    assert_eq!((&answer["status"], &answer["settledOn"]), (&json!("withdrawn"), &json!("2026-03-10")));
    let seen = there.get(&received(&taken_back)).await.expect(200);
    assert_eq!((&seen["status"], seen.get("package")), (&json!("withdrawn"), None));
    let kept = "SELECT count(*) FROM family_transfers WHERE package IS NOT NULL";
    assert_eq!(world.app.db_count(kept).await, 0);
}

#[tokio::test]
async fn a_family_that_comes_back_goes_on_as_the_family_that_is_known() {
    let world = World::new().await;
    let (_, received_id) = offered(&world, &world.here, &world.practitioner, &world.elsewhere).await;
    let there = &world.elsewhere.leader;
    let mut body = acceptance(&world.other_practitioner, "2026-03-10");
    body["familyId"] = json!(world.other_case.family_id);
    assert_eq!(accept(there, &received_id, &body).await.places(), ["/focusChildIds"]);
    body["focusChildIds"] = json!([world.other_case.child_id]);
    accept(there, &received_id, &body).await.problem(409, "family-has-running-trajectory");
    end(there, &world.other_case, "2026-03-10").await;
    let mut foreign = body.clone();
    foreign["familyId"] = json!(world.case.family_id);
    assert_eq!(accept(there, &received_id, &foreign).await.places(), ["/familyId"]);
    let answer = accept(there, &received_id, &body).await.expect(200);
    assert_eq!(answer["familyId"], json!(world.other_case.family_id));
    let family = there.get(&format!("/v1/families/{}", world.other_case.family_id)).await.expect(200);
    assert_eq!(family["version"], 1, "nothing of the package was written into it");
}

#[tokio::test]
async fn a_family_is_guided_by_one_organisation_at_a_time() {
    let world = World::new().await;
    let (case, _) = moving(&world, &world.here, &world.practitioner).await;
    let leader = &world.here.leader;
    let offer = offer_of(&case, &[&case.parent_id], &kvk(&world.elsewhere, &world.elsewhere.leader).await);
    let first = id(&leader.post("/v1/family-transfers", &offer).await.expect(201));
    // Guidance begins anew here: what was offered is taken back, and its package goes.
    let again = json!({ "familyId": case.family_id, "focusChildIds": [case.child_id], "startedOn": "2026-03-09",
        "practitionerIds": [world.practitioner.id] });
    leader.post("/v1/trajectories", &again).await.expect(201);
    let withdrawn = leader.get(&sent(&first)).await.expect(200);
    assert_eq!((&withdrawn["status"], &withdrawn["package"]), (&json!("withdrawn"), &json!(null)));
    let packages = "SELECT count(*) FROM family_transfers WHERE package IS NOT NULL";
    assert_eq!(world.app.db_count(packages).await, 0);
    let running = leader.post("/v1/family-transfers", &offer).await.problem(409, "family-has-running-trajectory");
    assert_eq!(running["currentStatus"], "active");
}

#[tokio::test]
async fn a_consent_that_was_taken_back_leaves_no_package_behind_and_one_is_for_one_move() {
    let world = World::new().await;
    let (case, consent) = moving(&world, &world.here, &world.practitioner).await;
    let leader = &world.here.leader;
    let offer = offer_of(&case, &[&case.parent_id], &kvk(&world.elsewhere, &world.elsewhere.leader).await);
    leader.post("/v1/family-transfers", &offer).await.expect(201);
    let packages = "SELECT count(*) FROM family_transfers WHERE package IS NOT NULL";
    assert_eq!(world.app.db_count(packages).await, 1);
    let back = json!({ "withdrawnOn": "2026-03-10" });
    leader.patch(&consent, &leader.etag(&consent).await, &back).await.expect(200);
    assert_eq!(world.app.db_count(packages).await, 0);
    // A new consent is not older than what was taken back, and carries one move.
    let again = json!({ "parentId": case.parent_id, "purpose": "transfer", "wording": "overdracht-1", "givenOn": "2026-03-09" });
    let consents = format!("/v1/families/{}/consents", case.family_id);
    assert_eq!(leader.post(&consents, &again).await.places(), ["/givenOn"]);
    let mut again = again;
    again["givenOn"] = json!("2026-03-10");
    leader.post(&consents, &again).await.expect(201);
    leader.post("/v1/family-transfers", &offer).await.expect(201);
    let received_id = newest(&world.elsewhere.leader).await;
    accept(&world.elsewhere.leader, &received_id, &acceptance(&world.other_practitioner, "2026-03-10"))
        .await
        .expect(200);
    let missing = leader.post("/v1/family-transfers", &offer).await.problem(409, "consent-missing");
    assert_eq!(missing["parentIds"], json!([case.parent_id]));
}
