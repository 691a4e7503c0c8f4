//! `bill`: a billing run from the command line, with its progress.

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::AppState;
use crate::context::Context;
use crate::features::billing_runs::{self, BillingRun, NewBillingRun};
use crate::ids::BillingRunId;
use crate::problem::Problem;
use crate::values::Month;

/// Bills a month, or says what that would do; gives the run with its sums.
pub async fn bill(state: &AppState, month: Month, dry_run: bool, issue: bool) -> Result<BillingRun, Problem> {
    let id = BillingRunId::new();
    let new = NewBillingRun { id: Some(id.0), month, dry_run, issue };
    let context = || Context::system("bill", &state.clock);
    state.doors.in_platform(context(), async |tx| billing_runs::actions::run_create(tx, id, &new).await).await?;
    let bar = ProgressBar::new(0).with_style(style());
    let told = |done: usize, count: usize| {
        bar.set_length(u64::try_from(count).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    };
    let worked = billing_runs::work(state, id, told).await;
    bar.finish_and_clear();
    worked?;
    state.doors.in_platform(context(), async |tx| billing_runs::actions::run_report(tx, id).await).await
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {pos}/{len} organisations, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// What a run did, for people.
pub fn report(run: &BillingRun) -> String {
    let totals = run.totals;
    let euros = |cents: i64| crate::documents::dutch::euros(cents);
    let what = if run.dry_run { "would bill" } else { "billed" };
    format!(
        "{} {what} {} of {} organisation(s): {} invoice(s) over {} month(s) and {} order line(s), {} without BTW and {} \
         with it; {} credit note(s) of {}. Nothing to do for {}, refused for {}.\nRun {}: every organisation is under \
         /v1/billing-runs/{}/items.",
        run.month,
        totals.billed,
        run.organisations,
        totals.invoices,
        totals.months,
        totals.order_lines,
        euros(totals.net_cents),
        euros(totals.total_cents),
        totals.credit_notes,
        euros(totals.credited_cents),
        totals.nothing,
        totals.refused,
        run.id,
        run.id,
    )
}
