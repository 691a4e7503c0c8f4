//! What the billing asks of orders: which lines are to be billed, and by which invoice line they are.

use chrono::NaiveDate;

use crate::db::{Platform, Tx};
use crate::features::orders::api::BillableLine;
use crate::features::orders::store;
use crate::ids::{InvoiceLineId, OrderLineId, OrganisationId};
use crate::problem::Problem;

/// The lines of orders confirmed on or before a day that no invoice bills now, by day of confirmation; nobody else bills
/// them before this transaction ends.
pub(crate) async fn lines_to_bill(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    until: NaiveDate,
) -> Result<Vec<BillableLine>, Problem> {
    store::lines_to_bill(tx, organisation, until).await
}

/// An invoice line bills an order line from now on.
pub(crate) async fn line_billed(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: OrderLineId,
    line: InvoiceLineId,
) -> Result<(), Problem> {
    store::line_billed(tx, organisation, id, line).await
}

/// An invoice line bills nothing any more: its draft is gone, or it was credited in full (`again`: a new round begins).
pub(crate) async fn line_released(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
    again: bool,
) -> Result<(), Problem> {
    store::line_released(tx, organisation, line, again).await
}

/// The organisations with a line to be billed of orders confirmed on or before a day, in the order of their ids.
pub(crate) async fn organisations_to_bill(
    tx: &mut Tx<Platform>,
    until: NaiveDate,
) -> Result<Vec<OrganisationId>, Problem> {
    store::organisations_to_bill(tx, until).await
}
