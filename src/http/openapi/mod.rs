//! Finishes the document that utoipa collects from the handlers: whatever follows from the conventions of `api.md` §1
//! (headers, preconditions, problems, examples) is added here once, so that no handler repeats it.

mod components;
mod examples;

use serde_json::{Map, Value, json};

use crate::problem::Code;
use components::{
    by_status, headers, parameters, problem_examples, problem_reference, problem_responses, problem_schema,
};
use examples::{example_of, resolved};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document with all that follows from the conventions, from the collected one.
pub fn finish(mut document: Value) -> Value {
    demand_ordered_ids(&mut document);
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
    let mut finished = Map::new();
    for (path, mut item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                finish_operation(&path, method, operation, &schemas);
            }
        }
        finished.insert(path.strip_prefix("/v1").unwrap_or(&path).to_owned(), item);
    }
    let components = document.as_object_mut().map(|object| object.entry("components").or_insert_with(|| json!({})));
    if let Some(components) = components.and_then(Value::as_object_mut) {
        if let Some(schemas) = components.get_mut("schemas").and_then(Value::as_object_mut) {
            schemas.insert("Problem".into(), problem_schema());
        }
        components.insert("parameters".into(), parameters());
        components.insert("headers".into(), headers());
        components.insert("responses".into(), problem_responses());
        components.insert("examples".into(), problem_examples());
    }
    if let Some(object) = document.as_object_mut() {
        object.insert("paths".into(), Value::Object(finished));
        object.insert("servers".into(), json!([{ "url": "/v1", "description": "This service" }]));
    }
    document
}

/// Ids that callers choose are UUIDv7 (`api.md` §1): lists are in the order of ids, so an id must tell its time.
fn demand_ordered_ids(document: &mut Value) {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    for (_, schema) in schemas.into_iter().flatten().filter(|(name, _)| name.starts_with("New")) {
        if let Some(id) = schema.pointer_mut("/properties/id").and_then(Value::as_object_mut) {
            id.insert("pattern".into(), json!(UUID_V7));
        }
    }
}

