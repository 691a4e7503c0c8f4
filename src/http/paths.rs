//! Which operations there are, by path and method, read from the document: for `Allow`, for unknown query parameters,
//! and for the name of the operation in logs, metrics and audit.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{NaiveDate, NaiveTime};
use serde_json::Value;

/// One operation of the published document, or a page beside it.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub query: Vec<String>,
    /// Whether it is answered without a sign-in.
    pub public: bool,
    pub deprecation: Option<Deprecation>,
    /// The kinds of content that it answers with.
    pub media: Vec<String>,
}

/// That an operation will go: `x-deprecated` in its annotation, three headers on its answers (RFC 9745, RFC 8594).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deprecation {
    /// `Deprecation`: since when it is deprecated.
    pub since: String,
    /// `Sunset`: when it stops.
    pub sunset: String,
    /// `Link`: what to do instead.
    pub link: String,
}

impl Deprecation {
    /// From `{"since": "2026-11-24", "sunset": "2027-06-01", "link": "https://…"}`.
    fn read(extension: &Value) -> anyhow::Result<Self> {
        let text = |name: &str| extension.get(name).and_then(Value::as_str).context("x-deprecated is not complete");
        let moment = |name: &str| anyhow::Ok(text(name)?.parse::<NaiveDate>()?.and_time(NaiveTime::MIN).and_utc());
        Ok(Self {
            since: format!("@{}", moment("since")?.timestamp()),
            sunset: moment("sunset")?.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            link: format!("<{}>; rel=\"deprecation\"", text("link")?),
        })
    }
}

/// The table of paths.
pub struct PathTable {
    router: matchit::Router<BTreeMap<String, Operation>>,
}

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl PathTable {
    /// From the published document and the unpublished operations: (method, path, id).
    pub fn new(document: &Value, unpublished: &[(&str, &str, &str)]) -> anyhow::Result<Self> {
        let mut table: BTreeMap<String, BTreeMap<String, Operation>> = BTreeMap::new();
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            for method in METHODS {
                let Some(operation) = item.get(method) else { continue };
                let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
                let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
                let query = parameters
                    .filter(|parameter| parameter.get("in").is_some_and(|place| place == "query"))
                    .filter_map(|parameter| parameter.get("name")?.as_str().map(str::to_owned))
                    .collect();
                let entry = table.entry(format!("/v1{path}")).or_default();
                let public = operation.get("security").and_then(Value::as_array).is_none_or(Vec::is_empty);
                let deprecation = operation.get("x-deprecated").map(Deprecation::read).transpose()?;
                let media = media_of(operation);
                entry.insert(method.to_uppercase(), Operation { id, query, public, deprecation, media });
            }
        }
        for (method, path, id) in unpublished {
            let operation = Operation {
                id: (*id).to_owned(),
                query: Vec::new(),
                public: true,
                deprecation: None,
                media: Vec::new(),
            };
            table.entry((*path).to_owned()).or_default().insert((*method).to_owned(), operation);
        }
        let mut router = matchit::Router::new();
        for (path, methods) in table {
            router.insert(path, methods)?;
        }
        Ok(Self { router })
    }

    /// The operations of a path, by method.
    pub fn find(&self, path: &str) -> Option<&BTreeMap<String, Operation>> {
        self.router.at(path).ok().map(|found| found.value)
    }
}

/// The kinds of content of an operation's successful answers; JSON when it has none.
fn media_of(operation: &Value) -> Vec<String> {
    let responses = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
    let good = responses.filter(|(status, _)| status.starts_with('2'));
    let content = good.filter_map(|(_, response)| response.get("content")?.as_object());
    let found: Vec<String> = content.flat_map(|content| content.keys().cloned()).collect();
    if found.is_empty() { vec!["application/json".to_owned()] } else { found }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_deprecated_operation_says_since_when_until_when_and_what_instead() {
        let mut document = json!({ "paths": { "/old": { "get": { "operationId": "getOld",
            "x-deprecated": { "since": "2026-11-24", "sunset": "2027-06-01", "link": "https://example.org/new" } } } } });
        let table = PathTable::new(&document, &[]).unwrap();
        let found = table.find("/v1/old").unwrap()["GET"].deprecation.clone().unwrap();
        assert_eq!(found.since, "@1795478400");
        assert_eq!(found.sunset, "Tue, 01 Jun 2027 00:00:00 GMT");
        assert_eq!(found.link, "<https://example.org/new>; rel=\"deprecation\"");
        document["paths"]["/old"]["get"]["x-deprecated"]["sunset"] = json!("soon");
        assert!(PathTable::new(&document, &[]).is_err(), "a date that is none must not be published");
    }
}
