//! The pools behind the doors: one per database role, small (about four connections per core at most), recycled
//! without a round trip, every statement bounded in time. Not visible outside `db`.

use std::time::Duration;

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};

use crate::problem::Problem;

pub(super) type Connection = Object<AsyncPgConnection>;

#[derive(Clone)]
pub(super) struct DoorPool(Pool<AsyncPgConnection>);

impl DoorPool {
    pub(super) fn new(url: &str, size: usize) -> anyhow::Result<Self> {
        let mut config = ManagerConfig::default();
        config.recycling_method = RecyclingMethod::Fast;
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let pool = Pool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(Duration::from_secs(5)))
            .create_timeout(Some(Duration::from_secs(5)))
            .runtime(deadpool::Runtime::Tokio1)
            .build()?;
        Ok(Self(pool))
    }

    pub(super) async fn get(&self) -> Result<Connection, Problem> {
        self.0.get().await.map_err(|error| Problem::unavailable(anyhow::anyhow!("no database connection: {error}")))
    }
}
