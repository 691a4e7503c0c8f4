//! The ledger as callers see it.

use chrono::NaiveDate;
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Jsonb, Nullable, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::{jsonb, text_enum};
use crate::features::invoices::api::InvoiceKind;
use crate::ids::{
    AttendanceId, InvoiceId, InvoiceLineId, OrderId, OrderLineId, OrganisationId, PaymentId, PriceId,
    SubscriptionMonthId,
};
use crate::values::Month;

/// Which lines.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct LedgerFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those of documents that were issued on or after this day.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Only those of documents that were issued on or before this day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Only those of this invoice or credit note.
    #[serde(default)]
    pub invoice_id: Option<InvoiceId>,
}

text_enum! {
    /// What a line is about: an organisation-month, a line of an order, or a line that is taken back.
    LedgerSourceKind {
        SubscriptionMonth = "subscription_month",
        OrderLine = "order_line",
        CreditedLine = "credited_line",
    }
}

/// What a line bills or takes back.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase")]
#[diesel(sql_type = Jsonb)]
pub struct LedgerSource {
    pub kind: LedgerSourceKind,
    /// Of an organisation-month.
    pub subscription_month_id: Option<SubscriptionMonthId>,
    /// Of an organisation-month.
    pub month: Option<Month>,
    /// Of an order.
    pub order_id: Option<OrderId>,
    /// Of an order.
    pub order_line_id: Option<OrderLineId>,
    /// Of an order: the organisation's own reference.
    #[schema(example = "INK-2026-0017")]
    pub order_reference: Option<String>,
    /// Of an order: whose training it bills. For the licence holder; empty for others.
    pub attendance_ids: Vec<AttendanceId>,
    /// How many times it was billed: 2 after a first time was credited in full.
    #[schema(minimum = 1, example = 1)]
    pub round: Option<i32>,
    /// On a credit note: the line that it takes back.
    pub credited_line_id: Option<InvoiceLineId>,
    /// On a credit note: the invoice of that line.
    pub credited_invoice_id: Option<InvoiceId>,
    /// On a credit note: the number of that invoice.
    #[schema(example = "F2026-00017")]
    pub credited_number: Option<String>,
}
jsonb!(LedgerSource);

/// A line of a credit note that takes back a line.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerCredit {
    pub line_id: InvoiceLineId,
    pub credit_note_id: InvoiceId,
    #[schema(example = "C2026-00003")]
    pub number: String,
    pub issued_on: NaiveDate,
    /// Without BTW.
    #[schema(example = 14000)]
    pub net_cents: i64,
}

/// What takes a line back.
#[derive(Debug, Clone, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub struct LedgerCredits(pub Vec<LedgerCredit>);
jsonb!(LedgerCredits);

/// A payment of the line's invoice.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LedgerPayment {
    pub id: PaymentId,
    pub received_on: NaiveDate,
    /// Negative when it takes an earlier one back.
    #[schema(example = 16940)]
    pub amount_cents: i64,
    /// The payment that it takes back.
    pub reverses_id: Option<PaymentId>,
}

/// The payments of the line's invoice.
#[derive(Debug, Clone, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Jsonb)]
pub struct LedgerPayments(pub Vec<LedgerPayment>);
jsonb!(LedgerPayments);

/// A line of an issued invoice or credit note.
#[derive(Debug, Clone, Serialize, ToSchema, QueryableByName)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    #[diesel(sql_type = Uuid)]
    pub id: InvoiceLineId,
    #[diesel(sql_type = Uuid)]
    pub organisation_id: OrganisationId,
    /// As it stands on the document.
    #[schema(example = "Welzijn De Verzinsels")]
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    /// The invoice or credit note.
    #[diesel(sql_type = Uuid)]
    pub invoice_id: InvoiceId,
    #[diesel(sql_type = Text)]
    pub kind: InvoiceKind,
    #[schema(example = "F2026-00017")]
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    /// From 1, in the order of the document.
    #[schema(minimum = 1, example = 1)]
    #[diesel(sql_type = Integer)]
    pub position: i32,
    /// The code of the price.
    #[schema(example = "subscription_month")]
    #[diesel(sql_type = Text)]
    pub code: String,
    /// In Dutch, as on the document.
    #[schema(example = "Abonnement Samen Leren, oktober 2026")]
    #[diesel(sql_type = Text)]
    pub description: String,
    #[schema(minimum = 1, example = 1)]
    #[diesel(sql_type = Integer)]
    pub quantity: i32,
    /// Per piece, without BTW.
    #[schema(example = 14000)]
    #[diesel(sql_type = BigInt)]
    pub unit_cents: i64,
    /// As on the document, without BTW.
    #[schema(example = 14000)]
    #[diesel(sql_type = BigInt)]
    pub net_cents: i64,
    /// What it adds to the turnover: `netCents`, negative on a credit note.
    #[schema(example = 14000)]
    #[diesel(sql_type = BigInt)]
    pub booked_cents: i64,
    /// Per cent. BTW itself is computed over a document, not per line: see the year.
    #[schema(example = 21)]
    #[diesel(sql_type = Integer)]
    pub vat_rate: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub vat_exemption: Option<String>,
    /// The price that was in force; absent when the licence holder named one.
    #[diesel(sql_type = Nullable<Uuid>)]
    pub price_id: Option<PriceId>,
    /// The days that the line is about.
    #[diesel(sql_type = Date)]
    pub period_from: NaiveDate,
    #[diesel(sql_type = Date)]
    pub period_until: NaiveDate,
    /// Back: to what it bills or takes back.
    #[diesel(sql_type = Jsonb)]
    pub source: LedgerSource,
    /// Forward: to the lines of issued credit notes that take it back.
    #[schema(value_type = Vec<LedgerCredit>)]
    #[diesel(sql_type = Jsonb)]
    pub credits: LedgerCredits,
    /// Forward: to the payments of its invoice, which are of the whole invoice and not of a line.
    #[schema(value_type = Vec<LedgerPayment>)]
    #[diesel(sql_type = Jsonb)]
    pub payments: LedgerPayments,
}
