//! The order of phases and days (gates G3, G4 and G5): what lies before what, whichever is registered last.

use serde_json::{Value, json};

use crate::support::journey::Journey;
use crate::support::{Answer, World};

/// In closing since 20 March 2026, with the final evaluation of that day.
async fn evaluated(world: &World) -> Journey<'_> {
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.moves("closing", None).await.expect(200);
    journey.evaluates("final", "evaluation", &[(6, 4)]).await;
    journey
}

/// The same, completed on that day.
async fn completed(world: &World) -> Journey<'_> {
    let journey = evaluated(world).await;
    journey.holds("closing_activity", "family", 60, json!([])).await;
    journey.moves("completed", None).await.expect(200);
    journey
}

/// A visit with this step and status on a day.
async fn visits(journey: &Journey<'_>, step: &str, status: &str, on: &str) -> Answer {
    let mut visit = json!({ "trajectoryId": journey.case.trajectory_id, "step": step, "mode": "phone",
        "status": status, "heldOn": on, "performerIds": [journey.me.id] });
    if status == "held" {
        visit["minutes"] = json!(20);
        visit["attendance"] = json!("parents");
    }
    journey.me.post("/v1/visits", &visit).await
}

/// An evaluation of this kind, dated on a day.
async fn evaluates_on(journey: &Journey<'_>, kind: &str, questionnaire: &str, on: &str, more: Value) -> Answer {
    let mut evaluation = journey.evaluation(kind, questionnaire, &[]).await;
    evaluation["heldOn"] = json!(on);
    evaluation.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    journey.me.post(&journey.path("/evaluations"), &evaluation).await
}

#[tokio::test]
async fn a_mid_evaluation_is_not_held_after_the_final_one() {
    let world = World::new().await;
    let mut journey = evaluated(&world).await;
    journey.on("2026-03-24").await;
    let close = || json!({ "decision": "close" });
    let refused = evaluates_on(&journey, "mid", "evaluation", "2026-03-23", close()).await;
    let refused = refused.problem(409, "evaluation-out-of-order");
    assert_eq!((&refused["before"], &refused["latest"]), (&json!("final"), &json!("2026-03-20")));
    let made = evaluates_on(&journey, "mid", "evaluation", "2026-03-19", close()).await;
    let (mid, etag) = (made.header("location").to_owned(), made.etag());
    let made = made.expect(201);
    // Nor does an amendment bring it there.
    let content = json!({ "heldOn": "2026-03-23", "practitionerId": journey.me.id, "answers": made["answers"],
        "decision": "close" });
    let amendment = json!({ "reason": "Andere dag", "content": content });
    let refused = journey.me.act(&format!("{mid}/amend"), &etag, &amendment).await;
    assert_eq!(refused.problem(409, "evaluation-out-of-order")["before"], "final");
}

#[tokio::test]
async fn what_counts_as_the_final_evaluation_comes_after_goal_work_began() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await;
    let refused = evaluates_on(&journey, "final", "evaluation", "2026-03-20", json!({})).await;
    let refused = refused.problem(409, "evaluation-out-of-order");
    assert_eq!((&refused["after"], &refused["earliest"]), (&json!("goal_work"), &Value::Null));
    let taken = json!({ "decision": "take_as_final" });
    let refused = evaluates_on(&journey, "mid", "evaluation", "2026-03-20", taken).await;
    assert_eq!(refused.problem(409, "evaluation-out-of-order")["after"], "goal_work");
    journey.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    let early = evaluates_on(&journey, "final", "evaluation", "2026-03-19", json!({})).await;
    assert_eq!(early.problem(409, "evaluation-out-of-order")["earliest"], "2026-03-20");
    evaluates_on(&journey, "final", "evaluation", "2026-03-20", json!({})).await.expect(201);
}

