//! Three whole trajectories, played by the practitioner from the referral's first visit on with the clock moved, looked at
//! at each turn: an ordinary one up to its follow-up, one closed early at the mid evaluation, and one discontinued for a
//! contra-indication found in alignment.

use serde_json::json;

use crate::support::World;
use crate::support::journey::Journey;

/// Work on a sub-goal through all four stages.
fn all_stages(subgoal: &str) -> serde_json::Value {
    json!({ "subgoal": subgoal, "stages": ["experience", "discuss", "inform", "try"] })
}

/// The status of a document, which is a PDF when there is one.
async fn document(journey: &Journey<'_>, path: &str) -> u16 {
    let answer = journey.me.get(&journey.path(path)).await;
    assert_eq!(answer.header("content-type") == "application/pdf", answer.status == 200, "{}", answer.status);
    answer.status
}

#[tokio::test]
async fn an_ordinary_trajectory_up_to_its_follow_up() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    // Alignment: five home visits and the conversation at school, in four weeks.
    journey.on("2026-03-11").await.holds("intake", "parents", 95, json!([])).await;
    journey.evaluates("intake_parent", "intake_parent", &[]).await;
    assert_eq!(journey.status_of("intake").await, "done");
    assert_eq!(journey.status_of("acquaintance").await, "due");
    assert_eq!(journey.status_of("goal_visit").await, "open");
    assert_eq!(journey.outcome("alignment_visits").await, "pending");
    journey.on("2026-03-13").await.holds("acquaintance", "family", 60, json!([])).await;
    journey.on("2026-03-17").await.holds("folder_walkthrough", "parents", 90, json!([])).await;
    journey.changes(&json!({ "folderHandedOutOn": "2026-03-17" })).await;
    journey.on("2026-03-20").await.holds("folder_activity", "family", 55, json!([])).await;
    journey.on("2026-03-24").await.holds("teacher_conversation", "parents", 30, json!([])).await;
    journey.evaluates("intake_teacher", "intake_teacher", &[]).await;
    assert_eq!(Journey::unmet(journey.moves("goal_work", None).await), ["agreed_plan"]);
    journey.on("2026-03-27").await.holds("plan_discussion", "parents", 90, json!([])).await;
    journey.agrees(&[(2, &["2.2"]), (6, &["6.1"]), (8, &["8.1"])]).await;
    let moved = journey.moves("goal_work", None).await.expect(200);
    assert_eq!((moved["phase"].as_str(), moved["status"].as_str()), (Some("goal_work"), Some("active")));
    for met in ["alignment_visits", "alignment_duration", "teacher_conversation", "folder_handed_out", "goal_count"] {
        assert_eq!(journey.outcome(met).await, "met", "{met}");
    }
    // Goal work: twice a week, parents and family in turn, each sub-goal through its stages.
    let visits = [
        ("2026-03-31", "parents", "2.2"),
        ("2026-04-03", "family", "2.2"),
        ("2026-04-07", "parents", "6.1"),
        ("2026-04-10", "family", "6.1"),
        ("2026-04-14", "parents", "8.1"),
        ("2026-04-17", "family", "8.1"),
    ];
    for (day, attendance, subgoal) in visits {
        let minutes = if attendance == "parents" { 90 } else { 60 };
        journey.on(day).await.holds("goal_visit", attendance, minutes, json!([all_stages(subgoal)])).await;
    }
    assert_eq!(journey.outcome("subgoals_before_mid").await, "pending");
    journey.on("2026-04-21").await;
    let mut mid = journey.evaluation("mid", "evaluation", &[(2, 3), (6, 3), (8, 4)]).await;
    mid["decision"] = json!("extend");
    mid["extraVisits"] = json!(2);
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    journey.on("2026-04-24").await.holds("goal_visit", "parents", 90, json!([all_stages("2.2")])).await;
    journey.on("2026-04-28").await.holds("goal_visit", "family", 60, json!([all_stages("6.1")])).await;
    let kept = ["subgoals_before_mid", "learning_stages", "goal_visit_kinds", "mid_evaluation"];
    for met in kept {
        assert_eq!(journey.outcome(met).await, "met", "{met}");
    }
    let early = journey.moves("completed", None).await;
    let lacks = Journey::unmet(early);
    assert_eq!(lacks, ["wrong_phase", "final_evaluation", "closing_activity"]);
    // Closing. The documents come when their time has come.
    assert_eq!(document(&journey, "/plan.pdf").await, 200);
    assert_eq!(document(&journey, "/certificates/child.pdf").await, 409);
    journey.moves("closing", None).await.expect(200);
    journey.on("2026-05-01").await.evaluates("final", "evaluation", &[(2, 4), (6, 4), (8, 5)]).await;
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
    journey.on("2026-05-08").await.holds("closing_activity", "family", 60, json!([])).await;
    journey.changes(&json!({ "certificatesGivenOn": "2026-05-08" })).await;
    for certificate in ["/certificates/parent.pdf", "/certificates/child.pdf"] {
        assert_eq!(document(&journey, certificate).await, 200);
    }
    let completed = journey.moves("completed", None).await.expect(200);
    assert_eq!((completed["phase"].as_str(), completed["status"].as_str()), (Some("aftercare"), Some("completed")));
    assert_eq!(completed["endedOn"], "2026-05-08");
    for met in [
        "alternation",
        "visit_rhythm",
        "school_hours",
        "visit_lengths",
        "goals_before_final",
        "goal_scores",
        "closing_activity",
        "certificates",
    ] {
        assert_eq!(journey.outcome(met).await, "met", "{met}");
    }
    // Aftercare: due five to eight weeks after the final evaluation, follow-up after five to seven months.
    assert_eq!(journey.status_of("aftercare_contact").await, "open");
    journey.on("2026-06-08").await;
    let step = journey.step("aftercare_contact").await;
    assert_eq!(
        (&step["status"], &step["dueFrom"], &step["dueUntil"]),
        (&json!("due"), &json!("2026-06-05"), &json!("2026-06-26"))
    );
    journey.on("2026-06-12").await.holds("aftercare_contact", "parents", 20, json!([])).await;
    journey.evaluates("aftercare", "aftercare", &[(2, 4)]).await;
    journey.on("2026-11-02").await;
    assert_eq!(journey.status_of("follow_up").await, "due");
    journey.holds("follow_up", "parents", 45, json!([])).await;
    journey.evaluates("follow_up", "aftercare", &[(2, 5)]).await;
    let teacher = journey.evaluation("teacher", "teacher_evaluation", &[]).await;
    journey.me.post(&journey.path("/evaluations"), &teacher).await.expect(201);
    for met in ["aftercare_timing", "follow_up_timing", "teacher_evaluation"] {
        assert_eq!(journey.outcome(met).await, "met", "{met}");
    }
    let steps = journey.me.get(&journey.path("/steps")).await.expect(200);
    let statuses: Vec<_> =
        steps["items"].as_array().unwrap().iter().map(|step| step["status"].as_str().unwrap()).collect();
    assert!(statuses.iter().all(|status| *status == "done"), "{steps}");
    let drawing = journey.me.get(&journey.path("/steps.svg")).await;
    assert_eq!((drawing.status, drawing.header("content-type")), (200, "image/svg+xml"));
    assert!(drawing.text.contains("12 van 12 stappen gedaan"), "{}", drawing.text);
    // What licence B counts: one completion, of this person, on that day.
    let completions = "SELECT count(*) FROM trajectory_completions WHERE completed_on = '2026-05-08'";
    assert_eq!(world.app.db_count(completions).await, 1);
}

