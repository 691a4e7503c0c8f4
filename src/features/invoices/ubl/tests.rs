//! Every document is held to EN 16931 by a library of its own, and to the rules of SI-UBL 2.0 by those in `rules`; each
//! rule is shown to refuse something.

mod rules;
mod tree;

use proptest::prelude::*;

use super::super::samples::{EXEMPTION, buyer, credit_note, draft, invoice, invoice_of, line};
use super::*;
use crate::features::organisations::api::Billing;
use rules::broken;

/// What EN 16931 has against a document, warnings too.
fn objections(xml: &str) -> Vec<String> {
    let report = match core_invoice_formats::validate_xml(xml, None) {
        Ok(report) => report,
        Err(error) => return vec![error.to_string()],
    };
    assert_eq!(report.profile_slug, "en16931");
    assert!(report.rules_checked > 100, "only {} rules were checked", report.rules_checked);
    report.findings.iter().map(ToString::to_string).collect()
}

/// What that standard knows no place for: slow, and the same for all documents of a kind.
fn out_of_place(xml: &str) -> Vec<String> {
    let mut found = core_invoice_formats::read_with_trace(xml).unwrap().unmapped;
    found.extend(core_invoice_formats::prohibitions::scan_written(xml, core_invoice_formats::Syntax::Ubl));
    found
}

fn with_billing(change: impl FnOnce(&mut Billing)) -> Invoice {
    let mut buyer = buyer();
    change(&mut buyer.billing);
    Invoice { buyer: Some(buyer), ..invoice() }
}

fn of_every_kind() -> Vec<Invoice> {
    let other = Some("Vrijgesteld op andere gronden");
    vec![
        invoice(),
        credit_note(),
        with_billing(|billing| (billing.reference, billing.order_number) = (None, None)),
        with_billing(|billing| billing.reference = None),
        with_billing(|billing| billing.oin = Some("00000009999999990000".into())),
        Invoice { buyer: Some(crate::features::invoices::api::Buyer { vat_id: None, ..buyer() }), ..invoice() },
        invoice_of(vec![line(1, "handbook", 3, 1_500, (9, None)), line(2, "refresher", 1, 15_000, (0, None))]),
        invoice_of(vec![line(1, "refresher", 1, 5, (0, Some(EXEMPTION))), line(2, "refresher", 2, 7, (0, other))]),
        invoice_of(vec![line(1, "handbook", 1, 0, (21, None))]),
    ]
}

#[test]
fn the_european_and_the_dutch_rules_have_nothing_against_any_kind_of_document() {
    for invoice in of_every_kind() {
        let xml = render(&invoice).unwrap();
        assert_eq!(objections(&xml), Vec::<String>::new(), "{xml}");
        assert_eq!(out_of_place(&xml), Vec::<String>::new(), "{xml}");
        assert_eq!(broken(&xml), Vec::<String>::new(), "{xml}");
        assert_eq!(xml, render(&invoice).unwrap());
    }
}

/// The credit notes of an invoice add up to its BTW, so one of them can differ by a cent from its own rounding.
#[test]
fn a_cent_that_earlier_credit_notes_left_over_is_accepted() {
    for cent in [-1, 1] {
        let mut note = credit_note();
        note.vat[0].vat_cents += cent;
        (note.vat_cents, note.total_cents) = (note.vat_cents + cent, note.total_cents + cent);
        assert_eq!(objections(&render(&note).unwrap()), Vec::<String>::new());
    }
}

#[test]
fn a_draft_is_no_document() {
    assert!(render(&draft()).is_err());
}

#[test]
fn the_library_refuses_wrong_sums() {
    let xml = render(&invoice()).unwrap();
    for (right, wrong, rule) in [
        (">895.70</cbc:PayableAmount>", ">895.71</cbc:PayableAmount>", "BR-CO-16"),
        (">35.70</cbc:TaxAmount>", ">39.70</cbc:TaxAmount>", "BR-S-09"),
        (">140.00</cbc:LineExtensionAmount>", ">141.00</cbc:LineExtensionAmount>", "BR-CO-10"),
        ("<cbc:TaxExemptionReason>", "<cbc:TaxExemptionReasons>", "BR-E-10"),
    ] {
        let close = wrong.replace('<', "</");
        let bad = xml.replace(right, wrong).replace(&right.replace('<', "</"), &close);
        assert_ne!(bad, xml);
        assert!(objections(&bad).iter().any(|found| found.contains(rule)), "{rule}: {:?}", objections(&bad));
    }
}

