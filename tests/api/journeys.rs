//! Three whole trajectories, played from the referral on with the clock moved and looked at at each turn, in steps, fidelity
//! and papers: an ordinary one up to its follow-up 38 weeks later, one closed early at the mid evaluation, and one
//! discontinued for a contra-indication found in alignment.

use serde_json::{Value, json};

use crate::support::World;
use crate::support::journey::Journey;

const CERTIFICATES: [&str; 2] = ["/certificates/parent.pdf", "/certificates/child.pdf"];

/// Work on a sub-goal through all four stages.
fn all_stages(subgoal: &str) -> Value {
    json!({ "subgoal": subgoal, "stages": ["experience", "discuss", "inform", "try"] })
}

/// The version of a paper that there is.
async fn paper(journey: &Journey<'_>, path: &str) -> String {
    let answer = journey.me.get(&journey.path(path)).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"), "{}", answer.text);
    assert!(answer.text.starts_with("%PDF-"));
    answer.etag()
}

/// Certificates are refused until closing, with the phase that stands in the way.
async fn no_certificates(journey: &Journey<'_>, phase: &str) {
    for certificate in CERTIFICATES {
        let early = journey.me.get(&journey.path(certificate)).await.problem(409, "certificate-too-early");
        assert_eq!(early["currentPhase"], phase);
    }
}

/// The outcomes of guidelines, all in one look.
async fn outcomes(journey: &Journey<'_>, expected: &[(&str, &str)]) {
    let fidelity = journey.me.get(&journey.path("/fidelity")).await.expect(200);
    let guidelines = fidelity["guidelines"].as_array().unwrap();
    for (code, outcome) in expected {
        let guideline = guidelines.iter().find(|one| one["code"] == *code).expect(code);
        assert_eq!(guideline["outcome"], *outcome, "{guideline}");
    }
}

