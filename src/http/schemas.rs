//! The published schemas are what validates requests: one truth, so that every constraint in the document is enforced
//! and none is enforced that the document does not show.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::openapi::path::Parameter;

/// Compiled schemas of the document, by component name; compiled when first needed.
pub struct Schemas {
    components: Value,
    compiled: RwLock<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    pub fn new(document: &Value) -> anyhow::Result<Self> {
        let components = document.get("components").cloned().unwrap_or_default();
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

    fn get_or_compile(&self, name: &str, schema: impl FnOnce() -> Value) -> anyhow::Result<Arc<Validator>> {
        let known = self.compiled.read().unwrap_or_else(|poison| poison.into_inner()).get(name).cloned();
        if let Some(validator) = known {
            return Ok(validator);
        }
        let mut schema = schema();
        if let Some(object) = schema.as_object_mut() {
            object.insert("components".into(), self.components.clone());
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
