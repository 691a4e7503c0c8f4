//! Random orders of acts on one trajectory, on random days, while the clock goes on: no order loses a record, breaks the
//! phases or makes dates contradict, and whatever is refused changes nothing and says what is in the way.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::journey::filled_in;
use crate::support::{Answer, Person, World, held_visit, planned_visit};

/// How many acts an order has.
const ACTS: usize = 90;
/// Problems that need no member: what is in the way is said by the code itself.
const SAID_BY_THE_CODE: [&str; 3] = ["family-has-running-trajectory", "assignment-overlaps", "in-use"];
/// What every problem has.
const STANDARD: [&str; 7] = ["type", "title", "status", "detail", "instance", "code", "errors"];
const AFTERCARE_STEPS: [&str; 2] = ["aftercare_contact", "follow_up"];

/// A small generator of our own, so that a failing order can be played again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, of: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % of
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.roll(of.len())) }
    }
}

/// Everything that is recorded of the trajectory, by kind.
type Records = BTreeMap<&'static str, Vec<Value>>;

/// What an act was about: the record that it may change, and whether it may take it away.
#[derive(Default)]
struct About {
    id: Option<String>,
    removes: bool,
}

struct Play<'w> {
    world: &'w World,
    leader: Person,
    performers: [String; 2],
    questionnaires: BTreeMap<&'static str, (String, Value)>,
    path: String,
    today: NaiveDate,
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

fn day_of(value: &Value) -> Option<NaiveDate> {
    value.as_str().map(|day| day.parse().expect("a day"))
}

impl<'w> Play<'w> {
    async fn new(world: &'w World) -> Self {
        let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
        let mut questionnaires = BTreeMap::new();
        for code in ["intake_parent", "evaluation", "aftercare"] {
            questionnaires.insert(code, filled_in(&world.here.leader, code).await);
        }
        let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
        let performers = [world.practitioner.id.clone(), colleague.id];
        let today = "2026-03-20".parse().unwrap();
        let mut play = Self { world, leader: world.here.leader.clone(), performers, questionnaires, path, today };
        play.go_to(today).await;
        play
    }

    async fn go_to(&mut self, day: NaiveDate) {
        self.today = day;
        self.world.app.on(&day.to_string());
        let leader = &self.world.here.leader;
        self.leader = self.world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    }

    /// A day of the last two weeks; now and then one that can't be: in the future, or before the start.
    fn day(&self, dice: &mut Dice) -> NaiveDate {
        match dice.roll(16) {
            0 => self.today + Days::new(1),
            1 => "2026-02-20".parse().unwrap(),
            2..=8 => self.today,
            _ => self.today - Days::new(u64::try_from(dice.roll(14)).unwrap()),
        }
    }

    async fn records(&self) -> Records {
        let mut all = Records::new();
        all.insert("trajectory", vec![self.leader.get(&self.path).await.expect(200)]);
        let lists = ["visits", "evaluations", "plan/versions", "transitions", "departures", "assignments"];
        for list in lists {
            let page = self.leader.get(&format!("{}/{list}?limit=200", self.path)).await.expect(200);
            assert!(page["nextCursor"].is_null(), "all of them fit on a page");
            all.insert(list, page["items"].as_array().unwrap().clone());
        }
        all
    }

    /// Does something; nothing when there is nothing to do it with.
    async fn act(&self, dice: &mut Dice, now: &Records) -> Option<(Answer, About)> {
        let day = self.day(dice);
        let nothing = About::default;
        let answer = match dice.roll(20) {
            0..=4 => (self.moves(dice, day, now).await, nothing()),
            5..=7 => (self.holds(dice, day).await, nothing()),
            8 => (self.plans_visit(dice).await, nothing()),
            9..=12 => return self.acts_on_visit(dice, day, now).await,
            13..=14 => (self.evaluates(dice, day).await, nothing()),
            15 => return self.amends(dice, day, now).await,
            16 => (self.replaces_plan(dice, day).await, nothing()),
            17 => (self.changes_trajectory(dice, day).await, nothing()),
            18 => return self.departs(dice, day, now).await,
            _ => (self.hands_over(dice).await, nothing()),
        };
        Some(answer)
    }

