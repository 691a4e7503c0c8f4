//! The published OpenAPI document, for anybody, from any origin.

use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

use super::assets::{FIVE_MINUTES, cached};
use crate::app::AppState;

#[get("/v1/openapi.json")]
pub(super) async fn json(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    for_anybody(cached(&request, "application/json", FIVE_MINUTES, state.contract.json().to_owned()))
}

#[get("/v1/openapi.yaml")]
pub(super) async fn yaml(request: HttpRequest, state: Data<AppState>) -> HttpResponse {
    for_anybody(cached(&request, "application/yaml", FIVE_MINUTES, state.contract.yaml().to_owned()))
}

fn for_anybody(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}
