//! Facts become known one by one, in any order, and some are withdrawn: nothing of those stays behind.

use super::*;

/// Something that periods follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    Issued(Issuance),
    Refreshed(Refresher),
    Dispensed(NaiveDate),
}

fn facts_of(grounds: &Grounds) -> Vec<Fact> {
    let issued = grounds.issuances.iter().copied().map(Fact::Issued);
    let refreshed = grounds.refreshers.iter().copied().map(Fact::Refreshed);
    issued.chain(refreshed).chain(grounds.dispensations.iter().copied().map(Fact::Dispensed)).collect()
}

/// What stands after facts became known one by one, and some of them were withdrawn: periods are computed anew each
/// time, with what stood until then, as the service does it.
fn registered(acts: &[(Fact, bool)]) -> Vec<Earned> {
    let (mut known, mut standing): (Vec<Fact>, Vec<Earned>) = (Vec::new(), Vec::new());
    for (fact, given) in acts {
        if *given {
            known.push(*fact);
        } else if let Some(place) = known.iter().position(|one| one == fact) {
            known.remove(place);
        }
        let mut grounds = Grounds {
            granted: Granted::among(standing.iter().map(|period| (*period, Some(TERMS.refresher_minutes)))),
            ..Grounds::default()
        };
        for fact in &known {
            match *fact {
                Fact::Issued(issuance) => grounds.issuances.push(issuance),
                Fact::Refreshed(refresher) => grounds.refreshers.push(refresher),
                Fact::Dispensed(on) => grounds.dispensations.push(on),
            }
        }
        standing = periods(&grounds, TERMS);
    }
    standing
}

/// What the licence holder gives, rightly or not.
fn given() -> impl Strategy<Value = Fact> {
    let transferred = (0..2500_u64, 0..900_u64).prop_map(|(on, days)| {
        let until = Some(after(on + days));
        Fact::Issued(Issuance { on: after(on), until, ground: LicenceGround::Transferred })
    });
    let trained = (0..2500_u64)
        .prop_map(|on| Fact::Issued(Issuance { on: after(on), until: None, ground: LicenceGround::Training }));
    prop_oneof![3 => (0..2500_u64).prop_map(|on| Fact::Dispensed(after(on))), 1 => transferred, 1 => trained]
}

/// A history, and its facts in the order in which they became known.
fn told_in_any_order() -> impl Strategy<Value = (Grounds, Vec<Fact>)> {
    histories().prop_flat_map(|grounds| {
        let facts = facts_of(&grounds);
        (Just(grounds), Just(facts).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn the_order_of_registration_does_not_matter((grounds, facts) in told_in_any_order()) {
        let acts: Vec<(Fact, bool)> = facts.into_iter().map(|fact| (fact, true)).collect();
        prop_assert_eq!(registered(&acts), periods(&grounds, TERMS));
    }

    #[test]
    fn what_was_given_and_withdrawn_leaves_what_one_never_given_leaves(
        facts in histories().prop_flat_map(|grounds| Just(facts_of(&grounds)).prop_shuffle()),
        wrong in given(),
        places in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let never: Vec<(Fact, bool)> = facts.into_iter().map(|fact| (fact, true)).collect();
        let (one, other) = (places.0.index(never.len() + 1), places.1.index(never.len() + 1));
        let mut acts = never.clone();
        acts.insert(one.max(other), (wrong, false));
        acts.insert(one.min(other), (wrong, true));
        prop_assert_eq!(registered(&acts), registered(&never));
    }

    #[test]
    fn a_corrected_last_day_leaves_what_the_right_one_would_have_left(
        facts in histories().prop_flat_map(|grounds| Just(facts_of(&grounds)).prop_shuffle()),
        (on, wrong, right) in (0..2500_u64, 0..900_u64, 0..900_u64),
        place in any::<prop::sample::Index>(),
    ) {
        let transferred = |days| {
            Fact::Issued(Issuance { on: after(on), until: Some(after(on + days)), ground: LicenceGround::Transferred })
        };
        // Of one day there is one issue.
        prop_assume!(facts.iter().all(|fact| !matches!(fact, Fact::Issued(other) if other.on == after(on))));
        let rest: Vec<(Fact, bool)> = facts.into_iter().map(|fact| (fact, true)).collect();
        let acts = [vec![(transferred(wrong), true)], rest.clone(), vec![(transferred(wrong), false)],
            vec![(transferred(right), true)]].concat();
        let mut never = rest;
        never.insert(place.index(never.len() + 1), (transferred(right), true));
        prop_assert_eq!(registered(&acts), registered(&never));
    }
}
