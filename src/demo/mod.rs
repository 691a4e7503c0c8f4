//! Demo data: the licence holder, three organisations, some seventy practitioners with licences valid, expired and
//! none, thirteen schools and 284 families, most in alignment, and invoices of three months. A few stories are played
//! whole, each act on its own day: from referral to follow-up, closed early, discontinued, handed over, and families on
//! the waiting list. All of it is made by calling the API with a clock that moves, so it obeys every gate. Names are
//! plainly invented; what is made is the same every time, counted from today.

mod cases;
mod client;
mod money;
mod people;
mod scripts;
mod stories;
mod tale;
mod told;

pub use stories::answers;

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use crate::app::AppState;
use crate::clock::Clock;
use crate::config::ServiceConfig;
use crate::context::{Context, Language};
use crate::db::Doors;
use crate::identity::second_factor;
use crate::problem::Problem;
use crate::schema::platform_memberships;
use client::{Api, Seat};

/// The password of every demo account.
pub const PASSWORD: &str = "voorbeeld in de keuken";

/// A demo account that can sign in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoAccount {
    pub email: String,
    pub description: String,
    pub organisation: Option<String>,
    pub role: String,
    pub totp_secret: String,
}

/// What the demo's names are taken from.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Names {
    organisations: Vec<OrganisationName>,
    schools: Vec<SchoolName>,
    given_names: Vec<String>,
    family_names: Vec<String>,
    streets: Vec<String>,
    teacher_names: Vec<String>,
    languages: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OrganisationName {
    name: String,
    kvk_number: String,
    city: String,
    street: String,
    postal_code: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SchoolName {
    name: String,
    brin: String,
    street: String,
    postal_code: String,
    city: String,
    region: String,
    organisation: usize,
}

impl Names {
    fn read() -> Result<Self, Problem> {
        serde_json::from_str(include_str!("names.json")).map_err(Problem::internal)
    }
}

/// One of a list, round and round.
fn pick<T>(list: &[T], number: usize) -> Result<&T, Problem> {
    let position = number.checked_rem(list.len()).unwrap_or_default();
    list.get(position).ok_or_else(|| Problem::internal(anyhow::anyhow!("an empty list of demo names")))
}

/// The stage on which the demo plays.
struct Stage<'s, A> {
    api: A,
    state: &'s AppState,
    today: NaiveDate,
    names: Names,
    progress: ProgressBar,
}

impl<A: Api> Stage<'_, A> {
    /// Puts the clock at nine o'clock so many days ago, and never later than a quarter of an hour ago: the codes that
    /// are used up here must be past when somebody signs in for real.
    fn go_to(&self, days_ago: i64) {
        let morning = (self.today - TimeDelta::days(days_ago)).and_hms_opt(9, 0, 0).unwrap_or_default().and_utc();
        self.state.clock.set(morning.min(Clock::System.now() - TimeDelta::minutes(15)));
    }

    /// Signs somebody in with the next code of the app.
    async fn sign_in(&self, email: &str, totp_secret: &str) -> Result<Seat, Problem> {
        self.state.clock.set(self.state.clock.now() + TimeDelta::seconds(30));
        let given = json!({ "email": email, "password": PASSWORD, "totpCode": self.code(totp_secret)? });
        let tokens = self.api.ask("/v1/sessions", &given).await?;
        let (access_token, refresh_token) =
            (client::text(&tokens, "accessToken"), client::text(&tokens, "refreshToken"));
        Ok(Seat { access_token, refresh_token, email: email.to_owned(), totp_secret: totp_secret.to_owned() })
    }

    /// Goes on with a session as an app does, or signs in anew when it has ended.
    async fn go_on(&self, seat: &Seat) -> Result<Seat, Problem> {
        let given = json!({ "refreshToken": seat.refresh_token });
        let Ok(tokens) = self.api.ask("/v1/sessions/refresh", &given).await else {
            return self.sign_in(&seat.email, &seat.totp_secret).await;
        };
        let (access_token, refresh_token) =
            (client::text(&tokens, "accessToken"), client::text(&tokens, "refreshToken"));
        Ok(Seat { access_token, refresh_token, ..seat.clone() })
    }

    /// Accepts an invitation and signs in, as a person would.
    async fn join(&self, email: &str, token: &str) -> Result<Seat, Problem> {
        let details = self.api.ask("/v1/invitations/inspect", &json!({ "token": token })).await?;
        let secret = details.pointer("/totp/secret").and_then(Value::as_str).unwrap_or_default().to_owned();
        let code = self.code(&secret)?;
        let accepted = json!({ "token": token, "password": PASSWORD, "totpCode": code });
        self.api.ask("/v1/invitations/accept", &accepted).await?;
        self.sign_in(email, &secret).await
    }

    fn code(&self, secret: &str) -> Result<String, Problem> {
        let secret = second_factor::from_text(secret).map_err(Problem::internal)?;
        second_factor::code(&secret, self.state.clock.now()).map_err(Problem::internal)
    }
}

