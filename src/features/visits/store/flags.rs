//! The SQL of flags: records under a licence that does not cover their day any more. The view `flagged_records` finds them
//! in every feature that keeps a licence with its records, with the rights of whoever asks; the licence holder's counts
//! come from the same view.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::trajectories;
use crate::features::visits::api::{FlaggedRecordKind, LicenceFlag, LicenceFlagFilter, LicenceWarningReason};
use crate::ids::{FamilyId, PractitionerId, TrajectoryId, VisitId};
use crate::problem::Problem;
use crate::schema::assignments;

diesel::table! {
    /// A performer's part in a record, and why the licence does not cover it.
    flagged_records (record_id, record_kind, plan_version, practitioner_id) {
        organisation_id -> Uuid,
        record_kind -> Text,
        record_id -> Uuid,
        plan_version -> Integer,
        trajectory_id -> Uuid,
        family_id -> Uuid,
        practitioner_id -> Uuid,
        held_on -> Nullable<Date>,
        reason -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(flagged_records, assignments);

type Row =
    (FlaggedRecordKind, Uuid, i32, TrajectoryId, FamilyId, PractitionerId, Option<NaiveDate>, LicenceWarningReason);

/// What a flag comes after: record, kind, version of a plan, performer.
pub(in crate::features::visits) type FlagKey = (Uuid, FlaggedRecordKind, i32, PractitionerId);

pub(in crate::features::visits) async fn flag_list(
    tx: &mut Tx<Tenant>,
    filter: &LicenceFlagFilter,
    after: Option<FlagKey>,
    rows: i64,
) -> Result<Vec<LicenceFlag>, Problem> {
    let organisation = tx.organisation();
    let mut query = flagged_records::table
        .filter(flagged_records::organisation_id.eq(organisation))
        .order((
            flagged_records::record_id,
            flagged_records::record_kind,
            flagged_records::plan_version,
            flagged_records::practitioner_id,
        ))
        .limit(rows)
        .select((
            flagged_records::record_kind,
            flagged_records::record_id,
            flagged_records::plan_version,
            flagged_records::trajectory_id,
            flagged_records::family_id,
            flagged_records::practitioner_id,
            flagged_records::held_on,
            flagged_records::reason,
        ))
        .into_boxed();
    query = match tx.context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => {
            let seen = trajectories::in_care_of(organisation, own, tx.context.today);
            query.filter(flagged_records::trajectory_id.eq_any(seen))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    };
    if let Some(practitioner) = filter.practitioner_id {
        query = query.filter(flagged_records::practitioner_id.eq(practitioner));
    }
    if let Some((record, kind, version, practitioner)) = after {
        use flagged_records as flags;
        let same_version = flags::plan_version.eq(version).and(flags::practitioner_id.gt(practitioner));
        let same_kind = flags::record_kind.eq(kind).and(flags::plan_version.gt(version).or(same_version));
        let same_record = flags::record_id.eq(record).and(flags::record_kind.gt(kind).or(same_kind));
        query = query.filter(flags::record_id.gt(record).or(same_record));
    }
    let rows: Vec<Row> = query.load(tx.conn()).await?;
    let flag = |row: Row| {
        let (record_kind, record_id, version, trajectory_id, family_id, practitioner_id, held_on, reason) = row;
        LicenceFlag {
            record_kind,
            record_id,
            plan_version: Some(version).filter(|_| record_kind == FlaggedRecordKind::Plan),
            visit_id: Some(VisitId(record_id)).filter(|_| record_kind == FlaggedRecordKind::Visit),
            trajectory_id,
            family_id,
            practitioner_id,
            held_on,
            reason,
        }
    };
    Ok(rows.into_iter().map(flag).collect())
}
