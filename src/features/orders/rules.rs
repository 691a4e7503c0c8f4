//! The rules of orders (`domain.md` §8): what a line may name, how an order goes on, when a group is large enough.

mod proposals;

use std::collections::{BTreeSet, HashMap};

pub(super) use proposals::{Attended, Living, Proposed, explanation, proposals};

use super::api::{AgreedPrice, NewOrderLine, OrderCode, OrderStatus};
use crate::features::training::TrainingKind;
use crate::features::training::actions::SessionFacts;
use crate::ids::{OrderLineId, OrganisationId, TrainingSessionId};
use crate::problem::Violation;

/// The standard rate of BTW, where the licence holder names a price without its rate.
pub(super) const STANDARD_RATE: i32 = 21;

/// What is done with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Confirm,
    Decline,
    Cancel,
}

impl Act {
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Decline => "decline",
            Self::Cancel => "cancel",
        }
    }

    fn leads_to(self) -> OrderStatus {
        match self {
            Self::Confirm => OrderStatus::Confirmed,
            Self::Decline => OrderStatus::Declined,
            Self::Cancel => OrderStatus::Cancelled,
        }
    }
}

/// What can be done with an order that stands like this.
fn allowed(status: OrderStatus) -> &'static [Act] {
    match status {
        OrderStatus::Requested => &[Act::Confirm, Act::Decline, Act::Cancel],
        OrderStatus::Confirmed | OrderStatus::Declined | OrderStatus::Cancelled => &[],
    }
}

/// How an order stands after an act; what can be done instead when that can't.
pub(super) fn after(status: OrderStatus, act: Act) -> Result<OrderStatus, &'static [Act]> {
    let allowed = allowed(status);
    if allowed.contains(&act) { Ok(act.leads_to()) } else { Err(allowed) }
}

/// What attendance of a session is ordered as; `None` where it costs nothing. Supervision, intervision and deepening
/// are included in licence A; a colleague trained by a trainer of the organisation costs the handbook only.
pub(super) fn code_of(kind: TrainingKind, by_licence_holder: bool) -> Option<OrderCode> {
    match (kind, by_licence_holder) {
        (TrainingKind::Basic, true) => Some(OrderCode::TrainingLicenceA),
        (TrainingKind::Basic, false) => Some(OrderCode::Handbook),
        (TrainingKind::Refresher, true) => Some(OrderCode::Refresher),
        (TrainingKind::TrainTheTrainer, true) => Some(OrderCode::TrainingLicenceB),
        (TrainingKind::ProjectLeaderInstruction, true) => Some(OrderCode::ProjectLeaderInstruction),
        _ => None,
    }
}

/// Whether a code counts trainings, whatever the group's size; the others count people or pieces.
pub(super) fn counts_trainings(code: OrderCode) -> bool {
    matches!(code, OrderCode::TrainingLicenceB | OrderCode::ProjectLeaderInstruction)
}

/// Whether a code is material, which goes to organisations with practitioners in or after training only.
pub(super) fn is_material(code: OrderCode) -> bool {
    matches!(code, OrderCode::InformationFolder | OrderCode::Handbook)
}

/// Whether a group is too small for the price of licence A.
pub(super) fn is_too_small(participants: i64, minimum: i32) -> bool {
    participants < i64::from(minimum)
}

/// The pointers of sessions that are not there, or take place inside another organisation.
pub(super) fn unknown_sessions(
    lines: &[NewOrderLine],
    organisation: OrganisationId,
    sessions: &HashMap<TrainingSessionId, SessionFacts>,
) -> Vec<String> {
    let fits = |id| sessions.get(id).is_some_and(|session| session.inside.is_none_or(|inside| inside == organisation));
    let named = lines.iter().enumerate().filter_map(|(index, line)| Some((index, line.training_session_id.as_ref()?)));
    named.filter(|(_, id)| !fits(*id)).map(|(index, _)| format!("/lines/{index}/trainingSessionId")).collect()
}

/// What contradicts itself in the lines of an order; `may_link` is whether the caller may name attendances.
pub(super) fn check_lines(
    lines: &[NewOrderLine],
    sessions: &HashMap<TrainingSessionId, SessionFacts>,
    may_link: bool,
) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let at = |member: &str| format!("/lines/{index}/{member}");
        let session = line.training_session_id.and_then(|id| sessions.get(&id));
        let needs_session = line.code == OrderCode::TrainingLicenceA || line.attendance_ids.is_some();
        if needs_session && line.training_session_id.is_none() {
            let (dutch, english) = ("Noem de training.", "Name the training session.");
            found.push(Violation::body(at("trainingSessionId"), "required", dutch, english));
        }
        if session.is_some_and(|session| code_of(session.kind, session.by_licence_holder) != Some(line.code)) {
            let (dutch, english) =
                ("Deze training hoort niet bij dit artikel.", "This session does not go with this code.");
            found.push(Violation::body(at("trainingSessionId"), "notWithCode", dutch, english));
        }
        let Some(attendances) = &line.attendance_ids else { continue };
        if !may_link {
            let (dutch, english) = (
                "Alleen de licentiehouder noemt aanwezigheden; noem zelf de training en het aantal.",
                "Only the licence holder names attendances; name the session and the quantity yourself.",
            );
            found.push(Violation::body(at("attendanceIds"), "licenceHolderOnly", dutch, english));
        } else if line.quantity != quantity_of(line.code, attendances.len()) {
            let (dutch, english) = (
                "Het aantal past niet bij de genoemde aanwezigheden.",
                "The quantity does not match the attendances that are named.",
            );
            found.push(Violation::body(at("quantity"), "matchesAttendances", dutch, english));
        }
    }
    found
}

/// How many are ordered for so many attendances of one session.
pub(super) fn quantity_of(code: OrderCode, attendances: usize) -> i32 {
    if counts_trainings(code) { 1 } else { i32::try_from(attendances).unwrap_or(i32::MAX) }
}

/// Whether what a line asks for is supplied: not when its session was cancelled, whatever was confirmed before.
pub(super) fn is_supplied(
    session: Option<TrainingSessionId>,
    sessions: &HashMap<TrainingSessionId, SessionFacts>,
) -> bool {
    session.and_then(|id| sessions.get(&id)).is_none_or(|session| session.takes_place)
}

/// The pointers of agreed prices for lines that the order does not have.
pub(super) fn unknown_lines(agreed: &[AgreedPrice], lines: &BTreeSet<OrderLineId>) -> Vec<String> {
    let unknown = agreed.iter().enumerate().filter(|(_, price)| !lines.contains(&price.line_id));
    unknown.map(|(index, _)| format!("/prices/{index}/lineId")).collect()
}

/// What contradicts itself in agreed prices.
pub(super) fn check_agreed(agreed: &[AgreedPrice]) -> Vec<Violation> {
    let (mut found, mut named) = (Vec::new(), BTreeSet::new());
    for (index, price) in agreed.iter().enumerate() {
        if !named.insert(price.line_id) {
            let (dutch, english) = ("Noem elke regel één keer.", "Name each line once.");
            found.push(Violation::body(format!("/prices/{index}/lineId"), "repeated", dutch, english));
        }
        if price.vat_exemption.is_some() && price.vat_rate != Some(0) {
            let (dutch, english) = ("Een vrijstelling hoort bij 'vatRate' 0.", "An exemption goes with 'vatRate' 0.");
            found.push(Violation::body(format!("/prices/{index}/vatExemption"), "onlyAtRateZero", dutch, english));
        }
    }
    found
}

#[cfg(test)]
mod tests;
