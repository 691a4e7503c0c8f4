//! What the billing asks of orders: which lines are to be billed, and by which invoice line they are.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::db::{Platform, Tx};
use crate::features::orders::api::BillableLine;
use crate::features::orders::{rules, store};
use crate::features::training::actions::{SessionFacts, sessions_seen};
use crate::ids::{InvoiceLineId, OrderLineId, OrganisationId, TrainingSessionId};
use crate::problem::{Code, Problem};

/// The lines of orders confirmed on or before a day that no invoice bills now, by day of confirmation; nobody else bills
/// them before this transaction ends. Without those of a session that was cancelled: nothing was supplied.
pub(crate) async fn lines_to_bill(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    until: NaiveDate,
) -> Result<Vec<BillableLine>, Problem> {
    let mut lines = store::lines_to_bill(tx, organisation, until).await?;
    let named: Vec<TrainingSessionId> = lines.iter().filter_map(|line| line.training_session_id).collect();
    let sessions = sessions_named(tx, &named).await?;
    lines.retain(|line| rules::is_supplied(line.training_session_id, &sessions));
    for line in &mut lines {
        if let Some(session) = line.training_session_id.and_then(|id| sessions.get(&id)) {
            line.supplied_on = session.held_on;
        }
    }
    Ok(lines)
}

/// The sessions that lines name; most name none.
async fn sessions_named(
    tx: &mut Tx<Platform>,
    named: &[TrainingSessionId],
) -> Result<HashMap<TrainingSessionId, SessionFacts>, Problem> {
    if named.is_empty() { Ok(HashMap::new()) } else { sessions_seen(tx, named).await }
}

/// Refuses lines of an invoice that bill a session which was cancelled since they were drafted: nothing was supplied.
pub(crate) async fn refuse_cancelled(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    lines: &[InvoiceLineId],
) -> Result<(), Problem> {
    let named = store::sessions_billed(tx, organisation, lines).await?;
    refuse_any_cancelled(tx, &named).await.map_err(|problem| match problem.code {
        Code::TrainingCancelled => problem.detail(
            "Dit concept rekent een training die is geannuleerd. Verwijder het en maak het opnieuw: de training valt dan weg.",
            "This draft bills a training that was cancelled. Delete it and draft it anew: the training is then left out.",
        ),
        _ => problem,
    })
}

/// Refuses when one of these sessions was cancelled.
pub(super) async fn refuse_any_cancelled(tx: &mut Tx<Platform>, named: &[TrainingSessionId]) -> Result<(), Problem> {
    let sessions = sessions_named(tx, named).await?;
    match sessions.values().find(|session| !session.takes_place) {
        Some(session) => Err(Problem::new(Code::TrainingCancelled).with("trainingSessionId", session.id.to_string())),
        None => Ok(()),
    }
}

/// An invoice line bills an order line from now on.
pub(crate) async fn line_billed(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: OrderLineId,
    line: InvoiceLineId,
) -> Result<(), Problem> {
    store::line_billed(tx, organisation, id, line).await
}

/// An invoice line bills nothing any more: its draft is gone, or it was credited in full (`again`: a new round begins).
pub(crate) async fn line_released(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
    again: bool,
) -> Result<(), Problem> {
    store::line_released(tx, organisation, line, again).await
}

/// The organisations with a line to be billed of orders confirmed on or before a day, in the order of their ids.
pub(crate) async fn organisations_to_bill(
    tx: &mut Tx<Platform>,
    until: NaiveDate,
) -> Result<Vec<OrganisationId>, Problem> {
    let unbilled = store::sessions_to_bill(tx, until).await?;
    let named: Vec<TrainingSessionId> = unbilled.iter().filter_map(|(_, session)| *session).collect();
    let sessions = sessions_named(tx, &named).await?;
    let supplied = unbilled.into_iter().filter(|(_, session)| rules::is_supplied(*session, &sessions));
    let mut organisations: Vec<OrganisationId> = supplied.map(|(organisation, _)| organisation).collect();
    organisations.dedup();
    Ok(organisations)
}
