//! What a licence was given, and the withdrawal of what was given in error.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{LicencesRead, LicencesWrite};
use crate::app::AppState;
use crate::context::Scope;
use crate::db::{Platform, Trace, Tx};
use crate::features::licences::api::{Licence, LicenceGroundCorrection, LicenceGroundRecord, LicenceGroundWithdrawal};
use crate::features::licences::{actions, store};
use crate::http::{Answer, Body, Change, Halt, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::{LicenceGroundId, LicenceId};
use crate::problem::Problem;

/// List what a licence was given
///
/// Issues, dispensations and places, in the order of recording, with those that were withdrawn or corrected:
/// `withdrawnAt` says since when. The licence itself shows only what stands. Of places an organisation sees its own;
/// reasons are for the licence holder.
#[utoipa::path(tag = "Licences", params(("id" = LicenceId, Path, description = "The licence"), PageQuery),
    responses((status = 200, description = "A page of what was given", body = Page<LicenceGroundRecord>)),
    security(("bearer" = ["licences:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licences/{id}/grounds")]
pub(in crate::features::licences) async fn list_licence_grounds(
    permit: Permit<LicencesRead>,
    id: Path<LicenceId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    async fn page<D>(
        state: &AppState,
        tx: &mut Tx<D>,
        (scope, id): (Scope, LicenceId),
        query: &Listing<NoFilter>,
    ) -> Result<Reply, Problem> {
        let licence = store::licence_get(tx, scope, id).await?;
        let paging = Paging::new(state, tx, query)?;
        let after: Option<LicenceGroundId> = paging.after()?;
        let mut list = store::ground_list(tx, licence.id).await?;
        list.retain(|ground| after.is_none_or(|after| ground.id > after));
        paging.reply(&paging.page(list, |ground| ground.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => {
            permit.platform_read(async |tx| page(&state, tx, (Scope::Organisation, *id), &query.0).await).await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    page(&state, tx, (scope, *id), &query.0).await
                })
                .await
        }
    }
}

/// Withdraw what was given in error
///
/// An issue, a dispensation or a place no longer counts, as if it had never been given. It stays in the list of grounds,
/// with the reason. The periods are computed anew: those that no longer follow are superseded, and what was recorded
/// under them stays and is flagged. With the issue of a licence B its places go as well. A licence of which no issue
/// stands is issued anew with `renew`. `If-Match` takes the ETag of the licence. 409 when it was withdrawn already.
#[utoipa::path(tag = "Licences",
    params(("id" = LicenceId, Path, description = "The licence"),
        ("groundId" = LicenceGroundId, Path, description = "What was given: an id of the licence's grounds")),
    request_body = LicenceGroundWithdrawal,
    responses((status = 200, description = "The licence without it", body = Licence)),
    security(("bearer" = ["licences:write"])), extensions(("x-problem-codes" = json!(["ground-withdrawn"]))))]
#[post("/licences/{id}/grounds/{groundId}/withdraw")]
pub(in crate::features::licences) async fn withdraw_licence_ground(
    permit: Permit<LicencesWrite>,
    path: Path<(LicenceId, LicenceGroundId)>,
    body: Body<LicenceGroundWithdrawal>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let (licence, ground) = held(tx, *path).await?;
            let withdrawal = body.valid()?;
            let changed = actions::ground_withdraw(tx, &licence, &ground, &withdrawal.reason).await?;
            tx.trace(Trace::done("licence", licence.id.0).changed(["grounds".to_owned()]));
            Ok(Reply::resource(&changed)?)
        })
        .await
}

/// Correct the last day of a transferred licence
///
/// The issue with the wrong day is withdrawn with the reason, and one with the right day takes its place (`correctsId` in
/// the list of grounds). The periods are computed anew, as after a withdrawal. `If-Match` takes the ETag of the licence.
/// 409 when it was withdrawn or corrected already, or brought no last day of its own.
#[utoipa::path(tag = "Licences",
    params(("id" = LicenceId, Path, description = "The licence"),
        ("groundId" = LicenceGroundId, Path, description = "The transferred issue: an id of the licence's grounds")),
    request_body = LicenceGroundCorrection,
    responses((status = 200, description = "The licence with the right last day", body = Licence)),
    security(("bearer" = ["licences:write"])),
    extensions(("x-problem-codes" = json!(["ground-withdrawn", "ground-kind-conflict",
        "own-licence"]))))]
#[post("/licences/{id}/grounds/{groundId}/correct")]
pub(in crate::features::licences) async fn correct_licence_ground(
    permit: Permit<LicencesWrite>,
    path: Path<(LicenceId, LicenceGroundId)>,
    body: Body<LicenceGroundCorrection>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let (licence, ground) = held(tx, *path).await?;
            let correction = body.valid()?;
            let changed = actions::ground_correct(tx, &licence, &ground, &correction).await?;
            tx.trace(Trace::done("licence", licence.id.0).changed(["grounds".to_owned()]));
            Ok(Reply::resource(&changed)?)
        })
        .await
}

/// The licence, locked with the person, and what of it is about to be taken back.
async fn held(
    tx: &mut Change<'_, Platform>,
    (licence, ground): (LicenceId, LicenceGroundId),
) -> Result<(Licence, LicenceGroundRecord), Halt> {
    let licence = actions::licence_hold(tx, licence).await?;
    let ground = store::ground_get(tx, licence.id, ground).await?;
    tx.proceed(licence.version).await?;
    Ok((licence, ground))
}
