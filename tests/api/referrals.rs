//! Referrals: received, put on the waiting list, accepted into a family with a trajectory, declined and forgotten.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::{Answer, Caller, World};

/// A referral by a teacher that can be accepted.
fn referral() -> Value {
    json!({ "source": "teacher", "receivedOn": "2026-03-02", "parentsAgreedOn": "2026-03-01",
        "child": { "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20", "group": 2 },
        "parents": [{ "name": "Samir Testerink", "phone": "0612345678", "language": "ar" }],
        "referrer": { "name": "Juf Voorbeeld", "organisation": "De Verzinsels", "feedbackAgreed": true },
        "screening": { "laggingResults": true, "communication": "interpreter" } })
}

fn with(change: Value) -> Value {
    let mut whole = referral();
    for (name, value) in change.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

fn acceptance(practitioner: &str) -> Value {
    json!({ "startedOn": "2026-03-09", "practitionerIds": [practitioner],
        "family": { "name": "Familie Testerink", "languages": ["ar"], "interpreterNeeded": true } })
}

async fn received(caller: &Caller, body: &Value) -> String {
    let made = caller.post("/v1/referrals", body).await;
    let path = made.header("location").to_owned();
    made.expect(201);
    path
}

/// An act on the referral as it is now.
async fn act(caller: &Caller, path: &str, name: &str, body: &Value) -> Answer {
    caller.act(&format!("{path}/{name}"), &caller.etag(path).await, body).await
}

fn codes(problem: &Value) -> Vec<&str> {
    problem["unmet"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

fn decline() -> Value {
    json!({ "on": "2026-03-09", "reason": "not_indicated", "referredTo": "Wijkteam Voorbeeldstad" })
}

#[tokio::test]
async fn an_accepted_referral_becomes_a_family_with_a_trajectory() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let school = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await.expect(201);
    let path = received(leader, &with(json!({ "schoolId": school["id"] }))).await;
    let accepted = act(leader, &path, "accept", &acceptance(&world.practitioner.id)).await.expect(200);
    assert_eq!((&accepted["status"], &accepted["outcome"]), (&json!("accepted"), &json!("accepted")));
    assert_eq!(accepted["decidedOn"], "2026-03-10");
    let family = leader.get(&format!("/v1/families/{}", accepted["familyId"].as_str().unwrap())).await.expect(200);
    assert_eq!((&family["communication"], &family["interpreterNeeded"]), (&json!("interpreter"), &json!(true)));
    assert_eq!(family["parents"][0]["name"], "Samir Testerink");
    let child = &family["children"][0];
    assert_eq!((&child["givenName"], &child["birthDate"]), (&json!("Yara"), &json!("2019-11-20")));
    assert_eq!((&child["group"], &child["schoolId"]), (&json!(2), &school["id"]));
    let trajectory = format!("/v1/trajectories/{}", accepted["trajectoryId"].as_str().unwrap());
    let trajectory = leader.get(&trajectory).await.expect(200);
    assert_eq!(trajectory["focusChildIds"], json!([child["id"]]));
    assert_eq!((&trajectory["phase"], &trajectory["startedOn"]), (&json!("alignment"), &json!("2026-03-09")));
    // What it became stands in the family's access log.
    let events = format!("/v1/audit-events?familyId={}&action=acceptReferral", accepted["familyId"].as_str().unwrap());
    assert_eq!(leader.get(&events).await.expect(200)["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn siblings_come_along_and_the_acceptance_says_who_it_is_about() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &with(json!({ "child": { "givenName": "Yara" } }))).await;
    let (yara, sibling) = (samen_leren::ids::ChildId::new(), samen_leren::ids::ChildId::new());
    let mut body = acceptance(&world.practitioner.id);
    body["family"]["children"] = json!([
        { "id": yara, "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20" },
        { "id": sibling, "givenName": "Sem", "familyName": "Testerink", "birthDate": "2022-01-05" }
    ]);
    let unclear = act(leader, &path, "accept", &body).await;
    assert_eq!(unclear.places(), ["/focusChildIds"]);
    body["focusChildIds"] = json!([yara]);
    body["family"]["children"][1]["birthDate"] = json!("2027-01-05");
    assert_eq!(act(leader, &path, "accept", &body).await.places(), ["/family/children/1/birthDate"]);
    body["family"]["children"][1]["birthDate"] = json!("2022-01-05");
    let accepted = act(leader, &path, "accept", &body).await.expect(200);
    let trajectory = format!("/v1/trajectories/{}", accepted["trajectoryId"].as_str().unwrap());
    assert_eq!(leader.get(&trajectory).await.expect(200)["focusChildIds"], json!([yara]));
}

#[tokio::test]
async fn a_child_beyond_group_4_is_not_accepted_whoever_says_the_group() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let school = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await.expect(201);
    let path = received(leader, &with(json!({ "child": { "givenName": "Yara" } }))).await;
    let placement = |from: &str, group: i32| json!({ "fromOn": from, "schoolId": school["id"], "group": group });
    let mut body = acceptance(&world.practitioner.id);
    body["family"]["children"] = json!([{ "givenName": "Yara", "familyName": "Testerink", "birthDate": "2016-11-20",
        "placements": [placement("2025-09-01", 7)] }]);
    let refused = act(leader, &path, "accept", &body).await.problem(409, "referral-not-indicated");
    assert_eq!(codes(&refused), ["group"]);
    // A known child is judged by its own placements, on the first day.
    let end = json!({ "to": "discontinued", "on": "2026-03-09", "reason": "Verhuisd" });
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    leader.act(&format!("{trajectory}/transitions"), &leader.etag(&trajectory).await, &end).await.expect(200);
    let child = format!("/v1/families/{}/children/{}", world.case.family_id, world.case.child_id);
    let known = json!({ "startedOn": "2026-03-09", "practitionerIds": [world.practitioner.id],
        "familyId": world.case.family_id, "focusChildIds": [world.case.child_id] });
    let grows = json!({ "placements": [placement("2025-09-01", 4), placement("2026-03-09", 5)] });
    leader.patch(&child, &leader.etag(&child).await, &grows).await.expect(200);
    let refused = act(leader, &path, "accept", &known).await.problem(409, "referral-not-indicated");
    assert_eq!(codes(&refused), ["group"]);
    let later = json!({ "placements": [placement("2025-09-01", 4), placement("2026-03-10", 5)] });
    leader.patch(&child, &leader.etag(&child).await, &later).await.expect(200);
    act(leader, &path, "accept", &known).await.expect(200);
}

#[tokio::test]
async fn a_referral_joins_a_known_family_only_when_told_so() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let mut body = json!({ "startedOn": "2026-03-09", "practitionerIds": [world.practitioner.id],
        "familyId": world.case.family_id });
    assert_eq!(act(leader, &path, "accept", &body).await.places(), ["/focusChildIds"]);
    body["focusChildIds"] = json!([world.case.child_id]);
    // Gate G4: that family is under guidance.
    act(leader, &path, "accept", &body).await.problem(409, "family-has-running-trajectory");
    body["familyId"] = json!(world.other_case.family_id);
    let foreign = act(leader, &path, "accept", &body).await;
    assert_eq!(foreign.places(), ["/familyId"]);
    foreign.problem(400, "unknown-reference");
    let family = world.app.family(&world.here, "Bekend").await;
    body["familyId"] = family["id"].clone();
    body["focusChildIds"] = json!([family["children"][0]["id"]]);
    body["family"] = acceptance(&world.practitioner.id)["family"].clone();
    assert_eq!(act(leader, &path, "accept", &body).await.places(), ["/family"]);
    body.as_object_mut().unwrap().remove("family");
    assert_eq!(act(leader, &path, "accept", &body).await.expect(200)["familyId"], family["id"]);
    assert_eq!(world.app.db_count("SELECT count(*) FROM families").await, 3, "none was made");
}

#[tokio::test]
async fn what_is_not_indicated_is_not_accepted_and_everything_missing_is_named() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let body = acceptance(&world.practitioner.id);
    let bare = json!({ "source": "teacher", "screening": { "contraIndications": ["high_stress"] },
        "child": { "givenName": "Yara", "group": 5 } });
    let path = received(leader, &with(bare)).await;
    let refused = act(leader, &path, "accept", &body).await.problem(409, "referral-not-indicated");
    let expected = ["lagging_results", "group", "contra_indication", "birth_date", "family_name", "communication"];
    assert_eq!(codes(&refused), expected);
    assert!(refused["unmet"][2]["detail"].as_str().unwrap().contains("high_stress"));
    // Solved, and taken away.
    let solved = json!({ "screening": { "laggingResults": true, "contraIndications": [], "communication": "dutch" },
        "child": { "group": 4, "familyName": "Testerink", "birthDate": "2019-11-20" } });
    let changed = leader.patch(&path, &leader.etag(&path).await, &solved).await.expect(200);
    assert_eq!(changed["child"]["givenName"], "Yara");
    act(leader, &path, "accept", &body).await.expect(200);
    // Parents who refer themselves need no lagging results, but must want improvement.
    let path = received(leader, &with(json!({ "source": "parents" }))).await;
    let refused = act(leader, &path, "accept", &body).await.problem(409, "referral-not-indicated");
    assert_eq!(codes(&refused), ["improvement_wanted_by_parents"]);
    let wanted = json!({ "screening": { "laggingResults": null, "improvementWantedByParents": true } });
    leader.patch(&path, &leader.etag(&path).await, &wanted).await.expect(200);
    act(leader, &path, "accept", &body).await.expect(200);
}

#[tokio::test]
async fn nothing_is_made_when_a_gate_refuses_the_trajectory() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
    let refused = act(leader, &path, "accept", &acceptance(&unlicensed.id)).await.problem(409, "licence-not-valid");
    assert_eq!(refused["on"], "2026-03-09");
    let mut body = acceptance(&world.practitioner.id);
    body["startedOn"] = json!("2026-03-11");
    act(leader, &path, "accept", &body).await.problem(409, "date-in-future");
    body["startedOn"] = json!("2026-03-01");
    let early = act(leader, &path, "accept", &body).await.problem(409, "date-before-start");
    assert_eq!(early["earliest"], "2026-03-02");
    assert_eq!(world.app.db_count("SELECT count(*) FROM families").await, 2);
    assert_eq!(leader.get(&path).await.expect(200)["status"], "received");
}