#[tokio::test]
async fn an_ordinary_trajectory_up_to_its_follow_up() {
    let world = World::new().await;
    let mut journey = Journey::referred(&world, ["2026-03-11", "2026-03-13", "2026-03-16"]).await;
    let begun = journey.me.get(&journey.path("")).await.expect(200);
    assert_eq!((&begun["phase"], &begun["startedOn"]), (&json!("alignment"), &json!("2026-03-16")));
    assert_eq!(journey.done().await, 0);
    let expected = [("alignment_visits", "pending"), ("goal_count", "pending"), ("aftercare_timing", "pending")];
    outcomes(&journey, &expected).await;
    let no_visits = paper(&journey, "/appointment-card.pdf").await;
    no_certificates(&journey, "alignment").await;
    // Alignment: five home visits and the conversation at school, in four weeks.
    let acquaintance = journey.appoints("acquaintance", "family", "2026-03-27T14:00:00Z").await;
    assert_ne!(paper(&journey, "/appointment-card.pdf").await, no_visits, "it shows what was agreed on");
    assert_eq!(journey.status_of("acquaintance").await, "planned");
    journey.on("2026-03-25").await.holds("intake", "parents", 95, json!([])).await;
    journey.evaluates("intake_parent", "intake_parent", &[]).await;
    assert_eq!(journey.status_of("intake").await, "done");
    assert_eq!(journey.status_of("folder_walkthrough").await, "open");
    assert_eq!(journey.status_of("goal_visit").await, "open");
    assert_eq!(journey.done().await, 1);
    journey.on("2026-03-27").await.records(&acquaintance, "family", 60).await;
    assert_eq!(journey.status_of("folder_walkthrough").await, "due");
    journey.on("2026-03-31").await.holds("folder_walkthrough", "parents", 90, json!([])).await;
    journey.changes(&json!({ "folderHandedOutOn": "2026-03-31" })).await;
    journey.on("2026-04-03").await.holds("folder_activity", "family", 55, json!([])).await;
    journey.on("2026-04-07").await.holds("teacher_conversation", "parents", 30, json!([])).await;
    journey.evaluates("intake_teacher", "intake_teacher", &[]).await;
    assert_eq!(Journey::unmet(journey.moves("goal_work", None).await), ["agreed_plan"]);
    journey.on("2026-04-10").await.holds("plan_discussion", "parents", 90, json!([])).await;
    outcomes(&journey, &[("alignment_visits", "met"), ("alignment_duration", "pending")]).await;
    let no_plan = paper(&journey, "/plan.pdf").await;
    journey.agrees(&[(2, &["2.2"]), (6, &["6.1"]), (8, &["8.1"])]).await;
    assert_ne!(paper(&journey, "/plan.pdf").await, no_plan);
    let moved = journey.moves("goal_work", None).await.expect(200);
    assert_eq!((moved["phase"].as_str(), moved["status"].as_str()), (Some("goal_work"), Some("active")));
    assert_eq!(journey.done().await, 6);
    let met = ["alignment_visits", "alignment_duration", "teacher_conversation", "folder_handed_out", "goal_count"];
    outcomes(&journey, &met.map(|code| (code, "met"))).await;
    no_certificates(&journey, "goal_work").await;
    // Goal work: twice a week, parents and family in turn, each sub-goal through its stages.
    let visits = [
        ("2026-04-14", "parents", "2.2"),
        ("2026-04-17", "family", "2.2"),
        ("2026-04-21", "parents", "6.1"),
        ("2026-04-24", "family", "6.1"),
        ("2026-04-28", "parents", "8.1"),
        ("2026-05-01", "family", "8.1"),
    ];
    for (day, attendance, subgoal) in visits {
        let minutes = if attendance == "parents" { 90 } else { 60 };
        journey.on(day).await.holds("goal_visit", attendance, minutes, json!([all_stages(subgoal)])).await;
    }
    assert_eq!(journey.done().await, 7);
    outcomes(&journey, &[("subgoals_before_mid", "pending"), ("mid_evaluation", "pending")]).await;
    journey.on("2026-05-05").await;
    let mut mid = journey.evaluation("mid", "evaluation", &[(2, 3), (6, 3), (8, 4)]).await;
    mid["decision"] = json!("extend");
    mid["extraVisits"] = json!(2);
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    journey.on("2026-05-08").await.holds("goal_visit", "parents", 90, json!([all_stages("2.2")])).await;
    journey.on("2026-05-12").await.holds("goal_visit", "family", 60, json!([all_stages("6.1")])).await;
    let met = ["subgoals_before_mid", "learning_stages", "goal_visit_kinds", "mid_evaluation"];
    outcomes(&journey, &met.map(|code| (code, "met"))).await;
    assert_eq!(journey.done().await, 8);
    let lacks = Journey::unmet(journey.moves("completed", None).await);
    assert_eq!(lacks, ["wrong_phase", "final_evaluation", "closing_activity"]);
    no_certificates(&journey, "goal_work").await;
    // Closing: now there are certificates, dated anew when they are given.
    journey.moves("closing", None).await.expect(200);
    let undated = paper(&journey, "/certificates/child.pdf").await;
    journey.on("2026-05-15").await.evaluates("final", "evaluation", &[(2, 4), (6, 4), (8, 5)]).await;
    assert_eq!(journey.done().await, 9);
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
    journey.on("2026-05-22").await.holds("closing_activity", "family", 60, json!([])).await;
    outcomes(&journey, &[("certificates", "pending"), ("closing_activity", "met"), ("goal_scores", "met")]).await;
    journey.changes(&json!({ "certificatesGivenOn": "2026-05-22" })).await;
    assert_ne!(paper(&journey, "/certificates/child.pdf").await, undated);
    paper(&journey, "/certificates/parent.pdf").await;
    let completed = journey.moves("completed", None).await.expect(200);
    assert_eq!((completed["phase"].as_str(), completed["status"].as_str()), (Some("aftercare"), Some("completed")));
    assert_eq!(completed["endedOn"], "2026-05-22");
    assert_eq!(journey.done().await, 10);
    let met = [
        "alternation",
        "visit_rhythm",
        "school_hours",
        "visit_lengths",
        "goals_before_final",
        "goal_scores",
        "closing_activity",
        "certificates",
    ];
    outcomes(&journey, &met.map(|code| (code, "met"))).await;
    // Aftercare: due five to eight weeks after the final evaluation, follow-up after five to seven months.
    assert_eq!(journey.status_of("aftercare_contact").await, "open");
    journey.on("2026-06-22").await;
    let step = journey.step("aftercare_contact").await;
    assert_eq!(
        (&step["status"], &step["dueFrom"], &step["dueUntil"]),
        (&json!("due"), &json!("2026-06-19"), &json!("2026-07-10"))
    );
    outcomes(&journey, &[("aftercare_timing", "pending"), ("follow_up_timing", "pending")]).await;
    journey.on("2026-06-26").await.holds("aftercare_contact", "parents", 20, json!([])).await;
    journey.evaluates("aftercare", "aftercare", &[(2, 4)]).await;
    assert_eq!(journey.done().await, 11);
    outcomes(&journey, &[("aftercare_timing", "met"), ("follow_up_timing", "pending")]).await;
    // Thirty-eight weeks after the start.
    journey.on("2026-12-07").await;
    assert_eq!(journey.status_of("follow_up").await, "due");
    let no_visits = paper(&journey, "/appointment-card.pdf").await;
    let follow_up = journey.appoints("follow_up", "parents", "2026-12-08T09:00:00Z").await;
    assert_ne!(paper(&journey, "/appointment-card.pdf").await, no_visits);
    journey.on("2026-12-08").await.records(&follow_up, "parents", 45).await;
    journey.evaluates("follow_up", "aftercare", &[(2, 5)]).await;
    let teacher = journey.evaluation("teacher", "teacher_evaluation", &[]).await;
    journey.me.post(&journey.path("/evaluations"), &teacher).await.expect(201);
    let met = ["aftercare_timing", "follow_up_timing", "teacher_evaluation"];
    outcomes(&journey, &met.map(|code| (code, "met"))).await;
    assert_eq!(journey.done().await, 12);
    for certificate in CERTIFICATES {
        paper(&journey, certificate).await;
    }
    // What licence B counts: one completion, of this person, on that day.
    let completions = "SELECT count(*) FROM trajectory_completions WHERE completed_on = '2026-05-22'";
    assert_eq!(world.app.db_count(completions).await, 1);
}

