//! A refused act is audited in a transaction of its own; the refusal itself is what the caller hears.

use uuid::Uuid;

use super::permit::Place;
use crate::context::Context;
use crate::db::{Doors, Intent, Trace};
use crate::ids::{FamilyId, OrganisationId};
use crate::problem::Problem;

/// Why an act was refused or came to nothing, and whose dossiers it had locked by then.
pub(super) struct Refused {
    pub problem: Problem,
    pub families: Vec<FamilyId>,
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self { problem, families: Vec::new() }
    }
}

impl Refused {
    /// Writes down that the caller may not, or could not, do this to the object; anything else that went wrong is no refusal.
    pub(super) async fn audit<D: Place>(
        self,
        doors: &Doors,
        organisation: OrganisationId,
        context: Context,
        object: Option<Uuid>,
    ) -> Problem {
        let Self { problem, families } = self;
        if !matches!(problem.code.entry().status, 403 | 409) {
            return problem;
        }
        let written = async {
            let mut tx = D::open(doors, organisation, context, Intent::Change).await?;
            tx.trace(Trace::refused(problem.code, "request", object).families(families));
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::error!(%error, "a refusal could not be audited");
        }
        problem
    }
}
