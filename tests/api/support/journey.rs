//! What happens in a trajectory, played through the API by its practitioner with the clock moved.

use samen_leren::demo;
use serde_json::{Value, json};

use super::factory::Case;
use super::{Answer, Caller, Practitioner, TestApp};

/// A questionnaire in its newest version, and answers that fit it: every question that is asked gets one.
pub async fn filled_in(caller: &Caller, code: &str) -> (String, Value) {
    let list = caller.get(&format!("/v1/catalogue/questionnaires?code={code}&current=true")).await.expect(200);
    let questionnaire = &list["items"][0];
    let answers = demo::answers(questionnaire, 0);
    (questionnaire["id"].as_str().expect("an id").to_owned(), answers.into())
}

/// A practitioner on the way with a family.
pub struct Journey<'w> {
    pub app: &'w TestApp,
    pub me: Practitioner,
    pub case: Case,
}

impl<'w> Journey<'w> {
    pub fn new(app: &'w TestApp, me: &Practitioner, case: &Case) -> Self {
        Self { app, me: me.clone(), case: case.clone() }
    }

    pub fn path(&self, below: &str) -> String {
        format!("/v1/trajectories/{}{below}", self.case.trajectory_id)
    }

    /// Goes to a day, and signs in anew: tokens live for minutes.
    pub async fn on(&mut self, day: &str) -> &mut Self {
        self.app.on(day);
        let person = self.app.sign_in(&self.me.email, &self.me.totp_secret, None).await;
        self.me.person = person;
        self
    }

    /// A visit that was held today.
    pub async fn holds(&self, step: &str, attendance: &str, minutes: i64, work: Value) -> Value {
        let mode = match step {
            "teacher_conversation" => "school",
            "aftercare_contact" => "phone",
            _ => "home",
        };
        let today = self.app.now().date_naive();
        let visit = json!({ "trajectoryId": self.case.trajectory_id, "step": step, "mode": mode, "status": "held",
            "heldOn": today, "minutes": minutes, "travelMinutes": 20, "attendance": attendance,
            "withinSchoolHours": attendance == "parents", "performerIds": [self.me.id],
            "parentIdsPresent": [self.case.parent_id], "goalWork": work });
        self.me.post("/v1/visits", &visit).await.expect(201)
    }

    /// The body of an evaluation of today, final, with a score per goal.
    pub async fn evaluation(&self, kind: &str, questionnaire: &str, scores: &[(i32, i32)]) -> Value {
        let (version, answers) = filled_in(&self.me, questionnaire).await;
        let scores: Vec<Value> = scores
            .iter()
            .map(|(goal, score)| json!({ "goal": goal, "score": score, "givenBy": self.case.parent_id }))
            .collect();
        let mut evaluation = json!({ "kind": kind, "questionnaireVersionId": version, "status": "final",
            "heldOn": self.app.now().date_naive(), "answers": answers, "goalScores": scores });
        if kind == "teacher" {
            evaluation["childId"] = json!(self.case.child_id);
        } else {
            evaluation["practitionerId"] = json!(self.me.id);
        }
        if kind == "intake_teacher" {
            evaluation["childId"] = json!(self.case.child_id);
        }
        evaluation
    }

    pub async fn evaluates(&self, kind: &str, questionnaire: &str, scores: &[(i32, i32)]) -> Value {
        let evaluation = self.evaluation(kind, questionnaire, scores).await;
        self.me.post(&self.path("/evaluations"), &evaluation).await.expect(201)
    }

    /// Agrees today on these goals, each with its sub-goals.
    pub async fn agrees(&self, goals: &[(i32, &[&str])]) -> Value {
        let goals: Vec<Value> = goals
            .iter()
            .map(|(goal, subgoals)| {
                json!({ "goal": goal, "subgoals": subgoals, "startScore": 2, "targetScore": 4,
                    "scoredBy": self.case.parent_id })
            })
            .collect();
        let plan = json!({ "goals": goals, "agreedOn": self.app.now().date_naive(), "practitionerId": self.me.id });
        self.replaces_plan(&plan).await.expect(200)
    }

    pub async fn replaces_plan(&self, plan: &Value) -> Answer {
        let path = self.path("/plan");
        let etag = self.me.etag(&path).await;
        let request = self.me.request(reqwest::Method::PUT, &path).header("if-match", etag).json(plan);
        self.me.send(request).await
    }

    /// Moves the trajectory today.
    pub async fn moves(&self, to: &str, reason: Option<&str>) -> Answer {
        let mut ask = json!({ "to": to, "on": self.app.now().date_naive() });
        if let Some(reason) = reason {
            ask["reason"] = json!(reason);
        }
        self.asks(&ask).await
    }

    pub async fn asks(&self, ask: &Value) -> Answer {
        let etag = self.me.etag(&self.path("")).await;
        self.me.act(&self.path("/transitions"), &etag, ask).await
    }

    pub async fn changes(&self, patch: &Value) -> Value {
        let etag = self.me.etag(&self.path("")).await;
        self.me.patch(&self.path(""), &etag, patch).await.expect(200)
    }

    /// A step as it stands.
    pub async fn step(&self, code: &str) -> Value {
        let steps = self.me.get(&self.path("/steps")).await.expect(200);
        let items = steps["items"].as_array().expect("steps").clone();
        items.into_iter().find(|step| step["code"] == code).expect(code)
    }

    pub async fn status_of(&self, code: &str) -> String {
        self.step(code).await["status"].as_str().expect("a status").to_owned()
    }

    /// The outcome of a guideline.
    pub async fn outcome(&self, code: &str) -> String {
        let fidelity = self.me.get(&self.path("/fidelity")).await.expect(200);
        let all = fidelity["guidelines"].as_array().expect("guidelines").clone();
        let found = all.into_iter().find(|guideline| guideline["code"] == code).expect(code);
        found["outcome"].as_str().expect("an outcome").to_owned()
    }

    /// The codes of what a refused transition lacks.
    pub fn unmet(answer: Answer) -> Vec<String> {
        let problem = answer.problem(409, "transition-not-allowed");
        let unmet = problem["unmet"].as_array().expect("unmet").clone();
        unmet.iter().map(|one| one["code"].as_str().expect("a code").to_owned()).collect()
    }
}
