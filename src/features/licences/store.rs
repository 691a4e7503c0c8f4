//! The SQL of licences. The tables are global: row level security shows an organisation the licences of its own
//! practitioners' persons, and the licence holder all.

mod grounds;
mod standing;

pub(super) use grounds::*;
pub(super) use standing::*;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{
    Licence, LicenceDispensation, LicenceFilter, LicenceGround, LicenceIssuance, LicenceKind, LicenceMeasure,
    LicenceMeasureKind, LicenceParts, LicencePeriod, LicencePlace, LicenceRow,
};
use crate::context::Scope;
use crate::db::{Platform, Tx};
use crate::features::practitioners::people_within;
use crate::ids::{LicenceId, LicenceMeasureId, LicencePeriodId, OrganisationId, PersonId};
use crate::problem::Problem;
use crate::schema::{
    licence_dispensations, licence_issuances, licence_measures, licence_periods, licence_places, licences,
};

/// The licences within a scope, of a practitioner those of the own person; `None` is every licence. Which these are is asked
/// for before a page of them: in one statement PostgreSQL would go through everybody's until a page is full.
async fn within<D>(tx: &mut Tx<D>, scope: Scope) -> Result<Option<Vec<LicenceId>>, Problem> {
    let Some(people) = people_within(tx, scope).await? else { return Ok(None) };
    let own = licences::table.filter(licences::person_id.eq_any(people)).select(licences::id);
    Ok(Some(own.load(tx.conn()).await?))
}

/// These licences with everything that belongs to them; of the periods the living ones, of what was given that which was
/// not withdrawn.
async fn with_parts<D>(tx: &mut Tx<D>, rows: Vec<LicenceRow>) -> Result<Vec<Licence>, Problem> {
    let people: Vec<PersonId> = rows.iter().map(|row| row.person_id).collect();
    let mut parts = LicenceParts {
        issuances: licence_issuances::table
            .filter(licence_issuances::person_id.eq_any(&people))
            .filter(licence_issuances::withdrawn_at.is_null())
            .order((licence_issuances::issued_on, licence_issuances::id))
            .select(LicenceIssuance::as_select())
            .load(tx.conn())
            .await?,
        periods: licence_periods::table
            .filter(licence_periods::person_id.eq_any(&people))
            .filter(licence_periods::superseded_at.is_null())
            .order((licence_periods::valid_from, licence_periods::id))
            .select(LicencePeriod::as_select())
            .load(tx.conn())
            .await?,
        dispensations: licence_dispensations::table
            .filter(licence_dispensations::person_id.eq_any(&people))
            .filter(licence_dispensations::withdrawn_at.is_null())
            .order((licence_dispensations::from_on, licence_dispensations::id))
            .select(LicenceDispensation::as_select())
            .load(tx.conn())
            .await?,
        places: licence_places::table
            .filter(licence_places::person_id.eq_any(&people))
            .filter(licence_places::withdrawn_at.is_null())
            .order((licence_places::confirmed_on, licence_places::organisation_id))
            .select(LicencePlace::as_select())
            .load(tx.conn())
            .await?,
        measures: licence_measures::table
            .filter(licence_measures::person_id.eq_any(&people))
            .order((licence_measures::from_on, licence_measures::id))
            .select(LicenceMeasure::as_select())
            .load(tx.conn())
            .await?,
    };
    if tx.organisation() != OrganisationId::PLATFORM {
        // Why somebody was suspended or dispensed stays between the person and the licence holder.
        parts.measures.iter_mut().for_each(|measure| {
            measure.reason.clear();
            (measure.until_reason, measure.supersedes_id) = (None, None);
        });
        parts.dispensations.iter_mut().for_each(|dispensation| dispensation.reason.clear());
    }
    Ok(rows.into_iter().map(|row| Licence::new(row, &parts)).collect())
}

async fn one_with_parts<D>(tx: &mut Tx<D>, row: LicenceRow) -> Result<Licence, Problem> {
    with_parts(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

pub(super) async fn licence_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    filter: &LicenceFilter,
    after: Option<LicenceId>,
    rows: i64,
) -> Result<Vec<Licence>, Problem> {
    let own = within(tx, scope).await?;
    let mut query = licences::table.order(licences::id).limit(rows).select(LicenceRow::as_select()).into_boxed();
    if let Some(own) = own {
        query = query.filter(licences::id.eq_any(own));
    }
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
    with_parts(tx, rows).await
}

pub(super) async fn licence_get<D>(tx: &mut Tx<D>, scope: Scope, id: LicenceId) -> Result<Licence, Problem> {
    let row: LicenceRow = licences::table.find(id).select(LicenceRow::as_select()).first(tx.conn()).await?;
    match people_within(tx, scope).await? {
        Some(people) if !people.contains(&row.person_id) => Err(Problem::not_found()),
        _ => one_with_parts(tx, row).await,
    }
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
        Some(row) => one_with_parts(tx, row).await.map(Some),
        None => Ok(None),
    }
}

/// The advisory lock of the decisions that licences follow from.
const DECISIONS: &str = "hashtextextended('licence decisions', 0)";

/// Holds what licences follow from while everybody's follow: nobody else's are computed meanwhile by other decisions.
pub(super) async fn decisions_hold(tx: &mut Tx<Platform>) -> Result<(), Problem> {
    diesel::sql_query(format!("SELECT pg_advisory_xact_lock({DECISIONS})")).execute(tx.conn()).await?;
    Ok(())
}