#[tokio::test]
async fn two_who_accept_at_once_make_one_family() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let (etag, body) = (leader.etag(&path).await, acceptance(&world.practitioner.id));
    let target = format!("{path}/accept");
    let (one, other) = tokio::join!(leader.act(&target, &etag, &body), leader.act(&target, &etag, &body));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412], "{} {}", one.text, other.text);
    assert_eq!(world.app.db_count("SELECT count(*) FROM families").await, 3);
    let again = act(leader, &path, "accept", &body).await.problem(409, "referral-status-conflict");
    assert_eq!((&again["currentStatus"], &again["allowed"]), (&json!("accepted"), &json!(["give-feedback"])));
}

#[tokio::test]
async fn the_waiting_list_is_in_the_order_of_its_days() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (first, second) = (received(leader, &referral()).await, received(leader, &referral()).await);
    act(leader, &first, "place-on-waiting-list", &json!({ "on": "2026-03-06" })).await.expect(200);
    let stress = json!({ "on": "2026-03-03", "restartOn": "2026-06-01" });
    let waiting = act(leader, &second, "place-on-waiting-list", &stress).await.expect(200);
    assert_eq!((&waiting["waitingPosition"], &waiting["daysWaiting"]), (&json!(1), &json!(7)));
    assert_eq!((&waiting["waitingSince"], &waiting["restartOn"]), (&json!("2026-03-03"), &json!("2026-06-01")));
    // Moving the restart keeps the place.
    let later = json!({ "on": "2026-03-10", "restartOn": "2026-09-01" });
    let moved = act(leader, &second, "place-on-waiting-list", &later).await.expect(200);
    assert_eq!((&moved["waitingPosition"], &moved["restartOn"]), (&json!(1), &json!("2026-09-01")));
    let list = leader.get("/v1/referrals?status=waiting").await.expect(200);
    let places: Vec<&Value> = list["items"].as_array().unwrap().iter().map(|one| &one["waitingPosition"]).collect();
    assert_eq!(places, [&json!(2), &json!(1)], "{list}");
    let before = json!({ "on": "2026-03-06", "restartOn": "2026-03-01" });
    assert_eq!(act(leader, &first, "place-on-waiting-list", &before).await.places(), ["/restartOn"]);
    let early = act(leader, &first, "place-on-waiting-list", &json!({ "on": "2026-03-01" })).await;
    early.problem(409, "date-before-start");
    // A day later everybody waits a day longer, and nobody changed anything.
    let (app, etag) = (&world.app, leader.etag(&first).await);
    app.on("2026-03-11");
    let leader = app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let tomorrow = leader.get(&first).await;
    assert_ne!(tomorrow.etag(), etag);
    assert_eq!(tomorrow.expect(200)["daysWaiting"], 5);
    act(&leader, &second, "accept", &acceptance(&world.practitioner.id)).await.expect(200);
    assert_eq!(leader.get(&first).await.expect(200)["waitingPosition"], 1);
}

