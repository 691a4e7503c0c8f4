//! What a package leaves out, and what becomes of it.

use serde_json::json;

use super::*;
use crate::features::families::Communication;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::features::transfers::api::TransferredSchool;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

fn parent(name: &str, address_secret: bool) -> NamedParent {
    let address = json!({ "street": "Verzonnenlaan 12", "postalCode": "1234 AB", "city": "Voorbeeldstad" });
    NamedParent {
        id: ParentId::new(),
        name: name.to_owned(),
        language: None,
        email: None,
        phone: Some("+31 6 00000000".to_owned()),
        address: serde_json::from_value(address).unwrap(),
        address_secret,
    }
}

fn goal(goal: i32, scored_by: Option<ParentId>) -> PlanGoal {
    PlanGoal {
        goal,
        subgoals: vec![format!("{goal}.1")],
        start_score: Some(2),
        target_score: Some(4),
        scored_by,
        ..plain()
    }
}

fn plain() -> PlanGoal {
    serde_json::from_value(json!({ "goal": 1, "subgoals": ["1.1"] })).unwrap()
}

fn child(given_name: &str, focus: bool, brin: Option<&str>) -> TransferredChild {
    TransferredChild {
        given_name: given_name.to_owned(),
        family_name: format!("Van {given_name}"),
        birth_date: day(1),
        focus,
        school: Some(TransferredSchool {
            name: "De Verzinsels".to_owned(),
            brin: brin.map(str::to_owned),
            group: 3,
            since: day(2),
        }),
    }
}

fn material(parents: Vec<NamedParent>) -> Material {
    Material {
        family: TransferredFamily {
            languages: vec!["ar".to_owned()],
            interpreter_needed: true,
            communication: Communication::Interpreter,
        },
        parents,
        children: vec![child("Noor", false, None), child("Sami", true, Some("99AA"))],
        trajectory: TransferredTrajectory {
            started_on: day(1),
            ended_on: Some(day(5)),
            phase: TrajectoryPhase::GoalWork,
            status: TrajectoryStatus::Discontinued,
            contra_indication: None,
        },
        plan: None,
        visits: Vec::new(),
        scores: Vec::new(),
    }
}

#[test]
fn scores_of_a_parent_who_did_not_agree_stay_behind() {
    let (named, other) = (parent("Samir", false), ParentId::new());
    let scores = json!([{ "goal": 2, "score": 4, "givenBy": named.id }, { "goal": 3, "score": 1, "givenBy": other }]);
    let scores: GoalScores = serde_json::from_value(scores).unwrap();
    let package = pack(Material {
        plan: Some((day(3), vec![goal(2, Some(named.id)), goal(3, Some(other)), goal(4, None)])),
        scores: vec![(EvaluationKind::Mid, day(4), scores)],
        ..material(vec![named])
    });
    let goals = package.plan.unwrap().goals;
    let said: Vec<_> = goals.iter().map(|goal| (goal.start_score, goal.target_score, goal.scored_by)).collect();
    assert_eq!(said, [(Some(2), Some(4), Some(1)), (None, None, None), (None, None, None)]);
    let given: Vec<_> = package.goal_scores.iter().map(|score| (score.goal, score.given_by)).collect();
    assert_eq!(given, [(2, 1)]);
}

#[test]
fn a_secret_address_stays_behind_and_stays_secret() {
    let package = pack(material(vec![parent("Samir", true), parent("Ada", false)]));
    let shown: Vec<_> =
        package.parents.iter().map(|one| (one.number, one.address.is_some(), one.address_secret)).collect();
    assert_eq!(shown, [(1, false, true), (2, true, false)]);
    let family = family_of(&package, None, &HashMap::new());
    let kept: Vec<_> =
        family.parents.iter().map(|one| (one.fields.address.is_some(), one.fields.address_secret)).collect();
    assert_eq!(kept, [(false, true), (true, false)]);
}

#[test]
fn a_child_goes_to_the_school_that_is_known_here_and_gives_the_family_a_name() {
    let package = pack(material(vec![parent("Samir", false)]));
    let school = SchoolId::new();
    let family = family_of(&package, None, &HashMap::from([("99AA".to_owned(), school)]));
    let placed: Vec<_> =
        family.children.iter().map(|child| child.fields.placements.first().map(|at| at.school_id)).collect();
    assert_eq!(placed, [None, Some(school)]);
    assert_eq!(family.name, "Van Sami");
    assert_eq!(family_of(&package, Some("Gezin S.".to_owned()), &HashMap::new()).name, "Gezin S.");
}