/// One lock for a person's licences and all that they rest on; row locks would not do, since there may be no row yet. Before
/// it, shared, that of the decisions: they change between two computations and never within one.
pub(super) async fn person_hold<D>(tx: &mut Tx<D>, person: PersonId) -> Result<(), Problem> {
    diesel::sql_query(format!("SELECT pg_advisory_xact_lock_shared({DECISIONS})")).execute(tx.conn()).await?;
    let (high, _) = person.0.as_u64_pair();
    let (_, low) = person.0.as_u64_pair();
    let number = i64::from_be_bytes((high ^ low).to_be_bytes());
    let query = diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<diesel::sql_types::BigInt, _>(number);
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Reads all licences of a person that are about to change; nobody else changes them before this transaction ends.
pub(super) async fn licences_lock_of(tx: &mut Tx<Platform>, person: PersonId) -> Result<Vec<Licence>, Problem> {
    let query = licences::table.filter(licences::person_id.eq(person)).order(licences::kind);
    let rows = query.select(LicenceRow::as_select()).for_update().load(tx.conn()).await?;
    with_parts(tx, rows).await
}

/// Reads a licence that is about to change; its measures can't change either before this transaction ends.
pub(super) async fn licence_lock(tx: &mut Tx<Platform>, id: LicenceId) -> Result<Licence, Problem> {
    let row = licences::table.find(id).select(LicenceRow::as_select()).for_update().first(tx.conn()).await?;
    one_with_parts(tx, row).await
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
    licence: &Licence,
    (valid_from, valid_until): (NaiveDate, NaiveDate),
    (ground, asked_minutes): (LicenceGround, i32),
) -> Result<(), Problem> {
    let row = (
        licence_periods::id.eq(LicencePeriodId::new()),
        licence_periods::licence_id.eq(licence.id),
        licence_periods::person_id.eq(licence.person_id),
        licence_periods::kind.eq(licence.kind),
        licence_periods::valid_from.eq(valid_from),
        licence_periods::valid_until.eq(valid_until),
        licence_periods::asked_minutes.eq(Some(asked_minutes)),
        licence_periods::ground.eq(ground),
        licence_periods::created_at.eq(tx.context.now),
    );
    diesel::insert_into(licence_periods::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Periods are never edited: those that follow no longer are superseded.
pub(super) async fn periods_supersede(tx: &mut Tx<Platform>, ids: &[LicencePeriodId]) -> Result<(), Problem> {
    let update = diesel::update(licence_periods::table.filter(licence_periods::id.eq_any(ids)));
    update.set(licence_periods::superseded_at.eq(Some(tx.context.now))).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn measure_insert(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    measure: LicenceMeasureKind,
    (from, until): (NaiveDate, Option<NaiveDate>),
    reason: &str,
) -> Result<(), Problem> {
    let row = (
        licence_measures::id.eq(LicenceMeasureId::new()),
        licence_measures::licence_id.eq(licence.id),
        licence_measures::person_id.eq(licence.person_id),
        licence_measures::kind.eq(licence.kind),
        licence_measures::measure.eq(measure),
        licence_measures::from_on.eq(from),
        licence_measures::until_on.eq(until),
        licence_measures::reason.eq(reason),
        licence_measures::created_at.eq(tx.context.now),
    );
    diesel::insert_into(licence_measures::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Measures are never edited: one that ends is superseded by the same with a last day.
pub(super) async fn measure_end(
    tx: &mut Tx<Platform>,
    licence: &Licence,
    ended: &LicenceMeasure,
    last: NaiveDate,
    reason: &str,
) -> Result<(), Problem> {
    let now = tx.context.now;
    let update = diesel::update(licence_measures::table.find(ended.id));
    update.set(licence_measures::superseded_at.eq(Some(now))).execute(tx.conn()).await?;
    let row = (
        licence_measures::id.eq(LicenceMeasureId::new()),
        licence_measures::licence_id.eq(licence.id),
        licence_measures::person_id.eq(licence.person_id),
        licence_measures::kind.eq(licence.kind),
        licence_measures::measure.eq(ended.measure),
        licence_measures::from_on.eq(ended.from),
        licence_measures::until_on.eq(last),
        licence_measures::reason.eq(&ended.reason),
        licence_measures::until_reason.eq(reason),
        licence_measures::created_at.eq(now),
        licence_measures::supersedes.eq(Some(ended.id)),
    );
    diesel::insert_into(licence_measures::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// Counts a change of a licence's measures, and reads it anew.
pub(super) async fn licence_touch(tx: &mut Tx<Platform>, id: LicenceId) -> Result<Licence, Problem> {
    let change = (licences::version.eq(licences::version + 1), licences::updated_at.eq(tx.context.now));
    let update = diesel::update(licences::table.find(id)).set(change);
    let row = update.returning(LicenceRow::as_returning()).get_result(tx.conn()).await?;
    one_with_parts(tx, row).await
}

/// The persons with a licence A, in the order of their ids.
pub(super) async fn people_with_a(
    tx: &mut Tx<Platform>,
    after: Option<PersonId>,
    rows: i64,
) -> Result<Vec<PersonId>, Problem> {
    let mut query = licences::table
        .filter(licences::kind.eq(LicenceKind::A))
        .order(licences::person_id)
        .limit(rows)
        .select(licences::person_id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(licences::person_id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// All licences of these persons.
pub(super) async fn licences_of<D>(tx: &mut Tx<D>, people: &[PersonId]) -> Result<Vec<Licence>, Problem> {
    let query = licences::table.filter(licences::person_id.eq_any(people)).order(licences::id);
    let rows = query.select(LicenceRow::as_select()).load(tx.conn()).await?;
    with_parts(tx, rows).await
}
