//! Billing runs as callers see them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::db::columns::text_enum;
use crate::ids::{BillingRunId, InvoiceId, OrganisationId};
use crate::schema::{billing_run_items, billing_runs};
use crate::values::Month;

text_enum! {
    /// Whether a run is still at work.
    BillingRunStatus { Running = "running", Finished = "finished" }
}

text_enum! {
    /// What a run did with an organisation: `billed` made an invoice or credit notes, `nothing` had nothing to do,
    /// `refused` met a problem.
    BillingOutcome { Billed = "billed", Nothing = "nothing", Refused = "refused" }
}

/// What starts a run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewBillingRun {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    /// The month to bill; not one that is still to come.
    pub month: Month,
    /// Only says what a real run would do, and stores nothing of it. Absent: `false`.
    #[serde(default)]
    #[schema(default = false)]
    pub dry_run: bool,
    /// Whether the invoices get their numbers and leave at once. With `false` they are drafts and wait for `POST
    /// /v1/invoices/{id}/issue`, or for another run of the month, which makes them anew. Absent: `true`.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub issue: bool,
}

fn yes() -> bool {
    true
}

/// What a run did so far.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingTotals {
    /// Organisations with an invoice or credit notes.
    #[schema(example = 41)]
    pub billed: i64,
    /// Organisations that had nothing to bill.
    #[schema(example = 2)]
    pub nothing: i64,
    /// Organisations that met a problem; their items say which.
    #[schema(example = 0)]
    pub refused: i64,
    #[schema(example = 41)]
    pub invoices: i64,
    #[schema(example = 0)]
    pub credit_notes: i64,
    /// Organisation-months.
    #[schema(example = 41)]
    pub months: i64,
    #[schema(example = 3)]
    pub order_lines: i64,
    /// Of the invoices, without BTW.
    #[schema(example = 587500)]
    pub net_cents: i64,
    /// Of the invoices, with BTW.
    #[schema(example = 710875)]
    pub total_cents: i64,
    /// Of the credit notes, with BTW.
    #[schema(example = 0)]
    pub credited_cents: i64,
}

/// A run, its progress and its sums. What happened to each organisation is in its items.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingRun {
    pub id: BillingRunId,
    pub month: Month,
    pub dry_run: bool,
    pub issue: bool,
    pub status: BillingRunStatus,
    /// How many organisations it looks at.
    #[schema(example = 43)]
    pub organisations: i64,
    /// How many of them are done.
    #[schema(example = 43)]
    pub done: i64,
    pub totals: BillingTotals,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A run as its row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = billing_runs)]
pub(super) struct RunRow {
    pub id: BillingRunId,
    pub month: Month,
    pub dry_run: bool,
    pub issue: bool,
    pub status: BillingRunStatus,
    pub organisations: i32,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a run did with one organisation.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = billing_run_items)]
#[serde(rename_all = "camelCase")]
pub struct BillingRunItem {
    pub organisation_id: OrganisationId,
    pub outcome: BillingOutcome,
    /// With `nothing`: `already_billed` or `nothing_to_bill`. With `refused`: the code of the problem; another run of the
    /// month, or one of a later month, tries again. `credit_note_draft` says that a month that was billed wrongly waits: it
    /// is billed again once the draft of its credit note was issued or taken away.
    #[schema(example = "already_billed")]
    pub reason: Option<String>,
    /// The invoice; absent from a dry run. A draft may have been taken away since.
    pub invoice_id: Option<InvoiceId>,
    /// The credit notes for months that turned out not to be active, or to cost something else; none in a dry run.
    pub credit_note_ids: Vec<InvoiceId>,
    /// How many invoices: none or one.
    #[schema(example = 1)]
    pub invoices: i32,
    #[schema(example = 0)]
    pub credit_notes: i32,
    /// Organisation-months on the invoice: the month itself, months before it that were forgotten, and what was corrected.
    #[schema(example = 1)]
    pub months: i32,
    #[schema(example = 0)]
    pub order_lines: i32,
    #[schema(example = 14000)]
    pub net_cents: i64,
    #[schema(example = 16940)]
    pub total_cents: i64,
    #[schema(example = 0)]
    pub credited_cents: i64,
    /// With `refused`: what the problem says beside its code, such as `items` of `price-missing`.
    #[schema(value_type = Option<Object>, additional_properties = true,
        example = json!({ "items": [{ "code": "subscription_month", "on": "2026-10-01" }] }))]
    pub details: Option<Value>,
}

/// Which runs.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct BillingRunFilter {
    /// Only those of this month.
    #[serde(default)]
    pub month: Option<Month>,
}