/// Whether nobody is there yet: the demo is for an empty database only.
pub async fn is_due(doors: &Doors) -> Result<bool, Problem> {
    let staff = async |tx: &mut crate::db::Tx<crate::db::Worker>| {
        Ok(platform_memberships::table.count().get_result::<i64>(tx.conn()).await?)
    };
    Ok(doors.look_in_worker(Context::system("loadDemo", &Clock::System), staff).await? == 0)
}

/// Loads the demo into an empty database; gives the accounts that can sign in.
pub async fn load(config: &ServiceConfig, doors: &Doors) -> anyhow::Result<Vec<DemoAccount>> {
    let today = Clock::System.today();
    let start = (today - TimeDelta::days(people::BEGIN)).and_hms_opt(9, 0, 0).unwrap_or_default().and_utc();
    let config = ServiceConfig { requests_per_minute: u32::MAX, ..config.clone() };
    let state = AppState::new(config, doors.clone(), Clock::standing_at(start)).await?;
    // Thousands of requests that nobody made: the log is for those that somebody did.
    let played = play(&state, today).with_subscriber(NoSubscriber::default());
    played.await.map_err(|problem| anyhow::anyhow!("{problem}"))
}

async fn play(state: &Arc<AppState>, today: NaiveDate) -> Result<Vec<DemoAccount>, Problem> {
    let names = Names::read()?;
    let progress = ProgressBar::new(people::STEPS + cases::FAMILIES);
    let style = ProgressStyle::with_template("Demo data {bar:40} {pos}/{len} {msg}");
    progress.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let stage = Stage { api: client::in_process(state).await, state, today, names, progress };
    let mut cast = people::invite(&stage).await?;
    cases::schools(&stage, &mut cast).await?;
    // In the order of the days: what happened first is done first.
    people::license(&stage, &cast, people::FIRST_LICENCES).await?;
    let mut stories = told::Stories::new(&stage, &cast)?;
    stories.play_until(&stage, people::LATER_LICENCES).await?;
    people::license(&stage, &cast, people::LATER_LICENCES).await?;
    stories.play_until(&stage, 0).await?;
    cases::open(&stage, &cast).await?;
    money::bill(&stage, &cast).await?;
    stage.progress.finish_with_message("done");
    Ok(cast.accounts)
}

/// The address and tokens of demo accounts, for tools that try the API.
pub async fn ready_document(state: &Arc<AppState>, accounts: &[DemoAccount]) -> Result<Value, Problem> {
    let api = client::in_process(state).await;
    let mut tokens = Vec::new();
    for account in accounts {
        let secret = second_factor::from_text(&account.totp_secret).map_err(Problem::internal)?;
        let code = second_factor::code(&secret, state.clock.now()).map_err(Problem::internal)?;
        let given = json!({ "email": account.email, "password": PASSWORD, "totpCode": code });
        let signed_in = api.ask("/v1/sessions", &given).await?;
        tokens.push(json!({ "organisation": account.organisation, "role": account.role, "email": account.email,
            "accessToken": client::text(&signed_in, "accessToken") }));
    }
    let language = Language::default().code();
    Ok(json!({ "baseUrl": state.config.public_url, "language": language, "demo": { "tokens": tokens } }))
}
