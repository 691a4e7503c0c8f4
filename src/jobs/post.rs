//! How mails leave: taken, sent, noted. A mail that dies half-way with its process is tried again; one that left and could
//! not be noted leaves once more, and a link in the first then works no longer.

use std::fmt::Display;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::AppState;
use crate::mail::{Attachment, Mail, Mailer};
use crate::problem::Problem;

/// How many mails of a kind one round sends at most.
const ROUND: usize = 50;

/// A mail that is on its way: what it is about, to note it by.
pub(super) struct Taken<K> {
    pub key: K,
    /// What went wrong when it can't be written counts like what goes wrong when it is sent.
    pub mail: anyhow::Result<Mail>,
    pub files: Vec<Attachment>,
}

/// Sends what is due, one after the other. `take` takes the next in a transaction, and puts its next attempt off: no other
/// process takes it until then, and it is tried again when this one dies or the mail can't leave. No row is held while
/// the mail server takes its time. `note` writes down that it left.
pub(super) async fn deliver<K: Display>(
    state: &AppState,
    mailer: &Mailer,
    what: &str,
    take: impl AsyncFn() -> Result<Option<Taken<K>>, Problem>,
    note: impl AsyncFn(K) -> Result<(), Problem>,
) -> Result<(), Problem> {
    for _ in 0..ROUND {
        let Some(Taken { key, mail, files }) = take().await? else { break };
        let sent = match mail {
            Ok(mail) => mailer.send(&state.config.mail_from, mail, files).await,
            Err(error) => Err(error),
        };
        match sent {
            Ok(()) => note(key).await?,
            Err(error) => tracing::warn!(what, about = %key, %error, "a mail could not be sent; it is tried again"),
        }
    }
    Ok(())
}

/// When to try again after this many attempts: a minute, doubling to some hours.
pub(super) fn next_attempt(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    now + TimeDelta::minutes(1_i64 << u32::try_from(attempts).unwrap_or(0).min(8))
}
