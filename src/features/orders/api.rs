//! Orders as callers see them, and their lines as the billing sees them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::db::columns::text_enum;
use crate::features::prices::api::PriceCode;
use crate::http::Versioned;
use crate::ids::{AttendanceId, InvoiceLineId, OrderId, OrderLineId, OrganisationId, PriceId, TrainingSessionId};
use crate::schema::{order_lines, orders};

text_enum! {
    /// What can be ordered: every code of a price but the subscription. `training_licence_a` is per person and includes the
    /// supervision and the first handbook; `training_licence_b` and `project_leader_instruction` are per training, whatever
    /// the group's size.
    OrderCode {
        TrainingLicenceA = "training_licence_a",
        ProjectLeaderInstruction = "project_leader_instruction",
        TrainingLicenceB = "training_licence_b",
        Refresher = "refresher",
        InformationFolder = "information_folder",
        Handbook = "handbook",
    }
}

impl From<OrderCode> for PriceCode {
    fn from(code: OrderCode) -> Self {
        match code {
            OrderCode::TrainingLicenceA => Self::TrainingLicenceA,
            OrderCode::ProjectLeaderInstruction => Self::ProjectLeaderInstruction,
            OrderCode::TrainingLicenceB => Self::TrainingLicenceB,
            OrderCode::Refresher => Self::Refresher,
            OrderCode::InformationFolder => Self::InformationFolder,
            OrderCode::Handbook => Self::Handbook,
        }
    }
}

text_enum! {
    /// How an order stands. Only one that is `requested` still changes.
    OrderStatus {
        Requested = "requested",
        Confirmed = "confirmed",
        Declined = "declined",
        Cancelled = "cancelled",
    }
}

/// One thing that is ordered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOrderLine {
    pub code: OrderCode,
    /// How many: people for `training_licence_a` and `refresher`, trainings for `training_licence_b` and
    /// `project_leader_instruction`, pieces for the rest.
    #[schema(minimum = 1, maximum = 1000, example = 5)]
    pub quantity: i32,
    /// The session that places are asked in: needed with `training_licence_a` (kind `basic`), possible with the other
    /// trainings, and with a handbook for colleagues whom a trainer of the organisation trained.
    pub training_session_id: Option<TrainingSessionId>,
    /// Which attendances the line pays, as the proposal says; by the licence holder only.
    #[schema(min_items = 1, max_items = 500)]
    pub attendance_ids: Option<Vec<AttendanceId>>,
}

/// What asks for an order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reference": "INK-2026-0017", "lines": [
    { "code": "training_licence_a", "quantity": 5, "trainingSessionId": "019ab3e0-1c1a-7d1e-8a52-3f6f0b1c2d3e" },
    { "code": "information_folder", "quantity": 10 }] }))]
pub struct NewOrder {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    /// Whose order it is: needed from the licence holder; a project leader orders for the own organisation and can leave
    /// it out.
    pub organisation_id: Option<OrganisationId>,
    /// What the organisation wants to read on the invoice.
    #[schema(min_length = 1, max_length = 100, pattern = r"\S", example = "INK-2026-0017")]
    pub reference: Option<String>,
    #[schema(min_length = 1, max_length = 1000, example = "Graag bezorgen op dinsdag.")]
    pub note: Option<String>,
    #[schema(min_items = 1, max_items = 100)]
    pub lines: Vec<NewOrderLine>,
}

impl NewOrder {
    /// The chosen id, or a new one.
    pub fn id(&self) -> OrderId {
        self.id.map_or_else(OrderId::new, OrderId)
    }
}

/// One thing that was ordered.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = order_lines)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    pub id: OrderLineId,
    #[serde(skip)]
    pub organisation_id: OrganisationId,
    #[serde(skip)]
    pub order_id: OrderId,
    /// From 1, in the order of asking.
    #[schema(example = 1)]
    pub position: i32,
    pub code: OrderCode,
    #[schema(example = 5)]
    pub quantity: i32,
    /// The session that places were asked in.
    pub training_session_id: Option<TrainingSessionId>,
    /// Per piece, without BTW; from the confirmation on.
    #[schema(example = 69000)]
    pub unit_cents: Option<i64>,
    /// Per cent; from the confirmation on.
    #[schema(example = 21)]
    pub vat_rate: Option<i32>,
    /// The legal text of an exemption; its rate is 0.
    pub vat_exemption: Option<String>,
    /// The price that was in force on the day of confirmation; absent when the licence holder named one.
    pub price_id: Option<PriceId>,
    /// The invoice line that bills it now.
    pub invoice_line_id: Option<InvoiceLineId>,
}