#[tokio::test]
async fn a_trajectory_closed_early_at_the_mid_evaluation() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-20").await.holds("plan_discussion", "parents", 90, json!([])).await;
    journey.agrees(&[(6, &["6.1"])]).await;
    journey.moves("goal_work", None).await.expect(200);
    journey.on("2026-03-24").await.holds("goal_visit", "parents", 80, json!([all_stages("6.1")])).await;
    journey.on("2026-03-27").await.holds("goal_visit", "family", 50, json!([all_stages("6.1")])).await;
    journey.on("2026-03-31").await;
    let mut mid = journey.evaluation("mid", "evaluation", &[(6, 4)]).await;
    mid["decision"] = json!("take_as_final");
    journey.me.post(&journey.path("/evaluations"), &mid).await.expect(201);
    assert_eq!(journey.status_of("final_evaluation").await, "done");
    journey.moves("closing", None).await.expect(200);
    // The closing activity is always held, unless it is left out with a reason.
    assert_eq!(Journey::unmet(journey.moves("completed", None).await), ["closing_activity"]);
    let waived = json!({ "kind": "step", "code": "closing_activity", "notedOn": "2026-03-31",
        "reason": "Het gezin vertrok eerder op reis." });
    journey.me.post(&journey.path("/departures"), &waived).await.expect(201);
    journey.moves("completed", None).await.expect(200);
    assert_eq!(journey.status_of("closing_activity").await, "skipped");
    assert_eq!(journey.outcome("goal_count").await, "not_met");
    let noted = json!({ "kind": "guideline", "code": "goal_count", "notedOn": "2026-03-31",
        "reason": "Eén doel was genoeg." });
    journey.me.post(&journey.path("/departures"), &noted).await.expect(201);
    let fidelity = journey.me.get(&journey.path("/fidelity")).await.expect(200);
    let count = fidelity["guidelines"].as_array().unwrap().iter().find(|one| one["code"] == "goal_count").unwrap();
    assert_eq!(count["departureReason"], "Eén doel was genoeg.");
    assert_eq!(journey.outcome("goal_scores").await, "met");
    // Aftercare counts from the evaluation that was taken as final.
    assert_eq!(journey.step("aftercare_contact").await["dueFrom"], "2026-05-05");
}

