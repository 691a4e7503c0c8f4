//! Confirming, declining and cancelling. A confirmation gives every line its price of the day.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::bill::refuse_any_cancelled;
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::features::licences::actions::is_any_holder;
use crate::features::orders::api::{AgreedPrice, Order, OrderCode, OrderLine, OrderStatus};
use crate::features::orders::rules::{self, Act};
use crate::features::orders::store::{self, Priced};
use crate::features::practitioners::actions::active_people;
use crate::features::prices;
use crate::features::prices::api::{Price, PriceCode};
use crate::features::settings::actions::number;
use crate::features::training::actions::is_any_in_training;
use crate::features::trajectories::actions::unknown_references;
use crate::ids::{OrderId, OrderLineId, OrganisationId, TrainingSessionId};
use crate::problem::{Code, Problem};

/// Reads an order that is about to change; 404 for one that the caller does not see.
pub(in crate::features::orders) async fn order_lock<D>(tx: &mut Tx<D>, id: OrderId) -> Result<Order, Problem> {
    store::order_lock(tx, id).await
}

/// How the order stands after an act; a conflict when that can't be done now.
fn after(order: &Order, act: Act) -> Result<OrderStatus, Problem> {
    rules::after(order.status, act).map_err(|allowed| {
        let allowed: Vec<&str> = allowed.iter().map(|act| act.name()).collect();
        Problem::new(Code::OrderStatusConflict).with("currentStatus", order.status.as_str()).with("allowed", allowed)
    })
}

fn sessions_of(order: &Order) -> BTreeSet<TrainingSessionId> {
    order.lines.iter().filter_map(|line| line.training_session_id).collect()
}

/// Confirms an order that is locked, with these agreed prices.
pub(in crate::features::orders) async fn order_confirm(
    tx: &mut Tx<Platform>,
    order: &Order,
    agreed: &[AgreedPrice],
) -> Result<Order, Problem> {
    let status = after(order, Act::Confirm)?;
    let lines: BTreeSet<OrderLineId> = order.lines.iter().map(|line| line.id).collect();
    unknown_references(rules::unknown_lines(agreed, &lines))?;
    let found = rules::check_agreed(agreed);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let agreed: HashMap<OrderLineId, &AgreedPrice> = agreed.iter().map(|price| (price.line_id, price)).collect();
    // Whoever adds to or takes from the group of a session waits, so that everybody counts the same group.
    store::sessions_hold(tx, &sessions_of(order)).await?;
    refuse_cancelled(tx, order).await?;
    let unpriced: Vec<&OrderLine> = order.lines.iter().filter(|line| !agreed.contains_key(&line.id)).collect();
    refuse_small_groups(tx, &unpriced).await?;
    refuse_materials(tx, order).await?;
    let prices = prices_of_today(tx, &unpriced).await?;
    for line in &order.lines {
        let priced = match (agreed.get(&line.id), prices.get(&PriceCode::from(line.code))) {
            (Some(agreed), _) => Priced {
                price_id: None,
                unit_cents: agreed.unit_cents,
                vat_rate: agreed.vat_rate.unwrap_or(rules::STANDARD_RATE),
                vat_exemption: agreed.vat_exemption.as_deref(),
            },
            (None, Some(price)) => Priced {
                price_id: Some(price.id),
                unit_cents: price.amount_cents,
                vat_rate: price.vat_rate,
                vat_exemption: price.vat_exemption.as_deref(),
            },
            (None, None) => return Err(Problem::internal(anyhow::anyhow!("a line without a price"))),
        };
        store::line_price(tx, line, priced).await?;
    }
    decide(tx, order, status, None).await
}

/// Declines an order that is locked; what its lines paid can be ordered again.
pub(in crate::features::orders) async fn order_decline(
    tx: &mut Tx<Platform>,
    order: &Order,
    reason: &str,
) -> Result<Order, Problem> {
    let status = after(order, Act::Decline)?;
    store::sessions_hold(tx, &sessions_of(order)).await?;
    store::attendances_free(tx, order).await?;
    decide(tx, order, status, Some(reason)).await
}

/// Cancels an order that is locked, by the organisation that asked. What its lines paid is free again, since a cancelled
/// order covers nothing; the organisation itself has no access to what they paid.
pub(in crate::features::orders) async fn order_cancel(tx: &mut Tx<Tenant>, order: &Order) -> Result<Order, Problem> {
    let status = after(order, Act::Cancel)?;
    store::sessions_hold(tx, &sessions_of(order)).await?;
    decide(tx, order, status, None).await
}

async fn decide<D>(tx: &mut Tx<D>, order: &Order, status: OrderStatus, reason: Option<&str>) -> Result<Order, Problem> {
    store::order_decide(tx, order, status, reason).await?;
    tx.trace(Trace::done("order", order.id.0).changed(["status".to_owned()]));
    store::order_get(tx, order.id).await
}

async fn refuse_cancelled(tx: &mut Tx<Platform>, order: &Order) -> Result<(), Problem> {
    let named: Vec<TrainingSessionId> = sessions_of(order).into_iter().collect();
    refuse_any_cancelled(tx, &named).await
}

/// Licence A has its price from a group on; below it the licence holder names one.
async fn refuse_small_groups(tx: &mut Tx<Platform>, unpriced: &[&OrderLine]) -> Result<(), Problem> {
    let places = unpriced.iter().filter(|line| line.code == OrderCode::TrainingLicenceA);
    let sessions: BTreeSet<TrainingSessionId> = places.filter_map(|line| line.training_session_id).collect();
    if sessions.is_empty() {
        return Ok(());
    }
    let minimum = number(tx, "training_group_minimum").await?;
    for session in sessions {
        let participants = store::participants(tx, session).await?;
        if rules::is_too_small(participants, minimum) {
            return Err(Problem::new(Code::TrainingGroupTooSmall)
                .with("trainingSessionId", session.to_string())
                .with("participants", participants)
                .with("minimum", minimum));
        }
    }
    Ok(())
}

async fn refuse_materials(tx: &mut Tx<Platform>, order: &Order) -> Result<(), Problem> {
    if !order.lines.iter().any(|line| rules::is_material(line.code)) || carries_out(tx, order.organisation_id).await? {
        return Ok(());
    }
    Err(Problem::new(Code::MaterialsNeedPractitioners))
}

/// Whether the organisation has somebody in or after training.
async fn carries_out(tx: &mut Tx<Platform>, organisation: OrganisationId) -> Result<bool, Problem> {
    let people = active_people(tx, organisation).await?;
    Ok(is_any_in_training(tx, &people).await? || is_any_holder(tx, &people).await?)
}

/// The prices in force today of these lines; everything that has none at once.
async fn prices_of_today(tx: &mut Tx<Platform>, lines: &[&OrderLine]) -> Result<HashMap<PriceCode, Price>, Problem> {
    let (today, mut found, mut missing) = (tx.context.today, HashMap::new(), Vec::new());
    for line in lines {
        let code = PriceCode::from(line.code);
        let known = |item: &Value| item["code"] == code.as_str();
        if found.contains_key(&code) || missing.iter().any(known) {
            continue;
        }
        match prices::actions::price_on(tx, code, today).await? {
            Some(price) => {
                found.insert(code, price);
            }
            None => missing.push(json!({ "code": code.as_str(), "on": today })),
        }
    }
    if missing.is_empty() { Ok(found) } else { Err(Problem::new(Code::PriceMissing).with("items", missing)) }
}
