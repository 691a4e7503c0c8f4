//! The SQL of how practitioners' licences stand, and of what they stand on.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Text};
use diesel_async::RunQueryDsl;

use crate::context::Scope;
use crate::db::{Platform, Tenant, Tx, Wire};
use crate::features::licences::api::{LicenceFlagCount, LicenceKind, LicenceMeasureKind, LicenceVerdict};
use crate::ids::{LicenceId, LicenceMeasureId, LicencePeriodId, OrganisationId, PersonId, PractitionerId};
use crate::problem::Problem;
use crate::schema::{licence_measures, licence_periods, licence_places, practitioners, settings};

/// The person whose place this is, within a scope.
pub(in crate::features::licences) async fn person_of(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    id: PractitionerId,
) -> Result<PersonId, Problem> {
    let own = match scope {
        Scope::Organisation => id,
        Scope::Own(own) => own,
        Scope::Nothing => return Err(Problem::not_found()),
    };
    let query = practitioners::table.find((tx.organisation(), id)).filter(practitioners::id.eq(own));
    Ok(query.select(practitioners::person_id).first(tx.conn()).await?)
}

/// The person whose place this is, within a scope, and the last day of somebody who left.
pub(in crate::features::licences) async fn place_of(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    id: PractitionerId,
) -> Result<(PersonId, Option<NaiveDate>), Problem> {
    let person = person_of(tx, scope, id).await?;
    let query = practitioners::table.find((tx.organisation(), id)).select(practitioners::left_on);
    Ok((person, query.first(tx.conn()).await?))
}

/// The person whose place this is, in whatever organisation. Ids are unique within an organisation only: of two that
/// chose the same, the first counts.
pub(in crate::features::licences) async fn person_of_any(
    tx: &mut Tx<Platform>,
    id: PractitionerId,
) -> Result<PersonId, Problem> {
    let query = practitioners::table
        .filter(practitioners::id.eq(id))
        .order((practitioners::created_at, practitioners::organisation_id))
        .select(practitioners::person_id);
    Ok(query.first(tx.conn()).await?)
}

/// The licence holder's decisions about licences, by key.
pub(in crate::features::licences) async fn settings_of<D>(
    tx: &mut Tx<D>,
    keys: &[&str],
) -> Result<HashMap<String, i32>, Problem> {
    let query = settings::table.filter(settings::key.eq_any(keys)).select((settings::key, settings::value));
    Ok(query.load::<(String, i32)>(tx.conn()).await?.into_iter().collect())
}

diesel::define_sql_function! {
    /// How a person's licence of a kind stands on a day; `rules::state_on` says the same.
    fn licence_state(person: diesel::sql_types::Uuid, wanted: Text, day: Date) -> Text;
}
diesel::define_sql_function! {
    /// How many trajectories a person completed up to a day, in whatever organisation.
    fn completed_trajectories(person: diesel::sql_types::Uuid, until: Date) -> diesel::sql_types::BigInt;
}

/// How many each of these people completed up to a day.
pub(in crate::features::licences) async fn completions_of(
    tx: &mut Tx<Tenant>,
    people: &[PersonId],
    until: NaiveDate,
) -> Result<HashMap<PersonId, i64>, Problem> {
    let query = practitioners::table
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::person_id.eq_any(people))
        .select((practitioners::person_id, completed_trajectories(practitioners::person_id, until)));
    Ok(query.load::<(PersonId, i64)>(tx.conn()).await?.into_iter().collect())
}

pub(in crate::features::licences) async fn completions<D>(
    tx: &mut Tx<D>,
    person: PersonId,
    until: NaiveDate,
) -> Result<i64, Problem> {
    Ok(diesel::select(completed_trajectories(person, until)).get_result(tx.conn()).await?)
}

/// How a person's licence stands on a day, and whether it counts in this organisation.
pub(in crate::features::licences) async fn trainer_on(
    tx: &mut Tx<Tenant>,
    person: PersonId,
    day: NaiveDate,
) -> Result<Option<(PractitionerId, LicenceVerdict, bool)>, Problem> {
    let placed = licence_places::table
        .filter(licence_places::person_id.eq(practitioners::person_id))
        .filter(licence_places::organisation_id.eq(practitioners::organisation_id))
        .filter(licence_places::confirmed_on.le(day))
        .filter(licence_places::withdrawn_at.is_null());
    let query = practitioners::table
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::person_id.eq(person))
        .filter(practitioners::status.eq("active"))
        .select((practitioners::id, licence_state(practitioners::person_id, "B", day), diesel::dsl::exists(placed)));
    Ok(query.first(tx.conn()).await.optional()?)
}

diesel::define_sql_function! {
    /// Whether any of these people, who have or had a place in the organisation, was issued a licence on training.
    fn is_any_trained(people: Array<diesel::sql_types::Uuid>) -> Bool;
}

/// Whether any of these persons holds a licence that was issued on training; also when it was issued after the person left.
pub(in crate::features::licences) async fn any_trained(
    tx: &mut Tx<Tenant>,
    people: &[PersonId],
) -> Result<bool, Problem> {
    Ok(diesel::select(is_any_trained(people)).get_result(tx.conn()).await?)
}

