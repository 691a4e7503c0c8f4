//! Serving, and doing the jobs.

use std::net::TcpListener;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::app::AppState;
use crate::clock::Clock;
use crate::config::{DatabaseConfig, ServiceConfig};
use crate::context::Context;
use crate::db::{self, Doors};
use crate::mail::Mailer;
use crate::{jobs, server, telemetry};

pub(super) async fn serve(database: DatabaseConfig, service: ServiceConfig, with_jobs: bool) -> anyhow::Result<()> {
    telemetry::init_logs(true);
    let listener = listen(&service.listen)?;
    let state = state(&database, service).await?;
    serve_on(listener, state, with_jobs).await
}

/// Serves until SIGTERM (requests under way are finished) or SIGINT (they are not waited for).
pub(super) async fn serve_on(listener: TcpListener, state: Arc<AppState>, with_jobs: bool) -> anyhow::Result<()> {
    let jobs = start_jobs(Arc::clone(&state), with_jobs)?;
    // Measuring starts with the service, not with the first who asks for figures.
    telemetry::metrics();
    server::server(state, listener)?.await?;
    jobs.stop()
}

pub(super) async fn worker(database: DatabaseConfig, service: ServiceConfig) -> anyhow::Result<()> {
    telemetry::init_logs(true);
    let jobs = start_jobs(state(&database, service).await?, true)?;
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminated.recv() => {}
    }
    jobs.stop()
}

/// The jobs' own thread: its futures stay on it.
struct Jobs {
    stop: watch::Sender<bool>,
    thread: std::thread::JoinHandle<()>,
}

impl Jobs {
    fn stop(self) -> anyhow::Result<()> {
        let _ = self.stop.send(true);
        self.thread.join().map_err(|_| anyhow::anyhow!("the jobs panicked"))
    }
}

/// Starts all jobs, or only the counting of calls, which every process does for itself.
fn start_jobs(state: Arc<AppState>, all: bool) -> anyhow::Result<Jobs> {
    let mailer = if all { Some(Mailer::new(&state.config)?) } else { None };
    let (stop, stopped) = watch::channel(false);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = std::thread::Builder::new().name("jobs".into()).spawn(move || match mailer {
        Some(mailer) => runtime.block_on(jobs::run(state, mailer, stopped)),
        None => runtime.block_on(jobs::run_counting(state, stopped)),
    })?;
    Ok(Jobs { stop, thread })
}

/// Takes the port before anything else is done, so that a taken one is said at once.
pub(super) fn listen(address: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| {
        format!("can't listen on {address}: if the port is taken, stop what uses it or choose another one (LISTEN, or --listen)")
    })
}

/// The application's state on a migrated database.
pub(super) async fn state(database: &DatabaseConfig, service: ServiceConfig) -> anyhow::Result<Arc<AppState>> {
    let url = database.door_database_url.as_ref().or(database.database_url.as_ref());
    let url = url.context("DATABASE_URL (or DOOR_DATABASE_URL) is missing")?;
    let (password, size) = (database.door_password.as_ref(), database.database_connections);
    let doors = Doors::new(url.expose_secret(), password, service.workers, size)?;
    let clock = Clock::System;
    db::check(&doors, Context::system("checkMigrations", &clock)).await?;
    AppState::new(service, doors, clock).await
}

/// Asks `/readyz` of the service on this machine.
pub(super) async fn healthcheck(listen: &str) -> anyhow::Result<()> {
    let (_, port) = listen.rsplit_once(':').context("LISTEN has no port")?;
    let mut stream = tokio::net::TcpStream::connect(format!("127.0.0.1:{port}")).await?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("not ready: {}", answer.lines().next().unwrap_or("no answer"));
    }
    Ok(())
}
