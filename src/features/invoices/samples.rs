//! Invoices of nobody, for the tests of their documents.

use chrono::NaiveDate;
use uuid::Uuid;

use super::api::{Buyer, CreditedInvoice, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus, VatTotal};
use crate::features::organisations::api::Billing;
use crate::features::seller::api::SellerDetails;
use crate::ids::{InvoiceId, InvoiceLineId, OrganisationId};
use crate::values::{Address, Month};

pub(super) const EXEMPTION: &str = "Vrijgesteld op grond van artikel 11 Wet op de omzetbelasting 1968";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn seller() -> SellerDetails {
    SellerDetails {
        name: "Stichting Voorbeeld".into(),
        address: Address {
            street: "Bedachtestraat 1".into(),
            postal_code: "1234 AB".into(),
            city: "Voorbeeldstad".into(),
        },
        kvk_number: "99999990".into(),
        vat_id: "NL999999990B01".into(),
        iban: "NL91ABNA0417164300".into(),
        bic: Some("ABNANL2A".into()),
        email: "administratie@stichting.example".into(),
        phone: Some("+31 85 000 00 00".into()),
    }
}

pub(super) fn buyer() -> Buyer {
    Buyer {
        name: "Welzijn De Verzinsels".into(),
        address: Address {
            street: "Verzonnenlaan 12".into(),
            postal_code: "4321 BA".into(),
            city: "Nergenshuizen".into(),
        },
        kvk_number: "99999999".into(),
        vat_id: Some("NL999999999B01".into()),
        billing: Billing {
            email: "facturen@welzijn.example".into(),
            reference: Some("KP-4410".into()),
            order_number: Some("INK-2026-0017".into()),
            oin: None,
        },
    }
}

/// A line of October 2026.
pub(super) fn line(
    position: i32,
    code: &str,
    quantity: i32,
    unit_cents: i64,
    (vat_rate, exemption): (i32, Option<&str>),
) -> InvoiceLine {
    let description = match code {
        "subscription_month" => "Abonnement Samen Leren, oktober 2026",
        "training_licence_a" => "Scholings- en implementatietraject licentie A",
        _ => "Handboek voor begeleiders",
    };
    let whole = code == "subscription_month";
    InvoiceLine {
        id: InvoiceLineId(Uuid::from_u128(u128::from(position.unsigned_abs()))),
        position,
        code: code.to_owned(),
        description: description.to_owned(),
        quantity,
        unit_cents,
        net_cents: i64::from(quantity) * unit_cents,
        vat_rate,
        vat_exemption: exemption.map(str::to_owned),
        price_id: None,
        period_from: day(if whole { "2026-10-01" } else { "2026-10-14" }),
        period_until: day(if whole { "2026-10-31" } else { "2026-10-14" }),
        subscription_month_id: None,
        order_line_id: None,
        credited_line_id: None,
    }
}

/// An issued invoice of these lines, added up as the feature does.
pub(super) fn invoice_of(lines: Vec<InvoiceLine>) -> Invoice {
    let mut vat: Vec<VatTotal> = Vec::new();
    for line in &lines {
        let same = |one: &&mut VatTotal| (one.vat_rate, &one.vat_exemption) == (line.vat_rate, &line.vat_exemption);
        match vat.iter_mut().find(same) {
            Some(one) => one.net_cents += line.net_cents,
            None => vat.push(VatTotal {
                vat_rate: line.vat_rate,
                vat_exemption: line.vat_exemption.clone(),
                net_cents: line.net_cents,
                vat_cents: 0,
            }),
        }
    }
    vat.iter_mut().for_each(|one| one.vat_cents = (one.net_cents * i64::from(one.vat_rate) + 50) / 100);
    let net_cents = lines.iter().map(|line| line.net_cents).sum();
    let vat_cents = vat.iter().map(|one| one.vat_cents).sum();
    Invoice {
        id: InvoiceId(Uuid::from_u128(17)),
        organisation_id: OrganisationId(Uuid::from_u128(1)),
        kind: InvoiceKind::Invoice,
        status: InvoiceStatus::Issued,
        number: Some("F2026-00017".into()),
        credited_invoice: None,
        reason: None,
        month: Some(Month::of(day("2026-10-01"))),
        issued_on: Some(day("2026-11-01")),
        due_on: Some(day("2026-12-01")),
        seller: Some(seller()),
        buyer: Some(buyer()),
        lines,
        net_cents,
        vat_cents,
        total_cents: net_cents + vat_cents,
        vat,
        paid_cents: 0,
        credited_cents: 0,
        open_cents: net_cents + vat_cents,
        mailed_at: None,
        version: 2,
        created_at: "2026-11-01T08:00:00Z".parse().unwrap(),
        updated_at: "2026-11-01T08:00:00Z".parse().unwrap(),
    }
}

/// A month, two handbooks, and a training that is exempt.
pub(super) fn invoice() -> Invoice {
    invoice_of(vec![
        line(1, "subscription_month", 1, 14_000, (21, None)),
        line(2, "handbook", 2, 1_500, (21, None)),
        line(3, "training_licence_a", 1, 69_000, (0, Some(EXEMPTION))),
    ])
}

pub(super) fn credit_note() -> Invoice {
    Invoice {
        kind: InvoiceKind::CreditNote,
        number: Some("C2026-00003".into()),
        credited_invoice: Some(CreditedInvoice {
            id: InvoiceId(Uuid::from_u128(17)),
            number: "F2026-00017".into(),
            issued_on: day("2026-11-01"),
        }),
        reason: Some("Het abonnement eindigde eerder.".into()),
        month: None,
        issued_on: Some(day("2026-11-10")),
        ..invoice_of(vec![line(1, "subscription_month", 1, 14_000, (21, None))])
    }
}

pub(super) fn draft() -> Invoice {
    Invoice {
        status: InvoiceStatus::Draft,
        number: None,
        issued_on: None,
        due_on: None,
        seller: None,
        buyer: None,
        ..invoice()
    }
}
