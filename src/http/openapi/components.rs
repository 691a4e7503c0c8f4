//! The components that every operation refers to: problems, parameters and headers of the conventions.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::problem::{Code, Entry};

/// The codes of an operation, by their status.
pub(super) fn by_status(codes: &[String]) -> BTreeMap<u16, Vec<&'static Entry>> {
    let mut found: BTreeMap<u16, Vec<&'static Entry>> = BTreeMap::new();
    for code in codes.iter().filter_map(|code| Code::from_code(code)) {
        found.entry(code.entry().status).or_default().push(code.entry());
    }
    found
}

/// The response of these codes; one that a single code has to itself stands among the components.
pub(super) fn problem_reference(entries: &[&'static Entry]) -> Value {
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

pub(super) fn problem_schema() -> Value {
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

pub(super) fn parameters() -> Value {
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

pub(super) fn headers() -> Value {
    let header = |description: &str, example: &str| json!({ "description": description, "schema": { "type": "string" }, "example": example });
    json!({
        "API-Version": header("The version of this contract", crate::http::API_VERSION),
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

pub(super) fn problem_responses() -> Value {
    Code::ALL
        .iter()
        .map(|code| (code.entry().code.to_owned(), problem_response(&[code.entry()])))
        .collect::<Map<_, _>>()
        .into()
}

pub(super) fn problem_examples() -> Value {
    let example = |code: &Code| {
        let entry = code.entry();
        (entry.code.to_owned(), json!({ "summary": entry.title.1, "value": example_problem(entry) }))
    };
    Code::ALL.iter().map(example).collect::<Map<_, _>>().into()
}
