//! The features, one folder each, with the same file names in every one.

pub mod account;
pub mod api_clients;
pub mod audit;
pub mod catalogue;
pub mod families;
pub mod hand_ins;
pub mod licence_proofs;
pub mod licences;
pub mod oauth;
pub mod organisations;
pub mod persons;
pub mod practitioners;
pub mod schools;
pub mod sessions;
pub mod settings;
pub mod subscriptions;
pub mod training;
pub mod trajectories;
pub mod users;
pub mod visits;