#[tokio::test]
async fn what_was_declined_can_be_reopened_and_the_referrer_is_told() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let declined = act(leader, &path, "decline", &decline()).await.expect(200);
    assert_eq!((&declined["outcome"], &declined["decidedOn"]), (&json!("not_indicated"), &json!("2026-03-09")));
    let change = json!({ "child": { "group": 3 } });
    let settled = leader.patch(&path, &leader.etag(&path).await, &change).await;
    let settled = settled.problem(409, "referral-status-conflict");
    assert_eq!(settled["allowed"], json!(["give-feedback", "reopen"]));
    let told = json!({ "feedbackGivenOn": "2026-03-10" });
    leader.patch(&path, &leader.etag(&path).await, &told).await.expect(200);
    let reopened = leader.act_bare(&format!("{path}/reopen"), &leader.etag(&path).await).await.expect(200);
    assert_eq!((&reopened["status"], &reopened["outcome"]), (&json!("received"), &Value::Null));
    for member in ["decidedOn", "declineReason", "referredTo", "waitingSince"] {
        assert_eq!(reopened[member], Value::Null, "{member}");
    }
    let open = leader.act_bare(&format!("{path}/reopen"), &leader.etag(&path).await).await;
    open.problem(409, "referral-status-conflict");
    // Without the parents' consent the referrer hears nothing.
    let silent = with(json!({ "referrer": { "name": "Juf Voorbeeld" } }));
    let path = received(leader, &silent).await;
    assert_eq!(leader.patch(&path, &leader.etag(&path).await, &told).await.places(), ["/feedbackGivenOn"]);
}