const UUID_V7: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-7[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$";

/// The finished document as the public sees it: without the schemas that nothing in it refers to.
pub fn publish(finished: &Value) -> Value {
    let mut document = rename_pages(finished);
    refer_to_items(&mut document);
    drop_unreferenced(&mut document);
    document
}

/// utoipa calls a page of schools `Page_School`; clients get a `SchoolPage`.
fn rename_pages(document: &Value) -> Value {
    match document {
        Value::String(text) => match text.strip_prefix("#/components/schemas/Page_") {
            Some(item) => json!(format!("#/components/schemas/{item}Page")),
            None => json!(text),
        },
        Value::Array(items) => items.iter().map(rename_pages).collect(),
        Value::Object(members) => {
            let renamed = members.iter().map(|(name, value)| {
                let name = name.strip_prefix("Page_").map_or_else(|| name.clone(), |item| format!("{item}Page"));
                (name, rename_pages(value))
            });
            Value::Object(renamed.collect())
        }
        other => other.clone(),
    }
}

/// What nothing refers to is nothing to a client: schemas that creations and patches are made of, unused responses.
fn drop_unreferenced(document: &mut Value) {
    let mut dropped = true;
    while dropped {
        dropped = false;
        let text = document.to_string();
        for kind in ["schemas", "responses", "examples", "headers", "parameters"] {
            let named = document.pointer_mut(&format!("/components/{kind}")).and_then(Value::as_object_mut);
            let Some(named) = named else { continue };
            let before = named.len();
            named.retain(|name, _| text.contains(&format!("\"#/components/{kind}/{name}\"")));
            dropped |= named.len() < before;
        }
    }
}

/// utoipa writes the items of a page out; clients get one type for an item, wherever it stands.
fn refer_to_items(document: &mut Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else { return };
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in &names {
        let Some(item) = name.strip_suffix("Page").filter(|item| names.iter().any(|name| name == item)) else {
            continue;
        };
        if let Some(items) = schemas.get_mut(name).and_then(|page| page.pointer_mut("/properties/items/items")) {
            *items = json!({ "$ref": format!("#/components/schemas/{item}") });
        }
    }
}

fn finish_operation(path: &str, method: &str, operation: &mut Map<String, Value>, schemas: &Value) {
    let id = operation.get("operationId").and_then(Value::as_str).map(camel_case).unwrap_or_default();
    operation.insert("operationId".into(), json!(id));
    let secured = operation.get("security").and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    operation.entry("security").or_insert_with(|| json!([]));
    let conditional = is_conditional(path, method);
    let retryable = method == "post";
    let listed = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut parameters = listed;
    if conditional {
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    }
    if retryable {
        parameters.push(json!({ "$ref": "#/components/parameters/IdempotencyKey" }));
    }
    if method == "get" && !path.contains("openapi") {
        parameters.push(json!({ "$ref": "#/components/parameters/IfNoneMatch" }));
    }
    parameters.push(json!({ "$ref": "#/components/parameters/AcceptLanguage" }));
    operation.insert("parameters".into(), Value::Array(parameters));

    let has_body = operation.contains_key("requestBody");
    let mut codes: Vec<String> = operation
        .get("x-problem-codes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    codes.extend(implied_codes(path, method, secured, has_body, conditional, retryable));
    codes.sort();
    codes.dedup();
    let responses = operation.entry("responses").or_insert_with(|| json!({}));
    if let Some(responses) = responses.as_object_mut() {
        for (status, response) in responses.iter_mut() {
            finish_files(response);
            finish_success(status, method, response, schemas);
        }
        if method == "get" && !path.contains("openapi") {
            let unchanged = json!({ "description": "Not modified: the caller's version is the present one",
                "headers": { "API-Version": { "$ref": "#/components/headers/API-Version" } } });
            responses.insert("304".into(), unchanged);
        }
        for (status, codes) in by_status(&codes) {
            responses.insert(status.to_string(), problem_reference(&codes));
        }
    }
    operation.insert("x-problem-codes".into(), json!(codes));
    if operation.contains_key("x-deprecated") {
        operation.insert("deprecated".into(), json!(true));
    }
    operation.get_mut("requestBody").into_iter().for_each(finish_files);
    if let Some(media) = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
        finish_request_body(method, media, schemas);
    }
}

/// A file is bytes and no JSON, whatever type holds it in the code.
fn finish_files(body: &mut Value) {
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    for (kind, media) in content.into_iter().flatten().filter(|(kind, _)| !kind.ends_with("json")) {
        *media = json!({ "schema": { "type": "string", "format": "binary", "contentMediaType": kind } });
    }
}

/// Whether `If-Match` is required: changes of an existing resource, actions among them.
fn is_conditional(path: &str, method: &str) -> bool {
    // A session is ended by its owner, whatever it has become.
    let own = path.starts_with("/v1/me/") || path.starts_with("/v1/sessions");
    let last = path.rsplit('/').next().unwrap_or_default();
    match method {
        "put" | "patch" | "delete" => !own,
        "post" => !own && ACTIONS.contains(&last) && path.rsplit('/').nth(1).is_some_and(|one| one.starts_with('{')),
        _ => false,
    }
}

/// Actions on an existing resource: POST `…/{id}/<action>`.
pub const ACTIONS: [&str; 29] = [
    "transitions",
    "accept",
    "decline",
    "place-on-waiting-list",
    "reopen",
    "settle",
    "finalise",
    "amend",
    "outcome",
    "judge",
    "renew",
    "dispense",
    "confirm",
    "record",
    "cancel",
    "restore",
    "no-show",
    "resend",
    "suspend",
    "reactivate",
    "revoke",
    "reinstate",
    "rotate-secret",
    "leave",
    "return",
    "end",
    "correct",
    "withdraw",
    "issue",
];

/// The codes that follow from the conventions.
fn implied_codes(
    path: &str,
    method: &str,
    secured: bool,
    body: bool,
    conditional: bool,
    retryable: bool,
) -> Vec<String> {
    use Code::{
        BodyTooLarge, DatabaseUnavailable, Forbidden, IdempotencyKeyInUse, IdempotencyKeyInvalid, IdempotencyKeyReused,
        InternalError, MalformedBody, NotAcceptable, NotFound, PreconditionRequired, StaleVersion, TooManyRequests,
        Unauthorized, UnsupportedMediaType, ValidationFailed,
    };
    let mut codes = vec![ValidationFailed, InternalError, DatabaseUnavailable, TooManyRequests, NotAcceptable];
    if path.contains("openapi") {
        codes = vec![InternalError];
    }
    if secured {
        codes.extend([Unauthorized, Forbidden]);
    }
    if body {
        codes.extend([MalformedBody, BodyTooLarge, UnsupportedMediaType]);
    }
    if path.contains('{') {
        codes.push(NotFound);
    }
    if conditional {
        codes.extend([StaleVersion, PreconditionRequired]);
    }
    if retryable {
        codes.extend([IdempotencyKeyInUse, IdempotencyKeyInvalid, IdempotencyKeyReused]);
    }
    let _ = method;
    codes.iter().map(|code| code.entry().code.to_owned()).collect()
}

fn finish_success(status: &str, method: &str, response: &mut Value, schemas: &Value) {
    if !status.starts_with('2') {
        return;
    }
    let media = response.get("content").and_then(|content| content.get("application/json")).cloned();
    let schema = media.as_ref().and_then(|media| media.get("schema")).map(|schema| resolved(schema, schemas));
    let mut headers = json!({});
    let mut add = |name: &str| {
        if let Some(map) = headers.as_object_mut() {
            map.insert(name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
        }
    };
    for name in ["API-Version", "X-Request-Id", "RateLimit", "RateLimit-Policy"] {
        add(name);
    }
    if status == "201" {
        add("Location");
    }
    let properties = schema.as_ref().and_then(|schema| schema.get("properties"));
    if properties.is_some_and(|members| members.get("version").is_some() && method != "delete") {
        add("ETag");
    }
    if properties.is_some_and(|members| members.get("nextCursor").is_some()) {
        add("Link");
    }
    if let Some(object) = response.as_object_mut() {
        object.insert("headers".into(), headers);
    }
    if let Some(media) = response.pointer_mut("/content/application~1json").and_then(Value::as_object_mut) {
        add_example(media, schemas);
    }
}

fn finish_request_body(method: &str, content: &mut Value, schemas: &Value) {
    let Some(content) = content.as_object_mut() else { return };
    if let Some(media) = content.get_mut("application/json").and_then(Value::as_object_mut) {
        add_example(media, schemas);
    }
    if method == "patch"
        && let Some(media) = content.get("application/json").cloned()
    {
        content.insert("application/merge-patch+json".into(), media);
    }
}

fn add_example(media: &mut Map<String, Value>, schemas: &Value) {
    if media.contains_key("example") || media.contains_key("examples") {
        return;
    }
    if let Some(example) = media.get("schema").and_then(|schema| example_of(schema, schemas, 0)) {
        media.insert("example".into(), example);
    }
}

fn camel_case(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for letter in name.chars() {
        match (letter, upper) {
            ('_', _) => upper = true,
            (letter, true) => {
                out.extend(letter.to_uppercase());
                upper = false;
            }
            (letter, false) => out.push(letter),
        }
    }
    out
}
