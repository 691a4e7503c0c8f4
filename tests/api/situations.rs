//! The situations that must work (`domain.md` §11), as far as they concern families, visits and trajectories; each has a
//! test of its name. A deputy, a registration after a hand-over and deputies in one action are in `handovers`.

use rstest::rstest;
use serde_json::{Value, json};

use crate::support::factory::Case;
use crate::support::journey::Journey;
use crate::support::{World, held_visit};

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// A family with these parents and children, and a trajectory for all of the children.
async fn case_of(world: &World, parents: Value, children: Value) -> (Case, Value) {
    let leader = &world.here.leader;
    let family = json!({ "name": "Familie Bijzonder", "languages": ["nl"], "interpreterNeeded": false,
        "communication": "dutch", "parents": parents, "children": children });
    let family = leader.post("/v1/families", &family).await.expect(201);
    let focus: Vec<String> = family["children"].as_array().unwrap().iter().map(id).collect();
    let trajectory = json!({ "familyId": family["id"], "focusChildIds": focus,
        "practitionerIds": [world.practitioner.id], "startedOn": "2026-03-01" });
    let trajectory = leader.post("/v1/trajectories", &trajectory).await.expect(201);
    let case = Case {
        family_id: id(&family),
        parent_id: id(&family["parents"][0]),
        child_id: focus[0].clone(),
        trajectory_id: id(&trajectory),
    };
    (case, family)
}

fn one_parent() -> Value {
    json!([{ "name": "Ouder Een", "addressSecret": false }])
}

#[tokio::test]
async fn twins() {
    let world = World::new().await;
    let child = |name: &str| json!({ "givenName": name, "familyName": "Bijzonder", "birthDate": "2020-05-01" });
    let (case, family) = case_of(&world, one_parent(), json!([child("Noa"), child("Liam")])).await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &case);
    journey.on("2026-03-11").await.holds("teacher_conversation", "parents", 30, json!([])).await;
    // A conversation and an evaluation of the teacher for each of the two.
    assert_eq!(journey.outcome("teacher_conversation").await, "pending");
    journey.holds("teacher_conversation", "parents", 30, json!([])).await;
    assert_eq!(journey.outcome("teacher_conversation").await, "met");
    journey.evaluates("intake_teacher", "intake_teacher", &[]).await;
    let mut other = journey.evaluation("intake_teacher", "intake_teacher", &[]).await;
    other["childId"] = family["children"][1]["id"].clone();
    journey.me.post(&journey.path("/evaluations"), &other).await.expect(201);
    let mut teacher = journey.evaluation("teacher", "teacher_evaluation", &[]).await;
    journey.me.post(&journey.path("/evaluations"), &teacher).await.expect(201);
    journey.me.post(&journey.path("/evaluations"), &teacher).await.problem(409, "already-exists");
    assert_ne!(journey.outcome("teacher_evaluation").await, "met");
    teacher["childId"] = family["children"][1]["id"].clone();
    journey.me.post(&journey.path("/evaluations"), &teacher).await.expect(201);
    assert_eq!(journey.outcome("teacher_evaluation").await, "met");
    // Who an evaluation is about stays; the one of a triplet may come along.
    let third = json!({ "givenName": "Mila", "familyName": "Bijzonder", "birthDate": "2020-05-01" });
    let children = format!("/v1/families/{}/children", case.family_id);
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let third = leader.post(&children, &third).await.expect(201);
    let all = json!({ "focusChildIds": [case.child_id, family["children"][1]["id"], third["id"]] });
    assert_eq!(journey.changes(&all).await["focusChildIds"].as_array().map(Vec::len), Some(3));
    let etag = journey.me.etag(&journey.path("")).await;
    let fewer = json!({ "focusChildIds": [third["id"]] });
    journey.me.patch(&journey.path(""), &etag, &fewer).await.problem(409, "in-use");
}

