//! The SQL of flags: records under a licence that does not cover their day any more. It starts from the few people
//! whose licence ever changed, so it does not walk over all visits.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use super::warnings::licence_state;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::trajectories;
use crate::features::visits::api::{LicenceFlag, LicenceFlagFilter, LicenceWarningReason, VisitStatus};
use crate::ids::{FamilyId, PractitionerId, TrajectoryId, VisitId};
use crate::problem::Problem;
use crate::schema::{licence_measures, licence_periods, practitioners, visit_performers, visits};

type Row = (VisitId, TrajectoryId, FamilyId, PractitionerId, Option<NaiveDate>, LicenceWarningReason);

pub(in crate::features::visits) async fn flag_list(
    tx: &mut Tx<Tenant>,
    filter: &LicenceFlagFilter,
    after: Option<(VisitId, PractitionerId)>,
    rows: i64,
) -> Result<Vec<LicenceFlag>, Problem> {
    let organisation = tx.organisation();
    let superseded = licence_periods::table
        .filter(licence_periods::person_id.eq(practitioners::person_id))
        .filter(licence_periods::superseded_at.is_not_null());
    let measured = licence_measures::table.filter(licence_measures::person_id.eq(practitioners::person_id));
    // The state itself is computed only for those few that nothing covers any more.
    let covering = licence_periods::table
        .filter(licence_periods::person_id.eq(practitioners::person_id))
        .filter(licence_periods::kind.eq("A"))
        .filter(licence_periods::superseded_at.is_null())
        .filter(licence_periods::valid_from.nullable().le(visits::held_on))
        .filter(licence_periods::valid_until.nullable().ge(visits::held_on));
    let in_force = licence_measures::table
        .filter(licence_measures::person_id.eq(practitioners::person_id))
        .filter(licence_measures::kind.eq("A"))
        .filter(licence_measures::from_on.nullable().le(visits::held_on))
        .filter(licence_measures::until_on.is_null().or(licence_measures::until_on.ge(visits::held_on)));
    let same_visit =
        visits::organisation_id.eq(visit_performers::organisation_id).and(visits::id.eq(visit_performers::visit_id));
    let same_practitioner = visit_performers::organisation_id
        .eq(practitioners::organisation_id)
        .and(visit_performers::practitioner_id.eq(practitioners::id));
    let state = licence_state(practitioners::person_id, "A", visits::held_on);
    let mut query = practitioners::table
        .inner_join(visit_performers::table.on(same_practitioner))
        .inner_join(visits::table.on(same_visit))
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(diesel::dsl::exists(superseded).or(diesel::dsl::exists(measured)))
        .filter(visit_performers::licence_period_id.is_not_null())
        .filter(visits::status.eq_any([VisitStatus::Held, VisitStatus::NoShow]))
        .filter(diesel::dsl::not(diesel::dsl::exists(covering)).or(diesel::dsl::exists(in_force)))
        .order((visits::id, practitioners::id))
        .limit(rows)
        .select((visits::id, visits::trajectory_id, visits::family_id, practitioners::id, visits::held_on, state))
        .into_boxed();
    query = match tx.context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => {
            query.filter(visits::trajectory_id.eq_any(trajectories::in_care_of(organisation, own, tx.context.today)))
        }
        Scope::Nothing => query.filter(false.into_sql::<sql_types::Bool>()),
    };
    if let Some(practitioner) = filter.practitioner_id {
        query = query.filter(practitioners::id.eq(practitioner));
    }
    if let Some((visit, practitioner)) = after {
        let further = visits::id.gt(visit).or(visits::id.eq(visit).and(practitioners::id.gt(practitioner)));
        query = query.filter(further);
    }
    let rows: Vec<Row> = query.load(tx.conn()).await?;
    let flag = |(visit_id, trajectory_id, family_id, practitioner_id, held_on, reason)| LicenceFlag {
        visit_id,
        trajectory_id,
        family_id,
        practitioner_id,
        held_on,
        reason,
    };
    Ok(rows.into_iter().map(flag).collect())
}
