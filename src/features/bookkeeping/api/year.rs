//! A year of the books as callers see it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::features::invoices::api::InvoiceKind;
use crate::ids::OrganisationId;
use crate::values::Month;

/// Of whom.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct BookYearFilter {
    /// Only of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
}

/// The documents of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookSeries {
    pub kind: InvoiceKind,
    #[schema(minimum = 0, example = 17)]
    pub documents: i64,
    /// `null` when there are none.
    #[schema(required, example = "F2026-00001")]
    pub first_number: Option<String>,
    /// `null` when there are none.
    #[schema(required, example = "F2026-00017")]
    pub last_number: Option<String>,
}

/// What one price brought in, without BTW.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookCode {
    #[schema(example = "subscription_month")]
    pub code: String,
    /// Per cent.
    #[schema(example = 21)]
    pub vat_rate: i32,
    /// On invoices.
    #[schema(example = 28000)]
    pub invoiced_cents: i64,
    /// On credit notes.
    #[schema(example = 14000)]
    pub credited_cents: i64,
    /// `invoicedCents` less `creditedCents`.
    #[schema(example = 14000)]
    pub net_cents: i64,
}

/// BTW of one rate: of invoices less that of credit notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookRate {
    /// Per cent.
    #[schema(example = 21)]
    pub vat_rate: i32,
    /// The legal text of an exemption; its rate is 0.
    pub vat_exemption: Option<String>,
    /// What it is computed over.
    #[schema(example = 14000)]
    pub net_cents: i64,
    #[schema(example = 2940)]
    pub vat_cents: i64,
}

/// What was issued and paid in a time. A document counts on the day that it was issued, a payment on the day that it
/// was received.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookTotals {
    #[schema(minimum = 0, example = 2)]
    pub invoices: i64,
    #[schema(minimum = 0, example = 1)]
    pub credit_notes: i64,
    /// On invoices, without BTW.
    #[schema(example = 28000)]
    pub invoiced_cents: i64,
    /// On credit notes, without BTW.
    #[schema(example = 14000)]
    pub credited_cents: i64,
    /// `invoicedCents` less `creditedCents`: the turnover.
    #[schema(example = 14000)]
    pub net_cents: i64,
    /// BTW of invoices less that of credit notes.
    #[schema(example = 2940)]
    pub vat_cents: i64,
    /// `netCents` and `vatCents`.
    #[schema(example = 16940)]
    pub total_cents: i64,
    /// Payments received less those taken back.
    #[schema(example = 16940)]
    pub paid_cents: i64,
    /// The turnover by code of the price and rate.
    pub codes: Vec<BookCode>,
    /// BTW by rate, highest first.
    pub vat: Vec<BookRate>,
}

/// A month of the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookMonth {
    pub month: Month,
    pub totals: BookTotals,
}

/// A calendar year of the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookYear {
    #[schema(example = 2026)]
    pub year: i32,
    /// The numbers of invoices, then of credit notes. With an organisation: of its own documents among all.
    pub series: Vec<BookSeries>,
    /// All twelve.
    pub months: Vec<BookMonth>,
    /// The whole year.
    pub totals: BookTotals,
    /// The last day of the year, or today while the year runs.
    pub open_on: NaiveDate,
    /// What was open at the end of that day, of this year and earlier ones.
    #[schema(example = 16940)]
    pub open_cents: i64,
}
