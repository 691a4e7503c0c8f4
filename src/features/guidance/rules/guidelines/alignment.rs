//! Guidelines about alignment.

use serde_json::json;

use super::super::facts::Facts;
use super::super::fidelity::{Judgement, listed};
use crate::features::trajectories::TrajectoryPhase;
use crate::features::visits::VisitMode;

/// The steps of alignment that are home visits.
const HOME_STEPS: [&str; 5] = ["intake", "acquaintance", "folder_walkthrough", "folder_activity", "plan_discussion"];
const VISITS: usize = 5;
/// In days of guidance: three weeks and five weeks.
const SHORTEST: usize = 21;
pub const LONGEST: usize = 35;

/// Whether alignment is over: goal work has begun, or the guidance ended.
fn is_over(facts: &Facts) -> bool {
    facts.phase != TrajectoryPhase::Alignment || facts.status.is_closed()
}

/// Five home visits were held.
pub fn visits(facts: &Facts) -> Judgement {
    let at_home = facts.all_held().filter(|(_, visit)| visit.mode == VisitMode::Home);
    let held = at_home.filter(|(_, visit)| HOME_STEPS.contains(&visit.step.as_str())).count();
    let finding = (
        format!("Gehouden huisbezoeken in de afstemming: {held}. Gevraagd: {VISITS}."),
        format!("Home visits held in alignment: {held}. Asked: {VISITS}."),
    );
    Judgement::settled(held >= VISITS, is_over(facts), json!({ "held": held, "expected": VISITS }), finding)
}

/// From the start to goal work three to five weeks of guidance. School holidays count: the programme leaves them out of
/// alternation, rhythm and school hours only (`domain.md` §2).
pub fn duration(facts: &Facts) -> Judgement {
    let until = facts.entered(TrajectoryPhase::GoalWork).or(facts.ended_on);
    let days = facts.guided_days(facts.started_on, until.unwrap_or(facts.today));
    let evidence = json!({ "days": days, "fromDays": SHORTEST, "untilDays": LONGEST });
    let finding = (
        format!("Dagen begeleiding in de afstemming: {days}. Gevraagd: {SHORTEST} tot en met {LONGEST}."),
        format!("Days of guidance in alignment: {days}. Asked: {SHORTEST} to {LONGEST}."),
    );
    match until {
        Some(_) => Judgement::settled((SHORTEST..=LONGEST).contains(&days), true, evidence, finding),
        None => Judgement::so_far(days <= LONGEST, false, evidence, finding),
    }
}

/// A conversation with the teacher was held before goal work; for each focus child one.
pub fn teacher_conversation(facts: &Facts) -> Judgement {
    let until = facts.entered(TrajectoryPhase::GoalWork);
    let in_time = |day| until.is_none_or(|until| day <= until);
    let held: Vec<_> = facts.held("teacher_conversation").map(|(day, _)| day).filter(|day| in_time(*day)).collect();
    let expected = facts.focus_children.len().max(1);
    let evidence = json!({ "heldOn": held, "expected": expected });
    let finding = (
        format!(
            "Gesprekken met de leerkracht in de afstemming: {}. Gevraagd: {expected}, een voor elk kind.",
            listed(&held, "geen")
        ),
        format!(
            "Conversations with the teacher in alignment: {}. Asked: {expected}, one for each child.",
            listed(&held, "none")
        ),
    );
    Judgement::settled(held.len() >= expected, is_over(facts), evidence, finding)
}

/// The folder was handed out.
pub fn folder_handed_out(facts: &Facts) -> Judgement {
    let on = facts.folder_handed_out_on;
    let finding = match on {
        Some(day) => (
            format!("De informatiemap is uitgereikt op {day}. Gevraagd: een map voor het gezin."),
            format!("The information folder was handed out on {day}. Asked: a folder for the family."),
        ),
        None => (
            "Van de informatiemap is geen dag vastgelegd. Gevraagd: een map voor het gezin.".to_owned(),
            "No day was recorded for the information folder. Asked: a folder for the family.".to_owned(),
        ),
    };
    Judgement::settled(on.is_some(), is_over(facts), json!({ "handedOutOn": on }), finding)
}
