//! The SQL of licences. The tables are global: row level security shows an organisation the licences of its own
//! practitioners' persons, and the licence holder all.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::api::{
    Licence, LicenceFilter, LicenceGround, LicenceKind, LicenceMeasure, LicenceMeasureKind, LicencePeriod, LicenceRow,
};
use crate::context::Scope;
use crate::db::{Platform, Tenant, Tx};
use crate::ids::{LicenceId, LicenceMeasureId, LicencePeriodId, OrganisationId, PersonId, PractitionerId};
use crate::problem::Problem;
use crate::schema::{licence_measures, licence_periods, licences, practitioners, settings};

/// The licences within a scope; of a practitioner those of the own person.
fn within<'q>(scope: Scope, organisation: OrganisationId) -> licences::BoxedQuery<'q, Pg> {
    let query = licences::table.into_boxed();
    match scope {
        Scope::Organisation => query,
        Scope::Own(practitioner) => {
            let own = practitioners::table.find((organisation, practitioner)).select(practitioners::person_id);
            query.filter(licences::person_id.eq_any(own))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    }
}

/// These licences with their living periods and their measures.
async fn with_children<D>(tx: &mut Tx<D>, rows: Vec<LicenceRow>) -> Result<Vec<Licence>, Problem> {
    let people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
    let periods: Vec<LicencePeriod> = licence_periods::table
        .filter(licence_periods::person_id.eq_any(&people))
        .filter(licence_periods::superseded_at.is_null())
        .order((licence_periods::valid_from, licence_periods::id))
        .select(LicencePeriod::as_select())
        .load(tx.conn())
        .await?;
    let mut measures: Vec<LicenceMeasure> = licence_measures::table
        .filter(licence_measures::person_id.eq_any(&people))
        .order((licence_measures::from_on, licence_measures::id))
        .select(LicenceMeasure::as_select())
        .load(tx.conn())
        .await?;
    if tx.organisation() != OrganisationId::PLATFORM {
        // Why somebody was suspended stays between the person and the licence holder.
        measures.iter_mut().for_each(|measure| measure.reason.clear());
    }
    Ok(rows.into_iter().map(|row| Licence::new(row, &periods, &measures)).collect())
}

async fn one_with_children<D>(tx: &mut Tx<D>, row: LicenceRow) -> Result<Licence, Problem> {
    with_children(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

pub(super) async fn licence_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    filter: &LicenceFilter,
    after: Option<LicenceId>,
    rows: i64,
) -> Result<Vec<Licence>, Problem> {
    let query = within(scope, tx.organisation()).order(licences::id).limit(rows);
    let mut query = query.select(LicenceRow::as_select());
    if let Some(person) = filter.person_id {
        query = query.filter(licences::person_id.eq(person));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(licences::kind.eq(kind));
    }
    if let Some(after) = after {
        query = query.filter(licences::id.gt(after));
    }
    let rows = query.load(tx.conn()).await?;
    with_children(tx, rows).await
}

pub(super) async fn licence_get<D>(tx: &mut Tx<D>, scope: Scope, id: LicenceId) -> Result<Licence, Problem> {
    let query = within(scope, tx.organisation()).filter(licences::id.eq(id));
    let row = query.select(LicenceRow::as_select()).first(tx.conn()).await?;
    one_with_children(tx, row).await
}

/// A person's licence of a kind, if there is one.
pub(super) async fn licence_find<D>(
    tx: &mut Tx<D>,
    person: PersonId,
    kind: LicenceKind,
) -> Result<Option<Licence>, Problem> {
    let query = licences::table.filter(licences::person_id.eq(person)).filter(licences::kind.eq(kind));
    let row = query.select(LicenceRow::as_select()).first(tx.conn()).await.optional()?;
    match row {
        Some(row) => one_with_children(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// Reads a licence that is about to change; its measures can't change either before this transaction ends.
pub(super) async fn licence_lock(tx: &mut Tx<Platform>, id: LicenceId) -> Result<Licence, Problem> {
    let row = licences::table.find(id).select(LicenceRow::as_select()).for_update().first(tx.conn()).await?;
    one_with_children(tx, row).await
}

pub(super) async fn licence_insert(
    tx: &mut Tx<Platform>,
    id: LicenceId,
    person: PersonId,
    kind: LicenceKind,
    issued_on: NaiveDate,
) -> Result<LicenceRow, Problem> {
    let row = (
        licences::id.eq(id),
        licences::person_id.eq(person),
        licences::kind.eq(kind),
        licences::issued_on.eq(issued_on),
        licences::version.eq(1),
        licences::created_at.eq(tx.context.now),
        licences::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(licences::table).values(row).returning(LicenceRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn period_insert(
    tx: &mut Tx<Platform>,
    licence: &LicenceRow,
    (valid_from, valid_until): (NaiveDate, NaiveDate),
    ground: LicenceGround,
) -> Result<LicencePeriod, Problem> {
    let row = (
        licence_periods::id.eq(LicencePeriodId::new()),
        licence_periods::licence_id.eq(licence.id),
        licence_periods::person_id.eq(licence.person_id),
        licence_periods::kind.eq(licence.kind),
        licence_periods::valid_from.eq(valid_from),
        licence_periods::valid_until.eq(valid_until),
        licence_periods::ground.eq(ground),
        licence_periods::created_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(licence_periods::table).values(row).returning(LicencePeriod::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn measure_insert(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    measure: LicenceMeasureKind,
    from: NaiveDate,
    reason: &str,
) -> Result<(), Problem> {
    let row = (
        licence_measures::id.eq(LicenceMeasureId::new()),
        licence_measures::licence_id.eq(licence.id),
        licence_measures::person_id.eq(licence.person_id),
        licence_measures::kind.eq(licence.kind),
        licence_measures::measure.eq(measure),
        licence_measures::from_on.eq(from),
        licence_measures::reason.eq(reason),
        licence_measures::created_at.eq(tx.context.now),
    );
    diesel::insert_into(licence_measures::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn measure_end(tx: &mut Tx<Platform>, id: LicenceMeasureId, last: NaiveDate) -> Result<(), Problem> {
    let update = diesel::update(licence_measures::table.find(id)).set(licence_measures::until_on.eq(last));
    update.execute(tx.conn()).await?;
    Ok(())
}

/// Counts a change of a licence's measures, and reads it anew.
pub(super) async fn licence_touch(tx: &mut Tx<Platform>, id: LicenceId) -> Result<Licence, Problem> {
    let change = (licences::version.eq(licences::version + 1), licences::updated_at.eq(tx.context.now));
    let update = diesel::update(licences::table.find(id)).set(change);
    let row = update.returning(LicenceRow::as_returning()).get_result(tx.conn()).await?;
    one_with_children(tx, row).await
}

/// The person whose place this is, within a scope.
pub(super) async fn person_of(tx: &mut Tx<Tenant>, scope: Scope, id: PractitionerId) -> Result<PersonId, Problem> {
    let own = match scope {
        Scope::Organisation => id,
        Scope::Own(own) => own,
        Scope::Nothing => return Err(Problem::not_found()),
    };
    let query = practitioners::table.find((tx.organisation(), id)).filter(practitioners::id.eq(own));
    Ok(query.select(practitioners::person_id).first(tx.conn()).await?)
}

/// The person whose place this is, in whatever organisation. Ids are unique within an organisation only: of two that
/// chose the same, the first counts.
pub(super) async fn person_of_any(tx: &mut Tx<Platform>, id: PractitionerId) -> Result<PersonId, Problem> {
    let query = practitioners::table
        .filter(practitioners::id.eq(id))
        .order((practitioners::created_at, practitioners::organisation_id))
        .select(practitioners::person_id);
    Ok(query.first(tx.conn()).await?)
}

/// A decision that the licence holder can change, if it was ever set.
pub(super) async fn setting<D>(tx: &mut Tx<D>, key: &str) -> Result<Option<i32>, Problem> {
    Ok(settings::table.find(key).select(settings::value).first(tx.conn()).await.optional()?)
}

/// A practitioner beside one of the person's living periods and one of the measures in force on a day.
#[derive(Debug, Queryable)]
pub(super) struct HeldRow {
    pub practitioner: PractitionerId,
    pub period: Option<(LicencePeriodId, LicenceId, NaiveDate, NaiveDate)>,
    pub measure: Option<(LicenceMeasureId, LicenceMeasureKind, NaiveDate, Option<NaiveDate>)>,
}

/// The periods and the measures in force of these practitioners' licences of a kind, in one statement.
pub(super) async fn held_rows(
    tx: &mut Tx<Tenant>,
    ids: &[PractitionerId],
    kind: LicenceKind,
    day: NaiveDate,
) -> Result<Vec<HeldRow>, Problem> {
    let periods = licence_periods::person_id
        .eq(practitioners::person_id)
        .and(licence_periods::kind.eq(kind))
        .and(licence_periods::superseded_at.is_null());
    let unended = licence_measures::until_on.is_null().or(licence_measures::until_on.ge(day));
    let measures = licence_measures::person_id
        .eq(practitioners::person_id)
        .and(licence_measures::kind.eq(kind))
        .and(licence_measures::from_on.le(day))
        .and(unended);
    let query = practitioners::table
        .left_join(licence_periods::table.on(periods))
        .left_join(licence_measures::table.on(measures))
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::id.eq_any(ids))
        .select((
            practitioners::id,
            (
                licence_periods::id,
                licence_periods::licence_id,
                licence_periods::valid_from,
                licence_periods::valid_until,
            )
                .nullable(),
            (licence_measures::id, licence_measures::measure, licence_measures::from_on, licence_measures::until_on)
                .nullable(),
        ));
    Ok(query.load(tx.conn()).await?)
}
