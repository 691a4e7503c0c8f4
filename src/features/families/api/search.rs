//! Which families: the filter of the list, and the search whose terms stay out of addresses.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::rules;
use crate::db::columns::text_enum;
use crate::problem::Violation;

text_enum! {
    /// How a trajectory of the family stands.
    FamilyTrajectoryStatus {
        Active = "active",
        Paused = "paused",
        Completed = "completed",
        Discontinued = "discontinued",
    }
}

/// Which families.
#[derive(Debug, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct FamilyFilter {
    /// Only families with a trajectory of this status (for a practitioner: an own trajectory).
    #[param(inline)]
    #[serde(default)]
    pub trajectory_status: Option<FamilyTrajectoryStatus>,
}

/// What to look for; at least one of `name`, `birthDate` and `childName`. Cursor and limit travel here too, so that
/// nothing of the search stands in an address.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FamilySearch {
    /// How the family's name or a parent's name begins, in upper or lower case; at least two letters.
    #[schema(min_length = 2, max_length = 100, example = "Familie Test")]
    pub name: Option<String>,
    /// The exact birth date of a child.
    pub birth_date: Option<NaiveDate>,
    /// How a child's given name or family name begins, in upper or lower case; at least two letters. Together with
    /// `birthDate` both are about the same child.
    #[schema(min_length = 2, max_length = 100, example = "No")]
    pub child_name: Option<String>,
    /// `nextCursor` of the page before.
    #[schema(min_length = 1, max_length = 1000, example = json!(null))]
    pub cursor: Option<String>,
    /// How many items at most.
    #[schema(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
}

/// A search as it is carried out, and what its cursor is bound to.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyCriteria {
    pub name: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub child_name: Option<String>,
}

impl FamilySearch {
    /// The criteria, or every violation.
    pub(in crate::features::families) fn criteria(&self) -> Result<FamilyCriteria, Vec<Violation>> {
        if self.name.is_none() && self.birth_date.is_none() && self.child_name.is_none() {
            let (dutch, english) = (
                "Geef ten minste een van 'name', 'birthDate' en 'childName'.",
                "Give at least one of 'name', 'birthDate' and 'childName'.",
            );
            return Err(vec![Violation::body("", "minProperties", dutch, english)]);
        }
        let mut found = Vec::new();
        let mut prefix = |text: &Option<String>, pointer: &str| {
            let text = text.as_ref()?;
            let prefix = rules::prefix(text);
            if prefix.is_none() {
                let least = rules::FEWEST_LETTERS;
                let (dutch, english) = (format!("Ten minste {least} letters."), format!("At least {least} letters."));
                found.push(Violation::body(pointer, "minLetters", dutch, english));
            }
            prefix
        };
        let (name, child_name) = (prefix(&self.name, "/name"), prefix(&self.child_name, "/childName"));
        if found.is_empty() { Ok(FamilyCriteria { name, birth_date: self.birth_date, child_name }) } else { Err(found) }
    }
}
