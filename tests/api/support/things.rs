//! One of everything, for tests that walk over all operations: ids of an organisation's things, and bodies that name those
//! of another.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::billing::{bill, pay_to, replace_seller};
use super::factory::Organisation;
use super::journey::filled_in;
use super::{World, held_visit};
use crate::transfers::offered;

/// What an organisation ordered and was billed: everything about money that it sees.
async fn billed(world: &World, organisation: &Organisation) -> Vec<(&'static str, String)> {
    let (staff, leader) = (&world.staff, &organisation.leader);
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    replace_seller(staff).await;
    let run = bill(staff, "2026-03").await;
    let order = json!({ "lines": [{ "code": "handbook", "quantity": 1 }] });
    let order = leader.post("/v1/orders", &order).await.expect(201);
    let invoice = leader.get("/v1/invoices").await.expect(200)["items"][0].clone();
    let payment = pay_to(staff, &format!("/v1/invoices/{}", id(&invoice)), 1).await.expect(201);
    let note = json!({ "invoiceId": invoice["id"], "reason": "Dubbel.",
        "lines": [{ "invoiceLineId": invoice["lines"][0]["id"], "netCents": 1 }] });
    let note = id(&staff.post("/v1/credit-notes", &note).await.expect(201));
    staff.act_bare(&format!("/v1/invoices/{note}/issue"), "\"1\"").await.expect(200);
    let months = leader.get("/v1/subscription-months").await.expect(200);
    let prices = leader.get("/v1/prices").await.expect(200);
    vec![
        ("billing-runs", id(&run)),
        ("orders", id(&order)),
        ("invoices", id(&invoice)),
        ("paymentId", id(&payment)),
        ("credit-notes", note),
        ("subscription-months", id(&months["items"][0])),
        // Of everybody: only one that is not there is foreign.
        (
            "prices",
            if organisation.id == world.here.id { id(&prices["items"][0]) } else { uuid::Uuid::now_v7().to_string() },
        ),
    ]
}

