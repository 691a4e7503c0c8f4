//! The SQL of API clients.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{ApiClientFields, ApiClientStatus, ApiScope, PublicKeys};
use super::rules::Secrets;
use crate::db::{SignIn, Tenant, Tx};
use crate::ids::{ApiClientId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{api_clients, organisations};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_clients)]
pub struct ApiClientRow {
    pub organisation_id: OrganisationId,
    pub id: ApiClientId,
    pub name: String,
    pub scopes: Vec<ApiScope>,
    pub status: ApiClientStatus,
    pub public_keys: Option<PublicKeys>,
    pub previous_secret_until: Option<DateTime<Utc>>,
    pub last_used_on: Option<NaiveDate>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

pub(super) async fn api_client_list(
    tx: &mut Tx<Tenant>,
    after: Option<ApiClientId>,
    rows: i64,
) -> Result<Vec<ApiClientRow>, Problem> {
    let mut query = api_clients::table
        .filter(api_clients::organisation_id.eq(tx.organisation()))
        .order(api_clients::id)
        .limit(rows)
        .select(ApiClientRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(api_clients::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn api_client_get(tx: &mut Tx<Tenant>, id: ApiClientId) -> Result<ApiClientRow, Problem> {
    let key = (tx.organisation(), id);
    Ok(api_clients::table.find(key).select(ApiClientRow::as_select()).first(tx.conn()).await?)
}

/// Reads a client that is about to change, with the hashes of its secrets.
pub(super) async fn api_client_lock(tx: &mut Tx<Tenant>, id: ApiClientId) -> Result<(ApiClientRow, Secrets), Problem> {
    let key = (tx.organisation(), id);
    let columns = (ApiClientRow::as_select(), Secrets::as_select());
    Ok(api_clients::table.find(key).select(columns).for_update().first(tx.conn()).await?)
}

pub(super) async fn api_client_insert(
    tx: &mut Tx<Tenant>,
    id: ApiClientId,
    fields: &ApiClientFields,
    secrets: &Secrets,
) -> Result<ApiClientRow, Problem> {
    let now = tx.context.now;
    let row = (
        api_clients::organisation_id.eq(tx.organisation()),
        api_clients::id.eq(id),
        fields,
        secrets,
        api_clients::status.eq(ApiClientStatus::Active),
        api_clients::tokens_not_before.eq(now),
        api_clients::version.eq(1),
        api_clients::created_at.eq(now),
        api_clients::updated_at.eq(now),
    );
    let insert = diesel::insert_into(api_clients::table).values(row).returning(ApiClientRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn api_client_update(
    tx: &mut Tx<Tenant>,
    id: ApiClientId,
    fields: &ApiClientFields,
    secrets: &Secrets,
) -> Result<ApiClientRow, Problem> {
    let change = (
        fields,
        secrets,
        api_clients::version.eq(api_clients::version + 1),
        api_clients::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(api_clients::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ApiClientRow::as_returning()).get_result(tx.conn()).await?)
}

/// Ends a client: its secrets are forgotten and what it was given before counts no more.
pub(super) async fn api_client_revoke(tx: &mut Tx<Tenant>, id: ApiClientId) -> Result<ApiClientRow, Problem> {
    let now = tx.context.now;
    let change = (
        &Secrets::default(),
        api_clients::status.eq(ApiClientStatus::Revoked),
        api_clients::tokens_not_before.eq(now),
        api_clients::version.eq(api_clients::version + 1),
        api_clients::updated_at.eq(now),
    );
    let update = diesel::update(api_clients::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ApiClientRow::as_returning()).get_result(tx.conn()).await?)
}

/// What proving oneself as a client looks at.
#[derive(Queryable, Selectable)]
#[diesel(table_name = api_clients)]
pub(crate) struct KnownClient {
    pub scopes: Vec<ApiScope>,
    #[diesel(embed)]
    pub secrets: Secrets,
    pub public_keys: Option<PublicKeys>,
    pub tokens_not_before: DateTime<Utc>,
}

/// A client that may still sign in, in the organisation that this transaction is in.
pub(super) async fn known_client(tx: &mut Tx<SignIn>, id: ApiClientId) -> Result<Option<KnownClient>, Problem> {
    let query = api_clients::table
        .inner_join(organisations::table)
        .filter(api_clients::organisation_id.eq(tx.organisation()))
        .filter(api_clients::id.eq(id))
        .filter(api_clients::status.eq(ApiClientStatus::Active))
        .filter(organisations::status.ne("closed"))
        .select(KnownClient::as_select());
    Ok(query.first(tx.conn()).await.optional()?)
}

/// Remembers the day, once a day; not a change, so the version stays.
pub(super) async fn used_today(tx: &mut Tx<SignIn>, id: ApiClientId) -> Result<(), Problem> {
    let today = tx.context.today;
    let stale = api_clients::table
        .filter(api_clients::organisation_id.eq(tx.organisation()))
        .filter(api_clients::id.eq(id))
        .filter(api_clients::last_used_on.is_distinct_from(today));
    diesel::update(stale).set(api_clients::last_used_on.eq(today)).execute(tx.conn()).await?;
    Ok(())
}
