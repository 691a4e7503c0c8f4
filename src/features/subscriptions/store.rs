//! The SQL of subscriptions: the same reading for both doors, since the licence holder sees those of every organisation.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Subscription, SubscriptionFields, SubscriptionFilter};
use crate::db::{Platform, Tx};
use crate::ids::{OrganisationId, SubscriptionId};
use crate::problem::Problem;
use crate::schema::subscriptions;

pub(super) async fn subscription_list<D>(
    tx: &mut Tx<D>,
    filter: SubscriptionFilter,
    after: Option<SubscriptionId>,
    rows: i64,
) -> Result<Vec<Subscription>, Problem> {
    let mut query =
        subscriptions::table.order(subscriptions::id).limit(rows).select(Subscription::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(subscriptions::organisation_id.eq(own));
    }
    if let Some(organisation) = filter.organisation_id {
        query = query.filter(subscriptions::organisation_id.eq(organisation));
    }
    if let Some(day) = filter.active_on {
        query = query
            .filter(subscriptions::starts_on.le(day))
            .filter(subscriptions::ends_on.is_null().or(subscriptions::ends_on.ge(day)));
    }
    if let Some(after) = after {
        query = query.filter(subscriptions::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn subscription_get<D>(tx: &mut Tx<D>, id: SubscriptionId) -> Result<Subscription, Problem> {
    let mut query =
        subscriptions::table.filter(subscriptions::id.eq(id)).select(Subscription::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(subscriptions::organisation_id.eq(own));
    }
    Ok(query.first(tx.conn()).await?)
}

/// Whether the id is in use, in whichever organisation.
pub(super) async fn subscription_exists(tx: &mut Tx<Platform>, id: SubscriptionId) -> Result<bool, Problem> {
    let found = subscriptions::table.filter(subscriptions::id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}

/// Reads a subscription that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn subscription_lock(tx: &mut Tx<Platform>, id: SubscriptionId) -> Result<Subscription, Problem> {
    let query = subscriptions::table.filter(subscriptions::id.eq(id)).select(Subscription::as_select());
    Ok(query.for_update().first(tx.conn()).await?)
}

pub(super) async fn subscription_insert(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionId,
    fields: &SubscriptionFields,
) -> Result<Subscription, Problem> {
    let row = (
        subscriptions::organisation_id.eq(organisation),
        subscriptions::id.eq(id),
        fields,
        subscriptions::version.eq(1),
        subscriptions::created_at.eq(tx.context.now),
        subscriptions::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(subscriptions::table).values(row).returning(Subscription::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn subscription_update(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionId,
    fields: &SubscriptionFields,
) -> Result<Subscription, Problem> {
    let change =
        (fields, subscriptions::version.eq(subscriptions::version + 1), subscriptions::updated_at.eq(tx.context.now));
    let update = diesel::update(subscriptions::table.find((organisation, id))).set(change);
    Ok(update.returning(Subscription::as_returning()).get_result(tx.conn()).await?)
}