#[tokio::test]
async fn a_trajectory_discontinued_for_a_contra_indication_found_in_alignment() {
    let world = World::new().await;
    let mut journey = Journey::new(&world.app, &world.practitioner, &world.case);
    journey.on("2026-03-12").await.holds("intake", "parents", 90, json!([])).await;
    let planned = json!({ "trajectoryId": journey.case.trajectory_id, "step": "acquaintance", "mode": "home",
        "plannedAt": "2026-03-20T14:00:00Z", "performerIds": [journey.me.id] });
    let planned = journey.me.post("/v1/visits", &planned).await.expect(201);
    let visit = format!("/v1/visits/{}", planned["id"].as_str().unwrap());
    // Heavy stress half-way: first a pause, with a day on which to look again.
    let pause = json!({ "to": "paused", "on": "2026-03-12", "contraIndication": "high_stress",
        "reason": "Eerst andere hulp", "restartOn": "2026-04-15" });
    assert_eq!(journey.asks(&pause).await.expect(200)["status"], "paused");
    journey.on("2026-04-15").await.moves("active", None).await.expect(200);
    let unknown = json!({ "to": "discontinued", "on": "2026-04-15", "contraIndication": "koffie" });
    assert_eq!(journey.asks(&unknown).await.places(), ["/contraIndication"]);
    assert_eq!(Journey::unmet(journey.moves("discontinued", None).await), ["reason_needed"]);
    let end = json!({ "to": "discontinued", "on": "2026-04-15", "contraIndication": "low_comprehension" });
    let ended = journey.asks(&end).await.expect(200);
    assert_eq!((ended["phase"].as_str(), ended["status"].as_str()), (Some("alignment"), Some("discontinued")));
    // Closing cancelled what was planned, in the same breath.
    let cancelled = journey.me.get(&visit).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["cancelledFrom"]), (&json!("cancelled"), &json!("planned")));
    let late = json!({ "trajectoryId": journey.case.trajectory_id, "step": "acquaintance", "mode": "home",
        "plannedAt": "2026-04-20T14:00:00Z", "performerIds": [journey.me.id] });
    journey.me.post("/v1/visits", &late).await.problem(409, "trajectory-closed");
    assert_eq!(document(&journey, "/certificates/parent.pdf").await, 409);
    assert_eq!(document(&journey, "/appointment-card.pdf").await, 200);
    assert_eq!(journey.outcome("certificates").await, "not_applicable");
    assert_eq!(world.app.db_count("SELECT count(*) FROM trajectory_completions").await, 0);
    // Reopening gives it back.
    assert_eq!(Journey::unmet(journey.moves("active", None).await), ["reason_needed"]);
    let reopened = journey.moves("active", Some("Toch een tolk gevonden")).await.expect(200);
    assert_eq!((&reopened["phase"], &reopened["status"]), (&json!("alignment"), &json!("active")));
    assert_eq!(journey.me.get(&visit).await.expect(200)["status"], "planned");
    let history = journey.me.get(&journey.path("/transitions")).await.expect(200);
    let moves: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["to"].as_str().unwrap()).collect();
    assert_eq!(moves, ["paused", "active", "discontinued", "active"]);
}
