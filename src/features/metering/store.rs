//! The SQL of organisation-months: reading them here, for both doors; writing them in [`writing`] and finding what there is
//! to do in [`finding`], by the licence holder.

pub(super) mod finding;
pub(super) mod writing;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{ClientCalls, MonthFilter, SubscriptionMonth};
use super::rules::Activity;
use crate::db::Tx;
use crate::features::invoices::actions::lines_issued;
use crate::features::prices::api::Price;
use crate::ids::{ApiClientId, InvoiceLineId, OrganisationId, PriceId, SubscriptionMonthId};
use crate::problem::Problem;
use crate::schema::{api_calls, subscription_months};
use crate::values::Month;

/// A month as it is stored.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = subscription_months)]
pub(super) struct MonthRow {
    pub organisation_id: OrganisationId,
    pub id: SubscriptionMonthId,
    pub month: Month,
    pub active_from: Option<NaiveDate>,
    pub active_until: Option<NaiveDate>,
    pub active_days: i32,
    pub price_id: Option<PriceId>,
    pub price_cents: Option<i64>,
    pub practitioners: i32,
    pub trajectories: i32,
    pub visits: i32,
    pub measured_at: DateTime<Utc>,
    pub invoice_line_id: Option<InvoiceLineId>,
    pub round: i32,
}

/// What a month is billed by.
#[derive(Debug, Insertable, AsChangeset)]
#[diesel(table_name = subscription_months, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(super) struct Measures {
    active_from: Option<NaiveDate>,
    active_until: Option<NaiveDate>,
    active_days: i32,
    price_id: Option<PriceId>,
    price_cents: Option<i64>,
}

impl Measures {
    pub(super) fn new(activity: Option<Activity>, price: Option<&Price>) -> Self {
        Self {
            active_from: activity.map(|activity| activity.from),
            active_until: activity.map(|activity| activity.until),
            active_days: activity.map_or(0, |activity| activity.days),
            price_id: price.map(|price| price.id),
            price_cents: price.map(|price| price.amount_cents),
        }
    }
}

pub(super) async fn month_list<D>(
    tx: &mut Tx<D>,
    filter: MonthFilter,
    after: Option<SubscriptionMonthId>,
    rows: i64,
) -> Result<Vec<SubscriptionMonth>, Problem> {
    let mut query = subscription_months::table
        .order(subscription_months::id)
        .limit(rows)
        .select(MonthRow::as_select())
        .into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(subscription_months::organisation_id.eq(own));
    }
    if let Some(organisation) = filter.organisation_id {
        query = query.filter(subscription_months::organisation_id.eq(organisation));
    }
    if let Some(month) = filter.month {
        query = query.filter(subscription_months::month.eq(month));
    }
    if let Some(after) = after {
        query = query.filter(subscription_months::id.gt(after));
    }
    let rows = query.load(tx.conn()).await?;
    shown(tx, rows).await
}

pub(super) async fn month_get<D>(tx: &mut Tx<D>, id: SubscriptionMonthId) -> Result<SubscriptionMonth, Problem> {
    let mut query =
        subscription_months::table.filter(subscription_months::id.eq(id)).select(MonthRow::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(subscription_months::organisation_id.eq(own));
    }
    let row = query.first(tx.conn()).await?;
    shown(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

/// The months with what an organisation may see of them: never that a draft bills one.
async fn shown<D>(tx: &mut Tx<D>, mut rows: Vec<MonthRow>) -> Result<Vec<SubscriptionMonth>, Problem> {
    if tx.own().is_some() {
        let lines: Vec<InvoiceLineId> = rows.iter().filter_map(|row| row.invoice_line_id).collect();
        let issued = lines_issued(tx, &lines).await?;
        for row in &mut rows {
            row.invoice_line_id = row.invoice_line_id.filter(|line| issued.contains(line));
        }
    }
    with_calls(tx, rows).await
}

/// The months with the calls of their organisations' API clients.
pub(super) async fn with_calls<D>(tx: &mut Tx<D>, rows: Vec<MonthRow>) -> Result<Vec<SubscriptionMonth>, Problem> {
    let organisations: Vec<OrganisationId> = rows.iter().map(|row| row.organisation_id).collect();
    let months: Vec<Month> = rows.iter().map(|row| row.month).collect();
    let query = api_calls::table
        .filter(api_calls::organisation_id.eq_any(organisations))
        .filter(api_calls::month.eq_any(months))
        .order(api_calls::api_client_id)
        .select((api_calls::organisation_id, api_calls::month, api_calls::api_client_id, api_calls::calls));
    let found: Vec<(OrganisationId, Month, ApiClientId, i64)> = query.load(tx.conn()).await?;
    let mut calls: HashMap<(OrganisationId, Month), Vec<ClientCalls>> = HashMap::new();
    for (organisation, month, api_client_id, number) in found {
        calls.entry((organisation, month)).or_default().push(ClientCalls { api_client_id, calls: number });
    }
    let complete = |row: MonthRow| SubscriptionMonth {
        api_calls: calls.remove(&(row.organisation_id, row.month)).unwrap_or_default(),
        id: row.id,
        organisation_id: row.organisation_id,
        month: row.month,
        active_from: row.active_from,
        active_until: row.active_until,
        active_days: row.active_days,
        price_id: row.price_id,
        price_cents: row.price_cents,
        practitioners: row.practitioners,
        trajectories: row.trajectories,
        visits: row.visits,
        invoice_line_id: row.invoice_line_id,
        round: row.round,
        measured_at: row.measured_at,
    };
    Ok(rows.into_iter().map(complete).collect())
}
