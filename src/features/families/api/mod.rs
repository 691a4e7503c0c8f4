//! Families, parents and children as callers see them.

mod child;
mod family;
mod parent;
mod search;

pub use child::{Child, ChildFields, ChildPatch, ChildRow, ChildSummary, NewChild, Placement};
pub use family::{
    Communication, Family, FamilyFields, FamilyPatch, FamilyRow, FamilySummary, NewFamily, NewFamilyFields,
};
pub use parent::{NewParent, Parent, ParentFields, ParentPatch};
pub use search::{FamilyCriteria, FamilyFilter, FamilySearch};