    /// As often as not the next step forward, so that orders get somewhere.
    async fn moves(&self, dice: &mut Dice, day: NaiveDate, now: &Records) -> Answer {
        let trajectory = &now["trajectory"][0];
        let forward = match (trajectory["phase"].as_str(), trajectory["status"].as_str()) {
            (_, Some("paused" | "discontinued")) => "active",
            (Some("alignment"), _) => "goal_work",
            (Some("goal_work"), _) => "closing",
            _ => "completed",
        };
        let targets = ["goal_work", "closing", "completed", "paused", "active", "discontinued"];
        let to = if dice.roll(2) == 0 { forward } else { targets[dice.roll(targets.len())] };
        let mut ask = json!({ "to": to, "on": day });
        if dice.roll(2) == 0 {
            ask["reason"] = json!("Zo gekozen");
        }
        let etag = self.leader.etag(&self.path).await;
        self.leader.act(&format!("{}/transitions", self.path), &etag, &ask).await
    }

    async fn holds(&self, dice: &mut Dice, day: NaiveDate) -> Answer {
        let steps = ["intake", "goal_visit", "closing_activity", "closing_activity", "aftercare_contact", "follow_up"];
        let performer = &self.performers[dice.roll(2)];
        let mut visit = held_visit(&self.world.case, performer, &day.to_string());
        visit["step"] = json!(steps[dice.roll(steps.len())]);
        visit["goalWork"] = json!([{ "subgoal": "6.1", "stages": ["try"] }]);
        self.leader.post("/v1/visits", &visit).await
    }

    async fn plans_visit(&self, dice: &mut Dice) -> Answer {
        let ahead = self.today + Days::new(u64::try_from(dice.roll(10)).unwrap());
        let mut visit = planned_visit(&self.world.case, &self.performers[dice.roll(2)], &format!("{ahead}T12:00:00Z"));
        visit["step"] = json!(["goal_visit", "aftercare_contact"][dice.roll(2)]);
        self.leader.post("/v1/visits", &visit).await
    }

    /// A visit is recorded, missed, cancelled, restored or corrected, whether that is possible or not.
    async fn acts_on_visit(&self, dice: &mut Dice, day: NaiveDate, now: &Records) -> Option<(Answer, About)> {
        let id = text(&dice.one(&now["visits"])?["id"]);
        let path = format!("/v1/visits/{id}");
        let etag = self.leader.etag(&path).await;
        let leader = &self.leader;
        let answer = match dice.roll(6) {
            0 => {
                let record = json!({ "heldOn": day, "minutes": 60, "attendance": "family" });
                leader.act(&format!("{path}/record"), &etag, &record).await
            }
            1 => leader.act(&format!("{path}/no-show"), &etag, &json!({ "heldOn": day })).await,
            2 => leader.act(&format!("{path}/cancel"), &etag, &json!({ "reason": "Toeval" })).await,
            3 | 4 => leader.act_bare(&format!("{path}/restore"), &etag).await,
            _ => leader.patch(&path, &etag, &json!({ "heldOn": day })).await,
        };
        Some((answer, About { id: Some(id), removes: false }))
    }

    fn evaluation(&self, dice: &mut Dice, kind: &str, day: NaiveDate) -> Value {
        let questionnaire = match kind {
            "mid" | "final" => "evaluation",
            "aftercare" | "follow_up" => "aftercare",
            other => other,
        };
        let (_, answers) = &self.questionnaires[questionnaire];
        let mut content = json!({ "heldOn": day, "practitionerId": self.performers[dice.roll(2)], "answers": answers });
        if kind == "mid" {
            content["decision"] = json!(["extend", "close", "take_as_final"][dice.roll(3)]);
        }
        content
    }

    async fn evaluates(&self, dice: &mut Dice, day: NaiveDate) -> Answer {
        let kinds = ["intake_parent", "mid", "final", "final", "aftercare", "follow_up"];
        let kind = kinds[dice.roll(kinds.len())];
        let mut evaluation = self.evaluation(dice, kind, day);
        let questionnaire = match kind {
            "intake_parent" => "intake_parent",
            "mid" | "final" => "evaluation",
            _ => "aftercare",
        };
        evaluation["kind"] = json!(kind);
        evaluation["status"] = json!("final");
        evaluation["questionnaireVersionId"] = json!(self.questionnaires[questionnaire].0);
        self.leader.post(&format!("{}/evaluations", self.path), &evaluation).await
    }

