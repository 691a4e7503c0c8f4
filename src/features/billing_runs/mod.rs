//! Billing runs: the licence holder bills a month, dry or real (`domain.md` §8). A run does one organisation after the
//! other, each in its own transaction, and leaves an item for each; whoever takes it over after a crash goes on behind the
//! last item. Running a month again bills what is not billed yet, and nothing twice.

pub(crate) mod actions;
mod api;
mod routes;
mod store;
mod work;

#[cfg(test)]
pub(crate) use api::BillingOutcome;
pub use api::{BillingRun, BillingRunItem, NewBillingRun};
use work::leave;
pub(crate) use work::{resume, work};

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_billing_runs)
        .service(routes::create_billing_run)
        .service(routes::get_billing_run)
        .service(routes::list_billing_run_items);
}
