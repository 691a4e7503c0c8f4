//! Hand-overs as callers see them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Assignment, AssignmentFields, AssignmentKind};
use crate::db::columns::text_enum;
use crate::ids::{PractitionerId, TrajectoryId};

text_enum! {
    /// For good, or for as long as a colleague is away.
    HandoverKind { Permanent = "permanent", Deputy = "deputy" }
}

fn permanent() -> HandoverKind {
    HandoverKind::Permanent
}

/// To whom a trajectory goes, and when.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewHandover {
    /// `permanent` without this member.
    #[serde(default = "permanent")]
    pub kind: HandoverKind,
    /// Who performs on `on`; a practitioner who has left the organisation too.
    pub from_practitioner_id: PractitionerId,
    /// An active practitioner of the own organisation with licence A valid on `on`.
    pub to_practitioner_id: PractitionerId,
    /// The first day of `toPractitionerId`. A permanent hand-over is today or later: who had access is history.
    pub on: NaiveDate,
    /// The last day of a deputy, needed for a deputy only.
    #[schema(example = json!(null))]
    pub until_on: Option<NaiveDate>,
}

impl NewHandover {
    /// What the receiving practitioner gets.
    pub(in crate::features::trajectories) fn assignment(&self) -> AssignmentFields {
        let kind = match self.kind {
            HandoverKind::Permanent => AssignmentKind::Performer,
            HandoverKind::Deputy => AssignmentKind::Deputy,
        };
        AssignmentFields { practitioner_id: self.to_practitioner_id, kind, from_on: self.on, until_on: self.until_on }
    }
}

/// To whom several trajectories go at once, and when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewHandovers {
    /// `permanent` without this member.
    #[serde(default = "permanent")]
    pub kind: HandoverKind,
    /// Who performs all of them on `on`; a practitioner who has left the organisation too.
    pub from_practitioner_id: PractitionerId,
    /// An active practitioner of the own organisation with licence A valid on `on`.
    pub to_practitioner_id: PractitionerId,
    /// The first day of `toPractitionerId`. A permanent hand-over is today or later: who had access is history.
    pub on: NaiveDate,
    /// The last day of a deputy, needed for a deputy only.
    #[schema(example = json!(null))]
    pub until_on: Option<NaiveDate>,
    /// Every trajectory under guidance or in aftercare that `fromPractitionerId` performs on `on`, without this member.
    #[schema(value_type = Option<BTreeSet<TrajectoryId>>, min_items = 1, max_items = 200)]
    pub trajectory_ids: Option<Vec<TrajectoryId>>,
}

impl NewHandovers {
    /// What is the same for each of the trajectories.
    pub(in crate::features::trajectories) fn each(&self) -> NewHandover {
        NewHandover {
            kind: self.kind,
            from_practitioner_id: self.from_practitioner_id,
            to_practitioner_id: self.to_practitioner_id,
            on: self.on,
            until_on: self.until_on,
        }
    }
}

/// What was handed over.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Handover {
    /// The assignments of the receiving practitioner that are new, in the order of their trajectories. There is none for
    /// a trajectory that this practitioner performs in that time anyway.
    pub items: Vec<Assignment>,
}
