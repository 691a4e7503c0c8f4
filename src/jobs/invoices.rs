//! Invoices after they were issued (`domain.md` §8): their documents are rendered and kept, they are mailed with them,
//! and who has not paid in time is reminded. Each of these happens once, whoever runs the jobs and how often.

mod documents;
mod posting;
mod reminders;

use crate::app::AppState;
use crate::mail::Mailer;

/// How many documents and reminders one round makes at most.
const ROUND: i64 = 50;

/// Does what is due now, in the order in which one thing leads to the next.
pub(super) async fn work(state: &AppState, mailer: &Mailer) {
    if let Err(problem) = documents::render_missing(state).await {
        tracing::warn!(%problem, "documents of invoices could not be rendered");
    }
    if let Err(problem) = reminders::plan_due(state).await {
        tracing::warn!(%problem, "reminders of invoices could not be planned");
    }
    if let Err(problem) = posting::send_due(state, mailer).await {
        tracing::warn!(%problem, "invoices could not be mailed");
    }
}
