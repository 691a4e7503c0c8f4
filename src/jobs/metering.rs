//! Measures the present month and the one before it of every organisation with a subscription, so that its
//! organisation-months can be seen before they are billed (`domain.md` §8). One short transaction per organisation and
//! month; doing it twice finds the same.

use crate::app::AppState;
use crate::context::Context;
use crate::features::metering::actions::{month_measure, organisations_to_measure};
use crate::problem::Problem;
use crate::values::Month;

/// Measures what is worth a look.
pub(super) async fn measure(state: &AppState) -> Result<(), Problem> {
    let context = || Context::system("measureMonths", &state.clock);
    let present = Month::of(state.clock.today());
    let months = present.first_day().pred_opt().map(Month::of).into_iter().chain([present]);
    for month in months {
        let looked = state.doors.in_platform(context(), async |tx| organisations_to_measure(tx, month).await);
        for organisation in looked.await? {
            let measured = state.doors.in_platform(context(), async |tx| month_measure(tx, organisation, month).await);
            if let Err(problem) = measured.await {
                tracing::warn!(%problem, %organisation, %month, "an organisation-month could not be measured");
            }
        }
    }
    Ok(())
}
