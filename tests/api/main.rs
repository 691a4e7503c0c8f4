//! The API, tested from outside: a real server on a free port, a real PostgreSQL, one database per test.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that stumbles fails, which is what it is for"
)]

mod support;

mod audit;
mod authorisation;
mod catalog;
mod conventions;
mod demo;
mod families;
mod foresight;
mod licence_enforcement;
mod licences;
mod migrations;
mod oauth;
mod operator;
mod organisations;
mod sessions;
mod structure;
mod training;
mod trajectories;
mod users;
mod visits;
