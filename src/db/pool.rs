//! The pools behind the doors: one per database role and per worker thread, small (about four connections per core at
//! most), recycled without a round trip, every statement bounded in time. A connection stays on the thread that opened
//! it, so that whoever waits for its answer is woken by its own runtime. Not visible outside `db`.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use deadpool::managed::{Manager, Metrics, Object, Pool, RecycleError, RecycleResult};
use tokio_postgres::Config;

use super::wire::Wire;
use crate::problem::Problem;

pub(super) type Connection = Object<Switchboard>;

/// Makes connections as one role.
pub(super) struct Switchboard(Config);

impl Manager for Switchboard {
    type Type = Wire;
    type Error = anyhow::Error;

    async fn create(&self) -> anyhow::Result<Wire> {
        Wire::connect(&self.0).await
    }

    async fn recycle(&self, wire: &mut Wire, _: &Metrics) -> RecycleResult<anyhow::Error> {
        if wire.is_open() { Ok(()) } else { Err(RecycleError::message("the connection has ended")) }
    }
}

thread_local! {
    /// Which worker this thread is; 0 is everything else: jobs, commands, tests.
    static SEAT: Cell<usize> = const { Cell::new(0) };
}

/// Gives this thread connections of its own: worker `number`, from 1 on.
pub fn sit_at(number: usize) {
    SEAT.set(number);
}

#[derive(Clone)]
pub(super) struct DoorPool(Arc<[Pool<Switchboard>]>);

impl DoorPool {
    /// `size` connections for each of so many workers, and as many for everything else.
    pub(super) fn new(url: &str, workers: usize, size: usize) -> anyhow::Result<Self> {
        let mut config: Config = url.parse().context("the database address is not a postgres:// URL")?;
        // A server that vanished without a word is noticed all the same.
        config
            .connect_timeout(Duration::from_secs(5))
            .tcp_user_timeout(Duration::from_secs(30))
            .keepalives_idle(Duration::from_secs(30));
        let pool = |_| {
            Pool::builder(Switchboard(config.clone()))
                .max_size(size)
                .wait_timeout(Some(Duration::from_secs(5)))
                .create_timeout(Some(Duration::from_secs(5)))
                .runtime(deadpool::Runtime::Tokio1)
                .build()
        };
        Ok(Self((0..=workers).map(pool).collect::<Result<_, _>>()?))
    }

    pub(super) async fn get(&self) -> Result<Connection, Problem> {
        let seat = SEAT.get().min(self.0.len().saturating_sub(1));
        let Some(pool) = self.0.get(seat) else { return Err(Problem::internal(anyhow::anyhow!("no pool"))) };
        pool.get().await.map_err(|error| Problem::unavailable(anyhow::anyhow!("no database connection: {error}")))
    }
}
