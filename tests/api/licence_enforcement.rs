//! Gate G1 everywhere: every writing operation of the document stands in the table with whose licence decides, or with
//! the reason why none does; and each that is judged refuses a practitioner without a licence.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Practitioner, World, held_visit, planned_visit};

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
        other => panic!("{other} is judged by the table: say here what to send"),
    }
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
            Some(etag) => leader.act(&path, etag, &body).await,
            None => leader.post(&path, &body).await,
        };
        assert_eq!(answer.status, 409, "{operation}: {}", answer.text);
        let refused = answer.problem(409, "licence-not-valid");
        assert_eq!((&refused["practitionerId"], &refused["on"]), (&json!(unlicensed.id), &json!("2026-03-09")));
    }
}
