//! What attendances said before.

use actix_web::get;
use actix_web::web::Path;

use super::TrainingHistory;
use crate::app::AppState;
use crate::db::Tx;
use crate::features::training::actions::Holder;
use crate::features::training::api::AttendanceChange;
use crate::features::training::store;
use crate::http::{Answer, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::TrainingSessionId;
use crate::problem::Problem;

/// List changes of attendances
///
/// What the attendances of a session said before they were changed or withdrawn, and what the session was before it was
/// moved or cancelled: on what a superseded licence period rested. Oldest first; nothing of it counts any more. An
/// organisation sees its own people.
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"), PageQuery),
    responses((status = 200, description = "A page of changes", body = Page<AttendanceChange>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/training-sessions/{sessionId}/attendance-changes")]
pub(in crate::features::training) async fn list_attendance_changes(
    permit: Permit<TrainingHistory>,
    session: Path<TrainingSessionId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    async fn page<D: Holder>(
        state: &AppState,
        tx: &mut Tx<D>,
        session: TrainingSessionId,
        query: &Listing<NoFilter>,
    ) -> Result<Reply, Problem> {
        let scope = D::scope(tx);
        let session = store::session_get(tx, scope, session).await?;
        let paging = Paging::new(state, tx, query)?;
        let list = store::change_list(tx, session.id, paging.after()?, paging.rows()).await?;
        paging.reply(&paging.page(list, |change| change.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, *session, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, *session, &query.0).await).await,
    }
}