#[tokio::test]
async fn a_trajectory_closed_early_at_the_mid_evaluation() {
    let world = World::new().await;
    let mut journey = Journey::referred(&world, ["2026-03-11", "2026-03-12", "2026-03-16"]).await;
    journey.on("2026-03-17").await.holds("intake", "parents", 90, json!([])).await;
    journey.evaluates("intake_parent", "intake_parent", &[]).await;
    journey.on("2026-03-20").await.holds("acquaintance", "family", 60, json!([])).await;
    journey.on("2026-03-24").await.holds("folder_walkthrough", "parents", 85, json!([])).await;
    journey.changes(&json!({ "folderHandedOutOn": "2026-03-24" })).await;
    journey.on("2026-03-27").await.holds("teacher_conversation", "parents", 30, json!([])).await;
    no_certificates(&journey, "alignment").await;
    journey.on("2026-04-07").await.holds("plan_discussion", "parents", 90, json!([])).await;
    journey.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    assert_eq!(journey.done().await, 5);
    // One of the five home visits was left out.
    let expected = [
        ("alignment_visits", "not_met"),
        ("alignment_duration", "met"),
        ("teacher_conversation", "met"),
        ("folder_handed_out", "met"),
        ("goal_count", "not_met"),
    ];
    outcomes(&journey, &expected).await;
    journey.on("2026-04-10").await.holds("goal_visit", "parents", 80, json!([all_stages("6.1")])).await;
    journey.on("2026-04-14").await.holds("goal_visit", "family", 50, json!([all_stages("6.1")])).await;
    assert_eq!(journey.done().await, 6);
    assert_eq!(journey.status_of("mid_evaluation").await, "due");
    no_certificates(&journey, "goal_work").await;
    journey.on("2026-04-17").await;
    let mut mid = journey.evaluation("mid", "evaluation", &[(6, 4)]).await;
    mid["decision"] = json!("take_as_final");
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    assert_eq!(journey.status_of("final_evaluation").await, "done");
    assert_eq!(journey.done().await, 8);
    outcomes(&journey, &[("mid_evaluation", "met"), ("goal_scores", "met"), ("closing_activity", "pending")]).await;
    let noted = json!({ "kind": "guideline", "code": "goal_count", "notedOn": "2026-04-17",
        "reason": "Eén doel was genoeg." });
    journey.me.post(&journey.path("/departures"), &noted).await.expect(201);
    // Closing. The activity is always held, also after an early close.
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["wrong_phase", "closing_activity"]);
    journey.moves("closing", None).await.expect(200);
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
    assert_eq!(journey.status_of("closing_activity").await, "due");
    journey.on("2026-04-24").await.holds("closing_activity", "family", 60, json!([])).await;
    for certificate in CERTIFICATES {
        paper(&journey, certificate).await;
    }
    journey.changes(&json!({ "certificatesGivenOn": "2026-04-24" })).await;
    journey.moves("completed", None).await.expect(200);
    assert_eq!(journey.done().await, 9);
    let expected = [
        ("goal_count", "not_met"),
        ("goal_visit_kinds", "met"),
        ("closing_activity", "met"),
        ("certificates", "met"),
        ("aftercare_timing", "pending"),
    ];
    outcomes(&journey, &expected).await;
    let fidelity = journey.me.get(&journey.path("/fidelity")).await.expect(200);
    let count = fidelity["guidelines"].as_array().unwrap().iter().find(|one| one["code"] == "goal_count").unwrap();
    assert_eq!(count["departureReason"], "Eén doel was genoeg.");
    // Aftercare counts from the evaluation that was taken as final.
    assert_eq!(journey.step("aftercare_contact").await["dueFrom"], "2026-05-22");
    journey.on("2026-05-29").await.holds("aftercare_contact", "parents", 25, json!([])).await;
    journey.evaluates("aftercare", "aftercare", &[(6, 4)]).await;
    outcomes(&journey, &[("aftercare_timing", "met"), ("follow_up_timing", "pending")]).await;
    assert_eq!(journey.done().await, 10);
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectory_completions").await, 1);
}

