//! Invoices and credit notes: drafted from what is billable, numbered in a series without gaps, and frozen
//! (`domain.md` §8). Payments, reminders and documents stand beside them.

pub(crate) mod actions;
pub(crate) mod api;
pub(crate) mod issued;
pub(crate) mod mails;
pub(crate) mod papers;
mod routes;
pub(crate) mod rules;
#[cfg(test)]
mod samples;
mod store;
pub(crate) mod ubl;

use crate::http::Routes;

pub(crate) fn configure(routes: &mut Routes<'_, '_>) {
    // The documents before the resource: `{id}` takes a dot, too.
    routes
        .service(routes::get_invoice_pdf)
        .service(routes::get_invoice_xml)
        .service(routes::list_invoices)
        .service(routes::create_invoice)
        .service(routes::get_invoice)
        .service(routes::delete_invoice)
        .service(routes::issue_invoice)
        .service(routes::list_payments)
        .service(routes::create_payment)
        .service(routes::create_refund)
        .service(routes::create_reversal)
        .service(routes::list_invoice_mails)
        .service(routes::create_invoice_mail)
        .service(routes::list_reminders)
        .service(routes::create_reminder)
        .service(routes::list_credit_notes)
        .service(routes::create_credit_note)
        .service(routes::get_credit_note);
}