    async fn amends(&self, dice: &mut Dice, day: NaiveDate, now: &Records) -> Option<(Answer, About)> {
        let evaluation = dice.one(&now["evaluations"])?;
        let id = text(&evaluation["id"]);
        let path = format!("{}/evaluations/{id}", self.path);
        let content = self.evaluation(dice, evaluation["kind"].as_str().unwrap(), day);
        let amendment = json!({ "reason": "Verkeerde dag", "content": content });
        let answer = self.leader.act(&format!("{path}/amend"), &self.leader.etag(&path).await, &amendment).await;
        if answer.status < 300 {
            // What it said before is kept.
            let kept = self.leader.get(&format!("{path}/amendments?limit=200")).await.expect(200);
            let last = kept["items"].as_array().unwrap().last().expect("an amendment").clone();
            for member in ["heldOn", "practitionerId", "answers", "decision"] {
                assert_eq!(last["before"][member], evaluation[member], "{member}");
            }
        }
        Some((answer, About { id: Some(id), removes: false }))
    }

    async fn replaces_plan(&self, dice: &mut Dice, day: NaiveDate) -> Answer {
        let goals = [json!([]), json!([{ "goal": 6, "subgoals": ["6.1"] }])];
        let mut plan = json!({ "goals": goals[usize::from(dice.roll(4) > 0)] });
        if dice.roll(4) > 0 {
            plan["agreedOn"] = json!(day);
            plan["practitionerId"] = json!(self.performers[dice.roll(2)]);
        }
        let path = format!("{}/plan", self.path);
        let request = self.leader.request(Method::PUT, &path).header("if-match", self.leader.etag(&path).await);
        self.leader.send(request.json(&plan)).await
    }

    async fn changes_trajectory(&self, dice: &mut Dice, day: NaiveDate) -> Answer {
        let member = ["startedOn", "folderHandedOutOn", "certificatesGivenOn"][dice.roll(3)];
        let day = if member == "startedOn" { "2026-02-24".parse::<NaiveDate>().unwrap() } else { day };
        let day = if dice.roll(2) == 0 { day + Days::new(u64::try_from(dice.roll(12)).unwrap()) } else { day };
        let etag = self.leader.etag(&self.path).await;
        self.leader.patch(&self.path, &etag, &json!({ member: day })).await
    }

    async fn departs(&self, dice: &mut Dice, day: NaiveDate, now: &Records) -> Option<(Answer, About)> {
        let list = format!("{}/departures", self.path);
        if dice.roll(2) == 0 {
            let (kind, code) = [("step", "closing_activity"), ("guideline", "goal_count")][dice.roll(2)];
            let departure = json!({ "kind": kind, "code": code, "notedOn": day, "reason": "Zo afgesproken" });
            return Some((self.leader.post(&list, &departure).await, About::default()));
        }
        let id = text(&dice.one(&now["departures"])?["id"]);
        let path = format!("{list}/{id}");
        let answer = self.leader.delete(&path, &self.leader.etag(&path).await).await;
        Some((answer, About { id: Some(id), removes: true }))
    }

    async fn hands_over(&self, dice: &mut Dice) -> Answer {
        let from = dice.roll(2);
        let on = self.today + Days::new(u64::try_from(dice.roll(3)).unwrap());
        let mut over = json!({ "fromPractitionerId": self.performers[from],
            "toPractitionerId": self.performers[1 - from], "on": on });
        if dice.roll(4) == 0 {
            over["kind"] = json!("deputy");
            over["untilOn"] = json!(on + Days::new(5));
        }
        self.leader.post(&format!("{}/handovers", self.path), &over).await
    }

