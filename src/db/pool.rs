//! The pools behind the doors: per database role and what it is for, and per worker thread; small (about four connections per
//! core at most), recycled without a round trip, every statement bounded in time. A worker's connection stays on its
//! thread, so that whoever waits for its answer is woken by its own runtime. Not visible outside `db`.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleError, RecycleResult};

use super::address::Address;
use super::wire::Wire;
use crate::problem::Problem;

/// No connection is used longer.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// Nobody waits longer for a connection, or for a new one to be made.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

pub(super) type Connection = Object<Switchboard>;

/// Makes connections as one role.
pub(super) struct Switchboard(Arc<Address>);

impl Manager for Switchboard {
    type Type = Wire;
    type Error = anyhow::Error;

    async fn create(&self) -> anyhow::Result<Wire> {
        // With its whole chain: what made it fail stands at the end of it.
        Wire::connect(&self.0).await.map_err(|error| anyhow::anyhow!("{error:#}"))
    }

    async fn recycle(&self, wire: &mut Wire, metrics: &Metrics) -> RecycleResult<anyhow::Error> {
        if is_old(metrics) {
            return Err(RecycleError::message("the connection is old"));
        }
        if wire.is_open() { Ok(()) } else { Err(RecycleError::message("the connection has ended")) }
    }
}

/// What it prepared may be of before a migration.
fn is_old(metrics: &Metrics) -> bool {
    metrics.age() > LIFE
}

/// Whether a connection that was not given back can be used on.
pub(super) fn lasts(connection: &Connection) -> bool {
    !is_old(Object::metrics(connection)) && connection.is_open()
}

thread_local! {
    /// Which worker this thread is; 0 is everything else: jobs, commands, tests.
    static SEAT: Cell<usize> = const { Cell::new(0) };
}

/// Gives this thread connections of its own: worker `number`, from 1 on.
pub fn sit_at(number: usize) {
    SEAT.set(number);
}

/// Where this thread sits, of so many seats.
pub(super) fn seat(seats: usize) -> usize {
    SEAT.get().min(seats.saturating_sub(1))
}

#[derive(Clone)]
pub(super) struct DoorPool(Arc<[Pool<Switchboard>]>);

impl DoorPool {
    /// `size` connections for each of so many workers, and as many for everything else.
    pub(super) fn new(url: &str, workers: usize, size: usize) -> anyhow::Result<Self> {
        let address = Arc::new(Address::parse(url)?);
        let pool = |_| {
            Pool::builder(Switchboard(address.clone()))
                .max_size(size)
                .wait_timeout(Some(PATIENCE))
                .create_timeout(Some(PATIENCE))
                .runtime(deadpool::Runtime::Tokio1)
                .build()
        };
        Ok(Self((0..=workers).map(pool).collect::<Result<_, _>>()?))
    }

    pub(super) async fn get(&self) -> Result<Connection, Problem> {
        let Some(pool) = self.0.get(seat(self.0.len())) else {
            return Err(Problem::internal(anyhow::anyhow!("no pool")));
        };
        pool.get().await.map_err(|error| Problem::unavailable(anyhow::anyhow!("no database connection: {error}")))
    }
}
