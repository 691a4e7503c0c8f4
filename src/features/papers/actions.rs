//! What a paper needs of other features, gathered; how it reads is in the module of its name.

use std::collections::HashMap;

use super::card::Visit;
use super::certificates::{self, Occasion};
use super::{card, plan};
use crate::clock::amsterdam_day;
use crate::db::{Tenant, Tx};
use crate::documents::{Certificates, Document};
use crate::features::trajectories::actions::{performers_on, trajectory_get};
use crate::features::trajectories::{TrajectoryPhase, TrajectoryRow};
use crate::features::{catalogue, families, organisations, plans, practitioners, visits};
use crate::ids::PractitionerId;
use crate::problem::{Code, Problem};

/// The plan's newest version on paper.
pub(super) async fn plan_document(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Document, Problem> {
    let plan = plans::plan_get(tx, row, None).await?;
    let goals = catalogue::actions::goals(tx).await?;
    let family = families::family_names(tx, row.family_id).await?;
    let trajectory = trajectory_get(tx, row.id).await?;
    let organisation = organisations::actions::organisation_own(tx).await?;
    let agreed_by: Vec<PractitionerId> = plan.practitioner_id.into_iter().collect();
    let with = if agreed_by.is_empty() { &trajectory.practitioner_ids } else { &agreed_by };
    let children = family.children.iter().filter(|(id, _)| trajectory.focus_child_ids.contains(id));
    Ok(plan::on_paper(&plan::Facts {
        plan: &plan,
        goals: &goals,
        parents: &family.parents,
        children: children.map(|(_, name)| name.clone()).collect(),
        practitioners: names_of(tx, with).await?,
        organisation: organisation.name,
        written_on: plan.created_at.map_or(tx.context.today, amsterdam_day),
    }))
}

/// A certificate for each parent of the family.
pub(super) async fn parent_certificates(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Certificates, Problem> {
    let occasion = occasion(tx, row).await?;
    let newest = plans::plan_get(tx, row, None).await?;
    let in_force = match newest.in_force_version {
        Some(version) if version != newest.version => plans::plan_get(tx, row, Some(version)).await?.goals,
        Some(_) => newest.goals,
        None => Vec::new(),
    };
    let goals = catalogue::actions::goals(tx).await?;
    let titles: Vec<String> = in_force.iter().map(|goal| plan::title_of(&goals, goal.goal)).collect();
    let family = families::family_names(tx, row.family_id).await?;
    let names: Vec<String> = family.parents.into_iter().map(|(_, name)| name).collect();
    Ok(certificates::for_parents(&occasion, &names, &titles))
}

/// A certificate for each focus child.
pub(super) async fn child_certificates(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Certificates, Problem> {
    let occasion = occasion(tx, row).await?;
    let focus = trajectory_get(tx, row.id).await?.focus_child_ids;
    let family = families::family_names(tx, row.family_id).await?;
    let children = family.children.into_iter().filter(|(id, _)| focus.contains(id));
    let names: Vec<String> = children.map(|(_, name)| name).collect();
    Ok(certificates::for_children(&occasion, &names))
}

/// When, by whom and of which organisation certificates are given; a conflict before the closing phase.
async fn occasion(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Occasion, Problem> {
    if !matches!(row.phase, TrajectoryPhase::Closing | TrajectoryPhase::Aftercare) {
        return Err(Problem::new(Code::CertificateTooEarly).with("currentPhase", row.phase.as_str()));
    }
    let day = row.certificates_given_on.or(row.ended_on).unwrap_or(tx.context.today);
    // Who guided the family then signs, whoever does so today.
    let performers = performers_on(&trajectory_get(tx, row.id).await?, day);
    Ok(Occasion {
        trajectory: row.id,
        day,
        organisation: organisations::actions::organisation_own(tx).await?.name,
        practitioners: names_of(tx, &performers).await?,
    })
}

/// The visits that are planned from today on.
pub(super) async fn appointment_card(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<Document, Problem> {
    let coming = visits::actions::visits_to_come(tx, row.id).await?;
    let performers: Vec<PractitionerId> = coming.iter().flat_map(|visit| visit.performer_ids.clone()).collect();
    let names = practitioners::actions::practitioner_names(tx, &performers).await?;
    let steps = catalogue::actions::steps(tx.conn()).await?;
    let usual: HashMap<String, Vec<catalogue::StepAttendance>> =
        steps.into_iter().map(|step| (step.code, step.attendance)).collect();
    let family = families::family_names(tx, row.family_id).await?;
    let organisation = organisations::actions::organisation_own(tx).await?;
    let listed = |visit: visits::actions::ComingVisit| Visit {
        planned_at: visit.planned_at,
        minutes: visit.planned_minutes,
        mode: visit.mode,
        attendance: visit.attendance,
        usual: usual.get(&visit.step).cloned().unwrap_or_default(),
        who: visit.performer_ids.iter().filter_map(|id| names.get(id).cloned()).collect(),
    };
    Ok(card::on_paper(&card::Facts {
        trajectory: row.id,
        today: tx.context.today,
        parents: family.parents.into_iter().map(|(_, name)| name).collect(),
        visits: coming.into_iter().map(listed).collect(),
        organisation: organisation.name,
        contact: organisation.contact,
    }))
}

/// The names of practitioners, in the order of their ids.
async fn names_of(tx: &mut Tx<Tenant>, ids: &[PractitionerId]) -> Result<Vec<String>, Problem> {
    let names = practitioners::actions::practitioner_names(tx, ids).await?;
    Ok(ids.iter().filter_map(|id| names.get(id).cloned()).collect())
}