    /// What was there is still there and says the same, but for what the act was about.
    fn nothing_is_lost(&self, before: &Records, after: &Records, about: &About) {
        // What members of a record stay as they are, whatever is done with others.
        let kept: [(&str, &[&str]); 4] = [
            ("visits", &["step", "heldOn", "minutes", "attendance", "goalWork", "parentIdsPresent", "createdAt"]),
            (
                "evaluations",
                &["kind", "status", "heldOn", "practitionerId", "answers", "goalScores", "decision", "licencePeriodId"],
            ),
            ("departures", &["kind", "code", "notedOn", "reason"]),
            ("assignments", &["practitionerId", "kind", "fromOn"]),
        ];
        for (list, members) in kept {
            for one in &before[list] {
                let id = text(&one["id"]);
                let is_about = about.id.as_ref() == Some(&id);
                // An assignment that has not begun is a plan, and a hand-over may withdraw it.
                let is_plan = list == "assignments" && day_of(&one["fromOn"]).is_some_and(|from| from >= self.today);
                let Some(still) = after[list].iter().find(|other| other["id"] == one["id"]) else {
                    assert!((is_about && about.removes) || is_plan, "lost from {list}: {one}");
                    continue;
                };
                if is_about {
                    continue;
                }
                for member in members {
                    assert_eq!(still[*member], one[*member], "{member} of one of {list}: {one} became {still}");
                }
                // Only its own act changes what happened; ends and reopenings touch what is planned.
                let happened = |visit: &Value| ["held", "no_show"].iter().any(|status| visit["status"] == *status);
                if list == "visits" && (happened(one) || happened(still)) {
                    assert_eq!((&still["status"], &still["performerIds"]), (&one["status"], &one["performerIds"]));
                    assert_eq!(still["licences"], one["licences"], "{one}");
                }
            }
        }
        // Histories only grow.
        for list in ["transitions", "plan/versions"] {
            let plain = |one: &Value| {
                let mut one = one.clone();
                // Which version is in force is told of all of them.
                one.as_object_mut().unwrap().remove("inForceVersion");
                one
            };
            for (one, still) in before[list].iter().zip(&after[list]) {
                assert_eq!(plain(one), plain(still), "{list}");
            }
            assert!(before[list].len() <= after[list].len(), "{list} shrank");
        }
    }

    /// No date contradicts another, and phases follow from the moves.
    async fn dates_agree(&self, now: &Records) {
        let trajectory = &now["trajectory"][0];
        let start = day_of(&trajectory["startedOn"]).unwrap();
        let moves: Vec<(NaiveDate, &Value)> =
            now["transitions"].iter().map(|one| (day_of(&one["on"]).unwrap(), &one["toStatus"])).collect();
        // The guidance was completed on a day: from a completion up to its reopening.
        let completed_on = |day: NaiveDate| {
            moves.iter().enumerate().any(|(position, (on, status))| {
                **status == "completed" && *on <= day && moves.get(position + 1).is_none_or(|(next, _)| day <= *next)
            })
        };
        let ended = day_of(&trajectory["endedOn"]);
        let closed = ["completed", "discontinued"].iter().any(|status| trajectory["status"] == *status);
        assert_eq!(ended.is_some(), closed, "{trajectory}");
        let within = |day: NaiveDate, of_aftercare: bool, one: &Value| {
            assert!(start <= day && day <= self.today, "from {start} to {}: {one}", self.today);
            if of_aftercare {
                assert!(completed_on(day), "not completed on {day}: {one}, {moves:?}");
            } else {
                assert!(ended.is_none_or(|ended| day <= ended), "after the end {ended:?}: {one}");
            }
        };
        for visit in &now["visits"] {
            if visit["status"] == "held" || visit["status"] == "no_show" {
                let of_aftercare = AFTERCARE_STEPS.iter().any(|step| visit["step"] == *step);
                within(day_of(&visit["heldOn"]).expect("a day"), of_aftercare, visit);
            }
        }
        let mut days: BTreeMap<&str, Vec<NaiveDate>> = BTreeMap::new();
        for evaluation in &now["evaluations"] {
            let (kind, day) = (evaluation["kind"].as_str().unwrap(), day_of(&evaluation["heldOn"]).unwrap());
            within(day, kind == "aftercare" || kind == "follow_up", evaluation);
            days.entry(kind).or_default().push(day);
        }
        let mid = days.get("mid").and_then(|days| days.iter().max());
        let last = days.get("final").and_then(|days| days.iter().min());
        assert!(mid.zip(last).is_none_or(|(mid, last)| mid <= last), "mid {mid:?}, final {last:?}");
        for plan in &now["plan/versions"] {
            if let Some(day) = day_of(&plan["agreedOn"]) {
                within(day, false, plan);
            }
        }
        for day in now["departures"].iter().map(|one| &one["notedOn"]) {
            let day = day_of(day).unwrap();
            assert!(start <= day && day <= self.today, "{day}");
        }
        for member in ["folderHandedOutOn", "certificatesGivenOn"] {
            let day = day_of(&trajectory[member]);
            assert!(day.is_none_or(|day| start <= day && day <= self.today), "{member} {day:?}");
        }
        assert!(moves.is_sorted_by(|(one, _), (next, _)| one <= next), "{moves:?}");
        assert!(moves.iter().all(|(on, _)| start <= *on && *on <= self.today), "{moves:?}");
        // The trajectory stands where its last move led, and aftercare is what completion leads to.
        if let Some(last) = now["transitions"].last() {
            assert_eq!((&trajectory["phase"], &trajectory["status"]), (&last["toPhase"], &last["toStatus"]));
        }
        assert_eq!(trajectory["status"] == "completed", trajectory["phase"] == "aftercare", "{trajectory}");
        let rests_on = now["transitions"].iter().all(|one| {
            let goal_work = one["toPhase"] == "goal_work" && one["fromPhase"] == "alignment";
            let on = day_of(&one["on"]);
            let agreed = |plan: &Value| day_of(&plan["agreedOn"]).is_some_and(|agreed| Some(agreed) <= on);
            !goal_work || now["plan/versions"].iter().any(agreed)
        });
        assert!(rests_on, "goal work without a plan: {now:?}");
        let completions = self.world.app.db_count("SELECT count(*) FROM trajectory_completions").await;
        assert_eq!(completions > 0, trajectory["status"] == "completed");
    }
}

