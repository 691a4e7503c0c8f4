//! How the trajectories of the demo went on after alignment, told by the acts that a practitioner would do. The whole
//! stories (`told`) use the same acts.

use actix_web::http::Method;
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Map, Value, json};

use super::Stage;
use super::client::{Api, Seat};
use crate::problem::Problem;

/// How far a trajectory came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Alignment,
    GoalWork,
    Completed,
    Discontinued,
}

impl Story {
    /// Every fourth trajectory of somebody who is licensed goes further than alignment.
    pub fn of(number: usize, licensed: bool) -> Self {
        match number % 16 {
            _ if !licensed => Self::Alignment,
            0 | 8 => Self::GoalWork,
            4 => Self::Completed,
            12 => Self::Discontinued,
            _ => Self::Alignment,
        }
    }

    /// How long ago it started, at least.
    pub fn days_ago(self) -> i64 {
        match self {
            Self::Alignment => 20,
            Self::GoalWork => 55,
            Self::Completed => 170,
            Self::Discontinued => 60,
        }
    }
}

/// A trajectory in the making.
pub(super) struct Case {
    pub trajectory: String,
    pub performer: String,
    pub parent: String,
    pub child: String,
    pub started_on: NaiveDate,
    /// The goals that the family chose.
    pub goals: &'static [Goal],
}

impl Case {
    pub fn path(&self, below: &str) -> String {
        format!("/v1/trajectories/{}{below}", self.trajectory)
    }

    /// A day of the trajectory, counted from its start.
    pub fn day(&self, number: i64) -> NaiveDate {
        self.started_on + TimeDelta::days(number)
    }
}

