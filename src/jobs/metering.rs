//! Measures the present month and the one before it of every organisation with a subscription, and what a change of its
//! subscriptions reaches of the months before them, so that its organisation-months can be seen before they are billed
//! (`domain.md` §8). One short transaction per organisation and month; doing it twice finds the same.

use crate::app::AppState;
use crate::context::Context;
use crate::features::metering::actions::{month_measure, months_to_measure};
use crate::problem::Problem;

/// Measures what is worth a look.
pub(super) async fn measure(state: &AppState) -> Result<(), Problem> {
    let context = || Context::system("measureMonths", &state.clock);
    for (organisation, month) in state.doors.in_platform(context(), months_to_measure).await? {
        let measured = state.doors.in_platform(context(), async |tx| month_measure(tx, organisation, month).await);
        if let Err(problem) = measured.await {
            tracing::warn!(%problem, %organisation, %month, "an organisation-month could not be measured");
        }
    }
    Ok(())
}