/// An order as its row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = orders)]
pub(super) struct OrderRow {
    pub id: OrderId,
    pub organisation_id: OrganisationId,
    pub status: OrderStatus,
    pub reference: Option<String>,
    pub note: Option<String>,
    pub requested_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub decline_reason: Option<String>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What an organisation ordered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: OrderId,
    pub organisation_id: OrganisationId,
    pub status: OrderStatus,
    #[schema(example = "INK-2026-0017")]
    pub reference: Option<String>,
    #[schema(example = "Graag bezorgen op dinsdag.")]
    pub note: Option<String>,
    pub lines: Vec<OrderLine>,
    /// The sum of the lines without BTW; `null` before the confirmation.
    #[schema(example = 345000)]
    pub net_cents: Option<i64>,
    pub requested_on: NaiveDate,
    /// When it was confirmed, declined or cancelled. Its prices are those of this day.
    pub decided_on: Option<NaiveDate>,
    /// Why it was declined.
    #[schema(example = "De training is vol.")]
    pub decline_reason: Option<String>,
    /// Counts the changes; the ETag begins with this number.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Order {
    pub(super) fn new(row: OrderRow, lines: Vec<OrderLine>) -> Self {
        let amounts: Option<Vec<i64>> =
            lines.iter().map(|line| Some(i64::from(line.quantity) * line.unit_cents?)).collect();
        Self {
            id: row.id,
            organisation_id: row.organisation_id,
            status: row.status,
            reference: row.reference,
            note: row.note,
            net_cents: amounts.map(|amounts| amounts.iter().sum()),
            lines,
            requested_on: row.requested_on,
            decided_on: row.decided_on,
            decline_reason: row.decline_reason,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Versioned for Order {
    /// Which invoice line bills a line changes without the order.
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    fn version(&self) -> i32 {
        self.version
    }
}

/// Which orders.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct OrderFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those that stand like this.
    #[serde(default)]
    pub status: Option<OrderStatus>,
}

/// A price that the licence holder names for one line, in the place of the one in force.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgreedPrice {
    pub line_id: OrderLineId,
    /// Per piece, without BTW.
    #[schema(minimum = 0, maximum = 100_000_000, example = 75000)]
    pub unit_cents: i64,
    /// Per cent; 21 when absent.
    #[schema(minimum = 0, maximum = 100, example = 21)]
    pub vat_rate: Option<i32>,
    /// The legal text of an exemption; with the rate 0 only.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub vat_exemption: Option<String>,
}

/// What confirms an order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct OrderConfirmation {
    /// Prices that were agreed; every other line gets the price in force today.
    #[schema(max_items = 100)]
    pub prices: Option<Vec<AgreedPrice>>,
}

/// What declines an order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderDecline {
    #[schema(min_length = 1, max_length = 500, example = "De training is vol.")]
    pub reason: String,
}

/// Which proposals.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct OrderProposalFilter {
    /// Only those for this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
}

/// A line that could be ordered, because it was attended and no order covers it yet. Its members are those of a line of
/// an order for `organisationId`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderProposal {
    pub organisation_id: OrganisationId,
    pub code: OrderCode,
    #[schema(example = 3)]
    pub quantity: i32,
    pub training_session_id: TrainingSessionId,
    pub attendance_ids: Vec<AttendanceId>,
    /// Why, in the language asked for.
    #[schema(
        example = "Basistraining op 2026-03-09: 3 deelnemers. Supervisie en het eerste handboek zijn inbegrepen."
    )]
    pub explanation: String,
}

/// A line of a confirmed order that no invoice bills now.
#[derive(Debug, Clone)]
pub struct BillableLine {
    pub id: OrderLineId,
    pub code: PriceCode,
    pub quantity: i32,
    pub unit_cents: i64,
    pub vat_rate: i32,
    pub vat_exemption: Option<String>,
    pub price_id: Option<PriceId>,
    pub training_session_id: Option<TrainingSessionId>,
    /// The day of supply, which an invoice must name when it is another than its own (article 35a Wet OB): of a training
    /// that of the session, of what is delivered that of the confirmation.
    pub supplied_on: NaiveDate,
    /// What the organisation wants to read on the invoice.
    pub reference: Option<String>,
    /// From 1; one more each time that its bill was credited in full.
    pub round: i32,
}