#[tokio::test]
async fn a_declined_referral_is_forgotten_after_three_months() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (gone, kept) = (received(leader, &referral()).await, received(leader, &referral()).await);
    act(leader, &gone, "decline", &decline()).await.expect(200);
    world.app.on("2026-06-08");
    samen_leren::jobs::tidy_up(&world.app.state).await;
    assert_eq!(world.app.db_count("SELECT count(*) FROM referrals").await, 2);
    world.app.on("2026-06-09");
    samen_leren::jobs::tidy_up(&world.app.state).await;
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    leader.get(&gone).await.problem(404, "not-found");
    assert_eq!(leader.get(&kept).await.expect(200)["status"], "received");
}

#[tokio::test]
async fn an_erased_referral_leaves_no_stored_answer_behind() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let made = leader.post_once("aanmelding-1", "/v1/referrals", &referral()).await;
    let again = leader.post_once("aanmelding-1", "/v1/referrals", &referral()).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(world.app.db_count("SELECT count(*) FROM referrals").await, 1);
    let path = made.header("location").to_owned();
    world.practitioner.delete(&path, &made.etag()).await.problem(403, "forbidden");
    leader.delete(&path, "\"7\"").await.problem(412, "stale-version");
    leader.delete(&path, &made.etag()).await.expect(204);
    leader.get(&path).await.problem(404, "not-found");
    let stored = "SELECT count(*) FROM idempotency_records WHERE body LIKE '%Testerink%'";
    assert_eq!(world.app.db_count(stored).await, 0);
}