/// A goal with its sub-goals.
pub(super) type Goal = (i32, [&'static str; 2]);

/// The goals that most families chose.
pub(super) const GOALS: [Goal; 3] = [(2, ["2.2", "2.6"]), (6, ["6.1", "6.4"]), (8, ["8.1", "8.4"])];

pub(super) async fn tell<A: Api>(
    stage: &Stage<'_, A>,
    leader: &Seat,
    case: &Case,
    story: Story,
) -> Result<(), Problem> {
    match story {
        Story::Alignment => Ok(()),
        Story::Discontinued => {
            let end = json!({ "to": "discontinued", "on": case.day(30), "contraIndication": "high_stress" });
            moved(stage, leader, case, &end).await
        }
        Story::GoalWork => goal_work(stage, leader, case).await,
        Story::Completed => {
            goal_work(stage, leader, case).await?;
            closing(stage, leader, case).await
        }
    }
}

pub(super) async fn moved<A: Api>(stage: &Stage<'_, A>, who: &Seat, case: &Case, ask: &Value) -> Result<(), Problem> {
    let (about, path) = (case.path(""), case.path("/transitions"));
    stage.api.change(who, Method::POST, (&about, &path), ask).await?;
    Ok(())
}

/// Says something of the trajectory itself.
pub(super) async fn changed<A: Api>(
    stage: &Stage<'_, A>,
    who: &Seat,
    case: &Case,
    patch: &Value,
) -> Result<(), Problem> {
    let about = case.path("");
    stage.api.change(who, Method::PATCH, (&about, &about), patch).await?;
    Ok(())
}

/// Where a step usually takes place.
pub(super) fn mode_of(step: &str) -> &'static str {
    match step {
        "teacher_conversation" => "school",
        "aftercare_contact" => "phone",
        _ => "home",
    }
}

/// Work on sub-goals through all four stages of the learning cycle.
pub(super) fn work_on(subgoals: &[&str]) -> Value {
    let stages = json!(["experience", "discuss", "inform", "try"]);
    subgoals.iter().map(|subgoal| json!({ "subgoal": subgoal, "stages": stages })).collect()
}

pub(super) async fn held<A: Api>(
    stage: &Stage<'_, A>,
    who: &Seat,
    case: &Case,
    (step, attendance, day, minutes): (&str, &str, i64, i64),
    subgoals: &[&str],
) -> Result<(), Problem> {
    let visit = json!({ "trajectoryId": case.trajectory, "step": step, "mode": mode_of(step), "status": "held",
        "heldOn": case.day(day), "minutes": minutes, "travelMinutes": 20, "attendance": attendance,
        "withinSchoolHours": attendance == "parents", "performerIds": [case.performer],
        "parentIdsPresent": [case.parent], "goalWork": work_on(subgoals) });
    stage.api.post(who, "/v1/visits", &visit).await?;
    Ok(())
}

pub(super) async fn agreed<A: Api>(stage: &Stage<'_, A>, who: &Seat, case: &Case, day: i64) -> Result<(), Problem> {
    let goal = |(goal, subgoals): &Goal| json!({ "goal": goal, "subgoals": subgoals, "startScore": 2, "targetScore": 4, "scoredBy": case.parent });
    let goals: Vec<Value> = case.goals.iter().map(goal).collect();
    let plan = json!({ "goals": goals, "agreedOn": case.day(day), "practitionerId": case.performer });
    let path = case.path("/plan");
    stage.api.change(who, Method::PUT, (&path, &path), &plan).await?;
    Ok(())
}

async fn goal_work<A: Api>(stage: &Stage<'_, A>, leader: &Seat, case: &Case) -> Result<(), Problem> {
    agreed(stage, leader, case, 24).await?;
    changed(stage, leader, case, &json!({ "folderHandedOutOn": case.day(9) })).await?;
    moved(stage, leader, case, &json!({ "to": "goal_work", "on": case.day(25) })).await?;
    for (number, (_, subgoals)) in case.goals.iter().enumerate() {
        let day = 28 + 7 * i64::try_from(number).unwrap_or_default();
        held(stage, leader, case, ("goal_visit", "parents", day, 90), subgoals).await?;
        held(stage, leader, case, ("goal_visit", "family", day + 3, 60), subgoals).await?;
    }
    Ok(())
}

async fn closing<A: Api>(stage: &Stage<'_, A>, leader: &Seat, case: &Case) -> Result<(), Problem> {
    evaluated(stage, leader, case, ("mid", 50), Some("close")).await?;
    moved(stage, leader, case, &json!({ "to": "closing", "on": case.day(51) })).await?;
    evaluated(stage, leader, case, ("final", 60), None).await?;
    held(stage, leader, case, ("closing_activity", "family", 66, 60), &[]).await?;
    changed(stage, leader, case, &json!({ "certificatesGivenOn": case.day(66) })).await?;
    moved(stage, leader, case, &json!({ "to": "completed", "on": case.day(66) })).await?;
    held(stage, leader, case, ("aftercare_contact", "parents", 104, 25), &[]).await?;
    evaluated(stage, leader, case, ("teacher", 70), None).await
}

/// The questionnaire that belongs to a kind of evaluation.
fn questionnaire_of(kind: &str) -> &str {
    match kind {
        "mid" | "final" => "evaluation",
        "follow_up" => "aftercare",
        "teacher" => "teacher_evaluation",
        same => same,
    }
}

/// An evaluation that is final, with what was decided at a mid evaluation.
pub(super) async fn evaluated<A: Api>(
    stage: &Stage<'_, A>,
    who: &Seat,
    case: &Case,
    (kind, day): (&str, i64),
    decision: Option<&str>,
) -> Result<(), Problem> {
    let path = format!("/v1/catalogue/questionnaires?code={}&current=true", questionnaire_of(kind));
    let list = stage.api.get(who, &path).await?;
    let questionnaire = list.pointer("/items/0").cloned().unwrap_or_default();
    let mut evaluation = json!({ "kind": kind, "status": "final", "heldOn": case.day(day),
        "questionnaireVersionId": questionnaire.get("id"), "answers": answers(&questionnaire, day) });
    if let Some(members) = evaluation.as_object_mut() {
        if matches!(kind, "teacher" | "intake_teacher") {
            members.insert("childId".into(), json!(case.child));
        }
        if kind != "teacher" {
            members.insert("practitionerId".into(), json!(case.performer));
        }
        if matches!(kind, "mid" | "final" | "aftercare" | "follow_up") {
            let given = if kind == "mid" { 3 } else { 4 };
            let score = |(goal, _): &Goal| json!({ "goal": goal, "score": given, "givenBy": case.parent });
            members.insert("goalScores".into(), case.goals.iter().map(score).collect());
        }
        if let Some(decision) = decision {
            members.insert("decision".into(), json!(decision));
        }
        if decision == Some("extend") {
            members.insert("extraVisits".into(), json!(4));
        }
    }
    stage.api.post(who, &case.path("/evaluations"), &evaluation).await?;
    Ok(())
}

/// An answer to every question of a questionnaire that is asked, as the API gives it.
pub fn answers(questionnaire: &Value, day: i64) -> Map<String, Value> {
    let mut answers = Map::new();
    for question in questionnaire.get("questions").and_then(Value::as_array).into_iter().flatten() {
        let code = question.get("code").and_then(Value::as_str).unwrap_or_default();
        if !is_asked(question, &answers) {
            continue;
        }
        let first = || question.pointer("/options/0/value").cloned().unwrap_or_default();
        let answer = match question.get("type").and_then(Value::as_str).unwrap_or_default() {
            "smiley" => json!(3 + day % 3),
            "choice" => first(),
            "multiple_choice" => json!([first()]),
            "yes_no" => json!(true),
            "number" => question.get("minimum").filter(|least| least.is_i64()).cloned().unwrap_or(json!(1)),
            "date" => json!("2026-01-05"),
            _ => json!("Dat gaat goed."),
        };
        answers.insert(code.to_owned(), answer);
    }
    answers
}

fn is_asked(question: &Value, answers: &Map<String, Value>) -> bool {
    let Some(condition) = question.get("condition").filter(|condition| !condition.is_null()) else { return true };
    let given = condition.get("question").and_then(Value::as_str).and_then(|code| answers.get(code));
    let one_of = condition.get("oneOf").and_then(Value::as_array).cloned().unwrap_or_default();
    match given {
        Some(Value::Array(several)) => several.iter().any(|one| one_of.contains(one)),
        Some(one) => one_of.contains(one),
        None => false,
    }
}
