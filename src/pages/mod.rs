//! What a person sees in a browser, and what a machine asks beside the published operations: the landing page, the
//! documentation with a page for each problem code, the pages behind mailed links (accept an invitation, choose a new
//! password), the page of a licence proof, a teacher's questionnaire, health and metrics. A token stands in the fragment of a mailed link, so it reaches no server's log; the
//! page sends it in a body. The pages are written here and enriched by small scripts of our own; nothing is loaded
//! from elsewhere.

mod accept;
mod assets;
mod docs;
mod document;
mod form;
mod health;
mod home;
mod layout;
mod problems;
mod proof;
mod qr;
mod reset;
mod teacher;

use actix_web::web;

/// Registers everything outside the published document. Must come before the scope `/v1`, which would otherwise
/// answer for `/v1/openapi.json`.
pub(crate) fn configure_unpublished(config: &mut web::ServiceConfig) {
    config
        .service(home::show)
        .service(problems::list)
        .service(problems::show)
        .service(document::json)
        .service(document::yaml)
        .service(docs::show)
        .service(docs::file)
        .service(accept::show)
        .service(reset::show)
        .service(proof::show)
        .service(teacher::show)
        .service(qr::resource())
        .service(assets::file)
        .service(health::alive)
        .service(health::ready)
        .service(health::metrics);
}
