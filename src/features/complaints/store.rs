//! The SQL of complaints.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Complaint, ComplaintFields, ComplaintSettlement, ComplaintStatus};
use super::rules;
use crate::db::{Tenant, Tx};
use crate::ids::{ComplaintId, FamilyId, PractitionerId, UserId};
use crate::problem::Problem;
use crate::schema::{accounts, complaints, memberships, persons, practitioners};

#[derive(Queryable, Selectable)]
#[diesel(table_name = complaints)]
struct ComplaintRow {
    id: ComplaintId,
    family_id: Option<FamilyId>,
    about_practitioner_id: Option<PractitionerId>,
    received_on: NaiveDate,
    description: String,
    handled_by_user_id: UserId,
    due_on: NaiveDate,
    status: ComplaintStatus,
    outcome: Option<String>,
    settled_on: Option<NaiveDate>,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl ComplaintRow {
    /// What the row says, with what the day makes of it.
    fn on(self, today: NaiveDate) -> Complaint {
        Complaint {
            id: self.id,
            family_id: self.family_id,
            about_practitioner_id: self.about_practitioner_id,
            received_on: self.received_on,
            description: self.description,
            handled_by_user_id: self.handled_by_user_id,
            due_on: self.due_on,
            status: self.status,
            overdue: rules::is_overdue(self.status, self.due_on, today),
            outcome: self.outcome,
            settled_on: self.settled_on,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// What recording or changing a complaint writes.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = complaints, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ComplaintColumns<'c> {
    family_id: Option<FamilyId>,
    about_practitioner_id: Option<PractitionerId>,
    received_on: NaiveDate,
    description: &'c str,
    handled_by_user_id: UserId,
    due_on: NaiveDate,
}

impl<'c> ComplaintColumns<'c> {
    fn new(fields: &'c ComplaintFields, due_on: NaiveDate) -> Self {
        Self {
            family_id: fields.family_id,
            about_practitioner_id: fields.about_practitioner_id,
            received_on: fields.received_on,
            description: &fields.description,
            handled_by_user_id: fields.handled_by_user_id,
            due_on,
        }
    }
}

pub(super) async fn complaint_list(
    tx: &mut Tx<Tenant>,
    status: Option<ComplaintStatus>,
    after: Option<ComplaintId>,
    rows: i64,
) -> Result<Vec<Complaint>, Problem> {
    let today = tx.context.today;
    let mut query = complaints::table
        .filter(complaints::organisation_id.eq(tx.organisation()))
        .order(complaints::id)
        .limit(rows)
        .select(ComplaintRow::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(complaints::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(complaints::id.gt(after));
    }
    let found: Vec<ComplaintRow> = query.load(tx.conn()).await?;
    Ok(found.into_iter().map(|row| row.on(today)).collect())
}

pub(super) async fn complaint_get(tx: &mut Tx<Tenant>, id: ComplaintId) -> Result<Complaint, Problem> {
    let query = complaints::table.find((tx.organisation(), id)).select(ComplaintRow::as_select());
    let row: ComplaintRow = query.first(tx.conn()).await?;
    Ok(row.on(tx.context.today))
}

/// Reads a complaint that is about to change.
pub(super) async fn complaint_lock(tx: &mut Tx<Tenant>, id: ComplaintId) -> Result<Complaint, Problem> {
    let query = complaints::table.find((tx.organisation(), id)).select(ComplaintRow::as_select());
    let row: ComplaintRow = query.for_update().first(tx.conn()).await?;
    tx.context.families.extend(row.family_id);
    Ok(row.on(tx.context.today))
}

pub(super) async fn complaint_insert(
    tx: &mut Tx<Tenant>,
    id: ComplaintId,
    fields: &ComplaintFields,
    due_on: NaiveDate,
) -> Result<Complaint, Problem> {
    let row = (
        complaints::organisation_id.eq(tx.organisation()),
        complaints::id.eq(id),
        ComplaintColumns::new(fields, due_on),
        complaints::status.eq(ComplaintStatus::Received),
        complaints::version.eq(1),
        complaints::created_at.eq(tx.context.now),
        complaints::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(complaints::table).values(row).returning(ComplaintRow::as_returning());
    let row: ComplaintRow = insert.get_result(tx.conn()).await?;
    Ok(row.on(tx.context.today))
}

pub(super) async fn complaint_update(
    tx: &mut Tx<Tenant>,
    id: ComplaintId,
    fields: &ComplaintFields,
    due_on: NaiveDate,
) -> Result<Complaint, Problem> {
    let change = (
        ComplaintColumns::new(fields, due_on),
        complaints::version.eq(complaints::version + 1),
        complaints::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(complaints::table.find((tx.organisation(), id))).set(change);
    let row: ComplaintRow = update.returning(ComplaintRow::as_returning()).get_result(tx.conn()).await?;
    Ok(row.on(tx.context.today))
}

pub(super) async fn complaint_settle(
    tx: &mut Tx<Tenant>,
    id: ComplaintId,
    settlement: &ComplaintSettlement,
) -> Result<Complaint, Problem> {
    let change = (
        complaints::status.eq(ComplaintStatus::Settled),
        complaints::outcome.eq(&settlement.outcome),
        complaints::settled_on.eq(settlement.on),
        complaints::version.eq(complaints::version + 1),
        complaints::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(complaints::table.find((tx.organisation(), id))).set(change);
    let row: ComplaintRow = update.returning(ComplaintRow::as_returning()).get_result(tx.conn()).await?;
    Ok(row.on(tx.context.today))
}

/// Whether the organisation has this user.
pub(super) async fn user_exists(tx: &mut Tx<Tenant>, user: UserId) -> Result<bool, Problem> {
    let found = memberships::table.find((tx.organisation(), user));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}

/// Whether a user is this practitioner: signs in as such, or goes by the address of the practitioner's person.
pub(super) async fn is_same_person(
    tx: &mut Tx<Tenant>,
    user: UserId,
    practitioner: PractitionerId,
) -> Result<bool, Problem> {
    let organisation = tx.organisation();
    let addresses = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::id.eq(user))
        .select(accounts::email);
    let same_person = persons::id.eq(practitioners::person_id);
    let found = practitioners::table
        .inner_join(persons::table.on(same_person))
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(practitioners::id.eq(practitioner))
        .filter(practitioners::user_id.eq(user).or(persons::email.eq_any(addresses)));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}
