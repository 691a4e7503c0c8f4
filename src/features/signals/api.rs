//! Signals as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{FamilyId, SignalId, TrajectoryId};
use crate::schema::signals;

text_enum! {
    /// Whether something is still to be done.
    SignalStatus { Open = "open", Closed = "closed" }
}

/// The members of a signal that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = signals, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignalFields {
    /// Today or earlier, not before the trajectory's start.
    pub noticed_on: NaiveDate,
    /// What was noticed.
    #[schema(min_length = 1, max_length = 4000, example = "De ouders vragen hulp bij het aanvragen van toeslagen.")]
    pub about: String,
    /// What was done.
    #[schema(min_length = 1, max_length = 4000, example = "Samen gebeld met het spreekuur.")]
    pub action: Option<String>,
    /// To whom the family was referred.
    #[schema(min_length = 1, max_length = 200, example = "Wijkteam Verzonnenbuurt")]
    pub referred_to: Option<String>,
    /// `open` when absent.
    #[serde(default = "open")]
    pub status: SignalStatus,
}

fn open() -> SignalStatus {
    SignalStatus::Open
}

/// A need that came up on the way.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = signals)]
#[serde(rename_all = "camelCase")]
pub struct Signal {
    pub id: SignalId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub noticed_on: NaiveDate,
    #[schema(example = "De ouders vragen hulp bij het aanvragen van toeslagen.")]
    pub about: String,
    #[schema(example = "Samen gebeld met het spreekuur.")]
    pub action: Option<String>,
    #[schema(example = "Wijkteam Verzonnenbuurt")]
    pub referred_to: Option<String>,
    pub status: SignalStatus,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for Signal {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<Signal> for SignalFields {
    fn from(Signal { noticed_on, about, action, referred_to, status, .. }: Signal) -> Self {
        Self { noticed_on, about, action, referred_to, status }
    }
}

/// Which signals.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct SignalFilter {
    /// Only those that are open, or closed.
    #[serde(default)]
    pub status: Option<SignalStatus>,
}

pub type NewSignal = New<SignalFields>;
pub type SignalPatch = MergePatch<SignalFields>;
