//! Papers: what a family is handed on paper, in Dutch (`domain.md` §2): the plan of action, certificates for parents
//! and children, the appointment card. They hold names, so integrations have none of them; and no addresses at all,
//! since an address can be secret (`domain.md` §10).

mod actions;
mod card;
mod certificates;
mod plan;
mod routes;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::get_plan_document)
        .service(routes::get_parent_certificates)
        .service(routes::get_child_certificates)
        .service(routes::get_appointment_card);
}
