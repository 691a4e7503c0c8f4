//! Strict JSON bodies. The bytes are taken in by the extractor, the meaning only after the caller is authorised, so
//! that a stranger learns nothing from a validation error.

use std::borrow::Cow;
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::validate::violations;
use crate::app::AppState;
use crate::problem::{Code, Problem, Violation};

/// SHA-256 of the body, for the fingerprint of an idempotency key.
pub(super) struct BodyDigest(pub [u8; 32]);

/// How long a body may take to arrive.
pub(super) const RECEIVE: std::time::Duration = std::time::Duration::from_secs(30);

/// A JSON body of the published schema `T`.
pub struct Body<T> {
    bytes: web::Bytes,
    state: web::Data<AppState>,
    meaning: PhantomData<T>,
}

impl<T: 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            media_type(&request)?;
            let bytes = read(&request, &mut payload).await?;
            request.extensions_mut().insert(BodyDigest(crate::secrets::sha256(&bytes)));
            let Some(state) = request.app_data::<web::Data<AppState>>().cloned() else {
                return Err(Problem::internal(anyhow::anyhow!("no application state")));
            };
            Ok(Self { bytes, state, meaning: PhantomData })
        })
    }
}

fn media_type(request: &HttpRequest) -> Result<(), Problem> {
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let patch = request.method() == actix_web::http::Method::PATCH && essence == "application/merge-patch+json";
    if (essence == "application/json" || patch) && !request.headers().contains_key("content-encoding") {
        return Ok(());
    }
    Err(Problem::new(Code::UnsupportedMediaType))
}

async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<web::Bytes, Problem> {
    let received = tokio::time::timeout(RECEIVE, web::Bytes::from_request(request, payload)).await;
    let received = received.map_err(|_| {
        Problem::new(Code::MalformedBody)
            .detail("De inhoud kwam niet binnen een halve minuut aan.", "The body did not arrive within half a minute.")
    })?;
    received.map_err(|error| {
        let status = error.as_response_error().status_code();
        if status == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
            let limit = request.app_data::<web::Data<AppState>>().map_or(0, |state| state.config.max_body_bytes);
            return Problem::new(Code::BodyTooLarge).with("maximumBytes", limit);
        }
        Problem::new(Code::MalformedBody)
    })
}

impl<T: DeserializeOwned + ToSchema> Body<T> {
    /// The body's meaning, or every violation of its schema at once.
    pub fn valid(&self) -> Result<T, Problem> {
        // The schema looks at every body: it also holds lengths and patterns that types do not.
        let value = self.value()?;
        meaning(&self.state, value)
    }
}

impl<T> Body<T> {
    fn value(&self) -> Result<Value, Problem> {
        let value = serde_json::from_slice(&self.bytes).map_err(|error| {
            Problem::new(Code::MalformedBody).detail(
                format!("Onleesbaar op regel {}, teken {}.", error.line(), error.column()),
                format!("Unreadable at line {}, column {}: {error}.", error.line(), error.column()),
            )
        })?;
        let mut value = value;
        whole_numbers(&mut value);
        let mut found = Vec::new();
        refuse_nul(&value, "", &mut found);
        if found.is_empty() { Ok(value) } else { Err(Problem::invalid(found)) }
    }
}

/// 60.0 is an integer to JSON Schema and to many clients, so let it be one here too.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|_| number.is_f64()).filter(|float| float.fract() == 0.0);
            // Beyond this a float no longer tells neighbouring integers apart.
            if let Some(whole) = whole.filter(|whole| whole.abs() < 9_007_199_254_740_992.0) {
                #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough to be exact")]
                let whole = whole as i64;
                *value = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// PostgreSQL can't hold U+0000 in a text, so no text may have it. In Dutch and English.
pub(super) const NO_NUL: (&str, &str) = ("Het teken U+0000 mag niet.", "The character U+0000 is not allowed.");

fn refuse_nul(value: &Value, at: &str, found: &mut Vec<Violation>) {
    match value {
        Value::String(text) if text.contains('\0') => {
            let (dutch, english) = NO_NUL;
            found.push(Violation::body(at, "character", dutch, english));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| refuse_nul(item, &format!("{at}/{index}"), found));
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| refuse_nul(member, &format!("{at}/{name}"), found));
        }
        _ => {}
    }
}

