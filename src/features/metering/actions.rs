//! What jobs and billing runs ask of organisation-months. Nothing else writes them.
//!
//! Order of locks: the price before the row of the month, as in `prices::actions`.

use chrono::NaiveDate;

use super::api::SubscriptionMonth;
use super::rules;
use super::store::{Measures, MonthRow, with_calls, writing};
use crate::db::{Platform, Tx};
use crate::features::prices::actions::price_on;
use crate::features::prices::api::PriceCode;
use crate::ids::{InvoiceLineId, OrganisationId, PriceId, SubscriptionMonthId};
use crate::problem::Problem;
use crate::values::Month;

/// Looks at a month of an organisation and writes down what it finds; nobody else bills it before this transaction
/// ends. `None` when there never was a day with a subscription in it. What was billed keeps its days and price.
pub(crate) async fn month_measure(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
) -> Result<Option<SubscriptionMonth>, Problem> {
    let activity = rules::activity(month, &writing::intervals(tx, organisation, month).await?);
    let price = match activity {
        Some(activity) => price_on(tx, PriceCode::SubscriptionMonth, activity.from).await?,
        None => None,
    };
    let measures = Measures::new(activity, price.as_ref());
    let row = match writing::month_lock(tx, organisation, month).await? {
        Some(row) => row,
        None if activity.is_none() => return Ok(None),
        None => writing::month_insert(tx, organisation, month, &measures).await?,
    };
    let billed = row.invoice_line_id.is_some();
    let row = if billed { row } else { writing::month_update(tx, &row, &measures).await? };
    let row = match rules::known_days(month, tx.context.today) {
        Some(days) if rules::is_measured(month, billed, tx.context.today) => {
            writing::month_used(tx, &row, days).await?
        }
        _ => row,
    };
    with_calls(tx, vec![row]).await.map(|months| months.into_iter().next())
}

/// The months of an organisation that are billed although no day of them is active any more, oldest first; nobody else
/// changes them before this transaction ends.
pub(crate) async fn months_billed_in_error(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<Vec<SubscriptionMonth>, Problem> {
    let mut found: Vec<MonthRow> = Vec::new();
    for row in writing::months_billed_lock(tx, organisation).await? {
        if rules::activity(row.month, &writing::intervals(tx, organisation, row.month).await?).is_none() {
            found.push(row);
        }
    }
    with_calls(tx, found).await
}

/// Says which invoice line bills a month from now on.
pub(crate) async fn month_billed(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionMonthId,
    line: InvoiceLineId,
) -> Result<(), Problem> {
    writing::month_set_line(tx, organisation, id, line).await
}

/// Says that this invoice line bills its month no more; `again` after a credit in full, when the month can be billed
/// another time.
pub(crate) async fn month_released(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
    again: bool,
) -> Result<(), Problem> {
    writing::month_clear_line(tx, organisation, line, again).await
}

/// The organisations that a billing run of this month looks at, by id: those with a subscription in it, and those with a
/// month that was billed in error.
pub(crate) async fn organisations_to_bill(tx: &mut Tx<Platform>, month: Month) -> Result<Vec<OrganisationId>, Problem> {
    writing::organisations_to_bill(tx, month).await
}

/// The first day of a month on which any organisation has a subscription: the day that a price must be there for.
pub(crate) async fn first_day_to_bill(tx: &mut Tx<Platform>, month: Month) -> Result<Option<NaiveDate>, Problem> {
    Ok(writing::first_start(tx, month).await?.map(|start| start.max(month.first_day())))
}

/// The organisations whose month is worth a look, by id: those with a subscription in it, or that were seen to have one.
pub(crate) async fn organisations_to_measure(
    tx: &mut Tx<Platform>,
    month: Month,
) -> Result<Vec<OrganisationId>, Problem> {
    writing::organisations_to_measure(tx, month).await
}

/// Months that are not billed no longer show this price, which is about to go.
pub(crate) async fn months_unpriced(tx: &mut Tx<Platform>, price: PriceId) -> Result<(), Problem> {
    writing::months_clear_price(tx, price).await
}

/// Months that are not billed show the price in force on their first day, after prices changed.
pub(crate) async fn months_repriced(tx: &mut Tx<Platform>) -> Result<(), Problem> {
    for day in writing::unbilled_first_days(tx).await? {
        let price = price_on(tx, PriceCode::SubscriptionMonth, day).await?;
        writing::months_set_price(tx, day, price.as_ref()).await?;
    }
    Ok(())
}
