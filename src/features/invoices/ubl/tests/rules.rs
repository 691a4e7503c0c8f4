//! The rules of SI-UBL 2.0 (NLCIUS) as its Schematron has them, and what else a Dutch receiver asks for. Our supplier is
//! always in the Netherlands, so that condition is a rule here.

use super::tree::{Node, read};

/// The order of the schema, of the elements that we write or that the tests put in.
const ORDERS: [(&str, &str); 12] = [
    (
        "Invoice",
        "CustomizationID ProfileID ID IssueDate DueDate InvoiceTypeCode Note TaxPointDate DocumentCurrencyCode TaxCurrencyCode BuyerReference InvoicePeriod OrderReference BillingReference AccountingSupplierParty AccountingCustomerParty TaxRepresentativeParty PaymentMeans PaymentTerms AllowanceCharge TaxTotal LegalMonetaryTotal InvoiceLine",
    ),
    (
        "CreditNote",
        "CustomizationID ProfileID ID IssueDate TaxPointDate CreditNoteTypeCode Note DocumentCurrencyCode TaxCurrencyCode BuyerReference InvoicePeriod OrderReference BillingReference AccountingSupplierParty AccountingCustomerParty TaxRepresentativeParty PaymentMeans PaymentTerms AllowanceCharge TaxTotal LegalMonetaryTotal CreditNoteLine",
    ),
    ("Party", "EndpointID PartyIdentification PartyName PostalAddress PartyTaxScheme PartyLegalEntity Contact"),
    ("PostalAddress", "StreetName AdditionalStreetName CityName PostalZone CountrySubentity AddressLine Country"),
    ("PartyLegalEntity", "RegistrationName CompanyID CompanyLegalForm"),
    ("Contact", "Name Telephone ElectronicMail"),
    ("PaymentMeans", "PaymentMeansCode PaymentID PayeeFinancialAccount"),
    ("TaxSubtotal", "TaxableAmount TaxAmount TaxCategory"),
    ("TaxCategory", "ID Percent TaxExemptionReasonCode TaxExemptionReason TaxScheme"),
    ("LegalMonetaryTotal", "LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount PayableAmount"),
    ("InvoiceLine", "ID InvoicedQuantity LineExtensionAmount InvoicePeriod OrderLineReference Item Price"),
    ("CreditNoteLine", "ID CreditedQuantity LineExtensionAmount InvoicePeriod OrderLineReference Item Price"),
];

/// The rules that a document breaks.
pub(super) fn broken(xml: &str) -> Vec<String> {
    let root = read(xml);
    let mut rules = identity(&root);
    rules.extend(parties(&root));
    rules.extend(money(&root));
    rules.extend(not_recommended(&root));
    rules.into_iter().filter(|(_, kept)| !kept).map(|(rule, _)| rule.to_owned()).collect()
}

