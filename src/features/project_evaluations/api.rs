//! Project evaluations as callers see them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::db::columns::text_enum;
use crate::http::{MergePatch, New, Versioned};
use crate::ids::{PractitionerId, ProjectEvaluationId};
use crate::schema::project_evaluations;

text_enum! {
    /// With whom the way of working was evaluated.
    EvaluatedWith { Schools = "schools", Professionals = "professionals" }
}

/// The members of a project evaluation that can be edited.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = project_evaluations, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProjectEvaluationFields {
    /// The author. A practitioner is always the author of the own ones and may leave this out; a project leader names
    /// any practitioner of the organisation, or nobody.
    pub practitioner_id: Option<PractitionerId>,
    pub held_with: EvaluatedWith,
    /// Today or earlier.
    pub held_on: NaiveDate,
    #[schema(min_length = 1, max_length = 200, example = "Gesprek met de scholen over de aanmeldingen")]
    pub title: String,
    /// What came out of it; no data of families.
    #[schema(min_length = 1, max_length = 8000, example = "De scholen willen eerder horen hoe een traject afloopt.")]
    pub findings: String,
    /// What is done with it.
    #[schema(min_length = 1, max_length = 4000, example = "Na elke intake een terugkoppeling.")]
    pub follow_up: Option<String>,
}

/// The way of working, evaluated with schools or professionals.
#[derive(Debug, Clone, Serialize, ToSchema, Queryable, Selectable)]
#[diesel(table_name = project_evaluations)]
#[serde(rename_all = "camelCase")]
pub struct ProjectEvaluation {
    pub id: ProjectEvaluationId,
    pub practitioner_id: Option<PractitionerId>,
    pub held_with: EvaluatedWith,
    pub held_on: NaiveDate,
    #[schema(example = "Gesprek met de scholen over de aanmeldingen")]
    pub title: String,
    #[schema(example = "De scholen willen eerder horen hoe een traject afloopt.")]
    pub findings: String,
    #[schema(example = "Na elke intake een terugkoppeling.")]
    pub follow_up: Option<String>,
    /// Counts the changes; the ETag is this number in quotes.
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Versioned for ProjectEvaluation {
    fn version(&self) -> i32 {
        self.version
    }
}

impl From<ProjectEvaluation> for ProjectEvaluationFields {
    fn from(evaluation: ProjectEvaluation) -> Self {
        let ProjectEvaluation { practitioner_id, held_with, held_on, title, findings, follow_up, .. } = evaluation;
        Self { practitioner_id, held_with, held_on, title, findings, follow_up }
    }
}

/// Which project evaluations.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct ProjectEvaluationFilter {
    /// Only those held with these.
    #[serde(default)]
    pub held_with: Option<EvaluatedWith>,
}

pub type NewProjectEvaluation = New<ProjectEvaluationFields>;
pub type ProjectEvaluationPatch = MergePatch<ProjectEvaluationFields>;