#[tokio::test]
async fn separated_parents() {
    let world = World::new().await;
    let address = |street: &str| json!({ "street": street, "postalCode": "1234 AB", "city": "Voorbeeldstad" });
    let parents = json!([
        { "name": "Ouder Een", "address": address("Verzonnenlaan 1"), "addressSecret": true },
        { "name": "Ouder Twee", "address": address("Bedachtpad 2"), "addressSecret": false }]);
    let child = json!([{ "givenName": "Noa", "familyName": "Bijzonder", "birthDate": "2020-05-01" }]);
    let (case, family) = case_of(&world, parents, child).await;
    let other = id(&family["parents"][1]);
    let mut journey = Journey::new(&world.app, &world.practitioner, &case);
    // Which of them was there, and which of them gave which score.
    journey.on("2026-03-12").await;
    let mut visit = held_visit(&case, &journey.me.id, "2026-03-12");
    visit["parentIdsPresent"] = json!([other]);
    let visit = journey.me.post("/v1/visits", &visit).await.expect(201);
    assert_eq!(visit["parentIdsPresent"], json!([other]));
    journey.agrees(&[(6, &["6.1"])]).await;
    let mut mid = journey.evaluation("mid", "evaluation", &[(6, 3)]).await;
    mid["decision"] = json!("close");
    mid["goalScores"].as_array_mut().unwrap().push(json!({ "goal": 6, "score": 5, "givenBy": other }));
    let mid = journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    assert_eq!(mid["goalScores"].as_array().map(Vec::len), Some(2));
    // A secret address is on no paper.
    let planned = json!({ "trajectoryId": case.trajectory_id, "step": "goal_visit", "mode": "home",
        "plannedAt": "2026-03-20T09:00:00Z", "performerIds": [journey.me.id] });
    journey.me.post("/v1/visits", &planned).await.expect(201);
    let card = journey.me.get(&journey.path("/appointment-card.pdf")).await;
    assert_eq!((card.status, card.header("content-type")), (200, "application/pdf"));
    assert!(!card.text.contains("Verzonnenlaan") && !card.text.contains("Bedachtpad"));
}

#[tokio::test]
async fn an_interpreter() {
    let world = World::new().await;
    let me = &world.practitioner;
    let family = format!("/v1/families/{}", world.case.family_id);
    let leader = &world.here.leader;
    let change = json!({ "interpreterNeeded": true, "communication": "interpreter" });
    leader.patch(&family, &leader.etag(&family).await, &change).await.expect(200);
    let mut visit = held_visit(&world.case, &me.id, "2026-03-09");
    visit["communication"] = json!("interpreter");
    assert_eq!(me.post("/v1/visits", &visit).await.expect(201)["communication"], "interpreter");
    // This time somebody of the family translated.
    visit["communication"] = json!("network_member");
    assert_eq!(me.post("/v1/visits", &visit).await.expect(201)["communication"], "network_member");
}

#[tokio::test]
async fn two_practitioners_on_one_visit() {
    let world = World::new().await;
    let (me, leader) = (&world.practitioner, &world.here.leader);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let mut visit = held_visit(&world.case, &me.id, "2026-03-09");
    visit["performerIds"] = json!([me.id, colleague.id]);
    visit["performerTimes"] = json!([{ "practitionerId": colleague.id, "minutes": 45 }]);
    let visit = leader.post("/v1/visits", &visit).await.expect(201);
    assert_eq!(visit["licences"].as_array().map(Vec::len), Some(2));
    let time = leader.get(&format!("/v1/trajectories/{}/time", world.case.trajectory_id)).await.expect(200);
    let of = |who: &str| {
        let all = time["perPractitioner"].as_array().unwrap();
        all.iter().find(|one| one["practitionerId"] == who).map(|one| one["minutes"].clone())
    };
    assert_eq!((of(&me.id), of(&colleague.id)), (Some(json!(90)), Some(json!(45))));
}