fn meaning<T: DeserializeOwned + ToSchema>(state: &AppState, value: Value) -> Result<T, Problem> {
    let name = T::name();
    let validator = state.contract.schemas.component(name.clone()).map_err(Problem::internal)?;
    let found = violations(&validator, &value);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    serde_json::from_value(value).map_err(|error| {
        // The schema passed what the type refuses: the schema is too wide.
        Problem::new(Code::ValidationFailed)
            .detail(format!("Onverwachte invoer voor {name}: {error}"), format!("Unexpected input for {name}: {error}"))
    })
}

/// What creates a resource: its editable members, and the id that an offline client may choose.
#[derive(Debug, Deserialize)]
pub struct New<T> {
    id: Option<Uuid>,
    #[serde(flatten)]
    pub fields: T,
}

impl<T> New<T> {
    /// The id that the caller chose, for a look whether it is taken.
    pub fn chosen<I: From<Uuid>>(&self) -> Option<I> {
        self.id.map(I::from)
    }

    /// The chosen id, or a new one.
    pub fn id<I: From<Uuid>>(&self) -> I {
        self.id.unwrap_or_else(Uuid::now_v7).into()
    }
}

impl<T> From<T> for New<T> {
    /// What the service itself makes, with an id of its own.
    fn from(fields: T) -> Self {
        Self { id: None, fields }
    }
}

/// `Visit` for `VisitFields`: the name that the schemas of creation and patch build on.
fn stem<T: ToSchema>() -> String {
    T::name().trim_end_matches("Fields").to_owned()
}

impl<T: ToSchema> PartialSchema for New<T> {
    fn schema() -> RefOr<Schema> {
        let schema = T::schema();
        let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
        let id = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .description(Some("Chosen by the caller, a UUIDv7; made by the service when absent"));
        object.properties.insert("id".into(), id.into());
        RefOr::T(Schema::Object(object))
    }
}

impl<T: ToSchema> ToSchema for New<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("New{}", stem::<T>()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        T::schemas(schemas);
    }
}

/// A JSON Merge Patch (RFC 7396) on the editable document `T`. Members that are absent stay as they are; `null` takes
/// an optional member away.
pub struct MergePatch<T> {
    meaning: PhantomData<T>,
}

impl<T: Serialize + DeserializeOwned + ToSchema> Body<MergePatch<T>> {
    /// The document after the patch, and the names of the members that the patch touches.
    pub fn apply(&self, current: &T) -> Result<(T, Vec<String>), Problem> {
        let patch = self.value()?;
        let touched: Vec<String> = patch.as_object().map(Map::keys).into_iter().flatten().cloned().collect();
        if touched.is_empty() {
            let (dutch, english) =
                ("Stuur een object met ten minste één lid.", "Send an object with at least one member.");
            return Err(Problem::invalid(vec![Violation::body("", "minProperties", dutch, english)]));
        }
        // Judged is the document after the patch: a nested object may be patched in part (RFC 7396 §1).
        let mut document = serde_json::to_value(current).map_err(Problem::internal)?;
        let known: Vec<String> = document.as_object().map(Map::keys).into_iter().flatten().cloned().collect();
        json_patch::merge(&mut document, &patch);
        // An optional member that was never there is absent, not null; an unknown one stays, to be refused.
        if let Some(object) = document.as_object_mut() {
            object.retain(|name, value| !value.is_null() || !known.contains(name));
        }
        Ok((meaning(&self.state, document)?, touched))
    }
}

impl<T: ToSchema> PartialSchema for MergePatch<T> {
    fn schema() -> RefOr<Schema> {
        let schema = T::schema();
        let RefOr::T(Schema::Object(mut object)) = schema else { return schema };
        object.required.clear();
        object.description = Some("JSON Merge Patch (RFC 7396) on the editable members; at least one".into());
        object.min_properties = Some(1);
        RefOr::T(Schema::Object(object))
    }
}

impl<T: ToSchema> ToSchema for MergePatch<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Patch", stem::<T>()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
