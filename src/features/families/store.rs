//! The SQL of families, parents, children and placements. Every change below a family holds the lock on the family's
//! row, so parents and children need none of their own. `FOR NO KEY UPDATE`: a trajectory may be added meanwhile.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid};
use diesel_async::RunQueryDsl;

use super::api::{ChildFields, ChildRow, FamilyCriteria, FamilyFields, FamilyRow, Parent, ParentFields, Placement};
use crate::context::{Context, Scope};
use crate::db::{Tenant, Tx};
use crate::ids::{ChildId, FamilyId, OrganisationId, ParentId, PractitionerId, SchoolId, TeacherId};
use crate::problem::Problem;
use crate::schema::{assignments, children, families, parents, placements, schools, teachers, trajectories};

diesel::define_sql_function! { fn lower(text: Text) -> Text; }
diesel::define_sql_function! { fn starts_with(text: Text, prefix: Text) -> Bool; }
// The database's own collation may know ASCII letters only.
diesel::postfix_operator!(AnyLanguage, " COLLATE \"und-x-icu\"", Text, backend: Pg);

/// `text` begins with `prefix`, in upper or lower case. It walks the organisation's rows: `lower` is not leakproof, so
/// under row level security neither this nor a range of lower-case names could be an index condition.
macro_rules! begins_with {
    ($column:expr, $prefix:expr) => {
        starts_with(lower(AnyLanguage::new($column)), lower(AnyLanguage::new($prefix.into_sql::<Text>())))
    };
}

type FamilyIds = trajectories::BoxedQuery<'static, Pg, Uuid>;

/// The families of the trajectories that this practitioner is assigned to, today or later.
pub(crate) fn own_family_ids(
    organisation: OrganisationId,
    practitioner: PractitionerId,
    today: NaiveDate,
) -> FamilyIds {
    let assigned = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::practitioner_id.eq(practitioner))
        .filter(assignments::until_on.is_null().or(assignments::until_on.ge(today)))
        .select(assignments::trajectory_id);
    trajectories::table
        .filter(trajectories::organisation_id.eq(organisation))
        .filter(trajectories::id.eq_any(assigned))
        .select(trajectories::family_id)
        .into_boxed()
}

/// Narrows a query on families to what the caller may see.
pub(crate) fn in_scope<'a, ST>(
    query: families::BoxedQuery<'a, Pg, ST>,
    organisation: OrganisationId,
    context: &Context,
) -> families::BoxedQuery<'a, Pg, ST> {
    let query = query.filter(families::organisation_id.eq(organisation));
    match context.scope() {
        Scope::Organisation => query,
        Scope::Own(practitioner) => {
            query.filter(families::id.eq_any(own_family_ids(organisation, practitioner, context.today)))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    }
}

