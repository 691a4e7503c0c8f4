//! The database: its roles and migrations, the four doors, who comes in, the audit's lines, and a private server for development and
//! tests. Knows no feature.

mod address;
mod audit;
pub(crate) mod columns;
mod desk;
mod disk;
mod doorman;
mod doors;
mod kept;
mod line;
mod migrate;
mod one_sync;
mod pen;
mod pool;
pub mod private_server;
mod socket;
pub mod urls;
mod wire;

pub use audit::Trace;
pub(crate) use doorman::{Bearer, Client, Known, Member, Staff};
pub use doors::{Doors, Intent, Platform, SignIn, Tenant, Tx, Worker};
pub use kept::{Kept, kept};
pub use line::Line;
pub use migrate::{Direction, check, create_database, drop_database, migrate, provision};
pub(crate) use pen::Telling;
pub use pool::sit_at;
pub use wire::Wire;
