//! The rules of orders.

use chrono::NaiveDate;

use super::*;
use crate::features::practitioners::actions::Place;
use crate::ids::{AttendanceId, PersonId};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A session of the licence holder for everybody.
fn session(kind: TrainingKind) -> SessionFacts {
    SessionFacts {
        id: TrainingSessionId::new(),
        kind,
        held_on: day("2026-03-09"),
        inside: None,
        by_licence_holder: true,
        takes_place: true,
    }
}

/// Somebody with one place, who was there.
fn present(session: SessionFacts, organisation: OrganisationId) -> (Attended, Place) {
    let person = PersonId::new();
    let place = Place { person, organisation, since: day("2026-01-01"), until: None };
    (Attended { attendance: AttendanceId::new(), person, session }, place)
}

fn living(session: SessionFacts, organisation: OrganisationId, code: OrderCode, quantity: i32) -> Living {
    Living { organisation, session: session.id, code, quantity, attendances: Vec::new() }
}

/// Two people of one organisation and one of another at a session.
fn company(session: SessionFacts) -> ([OrganisationId; 2], Vec<Attended>, Vec<Place>) {
    let (here, elsewhere) = (OrganisationId::new(), OrganisationId::new());
    let (attended, places) = [here, here, elsewhere].map(|one| present(session, one)).into_iter().unzip();
    ([here, elsewhere], attended, places)
}

/// For whom, what and how many.
fn told(proposed: &[Proposed]) -> BTreeSet<(OrganisationId, &'static str, i32)> {
    proposed.iter().map(|one| (one.organisation, one.code.as_str(), one.quantity)).collect()
}

#[test]
fn only_what_is_requested_goes_on() {
    for act in [Act::Confirm, Act::Decline, Act::Cancel] {
        assert_eq!(after(OrderStatus::Requested, act), Ok(act.leads_to()));
        for status in [OrderStatus::Confirmed, OrderStatus::Declined, OrderStatus::Cancelled] {
            assert_eq!(after(status, act), Err(&[] as &[Act]));
        }
    }
}

#[test]
fn five_make_a_group() {
    assert!(is_too_small(4, 5) && !is_too_small(5, 5));
}

#[test]
fn basic_training_and_refreshers_are_proposed_per_person_to_each_organisation() {
    for (kind, code) in [(TrainingKind::Basic, "training_licence_a"), (TrainingKind::Refresher, "refresher")] {
        let ([here, elsewhere], attended, places) = company(session(kind));
        let found = proposals(&attended, &places, &[]);
        assert_eq!(told(&found), BTreeSet::from([(here, code, 2), (elsewhere, code, 1)]));
    }
}

#[test]
fn training_for_licence_b_is_one_line_for_the_organisation_of_the_first() {
    let session = session(TrainingKind::TrainTheTrainer);
    let ([here, elsewhere], attended, places) = company(session);
    let found = proposals(&attended, &places, &[]);
    assert_eq!(told(&found), BTreeSet::from([(here, "training_licence_b", 1)]));
    assert_eq!(found[0].attendances.len(), 3, "the line covers everybody");
    // Whoever pays, the training is paid.
    let paid = [living(session, elsewhere, OrderCode::TrainingLicenceB, 1)];
    assert!(proposals(&attended, &places, &paid).is_empty());
}

#[test]
fn an_instruction_is_one_line_for_each_organisation() {
    let session = session(TrainingKind::ProjectLeaderInstruction);
    let ([here, elsewhere], attended, places) = company(session);
    let code = OrderCode::ProjectLeaderInstruction;
    let found = proposals(&attended, &places, &[]);
    assert_eq!(told(&found), BTreeSet::from([(here, code.as_str(), 1), (elsewhere, code.as_str(), 1)]));
    let left = proposals(&attended, &places, &[living(session, here, code, 1)]);
    assert_eq!(told(&left), BTreeSet::from([(elsewhere, code.as_str(), 1)]));
}

#[test]
fn a_colleague_trained_by_an_own_trainer_costs_the_handbook_only() {
    let here = OrganisationId::new();
    let inside = SessionFacts { inside: Some(here), by_licence_holder: false, ..session(TrainingKind::Basic) };
    let (one, place) = present(inside, OrganisationId::new());
    assert_eq!(told(&proposals(&[one], &[place], &[])), BTreeSet::from([(here, "handbook", 1)]));
}

#[test]
fn supervision_deepening_and_intervision_cost_nothing() {
    for kind in [TrainingKind::Supervision, TrainingKind::Deepening, TrainingKind::Intervision] {
        let (_, attended, places) = company(session(kind));
        assert!(proposals(&attended, &places, &[]).is_empty());
    }
}

