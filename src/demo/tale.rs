//! One whole story of the demo on its way: what happens to the referral, and what practitioner and teacher do.

use actix_web::http::Method;
use chrono::{Datelike, NaiveDate, TimeDelta};
use serde_json::{Map, Value, json};

use super::client::{Api, Seat, text};
use super::scripts::{Act, Script};
use super::stories::{self, Case};
use super::{Stage, pick};
use crate::problem::Problem;

/// One story on its way.
pub(super) struct Tale {
    pub script: Script,
    /// Makes names, numbers and birth dates differ.
    number: usize,
    /// Day 0.
    pub start: NaiveDate,
    /// The path of the referral.
    referral: String,
    pub family: String,
    parents: Vec<String>,
    pub case: Case,
    /// Planned visits: day, path, for whom.
    planned: Vec<(NaiveDate, String, String)>,
    /// The path of the signal.
    signal: String,
    teacher_token: String,
}

pub(super) fn missing(what: &str) -> Problem {
    Problem::internal(anyhow::anyhow!("the demo's stories have no {what}"))
}

impl Tale {
    pub fn new(script: Script, number: usize, today: NaiveDate) -> Self {
        let day = today - TimeDelta::days(script.days_ago);
        let start = day - TimeDelta::days(day.weekday().num_days_from_monday().into());
        let case = Case {
            trajectory: String::new(),
            performer: String::new(),
            parent: String::new(),
            child: String::new(),
            started_on: start,
            goals: script.goals,
        };
        Self {
            script,
            number,
            start,
            referral: String::new(),
            family: String::new(),
            parents: Vec::new(),
            case,
            planned: Vec::new(),
            signal: String::new(),
            teacher_token: String::new(),
        }
    }

    fn screening(&self, known: bool) -> Value {
        let mut screening = match self.script.source {
            "parents" => json!({ "improvementWantedByParents": true, "communication": "dutch" }),
            _ => json!({ "laggingResults": true, "communication": "dutch" }),
        };
        if let Some(members) = screening.as_object_mut() {
            if known {
                members.insert("skillsSchoolSupport".into(), json!("limited"));
                members.insert("skillsParenting".into(), json!("limited"));
            }
            if let Some(code) = self.script.hindered_by {
                members.insert("contraIndications".into(), json!([code]));
            }
        }
        screening
    }

    /// What happens to the referral.
    pub async fn refer<A: Api>(
        &mut self,
        stage: &Stage<'_, A>,
        leader: &Seat,
        schools: &[(String, String)],
        act: Act,
    ) -> Result<(), Problem> {
        let today = stage.state.clock.today();
        let about = self.referral.clone();
        match act {
            Act::Wait(again_in) => {
                let mut waiting = json!({ "on": today });
                if let (Some(days), Some(members)) = (again_in, waiting.as_object_mut()) {
                    members.insert("restartOn".into(), json!(today + TimeDelta::days(days)));
                }
                let path = format!("{about}/place-on-waiting-list");
                stage.api.change(leader, Method::POST, (&about, &path), &waiting).await?;
            }
            Act::Screen => {
                let known = json!({ "screening": self.screening(true) });
                stage.api.change(leader, Method::PATCH, (&about, &about), &known).await?;
            }
            Act::Decline => {
                let decline =
                    json!({ "on": today, "reason": "outside_target_group", "referredTo": "Wijkteam Voorbeeldstad" });
                stage.api.change(leader, Method::POST, (&about, &format!("{about}/decline")), &decline).await?;
            }
            Act::TellReferrer => {
                let told = json!({ "feedbackGivenOn": today });
                stage.api.change(leader, Method::PATCH, (&about, &about), &told).await?;
            }
            _ => {
                let made = stage.api.post(leader, "/v1/referrals", &self.referred(today, schools)?).await?;
                self.referral = format!("/v1/referrals/{}", text(&made, "id"));
            }
        }
        Ok(())
    }

    fn referred(&self, today: NaiveDate, schools: &[(String, String)]) -> Result<Value, Problem> {
        let Script { surname, child, parents, source, group, .. } = self.script;
        let born = self.start - TimeDelta::days(365 * (3 + group)) - TimeDelta::weeks(i64::from(self.number()));
        let parent = |given: &&str| {
            json!({ "name": format!("{given} {surname}"), "phone": format!("06000000{:02}", self.number),
                "language": "nl" })
        };
        let mut referral = json!({ "source": source, "receivedOn": today, "parentsAgreedOn": today,
            "schoolId": pick(schools, self.number)?.0,
            "child": { "givenName": child, "familyName": surname, "birthDate": born, "group": group },
            "parents": parents.iter().map(parent).collect::<Vec<_>>(), "screening": self.screening(false) });
        if let Some(members) = referral.as_object_mut().filter(|_| source != "parents") {
            let referrer = json!({ "name": "Verwijzer Verzonnen", "organisation": "Voorbeeldverwijzers",
                "email": "verwijzer@voorbeeldverwijzers.example", "feedbackAgreed": true });
            members.insert("referrer".into(), referrer);
        }
        Ok(referral)
    }

