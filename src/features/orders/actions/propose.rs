//! What could be ordered, since it was attended and no order that stands covers it.

use crate::db::{Platform, Tx};
use crate::features::orders::api::{OrderProposal, OrderProposalFilter};
use crate::features::orders::rules::{Attended, Proposed, explanation, proposals};
use crate::features::orders::store;
use crate::features::practitioners::actions::places_of;
use crate::features::training::TrainingKind;
use crate::features::training::actions::presences;
use crate::ids::{OrganisationId, PersonId, TrainingSessionId};
use crate::problem::Problem;

/// The kinds of training that cost anything.
const KINDS: [TrainingKind; 4] = [
    TrainingKind::Basic,
    TrainingKind::Refresher,
    TrainingKind::TrainTheTrainer,
    TrainingKind::ProjectLeaderInstruction,
];

/// The proposals of these sessions, or of all.
pub(super) async fn found_proposals(
    tx: &mut Tx<Platform>,
    sessions: Option<&[TrainingSessionId]>,
) -> Result<Vec<Proposed>, Problem> {
    let attended = presences(tx, &KINDS, sessions).await?;
    let attended: Vec<Attended> =
        attended.into_iter().map(|(attendance, person, session)| Attended { attendance, person, session }).collect();
    let people: Vec<PersonId> = attended.iter().map(|one| one.person).collect();
    let places = places_of(tx, &people).await?;
    let living = store::living_lines(tx, sessions).await?;
    Ok(proposals(&attended, &places, &living))
}

/// A page of proposals, by session and organisation.
pub(in crate::features::orders) async fn proposal_list(
    tx: &mut Tx<Platform>,
    filter: OrderProposalFilter,
    after: Option<(TrainingSessionId, OrganisationId)>,
    rows: i64,
) -> Result<Vec<OrderProposal>, Problem> {
    let language = tx.context.language;
    let found = found_proposals(tx, None).await?;
    let wanted = |one: &Proposed| {
        filter.organisation_id.is_none_or(|organisation| organisation == one.organisation)
            && after.is_none_or(|after| (one.session.id, one.organisation) > after)
    };
    let rows = usize::try_from(rows).unwrap_or(usize::MAX);
    let proposal = |one: Proposed| OrderProposal {
        explanation: language.of(explanation(&one)),
        organisation_id: one.organisation,
        code: one.code,
        quantity: one.quantity,
        training_session_id: one.session.id,
        attendance_ids: one.attendances,
    };
    Ok(found.into_iter().filter(wanted).take(rows).map(proposal).collect())
}