#[test]
fn what_is_ordered_is_proposed_no_more() {
    let session = session(TrainingKind::Basic);
    let ([here, elsewhere], attended, places) = company(session);
    let mut line = living(session, here, OrderCode::TrainingLicenceA, 2);
    line.attendances = attended.iter().take(2).map(|one| one.attendance).collect();
    let found = proposals(&attended, &places, &[line.clone()]);
    assert_eq!(told(&found), BTreeSet::from([(elsewhere, "training_licence_a", 1)]));
    // Places that were asked for beforehand count for as many people.
    line = living(session, here, OrderCode::TrainingLicenceA, 1);
    let found = proposals(&attended, &places, &[line]);
    let expected = [(here, "training_licence_a", 1), (elsewhere, "training_licence_a", 1)];
    assert_eq!(told(&found), BTreeSet::from(expected));
}

#[test]
fn a_person_with_two_places_is_proposed_to_both_and_ordered_once() {
    let session = session(TrainingKind::Refresher);
    let (here, elsewhere) = (OrganisationId::new(), OrganisationId::new());
    let (one, place) = present(session, here);
    let places = [place, Place { organisation: elsewhere, ..place }];
    let found = proposals(&[one], &places, &[]);
    assert_eq!(told(&found), BTreeSet::from([(here, "refresher", 1), (elsewhere, "refresher", 1)]));
    let mut line = living(session, here, OrderCode::Refresher, 1);
    line.attendances = vec![one.attendance];
    assert!(proposals(&[one], &places, &[line]).is_empty());
}

#[test]
fn the_place_on_the_day_pays_and_otherwise_the_place_of_today() {
    let session = session(TrainingKind::Refresher);
    let (before, since) = (OrganisationId::new(), OrganisationId::new());
    let (one, place) = present(session, before);
    let left = Place { until: Some(day("2026-05-01")), ..place };
    let joined = Place { organisation: since, since: day("2026-05-02"), ..place };
    let of = |places: &[Place]| told(&proposals(&[one], places, &[]));
    assert_eq!(of(&[left, joined]), BTreeSet::from([(before, "refresher", 1)]));
    assert_eq!(of(&[joined]), BTreeSet::from([(since, "refresher", 1)]));
    assert!(of(&[Place { until: Some(day("2026-02-01")), ..place }]).is_empty());
}

#[test]
fn a_line_names_a_session_that_goes_with_its_code() {
    let basic = session(TrainingKind::Basic);
    let sessions = HashMap::from([(basic.id, basic)]);
    let line = |code, session, attendances: Option<usize>| NewOrderLine {
        code,
        quantity: 2,
        training_session_id: session,
        attendance_ids: attendances.map(|count| (0..count).map(|_| AttendanceId::new()).collect()),
    };
    let rules = |lines: &[NewOrderLine], may_link| {
        let found = check_lines(lines, &sessions, may_link);
        found.into_iter().map(|violation| violation.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(&[line(OrderCode::TrainingLicenceA, Some(basic.id), None)], false), Vec::<String>::new());
    assert_eq!(rules(&[line(OrderCode::TrainingLicenceA, None, None)], false), ["required"]);
    assert_eq!(rules(&[line(OrderCode::Refresher, Some(basic.id), None)], false), ["notWithCode"]);
    assert_eq!(rules(&[line(OrderCode::InformationFolder, Some(basic.id), None)], false), ["notWithCode"]);
    let linked = [line(OrderCode::TrainingLicenceA, Some(basic.id), Some(3))];
    assert_eq!(
        (rules(&linked, false), rules(&linked, true)),
        (vec!["licenceHolderOnly".to_owned()], vec!["matchesAttendances".to_owned()])
    );
}

#[test]
fn an_agreed_price_names_a_line_once_and_an_exemption_without_btw() {
    let line = OrderLineId::new();
    let price = |vat_rate, exempt: bool| AgreedPrice {
        line_id: line,
        unit_cents: 100,
        vat_rate,
        vat_exemption: exempt.then(|| "Vrijgesteld".to_owned()),
    };
    assert!(check_agreed(&[price(Some(0), true)]).is_empty());
    assert_eq!(check_agreed(&[price(None, true), price(Some(9), false)]).len(), 2);
    assert_eq!(unknown_lines(&[price(None, false)], &BTreeSet::new()), ["/prices/0/lineId"]);
}

#[test]
fn what_a_cancelled_session_was_ordered_for_is_not_supplied() {
    let held = session(TrainingKind::Refresher);
    let cancelled = SessionFacts { takes_place: false, ..session(TrainingKind::Refresher) };
    let sessions = HashMap::from([held, cancelled].map(|session| (session.id, session)));
    assert!(is_supplied(None, &sessions) && is_supplied(Some(held.id), &sessions));
    assert!(!is_supplied(Some(cancelled.id), &sessions));
}
