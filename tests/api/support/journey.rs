//! What happens in a trajectory, played through the API by its practitioner with the clock moved.

use samen_leren::demo;
use serde_json::{Value, json};

use super::factory::Case;
use super::{Answer, Caller, Person, Practitioner, TestApp, World};

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

    /// From the referral on. The project leader receives it, puts it on the waiting list, fills in the screening and
    /// accepts it, each on its day; then the practitioner goes on.
    pub async fn referred(world: &'w World, [received, screened, accepted]: [&str; 3]) -> Self {
        let leader = leader_on(world, received).await;
        let school = json!({ "name": "De Verzinsels", "kind": "regular" });
        let school = leader.post("/v1/schools", &school).await.expect(201);
        let referral = json!({ "source": "teacher", "receivedOn": received, "parentsAgreedOn": received,
            "schoolId": school["id"],
            "child": { "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20", "group": 2 },
            "parents": [{ "name": "Samir Testerink", "phone": "0612345678" }],
            "referrer": { "name": "Juf Voorbeeld", "feedbackAgreed": true } });
        let made = leader.post("/v1/referrals", &referral).await;
        let path = made.header("location").to_owned();
        assert_eq!(made.expect(201)["status"], "received");
        let act = async |leader: &Person, name: &str, body: &Value| {
            leader.act(&format!("{path}/{name}"), &leader.etag(&path).await, body).await
        };
        let waits = act(&leader, "place-on-waiting-list", &json!({ "on": received })).await.expect(200);
        assert_eq!(waits["waitingPosition"], 1);
        let acceptance = json!({ "startedOn": accepted, "practitionerIds": [world.practitioner.id],
            "family": { "name": "Familie Testerink", "languages": ["nl"] } });
        let early = json!({ "startedOn": received, "practitionerIds": [world.practitioner.id],
            "family": acceptance["family"] });
        // Not before it is known that the programme fits.
        let refused = act(&leader, "accept", &early).await.problem(409, "referral-not-indicated");
        let unmet: Vec<&Value> = refused["unmet"].as_array().unwrap().iter().map(|one| &one["code"]).collect();
        assert_eq!(unmet, ["lagging_results", "communication"]);
        let leader = leader_on(world, screened).await;
        let known = json!({ "screening": { "laggingResults": true, "skillsSchoolSupport": "limited",
            "communication": "dutch" } });
        leader.patch(&path, &leader.etag(&path).await, &known).await.expect(200);
        let leader = leader_on(world, accepted).await;
        let referral = act(&leader, "accept", &acceptance).await.expect(200);
        let family_id = referral["familyId"].as_str().expect("a family").to_owned();
        let family = leader.get(&format!("/v1/families/{family_id}")).await.expect(200);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let case = Case {
            parent_id: text(&family["parents"][0]["id"]),
            child_id: text(&family["children"][0]["id"]),
            trajectory_id: text(&referral["trajectoryId"]),
            family_id,
        };
        let mut journey = Self::new(&world.app, &world.practitioner, &case);
        journey.on(accepted).await;
        journey
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

    /// A visit of the whole family or of the parents that is to come; gives its path.
    pub async fn appoints(&self, step: &str, attendance: &str, planned_at: &str) -> String {
        let visit = json!({ "trajectoryId": self.case.trajectory_id, "step": step, "mode": "home",
            "plannedAt": planned_at, "plannedMinutes": 60, "attendance": attendance, "performerIds": [self.me.id] });
        let made = self.me.post("/v1/visits", &visit).await.expect(201);
        format!("/v1/visits/{}", made["id"].as_str().expect("an id"))
    }

    /// The planned visit is held today.
    pub async fn records(&self, visit: &str, attendance: &str, minutes: i64) -> Value {
        let record = json!({ "heldOn": self.app.now().date_naive(), "minutes": minutes, "attendance": attendance,
            "parentIdsPresent": [self.case.parent_id] });
        let etag = self.me.etag(visit).await;
        self.me.act(&format!("{visit}/record"), &etag, &record).await.expect(200)
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

    /// How many steps are done: the list and the arrow agree on it.
    pub async fn done(&self) -> usize {
        let steps = self.me.get(&self.path("/steps")).await.expect(200);
        let all = steps["items"].as_array().expect("steps");
        let done = all.iter().filter(|step| step["status"] == "done").count();
        let arrow = self.me.get(&self.path("/steps.svg")).await;
        assert_eq!((arrow.status, arrow.header("content-type")), (200, "image/svg+xml"));
        let told = format!("{done} van {} stappen gedaan", all.len());
        assert!(arrow.text.contains(&told), "{told}: {}", arrow.text);
        done
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

async fn leader_on(world: &World, day: &str) -> Person {
    world.app.on(day);
    let leader = &world.here.leader;
    world.app.sign_in(&leader.email, &leader.totp_secret, None).await
}
