//! The SQL of billing runs.

use chrono::TimeDelta;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{BillingOutcome, BillingRun, BillingRunItem, BillingRunStatus, BillingTotals, NewBillingRun, RunRow};
use crate::db::{Platform, Tx};
use crate::ids::{BillingRunId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{billing_run_items, billing_runs};
use crate::values::Month;

/// How long a process may be silent before another takes its run over. Longer than any statement may take.
const LEASE: TimeDelta = TimeDelta::seconds(60);

pub(super) async fn run_insert(tx: &mut Tx<Platform>, id: BillingRunId, new: &NewBillingRun) -> Result<(), Problem> {
    let row = (
        billing_runs::id.eq(id),
        billing_runs::month.eq(new.month),
        billing_runs::dry_run.eq(new.dry_run),
        billing_runs::issue.eq(new.issue),
        billing_runs::status.eq(BillingRunStatus::Running),
        billing_runs::organisations.eq(0),
        billing_runs::created_at.eq(tx.context.now),
    );
    diesel::insert_into(billing_runs::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn run_list(
    tx: &mut Tx<Platform>,
    month: Option<Month>,
    after: Option<BillingRunId>,
    rows: i64,
) -> Result<Vec<BillingRun>, Problem> {
    let mut query = billing_runs::table.order(billing_runs::id).limit(rows).select(RunRow::as_select()).into_boxed();
    if let Some(month) = month {
        query = query.filter(billing_runs::month.eq(month));
    }
    if let Some(after) = after {
        query = query.filter(billing_runs::id.gt(after));
    }
    let rows = query.load(tx.conn()).await?;
    let mut runs = Vec::with_capacity(rows.len());
    for row in rows {
        runs.push(with_totals(tx, row).await?);
    }
    Ok(runs)
}

pub(super) async fn run_get(tx: &mut Tx<Platform>, id: BillingRunId) -> Result<BillingRun, Problem> {
    let row = billing_runs::table.find(id).select(RunRow::as_select()).first(tx.conn()).await?;
    with_totals(tx, row).await
}

async fn with_totals(tx: &mut Tx<Platform>, row: RunRow) -> Result<BillingRun, Problem> {
    use diesel::dsl::sum;
    type Sum = Option<i64>;
    type Sums = (BillingOutcome, i64, Sum, Sum, Sum, Sum, Sum, Sum, Sum);
    let items = billing_run_items::table.filter(billing_run_items::run_id.eq(row.id));
    // A sum of int8 is numeric; counts of cents fit back into int8.
    let cents = |column: &str| {
        diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::Int8>>(&format!("sum({column})::int8"))
    };
    let sums: Vec<Sums> = items
        .group_by(billing_run_items::outcome)
        .select((
            billing_run_items::outcome,
            count_star(),
            sum(billing_run_items::invoices),
            sum(billing_run_items::credit_notes),
            sum(billing_run_items::months),
            sum(billing_run_items::order_lines),
            cents("net_cents"),
            cents("total_cents"),
            cents("credited_cents"),
        ))
        .load(tx.conn())
        .await?;
    let mut totals = BillingTotals::default();
    let mut done = 0;
    for (outcome, count, invoices, notes, months, lines, net, total, credited) in sums {
        done += count;
        match outcome {
            BillingOutcome::Billed => totals.billed = count,
            BillingOutcome::Nothing => totals.nothing = count,
            BillingOutcome::Refused => totals.refused = count,
        }
        totals.invoices += invoices.unwrap_or(0);
        totals.credit_notes += notes.unwrap_or(0);
        totals.months += months.unwrap_or(0);
        totals.order_lines += lines.unwrap_or(0);
        totals.net_cents += net.unwrap_or(0);
        totals.total_cents += total.unwrap_or(0);
        totals.credited_cents += credited.unwrap_or(0);
    }
    let RunRow { id, month, dry_run, issue, status, organisations, created_at, finished_at } = row;
    let organisations = i64::from(organisations);
    Ok(BillingRun { id, month, dry_run, issue, status, organisations, done, totals, created_at, finished_at })
}

pub(super) async fn item_list(
    tx: &mut Tx<Platform>,
    run: BillingRunId,
    after: Option<OrganisationId>,
    rows: i64,
) -> Result<Vec<BillingRunItem>, Problem> {
    let mut query = billing_run_items::table
        .filter(billing_run_items::run_id.eq(run))
        .order(billing_run_items::organisation_id)
        .limit(rows)
        .select(BillingRunItem::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(billing_run_items::organisation_id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// What a run refused.
pub(super) async fn items_refused(tx: &mut Tx<Platform>, run: BillingRunId) -> Result<Vec<BillingRunItem>, Problem> {
    let items = billing_run_items::table
        .filter(billing_run_items::run_id.eq(run))
        .filter(billing_run_items::outcome.eq(BillingOutcome::Refused))
        .order(billing_run_items::organisation_id);
    Ok(items.select(BillingRunItem::as_select()).load(tx.conn()).await?)
}

/// The months before this one that were run: for real, to the end.
pub(super) async fn months_run_before(tx: &mut Tx<Platform>, month: Month) -> Result<Vec<Month>, Problem> {
    let months = billing_runs::table
        .filter(billing_runs::status.eq(BillingRunStatus::Finished))
        .filter(billing_runs::dry_run.eq(false))
        .filter(billing_runs::month.lt(month))
        .select(billing_runs::month)
        .distinct()
        .order(billing_runs::month);
    Ok(months.load(tx.conn()).await?)
}

/// The organisations that a run has done.
pub(super) async fn done_of(tx: &mut Tx<Platform>, run: BillingRunId) -> Result<Vec<OrganisationId>, Problem> {
    let items = billing_run_items::table.filter(billing_run_items::run_id.eq(run));
    Ok(items.select(billing_run_items::organisation_id).load(tx.conn()).await?)
}

/// Notes what a run did with an organisation, in the transaction that did it.
pub(super) async fn item_insert(
    tx: &mut Tx<Platform>,
    run: BillingRunId,
    item: &BillingRunItem,
) -> Result<(), Problem> {
    let row = (
        billing_run_items::organisation_id.eq(item.organisation_id),
        billing_run_items::run_id.eq(run),
        billing_run_items::outcome.eq(item.outcome),
        billing_run_items::reason.eq(item.reason.as_deref()),
        billing_run_items::invoice_id.eq(item.invoice_id),
        billing_run_items::credit_note_ids.eq(item.credit_note_ids.clone()),
        billing_run_items::invoices.eq(item.invoices),
        billing_run_items::credit_notes.eq(item.credit_notes),
        billing_run_items::months.eq(item.months),
        billing_run_items::order_lines.eq(item.order_lines),
        billing_run_items::net_cents.eq(item.net_cents),
        billing_run_items::total_cents.eq(item.total_cents),
        billing_run_items::credited_cents.eq(item.credited_cents),
        billing_run_items::details.eq(item.details.clone()),
    );
    diesel::insert_into(billing_run_items::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Takes a run up, when no other process works on it.
pub(super) async fn run_take(tx: &mut Tx<Platform>, id: BillingRunId) -> Result<Option<RunRow>, Problem> {
    let now = tx.context.now;
    let free = billing_runs::leased_until.is_null().or(billing_runs::leased_until.lt(now));
    let row = billing_runs::table
        .filter(billing_runs::id.eq(id))
        .filter(billing_runs::status.eq(BillingRunStatus::Running))
        .filter(free);
    let update = diesel::update(row).set(billing_runs::leased_until.eq(now + LEASE));
    Ok(update.returning(RunRow::as_returning()).get_result(tx.conn()).await.optional()?)
}

/// Says that a process is still at work, in the transaction of an organisation.
pub(super) async fn run_keep(tx: &mut Tx<Platform>, id: BillingRunId) -> Result<(), Problem> {
    let lease = billing_runs::leased_until.eq(tx.context.now + LEASE);
    diesel::update(billing_runs::table.find(id)).set(lease).execute(tx.conn()).await?;
    Ok(())
}

/// Gives a run up, so that another process can take it at once.
pub(super) async fn run_leave(tx: &mut Tx<Platform>, id: BillingRunId) -> Result<(), Problem> {
    let over = billing_runs::leased_until.eq(tx.context.now - TimeDelta::seconds(1));
    diesel::update(billing_runs::table.find(id)).set(over).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn run_measure(tx: &mut Tx<Platform>, id: BillingRunId, organisations: i32) -> Result<(), Problem> {
    let change = billing_runs::organisations.eq(organisations);
    diesel::update(billing_runs::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn run_finish(tx: &mut Tx<Platform>, id: BillingRunId) -> Result<(), Problem> {
    let change =
        (billing_runs::status.eq(BillingRunStatus::Finished), billing_runs::finished_at.eq(Some(tx.context.now)));
    diesel::update(billing_runs::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// The runs that nobody works on.
pub(super) async fn runs_abandoned(tx: &mut Tx<Platform>) -> Result<Vec<BillingRunId>, Problem> {
    let now = tx.context.now;
    // A run that was never taken up is its request's to begin with; only one that is a lease old was left.
    let left = billing_runs::leased_until
        .lt(now)
        .or(billing_runs::leased_until.is_null().and(billing_runs::created_at.lt(now - LEASE)));
    let runs = billing_runs::table
        .filter(billing_runs::status.eq(BillingRunStatus::Running))
        .filter(left)
        .order(billing_runs::created_at);
    Ok(runs.select(billing_runs::id).load(tx.conn()).await?)
}
