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
mod complaints;
mod consents;
mod conventions;
mod demo;
mod families;
mod foresight;
mod guidance;
mod handovers;
mod journeys;
mod licence_enforcement;
mod licences;
mod migrations;
mod oauth;
mod operator;
mod organisations;
mod papers;
mod project_evaluations;
mod questionnaires;
mod referrals;
mod school_holidays;
mod sessions;
mod signals;
mod situations;
mod structure;
mod teacher_links;
mod time_entries;
mod training;
mod trajectories;
mod users;
mod visit_series;
mod visits;
