//! The rules of guidance: what may follow what (gates G3 and G5), where a trajectory stands in its steps, and how it
//! keeps to the programme. All are functions of what happened.

pub(super) mod facts;
pub(super) mod fidelity;
pub(super) mod guidelines;
pub(super) mod history;
pub(super) mod steps;
pub(super) mod transition;
