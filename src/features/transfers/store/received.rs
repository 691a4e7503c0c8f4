//! The SQL of the receiver's side. What the sender holds is asked of the database's functions, which answer about offers
//! to the organisation of this transaction and about nothing else; what was accepted lies here.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::transfers::api::{
    ReceivedTransfer, TransferDeclineReason, TransferFilter, TransferPackage, TransferStatus,
};
use crate::ids::{AuditEventId, FamilyId, ReceivedTransferId, SchoolId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{received_transfers, schools};

#[derive(QueryableByName)]
struct ReceivedRow {
    #[diesel(sql_type = Uuid)]
    id: ReceivedTransferId,
    #[diesel(sql_type = Text)]
    from_name: String,
    #[diesel(sql_type = Text)]
    from_kvk_number: String,
    #[diesel(sql_type = Text)]
    status: TransferStatus,
    #[diesel(sql_type = Date)]
    offered_on: NaiveDate,
    #[diesel(sql_type = Date)]
    expires_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    settled_on: Option<NaiveDate>,
    #[diesel(sql_type = Nullable<Text>)]
    decline_reason: Option<TransferDeclineReason>,
    #[diesel(sql_type = Nullable<Uuid>)]
    family_id: Option<FamilyId>,
    #[diesel(sql_type = Nullable<Uuid>)]
    trajectory_id: Option<TrajectoryId>,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
}

impl From<ReceivedRow> for ReceivedTransfer {
    fn from(row: ReceivedRow) -> Self {
        Self {
            id: row.id,
            from_name: row.from_name,
            from_kvk_number: row.from_kvk_number,
            status: row.status,
            offered_on: row.offered_on,
            expires_on: row.expires_on,
            settled_on: row.settled_on,
            decline_reason: row.decline_reason,
            family_id: row.family_id,
            trajectory_id: row.trajectory_id,
            package: None,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Offers to this organisation, and its own copies of those that it accepted.
const RECEIVED: &str = "SELECT * FROM (
        SELECT o.id, o.from_name, o.from_kvk_number, o.status, o.offered_on, o.expires_on, o.settled_on, o.decline_reason,
            NULL::uuid AS family_id, NULL::uuid AS trajectory_id, o.version, o.created_at, o.updated_at
        FROM transfer_offers($1) o
        UNION ALL
        SELECT r.id, r.from_name, r.from_kvk_number, 'accepted', r.offered_on, r.expires_on, r.settled_on, NULL,
            r.family_id, r.trajectory_id, r.version, r.created_at, r.updated_at
        FROM received_transfers r WHERE r.organisation_id = $2
    ) t WHERE ($3 IS NULL OR t.id = $3) AND ($4 IS NULL OR t.id > $4) AND ($5 IS NULL OR t.status = $5)
    ORDER BY t.id LIMIT $6";

async fn load(
    tx: &mut Tx<Tenant>,
    only: Option<ReceivedTransferId>,
    status: Option<TransferStatus>,
    after: Option<ReceivedTransferId>,
    rows: i64,
) -> Result<Vec<ReceivedTransfer>, Problem> {
    let query = diesel::sql_query(RECEIVED)
        .bind::<Date, _>(tx.context.today)
        .bind::<Uuid, _>(tx.organisation())
        .bind::<Nullable<Uuid>, _>(only)
        .bind::<Nullable<Uuid>, _>(after)
        .bind::<Nullable<Text>, _>(status)
        .bind::<diesel::sql_types::BigInt, _>(rows);
    let found: Vec<ReceivedRow> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(ReceivedTransfer::from).collect())
}

pub(in crate::features::transfers) async fn received_list(
    tx: &mut Tx<Tenant>,
    filter: &TransferFilter,
    after: Option<ReceivedTransferId>,
    rows: i64,
) -> Result<Vec<ReceivedTransfer>, Problem> {
    load(tx, None, filter.status, after, rows).await
}

/// One transfer, without its package.
pub(in crate::features::transfers) async fn received_get(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
) -> Result<ReceivedTransfer, Problem> {
    load(tx, Some(id), None, None, 1).await?.pop().ok_or_else(Problem::not_found)
}

#[derive(QueryableByName)]
struct Opened {
    #[diesel(sql_type = Nullable<Jsonb>)]
    package: Option<TransferPackage>,
}

/// The package of a transfer: of the own copy, or of an offer that is still open, which the sender's audit then tells.
pub(in crate::features::transfers) async fn received_package(
    tx: &mut Tx<Tenant>,
    transfer: &ReceivedTransfer,
) -> Result<Option<TransferPackage>, Problem> {
    match transfer.status {
        TransferStatus::Accepted => {
            let own = received_transfers::table.find((tx.organisation(), transfer.id));
            Ok(own.select(received_transfers::package).first(tx.conn()).await.optional()?)
        }
        TransferStatus::Offered => {
            let query = diesel::sql_query("SELECT transfer_package($1, $2, $3, $4, $5, $6) AS package")
                .bind::<Uuid, _>(transfer.id)
                .bind::<Date, _>(tx.context.today)
                .bind::<Uuid, _>(AuditEventId::new())
                .bind::<Timestamptz, _>(tx.context.now)
                .bind::<Text, _>(tx.context.operation.clone())
                .bind::<Text, _>(tx.context.request_id.clone());
            let opened: Opened = query.get_result(tx.conn()).await?;
            Ok(opened.package)
        }
        TransferStatus::Declined | TransferStatus::Withdrawn | TransferStatus::Expired => Ok(None),
    }
}

/// How an offer ends at the receiver's.
#[derive(Debug, Clone, Copy)]
pub(in crate::features::transfers) enum Settlement {
    Accept,
    Decline(TransferDeclineReason),
}

/// An offer that this transaction settled, as far as the receiver keeps it.
#[derive(Debug, QueryableByName)]
pub(in crate::features::transfers) struct Settled {
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub package: Option<TransferPackage>,
    #[diesel(sql_type = Text)]
    from_name: String,
    #[diesel(sql_type = Text)]
    from_kvk_number: String,
    #[diesel(sql_type = Date)]
    offered_on: NaiveDate,
    #[diesel(sql_type = Date)]
    expires_on: NaiveDate,
    #[diesel(sql_type = Integer)]
    version: i32,
}

/// Settles an offer that is still open; nothing when it is not, any more.
pub(in crate::features::transfers) async fn transfer_settle(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
    settlement: Settlement,
) -> Result<Option<Settled>, Problem> {
    let (outcome, reason) = match settlement {
        Settlement::Accept => (TransferStatus::Accepted, None),
        Settlement::Decline(reason) => (TransferStatus::Declined, Some(reason)),
    };
    let query = diesel::sql_query("SELECT * FROM settle_transfer($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind::<Uuid, _>(id)
        .bind::<Text, _>(outcome)
        .bind::<Nullable<Text>, _>(reason)
        .bind::<Date, _>(tx.context.today)
        .bind::<Uuid, _>(AuditEventId::new())
        .bind::<Timestamptz, _>(tx.context.now)
        .bind::<Text, _>(tx.context.operation.clone())
        .bind::<Text, _>(tx.context.request_id.clone());
    Ok(query.get_result(tx.conn()).await.optional()?)
}

/// Keeps what was accepted, with what became of it here.
pub(in crate::features::transfers) async fn received_insert(
    tx: &mut Tx<Tenant>,
    id: ReceivedTransferId,
    (settled, package): (&Settled, &TransferPackage),
    (family, trajectory): (FamilyId, TrajectoryId),
) -> Result<(), Problem> {
    let row = (
        received_transfers::organisation_id.eq(tx.organisation()),
        received_transfers::id.eq(id),
        received_transfers::from_name.eq(settled.from_name.as_str()),
        received_transfers::from_kvk_number.eq(settled.from_kvk_number.as_str()),
        received_transfers::package.eq(package),
        received_transfers::offered_on.eq(settled.offered_on),
        received_transfers::expires_on.eq(settled.expires_on),
        received_transfers::settled_on.eq(tx.context.today),
        received_transfers::family_id.eq(family),
        received_transfers::trajectory_id.eq(trajectory),
        received_transfers::version.eq(settled.version),
        received_transfers::created_at.eq(tx.context.now),
        received_transfers::updated_at.eq(tx.context.now),
    );
    diesel::insert_into(received_transfers::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// The own schools with these numbers.
pub(in crate::features::transfers) async fn schools_by_brin(
    tx: &mut Tx<Tenant>,
    brins: &[String],
) -> Result<HashMap<String, SchoolId>, Problem> {
    let rows: Vec<(String, SchoolId)> = schools::table
        .filter(schools::organisation_id.eq(tx.organisation()))
        .filter(schools::brin.eq_any(brins))
        .select((schools::brin.assume_not_null(), schools::id))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}
