//! How the trajectories of the demo went on after alignment, told by the acts that a practitioner would do.

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
}

impl Case {
    fn path(&self, below: &str) -> String {
        format!("/v1/trajectories/{}{below}", self.trajectory)
    }

    fn day(&self, number: i64) -> NaiveDate {
        self.started_on + TimeDelta::days(number)
    }
}

/// The goals that these families chose, each with its sub-goals.
const GOALS: [(i32, [&str; 2]); 3] = [(2, ["2.2", "2.6"]), (6, ["6.1", "6.4"]), (8, ["8.1", "8.4"])];

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

async fn moved<A: Api>(stage: &Stage<'_, A>, leader: &Seat, case: &Case, ask: &Value) -> Result<(), Problem> {
    let (about, path) = (case.path(""), case.path("/transitions"));
    stage.api.change(leader, Method::POST, (&about, &path), ask).await?;
    Ok(())
}

async fn held<A: Api>(
    stage: &Stage<'_, A>,
    leader: &Seat,
    case: &Case,
    (step, attendance, day): (&str, &str, i64),
    work: Value,
) -> Result<(), Problem> {
    let minutes = if attendance == "parents" { 90 } else { 60 };
    let visit = json!({ "trajectoryId": case.trajectory, "step": step, "mode": "home", "status": "held",
        "heldOn": case.day(day), "minutes": minutes, "travelMinutes": 20, "attendance": attendance,
        "withinSchoolHours": attendance == "parents", "performerIds": [case.performer],
        "parentIdsPresent": [case.parent], "goalWork": work });
    stage.api.post(leader, "/v1/visits", &visit).await?;
    Ok(())
}

async fn goal_work<A: Api>(stage: &Stage<'_, A>, leader: &Seat, case: &Case) -> Result<(), Problem> {
    let goals: Vec<Value> = GOALS
        .iter()
        .map(|(goal, subgoals)| {
            json!({ "goal": goal, "subgoals": subgoals, "startScore": 2, "targetScore": 4, "scoredBy": case.parent })
        })
        .collect();
    let plan = json!({ "goals": goals, "agreedOn": case.day(24), "practitionerId": case.performer });
    let path = case.path("/plan");
    stage.api.change(leader, Method::PUT, (&path, &path), &plan).await?;
    let about = case.path("");
    let folder = json!({ "folderHandedOutOn": case.day(9) });
    stage.api.change(leader, Method::PATCH, (&about, &about), &folder).await?;
    moved(stage, leader, case, &json!({ "to": "goal_work", "on": case.day(25) })).await?;
    let stages = json!(["experience", "discuss", "inform", "try"]);
    for (number, (_, subgoals)) in GOALS.iter().enumerate() {
        let day = 28 + 7 * i64::try_from(number).unwrap_or_default();
        let work: Vec<Value> = subgoals.iter().map(|subgoal| json!({ "subgoal": subgoal, "stages": stages })).collect();
        held(stage, leader, case, ("goal_visit", "parents", day), json!(work)).await?;
        held(stage, leader, case, ("goal_visit", "family", day + 3), json!(work)).await?;
    }
    Ok(())
}

async fn closing<A: Api>(stage: &Stage<'_, A>, leader: &Seat, case: &Case) -> Result<(), Problem> {
    evaluated(stage, leader, case, ("mid", "evaluation", 50)).await?;
    moved(stage, leader, case, &json!({ "to": "closing", "on": case.day(51) })).await?;
    evaluated(stage, leader, case, ("final", "evaluation", 60)).await?;
    held(stage, leader, case, ("closing_activity", "family", 66), json!([])).await?;
    let about = case.path("");
    let given = json!({ "certificatesGivenOn": case.day(66) });
    stage.api.change(leader, Method::PATCH, (&about, &about), &given).await?;
    moved(stage, leader, case, &json!({ "to": "completed", "on": case.day(66) })).await?;
    held(stage, leader, case, ("aftercare_contact", "parents", 104), json!([])).await?;
    evaluated(stage, leader, case, ("teacher", "teacher_evaluation", 70)).await
}

async fn evaluated<A: Api>(
    stage: &Stage<'_, A>,
    leader: &Seat,
    case: &Case,
    (kind, questionnaire, day): (&str, &str, i64),
) -> Result<(), Problem> {
    let path = format!("/v1/catalogue/questionnaires?code={questionnaire}&current=true");
    let list = stage.api.get(leader, &path).await?;
    let questionnaire = list.pointer("/items/0").cloned().unwrap_or_default();
    let mut evaluation = json!({ "kind": kind, "status": "final", "heldOn": case.day(day),
        "questionnaireVersionId": questionnaire.get("id"), "answers": answers(&questionnaire, day) });
    if let Some(members) = evaluation.as_object_mut() {
        if kind == "teacher" {
            members.insert("childId".into(), json!(case.child));
        } else {
            let score = |goal: i32| json!({ "goal": goal, "score": 4, "givenBy": case.parent });
            let scores: Vec<Value> = GOALS.iter().map(|(goal, _)| score(*goal)).collect();
            members.insert("goalScores".into(), scores.into());
            members.insert("practitionerId".into(), json!(case.performer));
        }
        if kind == "mid" {
            members.insert("decision".into(), json!("close"));
        }
    }
    stage.api.post(leader, &case.path("/evaluations"), &evaluation).await?;
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
