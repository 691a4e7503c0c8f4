//! Asking for an order. A project leader asks for the own organisation; the licence holder for any, also for what was
//! attended without an order.

use std::collections::BTreeSet;

use super::propose::found_proposals;
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::features::orders::api::{NewOrder, NewOrderLine, Order};
use crate::features::orders::rules::{self, Proposed};
use crate::features::orders::store;
use crate::features::training::actions::sessions_seen;
use crate::features::trajectories::actions::unknown_references;
use crate::ids::{AttendanceId, OrderId, OrderLineId, OrganisationId, TrainingSessionId};
use crate::problem::{Code, Problem, Violation};

/// Those who ask for orders.
pub(in crate::features::orders) trait Buyer: Sized {
    /// Whether the caller may name the attendances that a line pays.
    const MAY_LINK: bool;

    /// Whose order it will be.
    fn organisation(tx: &Tx<Self>, named: Option<OrganisationId>) -> Result<OrganisationId, Problem>;

    /// Refuses attendances that are not proposed: unknown, absent, of another organisation or kind, or ordered already.
    async fn judge(tx: &mut Tx<Self>, organisation: OrganisationId, lines: &[NewOrderLine]) -> Result<(), Problem>;

    /// Notes which attendances a line pays.
    async fn link(
        tx: &mut Tx<Self>,
        organisation: OrganisationId,
        line: OrderLineId,
        attendances: &[AttendanceId],
    ) -> Result<(), Problem>;
}

impl Buyer for Tenant {
    const MAY_LINK: bool = false;

    fn organisation(tx: &Tx<Self>, named: Option<OrganisationId>) -> Result<OrganisationId, Problem> {
        match named {
            Some(other) if other != tx.organisation() => Err(Problem::unknown_reference("/organisationId")),
            _ => Ok(tx.organisation()),
        }
    }

    async fn judge(_: &mut Tx<Self>, _: OrganisationId, _: &[NewOrderLine]) -> Result<(), Problem> {
        Ok(())
    }

    async fn link(_: &mut Tx<Self>, _: OrganisationId, _: OrderLineId, _: &[AttendanceId]) -> Result<(), Problem> {
        Ok(())
    }
}

impl Buyer for Platform {
    const MAY_LINK: bool = true;

    fn organisation(_: &Tx<Self>, named: Option<OrganisationId>) -> Result<OrganisationId, Problem> {
        named.ok_or_else(|| {
            let (dutch, english) = ("Zeg voor welke organisatie.", "Say for which organisation.");
            Problem::invalid(vec![Violation::body("/organisationId", "required", dutch, english)])
        })
    }

    async fn judge(tx: &mut Tx<Self>, organisation: OrganisationId, lines: &[NewOrderLine]) -> Result<(), Problem> {
        let linked = lines.iter().filter(|line| line.attendance_ids.is_some());
        let sessions: BTreeSet<TrainingSessionId> = linked.filter_map(|line| line.training_session_id).collect();
        if sessions.is_empty() {
            return Ok(());
        }
        // Held, so that nobody else orders them meanwhile.
        store::sessions_hold(tx, &sessions).await?;
        let sessions: Vec<TrainingSessionId> = sessions.into_iter().collect();
        let proposed = found_proposals(tx, Some(&sessions)).await?;
        let fits = |line: &NewOrderLine, attendance: &AttendanceId, one: &Proposed| {
            one.organisation == organisation
                && one.code == line.code
                && Some(one.session.id) == line.training_session_id
                && one.attendances.contains(attendance)
        };
        let (mut named, mut unknown) = (BTreeSet::new(), Vec::new());
        for (index, line) in lines.iter().enumerate() {
            for (place, attendance) in line.attendance_ids.iter().flatten().enumerate() {
                if !named.insert(*attendance) || !proposed.iter().any(|one| fits(line, attendance, one)) {
                    unknown.push(format!("/lines/{index}/attendanceIds/{place}"));
                }
            }
        }
        unknown_references(unknown)
    }

    async fn link(
        tx: &mut Tx<Self>,
        organisation: OrganisationId,
        line: OrderLineId,
        attendances: &[AttendanceId],
    ) -> Result<(), Problem> {
        store::attendances_link(tx, organisation, line, attendances).await
    }
}

/// Asks for an order.
pub(in crate::features::orders) async fn order_create<D: Buyer>(
    tx: &mut Tx<D>,
    new: &NewOrder,
) -> Result<Order, Problem> {
    let organisation = D::organisation(tx, new.organisation_id)?;
    let named: Vec<TrainingSessionId> = new.lines.iter().filter_map(|line| line.training_session_id).collect();
    let sessions = sessions_seen(tx, &named).await?;
    unknown_references(rules::unknown_sessions(&new.lines, organisation, &sessions))?;
    let found = rules::check_lines(&new.lines, &sessions, D::MAY_LINK);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    if sessions.values().any(|session| !session.takes_place) {
        return Err(Problem::new(Code::TrainingCancelled));
    }
    D::judge(tx, organisation, &new.lines).await?;
    let id: OrderId = new.id();
    // One that the caller sees is said where it is; of another organisation's only that it is taken.
    if store::order_exists(tx, id).await? {
        return Err(Problem::taken(format!("/v1/orders/{id}")));
    }
    store::order_insert(tx, organisation, id, (new.reference.as_deref(), new.note.as_deref())).await?;
    for (position, asked) in (1..).zip(&new.lines) {
        let line = OrderLineId::new();
        store::line_insert(tx, organisation, (id, line), position, asked).await?;
        if let Some(attendances) = &asked.attendance_ids {
            D::link(tx, organisation, line, attendances).await?;
        }
    }
    tx.trace(Trace::done("order", id.0));
    store::order_get(tx, id).await
}
