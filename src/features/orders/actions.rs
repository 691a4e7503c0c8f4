//! The steps behind orders: asking, deciding, proposing, and what the billing asks of them.

mod bill;
mod create;
mod decide;
mod propose;

pub(crate) use bill::{line_billed, line_released, lines_to_bill, organisations_to_bill, refuse_cancelled};
pub(super) use create::order_create;
pub(super) use decide::{order_cancel, order_confirm, order_decline, order_lock};
pub(super) use propose::proposal_list;
