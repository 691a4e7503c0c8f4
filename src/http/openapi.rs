//! Finishes the document that utoipa collects from the handlers: whatever follows from the conventions of `api.md` §1
//! (headers, preconditions, problems, examples) is added here once, so that no handler repeats it.

use serde_json::{Map, Value, json};

use std::collections::BTreeMap;

use crate::problem::{Code, Entry};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document with all that follows from the conventions, from the collected one.
pub fn finish(mut document: Value) -> Value {
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
            schemas.values_mut().for_each(mend_schema);
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
    let retryable = method == "post" && !is_sign_in(path);
    let listed = operation.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut parameters = listed;
    if conditional {
        parameters.push(json!({ "$ref": "#/components/parameters/IfMatch" }));
    }
    if retryable && secured {
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
    if let Some(media) = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")) {
        finish_request_body(method, media, schemas);
    }
}

/// Whether `If-Match` is required: changes of an existing resource, actions among them.
fn is_conditional(path: &str, method: &str) -> bool {
    let own = path.starts_with("/v1/me") || path.starts_with("/v1/sessions");
    let last = path.rsplit('/').next().unwrap_or_default();
    match method {
        "put" | "patch" | "delete" => !own,
        "post" => !own && ACTIONS.contains(&last),
        _ => false,
    }
}

/// Actions on an existing resource: POST `…/{id}/<action>`.
pub const ACTIONS: [&str; 14] = [
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
];

fn is_sign_in(path: &str) -> bool {
    ["/v1/sessions", "/v1/me", "/v1/password-resets", "/v1/invitations/"].iter().any(|start| path.starts_with(start))
}

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
    if retryable && secured {
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

fn resolved(schema: &Value, schemas: &Value) -> Value {
    match schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()) {
        Some(name) => schemas.get(name).cloned().unwrap_or_default(),
        None => schema.clone(),
    }
}

/// An example that the schema accepts, put together from the examples of its members.
pub fn example_of(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
    if depth > 12 {
        return None;
    }
    let schema = resolved(schema, schemas);
    if let Some(example) =
        schema.get("example").or_else(|| schema.get("examples")?.get(0)).or_else(|| schema.get("const"))
    {
        return Some(example.clone());
    }
    if let Some(first) = schema.get("enum").and_then(|options| options.get(0)) {
        return Some(first.clone());
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(options) = schema.get(several).and_then(Value::as_array) {
            let real = options.iter().find(|option| option.get("type").is_none_or(|kind| kind != "null"))?;
            return example_of(real, schemas, depth + 1);
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        let mut whole = Map::new();
        for part in parts {
            if let Some(Value::Object(members)) = example_of(part, schemas, depth + 1) {
                whole.extend(members);
            }
        }
        return Some(Value::Object(whole));
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().find(|kind| *kind != "null").cloned(),
        other => other.cloned(),
    };
    match kind.as_ref().and_then(Value::as_str) {
        Some("object") => {
            let members = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
            let pairs = members
                .iter()
                .filter(|(name, _)| name.as_str() != "id" || is_required(&schema, name))
                .filter_map(|(name, member)| Some((name.clone(), example_of(member, schemas, depth + 1)?)));
            Some(Value::Object(pairs.collect()))
        }
        Some("array") => Some(Value::Array(
            schema.get("items").and_then(|items| example_of(items, schemas, depth + 1)).into_iter().collect(),
        )),
        Some("integer" | "number") => Some(schema.get("minimum").cloned().unwrap_or(json!(1))),
        Some("boolean") => Some(json!(false)),
        Some("string") => Some(match schema.get("format").and_then(Value::as_str) {
            Some("date") => json!("2026-03-10"),
            Some("date-time") => json!("2026-03-10T13:00:00Z"),
            Some("uuid") => json!("01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11"),
            Some("email") => json!("n.voorbeeld@welzijn.example"),
            Some("uri") => json!("https://welzijn.example"),
            _ => json!("voorbeeld"),
        }),
        _ => None,
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|one| one == name))
}

/// The codes of an operation, by their status.
fn by_status(codes: &[String]) -> BTreeMap<u16, Vec<&'static Entry>> {
    let mut found: BTreeMap<u16, Vec<&'static Entry>> = BTreeMap::new();
    for code in codes.iter().filter_map(|code| Code::from_code(code)) {
        found.entry(code.entry().status).or_default().push(code.entry());
    }
    found
}

