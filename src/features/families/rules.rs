//! A child's place at school as dated facts (`domain.md` §1): each placement holds from its first day until the next
//! one's. Which group suits which age is a guideline of the intervention and refuses nothing here.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

/// The groups of a primary school.
pub(super) const GROUPS: RangeInclusive<i16> = 1..=8;

/// How many parents or carers a family has at most, and how many children: a family is read as a whole.
pub(super) const MOST_PARENTS: usize = 10;
pub(super) const MOST_CHILDREN: usize = 15;

/// The fewest letters that a search by name takes, so that it can't be used to leaf through everybody.
pub(super) const FEWEST_LETTERS: usize = 2;

/// A fact that holds from a day on.
pub(super) trait Dated {
    fn begins_on(&self) -> NaiveDate;
}

/// The fact that holds on a day: the latest that began on or before it.
pub(super) fn current<F: Dated>(facts: &[F], day: NaiveDate) -> Option<&F> {
    facts.iter().filter(|fact| fact.begins_on() <= day).max_by_key(|fact| fact.begins_on())
}

/// Where in the list a first day stands that was there before.
pub(super) fn repeated<F: Dated>(facts: &[F]) -> Vec<usize> {
    let mut seen = HashSet::new();
    let again = facts.iter().enumerate().filter(|(_, fact)| !seen.insert(fact.begins_on()));
    again.map(|(position, _)| position).collect()
}

/// A name to search for, without the space around it; `None` when too little is left.
pub(super) fn prefix(text: &str) -> Option<String> {
    let text = text.trim();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    (letters >= FEWEST_LETTERS).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Since(NaiveDate);

    impl Dated for Since {
        fn begins_on(&self) -> NaiveDate {
            self.0
        }
    }

    fn days() -> impl Strategy<Value = NaiveDate> {
        (0..3650_i32).prop_map(|day| NaiveDate::from_num_days_from_ce_opt(738_000 + day).unwrap())
    }

    #[test]
    fn a_search_needs_two_letters() {
        assert_eq!(prefix("  De V "), Some("De V".to_owned()));
        assert_eq!(prefix("'t"), None);
        assert_eq!(prefix(" 12 "), None);
        assert_eq!(prefix("Öz"), Some("Öz".to_owned()));
    }

    proptest! {
        #[test]
        fn the_current_fact_began_and_none_began_later(facts in vec(days().prop_map(Since), 0..12), day in days()) {
            match current(&facts, day) {
                Some(fact) => {
                    prop_assert!(fact.0 <= day);
                    prop_assert!(facts.iter().all(|other| other.0 <= fact.0 || other.0 > day));
                }
                None => prop_assert!(facts.iter().all(|other| other.0 > day)),
            }
        }

        #[test]
        fn the_order_of_facts_changes_nothing(first in btree_set(days(), 0..12), day in days()) {
            let forward: Vec<Since> = first.iter().copied().map(Since).collect();
            let backward: Vec<Since> = forward.iter().rev().copied().collect();
            prop_assert_eq!(current(&forward, day), current(&backward, day));
            prop_assert!(repeated(&forward).is_empty());
        }

        #[test]
        fn what_is_left_without_the_repeated_is_unique(facts in vec(days().prop_map(Since), 0..12)) {
            let again = repeated(&facts);
            let kept: Vec<NaiveDate> = facts
                .iter()
                .enumerate()
                .filter(|(position, _)| !again.contains(position))
                .map(|(_, fact)| fact.0)
                .collect();
            let unique: std::collections::BTreeSet<NaiveDate> = facts.iter().map(|fact| fact.0).collect();
            prop_assert_eq!(kept.len(), unique.len());
        }
    }
}
