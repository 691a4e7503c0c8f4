//! What happens without a request: mails that are due, and tidying up. Work lives in the database (`FOR UPDATE SKIP
//! LOCKED`), so that several processes share it, a crash loses nothing, and doing it twice changes nothing.

mod api_calls;
mod invoices;
mod mails;
mod metering;
mod post;
mod reminders;
mod teacher_links;
mod tidy;
mod training;

pub use mails::invitation_token;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;

use crate::app::AppState;
use crate::features::billing_runs;
use crate::mail::Mailer;

/// How often the jobs look for work, and how many such rounds lie between two times of tidying up.
const ROUND: Duration = Duration::from_secs(2);
const ROUNDS_BETWEEN_TIDYING: u64 = 300;

/// Does whatever is due now: for the loop below, and for tests.
pub async fn run_once(state: &AppState, mailer: &Mailer) {
    if let Err(problem) = mails::send_due(state, mailer).await {
        tracing::warn!(%problem, "mails could not be sent");
    }
    if let Err(problem) = teacher_links::send_due(state, mailer).await {
        tracing::warn!(%problem, "links could not be mailed to teachers");
    }
    if let Err(problem) = reminders::remind(state, mailer).await {
        tracing::warn!(%problem, "reminders could not be sent");
    }
    if let Err(problem) = training::invite(state, mailer).await {
        tracing::warn!(%problem, "invitations to training could not be mailed");
    }
    invoices::work(state, mailer).await;
    if let Err(problem) = billing_runs::resume(state).await {
        tracing::warn!(%problem, "billing runs could not be taken up again");
    }
    count(state).await;
}

/// Writes down what this process counted.
async fn count(state: &AppState) {
    if let Err(problem) = api_calls::write_down(state).await {
        tracing::warn!(%problem, "calls of API clients could not be counted; they are kept");
    }
}

/// Measures what was used, and takes away what has served its time.
pub async fn tidy_up(state: &AppState) {
    if let Err(problem) = metering::measure(state).await {
        tracing::warn!(%problem, "organisation-months could not be measured");
    }
    if let Err(problem) = tidy::tidy(state).await {
        tracing::warn!(%problem, "tidying up failed");
    }
}

/// Runs the jobs until told to stop.
pub async fn run(state: Arc<AppState>, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    for round in 0_u64.. {
        let work = async {
            run_once(&state, &mailer).await;
            if round % ROUNDS_BETWEEN_TIDYING == 0 {
                tidy_up(&state).await;
            }
        };
        // A defect in one job must not end all of them while the service looks healthy.
        if AssertUnwindSafe(work).catch_unwind().await.is_err() {
            tracing::error!("a job panicked");
        }
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            // The service has stopped before its jobs do, so this is the last of its counts.
            _ = stop.changed() => return count(&state).await,
        }
    }
}

/// Only writes down what this process counts, until told to stop: for one that leaves the jobs to others.
pub async fn run_counting(state: Arc<AppState>, mut stop: watch::Receiver<bool>) {
    loop {
        count(&state).await;
        tokio::select! {
            () = tokio::time::sleep(ROUND) => {}
            _ = stop.changed() => return count(&state).await,
        }
    }
}
