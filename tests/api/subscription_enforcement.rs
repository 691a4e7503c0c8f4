//! Gate G2 everywhere: every writing operation of the document stands in the table with what it needs of the
//! organisation's subscription, as its permission says; and without a subscription each of them answers accordingly.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use reqwest::Method;
use serde_json::{Value, json};

use crate::authorisation::{Operation, call, filled, integration, integration_scopes, operations, table as roles};
use crate::support::things::{things, with_foreign};
use crate::support::{Answer, Caller, World, planned_visit};

const TABLE: &str = include_str!("subscription.table");

/// operation → (`active`, `running` or `exempt`, the reason of an exemption).
fn table() -> BTreeMap<&'static str, (&'static str, &'static str)> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let row = |line: &'static str| {
        let (operation, rule) = line.split_once(' ').expect("an operation and its rule");
        (operation, rule.split_once(" - ").unwrap_or((rule, "")))
    };
    rows.map(row).collect()
}

fn source(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            source(&entry.path(), text);
        } else {
            let file = fs::read_to_string(entry.path()).expect("a file");
            text.push_str(file.split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| format!("{name}{}{}", word[..1].to_uppercase(), &word[1..]))
}

/// operation → the gate of the permission in its handler's signature.
fn gates() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for feature in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/features")).expect("features").flatten()
    {
        let mut text = String::new();
        if feature.path().is_dir() {
            source(&feature.path(), &mut text);
        }
        let permission = |line| -> Option<(String, String)> {
            let (name, rest) = str::trim(line).split_once(" = \"")?;
            Some((name.to_owned(), rest.strip_suffix(';')?.rsplit_once("] ")?.1.to_lowercase()))
        };
        let permissions: BTreeMap<String, String> = text.lines().filter_map(permission).collect();
        for handler in text.split("async fn ").skip(1) {
            let (name, rest) = handler.split_once('(').unwrap_or_default();
            let signature = rest.split_once("->").unwrap_or_default().0;
            if let Some((_, permit)) = signature.split_once("Permit<") {
                let permit = permit.split_once('>').unwrap_or_default().0;
                found.insert(camel(name), permissions[permit].clone());
            }
        }
    }
    found
}

#[tokio::test]
async fn every_writing_operation_says_what_it_needs_of_the_subscription() {
    let world = World::new().await;
    let written = operations(&world).into_iter().filter(|operation| operation.method != Method::GET);
    let written: BTreeSet<String> = written.map(|operation| operation.id).collect();
    let listed: BTreeSet<String> = table().into_keys().map(str::to_owned).collect();
    assert_eq!(
        written.difference(&listed).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "published but not in the table"
    );
    assert_eq!(
        listed.difference(&written).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "in the table but not published"
    );
    let (gates, roles) = (gates(), roles());
    for (operation, (need, reason)) in table() {
        assert!(need != "exempt" || reason.len() > 3, "{operation} is exempt without a reason");
        // The gate stands in the way of an organisation that changes something.
        let apart = ["L", "-"].contains(&who(&roles, operation)) || operation.starts_with("search");
        let expected = if apart { "exempt" } else { gates[operation].as_str() };
        assert_eq!(need, expected, "{operation}");
    }
}

/// Who may call an operation. That each has a row is another test's to say.
fn who<'r>(roles: &'r BTreeMap<String, String>, operation: &str) -> &'r str {
    roles.get(operation).map_or("", String::as_str)
}

/// Changes a setting, as the licence holder.
async fn set(world: &World, key: &str, value: i32) {
    let path = format!("/v1/settings/{key}");
    world.staff.patch(&path, &world.staff.etag(&path).await, &json!({ "value": value })).await.expect(200);
}

/// Makes this the last day of the organisation's subscription.
async fn end(world: &World, day: &str) {
    let list = world.staff.get(&format!("/v1/subscriptions?organisationId={}", world.here.id)).await.expect(200);
    let path = format!("/v1/subscriptions/{}", list["items"][0]["id"].as_str().unwrap());
    world.staff.patch(&path, &world.staff.etag(&path).await, &json!({ "endsOn": day })).await.expect(200);
}

/// The organisation's own things, with somebody else than the caller to suspend.
async fn own_things(world: &World) -> BTreeMap<String, String> {
    let mut own = things(world, true).await;
    own.insert("users".into(), world.practitioner.user_id.clone());
    if !own.contains_key("orders") {
        let order = json!({ "lines": [{ "code": "information_folder", "quantity": 1 }] });
        let order = world.here.leader.post("/v1/orders", &order).await.expect(201);
        own.insert("orders".into(), order["id"].as_str().unwrap().to_owned());
    }
    own
}

