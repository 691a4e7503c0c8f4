//! Guidelines about alignment.

use serde_json::json;

use super::super::facts::Facts;
use super::super::fidelity::Judgement;
use crate::features::trajectories::TrajectoryPhase;
use crate::features::visits::VisitMode;

/// The steps of alignment that are home visits.
const HOME_STEPS: [&str; 5] = ["intake", "acquaintance", "folder_walkthrough", "folder_activity", "plan_discussion"];
const VISITS: usize = 5;
/// In days: three weeks and five weeks.
const SHORTEST: i64 = 21;
const LONGEST: i64 = 35;

/// Whether alignment is over: goal work has begun, or the guidance ended.
fn is_over(facts: &Facts) -> bool {
    facts.phase != TrajectoryPhase::Alignment || facts.status.is_closed()
}

/// Five home visits were held.
pub fn visits(facts: &Facts) -> Judgement {
    let at_home = facts.all_held().filter(|(_, visit)| visit.mode == VisitMode::Home);
    let held = at_home.filter(|(_, visit)| HOME_STEPS.contains(&visit.step.as_str())).count();
    Judgement::settled(held >= VISITS, is_over(facts), json!({ "held": held, "expected": VISITS }))
}

/// From the start to goal work three to five weeks; days paused and school holidays do not count.
pub fn duration(facts: &Facts) -> Judgement {
    let until = facts.entered(TrajectoryPhase::GoalWork).or(facts.ended_on);
    let days = facts.counted_days(facts.started_on, until.unwrap_or(facts.today));
    let evidence = json!({ "days": days, "fromDays": SHORTEST, "untilDays": LONGEST });
    match until {
        Some(_) => Judgement::settled((SHORTEST..=LONGEST).contains(&days), true, evidence),
        None => Judgement::so_far(days <= LONGEST, false, evidence),
    }
}

/// A conversation with the teacher was held before goal work; for each focus child one.
pub fn teacher_conversation(facts: &Facts) -> Judgement {
    let until = facts.entered(TrajectoryPhase::GoalWork);
    let in_time = |day| until.is_none_or(|until| day <= until);
    let held: Vec<_> = facts.held("teacher_conversation").map(|(day, _)| day).filter(|day| in_time(*day)).collect();
    let expected = facts.focus_children.len().max(1);
    let evidence = json!({ "heldOn": held, "expected": expected });
    Judgement::settled(held.len() >= expected, is_over(facts), evidence)
}

/// The folder was handed out.
pub fn folder_handed_out(facts: &Facts) -> Judgement {
    let on = facts.folder_handed_out_on;
    Judgement::settled(on.is_some(), is_over(facts), json!({ "handedOutOn": on }))
}
