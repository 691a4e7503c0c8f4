//! The rules of a transfer: what goes into the package and what stays behind, and what becomes of it at the other end.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::api::{
    EDITION, TransferAcceptance, TransferPackage, TransferredChild, TransferredFamily, TransferredGoal,
    TransferredParent, TransferredPlan, TransferredScore, TransferredTrajectory, TransferredVisit,
};
use crate::features::evaluations::{EvaluationKind, GoalScores};
use crate::features::families::{ChildFields, NewChild, NewFamilyFields, NewParent, ParentFields, Placement};
use crate::features::plans::PlanGoal;
use crate::ids::{ParentId, SchoolId};
use crate::problem::Violation;
use crate::values::Address;

/// A parent who agreed, as the sender knows him or her.
#[derive(Debug, Clone, Queryable)]
pub(super) struct NamedParent {
    pub id: ParentId,
    pub name: String,
    pub language: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Option<Address>,
    pub address_secret: bool,
}

/// What the sender holds; what other parents said is still among the scores.
#[derive(Debug, Clone)]
pub(super) struct Material {
    pub family: TransferredFamily,
    pub parents: Vec<NamedParent>,
    pub children: Vec<TransferredChild>,
    pub trajectory: TransferredTrajectory,
    pub plan: Option<(NaiveDate, Vec<PlanGoal>)>,
    pub visits: Vec<TransferredVisit>,
    pub scores: Vec<(EvaluationKind, NaiveDate, GoalScores)>,
}

/// The package: parents by number instead of id, no secret address, and scores of nobody but these parents.
pub(super) fn pack(material: Material) -> TransferPackage {
    let Material { family, parents, children, trajectory, plan, visits, scores } = material;
    let numbers: HashMap<ParentId, i32> = parents.iter().map(|parent| parent.id).zip(1..).collect();
    let goal = |goal: PlanGoal| {
        let scored_by = goal.scored_by.and_then(|parent| numbers.get(&parent).copied());
        TransferredGoal {
            goal: goal.goal,
            subgoals: goal.subgoals,
            start_score: goal.start_score.filter(|_| scored_by.is_some()),
            target_score: goal.target_score.filter(|_| scored_by.is_some()),
            scored_by,
        }
    };
    let mut goal_scores = Vec::new();
    for (at, held_on, given) in scores {
        for score in given.0 {
            if let Some(given_by) = numbers.get(&score.given_by).copied() {
                goal_scores.push(TransferredScore { at, held_on, goal: score.goal, score: score.score, given_by });
            }
        }
    }
    TransferPackage {
        edition: EDITION,
        family,
        parents: parents.into_iter().zip(1..).map(|(parent, number)| shown(parent, number)).collect(),
        children,
        trajectory,
        plan: plan
            .map(|(agreed_on, goals)| TransferredPlan { agreed_on, goals: goals.into_iter().map(goal).collect() }),
        visits,
        goal_scores,
    }
}

fn shown(parent: NamedParent, number: i32) -> TransferredParent {
    let NamedParent { id: _, name, language, email, phone, address, address_secret } = parent;
    let address = address.filter(|_| !address_secret);
    TransferredParent { number, name, language, email, phone, address, address_secret }
}

/// The family that a package describes, at schools that are known here by their BRIN.
pub(super) fn family_of(
    package: &TransferPackage,
    name: Option<String>,
    schools: &HashMap<String, SchoolId>,
) -> NewFamilyFields {
    let child = |child: &TransferredChild| {
        let known = child.school.as_ref().and_then(|at| Some((at, *schools.get(at.brin.as_ref()?)?)));
        let placed = known.map(|(at, school_id)| Placement {
            from_on: at.since,
            school_id,
            group: at.group,
            teacher_id: None,
            class_name: None,
        });
        NewChild::from(ChildFields {
            given_name: child.given_name.clone(),
            family_name: child.family_name.clone(),
            birth_date: child.birth_date,
            placements: placed.into_iter().collect(),
        })
    };
    let parent = |parent: &TransferredParent| {
        NewParent::from(ParentFields {
            name: parent.name.clone(),
            email: parent.email.clone(),
            phone: parent.phone.clone(),
            language: parent.language.clone(),
            address: parent.address.clone(),
            address_secret: parent.address_secret,
        })
    };
    let first = package.children.iter().find(|child| child.focus).or_else(|| package.children.first());
    NewFamilyFields {
        name: name.or_else(|| Some(first?.family_name.clone())).unwrap_or_default(),
        languages: package.family.languages.clone(),
        interpreter_needed: package.family.interpreter_needed,
        communication: package.family.communication,
        parents: package.parents.iter().map(parent).collect(),
        children: package.children.iter().map(child).collect(),
    }
}

/// Whether an acceptance says what it needs: children are named of a known family, those of a new one come along.
pub(super) fn check_acceptance(acceptance: &TransferAcceptance) -> Vec<Violation> {
    let mut found = Vec::new();
    if acceptance.family_id.is_some() && acceptance.focus_child_ids.is_none() {
        let (dutch, english) = ("Noem de kinderen om wie het gaat.", "Name the children that the guidance is about.");
        found.push(Violation::body("/focusChildIds", "required", dutch, english));
    }
    if acceptance.family_id.is_none() && acceptance.focus_child_ids.is_some() {
        let (dutch, english) = ("Alleen bij 'familyId'.", "Only with 'familyId'.");
        found.push(Violation::body("/focusChildIds", "notForNewFamily", dutch, english));
    }
    if acceptance.family_id.is_some() && acceptance.family_name.is_some() {
        let (dutch, english) =
            ("Niet bij 'familyId': dat gezin heeft een naam.", "Not with 'familyId': it has a name.");
        found.push(Violation::body("/familyName", "notForKnownFamily", dutch, english));
    }
    found
}

#[cfg(test)]
mod tests;
