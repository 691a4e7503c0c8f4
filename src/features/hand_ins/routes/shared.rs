//! What an operation on a hand-in does, whichever kind it is.

use super::{HandInsWrite, Judge, TrainingRead};
use crate::app::AppState;
use crate::context::Scope;
use crate::db::{Trace, Tx};
use crate::features::hand_ins::api::{HandInJudgement, HandInKind, HandInPatch, NewHandIn, PersonFilter};
use crate::features::hand_ins::{actions, store};
use crate::http::{Answer, Body, Listing, Paging, Permit, Reply, Seat, Upload};
use crate::ids::HandInId;
use crate::problem::Problem;

/// A kind with the path of its collection.
pub(super) type Kind = (HandInKind, &'static str);

pub(super) async fn list(permit: Permit<TrainingRead>, (kind, _): Kind, query: &Listing<PersonFilter>) -> Answer {
    async fn page<D>(
        state: &AppState,
        tx: &mut Tx<D>,
        scope: Scope,
        (kind, query): (HandInKind, &Listing<PersonFilter>),
    ) -> Result<Reply, Problem> {
        let paging = Paging::new(state, tx, query)?;
        let list = store::hand_in_list(tx, scope, (kind, &query.filter), paging.after()?, paging.rows()).await?;
        paging.reply(&paging.page(list, |hand_in| hand_in.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => {
            permit.platform_read(async |tx| page(&state, tx, Scope::Organisation, (kind, query)).await).await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    page(&state, tx, scope, (kind, query)).await
                })
                .await
        }
    }
}

pub(super) async fn create(permit: Permit<HandInsWrite>, (kind, path): Kind, body: &Body<NewHandIn>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id: HandInId = new.id();
            let location = format!("{path}/{id}");
            let made = actions::hand_in(tx, kind, id, &new.fields, &location).await?;
            Ok(Reply::created(location, &made)?)
        })
        .await
}

pub(super) async fn get(permit: Permit<TrainingRead>, (kind, _): Kind, id: HandInId) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_read(async |tx| {
                    Reply::resource(&store::hand_in_get(tx, Scope::Organisation, (kind, id)).await?)
                })
                .await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    Reply::resource(&store::hand_in_get(tx, scope, (kind, id)).await?)
                })
                .await
        }
    }
}

pub(super) async fn update(
    permit: Permit<HandInsWrite>,
    (kind, _): Kind,
    id: HandInId,
    body: &Body<HandInPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let scope = tx.context.scope();
            let row = store::hand_in_lock(tx, scope, (kind, id)).await?;
            actions::refuse_others(tx, &row).await?;
            tx.proceed(row.version).await?;
            let (fields, changed) = body.apply(&row.fields())?;
            Ok(Reply::resource(&actions::hand_in_change(tx, &row, &fields, changed).await?)?)
        })
        .await
}

pub(super) async fn judge(
    permit: Permit<Judge>,
    (kind, _): Kind,
    id: HandInId,
    body: &Body<HandInJudgement>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let row = store::hand_in_lock(tx, Scope::Organisation, (kind, id)).await?;
            tx.proceed(row.version).await?;
            let judgement = body.valid()?;
            Ok(Reply::resource(&actions::judge(tx, &row, &judgement).await?)?)
        })
        .await
}

pub(super) async fn replace_document(
    permit: Permit<HandInsWrite>,
    (kind, _): Kind,
    id: HandInId,
    upload: &Upload,
) -> Answer {
    permit
        .change(async |tx| {
            let scope = tx.context.scope();
            let row = store::hand_in_lock(tx, scope, (kind, id)).await?;
            actions::refuse_others(tx, &row).await?;
            tx.proceed(row.version).await?;
            Ok(Reply::resource(&actions::document_replace(tx, &row, upload).await?)?)
        })
        .await
}

pub(super) async fn document(permit: Permit<TrainingRead>, (kind, _): Kind, id: HandInId) -> Answer {
    async fn file<D>(tx: &mut Tx<D>, scope: Scope, (kind, id): (HandInKind, HandInId)) -> Result<Reply, Problem> {
        let (media_type, content) = store::document_get(tx, scope, (kind, id)).await?;
        tx.trace(Trace::read(kind.as_str(), Some(id.0)));
        let end = media_type.rsplit('/').next().unwrap_or_default();
        Ok(Reply::file(&media_type, &format!("{}-{id}.{end}", kind.as_str().replace('_', "-")), content))
    }
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| file(tx, Scope::Organisation, (kind, id)).await).await,
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let scope = tx.context.scope();
                    file(tx, scope, (kind, id)).await
                })
                .await
        }
    }
}
