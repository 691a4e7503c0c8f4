//! Families: the parents or carers and the children of one household, with the children's dated school facts. A
//! family is one aggregate: whatever changes below it counts as a change of the family, under its row's lock.
//! Practitioners see the families of their own trajectories, project leaders and integrations the organisation's.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) use actions::{
    child_given_name, children_anywhere_born_on, children_born_on, children_of, family_create, family_names,
    family_visible, groups_on, parents_of,
};
pub(crate) use api::{ChildFields, Communication, NewChild, NewFamilyFields, NewParent, ParentFields, Placement};

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::list_families::list_families)
        .service(routes::create_family::create_family)
        .service(routes::search_families::search_families)
        .service(routes::get_family::get_family)
        .service(routes::update_family::update_family)
        .service(routes::list_parents::list_parents)
        .service(routes::create_parent::create_parent)
        .service(routes::get_parent::get_parent)
        .service(routes::update_parent::update_parent)
        .service(routes::delete_parent::delete_parent)
        .service(routes::list_children::list_children)
        .service(routes::create_child::create_child)
        .service(routes::get_child::get_child)
        .service(routes::update_child::update_child)
        .service(routes::delete_child::delete_child);
}