#[tokio::test]
async fn aftercare_comes_after_completion_by_its_own_day() {
    let world = World::new().await;
    let mut journey = evaluated(&world).await;
    for (step, status) in [("aftercare_contact", "held"), ("follow_up", "held"), ("follow_up", "no_show")] {
        let early = visits(&journey, step, status, "2026-03-20").await.problem(409, "aftercare-too-early");
        assert_eq!((&early["currentPhase"], &early["earliest"]), (&json!("closing"), &Value::Null));
    }
    for kind in ["aftercare", "follow_up"] {
        let early = evaluates_on(&journey, kind, "aftercare", "2026-03-20", json!({})).await;
        early.problem(409, "aftercare-too-early");
    }
    journey.on("2026-03-24").await.holds("closing_activity", "family", 60, json!([])).await;
    journey.moves("completed", None).await.expect(200);
    let early = visits(&journey, "aftercare_contact", "held", "2026-03-23").await.problem(409, "aftercare-too-early");
    assert_eq!(early["earliest"], "2026-03-24");
    // A device that was offline hands in what was held while it was completed, also after it was reopened.
    journey.on("2026-05-04").await.moves("active", Some("Toch verder")).await.expect(200);
    journey.on("2026-05-06").await;
    visits(&journey, "aftercare_contact", "held", "2026-05-01").await.expect(201);
    evaluates_on(&journey, "aftercare", "aftercare", "2026-05-01", json!({})).await.expect(201);
    visits(&journey, "aftercare_contact", "held", "2026-05-05").await.problem(409, "aftercare-too-early");
    // A correction of anything but the day or the step is no new judgement.
    let list = journey.me.get(&journey.path("/visits")).await.expect(200);
    let call = list["items"].as_array().unwrap().iter().find(|one| one["step"] == "aftercare_contact").unwrap();
    let call = format!("/v1/visits/{}", call["id"].as_str().unwrap());
    let patch = async |change: Value| journey.me.patch(&call, &journey.me.etag(&call).await, &change).await;
    patch(json!({ "minutes": 25 })).await.expect(200);
    patch(json!({ "heldOn": "2026-05-06" })).await.problem(409, "aftercare-too-early");
}

#[tokio::test]
async fn nothing_that_was_recorded_lies_after_an_early_end() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    let ends = async |journey: &Journey<'_>, on: &str| {
        journey.asks(&json!({ "to": "discontinued", "on": on, "reason": "Verhuisd" })).await
    };
    let after = |answer: Answer| {
        let refused = answer.problem(409, "transition-not-allowed");
        (refused["unmet"][0]["code"].clone(), refused["unmet"][0]["on"].clone())
    };
    // A visit that met nobody.
    journey.on("2026-03-12").await;
    visits(&journey, "intake", "no_show", "2026-03-12").await.expect(201);
    assert_eq!(after(ends(&journey, "2026-03-11").await), (json!("afterwards_held"), json!("2026-03-12")));
    // A plan that was agreed.
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    assert_eq!(after(ends(&journey, "2026-03-19").await), (json!("afterwards_held"), json!("2026-03-20")));
    journey.moves("goal_work", None).await.expect(200);
    // An evaluation.
    journey.on("2026-03-24").await;
    evaluates_on(&journey, "mid", "evaluation", "2026-03-24", json!({ "decision": "extend" })).await.expect(201);
    assert_eq!(after(ends(&journey, "2026-03-23").await), (json!("afterwards_held"), json!("2026-03-24")));
    ends(&journey, "2026-03-24").await.expect(200);
}

