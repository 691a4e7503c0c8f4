//! The SQL of proofs.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use super::api::ProofRow;
use crate::db::{SignIn, Tenant, Tx};
use crate::features::licences::actions::LicenceKind;
use crate::ids::{LicenceProofId, PersonId};
use crate::problem::Problem;
use crate::schema::licence_proofs;

pub(super) async fn proof_list(
    tx: &mut Tx<Tenant>,
    person: PersonId,
    after: Option<LicenceProofId>,
    rows: i64,
) -> Result<Vec<ProofRow>, Problem> {
    let mut query = licence_proofs::table
        .filter(licence_proofs::person_id.eq(person))
        .order(licence_proofs::id)
        .limit(rows)
        .select(ProofRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(licence_proofs::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn proof_get(tx: &mut Tx<Tenant>, person: PersonId, id: LicenceProofId) -> Result<ProofRow, Problem> {
    let query = licence_proofs::table.find(id).filter(licence_proofs::person_id.eq(person));
    Ok(query.select(ProofRow::as_select()).first(tx.conn()).await?)
}

/// Reads a proof that is about to be revoked.
pub(super) async fn proof_lock(tx: &mut Tx<Tenant>, person: PersonId, id: LicenceProofId) -> Result<ProofRow, Problem> {
    let query = licence_proofs::table.find(id).filter(licence_proofs::person_id.eq(person));
    Ok(query.select(ProofRow::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn proof_insert(
    tx: &mut Tx<Tenant>,
    id: LicenceProofId,
    (person, kind): (PersonId, LicenceKind),
    (hash, expires_at): ([u8; 32], DateTime<Utc>),
) -> Result<ProofRow, Problem> {
    let row = (
        licence_proofs::id.eq(id),
        licence_proofs::person_id.eq(person),
        licence_proofs::kind.eq(kind),
        licence_proofs::token_hash.eq(hash.to_vec()),
        licence_proofs::expires_at.eq(expires_at),
        licence_proofs::version.eq(1),
        licence_proofs::created_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(licence_proofs::table).values(row).returning(ProofRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn proof_revoke(tx: &mut Tx<Tenant>, id: LicenceProofId) -> Result<(), Problem> {
    let change =
        (licence_proofs::revoked_at.eq(Some(tx.context.now)), licence_proofs::version.eq(licence_proofs::version + 1));
    diesel::update(licence_proofs::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// What a link leads to.
#[derive(Debug, QueryableByName)]
pub(super) struct Shown {
    #[diesel(sql_type = sql_types::Bytea)]
    pub token_hash: Vec<u8>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub expires_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Text)]
    pub name: String,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: LicenceKind,
    #[diesel(sql_type = sql_types::Text)]
    pub state: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Date>)]
    pub valid_until: Option<NaiveDate>,
}

pub(super) async fn proof_show(tx: &mut Tx<SignIn>, id: LicenceProofId) -> Result<Option<Shown>, Problem> {
    let today = tx.context.today;
    let query = diesel::sql_query("SELECT * FROM licence_proof($1, $2)")
        .bind::<sql_types::Uuid, _>(id)
        .bind::<sql_types::Date, _>(today);
    Ok(query.get_result(tx.conn()).await.optional()?)
}
