//! Where the database is, and as whom each door goes in.

use anyhow::Context as _;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// Guards on every connection of a door: nothing may hold the change horizon back for long. They travel with the
/// connection's start-up message, so no session ever sends a `SET`.
const GUARDS: &str = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=20s \
    -c timezone=UTC -c client_connection_check_interval=2s -c plan_cache_mode=force_generic_plan";

/// The roles that [`crate::db::provision`] makes.
pub const OWNER: &str = "samen_leren_owner";
pub const TENANT: &str = "samen_leren_tenant";
pub const PLATFORM: &str = "samen_leren_platform";
pub const SIGN_IN: &str = "samen_leren_sign_in";
pub const WORKER: &str = "samen_leren_worker";
pub const DOORS: [&str; 4] = [TENANT, PLATFORM, SIGN_IN, WORKER];

/// When the commits of a connection come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commits {
    /// When they are on the disk, or what else the server's `synchronous_commit` says for the role.
    Durable,
    /// A moment before they are on the disk: a crash of PostgreSQL itself can lose the last of them.
    Early,
}

/// The same database, entered as `role`.
pub fn as_role(
    database_url: &str,
    role: &str,
    password: Option<&SecretString>,
    commits: Commits,
) -> anyhow::Result<String> {
    let mut url = Url::parse(database_url).context("the database address is not a postgres:// URL")?;
    // A URL without a host (a socket folder in the query) has no room for a user: that goes in the query too.
    let mut pairs: Vec<(String, String)> =
        url.query_pairs().filter(|(key, _)| key != "user" && key != "password").map(own).collect();
    let in_authority = url.set_username(role).is_ok() && url.set_password(None).is_ok();
    if !in_authority {
        pairs.push(("user".into(), role.into()));
    }
    if let Some(password) = password {
        let secret = password.expose_secret();
        if !in_authority || url.set_password(Some(secret)).is_err() {
            pairs.push(("password".into(), secret.into()));
        }
    }
    pairs.retain(|(key, _)| key != "options");
    let options = match commits {
        Commits::Durable => GUARDS.to_owned(),
        Commits::Early => format!("{GUARDS} -c synchronous_commit=off"),
    };
    pairs.push(("options".into(), options));
    pairs.push(("application_name".into(), role.into()));
    // PostgreSQL reads %20, not '+', as a space.
    let query: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    url.set_query(Some(&query.join("&")));
    Ok(url.into())
}

fn own((key, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> (String, String) {
    (key.into_owned(), value.into_owned())
}

fn encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}
