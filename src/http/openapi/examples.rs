//! Examples that validate, put together from the examples of the members.

use serde_json::{Map, Value, json};

/// The schema itself, or the component that it refers to.
pub(super) fn resolved(schema: &Value, schemas: &Value) -> Value {
    match schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()) {
        Some(name) => schemas.get(name).cloned().unwrap_or_default(),
        None => schema.clone(),
    }
}

/// An example that the schema accepts, put together from the examples of its members.
pub(super) fn example_of(schema: &Value, schemas: &Value, depth: usize) -> Option<Value> {
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
