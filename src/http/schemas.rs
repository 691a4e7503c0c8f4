//! The published schemas are what validates requests: one truth, so that every constraint in the document is enforced
//! and none is enforced that the document does not show.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::openapi::path::Parameter;

/// Compiled schemas of the document, by component name; compiled when first needed.
pub struct Schemas {
    components: BTreeMap<String, Value>,
    compiled: RwLock<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    pub fn new(document: &Value) -> anyhow::Result<Self> {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let components = schemas.into_iter().flatten().map(|(name, schema)| (name.clone(), schema.clone())).collect();
        Ok(Self { components, compiled: RwLock::default() })
    }

    /// The validator of a component.
    pub fn component(&self, name: &str) -> anyhow::Result<Arc<Validator>> {
        self.get_or_compile(name, || json!({ "$ref": format!("#/components/schemas/{name}") }))
    }

    /// The validator of an operation's query, as an object of its parameters.
    pub fn query(&self, name: &str, parameters: &[Parameter]) -> anyhow::Result<Arc<Validator>> {
        self.get_or_compile(name, || {
            let properties: serde_json::Map<String, Value> =
                parameters.iter().map(|parameter| (parameter.name.clone(), json!(parameter.schema))).collect();
            let required: Vec<&str> = parameters
                .iter()
                .filter(|parameter| matches!(parameter.required, utoipa::openapi::Required::True))
                .map(|parameter| parameter.name.as_str())
                .collect();
            json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
        })
    }

    /// The components that a schema refers to, and those that these refer to: a validator keeps all that it is given, so it
    /// is not given the whole document.
    fn referred(&self, schema: &Value) -> BTreeMap<String, Value> {
        let mut found = BTreeMap::new();
        let mut names = Vec::new();
        references(schema, &mut names);
        while let Some(name) = names.pop() {
            if let Some(component) = self.components.get(&name).filter(|_| !found.contains_key(&name)) {
                references(component, &mut names);
                found.insert(name, component.clone());
            }
        }
        found
    }

    fn get_or_compile(&self, name: &str, schema: impl FnOnce() -> Value) -> anyhow::Result<Arc<Validator>> {
        let known = self.compiled.read().unwrap_or_else(|poison| poison.into_inner()).get(name).cloned();
        if let Some(validator) = known {
            return Ok(validator);
        }
        let mut schema = schema();
        let referred = self.referred(&schema);
        if let Some(object) = schema.as_object_mut() {
            object.insert("components".into(), json!({ "schemas": referred }));
        }
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| anyhow::anyhow!("schema {name} does not compile: {error}"))?;
        let validator = Arc::new(validator);
        self.compiled
            .write()
            .unwrap_or_else(|poison| poison.into_inner())
            .insert(name.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

/// The names of the components that a schema refers to.
fn references(schema: &Value, names: &mut Vec<String>) {
    match schema {
        Value::Object(members) => {
            for (member, value) in members {
                match (member.as_str(), value.as_str()) {
                    ("$ref", Some(to)) => names.extend(to.strip_prefix("#/components/schemas/").map(str::to_owned)),
                    _ => references(value, names),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validator_is_given_what_its_schema_refers_to_and_no_more() {
        let document = json!({ "components": { "schemas": {
            "A": { "type": "object", "properties": { "b": { "$ref": "#/components/schemas/B" } } },
            "B": { "anyOf": [{ "$ref": "#/components/schemas/C" }, { "$ref": "#/components/schemas/A" }] },
            "C": { "type": "integer" },
            "D": { "type": "string" },
        } } });
        let schemas = Schemas::new(&document).unwrap();
        let referred = schemas.referred(&json!({ "$ref": "#/components/schemas/A" }));
        assert_eq!(referred.into_keys().collect::<Vec<_>>(), ["A", "B", "C"]);
        let validator = schemas.component("A").unwrap();
        assert!(validator.is_valid(&json!({ "b": 1 })) && !validator.is_valid(&json!({ "b": "x" })));
    }
}
