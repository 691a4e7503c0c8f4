//! The plan of action, to go through and sign with the parents (`domain.md` §2–§4).

use chrono::NaiveDate;

use crate::documents::{Block, Document, Smiley, dutch};
use crate::features::catalogue::GoalContent;
use crate::features::plans::{Plan, PlanGoal};
use crate::ids::ParentId;

/// What it is made of.
pub(super) struct Facts<'f> {
    pub plan: &'f Plan,
    /// The catalogue's.
    pub goals: &'f [GoalContent],
    pub parents: &'f [(ParentId, String)],
    /// The focus children's given names.
    pub children: Vec<String>,
    /// Who agreed it, or else who performs today.
    pub practitioners: Vec<String>,
    pub organisation: String,
    pub written_on: NaiveDate,
}

/// What a goal is called; by its number once the catalogue has it no longer.
pub(super) fn title_of(goals: &[GoalContent], number: i32) -> String {
    let found = goals.iter().find(|goal| goal.goal == number);
    found.map_or_else(|| format!("Doel {number}"), |goal| goal.title.nl.clone())
}

pub(super) fn on_paper(facts: &Facts<'_>) -> Document {
    let plan = facts.plan;
    let fact = |name: &str, value: String| Block::Fact(name.to_owned(), value);
    let parents: Vec<String> = facts.parents.iter().map(|(_, name)| name.clone()).collect();
    let mut blocks = Vec::new();
    if !parents.is_empty() {
        blocks.push(fact("Voor", dutch::listed(&parents)));
    }
    if !facts.children.is_empty() {
        let name = if facts.children.len() == 1 { "Kind" } else { "Kinderen" };
        blocks.push(fact(name, dutch::listed(&facts.children)));
    }
    if !facts.practitioners.is_empty() {
        blocks.push(fact("Samen met", dutch::listed(&facts.practitioners)));
    }
    blocks.push(fact("Organisatie", facts.organisation.clone()));
    let agreed = plan.agreed_on.map_or_else(|| "voorstel, nog niet afgesproken".to_owned(), dutch::day);
    blocks.push(fact("Afgesproken op", agreed));
    if plan.agreed_on.is_none() && plan.in_force_version.is_some() {
        blocks.push(Block::Small("Tot dit voorstel is afgesproken, geldt het plan dat u eerder afsprak.".into()));
    }
    if plan.goals.is_empty() {
        blocks.push(Block::Text("Er zijn nog geen doelen gekozen.".into()));
    }
    for goal in &plan.goals {
        blocks.extend(goal_blocks(facts, goal));
    }
    if !plan.goals.is_empty() {
        blocks.push(Block::Heading("Handtekeningen".into()));
        blocks.push(Block::Signatures(signatures(&parents, &facts.practitioners)));
    }
    Document {
        title: "Plan van aanpak".into(),
        author: facts.organisation.clone(),
        issued_on: plan.agreed_on.unwrap_or(facts.written_on),
        id: plan.trajectory_id.0,
        blocks,
    }
}

fn goal_blocks(facts: &Facts<'_>, goal: &PlanGoal) -> Vec<Block> {
    let known = facts.goals.iter().find(|known| known.goal == goal.goal);
    let mut blocks = vec![Block::Heading(title_of(facts.goals, goal.goal))];
    for number in &goal.subgoals {
        let subgoal = known.and_then(|known| known.subgoals.iter().find(|subgoal| subgoal.subgoal == *number));
        let title = subgoal.map_or_else(|| format!("Subdoel {number}"), |subgoal| subgoal.title.nl.clone());
        blocks.push(Block::Item(title));
    }
    blocks.push(face("Zo gaat het nu", goal.start_score));
    blocks.push(face("Zo wil ik het", goal.target_score));
    let by = goal.scored_by.and_then(|id| facts.parents.iter().find(|(parent, _)| *parent == id));
    blocks.extend(by.map(|(_, name)| Block::Fact("Gekozen door".into(), name.clone())));
    let visits = goal.planned_visits;
    let planned = [counted(visits.parents, "met de ouders"), counted(visits.family, "met het hele gezin")];
    let planned: Vec<String> = planned.into_iter().flatten().collect();
    let planned = if planned.is_empty() { "nog niet gepland".to_owned() } else { dutch::listed(&planned) };
    blocks.push(Block::Fact("Bezoeken".into(), planned));
    blocks
}

