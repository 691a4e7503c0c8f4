//! The SQL of the sender's side: offers, and the consents that they rest on. The material of a package and the receiver's
//! side have files of their own.

mod material;
mod received;

pub(super) use material::material_load;
pub(super) use received::{
    Settled, Settlement, received_get, received_insert, received_list, received_package, schools_by_brin,
    transfer_settle,
};

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use super::api::{
    FamilyTransfer, FamilyTransferFields, TransferDeclineReason, TransferFilter, TransferPackage, TransferStatus,
};
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{ConsentId, FamilyId, FamilyTransferId, OrganisationId, ParentId, ReceivedTransferId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::family_transfers;

diesel::define_sql_function! {
    /// How an offer stands on a day; the same for the sender and the receiver.
    fn transfer_status(
        stored: sql_types::Text,
        last_day: sql_types::Date,
        sender: sql_types::Uuid,
        needed: sql_types::Array<sql_types::Uuid>,
        day: sql_types::Date,
    ) -> sql_types::Text;
}

/// How the offer at hand stands on a day.
macro_rules! standing_on {
    ($day:expr) => {
        transfer_status(
            family_transfers::status,
            family_transfers::expires_on,
            family_transfers::organisation_id,
            family_transfers::consent_ids,
            $day,
        )
    };
}

/// An offer's own row, without the package.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = family_transfers)]
struct TransferRow {
    id: FamilyTransferId,
    trajectory_id: TrajectoryId,
    family_id: FamilyId,
    to_kvk_number: String,
    to_name: String,
    parent_ids: Vec<ParentId>,
    note: Option<String>,
    offered_on: NaiveDate,
    expires_on: NaiveDate,
    settled_on: Option<NaiveDate>,
    decline_reason: Option<TransferDeclineReason>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TransferRow {
    fn shown(self, status: TransferStatus, package: Option<TransferPackage>) -> FamilyTransfer {
        let kept = matches!(status, TransferStatus::Offered | TransferStatus::Accepted);
        FamilyTransfer {
            id: self.id,
            trajectory_id: self.trajectory_id,
            family_id: self.family_id,
            to_kvk_number: self.to_kvk_number,
            to_name: self.to_name,
            parent_ids: self.parent_ids,
            note: self.note,
            status,
            offered_on: self.offered_on,
            expires_on: self.expires_on,
            settled_on: self.settled_on,
            decline_reason: self.decline_reason,
            package: package.filter(|_| kept),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

pub(super) async fn transfer_list(
    tx: &mut Tx<Tenant>,
    filter: &TransferFilter,
    after: Option<FamilyTransferId>,
    rows: i64,
) -> Result<Vec<FamilyTransfer>, Problem> {
    let today = tx.context.today;
    let mut query = family_transfers::table
        .filter(family_transfers::organisation_id.eq(tx.organisation()))
        .order(family_transfers::id)
        .limit(rows)
        .select((TransferRow::as_select(), standing_on!(today)))
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(standing_on!(today).eq(status));
    }
    if let Some(after) = after {
        query = query.filter(family_transfers::id.gt(after));
    }
    let found: Vec<(TransferRow, TransferStatus)> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(|(row, status)| row.shown(status, None)).collect())
}

pub(super) async fn transfer_get(tx: &mut Tx<Tenant>, id: FamilyTransferId) -> Result<FamilyTransfer, Problem> {
    let today = tx.context.today;
    let query = family_transfers::table.find((tx.organisation(), id)).select((
        TransferRow::as_select(),
        standing_on!(today),
        family_transfers::package,
    ));
    let (row, status, package): (TransferRow, TransferStatus, Option<TransferPackage>) = query.first(tx.conn()).await?;
    Ok(row.shown(status, package))
}

/// Reads an offer that is about to be withdrawn; the receiver can't accept it meanwhile. It stands as it is stored.
pub(super) async fn transfer_lock(tx: &mut Tx<Tenant>, id: FamilyTransferId) -> Result<FamilyTransfer, Problem> {
    let query = family_transfers::table
        .find((tx.organisation(), id))
        .select((TransferRow::as_select(), family_transfers::status));
    let (row, status): (TransferRow, TransferStatus) = query.for_update().first(tx.conn()).await?;
    tx.context.families.push(row.family_id);
    Ok(row.shown(status, None))
}

/// Whom an offer goes to.
#[derive(Debug, QueryableByName)]
pub(super) struct Receiver {
    #[diesel(sql_type = sql_types::Uuid)]
    id: OrganisationId,
    #[diesel(sql_type = sql_types::Text)]
    name: String,
}

/// The other organisation with this number, if there is one.
pub(super) async fn receiver(tx: &mut Tx<Tenant>, kvk_number: &str) -> Result<Option<Receiver>, Problem> {
    let query = diesel::sql_query("SELECT * FROM organisation_for_kvk($1)").bind::<sql_types::Text, _>(kvk_number);
    Ok(query.get_result(tx.conn()).await.optional()?)
}

/// The consents that earlier moves of a family rested on: each is for one move.
pub(super) async fn consents_spent(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<ConsentId>, Problem> {
    let moved = family_transfers::table
        .filter(family_transfers::organisation_id.eq(tx.organisation()))
        .filter(family_transfers::family_id.eq(family))
        .filter(family_transfers::status.eq(TransferStatus::Accepted))
        .select(family_transfers::consent_ids);
    Ok(moved.load::<Vec<ConsentId>>(tx.conn()).await?.into_iter().flatten().collect())
}

/// Settles the offers of a family that are open on paper only, and takes their packages away; gives which.
pub(super) async fn offers_settle(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<FamilyTransferId>, Problem> {
    let today = tx.context.today;
    let over = family_transfers::table
        .filter(family_transfers::organisation_id.eq(tx.organisation()))
        .filter(family_transfers::family_id.eq(family))
        .filter(family_transfers::status.eq(TransferStatus::Offered))
        .filter(standing_on!(today).ne(TransferStatus::Offered));
    let change = (
        family_transfers::status.eq(standing_on!(today)),
        family_transfers::settled_on.eq(today),
        family_transfers::package.eq(None::<TransferPackage>),
        family_transfers::version.eq(family_transfers::version + 1),
        family_transfers::updated_at.eq(tx.context.now),
    );
    Ok(diesel::update(over).set(change).returning(family_transfers::id).get_results(tx.conn()).await?)
}

/// The open offer of a family, if there is one; it can't be accepted before this transaction ends.
pub(super) async fn offer_open(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Option<FamilyTransferId>, Problem> {
    let open = family_transfers::table
        .filter(family_transfers::organisation_id.eq(tx.organisation()))
        .filter(family_transfers::family_id.eq(family))
        .filter(family_transfers::status.eq(TransferStatus::Offered))
        .select(family_transfers::id);
    Ok(open.for_update().first(tx.conn()).await.optional()?)
}

/// What an offer consists of beside what was asked.
pub(super) struct Offer {
    pub receiver: Receiver,
    pub consents: Vec<ConsentId>,
    pub package: TransferPackage,
    pub expires_on: NaiveDate,
}

/// A second open offer of one family is refused by an index.
pub(super) async fn transfer_insert(
    tx: &mut Tx<Tenant>,
    id: FamilyTransferId,
    trajectory: &TrajectoryRow,
    fields: &FamilyTransferFields,
    offer: Offer,
) -> Result<(), Problem> {
    let row = (
        family_transfers::organisation_id.eq(tx.organisation()),
        family_transfers::id.eq(id),
        family_transfers::trajectory_id.eq(trajectory.id),
        family_transfers::family_id.eq(trajectory.family_id),
        family_transfers::to_organisation_id.eq(offer.receiver.id),
        family_transfers::to_kvk_number.eq(fields.to_kvk_number.as_str()),
        family_transfers::to_name.eq(offer.receiver.name),
        family_transfers::parent_ids.eq(fields.parent_ids.as_slice()),
        family_transfers::consent_ids.eq(offer.consents),
        family_transfers::note.eq(fields.note.as_deref()),
        family_transfers::package.eq(Some(offer.package)),
        family_transfers::received_id.eq(ReceivedTransferId::new()),
        family_transfers::status.eq(TransferStatus::Offered),
        family_transfers::offered_on.eq(tx.context.today),
        family_transfers::expires_on.eq(offer.expires_on),
        family_transfers::version.eq(1),
        family_transfers::created_at.eq(tx.context.now),
        family_transfers::updated_at.eq(tx.context.now),
    );
    diesel::insert_into(family_transfers::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn transfer_withdraw(tx: &mut Tx<Tenant>, id: FamilyTransferId) -> Result<(), Problem> {
    let change = (
        family_transfers::status.eq(TransferStatus::Withdrawn),
        family_transfers::settled_on.eq(tx.context.today),
        family_transfers::package.eq(None::<TransferPackage>),
        family_transfers::version.eq(family_transfers::version + 1),
        family_transfers::updated_at.eq(tx.context.now),
    );
    diesel::update(family_transfers::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}
