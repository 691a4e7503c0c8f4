//! Referrals: who was sent to the organisation and by whom, the waiting list, and what became of them (`domain.md` §1,
//! §2). A referral comes before consent, so it holds as little as possible: codes in the place of text (§10). Accepting
//! one makes the family and its trajectory. Project leaders and integrations see the organisation's; a practitioner
//! those that are open, and those that became an own trajectory.

mod actions;
mod api;
mod routes;
mod rules;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::referrals::list_referrals)
        .service(routes::referrals::create_referral)
        .service(routes::referrals::get_referral)
        .service(routes::referrals::update_referral)
        .service(routes::referrals::delete_referral)
        .service(routes::acts::accept_referral)
        .service(routes::acts::decline_referral)
        .service(routes::acts::place_referral_on_waiting_list)
        .service(routes::acts::reopen_referral)
        .service(routes::duplicates::list_possible_duplicates);
}
