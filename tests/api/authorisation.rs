//! Every operation of the document: without a token, with each wrong role, with another tenant's ids in path and body,
//! without a version and with a stale one. An operation that is missing from the table below fails the test.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::things::{things, with_foreign};
use crate::support::{Answer, Caller, World, planned_visit};

/// Who may call what: L licence holder, P project leader, B practitioner (begeleider), I integration; `-` is public.
const TABLE: &str = include_str!("authorisation.table");

const ROLES: [char; 4] = ['L', 'P', 'B', 'I'];

#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub spec: Value,
}

impl Operation {
    pub fn takes(&self, parameter: &str) -> bool {
        let reference = format!("#/components/parameters/{parameter}");
        self.spec["parameters"].as_array().into_iter().flatten().any(|one| one["$ref"] == reference.as_str())
    }

    pub fn example(&self) -> Option<Value> {
        Some(self.spec["requestBody"]["content"]["application/json"].get("example")?.clone())
    }
}

pub fn operations(world: &World) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in world.app.document["paths"].as_object().unwrap() {
        for (method, spec) in item.as_object().unwrap() {
            found.push(Operation {
                id: spec["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: format!("/v1{path}"),
                spec: spec.clone(),
            });
        }
    }
    found
}

/// operation → roles that may call it.
pub fn table() -> BTreeMap<String, String> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|line| line.split_once(' ').unwrap()).map(|(id, who)| (id.to_owned(), who.trim().to_owned())).collect()
}

pub async fn call(
    caller: &Caller,
    operation: &Operation,
    path: &str,
    body: Option<Value>,
    version: Option<&str>,
) -> Answer {
    let mut request = caller.request(operation.method.clone(), path);
    if let Some(version) = version {
        request = request.header("if-match", version);
    }
    if operation.spec["requestBody"]["content"].get("application/pdf").is_some() {
        return caller.send(request.header("content-type", "application/pdf").body("%PDF-1.7\n%%EOF")).await;
    }
    match body {
        Some(body) => caller.send(request.json(&body)).await,
        None => caller.send(request).await,
    }
}

/// The path with these ids in its places.
pub fn filled(path: &str, ids: &BTreeMap<String, String>) -> String {
    let mut filled = path.to_owned();
    // `{id}` means what stands before it.
    let own = path.split("/{id}").next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    let missing = || panic!("no id for {path}: add '{own}' to the ids of the test");
    if path.contains("{id}") {
        filled = filled.replace("{id}", ids.get(own).unwrap_or_else(missing));
    }
    while let Some((before, rest)) = filled.clone().split_once('{') {
        let (name, after) = rest.split_once('}').unwrap();
        filled = format!("{before}{}{after}", ids.get(name).unwrap_or_else(missing));
    }
    filled
}

fn random_ids(path: &str) -> String {
    let mut filled = path.replace("{kind}", "A").replace("{key}", "geen_instelling").replace("{version}", "1");
    while let Some((before, rest)) = filled.clone().split_once('{') {
        filled = format!("{before}{}{}", uuid::Uuid::now_v7(), rest.split_once('}').unwrap().1);
    }
    filled
}

pub async fn integration(world: &World, scopes: &[&str]) -> Caller {
    let client = json!({ "name": "Koppeling", "scopes": scopes });
    let made = world.here.leader.post("/v1/api-clients", &client).await.expect(201);
    let request = world.app.stranger().request(Method::POST, "/oauth/token");
    let request = request
        .basic_auth(made["clientId"].as_str().unwrap(), made["clientSecret"].as_str())
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=client_credentials");
    let token = world.app.stranger().send(request).await.expect(200);
    world.app.caller(token["access_token"].as_str().map(str::to_owned))
}

