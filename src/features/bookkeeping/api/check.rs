//! The proof of the books as callers see it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::columns::text_enum;
use crate::ids::OrganisationId;

text_enum! {
    /// What is proven.
    BookCheckCode {
        /// A line's net is its quantity times its price.
        LineAmounts = "line_amounts",
        /// Net, BTW and total of a document are the sums of its lines and rates.
        DocumentTotals = "document_totals",
        /// BTW is computed per rate over the sum of the lines, half up.
        VatPerRate = "vat_per_rate",
        /// The numbers of a series are 1 to its last, without gaps.
        SeriesGaps = "series_gaps",
        /// Number, series and document belong together.
        Numbers = "numbers",
        /// Whom and what an issued document is about was frozen with it.
        FrozenDetails = "frozen_details",
        /// A credit line is about a line of the invoice that its credit note credits.
        CreditSources = "credit_sources",
        /// No line is credited for more than it bills.
        CreditedLines = "credited_lines",
        /// No invoice is credited for more than its total.
        CreditedInvoices = "credited_invoices",
        /// Payments are of issued invoices, and what takes one back is its opposite.
        Payments = "payments",
        /// Nobody paid more than was owed at that moment.
        Overpaid = "overpaid",
        /// An organisation-month is billed once at most, and says by which line.
        MonthsOnce = "months_once",
        /// What bills a month is the price of its first active day.
        MonthsRight = "months_right",
        /// A month that was run bills every organisation with a subscription in it, and none in between was never run.
        ForgottenMonths = "forgotten_months",
        /// An order line is billed once at most, and says by which line.
        OrdersOnce = "orders_once",
        /// An issued document has its PDF and its UBL.
        Documents = "documents",
        /// What was rendered is still the same.
        DocumentHashes = "document_hashes",
    }
}

text_enum! {
    /// An `error` is to be mended; a `warning` may mend itself.
    FindingSeverity { Error = "error", Warning = "warning" }
}

/// Something in the books that does not agree.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BookFinding {
    pub check: BookCheckCode,
    pub severity: FindingSeverity,
    /// Of the document's organisation; `null` when it is about a series, or about a month of all.
    #[schema(required)]
    pub organisation_id: Option<OrganisationId>,
    /// The number, month or id that it is about.
    #[schema(example = "F2026-00017")]
    pub about: String,
    /// What was found, in English, with the amounts in cents.
    #[schema(example = "net 14000, BTW 2940, total 16940; the lines add up to 28000, the rates to 2940")]
    pub found: String,
    /// What should hold.
    #[schema(example = "Netto, btw en totaal van een stuk zijn de som van zijn regels en tarieven.")]
    pub rule: String,
}

/// The outcome of checking the books.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BooksChecked {
    pub checked_at: DateTime<Utc>,
    /// Empty when all agrees. At most 1000 of each check.
    pub findings: Vec<BookFinding>,
}