/// Every rule with a document that keeps to it but for one thing: what stands there, and what is put in its place.
const BREACHES: [(&str, &str, &str); 32] = [
    ("SI-V20-INV-R000", "nlcius:v1.0", "nlcius:v2.0"),
    ("SI-INV-R000", "Invoice-2\"", "Order-2\""),
    ("BR-NL-1", "<cbc:CompanyID schemeID=\"0106\">99999990<", "<cbc:CompanyID schemeID=\"0088\">99999990<"),
    ("BR-NL-3", "<cbc:StreetName>Bedachtestraat 1</cbc:StreetName>", ""),
    ("BR-NL-4", "<cbc:PostalZone>4321 BA</cbc:PostalZone>", ""),
    (
        "BR-NL-5",
        "<cac:PaymentTerms>",
        "<cac:TaxRepresentativeParty><cac:PostalAddress><cac:Country><cbc:IdentificationCode>NL</cbc:IdentificationCode></cac:Country></cac:PostalAddress></cac:TaxRepresentativeParty><cac:PaymentTerms>",
    ),
    ("BR-NL-7", ">380<", ">326<"),
    ("BR-NL-8", ">380<", ">381<"),
    ("BR-NL-9", ">380<", ">384<"),
    ("BR-NL-10", "<cbc:CompanyID schemeID=\"0106\">99999999<", "<cbc:CompanyID schemeID=\"0106\"> <"),
    ("BR-NL-11", "PaymentMeans>", "PaymentMemo>"),
    ("BR-NL-12", ">58<", ">31<"),
    ("BR-NL-19", "<cbc:BuyerReference>", "<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode><cbc:BuyerReference>"),
    ("BR-NL-20", "<cbc:BuyerReference>", "<cbc:TaxPointDate>2026-11-01</cbc:TaxPointDate><cbc:BuyerReference>"),
    ("BR-NL-21", "</cac:InvoicePeriod>", "<cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>"),
    (
        "BR-NL-24",
        "<cac:PaymentTerms>",
        "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:IssueDate>2026-11-01</cbc:IssueDate></cac:InvoiceDocumentReference></cac:BillingReference><cac:PaymentTerms>",
    ),
    ("BR-NL-25", "<cbc:ID>VAT</cbc:ID>", "<cbc:ID>TAX</cbc:ID>"),
    (
        "BR-NL-26",
        "</cac:PartyLegalEntity>",
        "<cbc:CompanyLegalForm>Stichting</cbc:CompanyLegalForm></cac:PartyLegalEntity>",
    ),
    ("BR-NL-27", "<cac:Country>", "<cac:AddressLine><cbc:Line>Achterom</cbc:Line></cac:AddressLine><cac:Country>"),
    ("BR-NL-28", "<cac:Country>", "<cbc:CountrySubentity>Zeeland</cbc:CountrySubentity><cac:Country>"),
    ("BR-NL-29", "<cbc:PaymentMeansCode>", "<cbc:PaymentMeansCode name=\"SEPA\">"),
    ("BR-NL-30", "<cac:PayeeFinancialAccount>", "<cac:PayeeFinancialAccount><cbc:Name>Stichting</cbc:Name>"),
    (
        "BR-NL-31",
        "</cac:PayeeFinancialAccount>",
        "<cac:FinancialInstitutionBranch><cbc:ID>ABNANL2A</cbc:ID></cac:FinancialInstitutionBranch></cac:PayeeFinancialAccount>",
    ),
    (
        "BR-NL-32",
        "<cac:TaxTotal>",
        "<cac:AllowanceCharge><cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode></cac:AllowanceCharge><cac:TaxTotal>",
    ),
    ("BR-NL-33", "<cbc:TaxAmount currencyID=\"EUR\">", "<cbc:TaxAmount currencyID=\"USD\">"),
    (
        "BR-NL-35",
        "<cbc:TaxExemptionReason>",
        "<cbc:TaxExemptionReasonCode>VATEX-EU-O</cbc:TaxExemptionReasonCode><cbc:TaxExemptionReason>",
    ),
    ("SI-UBL-2", ">KP-4410<", "> <"),
    ("order", "<cbc:BuyerReference>KP-4410</cbc:BuyerReference>", ""),
    ("scheme", "<cbc:EndpointID schemeID=\"0106\">99999999<", "<cbc:EndpointID schemeID=\"0190\">99999999<"),
    ("account", "NL91ABNA0417164300", "NL92ABNA0417164300"),
    ("country", "<cbc:IdentificationCode>NL<", "<cbc:IdentificationCode>BE<"),
    ("currency", ">EUR<", ">USD<"),
];

