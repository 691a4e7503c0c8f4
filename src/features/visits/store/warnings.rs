//! The SQL of warnings about planned visits: performers whose licence A is not valid on the planned day.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::visits::api::LicenceWarningReason;
use crate::ids::{PractitionerId, VisitId};
use crate::problem::Problem;
use crate::schema::{licence_measures, licence_periods, practitioners, visit_performers, visits};

diesel::define_sql_function! {
    /// How a person's licence of a kind stands on a day; published by the licences.
    fn licence_state(person: sql_types::Uuid, wanted: sql_types::Text, day: sql_types::Nullable<sql_types::Date>) -> sql_types::Text;
}
diesel::define_sql_function! {
    fn timezone(zone: sql_types::Text, at: sql_types::Nullable<sql_types::Timestamptz>) -> sql_types::Nullable<sql_types::Timestamp>;
}
diesel::define_sql_function! {
    fn date(at: sql_types::Nullable<sql_types::Timestamp>) -> sql_types::Nullable<sql_types::Date>;
}

/// A performer whose licence is not valid on the planned day.
#[derive(Debug, Clone, Queryable)]
pub(in crate::features::visits) struct WarningRow {
    pub visit: VisitId,
    pub practitioner: PractitionerId,
    pub reason: LicenceWarningReason,
    pub ended_on: Option<NaiveDate>,
}

/// The performers of these planned visits whose licence A is not valid on the planned day, in one statement.
pub(in crate::features::visits) async fn licence_warnings(
    tx: &mut Tx<Tenant>,
    planned: &[VisitId],
) -> Result<Vec<WarningRow>, Problem> {
    let day = || date(timezone("Europe/Amsterdam", visits::planned_at));
    let own_periods = || {
        licence_periods::table
            .filter(licence_periods::person_id.eq(practitioners::person_id))
            .filter(licence_periods::kind.eq("A"))
            .filter(licence_periods::superseded_at.is_null())
    };
    let covering = own_periods()
        .filter(licence_periods::valid_from.nullable().le(day()))
        .filter(licence_periods::valid_until.nullable().ge(day()));
    let in_force = licence_measures::table
        .filter(licence_measures::person_id.eq(practitioners::person_id))
        .filter(licence_measures::kind.eq("A"))
        .filter(licence_measures::from_on.nullable().le(day()))
        .filter(licence_measures::until_on.is_null().or(licence_measures::until_on.ge(day())));
    let ended_on = own_periods()
        .filter(licence_periods::valid_until.nullable().lt(day()))
        .select(diesel::dsl::max(licence_periods::valid_until))
        .single_value();
    let same_visit =
        visits::organisation_id.eq(visit_performers::organisation_id).and(visits::id.eq(visit_performers::visit_id));
    let same_practitioner = practitioners::organisation_id
        .eq(visit_performers::organisation_id)
        .and(practitioners::id.eq(visit_performers::practitioner_id));
    // The state itself is computed only for those few that are not plainly valid.
    Ok(visit_performers::table
        .inner_join(visits::table.on(same_visit))
        .inner_join(practitioners::table.on(same_practitioner))
        .filter(visit_performers::organisation_id.eq(tx.organisation()))
        .filter(visit_performers::visit_id.eq_any(planned))
        .filter(diesel::dsl::not(diesel::dsl::exists(covering)).or(diesel::dsl::exists(in_force)))
        .order(visit_performers::practitioner_id)
        .select((
            visit_performers::visit_id,
            visit_performers::practitioner_id,
            licence_state(practitioners::person_id, "A", day()),
            ended_on,
        ))
        .load(tx.conn())
        .await?)
}
