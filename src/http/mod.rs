//! What every request gets by its types: problems, permits, strict input, lists with cursors, conditional requests,
//! idempotency, limits, and the finishing of the OpenAPI document. Knows no feature.

mod body;
mod change;
mod cursor;
mod edge;
mod keyring;
mod limits;
mod link;
pub mod openapi;
mod paths;
mod pdf;
mod permit;
mod query;
mod refusal;
mod reply;
mod retry;
mod routes;
mod schemas;
mod standing;
mod upload;
mod usage;
mod validate;

pub use body::{Body, MergePatch, New};
pub use change::{Change, Halt};
pub use cursor::{Listing, NoFilter, Page, PageQuery, Paging};
pub use edge::{RequestFacts, edge};
pub use keyring::{AccessClaims, Keyring, rotate as rotate_signing_key};
pub use limits::{Limits, Quota, network_of};
pub use link::Linked;
pub use paths::PathTable;
pub(crate) use permit::permissions;
pub use permit::{Gate, Permission, Permit, Seat};
pub use query::Query;
pub use reply::{Reply, Versioned};
pub use retry::{KEPT_FOR, Retry};
pub use routes::Routes;
pub use schemas::Schemas;
pub use standing::Standings;
pub use upload::Upload;
pub use usage::Usage;

/// What a handler answers.
pub type Answer = Result<actix_web::HttpResponse, crate::problem::Problem>;

/// The Idempotency-Key, If-Match and API-Version live here so that code and document spell them alike.
pub mod headers {
    pub const API_VERSION: &str = "api-version";
    pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
    pub const IDEMPOTENCY_REPLAYED: &str = "idempotency-replayed";
    pub const REQUEST_ID: &str = "x-request-id";
    pub const TRACEPARENT: &str = "traceparent";
}

/// The version of the contract, as `API-Version` says it.
pub const API_VERSION: &str = "1.0.0";