/// Asks for a change of one's own things, whatever their version.
async fn attempt(caller: &Caller, operation: &Operation, own: &BTreeMap<String, String>) -> Answer {
    let body = match operation.id.as_str() {
        // What a project leader may change of an organisation is less than the example holds.
        "updateOrganisation" => Some(json!({ "contact": { "email": "nieuw@welzijn.example" } })),
        _ => operation.example().map(|mut body| {
            with_foreign(&mut body, own);
            if let Some(members) = body.as_object_mut().filter(|_| operation.id == "createUser") {
                // Only the licence holder names one.
                members.remove("organisationId");
            }
            body
        }),
    };
    let version = operation.takes("IfMatch").then_some("*");
    call(caller, operation, &filled(&operation.path, own), body, version).await
}

/// The writing operations with this need that somebody of an organisation may call, each with those who may.
fn of_organisation<'w>(
    world: &'w World,
    system: &'w Caller,
    need: &str,
) -> Vec<(Operation, &'static str, Vec<&'w Caller>)> {
    let (table, roles) = (table(), roles());
    let (leader, practitioner): (&Caller, &Caller) = (&world.here.leader, &world.practitioner);
    let callers = [('P', leader), ('B', practitioner), ('I', system)];
    let mut found = Vec::new();
    for operation in operations(world) {
        let Some((_, reason)) = table.get(operation.id.as_str()).filter(|(given, _)| *given == need) else { continue };
        let may =
            callers.iter().filter(|(role, _)| who(&roles, &operation.id).contains(*role)).map(|(_, caller)| *caller);
        let may: Vec<&Caller> = may.collect();
        if !may.is_empty() {
            found.push((operation, *reason, may));
        }
    }
    found
}

async fn system(world: &World) -> Caller {
    let scopes = integration_scopes(world);
    integration(world, &scopes.iter().map(String::as_str).collect::<Vec<_>>()).await
}

fn is_inactive(answer: &Answer) -> bool {
    answer.status == 409 && answer.body["code"] == "subscription-inactive"
}

