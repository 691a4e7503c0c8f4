//! The SQL of bookkeeping: the same reading for both doors, since the licence holder sees the books of every organisation.

mod checks;
mod ledger;
mod open_items;
mod year;

use diesel_async::SimpleAsyncConnection;

pub(super) use checks::{FoundRow, findings};
pub(super) use ledger::{Lines, ledger_lines};
pub(super) use open_items::{open_item_totals, open_items};
pub(super) use year::year_rows;

use crate::db::Tx;
use crate::problem::Problem;

/// Gives the statements of this transaction time for a large database; nobody waits for an answer.
pub(super) async fn take_time<D>(tx: &mut Tx<D>) -> Result<(), Problem> {
    Ok(tx.conn().batch_execute("SET LOCAL statement_timeout = '30min'").await?)
}