#[test]
fn what_the_standard_has_no_place_for_is_found() {
    let xml = render(&invoice()).unwrap();
    let bad = xml.replace("<cbc:IssueDate>", "<cbc:UUID>x</cbc:UUID><cbc:IssueDate>");
    assert!(out_of_place(&bad).iter().any(|found| found.contains("UUID")), "{:?}", out_of_place(&bad));
}

#[test]
fn every_dutch_rule_refuses_what_breaks_it() {
    let xml = render(&invoice()).unwrap();
    for (rule, right, wrong) in BREACHES {
        let bad = match rule {
            // Put back where the schema does not have it.
            "order" => xml.replace(right, wrong).replace("</Invoice>", &format!("{right}</Invoice>")),
            _ => xml.replace(right, wrong),
        };
        assert_ne!(bad, xml, "{rule}: {right}");
        assert!(broken(&bad).iter().any(|found| found == rule), "{rule}: {:?}", broken(&bad));
    }
}

#[test]
fn references_to_buyer_order_and_credited_invoice_are_asked_for() {
    let without = |xml: &str, names: &[&str]| {
        names.iter().fold(xml.to_owned(), |xml, name| xml.replace(&format!("{name}>"), &format!("{name}Gone>")))
    };
    let xml = render(&invoice()).unwrap();
    assert_eq!(broken(&without(&xml, &["cbc:BuyerReference"])), Vec::<String>::new());
    assert_eq!(broken(&without(&xml, &["cbc:BuyerReference", "cac:OrderReference"])), ["BR-NL-2"]);
    let of_a_line = "<cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference><cac:Item>";
    let with_order_line = xml.replace("<cac:Item>", of_a_line);
    assert_eq!(broken(&with_order_line), Vec::<String>::new());
    assert_eq!(broken(&without(&with_order_line, &["cac:OrderReference"])), ["BR-NL-13"]);
    let credit = render(&credit_note()).unwrap();
    assert_eq!(broken(&without(&credit, &["cac:BillingReference"])), ["credited"]);
}

#[test]
fn who_gave_no_reference_is_referred_to_by_the_trade_register() {
    let xml = |change: fn(&mut Billing)| render(&with_billing(change)).unwrap();
    let neither = xml(|billing| (billing.reference, billing.order_number) = (None, None));
    assert!(neither.contains("<cbc:BuyerReference>99999999</cbc:BuyerReference>"));
    let order = xml(|billing| billing.reference = None);
    assert!(!order.contains("BuyerReference") && order.contains("<cbc:ID>INK-2026-0017</cbc:ID>"));
}

