//! Organisation-months as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::Versioned;
use crate::ids::{ApiClientId, InvoiceLineId, OrganisationId, PriceId, SubscriptionMonthId};
use crate::values::Month;

/// How many calls an API client made in a month: shown, not charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientCalls {
    pub api_client_id: ApiClientId,
    #[schema(example = 1250)]
    pub calls: i64,
}

/// One calendar month of an organisation with a subscription: billed once, however many days of it were active, at the
/// price in force on the first of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SubscriptionMonth {
    pub id: SubscriptionMonthId,
    pub organisation_id: OrganisationId,
    pub month: Month,
    /// The first day of the month with a subscription; absent when none is left, because the subscription was changed.
    pub active_from: Option<NaiveDate>,
    /// The last day of the month with a subscription.
    pub active_until: Option<NaiveDate>,
    /// On how many days there was one.
    #[schema(example = 30)]
    pub active_days: i32,
    /// The price in force on `activeFrom`; absent while there is none.
    pub price_id: Option<PriceId>,
    /// What the month costs, without BTW.
    #[schema(example = 14000)]
    pub price_cents: Option<i64>,
    /// Practitioners who had a place in the organisation in the month, with a valid licence A on its last day (up to today)
    /// or on the day that they left.
    #[schema(example = 4)]
    pub practitioners: i32,
    /// Trajectories that ran in the month.
    #[schema(example = 11)]
    pub trajectories: i32,
    /// Visits held in the month.
    #[schema(example = 52)]
    pub visits: i32,
    /// Calls of the organisation's API clients.
    pub api_calls: Vec<ClientCalls>,
    /// The invoice line that bills the month; a project leader sees it once the invoice is issued.
    pub invoice_line_id: Option<InvoiceLineId>,
    /// How often the month was billed anew: 1, and one more each time that it was credited in full.
    #[schema(example = 1)]
    pub round: i32,
    /// When it was last looked at.
    pub measured_at: DateTime<Utc>,
}

impl Versioned for SubscriptionMonth {
    const SHOWS_MORE_THAN_ITS_ROW: bool = true;

    /// Nobody changes it by hand, so there is no version to ask for: the ETag is the round and a hash of what is shown.
    fn version(&self) -> i32 {
        self.round
    }
}

/// Which organisation-months.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct MonthFilter {
    /// Only those of this organisation.
    #[serde(default)]
    pub organisation_id: Option<OrganisationId>,
    /// Only those of this month.
    #[serde(default)]
    pub month: Option<Month>,
}