#[tokio::test]
async fn a_trainee_comes_along_as_observer() {
    let world = World::new().await;
    let trainee = world.app.practitioner(&world.here, "Stagiair").await;
    let mut visit = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    visit["observerIds"] = json!([trainee.id]);
    let visit = world.practitioner.post("/v1/visits", &visit).await.expect(201);
    // Coming along gives no sight of the dossier.
    trainee.get(&format!("/v1/visits/{}", id(&visit))).await.problem(404, "not-found");
    trainee.get(&format!("/v1/families/{}", world.case.family_id)).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_licence_that_lapses_during_a_trajectory() {
    let world = World::new().await;
    let (app, me) = (&world.app, &world.practitioner);
    let planned = json!({ "trajectoryId": world.case.trajectory_id, "step": "goal_visit", "mode": "home",
        "plannedAt": "2027-01-20T09:00:00Z", "performerIds": [me.id] });
    let planned = me.post("/v1/visits", &planned).await.expect(201);
    assert_eq!(planned["licenceWarnings"][0]["reason"], "expired");
    // The project leader is warned, and puts deputies on everything in one action.
    app.on("2026-12-20");
    let leader = app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let soon = leader.get("/v1/licence-expirations?withinDays=30").await.expect(200);
    assert_eq!(soon["items"][0]["practitionerId"], json!(me.id));
    let staff = app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let here = crate::support::factory::Organisation { id: world.here.id.clone(), leader };
    let deputy = app.licensed(&staff, &here, "Vervanger", "2026-12-01").await;
    let body = json!({ "kind": "deputy", "fromPractitionerId": me.id, "toPractitionerId": deputy.id,
        "on": "2027-01-15", "untilOn": "2027-03-01" });
    let leader = app.sign_in(&here.leader.email, &here.leader.totp_secret, None).await;
    let made = leader.post("/v1/handovers", &body).await.expect(201);
    assert_eq!(made["items"].as_array().map(Vec::len), Some(1));
    let visit = leader.get(&format!("/v1/visits/{}", id(&planned))).await.expect(200);
    assert_eq!((&visit["performerIds"], &visit["licenceWarnings"]), (&json!([deputy.id]), &json!([])));
}

#[tokio::test]
async fn a_child_that_changes_school_and_reaches_group_5() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let school = async |name: &str| {
        id(&leader.post("/v1/schools", &json!({ "name": name, "kind": "regular" })).await.expect(201))
    };
    let (first, second) = (school("De Eerste").await, school("De Tweede").await);
    let child = format!("/v1/families/{}/children/{}", world.case.family_id, world.case.child_id);
    let placements = json!({ "placements": [
        { "fromOn": "2025-09-01", "schoolId": first, "group": 4 },
        { "fromOn": "2026-08-24", "schoolId": second, "group": 5 }] });
    let seen = leader.patch(&child, &leader.etag(&child).await, &placements).await.expect(200);
    assert_eq!((&seen["group"], &seen["schoolId"]), (&json!(4), &json!(first)));
    // Eligibility was judged at the start: the trajectory goes on.
    world.app.on("2026-09-01");
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let seen = leader.get(&child).await.expect(200);
    assert_eq!((&seen["group"], &seen["schoolId"]), (&json!(5), &json!(second)));
    let visit = held_visit(&world.case, &world.practitioner.id, "2026-09-01");
    leader.post("/v1/visits", &visit).await.expect(201);
}

