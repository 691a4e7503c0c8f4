//! Which operations there are, by path and method, read from the document: for `Allow`, for unknown query parameters,
//! and for the name of the operation in logs, metrics and audit.

use std::collections::BTreeMap;

use serde_json::Value;

/// One operation of the published document, or a page beside it.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub query: Vec<String>,
    /// Whether it is answered without a sign-in.
    pub public: bool,
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
                entry.insert(method.to_uppercase(), Operation { id, query, public });
            }
        }
        for (method, path, id) in unpublished {
            let operation = Operation { id: (*id).to_owned(), query: Vec::new(), public: true };
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
