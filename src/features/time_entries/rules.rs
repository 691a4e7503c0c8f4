//! The sums of a trajectory's time (`domain.md` §2, Hours).

use std::collections::BTreeMap;

use super::api::{CategoryTime, PractitionerTime, TimeCategory, TrajectoryTime};
use crate::features::visits::actions::VisitMinutes;
use crate::ids::PractitionerId;

/// What the entries of one practitioner in one category add up to.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryMinutes {
    pub practitioner_id: PractitionerId,
    pub category: TimeCategory,
    pub minutes: i64,
}

/// All time that was spent, against the budget. Visits count as guidance, and as travel for each who came.
pub(super) fn summary(budget_minutes: i64, visits: &[VisitMinutes], entries: &[EntryMinutes]) -> TrajectoryTime {
    let from_visits = |category| match category {
        TimeCategory::Guidance => visits.iter().map(|one| i64::from(one.guidance)).sum(),
        TimeCategory::Travel => visits.iter().map(|one| i64::from(one.travel)).sum(),
        TimeCategory::Preparation | TimeCategory::Registration => 0,
    };
    let of_category = |category: &TimeCategory| {
        let from_visits: i64 = from_visits(*category);
        let of_it = entries.iter().filter(|one| one.category == *category);
        let from_entries: i64 = of_it.map(|one| one.minutes).sum();
        CategoryTime { category: *category, minutes: from_visits + from_entries, from_visits, from_entries }
    };
    let per_category: Vec<CategoryTime> = TimeCategory::ALL.iter().map(of_category).collect();
    let total_minutes = per_category.iter().map(|one| one.minutes).sum();
    let mut of_practitioners: BTreeMap<PractitionerId, i64> = BTreeMap::new();
    for one in visits {
        *of_practitioners.entry(one.practitioner_id).or_default() += i64::from(one.guidance) + i64::from(one.travel);
    }
    for one in entries {
        *of_practitioners.entry(one.practitioner_id).or_default() += one.minutes;
    }
    let of_practitioner = |(practitioner_id, minutes)| PractitionerTime { practitioner_id, minutes };
    TrajectoryTime {
        budget_minutes,
        per_category,
        total_minutes,
        remaining_minutes: budget_minutes - total_minutes,
        per_practitioner: of_practitioners.into_iter().map(of_practitioner).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_spent_leaves_the_budget_and_all_four_categories() {
        let time = summary(3000, &[], &[]);
        assert_eq!((time.total_minutes, time.remaining_minutes, time.per_category.len()), (0, 3000, 4));
        assert!(time.per_practitioner.is_empty());
    }

    #[test]
    fn two_who_came_together_both_count_and_more_than_the_budget_is_negative() {
        let (one, other) = (PractitionerId::new(), PractitionerId::new());
        let visits = [
            VisitMinutes { practitioner_id: one, guidance: 90, travel: 20 },
            VisitMinutes { practitioner_id: other, guidance: 60, travel: 20 },
        ];
        let entries = [EntryMinutes { practitioner_id: other, category: TimeCategory::Guidance, minutes: 30 }];
        let time = summary(120, &visits, &entries);
        let minutes: Vec<_> = time.per_category.iter().map(|one| (one.from_visits, one.from_entries)).collect();
        assert_eq!(minutes, [(0, 0), (150, 30), (40, 0), (0, 0)]);
        assert_eq!((time.total_minutes, time.remaining_minutes), (220, -100));
        assert_eq!(time.per_practitioner.iter().map(|one| one.minutes).collect::<Vec<_>>(), [110, 110]);
    }

    proptest! {
        #[test]
        fn categories_and_practitioners_add_up_to_the_same(
            visits in proptest::collection::vec((0_u128..4, 0_i32..600, 0_i32..600), 0..20),
            entries in proptest::collection::vec((0_u128..4, 0_usize..4, 1_i64..1440), 0..20),
        ) {
            let practitioner = |number| PractitionerId(uuid::Uuid::from_u128(number));
            let visits: Vec<_> = visits
                .into_iter()
                .map(|(who, guidance, travel)| VisitMinutes { practitioner_id: practitioner(who), guidance, travel })
                .collect();
            let entry = |(who, category, minutes)| EntryMinutes {
                practitioner_id: practitioner(who), category: TimeCategory::ALL[category], minutes };
            let entries: Vec<_> = entries.into_iter().map(entry).collect();
            let time = summary(3000, &visits, &entries);
            prop_assert_eq!(time.total_minutes, time.per_practitioner.iter().map(|one| one.minutes).sum::<i64>());
            prop_assert_eq!(time.total_minutes + time.remaining_minutes, 3000);
        }
    }
}
