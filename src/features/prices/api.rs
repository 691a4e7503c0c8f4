//! Prices as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::db::columns::text_enum;
use crate::http::{MergePatch, Versioned};
use crate::ids::PriceId;
use crate::schema::prices;

text_enum! {
    /// What has a price: a month of the web app (`subscription_month`, per organisation), training and implementation
    /// track for licence A (`training_licence_a`, per person), the instruction of project leaders
    /// (`project_leader_instruction`, per instruction), training for licence B (`training_licence_b`, per training),
    /// the yearly refresher (`refresher`, per person), an `information_folder` and an extra `handbook`.
    PriceCode {
        SubscriptionMonth = "subscription_month",
        TrainingLicenceA = "training_licence_a",
        ProjectLeaderInstruction = "project_leader_instruction",
        TrainingLicenceB = "training_licence_b",
        Refresher = "refresher",
        InformationFolder = "information_folder",
        Handbook = "handbook",
    }
}

/// What records a price. Its code is for good, so it is no member of the patch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewPrice {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    #[schema(example = "subscription_month")]
    pub code: PriceCode,
    /// Whole euro cents, without BTW.
    #[schema(minimum = 0, maximum = 100_000_000, example = 14500)]
    pub amount_cents: i64,
    /// BTW, in whole per cent.
    #[schema(minimum = 0, maximum = 100, example = 21)]
    pub vat_rate: i32,
    /// The legal ground of an exemption, as it stands on the invoice; only with a rate of 0.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub vat_exemption: Option<String>,
    /// The first day that it is in force; the price before it ends there.
    #[schema(example = "2027-01-01")]
    pub valid_from: NaiveDate,
}

impl NewPrice {
    /// The chosen id, or a new one.
    pub fn id(&self) -> PriceId {
        self.id.map_or_else(PriceId::new, PriceId)
    }

    pub fn fields(&self) -> PriceFields {
        PriceFields {
            amount_cents: self.amount_cents,
            vat_rate: self.vat_rate,
            vat_exemption: self.vat_exemption.clone(),
            valid_from: self.valid_from,
        }
    }
}

/// The members of a price that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = prices, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PriceFields {
    /// Whole euro cents, without BTW.
    #[schema(minimum = 0, maximum = 100_000_000, example = 14500)]
    pub amount_cents: i64,
    /// BTW, in whole per cent.
    #[schema(minimum = 0, maximum = 100, example = 21)]
    pub vat_rate: i32,
    /// The legal ground of an exemption, as it stands on the invoice; only with a rate of 0.
    #[schema(min_length = 1, max_length = 300, pattern = r"\S")]
    pub vat_exemption: Option<String>,
    /// The first day that it is in force; the price before it ends there.
    #[schema(example = "2027-01-01")]
    pub valid_from: NaiveDate,
}

/// What something costs from a day on, until a later price of the same code takes over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = prices)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    pub id: PriceId,
    #[schema(example = "subscription_month")]
    pub code: PriceCode,
    /// Whole euro cents, without BTW.
    #[schema(example = 14000)]
    pub amount_cents: i64,
    /// BTW, in whole per cent.
    #[schema(example = 21)]
    pub vat_rate: i32,
    /// The legal ground of an exemption; its rate is 0.
    pub vat_exemption: Option<String>,
    /// The first day that it is in force.
    #[schema(example = "2022-01-01")]
    pub valid_from: NaiveDate,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Price {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Price> for PriceFields {
    fn from(Price { amount_cents, vat_rate, vat_exemption, valid_from, .. }: Price) -> Self {
        Self { amount_cents, vat_rate, vat_exemption, valid_from }
    }
}

/// Which prices.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct PriceFilter {
    /// Only those of this code.
    #[serde(default)]
    pub code: Option<PriceCode>,
    /// Only those in force on this day: one of each code at most.
    #[serde(default)]
    pub valid_on: Option<NaiveDate>,
}

pub type PricePatch = MergePatch<PriceFields>;