/// A practitioner beside one of the person's living periods and one of the measures in force on a day or to come, of some
/// kinds.
#[derive(Debug, Queryable)]
pub(in crate::features::licences) struct StandingRow {
    pub practitioner: PractitionerId,
    pub name: String,
    pub period: Option<(LicenceKind, LicencePeriodId, NaiveDate, NaiveDate)>,
    pub measure: Option<(LicenceKind, LicenceMeasureId, LicenceMeasureKind, NaiveDate, Option<NaiveDate>)>,
}

/// What says how the licences of the organisation's practitioners stand on a day: by practitioner, in one statement. The
/// function `licence_state` would ask for each practitioner anew who belongs to the organisation.
pub(in crate::features::licences) async fn standing_rows(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    (kinds, day): (&'static [LicenceKind], NaiveDate),
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<StandingRow>, Problem> {
    let periods = licence_periods::person_id
        .eq(practitioners::person_id)
        .and(licence_periods::kind.eq_any(kinds))
        .and(licence_periods::superseded_at.is_null());
    let unended = licence_measures::until_on.is_null().or(licence_measures::until_on.ge(day));
    let measures = licence_measures::person_id
        .eq(practitioners::person_id)
        .and(licence_measures::kind.eq_any(kinds))
        .and(licence_measures::superseded_at.is_null())
        .and(unended);
    let page = active(scope, tx.organisation(), after).limit(rows).select(practitioners::id);
    let query = practitioners::table
        .left_join(licence_periods::table.on(periods))
        .left_join(licence_measures::table.on(measures))
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::id.eq_any(page))
        .order(practitioners::id)
        .select((
            practitioners::id,
            practitioners::name,
            (licence_periods::kind, licence_periods::id, licence_periods::valid_from, licence_periods::valid_until)
                .nullable(),
            (
                licence_measures::kind,
                licence_measures::id,
                licence_measures::measure,
                licence_measures::from_on,
                licence_measures::until_on,
            )
                .nullable(),
        ));
    Ok(query.load(tx.conn()).await?)
}

/// The practitioners who work in the organisation, within a scope.
fn active<'q>(
    scope: Scope,
    organisation: OrganisationId,
    after: Option<PractitionerId>,
) -> practitioners::BoxedQuery<'q, Pg> {
    let mut query = practitioners::table
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(practitioners::status.eq("active"))
        .order(practitioners::id)
        .into_boxed();
    query = match scope {
        Scope::Organisation => query,
        Scope::Own(own) => query.filter(practitioners::id.eq(own)),
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    };
    match after {
        Some(after) => query.filter(practitioners::id.gt(after)),
        None => query,
    }
}

/// Practitioners with their person and name.
pub(in crate::features::licences) async fn place_list(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<(PractitionerId, PersonId, String)>, Problem> {
    let query = active(scope, tx.organisation(), after).limit(rows);
    let columns = (practitioners::id, practitioners::person_id, practitioners::name);
    Ok(query.select(columns).load(tx.conn()).await?)
}

/// One practitioner who works in the organisation, with person and name.
pub(in crate::features::licences) async fn place_get(
    tx: &mut Tx<Tenant>,
    scope: Scope,
    id: PractitionerId,
) -> Result<(PractitionerId, PersonId, String), Problem> {
    let person = person_of(tx, scope, id).await?;
    let place = practitioners::table.find((tx.organisation(), id)).filter(practitioners::left_on.is_null());
    Ok((id, person, place.select(practitioners::name).first(tx.conn()).await?))
}

/// What a database function answers of an organisation.
#[derive(Debug, QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    organisation_id: OrganisationId,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    flagged: i64,
}

/// How many flagged records each organisation has: a count, by the function that may look.
pub(in crate::features::licences) async fn flag_counts(
    tx: &mut Tx<Platform>,
) -> Result<Vec<LicenceFlagCount>, Problem> {
    let query =
        diesel::sql_query("SELECT organisation_id, flagged FROM flagged_record_counts() ORDER BY organisation_id");
    let rows: Vec<Counted> = query.load(tx.conn()).await?;
    let count = |Counted { organisation_id, flagged }| LicenceFlagCount { organisation_id, flagged };
    Ok(rows.into_iter().map(count).collect())
}

/// A practitioner beside one of the person's living periods and one of the measures in force on a day or to come.
#[derive(Debug, Queryable)]
pub(in crate::features::licences) struct HeldRow {
    pub practitioner: PractitionerId,
    /// The last day of somebody who left.
    pub left_on: Option<NaiveDate>,
    pub period: Option<(LicencePeriodId, LicenceId, NaiveDate, NaiveDate)>,
    pub measure: Option<(LicenceMeasureId, LicenceMeasureKind, NaiveDate, Option<NaiveDate>)>,
}

/// The periods and the measures, in force or to come, of these practitioners' licences of a kind, in one statement.
pub(in crate::features::licences) async fn held_rows(
    mut wire: &Wire,
    organisation: OrganisationId,
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
        .and(licence_measures::superseded_at.is_null())
        .and(unended);
    let query = practitioners::table
        .left_join(licence_periods::table.on(periods))
        .left_join(licence_measures::table.on(measures))
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(practitioners::id.eq_any(ids))
        .select((
            practitioners::id,
            practitioners::left_on,
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
    Ok(query.load(&mut wire).await?)
}