#[tokio::test]
async fn the_start_moves_no_later_than_time_a_signal_or_a_departure() {
    let world = World::new().await;
    let me = &world.practitioner;
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let latest = async || {
        let later = me.patch(&path, &me.etag(&path).await, &json!({ "startedOn": "2026-03-09" })).await;
        later.problem(409, "start-after-visits")["latest"].clone()
    };
    let departure = json!({ "kind": "guideline", "code": "goal_count", "notedOn": "2026-03-06", "reason": "Genoeg" });
    me.post(&format!("{path}/departures"), &departure).await.expect(201);
    assert_eq!(latest().await, "2026-03-06");
    let entry = json!({ "trajectoryId": world.case.trajectory_id, "practitionerId": me.id, "category": "preparation",
        "minutes": 30, "on": "2026-03-05" });
    me.post("/v1/time-entries", &entry).await.expect(201);
    assert_eq!(latest().await, "2026-03-05");
    me.post(&format!("{path}/signals"), &json!({ "noticedOn": "2026-03-04", "about": "Zorgen" })).await.expect(201);
    assert_eq!(latest().await, "2026-03-04");
}

#[tokio::test]
async fn a_final_evaluation_after_one_that_was_taken_as_final_is_what_aftercare_counts_from() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.on("2026-03-31").await;
    evaluates_on(&journey, "mid", "evaluation", "2026-03-31", json!({ "decision": "take_as_final" })).await.expect(201);
    assert_eq!(journey.step("aftercare_contact").await["dueFrom"], "2026-05-05");
    journey.moves("closing", None).await.expect(200);
    journey.on("2026-05-11").await.evaluates("final", "evaluation", &[(6, 4)]).await;
    assert_eq!(journey.step("final_evaluation").await["doneOn"], "2026-05-11");
    assert_eq!(journey.step("aftercare_contact").await["dueFrom"], "2026-06-15");
    // And what a completion rests on.
    journey.holds("closing_activity", "family", 60, json!([])).await;
    let early = journey.asks(&json!({ "to": "completed", "on": "2026-05-01" })).await;
    assert!(Journey::unmet(early).contains(&"before_final_evaluation".to_owned()));
}

#[tokio::test]
async fn reopening_beside_a_running_trajectory_says_all_that_is_in_the_way() {
    let world = World::new().await;
    let journey = completed(&world).await;
    let again = json!({ "familyId": journey.case.family_id, "focusChildIds": [journey.case.child_id],
        "practitionerIds": [journey.me.id], "startedOn": "2026-03-20" });
    let again = journey.me.post("/v1/trajectories", &again).await.expect(201);
    let both = journey.moves("active", None).await.problem(409, "transition-not-allowed");
    assert_eq!(both["trajectoryId"], again["id"]);
    let codes: Vec<_> = both["unmet"].as_array().unwrap().iter().map(|one| one["code"].clone()).collect();
    assert_eq!(codes, ["reason_needed", "family_has_running_trajectory"]);
    let one = journey.moves("active", Some("Terug")).await.problem(409, "family-has-running-trajectory");
    assert_eq!(one["trajectoryId"], again["id"]);
}

#[tokio::test]
async fn a_trajectory_is_not_reopened_before_its_aftercare() {
    let world = World::new().await;
    let mut journey = completed(&world).await;
    journey.on("2026-05-04").await.holds("aftercare_contact", "parents", 20, json!([])).await;
    let ask = json!({ "to": "active", "on": "2026-05-01", "reason": "Toch verder" });
    assert_eq!(Journey::unmet(journey.asks(&ask).await), ["afterwards_held"]);
    journey.moves("active", Some("Toch verder")).await.expect(200);
}

#[tokio::test]
async fn an_explanation_says_what_was_found_against_what_is_asked() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.agrees(&[(6, &["6.1"])]).await;
    let fidelity = journey.me.get(&journey.path("/fidelity")).await.expect(200);
    let all = fidelity["guidelines"].as_array().unwrap();
    let count = all.iter().find(|one| one["code"] == "goal_count").unwrap();
    assert_eq!(count["explanation"], "Niet gevolgd. Doelen in het plan: 1. Gevraagd: 3 tot en met 5.");
    let english = journey.me.request(reqwest::Method::GET, &journey.path("/fidelity")).header("accept-language", "en");
    let english = journey.me.send(english).await;
    assert!(english.text.contains("Not kept. Goals in the plan: 1. Asked: 3 to 5."), "{}", english.text);
}
