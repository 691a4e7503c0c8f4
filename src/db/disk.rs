//! What was committed reaches the disk in groups. A change behind the tenant door commits without waiting for the disk, and its
//! connection goes on with the next one. Whoever made it waits here, until one durable commit after it: the log that
//! PostgreSQL writes is one, so with that commit everything before it is on the disk. Nobody is told of an own change earlier.
//!
//! That holds within one run of PostgreSQL. So who changes something has a [`Witness`] from before he begins, and hears from
//! that very connection: it ends with its run, and then nothing is certain.

use std::sync::Arc;

use diesel_async::RunQueryDsl;
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::desk::{Clerk, Desks};
use super::kept::kept;
use super::line::Line;
use super::pool::{DoorPool, PATIENCE, seat};
use crate::problem::Problem;

/// A commit that has something to write down, and touches no table.
const FLUSH: &str = "SELECT pg_logical_emit_message(true, 'flush', '')";

/// Where changes wait for the disk: for every worker's thread one connection whose commits are durable, and one more while
/// the one before it is lost or old and still held by who began with it.
#[derive(Clone)]
pub(super) struct Disk {
    pool: DoorPool,
    newest: Arc<[Mutex<Option<Line>>]>,
    desks: Desks<Flusher>,
}

impl Disk {
    pub(super) fn new(pool: DoorPool, workers: usize) -> Self {
        Self { pool, newest: (0..=workers).map(|_| Mutex::default()).collect(), desks: Desks::new(Flusher, workers) }
    }

    /// Who will say that a change is on the disk; to be asked for before it begins.
    pub(super) async fn witness(&self) -> Result<Witness, Problem> {
        // Those who wait for one that can't be opened wait side by side, and not one after the other.
        timeout(PATIENCE, self.open()).await.unwrap_or_else(|late| Err(Problem::unavailable(late)))
    }

    async fn open(&self) -> Result<Witness, Problem> {
        let Some(newest) = self.newest.get(seat(self.newest.len())) else {
            return Err(Problem::internal(anyhow::anyhow!("no connection to wait for the disk with")));
        };
        let mut newest = newest.lock().await;
        let known = newest.take().filter(Line::lasts);
        let line = match known {
            Some(line) => line,
            None => self.pool.get().await?.into(),
        };
        let witness = Witness { desks: self.desks.clone(), line: line.second() };
        *newest = Some(line);
        Ok(witness)
    }
}

/// A connection that is open since before a change began.
pub(super) struct Witness {
    desks: Desks<Flusher>,
    line: Line,
}

impl Witness {
    /// Waits until everything that was committed until now is on the disk.
    pub(super) async fn reached(self) -> Result<(), Problem> {
        self.desks.hand_in(self.line).done().await
    }
}

struct Flusher;

impl Clerk for Flusher {
    type Item = Line;
    type Answer = ();

    /// One commit is for any number.
    const GROUP: usize = usize::MAX;
    const FAILED: &'static str = "it is not certain that a change has reached the disk";

    async fn work(&self, mut witnesses: Vec<Line>) -> Result<Vec<()>, Problem> {
        let waiting = witnesses.len();
        // All the same one, unless that was replaced meanwhile. If one fails, the others ask again as well.
        witnesses.dedup_by(|one, other| one.is(other));
        for witness in witnesses {
            witness.alone(kept(diesel::sql_query(FLUSH)).execute(&mut &*witness)).await?;
        }
        Ok(vec![(); waiting])
    }
}