/// A refusal is no accident, and one by a rule of the domain says what is in the way.
fn says_why(answer: &Answer) {
    assert!([400, 409].contains(&answer.status), "{} {}", answer.status, answer.text);
    let code = answer.body["code"].as_str().expect("a code");
    if answer.status == 400 {
        assert!(!answer.places().is_empty(), "{}", answer.text);
        return;
    }
    let members = answer.body.as_object().unwrap().keys();
    let told = members.filter(|member| !STANDARD.contains(&member.as_str())).count();
    assert!(told > 0 || SAID_BY_THE_CODE.contains(&code), "what is in the way? {}", answer.text);
    if let Some(unmet) = answer.body.get("unmet") {
        let unmet = unmet.as_array().unwrap();
        assert!(!unmet.is_empty(), "{}", answer.text);
        assert!(unmet.iter().all(|one| one["code"].is_string() && one["detail"].is_string()), "{}", answer.text);
    }
}

#[rstest]
#[case(1)]
#[case(2)]
#[case(3)]
#[tokio::test]
async fn no_order_of_acts_loses_a_record_or_breaks_the_phases(#[case] seed: u64) {
    let world = World::new().await;
    let mut play = Play::new(&world).await;
    let mut dice = Dice(seed);
    let mut before = play.records().await;
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..ACTS {
        if dice.roll(5) == 0 {
            let days = Days::new(1 + u64::try_from(dice.roll(4)).unwrap());
            play.go_to(play.today + days).await;
            before = play.records().await;
        }
        let Some((answer, about)) = play.act(&mut dice, &before).await else { continue };
        let after = play.records().await;
        if answer.status < 300 {
            accepted += 1;
            play.nothing_is_lost(&before, &after, &about);
            play.dates_agree(&after).await;
        } else {
            refused += 1;
            says_why(&answer);
            assert_eq!(before, after, "refused, and yet something changed: {}", answer.text);
        }
        before = after;
    }
    assert!(accepted > 10 && refused > 10, "{accepted} accepted, {refused} refused: the order proves little");
    assert!(!before["transitions"].is_empty(), "no transition was made: the order proves nothing");
}
