//! Subscriptions as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::{MergePatch, Versioned};
use crate::ids::{OrganisationId, SubscriptionId};
use crate::schema::subscriptions;

/// What starts a subscription. Its organisation is for good, so it is no member of the patch.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewSubscription {
    /// Chosen by the caller, a UUIDv7; made by the service when absent.
    #[schema(value_type = Uuid, required = false)]
    pub id: Option<Uuid>,
    pub organisation_id: OrganisationId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day, on or after `startsOn`; absent while no end is known.
    pub ends_on: Option<NaiveDate>,
}

impl NewSubscription {
    /// The chosen id, or a new one.
    pub fn id(&self) -> SubscriptionId {
        self.id.map_or_else(SubscriptionId::new, SubscriptionId)
    }

    pub fn fields(&self) -> SubscriptionFields {
        SubscriptionFields { starts_on: self.starts_on, ends_on: self.ends_on }
    }
}

/// The members of a subscription that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = subscriptions, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscriptionFields {
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day, on or after `startsOn`; absent while no end is known.
    pub ends_on: Option<NaiveDate>,
}

/// The time in which an organisation may write, both days included.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = subscriptions)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    pub id: SubscriptionId,
    pub organisation_id: OrganisationId,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; `null` while no end is known.
    pub ends_on: Option<NaiveDate>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Subscription {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Subscription> for SubscriptionFields {
    fn from(Subscription { starts_on, ends_on, .. }: Subscription) -> Self {
        Self { starts_on, ends_on }
    }
}

/// Which subscriptions.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those that run on this day.
    #[serde(default)]
    pub active_on: Option<NaiveDate>,
}

pub type SubscriptionPatch = MergePatch<SubscriptionFields>;
