//! What a JSON Schema validator says, as violations in Dutch and English, all at once.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::problem::Violation;

/// How many violations an answer lists at most: a body that is wrong throughout must not make a huge answer.
const MOST: usize = 100;

/// Every violation of `value`, each with its JSON pointer.
pub(super) fn violations(validator: &Validator, value: &Value) -> Vec<Violation> {
    let mut found: Vec<Violation> = validator.iter_errors(value).flat_map(|error| explain(&error)).take(MOST).collect();
    found.dedup_by(|one, other| one.rule == other.rule && one.place_text() == other.place_text());
    found
}

impl Violation {
    fn place_text(&self) -> String {
        format!("{:?}", self.place)
    }
}

fn explain(error: &ValidationError<'_>) -> Vec<Violation> {
    let at = error.instance_path().as_str().to_owned();
    let one = |rule: &str, dutch: String, english: String| vec![Violation::body(at.clone(), rule, dutch, english)];
    match error.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Violation::body(
                format!("{at}/{}", escaped(name)),
                "required",
                "Dit lid is verplicht.",
                "This member is required.",
            )]
        }
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                let (dutch, english) = ("Dit lid bestaat hier niet.", "This member does not exist here.");
                Violation::body(format!("{at}/{}", escaped(name)), "unknownMember", dutch, english)
            })
            .collect(),
        Kind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(json_type) => json_type.to_string(),
                TypeKind::Multiple(types) => {
                    types.iter().map(|json_type| json_type.to_string()).collect::<Vec<_>>().join(", ")
                }
            };
            one("type", format!("Dit moet van het type {wanted} zijn."), format!("This must be of type {wanted}."))
        }
        Kind::Enum { options } => one("enum", format!("Kies een van {options}."), format!("Choose one of {options}.")),
        Kind::Format { format } => one(
            "format",
            format!("Dit heeft niet de vorm '{format}'{}", hint(format).0),
            format!("This is not of the form '{format}'{}", hint(format).1),
        ),
        Kind::Pattern { pattern } => one(
            "pattern",
            format!("Dit past niet in het patroon {pattern}."),
            format!("This does not match the pattern {pattern}."),
        ),
        Kind::MinLength { limit } => {
            one("minLength", format!("Ten minste {limit} teken(s)."), format!("At least {limit} character(s)."))
        }
        Kind::MaxLength { limit } => {
            one("maxLength", format!("Ten hoogste {limit} tekens."), format!("At most {limit} characters."))
        }
        Kind::MinItems { limit } => one("minItems", format!("Ten minste {limit}."), format!("At least {limit}.")),
        Kind::MaxItems { limit } => one("maxItems", format!("Ten hoogste {limit}."), format!("At most {limit}.")),
        Kind::UniqueItems => one("uniqueItems", "Elk maar één keer.".into(), "Each only once.".into()),
        Kind::Minimum { limit } => one("minimum", format!("Ten minste {limit}."), format!("At least {limit}.")),
        Kind::Maximum { limit } => one("maximum", format!("Ten hoogste {limit}."), format!("At most {limit}.")),
        // The branch that came closest says what is wrong; a null-or-object schema has one such branch.
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => context
            .iter()
            .min_by_key(|branch| branch.iter().filter(|error| at_root(error, &at)).count() * 1000 + branch.len())
            .map(|branch| branch.iter().flat_map(explain).collect())
            .unwrap_or_default(),
        other => one(other.keyword(), "Dit klopt niet met het schema.".into(), error.masked().to_string()),
    }
}

/// Whether an error is about the value itself (the wrong branch altogether), not about something inside it.
fn at_root(error: &ValidationError<'_>, at: &str) -> bool {
    matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == at
}

fn hint(format: &str) -> (&'static str, &'static str) {
    match format {
        "date" => (": jjjj-mm-dd.", ": yyyy-mm-dd."),
        "date-time" => (
            ": RFC 3339 met tijdzone, zoals 2026-03-10T14:00:00+01:00.",
            ": RFC 3339 with an offset, such as 2026-03-10T14:00:00+01:00.",
        ),
        "uuid" => (": een UUID.", ": a UUID."),
        _ => (".", "."),
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
