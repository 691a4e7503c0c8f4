//! What takes several steps: a household put together, a family created in one go, references resolved.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::api::{
    Child, ChildFields, ChildRow, Family, FamilyFields, FamilyRow, FamilySummary, NewFamilyFields, ParentFields,
    Placement,
};
use super::{rules, store};
use crate::db::{Tenant, Tx};
use crate::ids::{ChildId, FamilyId, ParentId, SchoolId, TeacherId};
use crate::problem::{Code, Problem, Violation};

/// A family that the caller may see; a problem 404 for any other.
pub(crate) async fn family_visible(tx: &mut Tx<Tenant>, id: FamilyId) -> Result<FamilyId, Problem> {
    store::family_visible(tx, id).await
}

/// The ids of a family's children; whether the caller may see the family is settled before.
pub(crate) async fn children_of(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<ChildId>, Problem> {
    store::child_ids(tx, family).await
}

/// The ids of a family's parents; whether the caller may see the family is settled before.
pub(crate) async fn parents_of(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<ParentId>, Problem> {
    store::parent_ids(tx, family).await
}

/// A child's first name and nothing more, for a page that a teacher sees (`domain.md` §10); that the caller may see this
/// much is settled before.
pub(crate) async fn child_given_name(tx: &mut Tx<Tenant>, family: FamilyId, id: ChildId) -> Result<String, Problem> {
    Ok(store::child_get(tx, family, id).await?.given_name)
}

/// What the members of a family are called: parents in full, children by their given names.
#[derive(Debug, Clone)]
pub(crate) struct FamilyNames {
    pub parents: Vec<(ParentId, String)>,
    pub children: Vec<(ChildId, String)>,
}

/// The names of a family's members; whether the caller may see the family is settled before.
pub(crate) async fn family_names(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<FamilyNames, Problem> {
    let parents = store::parents_of(tx, family).await?;
    let children = store::children_of(tx, &[family]).await?;
    Ok(FamilyNames {
        parents: parents.into_iter().map(|parent| (parent.id, parent.name)).collect(),
        children: children.into_iter().map(|child| (child.id, child.given_name)).collect(),
    })
}

/// The groups that a family's children are in on a day, by their placements; none of a family that the caller does not see.
pub(crate) async fn groups_on(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    day: NaiveDate,
) -> Result<Vec<(ChildId, Option<i16>)>, Problem> {
    match store::family_visible(tx, family).await {
        Ok(_) => {}
        Err(problem) if problem.code == Code::NotFound => return Ok(Vec::new()),
        Err(problem) => return Err(problem),
    }
    let rows = store::children_of(tx, &[family]).await?;
    let ids: Vec<ChildId> = rows.iter().map(|row| row.id).collect();
    let mut of_child: HashMap<ChildId, Vec<Placement>> = HashMap::new();
    for (child, placement) in store::placements_of(tx, &ids).await? {
        of_child.entry(child).or_default().push(placement);
    }
    let group = |id: ChildId| {
        let placements = of_child.get(&id).map(Vec::as_slice).unwrap_or_default();
        rules::current(placements, day).map(|placement| placement.group)
    };
    Ok(ids.iter().map(|id| (*id, group(*id))).collect())
}

/// The children of the whole organisation who were born on one of these days, whoever may see them: for counts that tell
/// of nobody.
pub(crate) async fn children_anywhere_born_on(
    tx: &mut Tx<Tenant>,
    days: &[NaiveDate],
) -> Result<Vec<ChildRow>, Problem> {
    store::children_anywhere_born_on(tx, days).await
}

/// The children of visible families who were born on this day, to recognise somebody who is known already.
pub(crate) async fn children_born_on(tx: &mut Tx<Tenant>, day: NaiveDate) -> Result<Vec<ChildRow>, Problem> {
    store::children_born_on(tx, day).await
}

/// Creates a family with its parents and children; the audit's line is the caller's.
pub(crate) async fn family_create(tx: &mut Tx<Tenant>, id: FamilyId, new: &NewFamilyFields) -> Result<Family, Problem> {
    let parents: Vec<(ParentId, &ParentFields)> = new.parents.iter().map(|new| (new.id(), &new.fields)).collect();
    let children: Vec<(ChildId, &ChildFields)> = new.children.iter().map(|new| (new.id(), &new.fields)).collect();
    let pointed: Vec<(String, &ChildFields)> =
        children.iter().enumerate().map(|(position, (_, fields))| (format!("/children/{position}"), *fields)).collect();
    children_valid(tx, &pointed).await?;
    // Who may create families sees all of the organisation's, so where it is can be told.
    let family = store::family_insert(tx, id, &FamilyFields::from(new))
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/families/{id}")))?;
    for (parent, fields) in parents {
        store::parent_insert(tx, id, parent, fields).await?;
    }
    for (child, fields) in &children {
        store::child_insert(tx, id, *child, fields).await?;
    }
    let placements: Vec<(ChildId, &[Placement])> =
        children.iter().map(|(child, fields)| (*child, fields.placements.as_slice())).collect();
    store::placements_replace(tx, &placements).await?;
    household(tx, family).await
}

/// One child of a family with its placements.
pub(super) async fn child_get(tx: &mut Tx<Tenant>, family: FamilyId, id: ChildId) -> Result<Child, Problem> {
    let row = store::child_get(tx, family, id).await?;
    let placements = store::placements_of(tx, &[id]).await?.into_iter().map(|(_, placement)| placement).collect();
    Ok(Child::new(row, placements, tx.context.today))
}

/// Adds a child to a family that is locked.
pub(super) async fn child_add(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    id: ChildId,
    fields: &ChildFields,
) -> Result<Child, Problem> {
    if children_of(tx, family).await?.len() >= rules::MOST_CHILDREN {
        return Err(Problem::new(Code::FamilyFull).with("maximum", rules::MOST_CHILDREN));
    }
    children_valid(tx, &[(String::new(), fields)]).await?;
    let row = store::child_insert(tx, family, id, fields).await?;
    store::placements_replace(tx, &[(id, &fields.placements)]).await?;
    store::family_bump(tx, family).await?;
    Ok(Child::new(row, fields.placements.clone(), tx.context.today))
}

/// Changes a child of a family that is locked.
pub(super) async fn child_change(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    id: ChildId,
    fields: &ChildFields,
) -> Result<Child, Problem> {
    children_valid(tx, &[(String::new(), fields)]).await?;
    let row = store::child_update(tx, id, fields).await?;
    store::placements_replace(tx, &[(id, &fields.placements)]).await?;
    store::family_bump(tx, family).await?;
    Ok(Child::new(row, fields.placements.clone(), tx.context.today))
}

/// A family in full, as this caller may see it.
pub(super) async fn household(tx: &mut Tx<Tenant>, family: FamilyRow) -> Result<Family, Problem> {
    let parents = store::parents_of(tx, family.id).await?;
    let parents = parents.into_iter().map(|parent| parent.shown_to(&tx.context)).collect();
    let children = store::children_of(tx, &[family.id]).await?;
    let children = with_placements(tx, children).await?;
    Ok(Family::new(family, parents, children))
}

/// A page's families in short.
pub(super) async fn summaries(tx: &mut Tx<Tenant>, families: Vec<FamilyRow>) -> Result<Vec<FamilySummary>, Problem> {
    let ids: Vec<FamilyId> = families.iter().map(|family| family.id).collect();
    let mut of_family: HashMap<FamilyId, Vec<_>> = HashMap::new();
    for child in store::children_of(tx, &ids).await? {
        of_family.entry(child.family_id).or_default().push(child.into());
    }
    let summary = |family: FamilyRow| {
        let children = of_family.remove(&family.id).unwrap_or_default();
        FamilySummary::new(family, children)
    };
    Ok(families.into_iter().map(summary).collect())
}

/// Children with their placements and what follows from those today.
pub(super) async fn with_placements(tx: &mut Tx<Tenant>, rows: Vec<ChildRow>) -> Result<Vec<Child>, Problem> {
    let ids: Vec<ChildId> = rows.iter().map(|row| row.id).collect();
    let mut of_child: HashMap<ChildId, Vec<Placement>> = HashMap::new();
    for (child, placement) in store::placements_of(tx, &ids).await? {
        of_child.entry(child).or_default().push(placement);
    }
    let today = tx.context.today;
    Ok(rows
        .into_iter()
        .map(|row| {
            let placements = of_child.remove(&row.id).unwrap_or_default();
            Child::new(row, placements, today)
        })
        .collect())
}

/// Refuses children, each with its pointer into the body, whose members or references are not right.
async fn children_valid(tx: &mut Tx<Tenant>, children: &[(String, &ChildFields)]) -> Result<(), Problem> {
    let today = tx.context.today;
    let found: Vec<Violation> = children.iter().flat_map(|(at, child)| child.violations(at, today)).collect();
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    references_known(tx, children).await
}

/// Resolves schools and teachers in the caller's organisation; a teacher must be one of the placement's school.
async fn references_known(tx: &mut Tx<Tenant>, children: &[(String, &ChildFields)]) -> Result<(), Problem> {
    let placements = || children.iter().flat_map(|(_, child)| &child.placements);
    let school_ids: Vec<SchoolId> = placements().map(|placement| placement.school_id).collect();
    if school_ids.is_empty() {
        return Ok(());
    }
    let teacher_ids: Vec<TeacherId> = placements().filter_map(|placement| placement.teacher_id).collect();
    let schools: HashSet<SchoolId> = store::schools_known(tx, &school_ids).await?.into_iter().collect();
    let teachers: HashSet<(TeacherId, SchoolId)> = if teacher_ids.is_empty() {
        HashSet::new()
    } else {
        store::teachers_known(tx, &teacher_ids).await?.into_iter().collect()
    };
    let mut unknown = Vec::new();
    for (at, child) in children {
        for (position, placement) in child.placements.iter().enumerate() {
            if !schools.contains(&placement.school_id) {
                unknown.push(Problem::unknown_reference(&format!("{at}/placements/{position}/schoolId")));
            }
            let school = placement.school_id;
            if placement.teacher_id.is_some_and(|teacher| !teachers.contains(&(teacher, school))) {
                unknown.push(Problem::unknown_reference(&format!("{at}/placements/{position}/teacherId")));
            }
        }
    }
    // One problem that lists them all.
    let whole = unknown.into_iter().reduce(|mut whole, one| {
        whole.violations.extend(one.violations);
        whole
    });
    whole.map_or(Ok(()), Err)
}