type Rules = Vec<(&'static str, bool)>;

fn identity(root: &Node) -> Rules {
    let namespace = root.attributes.get("xmlns").map_or("", String::as_str);
    let schema = |name: &str| format!("urn:oasis:names:specification:ubl:schema:xsd:{name}-2");
    let credits = root.name == "CreditNote";
    let code = root.text(if credits { "CreditNoteTypeCode" } else { "InvoiceTypeCode" });
    let ours = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0";
    let referred = root.has("BillingReference/InvoiceDocumentReference/ID");
    let of_order_line = root.all().iter().any(|(within, _)| within.last() == Some(&"OrderLineReference"));
    vec![
        ("SI-V20-INV-R000", root.text("CustomizationID") == ours),
        ("SI-INV-R000", ["Invoice", "CreditNote"].iter().any(|name| root.name == *name && namespace == schema(name))),
        ("BR-NL-2", root.has("BuyerReference") || root.has("OrderReference/ID")),
        ("BR-NL-7", ["380", "381", "384", "389"].contains(&code)),
        ("BR-NL-8", (code == "381") == credits),
        ("BR-NL-9", code != "384" || referred),
        ("credited", !credits || referred),
        ("BR-NL-13", !of_order_line || root.has("OrderReference/ID")),
        ("SI-UBL-2", root.all().iter().all(|(_, node)| !node.children.is_empty() || !node.text.trim().is_empty())),
        ("order", root.all().iter().all(|(_, node)| ordered(node))),
    ]
}

fn ordered(node: &Node) -> bool {
    let Some((_, order)) = ORDERS.iter().find(|(name, _)| node.name == *name) else { return true };
    let place = |child: &Node| order.split(' ').position(|name| name == child.name);
    node.children.iter().filter_map(place).is_sorted()
}

fn parties(root: &Node) -> Rules {
    let (seller, buyer) = ("AccountingSupplierParty/Party", "AccountingCustomerParty/Party");
    let legal = |party: &str| {
        let ids = root.at(&format!("{party}/PartyLegalEntity/CompanyID"));
        !ids.is_empty() && ids.iter().all(|id| known(id) && !id.text.trim().is_empty())
    };
    let complete = |address: &str| {
        let members = ["StreetName", "CityName", "PostalZone"];
        members.iter().all(|member| root.has(&format!("{address}/{member}")))
    };
    let country = |address: &str| root.text(&format!("{address}/Country/IdentificationCode"));
    let (of_seller, of_buyer) = (format!("{seller}/PostalAddress"), format!("{buyer}/PostalAddress"));
    let represents = "TaxRepresentativeParty/PostalAddress";
    let endpoints = [seller, buyer].map(|party| root.at(&format!("{party}/EndpointID")));
    let shaped = |id: &Node| {
        let digits = if id.attributes.get("schemeID").is_some_and(|scheme| scheme == "0190") { 20 } else { 8 };
        known(id) && id.text.len() == digits && id.text.bytes().all(|one| one.is_ascii_digit())
    };
    vec![
        ("country", country(&of_seller) == "NL" && country(&of_buyer) == "NL"),
        ("BR-NL-1", legal(seller)),
        ("BR-NL-3", complete(&of_seller)),
        ("BR-NL-4", country(&of_buyer) != "NL" || complete(&of_buyer)),
        ("BR-NL-5", !root.has(represents) || country(represents) != "NL" || complete(represents)),
        ("BR-NL-10", country(&of_buyer) != "NL" || legal(buyer)),
        ("scheme", endpoints.iter().all(|ids| ids.len() == 1 && ids.iter().all(|id| shaped(id)))),
    ]
}

/// Whether a number is one of the trade register or of public bodies.
fn known(id: &Node) -> bool {
    id.attributes.get("schemeID").is_some_and(|scheme| scheme == "0106" || scheme == "0190")
}

fn money(root: &Node) -> Rules {
    let means = root.at("PaymentMeans");
    let payable = root.at("LegalMonetaryTotal/PayableAmount").iter().map(|amount| amount.cents()).sum::<i64>();
    let sepa = |one: &Node| ["58", "59"].contains(&one.text("PaymentMeansCode"));
    let allowed = ["30", "48", "49", "57", "58", "59"];
    vec![
        ("BR-NL-11", root.name == "CreditNote" || payable <= 0 || !means.is_empty()),
        ("BR-NL-12", means.iter().all(|one| allowed.contains(&one.text("PaymentMeansCode")))),
        ("BR-NL-29", root.at("PaymentMeans/PaymentMeansCode").iter().all(|code| code.attributes.is_empty())),
        (
            "BR-NL-31",
            means.iter().all(|one| !sepa(one) || !one.has("PayeeFinancialAccount/FinancialInstitutionBranch/ID")),
        ),
        ("account", means.iter().all(|one| iban(one.text("PayeeFinancialAccount/ID")))),
        ("currency", root.text("DocumentCurrencyCode") == "EUR"),
        ("BR-NL-33", {
            let taxes = root.at("TaxTotal/TaxAmount");
            let currency = root.text("DocumentCurrencyCode");
            taxes.iter().all(|tax| tax.attributes.get("currencyID").is_some_and(|own| own == currency))
        }),
    ]
}

/// Whether the check digits of an account are right (ISO 13616).
fn iban(account: &str) -> bool {
    let (Some(head), Some(tail)) = (account.get(..4), account.get(4..)) else { return false };
    let digits = tail.chars().chain(head.chars()).map(|one| one.to_digit(36).map(u64::from));
    let rest = digits
        .into_iter()
        .try_fold(0_u64, |rest, digit| digit.map(|digit| (rest * if digit < 10 { 10 } else { 100 } + digit) % 97));
    rest == Some(1)
}

/// What the rules advise against, as (rule, what it stands in, what must not stand there).
const UNWANTED: [(&str, &str, &str); 10] = [
    ("BR-NL-19", "", "TaxCurrencyCode"),
    ("BR-NL-20", "", "TaxPointDate"),
    ("BR-NL-21", "InvoicePeriod", "DescriptionCode"),
    ("BR-NL-24", "InvoiceDocumentReference", "IssueDate"),
    ("BR-NL-26", "PartyLegalEntity", "CompanyLegalForm"),
    ("BR-NL-27", "AddressLine", "Line"),
    ("BR-NL-28", "PostalAddress", "CountrySubentity"),
    ("BR-NL-30", "PayeeFinancialAccount", "Name"),
    // BR-NL-34 says the same of charges as BR-NL-32 of allowances.
    ("BR-NL-32", "AllowanceCharge", "AllowanceChargeReasonCode"),
    ("BR-NL-35", "TaxCategory", "TaxExemptionReasonCode"),
];

fn not_recommended(root: &Node) -> Rules {
    let all = root.all();
    let stands = |parent: &str, name: &str| {
        all.iter().any(|(within, node)| node.name == name && (parent.is_empty() || within.last() == Some(&parent)))
    };
    let mut rules: Rules = UNWANTED.iter().map(|(rule, parent, name)| (*rule, !stands(parent, name))).collect();
    let taxed = root.at("AccountingSupplierParty/Party/PartyTaxScheme");
    rules.push(("BR-NL-25", taxed.iter().all(|one| !one.has("CompanyID") || one.text("TaxScheme/ID") == "VAT")));
    rules
}
