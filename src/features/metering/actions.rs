//! What jobs and billing runs ask of organisation-months. Nothing else writes them.
//!
//! Order of locks: the price before the row of the month, as in `prices::actions`.

use chrono::{Months, NaiveDate};

use super::api::SubscriptionMonth;
use super::rules;
use super::store::{Measures, finding, with_calls, writing};
use crate::db::{Platform, Tx};
use crate::features::prices::actions::{price_missing, price_on, prices_keep};
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

/// A month that is billed and would be billed otherwise now, or not at all.
#[derive(Debug)]
pub(crate) struct WrongMonth {
    pub month: Month,
    /// The line that bills it, and for how much.
    pub line: InvoiceLineId,
    pub net_cents: i64,
    /// Why, as it stands on the credit note.
    pub reason: String,
    /// Whether it is to be billed again: a day of it is active.
    pub again: bool,
}

/// The months of an organisation that are billed although no day of them is active any more, or at another price than that
/// of their first active day, oldest first; without those that were settled by courtesy. Prices stay as they are until
/// this transaction ends. A day without a price refuses all of it.
pub(crate) async fn months_billed_wrongly(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<Vec<WrongMonth>, Problem> {
    prices_keep(tx, PriceCode::SubscriptionMonth).await?;
    let rows = finding::months_wrong(tx, organisation).await?;
    let unpriced: Vec<NaiveDate> = rows.iter().filter(|row| row.due().is_none()).filter_map(|row| row.first).collect();
    if !unpriced.is_empty() {
        return Err(price_missing(PriceCode::SubscriptionMonth, &unpriced));
    }
    let wrong = |row: finding::WrongRow| {
        let due = row.due();
        let reason = rules::reason_to_take_back(row.month, &row.billed(), due.as_ref())?;
        let again = due.is_some();
        Some(WrongMonth { month: row.month, line: row.line, net_cents: row.billed_cents, reason, again })
    };
    Ok(rows.into_iter().filter_map(wrong).collect())
}

/// Those of these months, which were run, that are active for an organisation and that nothing bills: what was entered or
/// restored after the run.
pub(crate) async fn months_forgotten(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    months: &[Month],
) -> Result<Vec<Month>, Problem> {
    if months.is_empty() { Ok(Vec::new()) } else { finding::months_forgotten(tx, organisation, months).await }
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

/// The organisations that a billing run of this month looks at, by id: those with a subscription in it, those with a month
/// that was billed wrongly, and those for which one of the `earlier` months that were run was forgotten.
pub(crate) async fn organisations_to_bill(
    tx: &mut Tx<Platform>,
    month: Month,
    earlier: &[Month],
) -> Result<Vec<OrganisationId>, Problem> {
    finding::organisations_to_bill(tx, month, earlier).await
}

/// The first day of a month on which any organisation has a subscription: the day that a price must be there for.
pub(crate) async fn first_day_to_bill(tx: &mut Tx<Platform>, month: Month) -> Result<Option<NaiveDate>, Problem> {
    Ok(finding::first_start(tx, month).await?.map(|start| start.max(month.first_day())))
}

/// How many older months are measured at a time, and how far back.
const MOST_OLDER_MONTHS: i64 = 500;
const LOOK_BACK: Months = Months::new(36);

/// The months that are worth a look: the present one and the one before it of every organisation with a subscription in
/// them, and older ones that nothing bills and that were never looked at, or not since the subscriptions changed.
pub(crate) async fn months_to_measure(tx: &mut Tx<Platform>) -> Result<Vec<(OrganisationId, Month)>, Problem> {
    let present = Month::of(tx.context.today);
    let oldest = present.first_day().checked_sub_months(LOOK_BACK).map_or(present, Month::of);
    finding::months_to_measure(tx, oldest, present.before(), present, MOST_OLDER_MONTHS).await
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
