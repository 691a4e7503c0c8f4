//! What watches over the service asks: does the process live, can it do its work, how is it doing.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use diesel::IntoSql;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;
use serde_json::json;

use crate::app::AppState;
use crate::context::Context;
use crate::http::Answer;
use crate::problem::Problem;

/// The process lives.
#[get("/healthz")]
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// The database answers, so requests can be sent here. Whatever stands in the way is a 503.
#[get("/readyz")]
pub(super) async fn ready(state: Data<AppState>) -> Answer {
    let context = Context::system("readiness", &state.clock);
    state
        .doors
        .look_in_worker(context, async |tx| {
            let one: i32 = diesel::select(1.into_sql::<Integer>()).get_result(tx.conn()).await?;
            Ok(one)
        })
        .await
        .map_err(Problem::unavailable)?;
    Ok(HttpResponse::Ok().json(json!({ "status": "ok" })))
}

/// The measurements, as Prometheus reads them.
#[get("/metrics")]
pub(super) async fn metrics() -> HttpResponse {
    let text = crate::telemetry::metrics().render();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text)
}
