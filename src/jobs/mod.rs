//! What happens without a request: mails that are due, and tidying up. Work lives in the database (`FOR UPDATE SKIP
//! LOCKED`), so that several processes share it, a crash loses nothing, and doing it twice changes nothing.

mod mails;
mod tidy;

pub use mails::invitation_token;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use crate::app::AppState;
use crate::mail::Mailer;

/// Does whatever is due now: for the loop below, and for tests.
pub async fn run_once(state: &AppState, mailer: &Mailer) {
    if let Err(problem) = mails::send_due(state, mailer).await {
        tracing::warn!(%problem, "mails could not be sent");
    }
    if let Err(problem) = tidy::tidy(state).await {
        tracing::warn!(%problem, "tidying up failed");
    }
}

/// Runs the jobs until told to stop.
pub async fn run(state: Arc<AppState>, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    loop {
        run_once(&state, &mailer).await;
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(2)) => {}
            _ = stop.changed() => return,
        }
    }
}
