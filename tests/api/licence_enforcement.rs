//! Gate G1 everywhere: every writing operation of the document stands in the table with whose licence decides, or with
//! the reason why none does; and each that is judged refuses a practitioner without a licence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::journey::filled_in;
use crate::support::{Practitioner, World, held_visit, planned_visit};
use crate::transfers::offered;

const TABLE: &str = include_str!("licence.table");

fn table() -> BTreeMap<&'static str, &'static str> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|line| line.split_once(' ').expect("an operation and its rule")).collect()
}

#[tokio::test]
async fn every_writing_operation_says_whose_licence_decides() {
    let world = World::new().await;
    let mut writing = BTreeSet::new();
    for (_, item) in world.app.document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if method != "get" {
                writing.insert(operation["operationId"].as_str().unwrap());
            }
        }
    }
    let listed: BTreeSet<&str> = table().into_keys().collect();
    assert_eq!(writing.difference(&listed).collect::<Vec<_>>(), Vec::<&&str>::new(), "published but not in the table");
    assert_eq!(listed.difference(&writing).collect::<Vec<_>>(), Vec::<&&str>::new(), "in the table but not published");
    for (operation, rule) in table() {
        assert!(!rule.starts_with('-') || rule.len() > 4, "{operation} is exempt without a reason");
    }
}

/// What to send so that this practitioner performs something on 9 March 2026: (path, version, body).
async fn attempt(world: &World, operation: &str, performer: &Practitioner) -> (String, Option<String>, Value) {
    let leader = &world.here.leader;
    let held =
        json!({ "heldOn": "2026-03-09", "minutes": 60, "attendance": "parents", "performerIds": [performer.id] });
    let planned = async |performer: &str| {
        let visit = planned_visit(&world.case, performer, "2026-03-09T09:00:00Z");
        let made = leader.post("/v1/visits", &visit).await;
        (made.header("location").to_owned(), Some(made.etag()))
    };
    match operation {
        "createTrajectory" => {
            let family = world.app.family(&world.here, "Nieuw").await;
            let body = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
                "practitionerIds": [performer.id], "startedOn": "2026-03-09" });
            ("/v1/trajectories".into(), None, body)
        }
        "updateTrajectory" => {
            // Assigned under a licence that turns out to have been given in error.
            let staff = &world.staff;
            world.app.licence_a(staff, performer, "2026-01-15").await;
            let family = world.app.family(&world.here, "In Zorg").await;
            let body = json!({ "familyId": family["id"], "focusChildIds": [family["children"][0]["id"]],
                "practitionerIds": [performer.id], "startedOn": "2026-03-01" });
            let made = leader.post("/v1/trajectories", &body).await;
            let list = staff.get(&format!("/v1/licences?personId={}", performer.person_id)).await.expect(200);
            let licence = format!("/v1/licences/{}", list["items"][0]["id"].as_str().unwrap());
            let issue = format!("{licence}/grounds/{}", list["items"][0]["issuances"][0]["id"].as_str().unwrap());
            let reason = json!({ "reason": "Certificaat van iemand anders" });
            staff.act(&format!("{issue}/withdraw"), &staff.etag(&licence).await, &reason).await.expect(200);
            (made.header("location").to_owned(), Some(made.etag()), json!({ "folderHandedOutOn": "2026-03-09" }))
        }
        "createAssignment" => {
            let body = json!({ "practitionerId": performer.id, "fromOn": "2026-03-09", "kind": "performer" });
            (format!("/v1/trajectories/{}/assignments", world.case.trajectory_id), None, body)
        }
        "createVisit" => ("/v1/visits".into(), None, held_visit(&world.case, &performer.id, "2026-03-09")),
        "updateVisit" => {
            let made = leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, "2026-03-09")).await;
            (made.header("location").to_owned(), Some(made.etag()), json!({ "performerIds": [performer.id] }))
        }
        "recordVisit" => {
            let (path, etag) = planned(&performer.id).await;
            (format!("{path}/record"), etag, held)
        }
        "markVisitNoShow" => {
            let (path, etag) = planned(&performer.id).await;
            (format!("{path}/no-show"), etag, json!({ "heldOn": "2026-03-09", "performerIds": [performer.id] }))
        }
        "replacePlan" => {
            let goal = json!({ "goal": 2, "subgoals": ["2.2"] });
            let plan = json!({ "goals": [goal], "agreedOn": "2026-03-09", "practitionerId": performer.id });
            let path = format!("/v1/trajectories/{}/plan", world.case.trajectory_id);
            let etag = leader.etag(&path).await;
            (path, Some(etag), plan)
        }
        "createEvaluation" => {
            let mut evaluation = intake(world, performer).await;
            evaluation["status"] = json!("final");
            (evaluations(world), None, evaluation)
        }
        "finaliseEvaluation" => {
            let made = leader.post(&evaluations(world), &intake(world, performer).await).await;
            (format!("{}/finalise", made.header("location")), Some(made.etag()), Value::Null)
        }
        "amendEvaluation" => {
            let mut evaluation = intake(world, &world.practitioner).await;
            evaluation["status"] = json!("final");
            let made = leader.post(&evaluations(world), &evaluation).await;
            let content =
                json!({ "heldOn": "2026-03-09", "practitionerId": performer.id, "answers": evaluation["answers"] });
            let amendment = json!({ "reason": "Door een ander gehouden", "content": content });
            (format!("{}/amend", made.header("location")), Some(made.etag()), amendment)
        }
        "createTimeEntry" => ("/v1/time-entries".into(), None, time_entry(world, performer)),
        "updateTimeEntry" => {
            let made = leader.post("/v1/time-entries", &time_entry(world, &world.practitioner)).await;
            (made.header("location").to_owned(), Some(made.etag()), json!({ "practitionerId": performer.id }))
        }
        "acceptReferral" => {
            let referral = json!({ "source": "teacher", "receivedOn": "2026-03-02", "parentsAgreedOn": "2026-03-01",
                "child": { "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20", "group": 2 },
                "parents": [{ "name": "Samir Testerink" }],
                "screening": { "laggingResults": true, "communication": "dutch" } });
            let made = leader.post("/v1/referrals", &referral).await;
            let accept = json!({ "startedOn": "2026-03-09", "practitionerIds": [performer.id],
                "family": { "name": "Familie Testerink" } });
            (format!("{}/accept", made.header("location")), Some(made.etag()), accept)
        }
        "acceptReceivedTransfer" => {
            let (_, id) = offered(world, &world.elsewhere, &world.other_practitioner, &world.here).await;
            let path = format!("/v1/received-transfers/{id}");
            let etag = leader.etag(&path).await;
            let accept = json!({ "startedOn": "2026-03-09", "practitionerIds": [performer.id] });
            (format!("{path}/accept"), Some(etag), accept)
        }
        "createHandover" | "createHandovers" => {
            let body = json!({ "kind": "deputy", "fromPractitionerId": world.practitioner.id,
                "toPractitionerId": performer.id, "on": "2026-03-09", "untilOn": "2026-03-20" });
            let one = format!("/v1/trajectories/{}/handovers", world.case.trajectory_id);
            (if operation == "createHandover" { one } else { "/v1/handovers".into() }, None, body)
        }
        other => panic!("{other} is judged by the table: say here what to send"),
    }
}

