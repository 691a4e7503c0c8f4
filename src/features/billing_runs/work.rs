//! The work of a run: organisation by organisation, each drafted, issued and noted in one short transaction, in which the
//! numbers come last: nobody waits long for their series, and a run that dies leaves nothing half done. Whoever goes on
//! begins behind the last item.

use crate::app::AppState;
use crate::context::Context;
use crate::db::{Intent, Platform, Tx};
use crate::features::invoices::actions::{Drafted, draft_for_month, invoice_issue, organisations_with_drafts};
use crate::features::{metering, orders};
use crate::ids::{BillingRunId, OrganisationId};
use crate::problem::{Code, Problem};
use crate::values::Month;

use super::api::{BillingOutcome, BillingRunItem, RunRow};
use super::store;

fn context(state: &AppState) -> Context {
    Context::system("runBilling", &state.clock)
}

/// Takes up the runs whose process died.
pub(crate) async fn resume(state: &AppState) -> Result<(), Problem> {
    for run in state.doors.in_platform(context(state), store::runs_abandoned).await? {
        // One that fails again keeps no other waiting.
        if let Err(problem) = work(state, run, |_, _| {}).await {
            tracing::warn!(%problem, %run, "a billing run stopped again");
        }
    }
    Ok(())
}

/// Leaves a run to the jobs, which go on with it at once.
pub(super) async fn leave(state: &AppState, id: BillingRunId) -> Result<(), Problem> {
    state.doors.in_platform(context(state), async |tx| store::run_leave(tx, id).await).await
}

/// Does a run, or what is left of it; `progress` hears how many organisations are done, of how many. Does nothing when
/// another process is at it.
pub(crate) async fn work(
    state: &AppState,
    id: BillingRunId,
    mut progress: impl FnMut(usize, usize),
) -> Result<(), Problem> {
    let Some(run) = state.doors.in_platform(context(state), async |tx| store::run_take(tx, id).await).await? else {
        return Ok(());
    };
    let plan = state.doors.in_platform(context(state), async |tx| plan(tx, &run).await).await?;
    let (count, mut hindered) = (plan.wanted.len(), false);
    for (index, organisation) in plan.wanted.into_iter().enumerate() {
        if !plan.done.contains(&organisation) {
            hindered = one(state, &run, &plan.earlier, organisation, hindered).await?;
        }
        progress(index + 1, count);
    }
    state.doors.in_platform(context(state), async |tx| store::run_finish(tx, id).await).await
}

/// What a run is going to do.
struct Plan {
    /// The organisations that it looks at.
    wanted: Vec<OrganisationId>,
    /// Those of them that it has done.
    done: Vec<OrganisationId>,
    /// The months before it that were run: what was forgotten of them is billed as well. A month that never was is history
    /// from before this service, or is named by the check of the books; it is billed to nobody by surprise.
    earlier: Vec<Month>,
}

async fn plan(tx: &mut Tx<Platform>, run: &RunRow) -> Result<Plan, Problem> {
    let earlier = store::months_run_before(tx, run.month).await?;
    let mut wanted = metering::actions::organisations_to_bill(tx, run.month, &earlier).await?;
    wanted.extend(orders::actions::organisations_to_bill(tx, run.month.last_day()).await?);
    wanted.extend(organisations_with_drafts(tx, run.month).await?);
    let done = store::done_of(tx, run.id).await?;
    // What is done needs nothing to bill any more, and still counts.
    wanted.extend(&done);
    wanted.sort_unstable();
    wanted.dedup();
    store::run_measure(tx, run.id, i32::try_from(wanted.len()).unwrap_or(i32::MAX)).await?;
    Ok(Plan { wanted, done, earlier })
}

/// How often an organisation is tried that somebody holds a lock of.
const TRIES: usize = 3;

