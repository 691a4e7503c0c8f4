//! What is done to prices, and what other features ask of them.
//!
//! Reading a price in order to bill it, and changing prices, exclude each other: the reader holds the lock of the code in
//! shared mode until its transaction ends, whoever changes prices of that code holds it alone and only then looks at what
//! was billed. It is an advisory lock, because a row can't stand for a price that is not there yet. It comes before every
//! lock on rows (prices, organisation-months), so that the two can't wait for each other.

use chrono::NaiveDate;
use serde_json::json;

use super::api::{Price, PriceCode, PriceFields};
use super::{rules, store};
use crate::db::{Platform, Trace, Tx};
use crate::features::metering::actions::{months_repriced, months_unpriced};
use crate::ids::PriceId;
use crate::problem::{Code, Problem};

/// The price of something on a day; it does not change before this transaction ends.
pub(crate) async fn price_on<D>(tx: &mut Tx<D>, code: PriceCode, day: NaiveDate) -> Result<Option<Price>, Problem> {
    store::code_share(tx, code).await?;
    let prices = store::prices_of(tx, code).await?;
    Ok(rules::price_on(&prices, day).cloned())
}

/// The price of something on a day, which must be there.
pub(crate) async fn price_required<D>(tx: &mut Tx<D>, code: PriceCode, day: NaiveDate) -> Result<Price, Problem> {
    price_on(tx, code, day).await?.ok_or_else(|| price_missing(code, &[day]))
}

/// No price of this code changes before this transaction ends: for a statement that looks at prices itself.
pub(crate) async fn prices_keep<D>(tx: &mut Tx<D>, code: PriceCode) -> Result<(), Problem> {
    store::code_share(tx, code).await
}

/// What has no price on these days.
pub(crate) fn price_missing(code: PriceCode, days: &[NaiveDate]) -> Problem {
    let items: Vec<_> = days.iter().map(|day| json!({ "code": code, "on": day })).collect();
    Problem::new(Code::PriceMissing).with("items", items)
}

/// Records a price.
pub(super) async fn price_create(
    tx: &mut Tx<Platform>,
    id: PriceId,
    code: PriceCode,
    fields: &PriceFields,
) -> Result<Price, Problem> {
    rules::check(fields)?;
    store::code_hold(tx, code).await?;
    keep_off_billed(tx, code, None, fields.valid_from).await?;
    let price = store::price_insert(tx, id, code, fields)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/prices/{id}")))?;
    refresh(tx, code).await?;
    tx.trace(Trace::done("price", id.0));
    Ok(price)
}

/// Reads a price that is about to change; nobody bills with it or changes it before this transaction ends.
pub(super) async fn price_lock(tx: &mut Tx<Platform>, id: PriceId) -> Result<Price, Problem> {
    // The code of a price is for good, so it may be read before the lock.
    let code = store::price_get(tx, id).await?.code;
    store::code_hold(tx, code).await?;
    store::price_lock(tx, id).await
}

/// Changes a price that nothing was billed with.
pub(super) async fn price_change(
    tx: &mut Tx<Platform>,
    price: &Price,
    fields: &PriceFields,
    changed: Vec<String>,
) -> Result<Price, Problem> {
    rules::check(fields)?;
    keep_billed(tx, price).await?;
    keep_off_billed(tx, price.code, Some(price.id), fields.valid_from).await?;
    let price = store::price_update(tx, price.id, fields).await?;
    refresh(tx, price.code).await?;
    tx.trace(Trace::done("price", price.id.0).changed(changed));
    Ok(price)
}

/// Takes a price away that nothing was billed with.
pub(super) async fn price_delete(tx: &mut Tx<Platform>, price: &Price) -> Result<(), Problem> {
    keep_billed(tx, price).await?;
    months_unpriced(tx, price.id).await?;
    store::price_delete(tx, price.id).await?;
    refresh(tx, price.code).await?;
    tx.trace(Trace::done("price", price.id.0));
    Ok(())
}

/// Organisation-months that are not billed yet show the price that they would be billed at.
async fn refresh(tx: &mut Tx<Platform>, code: PriceCode) -> Result<(), Problem> {
    if code == PriceCode::SubscriptionMonth { months_repriced(tx).await } else { Ok(()) }
}

/// Refuses when something was billed or confirmed with this price.
async fn keep_billed(tx: &mut Tx<Platform>, price: &Price) -> Result<(), Problem> {
    if !store::price_is_billed(tx, price.id).await? {
        return Ok(());
    }
    let billed = store::billed_days(tx, price.code).await?;
    Err(billed_problem(&billed))
}

/// Refuses when a price from this day on would be in force on a day that was billed.
async fn keep_off_billed(
    tx: &mut Tx<Platform>,
    code: PriceCode,
    except: Option<PriceId>,
    valid_from: NaiveDate,
) -> Result<(), Problem> {
    let mut others = store::prices_of(tx, code).await?;
    others.retain(|price| Some(price.id) != except);
    let billed = store::billed_days(tx, code).await?;
    if rules::reaches_billed(valid_from, &others, &billed) { Err(billed_problem(&billed)) } else { Ok(()) }
}

fn billed_problem(billed: &[NaiveDate]) -> Problem {
    Problem::new(Code::PriceBilled).with("earliest", json!(rules::earliest(billed)))
}
