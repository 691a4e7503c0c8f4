//! The rules of referrals hold for any order of acts and any pair of names.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::features::referrals::api::{AcceptedFamily, ReferredChild, ReferredParent, Screening};
use crate::ids::PractitionerId;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    proptest::collection::vec(select(Act::ALL.to_vec()), 0..20)
}

fn names() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z '.-]{0,20}"
}

proptest! {
    #[test]
    fn no_order_of_acts_leaves_accepted_or_loses_a_referral(acts in acts()) {
        let mut status = ReferralStatus::Received;
        for act in acts {
            let before = status;
            status = after(status, act).unwrap_or(status);
            prop_assert!(before != ReferralStatus::Accepted || status == ReferralStatus::Accepted);
            // Wherever it is, it is decided on or can still be accepted, if need be after reopening.
            let reopened = after(status, Act::Reopen).unwrap_or(status);
            let accepted = after(reopened, Act::Accept);
            prop_assert!(status == ReferralStatus::Accepted || accepted == Ok(ReferralStatus::Accepted));
        }
    }

    #[test]
    fn a_refusal_names_exactly_what_is_possible(
        status in select(ReferralStatus::ALL.to_vec()), act in select(Act::ALL.to_vec())
    ) {
        if let Err(allowed) = after(status, act) {
            prop_assert!(!allowed.is_empty() && !allowed.contains(&act));
            for other in Act::ALL {
                prop_assert_eq!(allowed.contains(&other), after(status, other).is_ok());
            }
        }
    }

    #[test]
    fn likeness_is_the_same_from_both_sides(a in names(), b in names(), c in names(), d in names()) {
        let (one, other) = (ChildName { given: &a, family: Some(&b) }, ChildName { given: &c, family: Some(&d) });
        let found = likeness(one, other);
        prop_assert_eq!(found, likeness(other, one));
        prop_assert!((0.0..=1.0).contains(&found));
    }

    #[test]
    fn case_and_punctuation_make_no_difference(given in names(), family in names()) {
        let (louder, dashed) = (given.to_uppercase(), family.replace(' ', "-"));
        let one = ChildName { given: &given, family: Some(&family) };
        prop_assert_eq!(likeness(one, ChildName { given: &louder, family: Some(&dashed) }), 1.0);
    }
}

#[test]
fn similar_names_are_alike_and_siblings_are_not() {
    let alike = |one: (&str, &str), other: (&str, &str)| {
        let name = |(given, family)| ChildName { given, family: Some(family) };
        likeness(name(one), name(other)) >= ALIKE
    };
    assert!(alike(("Noor", "Testerink"), ("noor", "van Testerink")));
    assert!(alike(("Samir", "El Voorbeeld"), ("Sammir", "Voorbeeld")));
    assert!(!alike(("Noor", "Testerink"), ("Sami", "Testerink")), "twins");
    assert!(!alike(("Noor", "Testerink"), ("Noor", "Voorbeeld")));
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn referral(source: ReferralSource, screening: Screening) -> ReferralFields {
    let child = ReferredChild { given_name: "Noor".into(), family_name: None, birth_date: None, group: None };
    let parent = ReferredParent { name: "Ouder".into(), phone: None, email: None, language: None };
    ReferralFields {
        source,
        school_id: None,
        received_on: day("2026-03-01"),
        parents_agreed_on: day("2026-03-01"),
        child,
        parents: vec![parent],
        referrer: None,
        screening,
        feedback_given_on: None,
    }
}

fn acceptance(family: Option<AcceptedFamily>) -> ReferralAcceptance {
    ReferralAcceptance {
        started_on: day("2026-03-10"),
        practitioner_ids: vec![PractitionerId::new()],
        family_id: None,
        focus_child_ids: None,
        family,
    }
}

#[test]
fn parents_who_refer_themselves_must_want_improvement_and_others_see_lagging_results() {
    let known = Screening { lagging_results: Some(true), ..Screening::default() };
    let wanted = Screening { improvement_wanted_by_parents: Some(true), ..Screening::default() };
    let found = |source, screening: &Screening| unmet(&referral(source, screening.clone()), &acceptance(None), &[]);
    assert_eq!(found(ReferralSource::Parents, &wanted), []);
    assert_eq!(found(ReferralSource::Parents, &known), [Unmet::ImprovementNotWanted]);
    for source in ReferralSource::ALL.iter().copied().filter(|source| *source != ReferralSource::Parents) {
        assert_eq!(found(source, &known), []);
        assert_eq!(found(source, &wanted), [Unmet::ResultsNotLagging]);
    }
}

#[test]
fn everything_that_stands_in_the_way_is_named_at_once() {
    let screening = Screening {
        skills_school_support: SkillLevel::Sufficient,
        skills_parenting: SkillLevel::Sufficient,
        contra_indications: Some(vec!["high_stress".into()]),
        ..Screening::default()
    };
    let family = AcceptedFamily {
        name: "Familie".into(),
        languages: Vec::new(),
        interpreter_needed: false,
        communication: None,
        parents: None,
        children: None,
    };
    let mut fields = referral(ReferralSource::Teacher, screening);
    fields.child.group = Some(5);
    let found: Vec<&str> = unmet(&fields, &acceptance(Some(family)), &[]).iter().map(Unmet::code).collect();
    let expected = [
        "lagging_results",
        "limited_skills",
        "group",
        "contra_indication",
        "birth_date",
        "family_name",
        "communication",
    ];
    assert_eq!(found, expected);
}
