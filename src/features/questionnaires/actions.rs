//! What other features ask of questionnaires, one statement each.

use super::api::{Questionnaire, QuestionnaireView};
use super::content::QuestionnaireCode;
use super::store::{self, Wanted};
use crate::context::Language;
use crate::db::Tx;
use crate::ids::QuestionnaireVersionId;
use crate::problem::Problem;

/// The version with this id, newest or not.
pub(crate) async fn questionnaire<D>(
    tx: &mut Tx<D>,
    id: QuestionnaireVersionId,
) -> Result<Option<Questionnaire>, Problem> {
    store::version_find(tx, id).await
}

/// The newest version of a questionnaire. The migrations ship one of each, and none is ever taken away.
pub(crate) async fn current<D>(tx: &mut Tx<D>, code: QuestionnaireCode) -> Result<Questionnaire, Problem> {
    let wanted = Wanted { code: Some(code), current: Some(true), ..Wanted::default() };
    let found = store::versions(tx, wanted, 1).await?.pop();
    found.ok_or_else(|| Problem::internal(anyhow::anyhow!("there is no questionnaire {}", code.as_str())))
}

/// A version as the API shows it, in one language.
pub(crate) fn present(questionnaire: Questionnaire, language: Language) -> QuestionnaireView {
    QuestionnaireView::new(questionnaire, language)
}
