//! How the product's statements read. Every operation of the authorisation table is called by everybody who may, on a
//! database whose planner takes every table for a large one, and PostgreSQL's own `auto_explain` tells how each
//! statement was done. One that reads the whole of a large table fails, and so does one that reads all that an
//! organisation has in it, unless it stops when a page is full.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::authorisation::{Operation, call, filled, integration, integration_scopes, operations, table};
use crate::support::plans::{Judge, LISTED, db_explain, explained, mark};
use crate::support::things::{things, with_foreign};
use crate::support::{Caller, Cluster, Practitioner, World};

/// The rows of this kind in the table beside this file: a name, and what is said of it.
fn rows(kind: &str) -> Vec<(&'static str, &'static str)> {
    let lines = include_str!("explained.table").lines();
    let row = |line: &'static str| line.strip_prefix(kind)?.strip_prefix(' ')?.split_once(" - ");
    lines.filter_map(row).collect()
}

fn names(kind: &str) -> Vec<&'static str> {
    rows(kind).into_iter().map(|(name, _)| name).collect()
}

/// When an operation is called: documents are stored, all is read, then made, changed, acted on and deleted.
fn turn(operation: &Operation) -> (usize, String) {
    let late = names("late").iter().position(|name| *name == operation.id);
    let usual = match (operation.method.as_str(), operation.takes("IfMatch")) {
        ("PUT", _) => 0,
        ("GET", _) => 1,
        ("POST", false) => 2,
        ("PATCH", _) => 3,
        ("POST", true) => 4,
        _ => 5,
    };
    (late.map_or(usual, |place| 6 + place), operation.path.clone())
}

/// The body of an operation's example, about the organisation's own things.
fn body(operation: &Operation, role: char, own: &BTreeMap<String, String>, newcomer: &Practitioner) -> Option<Value> {
    let mut body = operation.example()?;
    with_foreign(&mut body, own);
    let members = body.as_object_mut()?;
    // Only the licence holder names an organisation.
    if members.remove("organisationId").is_some() && role == 'L' {
        members.insert("organisationId".into(), json!(own["organisations"]));
    }
    if members.contains_key("toPractitionerId") {
        members.insert("toPractitionerId".into(), json!(newcomer.id));
    }
    for (_, fit) in rows("fit").into_iter().filter(|(name, _)| *name == operation.id) {
        json_patch::merge(&mut body, &serde_json::from_str(fit).expect("JSON"));
    }
    Some(body)
}

/// Calls every operation as everybody who may, and gives those that nobody got done.
async fn walk(world: &World, newcomer: &Practitioner) -> BTreeSet<String> {
    let leader = &world.here.leader;
    world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let mut own = things(world, true).await;
    own.insert("users".into(), world.practitioner.user_id.clone());
    let scopes = integration_scopes(world);
    let system = integration(world, &scopes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    mark(&world.app, "the set-up").await;
    let (stranger, roles) = (world.app.stranger(), table());
    let callers: [(char, &Caller); 5] =
        [('L', &world.staff), ('P', leader), ('B', &world.practitioner), ('I', &system), ('-', &stranger)];
    // By kind: what does not suit an act any more is followed by what the walk made before it.
    let mut all: BTreeMap<String, Vec<String>> =
        own.iter().map(|(kind, id)| (kind.clone(), vec![id.clone()])).collect();
    let mut operations = operations(world);
    operations.sort_by_cached_key(turn);
    let mut refused = BTreeSet::new();
    for operation in &operations {
        let kind = operation.path.split("/{id}").next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let reads = operation.method == "GET";
        let once = !reads && operation.method != "PATCH" && operation.takes("IfMatch");
        let mut done = false;
        for (role, caller) in callers.iter().filter(|(role, _)| roles[&operation.id].contains(*role)) {
            let of = all.get(kind).filter(|_| operation.path.contains("{id}")).cloned();
            let of = of.unwrap_or_else(|| vec![String::new()]);
            // The newest first; what is read is what was there at first.
            for id in of.iter().take(if reads { 1 } else { of.len() }).rev() {
                let mut ids = own.clone();
                ids.insert(kind.to_owned(), id.clone());
                let version = Some("*").filter(|_| operation.takes("IfMatch"));
                let path = filled(&operation.path, &ids);
                let answer = call(caller, operation, &path, body(operation, *role, &own, newcomer), version).await;
                if answer.status == 201
                    && operation.path.ends_with(kind)
                    && let Some(made) = answer.body["id"].as_str()
                {
                    all.entry(kind.to_owned()).or_default().push(made.to_owned());
                }
                if answer.status < 300 {
                    done = true;
                    break;
                }
            }
            // There may be nothing left for a second one to do it with.
            if done && once {
                break;
            }
        }
        if !done {
            refused.insert(operation.id.clone());
        }
        mark(&world.app, &operation.id).await;
    }
    refused
}

/// A statement that no index serves, to see that such a one is noticed.
const BAD: &str = "SELECT count(*) FROM visits WHERE minutes > 60";

#[tokio::test]
async fn no_operation_reads_the_whole_of_a_large_table() {
    let world = World::new().await;
    let newcomer = world.app.licensed(&world.staff, &world.here, "Iemand Anders", "2026-01-15").await;
    db_explain(&world.app).await;
    let mut refused = walk(&world, &newcomer).await;
    world.app.db_execute(BAD).await;
    mark(&world.app, "a bad query").await;
    let statements = explained(&Cluster::get().await.log());
    // What was made for the set-up was done too.
    let audited = "SELECT string_agg(DISTINCT action, ' ') AS text FROM audit_events WHERE outcome <> 'refused'";
    let audited = world.app.db_text(audited).await;
    refused.retain(|operation| !audited.split(' ').any(|action| action == operation));
    assert_eq!(refused.iter().map(String::as_str).collect::<Vec<_>>(), names("refused"));
    let different: BTreeSet<&str> = statements.iter().map(|one| one.statement.as_str()).collect();
    assert!(different.len() > 500, "{} statements", different.len());
    assert!(statements.iter().any(|one| one.during == "listVisits" && one.statement.contains("FROM \"visits\"")));
    let judge = Judge { small: names("small"), few: names("few") };
    let may: BTreeSet<(&str, &str)> =
        ["may", "list"].into_iter().flat_map(|kind| names(kind).into_iter().map(move |part| (kind, part))).collect();
    let (mut used, mut wrong) = (BTreeSet::new(), BTreeMap::new());
    for one in &statements {
        for (table, how) in judge.scans(one) {
            let fits = |(kind, part): &&(&str, &str)| {
                one.statement.contains(part) && (*kind == "may" || how.starts_with(LISTED))
            };
            if let Some(row) = may.iter().find(fits) {
                used.insert(*row);
            } else {
                wrong.entry((one.statement.as_str(), table)).or_insert((&one.during, how));
            }
        }
    }
    assert!(wrong.remove(&(BAD, "visits".to_owned())).is_some(), "the bad query is noticed");
    let told =
        wrong.iter().map(|((text, table), (operation, how))| format!("{operation}: {table} by {how}\n    {text}\n"));
    assert!(wrong.is_empty(), "{} scans\n{}", wrong.len(), told.collect::<String>());
    assert_eq!(used, may, "what is still used of what may be");
}

#[test]
fn the_lists_name_tables_that_there_are() {
    let schema = include_str!("../../src/schema.rs");
    for table in [names("small"), names("few")].concat() {
        assert!(schema.contains(&format!("\n    {table} (")), "there is no table {table}");
    }
}