    fn number(&self) -> u32 {
        u32::try_from(self.number).unwrap_or_default()
    }

    pub async fn accept<A: Api>(
        &mut self,
        stage: &Stage<'_, A>,
        leader: &Seat,
        performer: &str,
    ) -> Result<(), Problem> {
        let family = json!({ "name": format!("Familie {}", self.script.surname), "languages": ["nl"] });
        let acceptance = json!({ "startedOn": stage.state.clock.today(), "practitionerIds": [performer],
            "family": family });
        let path = format!("{}/accept", self.referral);
        let accepted = stage.api.change(leader, Method::POST, (&self.referral, &path), &acceptance).await?;
        self.family = text(&accepted, "familyId");
        let family = stage.api.get(leader, &format!("/v1/families/{}", self.family)).await?;
        let parents = family.get("parents").and_then(Value::as_array);
        self.parents = parents.into_iter().flatten().map(|parent| text(parent, "id")).collect();
        self.case.trajectory = text(&accepted, "trajectoryId");
        performer.clone_into(&mut self.case.performer);
        self.case.parent = self.parents.first().cloned().unwrap_or_default();
        self.case.child = family.pointer("/children/0").map(|child| text(child, "id")).unwrap_or_default();
        Ok(())
    }

    /// What the practitioner does, and the teacher.
    pub async fn guide<A: Api>(&mut self, stage: &Stage<'_, A>, who: &Seat, act: Act) -> Result<(), Problem> {
        let today = stage.state.clock.today();
        let day = (today - self.start).num_days();
        let case = &self.case;
        match act {
            Act::Hold(step, attendance, minutes) => {
                stories::held(stage, who, case, (step, attendance, day, minutes), &[]).await
            }
            Act::Work(attendance, subgoals) => {
                let minutes = if attendance == "parents" { 90 } else { 60 };
                stories::held(stage, who, case, ("goal_visit", attendance, day, minutes), subgoals).await
            }
            Act::Evaluate(kind, decision) => stories::evaluated(stage, who, case, (kind, day), decision).await,
            Act::Plan => stories::agreed(stage, who, case, day).await,
            Act::Move(to) => stories::moved(stage, who, case, &json!({ "to": to, "on": today })).await,
            Act::Discontinue(code) => {
                let end = json!({ "to": "discontinued", "on": today, "contraIndication": code });
                stories::moved(stage, who, case, &end).await
            }
            Act::HandOutFolder => stories::changed(stage, who, case, &json!({ "folderHandedOutOn": today })).await,
            Act::GiveCertificates => stories::changed(stage, who, case, &json!({ "certificatesGivenOn": today })).await,
            Act::Appoint(..) | Act::Series(..) | Act::Record(_) | Act::NoShow => self.plan(stage, who, act).await,
            Act::LinkTeacher | Act::TeacherSaves | Act::TeacherSubmits => self.ask_teacher(stage, who, act).await,
            _ => self.note(stage, who, act).await,
        }
    }

