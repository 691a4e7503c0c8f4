//! The harness: a running service, people who call it, and what they build.

mod actors;
mod answer;
pub mod billing;
pub mod cluster;
pub mod factory;
pub mod journey;
pub mod plans;
pub mod things;

use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use samen_leren::app::AppState;
use samen_leren::clock::Clock;
use samen_leren::config::ServiceConfig;
use samen_leren::db::Doors;
use samen_leren::mail::Mailer;
use samen_leren::{jobs, server};
use serde_json::Value;

pub use actors::{Caller, Person};
pub use answer::Answer;
pub use cluster::Cluster;
pub use factory::Practitioner;
pub use factory::{World, held_visit, planned_visit};

/// When every test begins, unless it moves the clock: a Tuesday.
pub const START: &str = "2026-03-10T10:00:00Z";

/// A running service on a database of its own.
pub struct TestApp {
    pub base: String,
    pub state: Arc<AppState>,
    pub database: String,
    pub http: reqwest::Client,
    mails: PathBuf,
    pub document: Value,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub async fn start_with(adjust: impl FnOnce(&mut ServiceConfig)) -> Self {
        if std::env::var_os("RUST_LOG").is_some() {
            samen_leren::telemetry::init_logs(false);
        }
        let cluster = Cluster::get().await;
        let database = cluster.database().await;
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let mails = std::env::temp_dir().join(format!("slm{}-{database}", std::process::id()));
        let mut config = ServiceConfig {
            listen: String::new(),
            public_url: base.clone(),
            secret_key: Some("c2FtZW4tbGVyZW4tdGVzdC1rZXktMzItYnl0ZXMtISE=".to_owned().into()),
            secret_key_previous: None,
            cors_origins: vec!["https://app.example".into()],
            requests_per_minute: 100_000,
            max_body_bytes: 1_048_576,
            trust_forwarded_for: true,
            workers: 1,
            password_hashers: 2,
            smtp_url: None,
            mail_from: "Samen Leren <noreply@samenleren.example>".into(),
            mail_folder: mails.clone(),
        };
        adjust(&mut config);
        let clock = Clock::standing_at(START.parse().expect("a moment"));
        let doors = Doors::new(&cluster.url(&database), None, 1, 2).expect("doors");
        let state = AppState::new(config, doors, clock).await.expect("state");
        let running = server::server(Arc::clone(&state), listener).expect("server");
        tokio::spawn(running);
        let document = serde_json::from_str(state.contract.json()).expect("document");
        Self { base, state, database, http: reqwest::Client::new(), mails, document }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.state.clock.now()
    }

    /// Moves the clock forward.
    pub fn pass(&self, time: TimeDelta) {
        self.state.clock.set(self.now() + time);
    }

    /// Puts the clock at noon in Amsterdam of a day.
    pub fn on(&self, day: &str) {
        self.state.clock.set(format!("{day}T11:00:00Z").parse().expect("a day"));
    }

    /// Does the jobs that are due.
    pub async fn run_jobs(&self) {
        let mailer = Mailer::new(&self.state.config).expect("mailer");
        jobs::run_once(&self.state, &mailer).await;
    }

    /// The text of all mails so far, newest last.
    pub fn mails(&self) -> Vec<String> {
        let mut files: Vec<_> = std::fs::read_dir(&self.mails).into_iter().flatten().flatten().collect();
        files.retain(|file| file.path().extension().is_some_and(|end| end == "eml"));
        files.sort_by_key(|file| file.metadata().and_then(|meta| meta.modified()).ok());
        files.iter().map(|file| unfold(&std::fs::read_to_string(file.path()).expect("a mail"))).collect()
    }

    /// The token in the link of the newest mail to this address.
    pub fn mailed_token(&self, email: &str) -> String {
        let mail = self.mails().into_iter().rev().find(|mail| mail.contains(email)).expect("a mail");
        let (_, rest) = mail.split_once('#').expect("a link");
        rest.split_whitespace().next().expect("a token").to_owned()
    }

    /// Runs SQL as the superuser: for what the API can't do.
    pub async fn db_execute(&self, statement: &str) {
        let mut connection = self.db_connect("postgres").await;
        connection.batch_execute(statement).await.expect(statement);
    }

    /// What the database says against a statement of the superuser.
    pub async fn db_refusal(&self, statement: &str) -> String {
        let mut connection = self.db_connect("postgres").await;
        connection.batch_execute(statement).await.expect_err(statement).to_string()
    }

    pub async fn db_connect(&self, role: &str) -> AsyncPgConnection {
        let url = Cluster::get().await.url_as(role, &self.database);
        AsyncPgConnection::establish(&url).await.expect("connects")
    }

    /// A second process of the service on the same database.
    pub async fn another_process(&self) -> Caller {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let doors = Doors::new(&Cluster::get().await.url(&self.database), None, 1, 2).expect("doors");
        let state = AppState::new(self.state.config.clone(), doors, self.state.clock.clone()).await.expect("state");
        tokio::spawn(server::server(state, listener).expect("server"));
        Caller { base, ..self.stranger() }
    }

    /// The only text that a statement answers, as `text`.
    pub async fn db_text(&self, statement: &str) -> String {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Only {
            #[diesel(sql_type = diesel::sql_types::Text)]
            text: String,
        }
        let mut connection = self.db_connect("postgres").await;
        diesel::sql_query(statement).get_result::<Only>(&mut connection).await.expect(statement).text
    }

    /// The only number that a statement answers.
    pub async fn db_count(&self, statement: &str) -> i64 {
        use diesel_async::RunQueryDsl;
        #[derive(diesel::QueryableByName)]
        struct Count {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            count: i64,
        }
        let mut connection = self.db_connect("postgres").await;
        diesel::sql_query(statement).get_result::<Count>(&mut connection).await.expect(statement).count
    }

    /// Keeps everybody from changing a trajectory, until what is returned is dropped.
    pub async fn hold_trajectories(&self) -> AsyncPgConnection {
        let mut holding = self.db_connect("postgres").await;
        holding.batch_execute("BEGIN; SELECT FROM trajectories FOR UPDATE").await.expect("a lock");
        holding
    }

    /// Waits until so many requests wait for a lock; fails before they give it up.
    pub async fn until_waiting(&self, many: i64) {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let until = async { while self.db_count(waiting).await < many {} };
        tokio::time::timeout(std::time::Duration::from_secs(4), until).await.expect("requests that wait for a lock");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.mails);
    }
}

/// Quoted-printable, undone.
fn unfold(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=3D", "=")
}
