//! What a plan must be beyond its schema.

use std::collections::HashSet;

use super::api::{PlanFields, PlanGoal};
use crate::problem::Violation;

/// Everything that contradicts itself or stands in no catalogue, all at once. What an earlier version had is not held
/// against a later edition: `known` are the sub-goals of the catalogue and of the plan so far.
pub(super) fn check(fields: &PlanFields, known: &[String]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (position, goal) in fields.goals.iter().enumerate() {
        let at = format!("/goals/{position}");
        if !seen.insert(goal.goal) {
            found.push(Violation::body(format!("{at}/goal"), "uniqueItems", "Elk doel één keer.", "Each goal once."));
        }
        found.extend(check_subgoals(goal, &at, known));
        let scored = goal.start_score.is_some() || goal.target_score.is_some();
        if scored != goal.scored_by.is_some() {
            let (dutch, english) = ("Noem bij een score de ouder die haar gaf.", "Name the parent who gave a score.");
            found.push(Violation::body(format!("{at}/scoredBy"), "withScore", dutch, english));
        }
    }
    if fields.agreed_on.is_some() {
        if fields.practitioner_id.is_none() {
            let (dutch, english) =
                ("Noem wie het plan met de ouders afsprak.", "Name who agreed the plan with the parents.");
            found.push(Violation::body("/practitionerId", "required", dutch, english));
        }
        if fields.goals.is_empty() {
            let (dutch, english) =
                ("Een afgesproken plan heeft ten minste één doel.", "A plan that was agreed has at least one goal.");
            found.push(Violation::body("/goals", "minItems", dutch, english));
        }
    }
    found
}

fn check_subgoals(goal: &PlanGoal, at: &str, known: &[String]) -> Vec<Violation> {
    let mut found = Vec::new();
    for (position, subgoal) in goal.subgoals.iter().enumerate() {
        let pointer = format!("{at}/subgoals/{position}");
        if !subgoal.starts_with(&format!("{}.", goal.goal)) {
            let (dutch, english) = ("Dit is geen subdoel van dit doel.", "This is no sub-goal of this goal.");
            found.push(Violation::body(pointer, "subgoalOfGoal", dutch, english));
        } else if !known.contains(subgoal) {
            let (dutch, english) = (
                "Dit staat niet in de nieuwste editie van de catalogus.",
                "This is not in the newest edition of the catalogue.",
            );
            found.push(Violation::body(pointer, "notInCatalogue", dutch, english));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::api::PlannedVisits;
    use super::*;
    use crate::ids::{ParentId, PractitionerId};
    use crate::problem::Place;

    fn goal(goal: i32, subgoals: &[&str]) -> PlanGoal {
        PlanGoal {
            goal,
            subgoals: subgoals.iter().map(|subgoal| (*subgoal).to_owned()).collect(),
            start_score: Some(2),
            target_score: Some(4),
            scored_by: Some(ParentId::new()),
            planned_visits: PlannedVisits::default(),
        }
    }

    fn plan(goals: Vec<PlanGoal>) -> PlanFields {
        let agreed_on = "2026-03-10".parse().ok();
        PlanFields { goals, agreed_on, practitioner_id: Some(PractitionerId::new()), remarks: None }
    }

    fn pointers(fields: &PlanFields) -> Vec<String> {
        let known: Vec<String> = ["1.1", "1.2", "2.3"].map(str::to_owned).to_vec();
        let place = |violation: Violation| match violation.place {
            Place::Body(pointer) => pointer,
            other => panic!("{other:?}"),
        };
        check(fields, &known).into_iter().map(place).collect()
    }

    #[test]
    fn a_plan_in_order_has_no_violations() {
        assert!(pointers(&plan(vec![goal(1, &["1.1", "1.2"]), goal(2, &["2.3"])])).is_empty());
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let unscored = PlanGoal { scored_by: None, ..goal(1, &["2.3", "1.9"]) };
        let bad = PlanFields { practitioner_id: None, ..plan(vec![unscored, goal(1, &["1.1"])]) };
        let expected =
            ["/goals/0/subgoals/0", "/goals/0/subgoals/1", "/goals/0/scoredBy", "/goals/1/goal", "/practitionerId"];
        assert_eq!(pointers(&bad), expected);
        assert_eq!(pointers(&plan(Vec::new())), ["/goals"]);
    }

    proptest! {
        #[test]
        fn only_an_agreed_plan_asks_who_agreed_it(agreed: bool, named: bool) {
            let all = plan(vec![goal(1, &["1.1"])]);
            let fields = PlanFields {
                agreed_on: all.agreed_on.filter(|_| agreed),
                practitioner_id: all.practitioner_id.filter(|_| named),
                ..all
            };
            prop_assert_eq!(pointers(&fields).is_empty(), named || !agreed);
        }
    }
}