#[test]
fn what_is_blank_is_not_there() {
    let blank = || Some(" \u{a0}".to_owned());
    let xml = render(&with_billing(|billing| (billing.reference, billing.order_number) = (blank(), blank()))).unwrap();
    assert!(xml.contains("<cbc:BuyerReference>99999999</cbc:BuyerReference>") && !xml.contains("OrderReference"));
    let mut seller = super::super::samples::seller();
    seller.phone = Some("      ".into());
    let lines = vec![line(1, "refresher", 1, 5, (0, Some(" "))), line(2, "refresher", 2, 7, (0, None))];
    let xml = render(&Invoice { seller: Some(seller), ..invoice_of(lines) }).unwrap();
    assert!(!xml.contains("Telephone") && !xml.contains("TaxExemptionReason"), "{xml}");
    assert_eq!(xml.matches("<cac:TaxSubtotal>").count(), 1);
    assert_eq!((objections(&xml), broken(&xml)), (Vec::new(), Vec::new()), "{xml}");
}

#[test]
fn a_public_body_is_known_by_its_oin() {
    let xml = render(&with_billing(|billing| billing.oin = Some("00000009999999990000".into()))).unwrap();
    for told in [
        "<cbc:EndpointID schemeID=\"0190\">00000009999999990000<",
        "<cbc:CompanyID schemeID=\"0190\">00000009999999990000<",
        "<cbc:ID schemeID=\"0106\">99999999<",
    ] {
        assert!(xml.contains(told), "{told}");
    }
}

/// What an older row may hold where a text is wanted: blank, or beginning so.
const ANY_TEXT: &str = "[ \t\u{a0}\u{1}]{0,2}.{0,40}";

/// Anything that can be billed: amounts up to a hundred thousand euros, every rate, and texts of any characters.
fn any_invoice() -> impl Strategy<Value = Invoice> {
    let rates = prop::sample::select(vec![
        (0, None),
        (9, None),
        (21, None),
        (0, Some(EXEMPTION)),
        (0, Some("Vrij <b> & \"w\"")),
        (0, Some(" ")),
    ]);
    let codes = prop::sample::select(vec!["subscription_month", "handbook"]);
    let one = (rates, codes, 1..=40_i32, 0..=10_000_000_i64, ANY_TEXT);
    let told = (ANY_TEXT, prop::option::of(ANY_TEXT), prop::option::of(ANY_TEXT));
    (prop::collection::vec(one, 1..=30), any::<bool>(), told).prop_map(|(lines, credits, (name, reference, order))| {
        let numbered = (1..).zip(lines);
        let lines = numbered.map(|(position, (vat, code, quantity, cents, text))| InvoiceLine {
            description: text,
            ..line(position, code, quantity, cents, vat)
        });
        let made = invoice_of(lines.collect());
        let billing = Billing { reference, order_number: order, ..buyer().billing };
        let buyer = crate::features::invoices::api::Buyer { name, billing, ..buyer() };
        let made = Invoice { buyer: Some(buyer), ..made };
        let Invoice { kind, number, credited_invoice, reason, .. } = credit_note();
        if credits { Invoice { kind, number, credited_invoice, reason, ..made } } else { made }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_billed_is_a_valid_document_with_the_same_sums(invoice in any_invoice()) {
        let xml = render(&invoice).unwrap();
        prop_assert_eq!(objections(&xml), Vec::<String>::new(), "{}", xml);
        prop_assert_eq!(broken(&xml), Vec::<String>::new(), "{}", xml);
        let root = tree::read(&xml);
        let cents = |path: &str| root.at(path).iter().map(|one| one.cents()).sum::<i64>();
        let lines = match invoice.kind { InvoiceKind::Invoice => "InvoiceLine", InvoiceKind::CreditNote => "CreditNoteLine" };
        prop_assert_eq!(cents(&format!("{lines}/LineExtensionAmount")), invoice.net_cents);
        prop_assert_eq!(cents("TaxTotal/TaxSubtotal/TaxableAmount"), invoice.net_cents);
        prop_assert_eq!(cents("TaxTotal/TaxSubtotal/TaxAmount"), invoice.vat_cents);
        prop_assert_eq!(cents("TaxTotal/TaxAmount"), invoice.vat_cents);
        prop_assert_eq!(cents("LegalMonetaryTotal/PayableAmount"), invoice.total_cents);
        prop_assert_eq!(root.at(lines).len(), invoice.lines.len());
    }
}
