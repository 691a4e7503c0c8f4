//! The published schemas are what validates requests: one truth, so that every constraint in the document is enforced
//! and none is enforced that the document does not show.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, RwLock};

use anyhow::Context as _;
use jsonschema::Validator;
use serde_json::{Value, json};
use utoipa::openapi::path::Parameter;

/// Compiled schemas of the document, by component name; compiled when first needed.
pub struct Schemas {
    /// As text: most of them are never looked at.
    components: BTreeMap<String, Box<str>>,
    bodies: Known<Validator>,
    queries: Known<QuerySchema>,
}

/// What was made before, by name.
type Known<T> = RwLock<HashMap<Cow<'static, str>, Arc<T>>>;

/// What was made under this name, or what is made of it now.
fn known<T>(
    all: &Known<T>,
    name: Cow<'static, str>,
    make: impl FnOnce() -> anyhow::Result<T>,
) -> anyhow::Result<Arc<T>> {
    if let Some(found) = all.read().unwrap_or_else(|poison| poison.into_inner()).get(&name) {
        return Ok(Arc::clone(found));
    }
    let made = Arc::new(make().with_context(|| format!("schema {name} does not compile"))?);
    all.write().unwrap_or_else(|poison| poison.into_inner()).insert(name, Arc::clone(&made));
    Ok(made)
}

/// The parameters of an operation's query.
pub struct QuerySchema {
    /// Judges them as the members of an object.
    pub validator: Validator,
    schemas: HashMap<String, Value>,
}

impl QuerySchema {
    /// The schema of a parameter; `None` when there is no such parameter.
    pub fn of(&self, parameter: &str) -> Option<&Value> {
        self.schemas.get(parameter)
    }
}

impl Schemas {
    pub fn new(document: &Value) -> anyhow::Result<Self> {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        let components = schemas.into_iter().flatten().map(|(name, schema)| (name.clone(), schema.to_string().into()));
        let components = components.collect();
        Ok(Self { components, bodies: Known::default(), queries: Known::default() })
    }

    /// The validator of a component.
    pub fn component(&self, name: Cow<'static, str>) -> anyhow::Result<Arc<Validator>> {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        known(&self.bodies, name, || self.compile(schema))
    }

    /// What judges the query of an operation, whose parameters have this name together.
    pub fn query(
        &self,
        name: &'static str,
        parameters: impl FnOnce() -> Vec<Parameter>,
    ) -> anyhow::Result<Arc<QuerySchema>> {
        known(&self.queries, name.into(), || {
            let parameters = parameters();
            let schemas: HashMap<String, Value> =
                parameters.iter().map(|parameter| (parameter.name.clone(), json!(parameter.schema))).collect();
            let required: Vec<&str> = parameters
                .iter()
                .filter(|parameter| matches!(parameter.required, utoipa::openapi::Required::True))
                .map(|parameter| parameter.name.as_str())
                .collect();
            let whole =
                json!({ "type": "object", "properties": schemas, "required": required, "additionalProperties": false });
            Ok(QuerySchema { validator: self.compile(whole)?, schemas })
        })
    }

    /// The components that a schema refers to, and those that these refer to: a validator keeps all that it is given, so it
    /// is not given the whole document.
    fn referred(&self, schema: &Value) -> anyhow::Result<BTreeMap<String, Value>> {
        let mut found = BTreeMap::new();
        let mut names = Vec::new();
        references(schema, &mut names);
        while let Some(name) = names.pop() {
            if let Some(component) = self.components.get(&name).filter(|_| !found.contains_key(&name)) {
                let component = serde_json::from_str(component)?;
                references(&component, &mut names);
                found.insert(name, component);
            }
        }
        Ok(found)
    }

    fn compile(&self, mut schema: Value) -> anyhow::Result<Validator> {
        let referred = self.referred(&schema)?;
        if let Some(object) = schema.as_object_mut() {
            object.insert("components".into(), json!({ "schemas": referred }));
        }
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        options.build(&schema).map_err(|error| anyhow::anyhow!("{error}"))
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
        let referred = schemas.referred(&json!({ "$ref": "#/components/schemas/A" })).unwrap();
        assert_eq!(referred.into_keys().collect::<Vec<_>>(), ["A", "B", "C"]);
        let validator = schemas.component("A".into()).unwrap();
        assert!(validator.is_valid(&json!({ "b": 1 })) && !validator.is_valid(&json!({ "b": "x" })));
    }
}