fn evaluations(world: &World) -> String {
    format!("/v1/trajectories/{}/evaluations", world.case.trajectory_id)
}

/// A parent's intake of 9 March, held by somebody.
async fn intake(world: &World, performer: &Practitioner) -> Value {
    let (version, answers) = filled_in(&world.here.leader, "intake_parent").await;
    json!({ "kind": "intake_parent", "questionnaireVersionId": version, "heldOn": "2026-03-09",
        "practitionerId": performer.id, "answers": answers })
}

fn time_entry(world: &World, performer: &Practitioner) -> Value {
    json!({ "trajectoryId": world.case.trajectory_id, "practitionerId": performer.id, "category": "preparation",
        "minutes": 30, "on": "2026-03-09" })
}

#[tokio::test]
async fn each_refuses_a_practitioner_without_a_licence_on_that_day() {
    let world = World::new().await;
    let leader = &world.here.leader;
    for (operation, _) in table().into_iter().filter(|(_, rule)| !rule.starts_with('-')) {
        let unlicensed = world.app.practitioner(&world.here, "Zonder Licentie").await;
        let (path, version, body) = attempt(&world, operation, &unlicensed).await;
        let answer = match &version {
            Some(etag) if operation.starts_with("update") => leader.patch(&path, etag, &body).await,
            Some(etag) if operation.starts_with("replace") => {
                let request = leader.request(reqwest::Method::PUT, &path).header("if-match", etag).json(&body);
                leader.send(request).await
            }
            Some(etag) if body.is_null() => leader.act_bare(&path, etag).await,
            Some(etag) => leader.act(&path, etag, &body).await,
            None => leader.post(&path, &body).await,
        };
        assert_eq!(answer.status, 409, "{operation}: {}", answer.text);
        let refused = answer.problem(409, "licence-not-valid");
        assert_eq!((&refused["practitionerId"], &refused["on"]), (&json!(unlicensed.id), &json!("2026-03-09")));
    }
}

/// Whoever stays the performer is judged anew when the day changes: the licence of then has expired by now.
#[tokio::test]
async fn a_record_does_not_move_to_a_day_on_which_the_licence_has_expired() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let one = world.app.practitioner(&world.here, "Tot Vijf Maart").await;
    let licence = json!({ "personId": one.person_id, "kind": "A", "issuedOn": "2026-01-15", "validUntil": "2026-03-05",
        "ground": "transferred", "evidence": "Certificaat op papier" });
    world.staff.post("/v1/licences", &licence).await.expect(201);
    let later = json!({ "heldOn": "2026-03-09" });
    let visit = leader.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-04")).await;
    let mut entry = time_entry(&world, &one);
    entry["on"] = json!("2026-03-04");
    let entry = leader.post("/v1/time-entries", &entry).await;
    let mut evaluation = intake(&world, &one).await;
    (evaluation["status"], evaluation["heldOn"]) = (json!("final"), json!("2026-03-04"));
    let made = leader.post(&evaluations(&world), &evaluation).await;
    let content = json!({ "heldOn": "2026-03-09", "practitionerId": one.id, "answers": evaluation["answers"] });
    let amendment = json!({ "reason": "Op een andere dag gehouden", "content": content });
    let moved = [
        leader.patch(visit.header("location"), &visit.etag(), &later).await,
        leader.patch(entry.header("location"), &entry.etag(), &json!({ "on": "2026-03-09" })).await,
        leader.act(&format!("{}/amend", made.header("location")), &made.etag(), &amendment).await,
    ];
    for answer in moved {
        let refused = answer.problem(409, "licence-not-valid");
        assert_eq!((&refused["reason"], &refused["on"]), (&json!("expired"), &json!("2026-03-09")));
        assert_eq!((&refused["practitionerId"], &refused["validUntil"]), (&json!(one.id), &json!("2026-03-05")));
    }
    // Within the licence it may.
    let earlier = json!({ "heldOn": "2026-03-05" });
    leader.patch(visit.header("location"), &visit.etag(), &earlier).await.expect(200);
}
