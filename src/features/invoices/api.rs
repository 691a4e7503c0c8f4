//! Invoices and credit notes as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::mails::MailReason;
use crate::db::columns::{jsonb, text_enum};
use crate::features::organisations::api::Billing;
use crate::features::seller::api::SellerDetails;
use crate::http::{New, Versioned};
use crate::ids::{InvoiceId, InvoiceLineId, OrderLineId, OrganisationId, PaymentId, PriceId, SubscriptionMonthId};
use crate::schema::{invoice_lines, invoice_mails, payments};
use crate::values::{Address, Month};

text_enum! {
    /// An invoice asks for money; a credit note takes back what an invoice asked.
    InvoiceKind { Invoice = "invoice", CreditNote = "credit_note" }
}

text_enum! {
    /// How an invoice stands today: a `draft` has no number yet; `issued` is open and not yet due, `overdue` is open after
    /// its due date; `paid` when payments and credits cover it; `credited` when credit notes alone cover all of it. A
    /// credit note is `draft` or `issued`.
    InvoiceStatus {
        Draft = "draft",
        Issued = "issued",
        Paid = "paid",
        Overdue = "overdue",
        Credited = "credited",
    }
}

/// Whom an invoice is for, as it was when the invoice was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct Buyer {
    #[schema(example = "Welzijn De Verzinsels")]
    pub name: String,
    pub address: Address,
    #[schema(example = "99999999")]
    pub kvk_number: String,
    #[schema(example = "NL999999999B01")]
    pub vat_id: Option<String>,
    pub billing: Billing,
}
jsonb!(Buyer);

/// BTW per rate: over the sum of the lines of that rate, rounded half up to a cent once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VatTotal {
    /// Per cent.
    #[schema(example = 21)]
    pub vat_rate: i32,
    /// The legal text of an exemption; its rate is 0.
    pub vat_exemption: Option<String>,
    #[schema(example = 14000)]
    pub net_cents: i64,
    #[schema(example = 2940)]
    pub vat_cents: i64,
}

/// The BTW of an invoice, rate by rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Jsonb)]
pub struct VatTotals(pub Vec<VatTotal>);
jsonb!(VatTotals);

/// One thing that is billed or credited.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = invoice_lines)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceLine {
    pub id: InvoiceLineId,
    /// From 1, in the order of the document.
    #[schema(example = 1)]
    pub position: i32,
    /// The code of the price.
    #[schema(example = "subscription_month")]
    pub code: String,
    /// In Dutch, as on the document.
    #[schema(example = "Abonnement Samen Leren, oktober 2026")]
    pub description: String,
    #[schema(example = 1)]
    pub quantity: i32,
    /// Per piece, without BTW.
    #[schema(example = 14000)]
    pub unit_cents: i64,
    /// `quantity` × `unitCents`, without BTW.
    #[schema(example = 14000)]
    pub net_cents: i64,
    #[schema(example = 21)]
    pub vat_rate: i32,
    pub vat_exemption: Option<String>,
    /// The price that was in force; absent when the licence holder named one.
    pub price_id: Option<PriceId>,
    /// The days that the line is about, from the first to the last: those of the month that were active, the day of a
    /// training session, or the day on which an order was confirmed.
    pub period_from: NaiveDate,
    pub period_until: NaiveDate,
    /// The organisation-month that it bills.
    pub subscription_month_id: Option<SubscriptionMonthId>,
    /// The order line that it bills.
    pub order_line_id: Option<OrderLineId>,
    /// On a credit note: the line that it takes back.
    pub credited_line_id: Option<InvoiceLineId>,
}

/// The invoice that a credit note is about.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable)]
#[serde(rename_all = "camelCase")]
pub struct CreditedInvoice {
    pub id: InvoiceId,
    #[schema(example = "F2026-00017")]
    pub number: String,
    pub issued_on: NaiveDate,
}

/// An invoice or credit note. Once issued it never changes; what is paid or credited stands beside it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invoice {
    pub id: InvoiceId,
    pub organisation_id: OrganisationId,
    pub kind: InvoiceKind,
    pub status: InvoiceStatus,
    /// Given when it is issued: a series without gaps per kind and year.
    #[schema(example = "F2026-00017")]
    pub number: Option<String>,
    /// Of a credit note.
    pub credited_invoice: Option<CreditedInvoice>,
    /// Of a credit note: why, in the language of the document.
    #[schema(example = "Het abonnement eindigde eerder.")]
    pub reason: Option<String>,
    /// The month of the billing run that made it.
    pub month: Option<Month>,
    pub issued_on: Option<NaiveDate>,
    /// The last day to pay on.
    pub due_on: Option<NaiveDate>,
    /// As it was at issuing; absent from a draft.
    pub seller: Option<SellerDetails>,
    /// As it was at issuing; absent from a draft.
    pub buyer: Option<Buyer>,
    pub lines: Vec<InvoiceLine>,
    /// Without BTW.
    #[schema(example = 14000)]
    pub net_cents: i64,
    #[schema(example = 2940)]
    pub vat_cents: i64,
    /// With BTW.
    #[schema(example = 16940)]
    pub total_cents: i64,
    pub vat: Vec<VatTotal>,
    /// Payments received less those taken back.
    #[schema(example = 0)]
    pub paid_cents: i64,
    /// The total of the credit notes that were issued for it.
    #[schema(example = 0)]
    pub credited_cents: i64,
    /// What is still to be paid; negative when more was paid than is owed after a credit.
    #[schema(example = 16940)]
    pub open_cents: i64,
    /// When it was last mailed with both documents.
    pub mailed_at: Option<DateTime<Utc>>,
    /// Counts the changes of a draft; the ETag begins with this number.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Invoice {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which invoices or credit notes.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those that the billing run of this month made.
    #[serde(default)]
    pub month: Option<Month>,
    /// Only the one with this number.
    #[param(max_length = 20)]
    #[serde(default)]
    pub number: Option<String>,
    /// Only those that were issued, or only drafts. An organisation sees no drafts.
    #[serde(default)]
    pub issued: Option<bool>,
}

