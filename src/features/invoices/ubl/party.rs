//! Who sends and who receives, with the numbers by which the networks know them.

use std::io;

use super::pen::Pen;
use crate::features::invoices::api::Buyer;
use crate::features::invoices::rules::told;
use crate::features::seller::api::SellerDetails;
use crate::values::Address;

/// The trade register.
const KVK: &str = "0106";
/// Public bodies that receive electronic invoices.
const OIN: &str = "0190";

pub(super) fn supplier(pen: &mut Pen, seller: &SellerDetails) -> io::Result<()> {
    pen.group("AccountingSupplierParty", |pen| {
        pen.group("Party", |pen| {
            pen.value_with("EndpointID", ("schemeID", KVK), &seller.kvk_number)?;
            pen.group("PartyName", |pen| pen.value("Name", &seller.name))?;
            address(pen, &seller.address)?;
            vat(pen, &seller.vat_id)?;
            legal(pen, &seller.name, (KVK, &seller.kvk_number))?;
            pen.group("Contact", |pen| {
                pen.value("Name", &seller.name)?;
                if let Some(phone) = told(seller.phone.as_deref()) {
                    pen.value("Telephone", phone)?;
                }
                pen.value("ElectronicMail", &seller.email)
            })
        })
    })
}

/// A public body is known by its OIN, and then has its number in the trade register besides.
pub(super) fn customer(pen: &mut Pen, buyer: &Buyer) -> io::Result<()> {
    let known = match &buyer.billing.oin {
        Some(oin) => (OIN, oin.as_str()),
        None => (KVK, buyer.kvk_number.as_str()),
    };
    pen.group("AccountingCustomerParty", |pen| {
        pen.group("Party", |pen| {
            pen.value_with("EndpointID", ("schemeID", known.0), known.1)?;
            if known.0 == OIN {
                pen.group("PartyIdentification", |pen| pen.value_with("ID", ("schemeID", KVK), &buyer.kvk_number))?;
            }
            pen.group("PartyName", |pen| pen.value("Name", &buyer.name))?;
            address(pen, &buyer.address)?;
            if let Some(id) = &buyer.vat_id {
                vat(pen, id)?;
            }
            legal(pen, &buyer.name, known)
        })
    })
}

fn address(pen: &mut Pen, address: &Address) -> io::Result<()> {
    pen.group("PostalAddress", |pen| {
        pen.value("StreetName", &address.street)?;
        pen.value("CityName", &address.city)?;
        pen.value("PostalZone", &address.postal_code)?;
        pen.group("Country", |pen| pen.value("IdentificationCode", "NL"))
    })
}

fn vat(pen: &mut Pen, id: &str) -> io::Result<()> {
    pen.group("PartyTaxScheme", |pen| {
        pen.value("CompanyID", id)?;
        pen.group("TaxScheme", |pen| pen.value("ID", "VAT"))
    })
}

fn legal(pen: &mut Pen, name: &str, (scheme, number): (&str, &str)) -> io::Result<()> {
    pen.group("PartyLegalEntity", |pen| {
        pen.value("RegistrationName", name)?;
        pen.value_with("CompanyID", ("schemeID", scheme), number)
    })
}
