//! A series of visits as it is asked for and answered.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::Type;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::{Visit, VisitFields, VisitMode};
use crate::db::columns::text_enum;
use crate::ids::PractitionerId;

text_enum! {
    /// For whom the visits of a series are. `alternate`: the first for the parents, the second for the family, and so on.
    SeriesAttendance { Alternate = "alternate", Parents = "parents", Family = "family", Combined = "combined" }
}

/// A day of the week, counted from Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct WeekdayNumber(pub u32);

impl PartialSchema for WeekdayNumber {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(7))
            .description(Some("A day of the week as ISO 8601 counts them: 1 is Monday, 7 is Sunday."))
            .examples([2])
            .into()
    }
}

impl ToSchema for WeekdayNumber {}

/// What clocks in Amsterdam show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ClockTime(pub NaiveTime);

impl TryFrom<String> for ClockTime {
    type Error = chrono::ParseError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        NaiveTime::parse_from_str(&text, "%H:%M").map(Self)
    }
}

impl PartialSchema for ClockTime {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^([01][0-9]|2[0-3]):[0-5][0-9]$"))
            .description(Some("Hours and minutes as clocks in Amsterdam show them, in summer and in winter."))
            .examples(["13:00"])
            .into()
    }
}

impl ToSchema for ClockTime {}

/// Visits to plan on fixed days of the week.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewVisitSeries {
    /// The first day that can have a visit; today or later.
    pub start_on: NaiveDate,
    /// The days of the week; two of them is what the programme advises.
    #[schema(value_type = BTreeSet<WeekdayNumber>, min_items = 1, max_items = 7)]
    pub weekdays: Vec<WeekdayNumber>,
    /// When each visit begins. Where clocks skip this time, the next minute that there is.
    pub time: ClockTime,
    /// When the visits for the family begin, which fall outside school hours; with `alternate` only.
    pub family_time: Option<ClockTime>,
    #[schema(minimum = 1, maximum = 600, example = 90)]
    pub planned_minutes: Option<i32>,
    /// How many visits; the last lies within two years from today.
    #[schema(minimum = 1, maximum = 40, example = 10)]
    pub count: usize,
    /// A step of the catalogue's newest edition; `goal_visit` without this member.
    #[schema(min_length = 1, max_length = 60, example = "goal_visit")]
    #[serde(default = "goal_visit")]
    pub step: String,
    /// `home` without this member.
    #[serde(default = "home")]
    pub mode: VisitMode,
    /// `alternate` without this member.
    #[serde(default = "alternate")]
    pub attendance: SeriesAttendance,
    /// Active practitioners of the own organisation, who perform all of them.
    #[schema(value_type = BTreeSet<PractitionerId>, min_items = 1, max_items = 5)]
    pub performer_ids: Vec<PractitionerId>,
    /// Whether the days of the children's school holidays, as the organisation keeps them, are passed over; `true` without this member.
    #[schema(example = true)]
    #[serde(default = "yes")]
    pub skip_holidays: bool,
}

fn goal_visit() -> String {
    "goal_visit".to_owned()
}

fn home() -> VisitMode {
    VisitMode::Home
}

fn alternate() -> SeriesAttendance {
    SeriesAttendance::Alternate
}

fn yes() -> bool {
    true
}

impl NewVisitSeries {
    /// What all of the visits have in common.
    pub(in crate::features::visits) fn common(&self) -> VisitFields {
        VisitFields {
            step: self.step.clone(),
            mode: self.mode,
            communication: None,
            planned_at: None,
            planned_minutes: self.planned_minutes,
            held_on: None,
            started_at: None,
            minutes: None,
            travel_minutes: None,
            attendance: None,
            within_school_hours: None,
            performer_ids: self.performer_ids.clone(),
            performer_times: Vec::new(),
            observer_ids: Vec::new(),
            parent_ids_present: Vec::new(),
            goal_work: Vec::new(),
            notes: None,
        }
    }
}

/// The visits that were planned, by their days.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitSeries {
    pub items: Vec<Visit>,
}
