//! The SQL of questionnaires.

use diesel::dsl::{exists, max, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::Questionnaire;
use super::content::{QuestionnaireCode, QuestionnaireContent};
use crate::db::{Platform, Tx};
use crate::ids::QuestionnaireVersionId;
use crate::problem::Problem;
use crate::schema::questionnaire_versions;

/// Which versions.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub id: Option<QuestionnaireVersionId>,
    pub code: Option<QuestionnaireCode>,
    /// Whether it is the newest of its questionnaire.
    pub current: Option<bool>,
    pub after: Option<QuestionnaireVersionId>,
}

/// Versions in the order of their ids, each with the day on which the next one replaced it, in one statement.
pub(super) async fn versions<D>(tx: &mut Tx<D>, wanted: Wanted, rows: i64) -> Result<Vec<Questionnaire>, Problem> {
    let next = diesel::alias!(questionnaire_versions as next);
    let next = next
        .filter(next.field(questionnaire_versions::code).eq(questionnaire_versions::code))
        .filter(next.field(questionnaire_versions::version).eq(questionnaire_versions::version + 1))
        .select(next.field(questionnaire_versions::published_on));
    let mut query = questionnaire_versions::table
        .order(questionnaire_versions::id)
        .limit(rows)
        .select((
            questionnaire_versions::id,
            questionnaire_versions::code,
            questionnaire_versions::version,
            questionnaire_versions::published_on,
            questionnaire_versions::content,
            next.single_value(),
        ))
        .into_boxed();
    if let Some(id) = wanted.id {
        query = query.filter(questionnaire_versions::id.eq(id));
    }
    if let Some(code) = wanted.code {
        query = query.filter(questionnaire_versions::code.eq(code));
    }
    match wanted.current {
        Some(true) => query = query.filter(not(exists(next))),
        Some(false) => query = query.filter(exists(next)),
        None => {}
    }
    if let Some(after) = wanted.after {
        query = query.filter(questionnaire_versions::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// One version, when there is one of this id.
pub(super) async fn version_find<D>(
    tx: &mut Tx<D>,
    id: QuestionnaireVersionId,
) -> Result<Option<Questionnaire>, Problem> {
    let wanted = Wanted { id: Some(id), ..Wanted::default() };
    Ok(versions(tx, wanted, 1).await?.pop())
}

/// Publishes the next version of a questionnaire today. Of two at once the second is told that the version exists already.
pub(super) async fn version_insert(
    tx: &mut Tx<Platform>,
    id: QuestionnaireVersionId,
    (code, content): (QuestionnaireCode, QuestionnaireContent),
) -> Result<Questionnaire, Problem> {
    let newest = questionnaire_versions::table.filter(questionnaire_versions::code.eq(code));
    let newest: Option<i32> = newest.select(max(questionnaire_versions::version)).first(tx.conn()).await?;
    let (version, published_on) = (newest.unwrap_or(0) + 1, tx.context.today);
    let row = (
        questionnaire_versions::id.eq(id),
        questionnaire_versions::code.eq(code),
        questionnaire_versions::version.eq(version),
        questionnaire_versions::published_on.eq(published_on),
        questionnaire_versions::content.eq(&content),
    );
    diesel::insert_into(questionnaire_versions::table).values(row).execute(tx.conn()).await?;
    Ok(Questionnaire { id, code, version, published_on, content, retired_on: None })
}
