//! `bill`: a billing run from the command line, with its progress.

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::AppState;
use crate::context::Context;
use crate::features::billing_runs::{self, BillingRun, BillingRunItem, NewBillingRun};
use crate::ids::BillingRunId;
use crate::problem::{Code, Problem};
use crate::values::Month;

/// Bills a month, or says what that would do; gives the run with its sums, and what it refused.
pub async fn bill(
    state: &AppState,
    month: Month,
    dry_run: bool,
    issue: bool,
) -> Result<(BillingRun, Vec<BillingRunItem>), Problem> {
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

/// Each organisation that was refused, and what is missing; fails when there is one.
pub(super) fn refusals(refused: &[BillingRunItem]) -> anyhow::Result<()> {
    for item in refused {
        println!("{}", refusal(item));
    }
    anyhow::ensure!(
        refused.is_empty(),
        "{} organisation(s) were refused: mend it and run the month again",
        refused.len()
    );
    Ok(())
}

fn refusal(item: &BillingRunItem) -> String {
    let code = item.reason.as_deref().unwrap_or_default();
    let (title, remedy) =
        Code::from_code(code).map(Code::entry).map_or(("", ""), |entry| (entry.title.1, entry.remedy.1));
    let details = item.details.as_ref().map(|details| format!(" {details}")).unwrap_or_default();
    format!("refused organisation {}: {code}{details}: {title}. {remedy}", item.organisation_id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::features::billing_runs::BillingOutcome;
    use crate::ids::OrganisationId;

    #[test]
    fn a_refusal_says_what_is_missing_and_fails_the_command() {
        let item = BillingRunItem {
            organisation_id: OrganisationId::new(),
            outcome: BillingOutcome::Refused,
            reason: Some("price-missing".into()),
            invoice_id: None,
            credit_note_ids: Vec::new(),
            invoices: 0,
            credit_notes: 0,
            months: 0,
            order_lines: 0,
            net_cents: 0,
            total_cents: 0,
            credited_cents: 0,
            details: Some(json!({ "items": [{ "code": "subscription_month", "on": "2026-10-01" }] })),
        };
        let text = refusal(&item);
        let wanted = format!("refused organisation {}: price-missing {{\"items\":", item.organisation_id);
        assert!(text.starts_with(&wanted) && text.contains("2026-10-01"), "{text}");
        assert!(refusals(&[item]).is_err());
        assert!(refusals(&[]).is_ok());
    }
}