/// The response of these codes; one that a single code has to itself stands among the components.
fn problem_reference(entries: &[&'static Entry]) -> Value {
    match entries {
        [one] => json!({ "$ref": format!("#/components/responses/{}", one.code) }),
        several => problem_response(several),
    }
}

fn problem_response(entries: &[&'static Entry]) -> Value {
    let names: Vec<String> = entries.iter().map(|entry| format!("`{}`: {}", entry.code, entry.title.1)).collect();
    let example =
        |entry: &&Entry| (entry.code.to_owned(), json!({ "$ref": format!("#/components/examples/{}", entry.code) }));
    let examples: Map<String, Value> = entries.iter().map(example).collect();
    let mut headers = Map::new();
    let special = match entries.first().map(|entry| entry.status) {
        Some(401) => Some("WWW-Authenticate"),
        Some(429 | 503) => Some("Retry-After"),
        _ => None,
    };
    for name in ["API-Version", "X-Request-Id"].into_iter().chain(special) {
        headers.insert(name.into(), json!({ "$ref": format!("#/components/headers/{name}") }));
    }
    let content = json!({ "schema": { "$ref": "#/components/schemas/Problem" }, "examples": examples });
    json!({ "description": names.join("; "), "headers": headers, "content": { "application/problem+json": content } })
}

fn example_problem(entry: &Entry) -> Value {
    json!({ "type": format!("https://api.samenleren.example/problems/{}", entry.code), "title": entry.title.1,
        "status": entry.status, "detail": entry.remedy.1, "instance": "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11",
        "code": entry.code })
}

fn problem_schema() -> Value {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.entry().code).collect();
    json!({
        "type": "object",
        "description": "A problem (RFC 9457). `code` is a closed list; members specific to a code stand beside these.",
        "required": ["type", "title", "status", "detail", "instance", "code"],
        "properties": {
            "type": { "type": "string", "format": "uri", "description": "The page that documents the code" },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "description": "What happened, where, and how to mend it" },
            "instance": { "type": "string", "description": "The id of the request, also in X-Request-Id" },
            "code": { "type": "string", "enum": codes },
            "errors": { "type": "array", "description": "Every violation at once", "items": {
                "type": "object", "required": ["rule", "detail"], "properties": {
                    "pointer": { "type": "string", "description": "JSON pointer into the body" },
                    "parameter": { "type": "string", "description": "Name of the query parameter" },
                    "header": { "type": "string", "description": "Name of the header" },
                    "rule": { "type": "string" }, "detail": { "type": "string" } } } } }
    })
}

fn parameters() -> Value {
    let header = |name: &str, required: bool, description: &str, example: &str| {
        json!({ "name": name, "in": "header", "required": required, "description": description,
            "schema": { "type": "string" }, "example": example })
    };
    json!({
        "IfMatch": header("If-Match", true, "The ETag of the version that was seen; 428 when absent, 412 when stale", "\"3\""),
        // No example: the documentation page would send it along with every call.
        "IfNoneMatch": { "name": "If-None-Match", "in": "header", "required": false, "schema": { "type": "string" },
            "description": "The ETag of the version at hand, such as `\"3\"`; 304 when it is still the present one" },
        "IdempotencyKey": { "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "Makes a retry safe for 24 hours: the same key and request answer what was answered before",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
            "example": "6f1c1d0e-5a0b-4c1e-9f0e-3b1f6f0c2a77" },
        "AcceptLanguage": header("Accept-Language", false, "`nl` (default) or `en`: the language of texts and problems", "nl"),
    })
}

fn headers() -> Value {
    let header = |description: &str, example: &str| json!({ "description": description, "schema": { "type": "string" }, "example": example });
    json!({
        "API-Version": header("The version of this contract", super::API_VERSION),
        "X-Request-Id": header("The id of this request, to name in questions", "01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11"),
        "RateLimit": header("What is left and in how many seconds it starts anew", "\"default\";r=599;t=60"),
        "RateLimit-Policy": header("How many requests in which window", "\"default\";q=600;w=60"),
        "ETag": header("The version of this resource, for If-Match and If-None-Match", "\"3\""),
        "Location": header("Where the new resource is", "/v1/visits/01980c5e-7d1a-7c32-9d2e-3f6f4f0f9a11"),
        "Link": header("`rel=\"next\"`: the next page, absent on the last one", "</v1/visits?cursor=x>; rel=\"next\""),
        "WWW-Authenticate": header("How to sign in", "Bearer realm=\"samen-leren\""),
        "Retry-After": header("Seconds to wait", "5"),
    })
}

fn problem_responses() -> Value {
    Code::ALL
        .iter()
        .map(|code| (code.entry().code.to_owned(), problem_response(&[code.entry()])))
        .collect::<Map<_, _>>()
        .into()
}

fn problem_examples() -> Value {
    let example = |code: &Code| {
        let entry = code.entry();
        (entry.code.to_owned(), json!({ "summary": entry.title.1, "value": example_problem(entry) }))
    };
    Code::ALL.iter().map(example).collect::<Map<_, _>>().into()
}

/// What generators trip over in collected schemas: a nullable reference as `oneOf` stays, an integer's format goes.
fn mend_schema(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("format").is_some_and(|format| format == "int32" || format == "int16") {
                object.insert("format".into(), json!("int32"));
            }
            object.values_mut().for_each(mend_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(mend_schema),
        _ => {}
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
