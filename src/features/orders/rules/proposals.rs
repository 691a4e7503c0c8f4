//! Which lines are proposed: what was attended, less what orders that stand cover already.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::{code_of, counts_trainings, quantity_of};
use crate::features::orders::api::OrderCode;
use crate::features::practitioners::actions::Place;
use crate::features::training::actions::SessionFacts;
use crate::ids::{AttendanceId, OrganisationId, PersonId, TrainingSessionId};

/// Somebody who was present at a session.
#[derive(Debug, Clone, Copy)]
pub(in crate::features::orders) struct Attended {
    pub attendance: AttendanceId,
    pub person: PersonId,
    pub session: SessionFacts,
}

/// A line about a session, of an order that is requested or confirmed.
#[derive(Debug, Clone)]
pub(in crate::features::orders) struct Living {
    pub organisation: OrganisationId,
    pub session: TrainingSessionId,
    pub code: OrderCode,
    pub quantity: i32,
    /// The attendances that it pays; none where places were asked for beforehand.
    pub attendances: Vec<AttendanceId>,
}

/// A line that could be ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::features::orders) struct Proposed {
    pub organisation: OrganisationId,
    pub code: OrderCode,
    pub session: SessionFacts,
    pub quantity: i32,
    pub attendances: Vec<AttendanceId>,
}

/// The organisations that may have to pay for somebody's part in a session: the session's own; otherwise where the
/// person had a place on the day; otherwise, since places are often recorded later, where he or she has one now.
fn payers(attended: &Attended, places: &[Place]) -> Vec<OrganisationId> {
    if let Some(inside) = attended.session.inside {
        return vec![inside];
    }
    let of_person = || places.iter().filter(|place| place.person == attended.person);
    let on = |day: NaiveDate| {
        of_person()
            .filter(|place| place.since <= day && place.until.is_none_or(|until| until >= day))
            .map(|place| place.organisation)
            .collect::<Vec<_>>()
    };
    let then = on(attended.session.held_on);
    if then.is_empty() {
        of_person().filter(|place| place.until.is_none()).map(|place| place.organisation).collect()
    } else {
        then
    }
}

/// The proposals, by session and organisation. A person with several places is proposed to each: whoever is ordered
/// first pays. Places that were asked for beforehand count for as many of the people of that organisation.
pub(in crate::features::orders) fn proposals(
    attended: &[Attended],
    places: &[Place],
    living: &[Living],
) -> Vec<Proposed> {
    let ordered: HashSet<AttendanceId> = living.iter().flat_map(|line| line.attendances.iter().copied()).collect();
    let mut sessions: BTreeMap<TrainingSessionId, Vec<&Attended>> = BTreeMap::new();
    for one in attended {
        sessions.entry(one.session.id).or_default().push(one);
    }
    let mut found = Vec::new();
    for mut present in sessions.into_values() {
        present.sort_by_key(|one| one.attendance);
        let Some(session) = present.first().map(|one| one.session) else { continue };
        let Some(code) = code_of(session.kind, session.by_licence_holder) else { continue };
        let own: Vec<&Living> = living.iter().filter(|line| line.session == session.id && line.code == code).collect();
        present.retain(|one| !ordered.contains(&one.attendance));
        for (organisation, attendances) in shares(code, &present, places, &own) {
            let quantity = quantity_of(code, attendances.len());
            found.push(Proposed { organisation, code, session, quantity, attendances });
        }
    }
    found
}

/// What each organisation would pay of one session.
fn shares(
    code: OrderCode,
    present: &[&Attended],
    places: &[Place],
    living: &[&Living],
) -> BTreeMap<OrganisationId, Vec<AttendanceId>> {
    let mut shares: BTreeMap<OrganisationId, Vec<AttendanceId>> = BTreeMap::new();
    if code == OrderCode::TrainingLicenceB {
        // One fee for the training, whoever comes: for the organisation of the first who was registered.
        let all: Vec<AttendanceId> = present.iter().map(|one| one.attendance).collect();
        let first = present.iter().map(|one| payers(one, places)).find(|payers| !payers.is_empty());
        if living.is_empty() {
            shares.extend(first.into_iter().flatten().map(|organisation| (organisation, all.clone())));
        }
        return shares;
    }
    for one in present {
        for organisation in payers(one, places) {
            shares.entry(organisation).or_default().push(one.attendance);
        }
    }
    for (organisation, share) in &mut shares {
        let own = living.iter().filter(|line| line.organisation == *organisation);
        if counts_trainings(code) {
            if own.count() > 0 {
                share.clear();
            }
        } else {
            let asked: i64 = own.filter(|line| line.attendances.is_empty()).map(|line| i64::from(line.quantity)).sum();
            let asked = usize::try_from(asked).unwrap_or(usize::MAX);
            share.drain(..asked.min(share.len()));
        }
    }
    shares.retain(|_, share| !share.is_empty());
    shares
}

/// Why a line is proposed, in Dutch and English.
pub(in crate::features::orders) fn explanation(proposed: &Proposed) -> (String, String) {
    let (day, people) = (proposed.session.held_on, proposed.attendances.len());
    let (participants, participants_en) =
        if people == 1 { ("deelnemer", "participant") } else { ("deelnemers", "participants") };
    let ((dutch, english), (more, more_en)) = match proposed.code {
        OrderCode::TrainingLicenceA => (
            ("Basistraining", "Basic training"),
            ("Supervisie en het eerste handboek zijn inbegrepen.", "Supervision and the first handbook are included."),
        ),
        OrderCode::Refresher => (("Bijscholing", "Refresher"), ("Per persoon.", "Per person.")),
        OrderCode::TrainingLicenceB => (
            ("Training voor trainers", "Train-the-trainer"),
            ("Eén bedrag voor de hele groep.", "One amount for the whole group."),
        ),
        OrderCode::ProjectLeaderInstruction => (
            ("Instructie voor projectleiders", "Project leader instruction"),
            ("Eén bedrag voor uw organisatie.", "One amount for your organisation."),
        ),
        OrderCode::Handbook | OrderCode::InformationFolder => (
            ("Basistraining door een eigen trainer", "Basic training by an own trainer"),
            ("Alleen de handboeken.", "The handbooks only."),
        ),
    };
    (
        format!("{dutch} op {day}: {people} {participants}. {more}"),
        format!("{english} on {day}: {people} {participants_en}. {more_en}"),
    )
}
