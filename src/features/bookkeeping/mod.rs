//! Bookkeeping: what is open, a ledger in which every line leads back to what it bills and forward to credits and
//! payments, a year at a glance, the same as CSV, and the proof that the books agree (`domain.md` §8). It only reads, and
//! so it reads the tables of several features, as reports do; what it says is taken from what was frozen at issuing.

pub(crate) mod actions;
pub(crate) mod api;
mod routes;
mod rules;
mod sheets;
mod store;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    routes
        .service(routes::open_items::list_open_items)
        .service(routes::open_items::get_open_item_totals)
        .service(routes::open_items::get_open_items_sheet)
        .service(routes::ledger::list_ledger_lines)
        .service(routes::ledger::get_ledger_sheet)
        // Before the year itself, whose pattern would take the name of the file for a year.
        .service(routes::year::get_book_year_sheet)
        .service(routes::year::get_book_year)
        .service(routes::check::check_books);
}
