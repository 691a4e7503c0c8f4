//! One error type for the whole service: a problem (RFC 9457) with a code of the closed table in [`codes`].
//! What goes wrong inside is kept as a cause, logged once with the request id, and never shown.

mod codes;
mod constraints;

pub use codes::{Code, Entry};

use serde_json::{Map, Value, json};

/// One violation of the input; `pointer` is a JSON pointer into the body or the name of a parameter.
#[derive(Debug, Clone)]
pub struct Violation {
    pub place: Place,
    /// Machine-readable rule, such as `required` or `maxLength`.
    pub rule: String,
    /// The message in Dutch and in English.
    pub message: (String, String),
}

/// Where in the request a violation is.
#[derive(Debug, Clone)]
pub enum Place {
    Body(String),
    Query(String),
    Header(&'static str),
}

impl Violation {
    pub fn body(pointer: impl Into<String>, rule: &str, dutch: impl Into<String>, english: impl Into<String>) -> Self {
        Self { place: Place::Body(pointer.into()), rule: rule.into(), message: (dutch.into(), english.into()) }
    }

    pub fn query(name: impl Into<String>, rule: &str, dutch: impl Into<String>, english: impl Into<String>) -> Self {
        Self { place: Place::Query(name.into()), rule: rule.into(), message: (dutch.into(), english.into()) }
    }
}

/// A refusal or failure on its way to the caller.
#[derive(Debug)]
pub struct Problem {
    pub code: Code,
    /// Says what, where and how to mend it; Dutch and English. The table's text when absent.
    pub detail: Option<(String, String)>,
    pub violations: Vec<Violation>,
    /// Members specific to the code.
    pub members: Map<String, Value>,
    pub retry_after_seconds: Option<u64>,
    /// Never shown.
    pub cause: Option<anyhow::Error>,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self { code, detail: None, violations: Vec::new(), members: Map::new(), retry_after_seconds: None, cause: None }
    }

    pub fn detail(mut self, dutch: impl Into<String>, english: impl Into<String>) -> Self {
        self.detail = Some((dutch.into(), english.into()));
        self
    }

    /// Adds a member specific to the code.
    pub fn with(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.members.insert(member.to_owned(), value.into());
        self
    }

    pub fn invalid(violations: Vec<Violation>) -> Self {
        Self { violations, ..Self::new(Code::ValidationFailed) }
    }

    /// An id in a body that is absent, foreign or hidden: one and the same answer.
    pub fn unknown_reference(pointer: &str) -> Self {
        Self {
            violations: vec![Violation::body(
                pointer,
                "unknownReference",
                "Dit id bestaat niet of is voor u niet zichtbaar.",
                "This id does not exist or is not yours to see.",
            )],
            ..Self::new(Code::UnknownReference)
        }
    }

    /// The violations of a part of the body, with their pointers into the whole.
    pub fn below(mut self, member: &str) -> Self {
        for violation in &mut self.violations {
            if let Place::Body(pointer) = &mut violation.place {
                pointer.insert_str(0, member);
            }
        }
        self
    }

    /// Says of a taken id where it is, for callers who see it there (`api.md` §1). A taken value, which the problem
    /// names as `member`, is not about this address.
    pub fn taken_at(self, location: impl FnOnce() -> String) -> Self {
        let is_id = self.code == Code::AlreadyExists && !self.members.contains_key("member");
        if is_id { self.with("location", location()) } else { self }
    }

    /// Whether what was looked for is not there or not the caller's to see; other problems stay problems.
    pub fn is_hidden<T>(found: Result<T, Self>) -> Result<bool, Self> {
        match found {
            Ok(_) => Ok(false),
            Err(problem) if problem.code == Code::NotFound => Ok(true),
            Err(problem) => Err(problem),
        }
    }

    /// Refuses a chosen id that is taken by something that the caller sees: with its location, so that a retry finds it.
    pub fn refuse_taken<T>(found: Result<T, Self>, location: impl FnOnce() -> String) -> Result<(), Self> {
        if Self::is_hidden(found)? { Ok(()) } else { Err(Self::taken(location())) }
    }

    /// A taken id, where the caller sees it.
    pub fn taken(location: String) -> Self {
        Self::new(Code::AlreadyExists).with("location", location)
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), ..Self::new(Code::InternalError) }
    }

    /// Whether it tells how something stands, maybe by an earlier try of the same caller: a conflict, or another version.
    pub fn tells_how_it_stands(&self) -> bool {
        matches!(self.code.entry().status, 409 | 412)
    }

    pub fn unavailable(cause: impl Into<anyhow::Error>) -> Self {
        Self { cause: Some(cause.into()), retry_after_seconds: Some(5), ..Self::new(Code::DatabaseUnavailable) }
    }

    /// The body of the answer.
    pub fn to_json(&self, language: crate::context::Language, base: &str, instance: &str) -> Value {
        let text = |pair: &(String, String)| language.of((pair.0.clone(), pair.1.clone()));
        let entry = self.code.entry();
        let mut body = self.members.clone();
        body.insert("type".into(), json!(format!("{base}/problems/{}", entry.code)));
        body.insert("title".into(), json!(language.of(entry.title)));
        body.insert("status".into(), json!(entry.status));
        let detail = self.detail.as_ref().map_or_else(|| language.of(entry.remedy).to_owned(), text);
        body.insert("detail".into(), json!(detail));
        body.insert("instance".into(), json!(instance));
        body.insert("code".into(), json!(entry.code));
        if !self.violations.is_empty() {
            let errors = self.violations.iter().map(|violation| {
                let (member, place) = match &violation.place {
                    Place::Body(pointer) => ("pointer", pointer.as_str()),
                    Place::Query(name) => ("parameter", name.as_str()),
                    Place::Header(name) => ("header", *name),
                };
                json!({ member: place, "rule": violation.rule, "detail": text(&violation.message) })
            });
            body.insert("errors".into(), errors.collect());
        }
        Value::Object(body)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entry = self.code.entry();
        write!(f, "{} ({})", entry.code, entry.title.1)?;
        if let Some((_, english)) = &self.detail {
            write!(f, ": {english}")?;
        }
        if let Some(cause) = &self.cause {
            write!(f, ": {cause:#}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        constraints::problem_of(error)
    }
}
