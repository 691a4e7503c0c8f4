//! The SQL of what orders have to do with training: places asked for, and attendances that are paid.

use std::collections::{BTreeSet, HashMap};

use diesel::dsl::sum;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::orders::api::{Order, OrderCode, OrderStatus};
use crate::features::orders::rules::Living;
use crate::ids::{AttendanceId, OrderLineId, OrganisationId, TrainingSessionId};
use crate::problem::Problem;
use crate::schema::{order_lines, ordered_attendances, orders};

/// The statuses in which an order covers what it asks for.
const LIVING: [OrderStatus; 2] = [OrderStatus::Requested, OrderStatus::Confirmed];

/// Waits for whoever decides on these sessions, and keeps others waiting until this transaction ends; always in the order
/// of ids, so that nobody waits in a circle.
pub(in crate::features::orders) async fn sessions_hold<D>(
    tx: &mut Tx<D>,
    sessions: &BTreeSet<TrainingSessionId>,
) -> Result<(), Problem> {
    for session in sessions {
        let query = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))");
        query.bind::<Text, _>(format!("orders of session {session}")).execute(tx.conn()).await?;
    }
    Ok(())
}

/// How many places of licence A are asked for or confirmed in a session, over all organisations.
pub(in crate::features::orders) async fn participants(
    tx: &mut Tx<Platform>,
    session: TrainingSessionId,
) -> Result<i64, Problem> {
    let query = order_lines::table
        .inner_join(
            orders::table
                .on(orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id))),
        )
        .filter(order_lines::training_session_id.eq(session))
        .filter(order_lines::code.eq(OrderCode::TrainingLicenceA))
        .filter(orders::status.eq_any(LIVING))
        .select(sum(order_lines::quantity));
    Ok(query.first::<Option<i64>>(tx.conn()).await?.unwrap_or(0))
}

/// The lines about these sessions, or about any, of orders that are requested or confirmed.
pub(in crate::features::orders) async fn living_lines(
    tx: &mut Tx<Platform>,
    sessions: Option<&[TrainingSessionId]>,
) -> Result<Vec<Living>, Problem> {
    let mut query = order_lines::table
        .inner_join(
            orders::table
                .on(orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id))),
        )
        .filter(orders::status.eq_any(LIVING))
        .select((
            order_lines::id,
            order_lines::organisation_id,
            order_lines::training_session_id.assume_not_null(),
            order_lines::code,
            order_lines::quantity,
        ))
        .into_boxed();
    query = match sessions {
        Some(sessions) => query.filter(order_lines::training_session_id.eq_any(sessions)),
        None => query.filter(order_lines::training_session_id.is_not_null()),
    };
    let rows: Vec<(OrderLineId, OrganisationId, TrainingSessionId, OrderCode, i32)> = query.load(tx.conn()).await?;
    let ids: Vec<OrderLineId> = rows.iter().map(|(id, ..)| *id).collect();
    let mut paid: HashMap<OrderLineId, Vec<AttendanceId>> = HashMap::new();
    let query = ordered_attendances::table
        .filter(ordered_attendances::order_line_id.eq_any(ids))
        .select((ordered_attendances::order_line_id, ordered_attendances::attendance_id));
    for (line, attendance) in query.load(tx.conn()).await? {
        paid.entry(line).or_default().push(attendance);
    }
    let living = |(id, organisation, session, code, quantity)| Living {
        organisation,
        session,
        code,
        quantity,
        attendances: paid.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(living).collect())
}

/// Notes that a line pays these attendances. What an order that was cancelled paid is taken over.
pub(in crate::features::orders) async fn attendances_link(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: OrderLineId,
    attendances: &[AttendanceId],
) -> Result<(), Problem> {
    let living = order_lines::table
        .inner_join(
            orders::table
                .on(orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id))),
        )
        .filter(order_lines::organisation_id.eq(ordered_attendances::organisation_id))
        .filter(order_lines::id.eq(ordered_attendances::order_line_id))
        .filter(orders::status.eq_any(LIVING));
    let left = ordered_attendances::table
        .filter(ordered_attendances::attendance_id.eq_any(attendances))
        .filter(diesel::dsl::not(diesel::dsl::exists(living)));
    diesel::delete(left).execute(tx.conn()).await?;
    let rows: Vec<_> = attendances
        .iter()
        .map(|attendance| {
            (
                ordered_attendances::attendance_id.eq(*attendance),
                ordered_attendances::organisation_id.eq(organisation),
                ordered_attendances::order_line_id.eq(line),
            )
        })
        .collect();
    diesel::insert_into(ordered_attendances::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

/// Frees what the lines of an order paid.
pub(in crate::features::orders) async fn attendances_free(tx: &mut Tx<Platform>, order: &Order) -> Result<(), Problem> {
    let lines: Vec<OrderLineId> = order.lines.iter().map(|line| line.id).collect();
    let paid = ordered_attendances::table
        .filter(ordered_attendances::organisation_id.eq(order.organisation_id))
        .filter(ordered_attendances::order_line_id.eq_any(lines));
    diesel::delete(paid).execute(tx.conn()).await?;
    Ok(())
}