/// All scopes that an integration can have.
pub fn integration_scopes(world: &World) -> Vec<String> {
    let schemas = &world.app.document["components"]["schemas"];
    let options = schemas["ApiScope"]["enum"].as_array().expect("ApiScope is a closed list");
    options.iter().map(|scope| scope.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_table_names_every_operation_and_nothing_else() {
    let world = World::new().await;
    let published: BTreeSet<String> = operations(&world).into_iter().map(|operation| operation.id).collect();
    let listed: BTreeSet<String> = table().into_keys().collect();
    assert_eq!(listed.difference(&published).collect::<Vec<_>>(), Vec::<&String>::new(), "listed but not published");
    assert_eq!(published.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new(), "published but not listed");
    for operation in operations(&world) {
        let public = operation.spec["security"].as_array().is_none_or(Vec::is_empty);
        assert_eq!(public, table()[&operation.id] == "-", "{}", operation.id);
    }
}

#[tokio::test]
async fn without_a_token_nothing_is_answered() {
    let world = World::new().await;
    let (stranger, table) = (world.app.stranger(), table());
    for operation in operations(&world).iter().filter(|operation| table[&operation.id] != "-") {
        let answer = call(&stranger, operation, &random_ids(&operation.path), operation.example(), Some("\"1\"")).await;
        assert!(!answer.header("www-authenticate").is_empty(), "{}", operation.id);
        assert_eq!(answer.status, 401, "{} {}", operation.id, answer.text);
    }
}

#[tokio::test]
async fn every_wrong_role_is_refused_and_every_right_one_is_not() {
    let world = World::new().await;
    let scopes = integration_scopes(&world);
    let system = integration(&world, &scopes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let table = table();
    for operation in operations(&world).iter().filter(|operation| table[&operation.id] != "-") {
        for role in ROLES {
            let caller: &Caller = match role {
                'L' => &world.staff,
                'P' => &world.here.leader,
                'B' => &world.practitioner,
                _ => &system,
            };
            if operation.id == "endCurrentSession" {
                continue;
            }
            let answer =
                call(caller, operation, &random_ids(&operation.path), operation.example(), Some("\"1\"")).await;
            let may = table[&operation.id].contains(role);
            // Whoever may call it gets as far as the contents; nobody else gets to know whether there are any.
            let refused = answer.status == 403 && answer.body.get("scope").is_some();
            assert_eq!(refused, !may, "{} as {role}: {} {}", operation.id, answer.status, answer.text);
            assert!(answer.status < 500, "{} as {role}: {}", operation.id, answer.text);
            if refused {
                let security = operation.spec["security"][0]["bearer"].as_array().unwrap();
                assert!(security.contains(&answer.body["scope"]), "{}: {}", operation.id, answer.text);
            }
        }
    }
}

#[tokio::test]
async fn an_integration_without_the_scope_is_refused() {
    let world = World::new().await;
    let table = table();
    let system = integration(&world, &["catalogue:read"]).await;
    let mut refused = 0;
    for operation in operations(&world).iter().filter(|operation| table[&operation.id].contains('I')) {
        if operation.spec["security"][0]["bearer"][0] == "catalogue:read" {
            continue;
        }
        let answer = call(&system, operation, &random_ids(&operation.path), operation.example(), Some("\"1\"")).await;
        answer.problem(403, "forbidden");
        refused += 1;
    }
    assert!(refused > 20);
}

#[tokio::test]
async fn another_organisations_ids_in_the_path_are_not_found() {
    let world = World::new().await;
    let (foreign, table) = (things(&world, false).await, table());
    let mut tried = 0;
    for operation in operations(&world) {
        let who = &table[&operation.id];
        let caller: &Caller = if who.contains('P') { &world.here.leader } else { &world.practitioner };
        if !operation.path.contains('{') || who == "-" || !(who.contains('P') || who.contains('B')) {
            continue;
        }
        let path = filled(&operation.path, &foreign);
        let answer = call(caller, &operation, &path, operation.example(), Some("\"1\"")).await;
        assert_eq!(answer.status, 404, "{} {path}: {}", operation.id, answer.text);
        tried += 1;
    }
    assert!(tried > 30, "{tried}");
}

#[tokio::test]
async fn another_organisations_ids_in_a_body_are_unknown_references() {
    let world = World::new().await;
    let (own, foreign, table) = (things(&world, true).await, things(&world, false).await, table());
    let planned = planned_visit(&world.case, &world.practitioner.id, "2026-03-09T09:00:00Z");
    let planned = world.here.leader.post("/v1/visits", &planned).await.expect(201)["id"].as_str().unwrap().to_owned();
    let mut tried = 0;
    for operation in operations(&world) {
        let who = &table[&operation.id];
        let Some(mut body) = operation.example().filter(|_| who.contains('P')) else { continue };
        if with_foreign(&mut body, &foreign) == 0 {
            continue;
        }
        // What is recorded was planned before; the visit among the things was held.
        let mut own = own.clone();
        if ["recordVisit", "markVisitNoShow"].contains(&operation.id.as_str()) {
            own.insert("visits".into(), planned.clone());
        }
        // What is amended is final.
        if operation.id == "amendEvaluation" {
            own.insert("evaluations".into(), own["finished evaluations"].clone());
        }
        let path = filled(&operation.path, &own);
        // An action is about what stands before it.
        let action = operation.method == Method::POST && operation.takes("IfMatch");
        let about = if action { path.rsplit_once('/').unwrap().0 } else { &path };
        let version = world.here.leader.etag(about).await;
        let answer = call(
            &world.here.leader,
            &operation,
            &path,
            Some(body),
            Some(version.as_str()).filter(|etag| !etag.is_empty()),
        )
        .await;
        assert_eq!(
            (answer.status, answer.body["code"].as_str()),
            (400, Some("unknown-reference")),
            "{} {}",
            operation.id,
            answer.text
        );
        assert!(!answer.places().is_empty(), "{} says where", operation.id);
        tried += 1;
    }
    assert!(tried >= 6, "{tried}");
}

#[tokio::test]
async fn a_change_without_a_version_or_with_a_stale_one_is_refused() {
    let world = World::new().await;
    let (own, table) = (things(&world, true).await, table());
    let mut tried = 0;
    for operation in operations(&world).iter().filter(|operation| operation.takes("IfMatch")) {
        let who = &table[&operation.id];
        // What a project leader may change of an organisation is less than the example holds.
        let leads = who.contains('P') && operation.id != "updateOrganisation";
        let caller: &Caller = match who.as_str() {
            _ if leads => &world.here.leader,
            "B" => &world.practitioner,
            _ => &world.staff,
        };
        let path = filled(&operation.path, &own);
        let blind = call(caller, operation, &path, operation.example(), None).await;
        assert_eq!(blind.status, 428, "{} {path}: {}", operation.id, blind.text);
        let stale = call(caller, operation, &path, operation.example(), Some("\"987654\"")).await;
        assert_eq!(stale.status, 412, "{} {path}: {}", operation.id, stale.text);
        assert!(stale.body["currentETag"].is_string(), "{}", operation.id);
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
}

#[tokio::test]
async fn oauth_takes_only_its_own_clients() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let client = json!({ "name": "Koppeling", "scopes": ["schools:read"] });
    let made = world.here.leader.post("/v1/api-clients", &client).await.expect(201);
    let (id, secret) = (made["clientId"].as_str().unwrap(), made["clientSecret"].as_str().unwrap());
    let form = async |path: &str, auth: Option<(&str, &str)>, body: String| {
        let request = stranger.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        let request = match auth {
            Some((id, secret)) => request.basic_auth(id, Some(secret)),
            None => request,
        };
        stranger.send(request.body(body)).await
    };
    let grant = || "grant_type=client_credentials".to_owned();
    for auth in [None, Some((id, "verkeerd")), Some(("00000000.x", secret))] {
        let refused = form("/oauth/token", auth, grant()).await;
        assert_eq!((refused.status, refused.body["error"].as_str()), (401, Some("invalid_client")), "{}", refused.text);
    }
    let wrong = form("/oauth/token", Some((id, secret)), "grant_type=password".into()).await;
    assert_eq!((wrong.status, wrong.body["error"].as_str()), (400, Some("unsupported_grant_type")));
    let wide = form("/oauth/token", Some((id, secret)), format!("{}&scope=families:read", grant())).await;
    assert_eq!((wide.status, wide.body["error"].as_str()), (400, Some("invalid_scope")));
    let token = form("/oauth/token", Some((id, secret)), grant()).await;
    assert_eq!(token.header("cache-control"), "no-store");
    let token = token.expect(200)["access_token"].as_str().unwrap().to_owned();
    let system = world.app.caller(Some(token.clone()));
    system.get("/v1/schools").await.expect(200);
    // A client of another organisation learns and revokes nothing.
    let other = json!({ "name": "Andere", "scopes": ["schools:read"] });
    let other = world.elsewhere.leader.post("/v1/api-clients", &other).await.expect(201);
    let other = (other["clientId"].as_str().unwrap(), other["clientSecret"].as_str().unwrap());
    assert_eq!(
        form("/oauth/introspect", Some(other), format!("token={token}")).await.expect(200),
        json!({ "active": false })
    );
    form("/oauth/revoke", Some(other), format!("token={token}")).await.expect(200);
    system.get("/v1/schools").await.expect(200);
    let known = form("/oauth/introspect", Some((id, secret)), format!("token={token}")).await.expect(200);
    assert_eq!((known["active"].as_bool(), known["scope"].as_str()), (Some(true), Some("schools:read")));
    form("/oauth/revoke", Some((id, secret)), format!("token={token}")).await.expect(200);
    system.get("/v1/schools").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn taking_a_role_or_a_scope_away_works_on_the_next_request() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let user = format!("/v1/users/{}", world.practitioner.user_id);
    let roles = async |roles: serde_json::Value| {
        leader.patch(&user, &leader.etag(&user).await, &json!({ "roles": roles })).await.expect(200)
    };
    roles(json!(["practitioner", "project_leader"])).await;
    world.practitioner.get("/v1/users").await.expect(200);
    roles(json!(["practitioner"])).await;
    world.practitioner.get("/v1/users").await.problem(403, "forbidden");
    let system = integration(&world, &["schools:read", "catalogue:read"]).await;
    system.get("/v1/schools").await.expect(200);
    let clients = leader.get("/v1/api-clients").await.expect(200);
    let client = format!("/v1/api-clients/{}", clients["items"][0]["id"].as_str().unwrap());
    let scopes = json!({ "scopes": ["catalogue:read"] });
    leader.patch(&client, &leader.etag(&client).await, &scopes).await.expect(200);
    system.get("/v1/schools").await.problem(403, "forbidden");
    world.practitioner.get("/v1/trajectories").await.expect(200);
    leader.act_bare(&format!("{user}/suspend"), &leader.etag(&user).await).await.expect(200);
    world.practitioner.get("/v1/trajectories").await.problem(401, "unauthorized");
    let staff = &world.staff;
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let change = async |status: &str| {
        staff.patch(&organisation, &staff.etag(&organisation).await, &json!({ "status": status })).await.expect(200)
    };
    change("read_only").await;
    leader.get("/v1/schools").await.expect(200);
    let school = json!({ "name": "De Verzinsels", "kind": "regular" });
    leader.post("/v1/schools", &school).await.problem(409, "organisation-read-only");
    change("closed").await;
    leader.get("/v1/schools").await.problem(401, "unauthorized");
    change("active").await;
    leader.post("/v1/schools", &school).await.expect(201);
}
