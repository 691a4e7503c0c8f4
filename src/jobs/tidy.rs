//! Forgets what has had its time: stored responses, ended sessions, spent tokens, old failures.

use chrono::{Months, TimeDelta};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::context::Context;
use crate::db::{Tx, Worker};
use crate::features::settings::actions::number;
use crate::http::KEPT_FOR;
use crate::problem::Problem;
use crate::schema::{
    family_transfers, idempotency_records, invitations, licence_proofs, password_resets, referrals, revoked_tokens,
    sessions, throttles, used_assertions,
};

/// How long ended sessions and used links stay, so that a question about them can still be answered.
const MEMORY: TimeDelta = TimeDelta::days(90);

pub(super) async fn tidy(state: &AppState) -> Result<(), Problem> {
    state
        .doors
        .in_worker(Context::system("tidy", &state.clock), async |tx| {
            let now = tx.context.now;
            let stale = idempotency_records::table.filter(idempotency_records::created_at.lt(now - KEPT_FOR));
            diesel::delete(stale).execute(tx.conn()).await?;
            diesel::delete(sessions::table.filter(sessions::expires_at.lt(now - MEMORY))).execute(tx.conn()).await?;
            diesel::delete(invitations::table.filter(invitations::expires_at.lt(now - MEMORY)))
                .execute(tx.conn())
                .await?;
            diesel::delete(licence_proofs::table.filter(licence_proofs::expires_at.lt(now - MEMORY)))
                .execute(tx.conn())
                .await?;
            let resets = password_resets::table.filter(password_resets::expires_at.lt(now - MEMORY));
            diesel::delete(resets).execute(tx.conn()).await?;
            let quiet = throttles::table.filter(throttles::last_failure_at.lt(now - TimeDelta::days(1)));
            diesel::delete(quiet).execute(tx.conn()).await?;
            diesel::delete(revoked_tokens::table.filter(revoked_tokens::expires_at.lt(now))).execute(tx.conn()).await?;
            diesel::delete(used_assertions::table.filter(used_assertions::expires_at.lt(now)))
                .execute(tx.conn())
                .await?;
            super::teacher_links::forget_addresses(tx).await?;
            forget_expired_offers(tx).await?;
            forget_declined(tx).await
        })
        .await
}

/// Families that were offered to another organisation which did not answer in time: the package goes.
async fn forget_expired_offers(tx: &mut Tx<Worker>) -> Result<(), Problem> {
    let today = tx.context.today;
    let over = family_transfers::table
        .filter(family_transfers::status.eq("offered"))
        .filter(family_transfers::expires_on.lt(today));
    let change = (
        family_transfers::status.eq("expired"),
        family_transfers::settled_on.eq(today),
        family_transfers::package.eq(None::<serde_json::Value>),
        family_transfers::version.eq(family_transfers::version + 1),
        family_transfers::updated_at.eq(tx.context.now),
    );
    diesel::update(over).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Referrals that were declined as many months ago as the licence holder decided (`domain.md` §10).
async fn forget_declined(tx: &mut Tx<Worker>) -> Result<(), Problem> {
    let kept = number(tx, "declined_referral_months").await?;
    let last = u32::try_from(kept).ok().and_then(|kept| tx.context.today.checked_sub_months(Months::new(kept)));
    if let Some(last) = last {
        let spent = referrals::table.filter(referrals::status.eq("declined")).filter(referrals::decided_on.le(last));
        diesel::delete(spent).execute(tx.conn()).await?;
    }
    Ok(())
}