#[tokio::test]
async fn erasing_and_correcting_go_on_without_a_subscription() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    world.app.db_execute("DELETE FROM subscriptions").await;
    leader.post("/v1/referrals", &referral()).await.problem(409, "subscription-inactive");
    act(leader, &path, "decline", &decline()).await.problem(409, "subscription-inactive");
    let correction = json!({ "child": { "givenName": "Yarah" } });
    leader.patch(&path, &leader.etag(&path).await, &correction).await.expect(200);
    leader.delete(&path, &leader.etag(&path).await).await.expect(204);
}

#[tokio::test]
async fn a_practitioner_sees_what_is_open_and_accepts_for_oneself() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let (mine, declined) = (received(me, &referral()).await, received(leader, &referral()).await);
    colleague.get(&mine).await.expect(200);
    act(leader, &declined, "decline", &decline()).await.expect(200);
    me.get(&declined).await.problem(404, "not-found");
    act(me, &mine, "accept", &acceptance(&colleague.id)).await.problem(403, "forbidden");
    let accepted = act(me, &mine, "accept", &acceptance(&me.id)).await.expect(200);
    // A new family, and its trajectory, are in the practitioner's own care from now on; a colleague loses sight.
    me.get(&format!("/v1/families/{}", accepted["familyId"].as_str().unwrap())).await.expect(200);
    me.get(&mine).await.expect(200);
    colleague.get(&mine).await.problem(404, "not-found");
    assert_eq!(colleague.get("/v1/referrals").await.expect(200)["items"], json!([]));
    assert_eq!(leader.get("/v1/referrals").await.expect(200)["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn another_organisation_and_the_licence_holder_see_no_referral() {
    let world = World::new().await;
    let path = received(&world.here.leader, &referral()).await;
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
    world.other_practitioner.get(&path).await.problem(404, "not-found");
    world.staff.get(&path).await.problem(403, "forbidden");
    let stolen = world.elsewhere.leader.act(&format!("{path}/decline"), "\"1\"", &decline()).await;
    stolen.problem(404, "not-found");
    assert_eq!(world.elsewhere.leader.get("/v1/referrals").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn a_contra_indication_says_what_to_do_and_is_for_people_only() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let stressed = with(json!({ "screening": { "laggingResults": true, "communication": "dutch",
        "contraIndications": ["high_stress", "no_motivation"] } }));
    let path = received(leader, &stressed).await;
    let dutch = leader.get(&path).await;
    assert_eq!(dutch.header("content-language"), "nl");
    let dutch = dutch.expect(200);
    assert_eq!(dutch["followUps"].as_array().unwrap().len(), 2);
    assert!(dutch["followUps"][0]["followUp"].as_str().unwrap().contains("wijkteam"), "{dutch}");
    let english = leader.request(reqwest::Method::GET, &path).header("accept-language", "en");
    let english = leader.send(english).await.expect(200);
    assert!(english["followUps"][0]["followUp"].as_str().unwrap().contains("neighbourhood team"), "{english}");
    let system = integration(&world, &["referrals:read", "referrals:write"]).await;
    let seen = system.get(&path).await.expect(200);
    assert!(seen["screening"].get("contraIndications").is_none(), "{seen}");
    assert!(!seen.to_string().contains("high_stress"), "{seen}");
    assert_eq!(seen["followUps"], json!([]));
    let refused = act(&system, &path, "accept", &acceptance(&world.practitioner.id)).await;
    assert!(!refused.text.contains("high_stress"), "{}", refused.text);
    assert_eq!(codes(&refused.problem(409, "referral-not-indicated")), ["contra_indication"]);
    // What a system does not see it does not wipe out either.
    let level = json!({ "screening": { "skillsParenting": "limited" } });
    system.patch(&path, &system.etag(&path).await, &level).await.expect(200);
    let kept = leader.get(&path).await.expect(200);
    assert_eq!(kept["screening"]["contraIndications"], json!(["high_stress", "no_motivation"]));
    let text = with(json!({ "screening": { "contraIndications": ["moeder is ziek"] } }));
    assert_eq!(leader.post("/v1/referrals", &text).await.places(), ["/screening/contraIndications/0"]);
}

#[tokio::test]
async fn a_referral_that_does_not_fit_says_what_is_wrong() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let bad = json!({ "source": "tv", "receivedOn": "2026-03-02", "parentsAgreedOn": "2026-03-01", "notes": "Ziek",
        "child": { "givenName": "", "group": 9 }, "parents": [], "screening": { "skillsParenting": "matig" } });
    let mut places = leader.post("/v1/referrals", &bad).await.places();
    places.sort();
    let expected = ["/child/givenName", "/child/group", "/notes", "/parents", "/screening/skillsParenting", "/source"];
    assert_eq!(places, expected);
    let unborn = with(json!({ "child": { "givenName": "Yara", "birthDate": "2026-03-11" },
        "feedbackGivenOn": "2026-03-01" }));
    assert_eq!(leader.post("/v1/referrals", &unborn).await.places(), ["/child/birthDate", "/feedbackGivenOn"]);
    for member in ["receivedOn", "parentsAgreedOn"] {
        let future = leader.post("/v1/referrals", &with(json!({ member: "2026-03-11" }))).await;
        assert_eq!(future.problem(409, "date-in-future")["member"], member);
    }
    let other = world.elsewhere.leader.post("/v1/schools", &json!({ "name": "De Ander", "kind": "regular" })).await;
    let foreign = with(json!({ "schoolId": other.expect(201)["id"] }));
    assert_eq!(leader.post("/v1/referrals", &foreign).await.places(), ["/schoolId"]);
    let id = samen_leren::ids::ReferralId::new();
    let chosen = with(json!({ "id": id }));
    leader.post("/v1/referrals", &chosen).await.expect(201);
    let taken = leader.post("/v1/referrals", &chosen).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(format!("/v1/referrals/{id}")));
    world.elsewhere.leader.post("/v1/referrals", &chosen).await.expect(201);
}