pub(super) async fn family_list(
    tx: &mut Tx<Tenant>,
    status: Option<&'static str>,
    after: Option<FamilyId>,
    rows: i64,
) -> Result<Vec<FamilyRow>, Problem> {
    let organisation = tx.organisation();
    let query = families::table.order(families::id).limit(rows).select(FamilyRow::as_select()).into_boxed();
    let mut query = in_scope(query, organisation, &tx.context);
    if let Some(status) = status {
        // A practitioner's filter looks at the own trajectories: a colleague's stay unseen.
        let with_status = match tx.context.scope() {
            Scope::Own(practitioner) => own_family_ids(organisation, practitioner, tx.context.today),
            _ => trajectories::table
                .filter(trajectories::organisation_id.eq(organisation))
                .select(trajectories::family_id)
                .into_boxed(),
        };
        query = query.filter(families::id.eq_any(with_status.filter(trajectories::status.eq(status))));
    }
    if let Some(after) = after {
        query = query.filter(families::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn family_search(
    tx: &mut Tx<Tenant>,
    criteria: FamilyCriteria,
    after: Option<FamilyId>,
    rows: i64,
) -> Result<Vec<FamilyRow>, Problem> {
    let organisation = tx.organisation();
    let query = families::table.order(families::id).limit(rows).select(FamilyRow::as_select()).into_boxed();
    let mut query = in_scope(query, organisation, &tx.context);
    if let Some(name) = criteria.name {
        let of_parent = parents::table
            .filter(parents::organisation_id.eq(organisation))
            .filter(begins_with!(parents::name, name.clone()))
            .select(parents::family_id);
        query = query.filter(begins_with!(families::name, name).or(families::id.eq_any(of_parent)));
    }
    if criteria.birth_date.is_some() || criteria.child_name.is_some() {
        let mut of_child =
            children::table.filter(children::organisation_id.eq(organisation)).select(children::family_id).into_boxed();
        if let Some(birth_date) = criteria.birth_date {
            of_child = of_child.filter(children::birth_date.eq(birth_date));
        }
        if let Some(name) = criteria.child_name {
            let given = begins_with!(children::given_name, name.clone());
            of_child = of_child.filter(given.or(begins_with!(children::family_name, name)));
        }
        query = query.filter(families::id.eq_any(of_child));
    }
    if let Some(after) = after {
        query = query.filter(families::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// The id of a family that the caller may see.
pub(super) async fn family_visible(tx: &mut Tx<Tenant>, id: FamilyId) -> Result<FamilyId, Problem> {
    let query = families::table.filter(families::id.eq(id)).select(families::id).into_boxed();
    Ok(in_scope(query, tx.organisation(), &tx.context).first(tx.conn()).await?)
}

pub(super) async fn family_get(tx: &mut Tx<Tenant>, id: FamilyId) -> Result<FamilyRow, Problem> {
    let query = families::table.filter(families::id.eq(id)).select(FamilyRow::as_select()).into_boxed();
    Ok(in_scope(query, tx.organisation(), &tx.context).first(tx.conn()).await?)
}

/// Reads a family that is about to change, itself or in its parents or children.
pub(super) async fn family_lock(tx: &mut Tx<Tenant>, id: FamilyId) -> Result<FamilyRow, Problem> {
    family_visible(tx, id).await?;
    tx.context.families.push(id);
    let key = (tx.organisation(), id);
    Ok(families::table.find(key).select(FamilyRow::as_select()).for_no_key_update().first(tx.conn()).await?)
}

pub(super) async fn family_insert(
    tx: &mut Tx<Tenant>,
    id: FamilyId,
    fields: &FamilyFields,
) -> Result<FamilyRow, Problem> {
    let row = (
        families::organisation_id.eq(tx.organisation()),
        families::id.eq(id),
        fields,
        families::version.eq(1),
        families::created_at.eq(tx.context.now),
        families::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(families::table).values(row).returning(FamilyRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn family_update(
    tx: &mut Tx<Tenant>,
    id: FamilyId,
    fields: &FamilyFields,
) -> Result<FamilyRow, Problem> {
    let change = (fields, families::version.eq(families::version + 1), families::updated_at.eq(tx.context.now));
    let update = diesel::update(families::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(FamilyRow::as_returning()).get_result(tx.conn()).await?)
}

/// A parent or child changed, so the family did.
pub(super) async fn family_bump(tx: &mut Tx<Tenant>, id: FamilyId) -> Result<(), Problem> {
    let change = (families::version.eq(families::version + 1), families::updated_at.eq(tx.context.now));
    diesel::update(families::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// All parents of a family, oldest first.
pub(super) async fn parents_of(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<Parent>, Problem> {
    parent_list(tx, family, None, i64::MAX).await
}

pub(super) async fn parent_list(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    after: Option<ParentId>,
    rows: i64,
) -> Result<Vec<Parent>, Problem> {
    let organisation = tx.organisation();
    let mut query = parents::table
        .filter(parents::organisation_id.eq(organisation))
        .filter(parents::family_id.eq(family))
        .order(parents::id)
        .limit(rows)
        .select(Parent::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(parents::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn parent_ids(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<ParentId>, Problem> {
    let query = parents::table
        .filter(parents::organisation_id.eq(tx.organisation()))
        .filter(parents::family_id.eq(family))
        .order(parents::id)
        .select(parents::id);
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn parent_get(tx: &mut Tx<Tenant>, family: FamilyId, id: ParentId) -> Result<Parent, Problem> {
    let query = parents::table.find((tx.organisation(), id)).filter(parents::family_id.eq(family));
    Ok(query.select(Parent::as_select()).first(tx.conn()).await?)
}

pub(super) async fn parent_insert(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    id: ParentId,
    fields: &ParentFields,
) -> Result<Parent, Problem> {
    let row = (
        parents::organisation_id.eq(tx.organisation()),
        parents::id.eq(id),
        parents::family_id.eq(family),
        fields,
        parents::version.eq(1),
        parents::created_at.eq(tx.context.now),
        parents::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(parents::table).values(row).returning(Parent::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn parent_update(tx: &mut Tx<Tenant>, id: ParentId, fields: &ParentFields) -> Result<Parent, Problem> {
    let change = (fields, parents::version.eq(parents::version + 1), parents::updated_at.eq(tx.context.now));
    let update = diesel::update(parents::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Parent::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn parent_delete(tx: &mut Tx<Tenant>, id: ParentId) -> Result<(), Problem> {
    diesel::delete(parents::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

/// The children of these families, oldest record first.
pub(super) async fn children_of(tx: &mut Tx<Tenant>, families: &[FamilyId]) -> Result<Vec<ChildRow>, Problem> {
    let query = children::table
        .filter(children::organisation_id.eq(tx.organisation()))
        .filter(children::family_id.eq_any(families))
        .order(children::id)
        .select(ChildRow::as_select());
    Ok(query.load(tx.conn()).await?)
}

/// The children of families that the caller may see who were born on this day.
pub(super) async fn children_born_on(tx: &mut Tx<Tenant>, day: NaiveDate) -> Result<Vec<ChildRow>, Problem> {
    let organisation = tx.organisation();
    let visible = in_scope(families::table.select(families::id).into_boxed(), organisation, &tx.context);
    let query = children::table
        .filter(children::organisation_id.eq(organisation))
        .filter(children::birth_date.eq(day))
        .filter(children::family_id.eq_any(visible))
        .order(children::id)
        .select(ChildRow::as_select());
    Ok(query.load(tx.conn()).await?)
}

/// The children of the organisation who were born on one of these days.
pub(super) async fn children_anywhere_born_on(
    tx: &mut Tx<Tenant>,
    days: &[NaiveDate],
) -> Result<Vec<ChildRow>, Problem> {
    let query = children::table
        .filter(children::organisation_id.eq(tx.organisation()))
        .filter(children::birth_date.eq_any(days))
        .select(ChildRow::as_select());
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn child_list(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    after: Option<ChildId>,
    rows: i64,
) -> Result<Vec<ChildRow>, Problem> {
    let organisation = tx.organisation();
    let mut query = children::table
        .filter(children::organisation_id.eq(organisation))
        .filter(children::family_id.eq(family))
        .order(children::id)
        .limit(rows)
        .select(ChildRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(children::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn child_ids(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<ChildId>, Problem> {
    let query = children::table
        .filter(children::organisation_id.eq(tx.organisation()))
        .filter(children::family_id.eq(family))
        .order(children::id)
        .select(children::id);
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn child_get(tx: &mut Tx<Tenant>, family: FamilyId, id: ChildId) -> Result<ChildRow, Problem> {
    let query = children::table.find((tx.organisation(), id)).filter(children::family_id.eq(family));
    Ok(query.select(ChildRow::as_select()).first(tx.conn()).await?)
}

pub(super) async fn child_insert(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    id: ChildId,
    fields: &ChildFields,
) -> Result<ChildRow, Problem> {
    let row = (
        children::organisation_id.eq(tx.organisation()),
        children::id.eq(id),
        children::family_id.eq(family),
        fields,
        children::version.eq(1),
        children::created_at.eq(tx.context.now),
        children::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(children::table).values(row).returning(ChildRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn child_update(tx: &mut Tx<Tenant>, id: ChildId, fields: &ChildFields) -> Result<ChildRow, Problem> {
    let change = (fields, children::version.eq(children::version + 1), children::updated_at.eq(tx.context.now));
    let update = diesel::update(children::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ChildRow::as_returning()).get_result(tx.conn()).await?)
}

/// Removes a child and its placements.
pub(super) async fn child_delete(tx: &mut Tx<Tenant>, id: ChildId) -> Result<(), Problem> {
    diesel::delete(children::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

/// The placements of these children, by first day.
pub(super) async fn placements_of(
    tx: &mut Tx<Tenant>,
    children: &[ChildId],
) -> Result<Vec<(ChildId, Placement)>, Problem> {
    let query = placements::table
        .filter(placements::organisation_id.eq(tx.organisation()))
        .filter(placements::child_id.eq_any(children))
        .order((placements::child_id, placements::from_on))
        .select((placements::child_id, Placement::as_select()));
    Ok(query.load(tx.conn()).await?)
}

/// Puts these placements of children in the place of those that were there.
pub(super) async fn placements_replace(tx: &mut Tx<Tenant>, of: &[(ChildId, &[Placement])]) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let children: Vec<ChildId> = of.iter().map(|(child, _)| *child).collect();
    let old = placements::table
        .filter(placements::organisation_id.eq(organisation))
        .filter(placements::child_id.eq_any(children));
    diesel::delete(old).execute(tx.conn()).await?;
    let rows: Vec<_> = of
        .iter()
        .flat_map(|(child, placements)| placements.iter().map(|placement| (*child, placement.clone())))
        .map(|(child, placement)| {
            (placements::organisation_id.eq(organisation), placements::child_id.eq(child), placement)
        })
        .collect();
    diesel::insert_into(placements::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

/// Which of these schools there are.
pub(super) async fn schools_known(tx: &mut Tx<Tenant>, ids: &[SchoolId]) -> Result<Vec<SchoolId>, Problem> {
    let query = schools::table
        .filter(schools::organisation_id.eq(tx.organisation()))
        .filter(schools::id.eq_any(ids))
        .select(schools::id);
    Ok(query.load(tx.conn()).await?)
}

/// Which of these teachers there are, and at which school.
pub(super) async fn teachers_known(
    tx: &mut Tx<Tenant>,
    ids: &[TeacherId],
) -> Result<Vec<(TeacherId, SchoolId)>, Problem> {
    let query = teachers::table
        .filter(teachers::organisation_id.eq(tx.organisation()))
        .filter(teachers::id.eq_any(ids))
        .select((teachers::id, teachers::school_id));
    Ok(query.load(tx.conn()).await?)
}
