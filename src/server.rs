//! The HTTP server around the application.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_cors::Cors;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PathConfig, PayloadConfig};
use actix_web::{App, HttpServer};

use crate::app::{self, AppState};
use crate::db::sit_at;
use crate::http::{edge, headers};
use crate::problem::Problem;

/// A server on `listener`; it runs when awaited. SIGTERM lets requests finish, SIGINT does not wait for them.
pub fn server(state: Arc<AppState>, listener: TcpListener) -> std::io::Result<Server> {
    let workers = state.config.workers.max(1);
    let data: Data<AppState> = Data::from(state);
    let started = Arc::new(AtomicUsize::new(0));
    let server = HttpServer::new(move || {
        // On the worker's own thread: its connections to the database stay there. One that had to start again takes a seat anew.
        sit_at(started.fetch_add(1, Ordering::Relaxed) % workers + 1);
        let config = &data.config;
        App::new()
            .app_data(data.clone())
            .app_data(PayloadConfig::new(config.max_body_bytes))
            // An id that can't be one names nothing.
            .app_data(PathConfig::default().error_handler(|_, _| Problem::not_found().into()))
            .wrap(from_fn(edge))
            .wrap(cors(&config.cors_origins))
            .configure(app::configure)
    });
    Ok(server
        .workers(workers)
        .client_request_timeout(Duration::from_secs(10))
        .shutdown_timeout(10)
        .listen(listener)?
        .run())
}

/// Pages of these origins may call the API; nobody else's.
fn cors(origins: &[String]) -> Cors {
    let exposed = ["etag", "location", "link", "retry-after", "ratelimit", "ratelimit-policy", "deprecation", "sunset"];
    origins
        .iter()
        // An empty setting is how a container says that there are none.
        .filter(|origin| !origin.trim().is_empty())
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "accept",
            "accept-language",
            "if-match",
            "if-none-match",
            headers::IDEMPOTENCY_KEY,
            headers::REQUEST_ID,
            headers::TRACEPARENT,
        ])
        .expose_headers(exposed.into_iter().chain([
            headers::API_VERSION,
            headers::REQUEST_ID,
            headers::IDEMPOTENCY_REPLAYED,
        ]))
        .block_on_origin_mismatch(false)
        .max_age(3600)
}