#[tokio::test]
async fn a_trajectory_discontinued_for_a_contra_indication_found_in_alignment() {
    let world = World::new().await;
    let mut journey = Journey::referred(&world, ["2026-03-11", "2026-03-12", "2026-03-16"]).await;
    journey.on("2026-03-17").await.holds("intake", "parents", 90, json!([])).await;
    journey.evaluates("intake_parent", "intake_parent", &[]).await;
    let visit = journey.appoints("acquaintance", "family", "2026-04-22T14:00:00Z").await;
    // Heavy stress half-way: first a pause, with a day on which to look again.
    let pause = json!({ "to": "paused", "on": "2026-03-17", "contraIndication": "high_stress",
        "reason": "Eerst andere hulp", "restartOn": "2026-04-15" });
    assert_eq!(journey.asks(&pause).await.expect(200)["status"], "paused");
    assert_eq!(Journey::unmet(journey.moves("goal_work", None).await), ["wrong_status", "agreed_plan"]);
    journey.on("2026-04-15").await.moves("active", None).await.expect(200);
    assert_eq!(journey.done().await, 1);
    outcomes(&journey, &[("alignment_visits", "pending"), ("goal_count", "pending")]).await;
    let with_a_visit = paper(&journey, "/appointment-card.pdf").await;
    let unknown = json!({ "to": "discontinued", "on": "2026-04-15", "contraIndication": "koffie" });
    assert_eq!(journey.asks(&unknown).await.places(), ["/contraIndication"]);
    assert_eq!(Journey::unmet(journey.moves("discontinued", None).await), ["reason_needed"]);
    let end = json!({ "to": "discontinued", "on": "2026-04-15", "contraIndication": "low_comprehension" });
    let ended = journey.asks(&end).await.expect(200);
    assert_eq!((ended["phase"].as_str(), ended["status"].as_str()), (Some("alignment"), Some("discontinued")));
    // Closing cancelled what was planned, in the same breath: from the card too.
    let cancelled = journey.me.get(&visit).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["cancelledFrom"]), (&json!("cancelled"), &json!("planned")));
    assert_ne!(paper(&journey, "/appointment-card.pdf").await, with_a_visit);
    // What it lacks is shown, and what belongs to a later phase is refused.
    assert_eq!(journey.done().await, 1);
    assert_eq!(journey.status_of("acquaintance").await, "open");
    let arrow = journey.me.get(&journey.path("/steps.svg")).await;
    assert!(arrow.text.contains("gestopt"), "{}", arrow.text);
    let expected = [
        ("alignment_visits", "not_met"),
        ("teacher_conversation", "not_met"),
        ("folder_handed_out", "not_met"),
        ("goal_count", "not_met"),
        ("mid_evaluation", "not_met"),
        ("certificates", "not_applicable"),
        ("aftercare_timing", "not_applicable"),
        ("follow_up_timing", "not_applicable"),
        ("teacher_evaluation", "not_applicable"),
    ];
    outcomes(&journey, &expected).await;
    let late = json!({ "trajectoryId": journey.case.trajectory_id, "step": "acquaintance", "mode": "home",
        "plannedAt": "2026-04-23T14:00:00Z", "performerIds": [journey.me.id] });
    journey.me.post("/v1/visits", &late).await.problem(409, "trajectory-closed");
    journey.replaces_plan(&json!({ "goals": [] })).await.problem(409, "trajectory-closed");
    let aftercare = journey.evaluation("aftercare", "aftercare", &[]).await;
    let refused = journey.me.post(&journey.path("/evaluations"), &aftercare).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    for to in ["goal_work", "closing", "completed", "paused"] {
        let unmet = Journey::unmet(journey.moves(to, None).await);
        assert!(unmet.contains(&"wrong_status".to_owned()), "{to}: {unmet:?}");
    }
    no_certificates(&journey, "alignment").await;
    paper(&journey, "/plan.pdf").await;
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectory_completions").await, 0);
    // Reopening gives it back.
    assert_eq!(Journey::unmet(journey.moves("active", None).await), ["reason_needed"]);
    let reopened = journey.moves("active", Some("Toch een tolk gevonden")).await.expect(200);
    assert_eq!((&reopened["phase"], &reopened["status"]), (&json!("alignment"), &json!("active")));
    assert_eq!(journey.me.get(&visit).await.expect(200)["status"], "planned");
    assert_eq!(paper(&journey, "/appointment-card.pdf").await, with_a_visit);
    let history = journey.me.get(&journey.path("/transitions")).await.expect(200);
    let moves: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["to"].as_str().unwrap()).collect();
    assert_eq!(moves, ["paused", "active", "discontinued", "active"]);
}
