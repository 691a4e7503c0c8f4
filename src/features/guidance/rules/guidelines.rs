//! The guidelines, by the part of the trajectory that they look at.

pub mod alignment;
pub mod closing;
pub mod goals;
pub mod rhythm;

#[cfg(test)]
mod tests;