fn face(name: &str, score: Option<i16>) -> Block {
    match score.and_then(Smiley::of) {
        Some(smiley) => Block::Smiley(name.to_owned(), smiley),
        None => Block::Fact(name.to_owned(), "nog niet gekozen".into()),
    }
}

fn counted(visits: i32, with: &str) -> Option<String> {
    (visits > 0).then(|| format!("{visits}\u{a0}keer {with}"))
}

fn signatures(parents: &[String], practitioners: &[String]) -> Vec<String> {
    let named = |names: &[String], role: &str| -> Vec<String> {
        let blank = vec![role.to_owned()];
        if names.is_empty() { blank } else { names.iter().map(|name| format!("{name}, {role}")).collect() }
    };
    [named(parents, "ouder"), named(practitioners, "begeleider")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{FamilyId, TrajectoryId};

    fn plan(goals: Vec<PlanGoal>, agreed_on: Option<NaiveDate>) -> Plan {
        Plan {
            trajectory_id: TrajectoryId::new(),
            family_id: FamilyId::new(),
            goals,
            agreed_on,
            practitioner_id: None,
            licence_id: None,
            licence_period_id: None,
            remarks: Some("Alleen voor collega's.".into()),
            in_force_version: None,
            version: 1,
            created_at: None,
        }
    }

    fn paper(plan: &Plan, parent: ParentId) -> Document {
        on_paper(&Facts {
            plan,
            goals: &[],
            parents: &[(parent, "Samir Testerink".into())],
            children: vec!["Noor".into()],
            practitioners: Vec::new(),
            organisation: "Welzijn Hier".into(),
            written_on: "2026-03-10".parse().unwrap(),
        })
    }

    #[test]
    fn a_plan_shows_goals_with_faces_and_who_chose_them_and_no_remarks() {
        let parent = ParentId::new();
        let goal = PlanGoal {
            goal: 2,
            subgoals: vec!["2.2".into()],
            start_score: Some(2),
            target_score: None,
            scored_by: Some(parent),
            planned_visits: Default::default(),
        };
        let paper = paper(&plan(vec![goal], "2026-03-09".parse().ok()), parent);
        assert_eq!(paper.issued_on.to_string(), "2026-03-09");
        for expected in [
            Block::Fact("Afgesproken op".into(), "9\u{a0}maart\u{a0}2026".into()),
            Block::Heading("Doel 2".into()),
            Block::Item("Subdoel 2.2".into()),
            Block::Smiley("Zo gaat het nu".into(), Smiley::Sad),
            Block::Fact("Zo wil ik het".into(), "nog niet gekozen".into()),
            Block::Fact("Gekozen door".into(), "Samir Testerink".into()),
            Block::Fact("Bezoeken".into(), "1\u{a0}keer met de ouders en 1\u{a0}keer met het hele gezin".into()),
            Block::Signatures(vec!["Samir Testerink, ouder".into(), "begeleider".into()]),
        ] {
            assert!(paper.blocks.contains(&expected), "{expected:?} in {:?}", paper.blocks);
        }
        assert!(!format!("{:?}", paper.blocks).contains("collega"));
        assert!(paper.to_pdf().is_ok());
    }

    #[test]
    fn a_plan_that_nobody_wrote_yet_says_so() {
        let paper = paper(&plan(Vec::new(), None), ParentId::new());
        assert!(paper.blocks.contains(&Block::Text("Er zijn nog geen doelen gekozen.".into())));
        assert!(format!("{:?}", paper.blocks).contains("voorstel"));
    }
}
