//! Guidelines about the goals of the plan in force.

use serde_json::json;

use super::super::facts::Facts;
use super::super::fidelity::{Finding, Judgement, listed};
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

/// What a guideline about goals says while there are none.
fn no_goals() -> Finding {
    ("Er is nog geen plan met doelen afgesproken.".to_owned(), "No plan with goals has been agreed yet.".to_owned())
}

/// The plan in force has three to five goals.
pub fn count(facts: &Facts) -> Judgement {
    let goals = facts.goals().len();
    let evidence = json!({ "goals": goals, "from": FEWEST, "until": MOST });
    let finding = (
        format!("Doelen in het plan: {goals}. Gevraagd: {FEWEST} tot en met {MOST}."),
        format!("Goals in the plan: {goals}. Asked: {FEWEST} to {MOST}."),
    );
    if facts.plans.is_empty() {
        return Judgement::settled(false, facts.status.is_closed(), evidence, finding);
    }
    Judgement::settled((FEWEST..=MOST).contains(&goals), true, evidence, finding)
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
        return Judgement::settled(false, facts.status.is_closed(), evidence, no_goals());
    }
    let finding = (
        format!(
            "Doelen zonder ouderbezoek: {}; zonder gezinsbezoek: {}. Gevraagd: van elk een voor elk doel.",
            listed(&parents, "geen"),
            listed(&family, "geen")
        ),
        format!(
            "Goals without a parent visit: {}; without a family visit: {}. Asked: one of each for every goal.",
            listed(&parents, "none"),
            listed(&family, "none")
        ),
    );
    Judgement::settled(parents.is_empty() && family.is_empty(), is_over(facts), evidence, finding)
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
    let finding = match (plan, mid) {
        (None, _) => no_goals(),
        (Some(_), None) => (
            format!("De tussenevaluatie is niet gehouden; subdoelen zonder aandacht: {}.", listed(&missing, "geen")),
            format!("The mid evaluation was not held; sub-goals without attention: {}.", listed(&missing, "none")),
        ),
        (Some(_), Some(mid)) => (
            format!(
                "Subdoelen zonder aandacht voor de tussenevaluatie van {mid}: {}. Gevraagd: geen.",
                listed(&missing, "geen")
            ),
            format!(
                "Sub-goals without attention before the mid evaluation of {mid}: {}. Asked: none.",
                listed(&missing, "none")
            ),
        ),
    };
    Judgement::settled(plan.is_some() && missing.is_empty() && mid.is_some(), settled, evidence, finding)
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
    let without: Vec<&String> = missing.keys().collect();
    let finding = if facts.goals().is_empty() {
        no_goals()
    } else {
        (
            format!("Subdoelen waarvan een leerfase ontbreekt: {}. Gevraagd: geen.", listed(&without, "geen")),
            format!("Sub-goals that lack a learning stage: {}. Asked: none.", listed(&without, "none")),
        )
    };
    Judgement::settled(met, is_over(facts), json!({ "missingStages": missing }), finding)
}

/// With goal 5 in the plan one more conversation at school than alignment has.
pub fn further_school_conversation(facts: &Facts) -> Judgement {
    let held: Vec<_> = facts.held("teacher_conversation").map(|(day, _)| day).collect();
    let since = facts.entered(TrajectoryPhase::GoalWork);
    let further = held.iter().filter(|day| since.is_some_and(|since| **day > since)).count();
    let evidence = json!({ "heldOn": held, "furtherConversations": further });
    if !facts.goals().iter().any(|goal| goal.goal == CONTACT_WITH_TEACHER) {
        let finding = ("Doel 5 staat niet in het plan.".to_owned(), "Goal 5 is not in the plan.".to_owned());
        return Judgement::not_applicable(evidence, finding);
    }
    let finding = (
        format!(
            "Gesprekken op school na de afstemming: {further}. Gevraagd: ten minste 1, want doel 5 staat in het plan."
        ),
        format!("Conversations at school after alignment: {further}. Asked: at least 1, for goal 5 is in the plan."),
    );
    Judgement::settled(further > 0, is_over(facts), evidence, finding)
}

/// Every goal was worked on before the final evaluation.
pub fn before_final(facts: &Facts) -> Judgement {
    let last = facts.final_on();
    let before = |day| last.is_none_or(|last| day <= last);
    let worked = |goal| facts.all_held().any(|(day, visit)| before(day) && visit.worked_on_goal(goal));
    let missing: Vec<i32> = facts.goals().iter().map(|goal| goal.goal).filter(|goal| !worked(*goal)).collect();
    let settled = last.is_some() || facts.status.is_closed();
    let met = missing.is_empty() && last.is_some() && !facts.goals().is_empty();
    let finding = match last {
        _ if facts.goals().is_empty() => no_goals(),
        Some(day) => (
            format!(
                "Doelen waaraan niet is gewerkt voor de eindevaluatie van {day}: {}. Gevraagd: geen.",
                listed(&missing, "geen")
            ),
            format!(
                "Goals not worked on before the final evaluation of {day}: {}. Asked: none.",
                listed(&missing, "none")
            ),
        ),
        None => (
            format!("De eindevaluatie is niet gehouden; doelen waaraan niet is gewerkt: {}.", listed(&missing, "geen")),
            format!("The final evaluation was not held; goals not worked on: {}.", listed(&missing, "none")),
        ),
    };
    Judgement::settled(met, settled, json!({ "finalOn": last, "notWorkedOn": missing }), finding)
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
        unscored(&|goal| at(&|one| one.counts_as_final() && Some(one.held_on) == facts.final_on(), goal)),
    );
    let met = start.is_empty() && mid.is_empty() && last.is_empty() && !facts.goals().is_empty();
    let settled = facts.final_on().is_some() || facts.status.is_closed();
    let evidence = json!({ "unscoredAtStart": start, "unscoredAtMid": mid, "unscoredAtEnd": last });
    let finding = if facts.goals().is_empty() {
        no_goals()
    } else {
        (
            format!(
                "Doelen zonder score bij de start: {}; bij de tussenevaluatie: {}; bij de eindevaluatie: {}. Gevraagd: geen.",
                listed(&start, "geen"),
                listed(&mid, "geen"),
                listed(&last, "geen")
            ),
            format!(
                "Goals without a score at the start: {}; at the mid evaluation: {}; at the final evaluation: {}. Asked: none.",
                listed(&start, "none"),
                listed(&mid, "none"),
                listed(&last, "none")
            ),
        )
    };
    Judgement::settled(met, settled, evidence, finding)
}