#[tokio::test]
async fn possible_duplicates_are_shown_and_never_merged() {
    let world = World::new().await;
    let leader = &world.here.leader;
    // The child of the case is Sami Van Verzonnen of 1 May 2020.
    let known = json!({ "givenName": "SAMI", "familyName": "Verzonnen", "birthDate": "2020-05-01" });
    let path = received(leader, &with(json!({ "child": known }))).await;
    let twice = json!({ "givenName": "Samy", "familyName": "van Verzonnen", "birthDate": "2020-05-01" });
    let other = received(leader, &with(json!({ "child": twice }))).await;
    let twin = json!({ "givenName": "Noor", "familyName": "Verzonnen", "birthDate": "2020-05-01" });
    received(leader, &with(json!({ "child": twin }))).await;
    let same_name = json!({ "givenName": "Sami", "familyName": "Verzonnen", "birthDate": "2020-05-02" });
    received(leader, &with(json!({ "child": same_name }))).await;
    let found = leader.get(&format!("{path}/possible-duplicates")).await.expect(200);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{found}");
    assert_eq!((&items[0]["kind"], &items[0]["id"]), (&json!("family"), &json!(world.case.family_id)));
    assert_eq!((&items[0]["givenName"], &items[0]["likeness"]), (&json!("Sami"), &json!(1.0)));
    assert_eq!(items[1]["kind"], "referral");
    assert!(other.ends_with(items[1]["id"].as_str().unwrap()));
    // Who may accept sees how many, and not whom.
    for caller in [&leader.caller, &world.practitioner.caller] {
        let told = caller.get(&path).await;
        assert!(!told.text.contains(&world.case.family_id), "{}", told.text);
        assert_eq!(told.expect(200)["possibleDuplicates"], 2);
    }
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    assert_eq!(colleague.get(&path).await.expect(200)["possibleDuplicates"], 2, "of a family out of sight too");
    act(leader, &other, "decline", &decline()).await.expect(200);
    assert_eq!(leader.get(&other).await.expect(200)["possibleDuplicates"], Value::Null);
    // It disclosed that family.
    let events = format!("/v1/audit-events?familyId={}&action=listPossibleDuplicates", world.case.family_id);
    assert_eq!(leader.get(&events).await.expect(200)["items"].as_array().unwrap().len(), 1);
    world.practitioner.get(&format!("{path}/possible-duplicates")).await.problem(403, "forbidden");
    let system = integration(&world, &["referrals:read"]).await;
    system.get(&format!("{path}/possible-duplicates")).await.problem(403, "forbidden");
    let unborn = received(leader, &with(json!({ "child": { "givenName": "Sami" } }))).await;
    assert_eq!(leader.get(&format!("{unborn}/possible-duplicates")).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn referrals_are_found_by_their_filters() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let school = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await.expect(201);
    received(leader, &with(json!({ "schoolId": school["id"] }))).await;
    received(leader, &with(json!({ "source": "partner" }))).await;
    let count = async |query: &str| {
        leader.get(&format!("/v1/referrals{query}")).await.expect(200)["items"].as_array().map(Vec::len)
    };
    assert_eq!(count("").await, Some(2));
    assert_eq!(count("?source=partner&status=received").await, Some(1));
    assert_eq!(count(&format!("?schoolId={}", school["id"].as_str().unwrap())).await, Some(1));
    assert_eq!(count("?status=accepted").await, Some(0));
    // A school that referrals name stays, and it is said what names it.
    let school = format!("/v1/schools/{}", school["id"].as_str().unwrap());
    let refused = leader.delete(&school, &leader.etag(&school).await).await.problem(409, "in-use");
    assert_eq!(refused["usedBy"], "referrals");
}

#[tokio::test]
async fn a_referrer_hears_nothing_after_a_parent_took_that_back() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let accepted = act(leader, &path, "accept", &acceptance(&world.practitioner.id)).await.expect(200);
    let family = format!("/v1/families/{}", accepted["familyId"].as_str().unwrap());
    let parent = leader.get(&family).await.expect(200)["parents"][0]["id"].clone();
    let consents = format!("{family}/consents");
    let given = json!({ "parentId": parent, "purpose": "referrer_feedback", "wording": "1", "givenOn": "2026-03-05" });
    let made = leader.post(&consents, &given).await;
    let (consent, etag) = (made.header("location").to_owned(), made.etag());
    leader.patch(&consent, &etag, &json!({ "withdrawnOn": "2026-03-09" })).await.expect(200);
    let told =
        async |on: Value| leader.patch(&path, &leader.etag(&path).await, &json!({ "feedbackGivenOn": on })).await;
    let refused = told(json!("2026-03-10")).await.problem(409, "consent-withdrawn");
    assert_eq!((&refused["purpose"], &refused["parentIds"]), (&json!("referrer_feedback"), &json!([parent])));
    // What was told while it was agreed to is registered as it was, and can be taken out again.
    told(json!("2026-03-08")).await.expect(200);
    told(Value::Null).await.expect(200);
    let anew = json!({ "parentId": parent, "purpose": "referrer_feedback", "wording": "2", "givenOn": "2026-03-10" });
    leader.post(&consents, &anew).await.expect(201);
    told(json!("2026-03-10")).await.expect(200);
}

#[tokio::test]
async fn consents_that_are_not_recorded_do_not_keep_the_referrer_waiting() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let path = received(leader, &referral()).await;
    let told = json!({ "feedbackGivenOn": "2026-03-09" });
    leader.patch(&path, &leader.etag(&path).await, &told).await.expect(200);
    act(leader, &path, "accept", &acceptance(&world.practitioner.id)).await.expect(200);
    let told = json!({ "feedbackGivenOn": "2026-03-10" });
    leader.patch(&path, &leader.etag(&path).await, &told).await.expect(200);
}
