//! Passwords, second factors and links: what proves that a person is who they say.

mod passwords;
pub mod second_factor;

pub use passwords::Passwords;
