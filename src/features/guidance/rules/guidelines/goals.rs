//! Guidelines about the goals of the plan in force.

use serde_json::json;

use super::super::facts::Facts;
use super::super::fidelity::Judgement;
use crate::features::evaluations::EvaluationKind;
use crate::features::trajectories::TrajectoryPhase;
use crate::features::visits::LearningStage;

const FEWEST: usize = 3;
const MOST: usize = 5;
/// The goal that is contact with the teacher.
const CONTACT_WITH_TEACHER: i32 = 5;

/// Whether working on goals is over.
fn is_over(facts: &Facts) -> bool {
    facts.status.is_closed() || matches!(facts.phase, TrajectoryPhase::Closing | TrajectoryPhase::Aftercare)
}

/// The plan in force has three to five goals.
pub fn count(facts: &Facts) -> Judgement {
    let goals = facts.goals().len();
    let evidence = json!({ "goals": goals, "from": FEWEST, "until": MOST });
    if facts.plans.is_empty() {
        return Judgement::settled(false, facts.status.is_closed(), evidence);
    }
    Judgement::settled((FEWEST..=MOST).contains(&goals), true, evidence)
}

/// Every goal was worked on at a parent visit and at a family visit.
pub fn visit_kinds(facts: &Facts) -> Judgement {
    let lacks = |goal: i32, with: fn(&super::super::facts::VisitFact) -> bool| {
        !facts.all_held().any(|(_, visit)| with(visit) && visit.worked_on_goal(goal))
    };
    let goals = || facts.goals().iter().map(|goal| goal.goal);
    let parents: Vec<i32> = goals().filter(|goal| lacks(*goal, |visit| visit.with_parents())).collect();
    let family: Vec<i32> = goals().filter(|goal| lacks(*goal, |visit| visit.with_family())).collect();
    let evidence = json!({ "withoutParentVisit": parents, "withoutFamilyVisit": family });
    if facts.goals().is_empty() {
        return Judgement::settled(false, facts.status.is_closed(), evidence);
    }
    Judgement::settled(parents.is_empty() && family.is_empty(), is_over(facts), evidence)
}

/// Every chosen sub-goal had attention before the mid evaluation.
pub fn subgoals_before_mid(facts: &Facts) -> Judgement {
    let mid = facts.evaluated(EvaluationKind::Mid);
    let before = |day| mid.is_none_or(|mid| day <= mid);
    let worked = |subgoal: &str| facts.all_held().any(|(day, visit)| before(day) && visit.worked_on(subgoal).is_some());
    // The plan as it was at the mid evaluation.
    let plan = facts.plans.iter().rfind(|plan| before(plan.agreed_on));
    let chosen = plan.into_iter().flat_map(|plan| &plan.goals).flat_map(|goal| &goal.subgoals);
    let missing: Vec<&String> = chosen.filter(|subgoal| !worked(subgoal)).collect();
    let evidence = json!({ "midOn": mid, "withoutAttention": missing });
    let settled = mid.is_some() || is_over(facts);
    Judgement::settled(plan.is_some() && missing.is_empty() && mid.is_some(), settled, evidence)
}

/// Every chosen sub-goal went through the four stages; 'experience' is mapped in alignment, which counts.
pub fn learning_stages(facts: &Facts) -> Judgement {
    let mapped = facts.held("intake").next().is_some() || facts.held("folder_walkthrough").next().is_some();
    let through = |subgoal: &str, stage: LearningStage| {
        (stage == LearningStage::Experience && mapped)
            || facts.all_held().any(|(_, visit)| visit.worked_on(subgoal).is_some_and(|stages| stages.contains(&stage)))
    };
    let mut missing = serde_json::Map::new();
    for subgoal in facts.goals().iter().flat_map(|goal| &goal.subgoals) {
        let lacks: Vec<&str> =
            LearningStage::ALL.iter().filter(|stage| !through(subgoal, **stage)).map(|stage| stage.as_str()).collect();
        if !lacks.is_empty() {
            missing.insert(subgoal.clone(), json!(lacks));
        }
    }
    let met = missing.is_empty() && !facts.goals().is_empty();
    Judgement::settled(met, is_over(facts), json!({ "missingStages": missing }))
}

/// With goal 5 in the plan one more conversation at school than alignment has.
pub fn further_school_conversation(facts: &Facts) -> Judgement {
    let held: Vec<_> = facts.held("teacher_conversation").map(|(day, _)| day).collect();
    let since = facts.entered(TrajectoryPhase::GoalWork);
    let further = held.iter().filter(|day| since.is_some_and(|since| **day > since)).count();
    let evidence = json!({ "heldOn": held, "furtherConversations": further });
    if !facts.goals().iter().any(|goal| goal.goal == CONTACT_WITH_TEACHER) {
        return Judgement::not_applicable(evidence);
    }
    Judgement::settled(further > 0, is_over(facts), evidence)
}

/// Every goal was worked on before the final evaluation.
pub fn before_final(facts: &Facts) -> Judgement {
    let last = facts.final_on();
    let before = |day| last.is_none_or(|last| day <= last);
    let worked = |goal| facts.all_held().any(|(day, visit)| before(day) && visit.worked_on_goal(goal));
    let missing: Vec<i32> = facts.goals().iter().map(|goal| goal.goal).filter(|goal| !worked(*goal)).collect();
    let settled = last.is_some() || facts.status.is_closed();
    let met = missing.is_empty() && last.is_some() && !facts.goals().is_empty();
    Judgement::settled(met, settled, json!({ "finalOn": last, "notWorkedOn": missing }))
}

/// Every goal is scored when it enters the plan, at the mid and at the final evaluation. A mid evaluation that was taken
/// as final counts as both.
pub fn scores(facts: &Facts) -> Judgement {
    let unscored = |scored: &dyn Fn(i32) -> bool| -> Vec<i32> {
        facts.goals().iter().map(|goal| goal.goal).filter(|goal| !scored(*goal)).collect()
    };
    let at_start = |goal: i32| {
        let entered = facts.plans.iter().flat_map(|plan| &plan.goals).find(|one| one.goal == goal);
        entered.is_some_and(|goal| goal.start_score.is_some())
    };
    let at = |fits: &dyn Fn(&super::super::facts::EvaluationFact) -> bool, goal: i32| {
        facts.evaluations.iter().any(|one| fits(one) && one.scored.contains(&goal))
    };
    let (start, mid, last) = (
        unscored(&at_start),
        unscored(&|goal| at(&|one| one.kind == EvaluationKind::Mid, goal)),
        unscored(&|goal| at(&|one| one.kind == EvaluationKind::Final || one.taken_as_final, goal)),
    );
    let met = start.is_empty() && mid.is_empty() && last.is_empty() && !facts.goals().is_empty();
    let settled = facts.final_on().is_some() || facts.status.is_closed();
    let evidence = json!({ "unscoredAtStart": start, "unscoredAtMid": mid, "unscoredAtEnd": last });
    Judgement::settled(met, settled, evidence)
}
