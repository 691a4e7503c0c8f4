//! What was committed reaches the disk in groups. A change behind the tenant door commits without waiting for the disk, and its
//! connection goes on with the next one. Whoever made it waits here, until one durable commit after it: the log that
//! PostgreSQL writes is one, so with that commit everything before it is on the disk. Nobody is told of an own change earlier.

use diesel_async::RunQueryDsl;

use super::desk::{Clerk, Desks};
use super::kept::kept;
use super::line::Line;
use super::pool::DoorPool;
use crate::problem::Problem;

/// A commit that has something to write down, and touches no table.
const FLUSH: &str = "SELECT pg_logical_emit_message(true, 'flush', '')";

/// Brings to the disk what was committed, on connections whose commits are durable.
pub(super) struct Flusher(DoorPool);

pub(super) type Disk = Desks<Flusher>;

impl Clerk for Flusher {
    type Item = ();

    const GROUP: usize = 256;
    const FAILED: &'static str = "it is not certain that a change has reached the disk";

    async fn work(&self, _: Vec<()>) -> Result<(), Problem> {
        let mut line = Line::from(self.0.get().await?);
        let done = kept(diesel::sql_query(FLUSH)).execute(&mut line).await;
        if done.is_err() {
            line.close();
        }
        done?;
        Ok(())
    }
}

impl Disk {
    pub(super) fn of(pool: DoorPool, workers: usize) -> Self {
        Self::new(Flusher(pool), workers)
    }

    /// Waits until everything that was committed until now is on the disk.
    pub(super) async fn reached(&self) -> Result<(), Problem> {
        self.hand_in(()).done().await
    }
}
