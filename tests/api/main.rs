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
mod billing_corrections;
mod billing_proof;
mod billing_runs;
mod bookkeeping;
mod catalog;
mod complaints;
mod consents;
mod conventions;
mod demo;
mod doors;
mod durable;
mod explained;
mod families;
mod foresight;
mod guidance;
mod hand_in_documents;
mod handovers;
mod invoice_mails;
mod invoices;
mod journeys;
mod licence_changes;
mod licence_enforcement;
mod licence_flags;
mod licences;
mod metering;
mod migrations;
mod oauth;
mod operator;
mod orders;
mod organisations;
mod papers;
mod phases;
mod prices;
mod project_evaluations;
mod questionnaires;
mod random_orders;
mod referrals;
mod school_holidays;
mod seller;
mod sessions;
mod signals;
mod situations;
mod standings;
mod structure;
mod subscription_enforcement;
mod teacher_links;
mod time_entries;
mod tls;
mod told;
mod training;
mod training_records;
mod trajectories;
mod transfers;
mod two_devices;
mod users;
mod visit_series;
mod visits;