#[tokio::test]
async fn a_child_that_changes_teacher() {
    let world = World::new().await;
    let (leader, me) = (&world.here.leader, &world.practitioner);
    let school = id(&leader.post("/v1/schools", &json!({ "name": "De Eerste", "kind": "regular" })).await.expect(201));
    let teacher = async |name: &str| {
        let new = json!({ "name": name, "function": "teacher", "email": format!("{name}@school.example") });
        id(&leader.post(&format!("/v1/schools/{school}/teachers"), &new).await.expect(201))
    };
    let (first, second) = (teacher("eerste").await, teacher("tweede").await);
    let child = format!("/v1/families/{}/children/{}", world.case.family_id, world.case.child_id);
    let placement =
        |from: &str, teacher: &str| json!({ "fromOn": from, "schoolId": school, "group": 3, "teacherId": teacher });
    let placements = json!({ "placements": [placement("2025-09-01", &first), placement("2026-03-09", &second)] });
    let seen = leader.patch(&child, &leader.etag(&child).await, &placements).await.expect(200);
    // Both are known, each from the own first day; the child stays where it was.
    let teachers: Vec<_> = seen["placements"].as_array().unwrap().iter().map(|one| one["teacherId"].clone()).collect();
    assert_eq!(teachers, [json!(first), json!(second)]);
    assert_eq!((&seen["group"], &seen["schoolId"]), (&json!(3), &json!(school)));
    // The link of the former teacher stops working when the new one gets one: there is one evaluation per child.
    let links = format!("/v1/trajectories/{}/teacher-links", world.case.trajectory_id);
    let for_child = json!({ "childId": world.case.child_id });
    let former = me.post(&links, &for_child).await;
    let former_token = former.body["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let present = me.post(&links, &for_child).await.expect(201);
    let present_token = present["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let inspect =
        async |token: &str| world.app.stranger().post("/v1/teacher-links/inspect", &json!({ "token": token })).await;
    inspect(&former_token).await.problem(400, "link-invalid");
    inspect(&present_token).await.expect(200);
    // A teacher whom a placement names stays known.
    let path = format!("/v1/schools/{school}/teachers/{first}");
    let refused = leader.delete(&path, &leader.etag(&path).await).await.problem(409, "in-use");
    assert_eq!(refused["usedBy"], "children");
}

#[rstest]
#[case::own_region("north", "met")]
#[case::other_region("south", "not_met")]
#[tokio::test]
async fn summer_holidays(#[case] region: &str, #[case] rhythm: &str) {
    let world = World::new().await;
    world.school_in(region).await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    let holiday = json!({ "name": "Zomervakantie Noord", "fromOn": "2026-07-04", "untilOn": "2026-08-16",
        "region": "north" });
    world.here.leader.post("/v1/school-holidays", &holiday).await.expect(201);
    journey.on("2026-06-22").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.holds("goal_visit", "parents", 90, json!([])).await;
    journey.on("2026-06-30").await.holds("goal_visit", "family", 60, json!([])).await;
    journey.on("2026-08-18").await.holds("goal_visit", "parents", 90, json!([])).await;
    journey.moves("closing", None).await.expect(200);
    // Seven weeks without a visit: none of them counts where there was no school, all where there was.
    assert_eq!(journey.outcome("visit_rhythm").await, rhythm);
}

#[tokio::test]
async fn a_teacher_who_declines() {
    let world = World::new().await;
    let me = &world.practitioner;
    let links = format!("/v1/trajectories/{}/teacher-links", world.case.trajectory_id);
    let link = me.post(&links, &json!({ "childId": world.case.child_id })).await;
    let outcome = json!({ "outcome": "declined", "on": "2026-03-10" });
    let path = format!("{}/outcome", link.header("location"));
    me.act(&path, &link.etag(), &outcome).await.expect(200);
    let evaluations = me.get(&format!("/v1/trajectories/{}/evaluations", world.case.trajectory_id)).await.expect(200);
    let teacher = &evaluations["items"][0];
    assert_eq!((&teacher["status"], &teacher["outcome"]), (&json!("final"), &json!("declined")));
}

#[tokio::test]
async fn a_visit_by_phone() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-11").await;
    let mut visit = held_visit(&world.case, &journey.me.id, "2026-03-11");
    visit["mode"] = json!("phone");
    journey.me.post("/v1/visits", &visit).await.expect(201);
    // The step is done; only a visit at home counts as a home visit.
    assert_eq!(journey.status_of("intake").await, "done");
    let fidelity = journey.me.get(&journey.path("/fidelity")).await.expect(200);
    assert_eq!(fidelity["guidelines"][0]["evidence"]["held"], 0);
}

#[tokio::test]
async fn a_late_cancellation_at_the_door() {
    let world = World::new().await;
    let (me, leader) = (&world.practitioner, &world.here.leader);
    let mut missed = held_visit(&world.case, &me.id, "2026-03-09");
    for member in ["attendance", "parentIdsPresent"] {
        missed.as_object_mut().unwrap().remove(member);
    }
    missed["status"] = json!("no_show");
    missed["minutes"] = json!(15);
    missed["travelMinutes"] = json!(40);
    let missed = me.post("/v1/visits", &missed).await.expect(201);
    assert_eq!((&missed["minutes"], &missed["travelMinutes"]), (&json!(15), &json!(40)));
    let time = leader.get(&format!("/v1/trajectories/{}/time", world.case.trajectory_id)).await.expect(200);
    assert_eq!(time["totalMinutes"], 55);
}

#[tokio::test]
async fn heavy_stress_half_way() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    let signal = json!({ "noticedOn": "2026-03-20", "about": "Schulden", "referredTo": "wijkteam" });
    journey.me.post(&journey.path("/signals"), &signal).await.expect(201);
    let pause = json!({ "to": "paused", "on": "2026-03-20", "contraIndication": "high_stress",
        "restartOn": "2026-05-11" });
    let paused = journey.asks(&pause).await.expect(200);
    assert_eq!((&paused["phase"], &paused["status"]), (&json!("goal_work"), &json!("paused")));
    assert_eq!(Journey::unmet(journey.moves("closing", None).await), ["wrong_status"]);
    let resumed = journey.on("2026-05-11").await.moves("active", None).await.expect(200);
    assert_eq!((&resumed["phase"], &resumed["status"]), (&json!("goal_work"), &json!("active")));
}

