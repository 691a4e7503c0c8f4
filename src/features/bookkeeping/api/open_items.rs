//! Open items as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Jsonb, Nullable, Text, Uuid};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::jsonb;
use crate::features::invoices::api::ReminderStep;
use crate::ids::{InvoiceId, OrganisationId};

/// Which open items.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct OpenItemFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those that were due before this day and of which something is still to be paid.
    #[serde(default)]
    pub overdue_on: Option<NaiveDate>,
}

/// A reminder that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema, AsExpression, FromSqlRow)]
#[serde(rename_all = "camelCase")]
#[diesel(sql_type = Jsonb)]
pub struct LastReminder {
    pub step: ReminderStep,
    pub sent_at: DateTime<Utc>,
}
jsonb!(LastReminder);

/// An issued invoice on which something is open.
#[derive(Debug, Clone, Serialize, ToSchema, QueryableByName)]
#[serde(rename_all = "camelCase")]
pub struct OpenItem {
    #[diesel(sql_type = Uuid)]
    pub invoice_id: InvoiceId,
    #[diesel(sql_type = Uuid)]
    pub organisation_id: OrganisationId,
    /// As it stands on the invoice.
    #[schema(example = "Welzijn De Verzinsels")]
    #[diesel(sql_type = Text)]
    pub organisation_name: String,
    #[schema(example = "F2026-00017")]
    #[diesel(sql_type = Text)]
    pub number: String,
    #[diesel(sql_type = Date)]
    pub issued_on: NaiveDate,
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
    /// With BTW.
    #[schema(example = 16940)]
    #[diesel(sql_type = BigInt)]
    pub total_cents: i64,
    /// Payments received less those taken back.
    #[schema(example = 0)]
    #[diesel(sql_type = BigInt)]
    pub paid_cents: i64,
    /// The total of the credit notes that were issued for it.
    #[schema(example = 0)]
    #[diesel(sql_type = BigInt)]
    pub credited_cents: i64,
    /// What is still to be paid. Negative: it was paid and credited later, and that much is to be given back.
    #[schema(example = 16940)]
    #[diesel(sql_type = BigInt)]
    pub open_cents: i64,
    /// Days since the due date, today; 0 before it and when nothing is to be paid.
    #[schema(minimum = 0, example = 12)]
    #[diesel(sql_type = Integer)]
    pub days_overdue: i32,
    /// `null` when none was sent.
    #[schema(required)]
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub last_reminder: Option<LastReminder>,
}

/// All open items together.
#[derive(Debug, Clone, Serialize, ToSchema, QueryableByName)]
#[serde(rename_all = "camelCase")]
pub struct OpenItemTotals {
    /// How many there are.
    #[schema(minimum = 0, example = 3)]
    #[diesel(sql_type = BigInt)]
    pub items: i64,
    /// `receivableCents` less `refundableCents`.
    #[schema(example = 33880)]
    #[diesel(sql_type = BigInt)]
    pub open_cents: i64,
    /// What is still to be paid.
    #[schema(minimum = 0, example = 50820)]
    #[diesel(sql_type = BigInt)]
    pub receivable_cents: i64,
    /// Of this the due date is past.
    #[schema(minimum = 0, example = 16940)]
    #[diesel(sql_type = BigInt)]
    pub overdue_cents: i64,
    /// What is to be given back.
    #[schema(minimum = 0, example = 16940)]
    #[diesel(sql_type = BigInt)]
    pub refundable_cents: i64,
}
