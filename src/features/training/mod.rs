//! Training: sessions of every kind, who was invited and who attended (`domain.md` §7). The licence holder holds all
//! kinds; an organisation has intervision, and a colleague with licence B gives basic and deepening training there.
//! What was attended is what licences rest on: they follow whenever it changes.

pub(crate) mod actions;
mod api;
mod certificate;
mod routes;
mod rules;
mod store;

pub use api::TrainingKind;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::sessions::list_training_sessions)
        .service(routes::sessions::create_training_session)
        .service(routes::sessions::get_training_session)
        .service(routes::sessions::update_training_session)
        .service(routes::sessions::cancel_training_session)
        .service(routes::attendances::list_attendances)
        .service(routes::attendances::create_attendance)
        .service(routes::attendances::get_attendance)
        .service(routes::attendances::update_attendance)
        .service(routes::attendances::delete_attendance)
        .service(routes::attendances::get_attendance_certificate)
        .service(routes::changes::list_attendance_changes);
}