#[tokio::test]
async fn a_subscription_that_ends_during_aftercare() {
    let world = World::new().await;
    let staff = &world.staff;
    let subscriptions = world.here.leader.get("/v1/subscriptions").await.expect(200);
    let path = format!("/v1/subscriptions/{}", id(&subscriptions["items"][0]));
    staff.patch(&path, &staff.etag(&path).await, &json!({ "endsOn": "2026-04-30" })).await.expect(200);
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.moves("closing", None).await.expect(200);
    journey.evaluates("final", "evaluation", &[(6, 4)]).await;
    journey.holds("closing_activity", "family", 60, json!([])).await;
    journey.moves("completed", None).await.expect(200);
    // What runs is wound down; nothing new begins.
    journey.on("2026-05-11").await.holds("aftercare_contact", "parents", 20, json!([])).await;
    journey.evaluates("aftercare", "aftercare", &[]).await;
    let again = json!({ "familyId": journey.case.family_id, "focusChildIds": [journey.case.child_id],
        "practitionerIds": [journey.me.id], "startedOn": "2026-05-11" });
    journey.me.post("/v1/trajectories", &again).await.problem(409, "subscription-inactive");
    // After the months of winding down it is reading only.
    journey.on("2026-09-20").await;
    let visit = held_visit(&journey.case, &journey.me.id, "2026-09-20");
    journey.me.post("/v1/visits", &visit).await.problem(409, "subscription-inactive");
    journey.me.get(&journey.path("/fidelity")).await.expect(200);
}

#[tokio::test]
async fn a_complaint_by_a_parent() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let mut complaint = json!({ "familyId": world.case.family_id, "aboutPractitionerId": world.practitioner.id,
        "receivedOn": "2026-03-09", "description": "Afspraken niet nagekomen",
        "handledByUserId": world.practitioner.user_id });
    // Handled by somebody else than the practitioner.
    assert_eq!(leader.post("/v1/complaints", &complaint).await.places(), ["/handledByUserId"]);
    complaint["handledByUserId"] = json!(leader.user_id);
    let made = leader.post("/v1/complaints", &complaint).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    assert_eq!(made.expect(201)["dueOn"], "2026-04-20");
    let settled = json!({ "outcome": "Gesprek gevoerd, andere begeleider", "on": "2026-03-10" });
    // Whoever it is about does not settle it, also as a project leader.
    let user = format!("/v1/users/{}", world.practitioner.user_id);
    let both = json!({ "roles": ["practitioner", "project_leader"] });
    leader.patch(&user, &leader.etag(&user).await, &both).await.expect(200);
    let own = world.practitioner.act(&format!("{path}/settle"), &etag, &settled).await;
    own.problem(403, "forbidden");
    let own = world.practitioner.patch(&path, &etag, &json!({ "aboutPractitionerId": null })).await;
    own.problem(403, "forbidden");
    leader.patch(&user, &leader.etag(&user).await, &json!({ "roles": ["practitioner"] })).await.expect(200);
    let settled = leader.act(&format!("{path}/settle"), &etag, &settled).await.expect(200);
    assert_eq!(settled["status"], "settled");
    world.practitioner.get(&path).await.problem(403, "forbidden");
}