/// One of everything in an organisation, by the name that a path gives it.
pub async fn things(world: &World, here: bool) -> BTreeMap<String, String> {
    let (organisation, practitioner, case) = if here {
        (&world.here, &world.practitioner, &world.case)
    } else {
        (&world.elsewhere, &world.other_practitioner, &world.other_case)
    };
    let leader = &organisation.leader;
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();
    let school = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await.expect(201);
    let path = format!("/v1/schools/{}/teachers", id(&school));
    let teacher = leader.post(&path, &json!({ "name": "Juf", "function": "teacher" })).await.expect(201);
    let visit = leader.post("/v1/visits", &held_visit(case, &practitioner.id, "2026-03-09")).await.expect(201);
    let client = json!({ "name": "Koppeling", "scopes": ["schools:read"] });
    let client = leader.post("/v1/api-clients", &client).await.expect(201);
    let family = leader.get(&format!("/v1/families/{}", case.family_id)).await.expect(200);
    let trajectory = leader.get(&format!("/v1/trajectories/{}", case.trajectory_id)).await.expect(200);
    let subscription = leader.get("/v1/subscriptions").await.expect(200);
    let licences = leader.get("/v1/licences").await.expect(200);
    let session = json!({ "kind": "intervision", "heldOn": "2026-03-09", "minutes": 120 });
    let session = leader.post("/v1/training-sessions", &session).await.expect(201);
    let attendance = json!({ "personId": practitioner.person_id, "status": "present", "minutes": 120 });
    let path = format!("/v1/training-sessions/{}/attendances", id(&session));
    let attendance = leader.post(&path, &attendance).await.expect(201);
    let work = json!({ "title": "Werkopdracht" });
    let assignment = practitioner.post("/v1/work-assignments", &work).await.expect(201);
    let portfolio = practitioner.post("/v1/portfolios", &work).await.expect(201);
    let report = json!({ "title": "Verslag", "trainingSessionId": session["id"] });
    let report = practitioner.post("/v1/intervision-reports", &report).await.expect(201);
    let interview = json!({ "personId": practitioner.person_id, "heldOn": "2026-03-09", "result": "passed" });
    let interview = world.staff.post("/v1/assessments", &interview).await.expect(201);
    let proof = practitioner.post("/v1/licence-proofs", &json!({ "kind": "A" })).await.expect(201);
    let made = async |path: &str, body: Value| id(&leader.post(path, &body).await.expect(201));
    let below = |part: &str| format!("/v1/trajectories/{}/{part}", case.trajectory_id);
    let plan = json!({ "goals": [{ "goal": 2, "subgoals": ["2.2"] }] });
    let request = leader.request(Method::PUT, &below("plan")).header("if-match", "\"0\"").json(&plan);
    leader.send(request).await.expect(200);
    let (version, answers) = filled_in(leader, "evaluation").await;
    let mut evaluation = json!({ "kind": "mid", "questionnaireVersionId": version, "answers": answers,
        "heldOn": "2026-03-09", "practitionerId": practitioner.id, "decision": "close" });
    let draft = made(&below("evaluations"), evaluation.clone()).await;
    evaluation["status"] = json!("final");
    let finished = made(&below("evaluations"), evaluation).await;
    let departure = json!({ "kind": "guideline", "code": "goal_count", "notedOn": "2026-03-09", "reason": "Genoeg" });
    let departure = made(&below("departures"), departure).await;
    let entry = json!({ "trajectoryId": case.trajectory_id, "practitionerId": practitioner.id,
        "category": "preparation", "minutes": 30, "on": "2026-03-09" });
    let entry = made("/v1/time-entries", entry).await;
    let signal = made(&below("signals"), json!({ "noticedOn": "2026-03-09", "about": "Zorgen" })).await;
    let consent = json!({ "parentId": case.parent_id, "purpose": "research", "wording": "1", "givenOn": "2026-03-09" });
    let consent = made(&format!("/v1/families/{}/consents", case.family_id), consent).await;
    let complaint = json!({ "receivedOn": "2026-03-09", "description": "Te laat", "handledByUserId": leader.user_id });
    let complaint = made("/v1/complaints", complaint).await;
    let project = json!({ "heldWith": "schools", "heldOn": "2026-03-09", "title": "Gesprek", "findings": "Goed" });
    let project = made("/v1/project-evaluations", project).await;
    let holiday = json!({ "name": "Mei", "fromOn": "2026-04-25", "untilOn": "2026-05-03" });
    let holiday = made("/v1/school-holidays", holiday).await;
    let referral = json!({ "source": "teacher", "receivedOn": "2026-03-02", "parentsAgreedOn": "2026-03-01",
        "child": { "givenName": "Yara", "familyName": "Testerink", "birthDate": "2019-11-20", "group": 2 },
        "parents": [{ "name": "Samir Testerink" }],
        "screening": { "laggingResults": true, "communication": "dutch" } });
    let referral = made("/v1/referrals", referral).await;
    let link = made(&below("teacher-links"), json!({ "childId": case.child_id })).await;
    let (others, performer) =
        if here { (&world.elsewhere, &world.other_practitioner) } else { (&world.here, &world.practitioner) };
    let (sent, _) = offered(world, organisation, practitioner, others).await;
    let (_, received) = offered(world, others, performer, organisation).await;
    let mut ids = BTreeMap::new();
    let mut put = |name: &str, id: String| {
        ids.insert(name.to_owned(), id);
    };
    for name in ["schools", "schoolId"] {
        put(name, id(&school));
    }
    for name in ["families", "familyId"] {
        put(name, case.family_id.clone());
    }
    for name in ["trajectories", "trajectoryId"] {
        put(name, case.trajectory_id.clone());
    }
    for name in ["training-sessions", "sessionId"] {
        put(name, id(&session));
    }
    put("licence-proofs", id(&proof));
    put("attendances", id(&attendance));
    put("work-assignments", id(&assignment));
    put("portfolios", id(&portfolio));
    put("intervision-reports", id(&report));
    put("assessments", id(&interview));
    put("teachers", id(&teacher));
    put("parents", id(&family["parents"][0]));
    put("children", case.child_id.clone());
    put("visits", id(&visit));
    put("api-clients", id(&client));
    put("practitioners", practitioner.id.clone());
    put("practitionerId", practitioner.id.clone());
    put("users", leader.user_id.clone());
    put("organisations", organisation.id.clone());
    put("assignments", id(&trajectory["assignments"][0]));
    put("subscriptions", id(&subscription["items"][0]));
    put("licences", id(&licences["items"][0]));
    put("groundId", id(&licences["items"][0]["issuances"][0]));
    put("sessions", leader.session_id.clone());
    put("persons", practitioner.person_id.clone());
    for name in ["evaluations", "evaluationId"] {
        put(name, draft.clone());
    }
    put("finished evaluations", finished);
    put("version", "1".into());
    put("teacher-links", link);
    put("departures", departure);
    put("time-entries", entry);
    put("signals", signal);
    put("consents", consent);
    put("complaints", complaint);
    put("project-evaluations", project);
    put("school-holidays", holiday);
    put("referrals", referral);
    for (name, thing) in billed(world, organisation).await {
        put(name, thing);
    }
    put("family-transfers", sent);
    put("received-transfers", received);
    // Of everybody: only one that is not there is foreign.
    put("questionnaires", if here { version } else { uuid::Uuid::now_v7().to_string() });
    put("kind", "A".into());
    put("key", "wind_down_months".into());
    put("year", if here { "2026".into() } else { "1999".into() });
    ids
}

/// Puts foreign ids wherever the body names something of the organisation.
pub fn with_foreign(body: &mut Value, foreign: &BTreeMap<String, String>) -> usize {
    let kinds = [
        ("familyId", "families"),
        ("focusChildIds", "children"),
        ("practitionerIds", "practitioners"),
        ("practitionerId", "practitioners"),
        ("continuedFromId", "trajectories"),
        ("trajectoryId", "trajectories"),
        ("performerIds", "practitioners"),
        ("observerIds", "practitioners"),
        ("parentIdsPresent", "parents"),
        ("schoolId", "schools"),
        ("teacherId", "teachers"),
        ("userId", "users"),
        ("personId", "persons"),
        ("trainerId", "persons"),
        ("trainingSessionId", "training-sessions"),
        ("fromPractitionerId", "practitioners"),
        ("toPractitionerId", "practitioners"),
        ("trajectoryIds", "trajectories"),
        ("parentId", "parents"),
        ("parentIds", "parents"),
        ("scoredBy", "parents"),
        ("givenBy", "parents"),
        ("childId", "children"),
        ("questionnaireVersionId", "questionnaires"),
        ("aboutPractitionerId", "practitioners"),
        ("handledByUserId", "users"),
    ];
    let mut put = 0;
    match body {
        Value::Object(members) => {
            for (name, value) in members.iter_mut() {
                if name == "observerIds" {
                    // Whoever performs does not observe: this one is foreign to everybody.
                    *value = json!([uuid::Uuid::now_v7()]);
                } else if let Some((_, kind)) = kinds.iter().find(|(member, _)| member == name) {
                    *value = if value.is_array() { json!([foreign[*kind]]) } else { json!(foreign[*kind]) };
                    put += 1;
                } else {
                    put += with_foreign(value, foreign);
                }
            }
        }
        Value::Array(items) => put += items.iter_mut().map(|item| with_foreign(item, foreign)).sum::<usize>(),
        _ => {}
    }
    put
}