    /// Visits planned, and held or missed on their day.
    async fn plan<A: Api>(&mut self, stage: &Stage<'_, A>, who: &Seat, act: Act) -> Result<(), Problem> {
        let today = stage.state.clock.today();
        let case = &self.case;
        match act {
            Act::Appoint(step, attendance, days) => {
                let at = format!("{}T13:30:00Z", today + TimeDelta::days(days));
                let visit = json!({ "trajectoryId": case.trajectory, "step": step, "mode": stories::mode_of(step),
                    "plannedAt": at, "plannedMinutes": 60, "attendance": attendance,
                    "performerIds": [case.performer] });
                stage.api.post(who, "/v1/visits", &visit).await?;
            }
            Act::Series(from, count) => {
                let series = json!({ "startOn": case.day(from), "weekdays": [2, 5], "time": "10:30",
                    "familyTime": "15:45", "plannedMinutes": 75, "count": count, "performerIds": [case.performer] });
                let made = stage.api.post(who, &case.path("/visit-series"), &series).await?;
                for visit in made.get("items").and_then(Value::as_array).into_iter().flatten() {
                    let at = text(visit, "plannedAt");
                    let on = at.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| missing("day of a visit"))?;
                    let path = format!("/v1/visits/{}", text(visit, "id"));
                    self.planned.push((on, path, text(visit, "attendance")));
                }
            }
            _ => {
                let now = self.planned.iter().find(|(on, ..)| *on == today);
                let (_, about, attendance) = now.ok_or_else(|| missing("visit that was planned for this day"))?;
                let minutes = if attendance == "parents" { 90 } else { 60 };
                let (path, body) = if let Act::Record(subgoals) = act {
                    let record = json!({ "heldOn": today, "minutes": minutes, "travelMinutes": 20,
                        "attendance": attendance, "withinSchoolHours": attendance == "parents",
                        "parentIdsPresent": [case.parent], "goalWork": stories::work_on(subgoals) });
                    (format!("{about}/record"), record)
                } else {
                    let missed = json!({ "heldOn": today, "minutes": 15, "travelMinutes": 20,
                        "notes": "Niemand deed open." });
                    (format!("{about}/no-show"), missed)
                };
                stage.api.change(who, Method::POST, (about, &path), &body).await?;
            }
        }
        Ok(())
    }

    /// The teacher's evaluation, through a personal link.
    async fn ask_teacher<A: Api>(&mut self, stage: &Stage<'_, A>, who: &Seat, act: Act) -> Result<(), Problem> {
        if let Act::LinkTeacher = act {
            let link = json!({ "childId": self.case.child });
            let url = text(&stage.api.post(who, &self.case.path("/teacher-links"), &link).await?, "url");
            self.teacher_token = url.split_once('#').map(|(_, token)| token.to_owned()).unwrap_or_default();
            return Ok(());
        }
        let token = &self.teacher_token;
        let seen = stage.api.ask("/v1/teacher-links/inspect", &json!({ "token": token })).await?;
        let questionnaire = seen.get("questionnaire").cloned().unwrap_or_default();
        let whole = stories::answers(&questionnaire, 1);
        let (path, answers): (_, Map<String, Value>) = match act {
            Act::TeacherSaves => {
                let first = questionnaire.pointer("/questions/0/code").and_then(Value::as_str).unwrap_or_default();
                ("/v1/teacher-links/draft", whole.into_iter().filter(|(code, _)| code == first).collect())
            }
            _ => ("/v1/teacher-links/submit", whole),
        };
        stage.api.ask(path, &json!({ "token": token, "answers": answers })).await?;
        Ok(())
    }

    /// What is noted beside the visits.
    async fn note<A: Api>(&mut self, stage: &Stage<'_, A>, who: &Seat, act: Act) -> Result<(), Problem> {
        let today = stage.state.clock.today();
        match act {
            Act::Agree(purposes) => {
                let path = format!("/v1/families/{}/consents", self.family);
                for (parent, purpose) in
                    self.parents.iter().flat_map(|parent| purposes.iter().map(move |purpose| (parent, purpose)))
                {
                    let consent = json!({ "parentId": parent, "purpose": purpose, "givenOn": today,
                        "wording": format!("{purpose}-voorbeeld-1") });
                    stage.api.post(who, &path, &consent).await?;
                }
            }
            Act::Spend(category, minutes) => {
                let entry = json!({ "trajectoryId": self.case.trajectory, "practitionerId": self.case.performer,
                    "category": category, "minutes": minutes, "on": today });
                stage.api.post(who, "/v1/time-entries", &entry).await?;
            }
            Act::Notice => {
                let path = self.case.path("/signals");
                let signal = json!({ "noticedOn": today,
                    "about": "De ouders zoeken uitleg bij een brief van een verzonnen instantie." });
                self.signal = format!("{path}/{}", text(&stage.api.post(who, &path, &signal).await?, "id"));
            }
            Act::SettleSignal => {
                let settled = json!({ "status": "closed", "action": "Samen naar het spreekuur gebeld.",
                    "referredTo": "Wijkteam Voorbeeldstad" });
                stage.api.change(who, Method::PATCH, (&self.signal, &self.signal), &settled).await?;
            }
            Act::Depart(guideline, reason) => {
                let departure = json!({ "kind": "guideline", "code": guideline, "notedOn": today, "reason": reason });
                stage.api.post(who, &self.case.path("/departures"), &departure).await?;
            }
            other => return Err(missing(&format!("way to play {other:?}"))),
        }
        Ok(())
    }
}
