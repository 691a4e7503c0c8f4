//! Strict query parameters: unknown names, repeated names and values outside their schema are all listed at once.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::future::{Ready, ready};
use utoipa::IntoParams;
use utoipa::openapi::path::ParameterIn;

use super::body::NO_NUL;
use super::schemas::QuerySchema;
use super::validate::violations;
use crate::app::AppState;
use crate::problem::{Place, Problem, Violation};

/// The query of an operation; dereferences to its parameters.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request).map(Query))
    }
}

fn parse<T: DeserializeOwned + IntoParams>(request: &HttpRequest) -> Result<T, Problem> {
    let Some(state) = request.app_data::<web::Data<AppState>>() else {
        return Err(Problem::internal(anyhow::anyhow!("no application state")));
    };
    let parameters = || T::into_params(|| Some(ParameterIn::Query));
    let schema = state.contract.schemas.query(std::any::type_name::<T>(), parameters).map_err(Problem::internal)?;
    let mut found = Vec::new();
    let value = Value::Object(collect(request.query_string(), &schema, &mut found));
    found.extend(violations(&schema.validator, &value).into_iter().map(as_parameter));
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    serde_json::from_value(value).map_err(|error| {
        Problem::invalid(vec![Violation::query(
            "",
            "type",
            format!("Onleesbaar: {error}"),
            format!("Unreadable: {error}"),
        )])
    })
}

/// The pairs as a JSON object, each value read as the type that its parameter has.
fn collect(query: &str, schema: &QuerySchema, found: &mut Vec<Violation>) -> Map<String, Value> {
    let mut values = Map::new();
    for (name, text) in url::form_urlencoded::parse(query.as_bytes()) {
        let Some(schema) = schema.of(&name) else {
            found.push(unknown_parameter(&name));
            continue;
        };
        if text.contains('\0') {
            let (dutch, english) = NO_NUL;
            found.push(Violation::query(name.clone(), "character", dutch, english));
        }
        if values.insert(name.to_string(), read_as(schema, &text)).is_some() {
            found.push(Violation::query(name, "repeated", "Geef dit één keer.", "Give this once."));
        }
    }
    values
}

/// The violation of a parameter that an operation does not know.
pub(super) fn unknown_parameter(name: &str) -> Violation {
    let (dutch, english) = ("Deze parameter bestaat hier niet.", "This parameter does not exist here.");
    Violation::query(name, "unknownParameter", dutch, english)
}

fn read_as(schema: &Value, text: &str) -> Value {
    let types = schema.get("type");
    let is = |wanted: &str| match types {
        Some(Value::String(one)) => one == wanted,
        Some(Value::Array(several)) => several.iter().any(|one| one == wanted),
        _ => false,
    };
    let number = || text.parse::<i64>().ok().map(Value::from);
    let truth = || text.parse::<bool>().ok().map(Value::from);
    let read = if is("integer") {
        number()
    } else if is("boolean") {
        truth()
    } else {
        None
    };
    read.unwrap_or_else(|| Value::from(text))
}

fn as_parameter(violation: Violation) -> Violation {
    let place = match violation.place {
        Place::Body(pointer) => Place::Query(pointer.trim_start_matches('/').to_owned()),
        other => other,
    };
    Violation { place, ..violation }
}