#[tokio::test]
async fn long_after_its_subscription_an_organisation_writes_only_what_is_never_blocked() {
    let world = World::new().await;
    let (system, own) = (system(&world).await, own_things(&world).await);
    set(&world, "wind_down_months", 0).await;
    end(&world, "2026-01-31").await;
    let mut wrong = Vec::new();
    let mut tried = 0;
    for need in ["active", "running"] {
        for (operation, _, callers) in of_organisation(&world, &system, need) {
            for (place, caller) in callers.into_iter().enumerate() {
                let answer = attempt(caller, &operation, &own).await;
                // Somebody who sees less than the first hears of that first.
                let unseen = place > 0 && [403, 404].contains(&answer.status);
                if !is_inactive(&answer) && !unseen {
                    wrong.push(format!("{need} {} by {place}: {} {}", operation.id, answer.status, answer.text));
                }
                tried += 1;
            }
        }
    }
    let mut exempt = of_organisation(&world, &system, "exempt");
    // First what changes things, then what takes them away, last what takes the callers away.
    exempt.sort_by_key(|(operation, _, _)| match operation.id.as_str() {
        "leavePractitioner" | "suspendUser" | "updateUser" => 9,
        _ => ["PATCH", "POST", "DELETE"].iter().position(|method| *method == operation.method.as_str()).unwrap_or(3),
    });
    // One's own account is no organisation's, and its sessions are what these calls are made with.
    for (operation, _, callers) in exempt.into_iter().filter(|(_, reason, _)| *reason != "own account") {
        for (place, caller) in callers.into_iter().enumerate() {
            let answer = attempt(caller, &operation, &own).await;
            // Whatever refuses before the gate would prove nothing.
            let before = place == 0 && [401, 403, 404, 412, 428].contains(&answer.status);
            if is_inactive(&answer) || before || answer.status >= 500 {
                wrong.push(format!("exempt {} by {place}: {} {}", operation.id, answer.status, answer.text));
            }
            tried += 1;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(tried > 150, "{tried}");
    let me = world.here.leader.etag("/v1/me").await;
    world.here.leader.patch("/v1/me", &me, &json!({ "language": "en" })).await.expect(200);
}

#[tokio::test]
async fn while_winding_down_running_trajectories_go_on_and_nothing_new_begins() {
    let world = World::new().await;
    let (system, own) = (system(&world).await, own_things(&world).await);
    end(&world, "2026-02-28").await;
    let mut wrong = Vec::new();
    for need in ["active", "running"] {
        for (operation, _, callers) in of_organisation(&world, &system, need) {
            let answer = attempt(callers[0], &operation, &own).await;
            let winding_down = is_inactive(&answer) && answer.body["state"] == "winding_down";
            if winding_down != (need == "active") || answer.status >= 500 {
                wrong.push(format!("{need} {}: {} {}", operation.id, answer.status, answer.text));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// What each reading operation answers to everybody of an organisation who may call it: status and code.
async fn read_everything(
    world: &World,
    system: &Caller,
    own: &BTreeMap<String, String>,
) -> BTreeMap<String, (u16, String)> {
    let roles = roles();
    let callers: [(char, &Caller); 3] = [('P', &world.here.leader), ('B', &world.practitioner), ('I', system)];
    let mut answers = BTreeMap::new();
    for operation in operations(world) {
        // Searching is a POST, since names do not belong in an address.
        let searches = operation.id.starts_with("search");
        if operation.method != Method::GET && !searches {
            continue;
        }
        for (role, caller) in callers.iter().filter(|(role, _)| who(&roles, &operation.id).contains(*role)) {
            let body = operation.example().filter(|_| searches);
            let answer = call(caller, &operation, &filled(&operation.path, own), body, None).await;
            let code = answer.body["code"].as_str().filter(|_| answer.status >= 400).unwrap_or_default().to_owned();
            answers.insert(format!("{} by {role}", operation.id), (answer.status, code));
        }
    }
    answers
}

/// What a project leader can't read of the things even of an active organisation: papers of a phase that is to come.
const NOT_YET: [&str; 2] = ["getChildCertificates by P", "getParentCertificates by P"];

#[tokio::test]
async fn everything_is_read_and_exported_as_before_when_suspended_and_without_a_subscription() {
    let world = World::new().await;
    let (system, own) = (system(&world).await, own_things(&world).await);
    for operation in operations(&world) {
        // What was handed in has a document to read.
        if operation.spec["requestBody"]["content"].get("application/pdf").is_some() {
            let path = filled(&operation.path, &own);
            let stored = call(&world.practitioner, &operation, &path, None, Some("*")).await;
            assert!(stored.status < 300, "{} {}: {}", operation.id, stored.status, stored.text);
        }
    }
    let active = read_everything(&world, &system, &own).await;
    assert!(active.len() > 200, "{}", active.len());
    let refused: Vec<_> = active.iter().filter(|(who, (status, _))| who.ends_with('P') && *status != 200).collect();
    assert_eq!(refused.iter().map(|(who, _)| who.as_str()).collect::<Vec<_>>(), NOT_YET, "{refused:?}");
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let stand = async |status: &str| {
        let change = json!({ "status": status });
        world.staff.patch(&organisation, &world.staff.etag(&organisation).await, &change).await.expect(200);
    };
    for status in ["read_only", "leaving"] {
        stand(status).await;
        assert_eq!(read_everything(&world, &system, &own).await, active, "{status}");
    }
    stand("active").await;
    set(&world, "wind_down_months", 0).await;
    end(&world, "2026-01-31").await;
    assert_eq!(read_everything(&world, &system, &own).await, active, "without a subscription");
}

#[tokio::test]
async fn within_the_days_of_grace_writing_goes_on_and_the_day_after_it_does_not() {
    let world = World::new().await;
    set(&world, "grace_days", 10).await;
    end(&world, "2026-03-05").await;
    let school = json!({ "name": "De Verzinsels", "kind": "regular" });
    world.here.leader.post("/v1/schools", &school).await.expect(201);
    let on = async |day: &str| {
        world.app.on(day);
        world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await
    };
    let visit = async |leader: &Caller, at: &str| {
        let mut visit: Value = planned_visit(&world.case, &world.practitioner.id, at);
        visit["step"] = json!("acquaintance");
        leader.post("/v1/visits", &visit).await
    };
    let leader = on("2026-03-15").await;
    leader.post("/v1/schools", &school).await.expect(201);
    let leader = on("2026-03-16").await;
    let refused = leader.post("/v1/schools", &school).await.problem(409, "subscription-inactive");
    assert_eq!(refused["state"], "winding_down");
    visit(&leader, "2026-03-20T09:00:00Z").await.expect(201);
    // The wind-down counts from the last day of the subscription, not from that of the grace.
    let leader = on("2026-06-05").await;
    visit(&leader, "2026-06-08T09:00:00Z").await.expect(201);
    let leader = on("2026-06-06").await;
    let refused = visit(&leader, "2026-06-09T09:00:00Z").await.problem(409, "subscription-inactive");
    assert_eq!(refused["state"], "inactive");
    let parent = format!("/v1/families/{}/parents/{}", world.case.family_id, world.case.parent_id);
    leader.patch(&parent, "*", &json!({ "phone": "0687654321" })).await.expect(200);
}

#[tokio::test]
async fn taking_a_role_or_a_scope_away_is_never_blocked_and_giving_one_is() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let client = json!({ "name": "Koppeling", "scopes": ["schools:read", "families:read"] });
    let client = leader.post("/v1/api-clients", &client).await.expect(201);
    let client = format!("/v1/api-clients/{}", client["id"].as_str().unwrap());
    set(&world, "wind_down_months", 0).await;
    end(&world, "2026-01-31").await;
    let change = async |path: &str, body: Value| leader.patch(path, &leader.etag(path).await, &body).await;
    change(&client, json!({ "scopes": ["schools:read"] })).await.expect(200);
    change(&client, json!({ "scopes": ["schools:read", "visits:read"] })).await.problem(409, "subscription-inactive");
    let user = format!("/v1/users/{}", world.practitioner.user_id);
    change(&user, json!({ "roles": ["practitioner"] })).await.expect(200);
    change(&user, json!({ "roles": ["practitioner", "project_leader"] })).await.problem(409, "subscription-inactive");
}