/// What is to be billed at once, outside the billing run of a month.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewInvoice {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    /// Its confirmed orders that were not billed yet become the lines of a draft.
    pub organisation_id: OrganisationId,
}

/// A line that is taken back, in full or in part.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreditLine {
    /// A line of the invoice.
    pub invoice_line_id: InvoiceLineId,
    /// How much of its `netCents`; all that is left of it when absent.
    #[schema(minimum = 1, maximum = 100_000_000_000_i64, example = 4500)]
    pub net_cents: Option<i64>,
}

/// What takes back an invoice, or a part of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCreditNote {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    /// An issued invoice.
    pub invoice_id: InvoiceId,
    /// Why; stands on the credit note, so write it in Dutch.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S", example = "Dubbel besteld.")]
    pub reason: String,
    /// Which lines; every line, with all that is left of it, when absent.
    #[schema(min_items = 1, max_items = 500)]
    pub lines: Option<Vec<CreditLine>>,
    /// Whether what is credited in full is billed again by the next run of its month: for an invoice that was wrong.
    /// Absent or `false`: it is settled.
    #[serde(default)]
    #[schema(default = false)]
    pub bill_again: bool,
}

/// Money that came in for an invoice.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentFields {
    /// The day on the bank statement: from the day of the invoice until today.
    pub received_on: NaiveDate,
    /// At most what is open.
    #[schema(minimum = 1, maximum = 100_000_000_000_i64, example = 16940)]
    pub amount_cents: i64,
    /// What the bank statement says.
    #[schema(min_length = 1, max_length = 140, example = "F2026-00017")]
    pub reference: Option<String>,
}

pub type NewPayment = New<PaymentFields>;

/// Money that was paid back, because an invoice was credited after it was paid.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefundFields {
    /// The day on which it was paid back: from the day of the invoice until today.
    pub paid_on: NaiveDate,
    /// At most what was paid too much: `openCents` of the invoice without its minus sign.
    #[schema(minimum = 1, maximum = 100_000_000_000_i64, example = 16940)]
    pub amount_cents: i64,
    #[schema(min_length = 1, max_length = 140, example = "C2026-00003")]
    pub reference: Option<String>,
}

pub type NewRefund = New<RefundFields>;

text_enum! {
    /// A `payment` came in, a `refund` went back after a credit, a `reversal` takes back a row that was booked by mistake.
    PaymentKind { Payment = "payment", Refund = "refund", Reversal = "reversal" }
}

/// A payment, a refund, or the reversal of one that was booked by mistake. None ever changes.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = payments)]
#[serde(rename_all = "camelCase")]
pub struct Payment {
    pub id: PaymentId,
    pub invoice_id: InvoiceId,
    /// The day on which the money moved, or on which the mistake was found.
    pub received_on: NaiveDate,
    pub kind: PaymentKind,
    /// Negative when money went back, or had not come in after all.
    #[schema(example = 16940)]
    pub amount_cents: i64,
    #[schema(example = "F2026-00017")]
    pub reference: Option<String>,
    /// The payment that this one takes back.
    pub reverses_id: Option<PaymentId>,
    pub created_at: DateTime<Utc>,
}

text_enum! {
    /// The three steps in which an unpaid invoice is reminded of.
    ReminderStep { First = "reminder_1", Second = "reminder_2", Third = "reminder_3" }
}

/// A reminder of an unpaid invoice.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reminder {
    pub step: ReminderStep,
    /// The organisation's billing address on the day that it was sent, or today's until then.
    #[schema(example = "facturen@welzijn.example")]
    pub recipient: String,
    pub planned_on: NaiveDate,
    /// Absent until the mail has left.
    pub sent_at: Option<DateTime<Utc>>,
}

/// What mails an invoice again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct NewInvoiceMail {
    /// To whom; to the organisation's present billing address when absent.
    #[schema(format = "email", max_length = 254, example = "administratie@welzijn.example")]
    pub to: Option<String>,
}

/// A mail about an invoice that was sent, or is to be sent.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = invoice_mails)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceMail {
    pub reason: MailReason,
    /// 1, and one more each time that the invoice itself is mailed again.
    #[schema(example = 1)]
    pub number: i32,
    #[schema(example = "facturen@welzijn.example")]
    pub recipient: String,
    pub planned_on: NaiveDate,
    /// How often it could not be sent; it is tried again, less often each time.
    #[schema(example = 0)]
    #[diesel(column_name = attempts)]
    pub failed_attempts: i32,
    /// Absent until the mail has left.
    pub sent_at: Option<DateTime<Utc>>,
}
