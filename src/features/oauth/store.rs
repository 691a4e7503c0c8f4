//! The SQL of assertions that were used and tokens that were revoked.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::rules::Used;
use crate::db::{SignIn, Tx};
use crate::ids::ApiClientId;
use crate::problem::Problem;
use crate::schema::{revoked_tokens, used_assertions};

/// Uses an assertion up; false when it was used before.
pub(super) async fn assertion_take(tx: &mut Tx<SignIn>, client: ApiClientId, used: &Used) -> Result<bool, Problem> {
    let row = (
        used_assertions::organisation_id.eq(tx.organisation()),
        used_assertions::client_id.eq(client),
        used_assertions::jti.eq(&used.jti),
        used_assertions::expires_at.eq(used.until),
    );
    let insert = diesel::insert_into(used_assertions::table).values(row).on_conflict_do_nothing();
    Ok(insert.execute(tx.conn()).await? == 1)
}

pub(super) async fn token_is_revoked(tx: &mut Tx<SignIn>, jti: Uuid) -> Result<bool, Problem> {
    let found = diesel::dsl::exists(revoked_tokens::table.find((tx.organisation().0, jti)));
    Ok(diesel::select(found).get_result(tx.conn()).await?)
}

/// Ends a token; false when it had been ended before.
pub(super) async fn token_revoke(tx: &mut Tx<SignIn>, jti: Uuid, expires_at: DateTime<Utc>) -> Result<bool, Problem> {
    let row = (
        revoked_tokens::organisation_id.eq(tx.organisation()),
        revoked_tokens::jti.eq(jti),
        revoked_tokens::expires_at.eq(expires_at),
    );
    let insert = diesel::insert_into(revoked_tokens::table).values(row).on_conflict_do_nothing();
    Ok(insert.execute(tx.conn()).await? == 1)
}