/// Does one organisation, and notes what was done; tells whether a lock was in the way. When one was in the way of the
/// organisation before as well, it is nothing of this one, and ends the run.
async fn one(
    state: &AppState,
    run: &RunRow,
    earlier: &[Month],
    organisation: OrganisationId,
    hindered: bool,
) -> Result<bool, Problem> {
    let mut outcome = draft(state, run, earlier, organisation).await;
    for _ in 1..TRIES {
        if !outcome.as_ref().is_err_and(|problem| problem.code == Code::DatabaseUnavailable) {
            break;
        }
        // Still at it, unless the database is away.
        state.doors.in_platform(context(state), async |tx| store::run_keep(tx, run.id).await).await?;
        outcome = draft(state, run, earlier, organisation).await;
    }
    let unavailable = outcome.as_ref().is_err_and(|problem| problem.code == Code::DatabaseUnavailable);
    let item = match outcome {
        Ok(_) if !run.dry_run => return Ok(false),
        Ok(item) => item,
        Err(problem) if unavailable && hindered => return Err(problem),
        // Another process took the run over and was faster; what was done here is undone.
        Err(problem) if problem.code == Code::AlreadyExists && is_done(state, run, organisation).await? => {
            return Ok(false);
        }
        // What is wrong with this organisation, a defect or a lock that somebody holds, keeps no other from its invoice. A
        // database that is away hears nothing of this item either: that ends the run, and whoever takes it up begins with
        // this organisation.
        Err(problem) => {
            if problem.code.entry().status >= 500 {
                tracing::error!(%problem, %organisation, run = %run.id, "an organisation could not be billed");
            }
            refused(organisation, problem)
        }
    };
    match state.doors.in_platform(context(state), async |tx| note(tx, run, &item).await).await {
        Err(problem) if problem.code != Code::AlreadyExists || !is_done(state, run, organisation).await? => {
            Err(problem)
        }
        _ => Ok(unavailable),
    }
}

/// Drafts what one organisation owes, and issues and notes it; for a dry run all of that is undone.
async fn draft(
    state: &AppState,
    run: &RunRow,
    earlier: &[Month],
    organisation: OrganisationId,
) -> Result<BillingRunItem, Problem> {
    let drafting = async |tx: &mut Tx<Platform>| {
        let drafted = draft_for_month(tx, organisation, run.month, earlier, run.issue).await?;
        if run.issue && !run.dry_run {
            for id in drafted.credit_note_ids.iter().chain(&drafted.invoice_id) {
                invoice_issue(tx, *id).await?;
            }
        }
        let item = item(organisation, drafted);
        if !run.dry_run {
            note(tx, run, &item).await?;
        }
        Ok(item)
    };
    if !run.dry_run {
        return state.doors.in_platform(context(state), drafting).await;
    }
    // Drafted for real and undone: a dry run can't promise what a real one would not do.
    let mut tx = state.doors.platform(context(state), Intent::Change).await?;
    let outcome = drafting(&mut tx).await;
    tx.rollback().await;
    outcome.map(|item| BillingRunItem { invoice_id: None, credit_note_ids: Vec::new(), ..item })
}

async fn is_done(state: &AppState, run: &RunRow, organisation: OrganisationId) -> Result<bool, Problem> {
    let done = state.doors.in_platform(context(state), async |tx| store::done_of(tx, run.id).await).await?;
    Ok(done.contains(&organisation))
}

async fn note(tx: &mut Tx<Platform>, run: &RunRow, item: &BillingRunItem) -> Result<(), Problem> {
    store::item_insert(tx, run.id, item).await?;
    store::run_keep(tx, run.id).await
}

fn item(organisation_id: OrganisationId, drafted: Drafted) -> BillingRunItem {
    let billed = drafted.invoice_id.is_some() || !drafted.credit_note_ids.is_empty();
    let reason = match (drafted.waits, billed, drafted.billed_before) {
        (true, ..) => Some("credit_note_draft"),
        (false, true, _) => None,
        (false, false, true) => Some("already_billed"),
        (false, false, false) => Some("nothing_to_bill"),
    };
    BillingRunItem {
        organisation_id,
        outcome: if billed { BillingOutcome::Billed } else { BillingOutcome::Nothing },
        reason: reason.map(str::to_owned),
        invoice_id: drafted.invoice_id,
        invoices: i32::from(drafted.invoice_id.is_some()),
        credit_notes: i32::try_from(drafted.credit_note_ids.len()).unwrap_or(i32::MAX),
        credit_note_ids: drafted.credit_note_ids,
        months: drafted.months,
        order_lines: drafted.order_lines,
        net_cents: drafted.net_cents,
        total_cents: drafted.total_cents,
        credited_cents: drafted.credited_cents,
        details: None,
    }
}

fn refused(organisation_id: OrganisationId, problem: Problem) -> BillingRunItem {
    BillingRunItem {
        organisation_id,
        outcome: BillingOutcome::Refused,
        reason: Some(problem.code.entry().code.to_owned()),
        invoice_id: None,
        credit_note_ids: Vec::new(),
        invoices: 0,
        credit_notes: 0,
        months: 0,
        order_lines: 0,
        net_cents: 0,
        total_cents: 0,
        credited_cents: 0,
        details: (!problem.members.is_empty()).then_some(serde_json::Value::Object(problem.members)),
    }
}
