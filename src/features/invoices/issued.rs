//! What an issued invoice has and a draft has not.

use anyhow::Context as _;
use chrono::NaiveDate;

use super::api::{Buyer, Invoice, InvoiceKind};
use crate::features::seller::api::SellerDetails;

/// The members of an invoice that came with its number.
pub(crate) struct Issued<'a> {
    pub number: &'a str,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub seller: &'a SellerDetails,
    pub buyer: &'a Buyer,
}

impl<'a> Issued<'a> {
    pub(crate) fn of(invoice: &'a Invoice) -> anyhow::Result<Self> {
        let complete = || {
            Some(Self {
                number: invoice.number.as_deref()?,
                issued_on: invoice.issued_on?,
                due_on: invoice.due_on?,
                seller: invoice.seller.as_ref()?,
                buyer: invoice.buyer.as_ref()?,
            })
        };
        complete().context("the invoice was not issued")
    }
}

/// The name of a document of an invoice: `factuur-F2026-00017.pdf`.
pub(crate) fn file_name(invoice: &Invoice, ending: &str) -> String {
    let number = invoice.number.as_deref().unwrap_or("concept");
    format!("{}-{number}.{ending}", word(invoice.kind))
}

pub(crate) fn word(kind: InvoiceKind) -> &'static str {
    match kind {
        InvoiceKind::Invoice => "factuur",
        InvoiceKind::CreditNote => "creditnota",
    }
}
