//! Starting a billing run.

use super::api::{BillingRun, BillingRunItem, NewBillingRun};
use super::store;
use crate::db::{Platform, Trace, Tx};
use crate::features::metering::actions::first_day_to_bill;
use crate::features::prices::actions::price_required;
use crate::features::prices::api::PriceCode;
use crate::features::seller::actions::seller_details;
use crate::ids::BillingRunId;
use crate::problem::{Code, Problem};

/// Records a run that is to be done: [`super::work`] does it. A price that is missing refuses it as a whole, and so does
/// a sender without details when invoices are to be issued.
pub(crate) async fn run_create(tx: &mut Tx<Platform>, id: BillingRunId, new: &NewBillingRun) -> Result<(), Problem> {
    if new.month.first_day() > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "month"));
    }
    if let Some(first) = first_day_to_bill(tx, new.month).await? {
        price_required(tx, PriceCode::SubscriptionMonth, first).await?;
    }
    if new.issue && !new.dry_run && seller_details(tx).await?.is_none() {
        return Err(Problem::new(Code::SellerMissing));
    }
    store::run_insert(tx, id, new).await.map_err(|problem| problem.taken_at(|| format!("/v1/billing-runs/{id}")))?;
    tx.trace(Trace::done("billing_run", id.0));
    Ok(())
}

/// A run and what it did, with what it refused, for the command line.
pub(crate) async fn run_report(
    tx: &mut Tx<Platform>,
    id: BillingRunId,
) -> Result<(BillingRun, Vec<BillingRunItem>), Problem> {
    Ok((store::run_get(tx, id).await?, store::items_refused(tx, id).await?))
}
