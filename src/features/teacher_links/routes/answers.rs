//! What a teacher does through a personal link: no sign-in, the link's token instead.

use actix_web::web::Data;
use actix_web::{HttpRequest, post};

use crate::app::AppState;
use crate::features::teacher_links::actions;
use crate::features::teacher_links::api::{
    TeacherAnswers, TeacherDraft, TeacherQuestionnaire, TeacherSubmission, TeacherToken,
};
use crate::http::{Answer, Body, Gate, Linked, Reply};

/// Look at a teacher link
///
/// What the page behind the link asks: the questions in the language of `Accept-Language`, the child's first name, and
/// the draft so far. No sign-in; the token of the link is enough. A link that is wrong, revoked or expired is
/// `link-invalid`, whichever it is.
#[utoipa::path(tag = "Teacher links", request_body = TeacherToken,
    responses((status = 200, description = "The questions and the draft so far", body = TeacherQuestionnaire)),
    extensions(("x-problem-codes" = json!(["link-invalid"]))))]
#[post("/teacher-links/inspect")]
pub(in crate::features::teacher_links) async fn inspect_teacher_link(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<TeacherToken>,
) -> Answer {
    let TeacherToken { token } = body.valid()?;
    let (organisation, link) = actions::named(&token)?;
    Linked { request: &request, state: &state, organisation, token: &token }
        .read(async |tx| {
            let shown = actions::link_inspect(tx, link, &token).await?;
            Ok(Reply::ok(&shown)?.in_language(tx.context.language))
        })
        .await
}

/// Save a teacher's draft
///
/// All answers so far, in the place of those that were saved before; they may be incomplete. The draft can be gone on
/// with from any device. No sign-in; the token of the link is enough.
#[utoipa::path(tag = "Teacher links", request_body = TeacherAnswers,
    responses((status = 200, description = "Saved", body = TeacherDraft)),
    extensions(("x-problem-codes" = json!(["link-invalid", "answers-invalid", "teacher-link-conflict",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/teacher-links/draft")]
pub(in crate::features::teacher_links) async fn save_teacher_draft(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<TeacherAnswers>,
) -> Answer {
    let TeacherAnswers { token, answers } = body.valid()?;
    let (organisation, link) = actions::named(&token)?;
    Linked { request: &request, state: &state, organisation, token: &token }
        .change(Gate::Running, async |tx| {
            let locked = actions::link_lock(tx, link, &token).await?;
            tx.create().await?;
            actions::draft_save(tx, locked, answers).await?;
            Ok(Reply::ok(&TeacherDraft { saved_at: tx.context.now })?)
        })
        .await
}

/// Submit a teacher's evaluation
///
/// All answers, complete: the evaluation is final from now on, held today. Once only; send an `Idempotency-Key`, so that
/// a repeat whose answer got lost is answered as before. No sign-in; the token of the link is enough.
#[utoipa::path(tag = "Teacher links", request_body = TeacherAnswers,
    responses((status = 200, description = "Submitted", body = TeacherSubmission)),
    extensions(("x-problem-codes" = json!(["link-invalid", "answers-invalid", "teacher-link-conflict",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/teacher-links/submit")]
pub(in crate::features::teacher_links) async fn submit_teacher_evaluation(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<TeacherAnswers>,
) -> Answer {
    let TeacherAnswers { token, answers } = body.valid()?;
    let (organisation, link) = actions::named(&token)?;
    Linked { request: &request, state: &state, organisation, token: &token }
        .change(Gate::Running, async |tx| {
            let locked = actions::link_lock(tx, link, &token).await?;
            tx.create().await?;
            actions::evaluation_submit(tx, locked, answers).await?;
            Ok(Reply::ok(&TeacherSubmission { submitted_at: tx.context.now })?)
        })
        .await
}
