//! Links that are mailed to teachers (`domain.md` §5, §10): the token is made when the mail is taken, as for every mail with
//! a link. The mail says the child's first name and nothing else of the family. An address is forgotten when its
//! link no longer works.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::post::{Taken, deliver, next_attempt};
use crate::app::AppState;
use crate::clock::amsterdam_day;
use crate::context::{Context, Language};
use crate::db::{Tx, Worker};
use crate::features::teacher_links::actions::token_of;
use crate::ids::{ChildId, EvaluationId, OrganisationId, TeacherLinkId};
use crate::mail::{Mail, Mailer};
use crate::problem::Problem;
use crate::schema::{children, evaluations, organisations, teacher_links};

/// Sends what is due.
pub(super) async fn send_due(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("mailTeacherLinks", &state.clock);
    let take = async || state.doors.in_worker(context(), async |tx| take_one(state, tx).await).await;
    let note = async |sent| state.doors.in_worker(context(), async |tx| noted(tx, sent).await).await;
    deliver(state, mailer, "a teacher's link", take, note).await
}

/// Forgets the addresses of links that have expired; the other ends of a link forget theirs at once.
pub(super) async fn forget_addresses(tx: &mut Tx<Worker>) -> Result<(), Problem> {
    let expired = teacher_links::table
        .filter(teacher_links::mail_to.is_not_null())
        .filter(teacher_links::expires_at.le(tx.context.now));
    let change = (teacher_links::mail_to.eq(None::<String>), teacher_links::version.eq(teacher_links::version + 1));
    diesel::update(expired).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// A link whose mail is due.
#[derive(Queryable)]
struct Due {
    organisation: OrganisationId,
    id: TeacherLinkId,
    evaluation: EvaluationId,
    /// Not absent: only those with an address are asked for.
    address: Option<String>,
    language: String,
    expires_at: DateTime<Utc>,
    attempts: i32,
}

/// A link that is mailed for the so many-eth time: one that was taken again since is not the one that left.
struct Sent {
    organisation: OrganisationId,
    id: TeacherLinkId,
    attempts: i32,
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// Takes the next mail, if there is one.
async fn take_one(state: &AppState, tx: &mut Tx<Worker>) -> Result<Option<Taken<Sent>>, Problem> {
    let now = tx.context.now;
    let due: Option<Due> = teacher_links::table
        .filter(teacher_links::mail_to.is_not_null())
        .filter(teacher_links::mailed_at.is_null())
        .filter(teacher_links::mail_next_attempt_at.le(now))
        .filter(teacher_links::expires_at.gt(now))
        .order(teacher_links::mail_next_attempt_at)
        .select((
            teacher_links::organisation_id,
            teacher_links::id,
            teacher_links::evaluation_id,
            teacher_links::mail_to,
            teacher_links::language,
            teacher_links::expires_at,
            teacher_links::mail_attempts,
        ))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some(due) = due else { return Ok(None) };
    let (token, url) = token_of(state, due.organisation, due.id);
    let mail = teacher_mail(tx, &due, &url).await?;
    let key = Sent { organisation: due.organisation, id: due.id, attempts: due.attempts + 1 };
    let change = (
        teacher_links::token_hash.eq(Some(token.hash.to_vec())),
        teacher_links::mail_attempts.eq(key.attempts),
        teacher_links::mail_next_attempt_at.eq(Some(next_attempt(now, due.attempts))),
    );
    diesel::update(teacher_links::table.find((due.organisation, due.id))).set(change).execute(tx.conn()).await?;
    Ok(Some(Taken { key, mail: Ok(mail), files: Vec::new() }))
}

/// Notes that a mail left.
async fn noted(tx: &mut Tx<Worker>, sent: Sent) -> Result<(), Problem> {
    let row =
        teacher_links::table.find((sent.organisation, sent.id)).filter(teacher_links::mail_attempts.eq(sent.attempts));
    let change =
        (teacher_links::mailed_at.eq(Some(tx.context.now)), teacher_links::version.eq(teacher_links::version + 1));
    diesel::update(row).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// The mail of a link: the organisation, the child's first name, and until when the link works.
async fn teacher_mail(tx: &mut Tx<Worker>, due: &Due, link: &str) -> Result<Mail, Problem> {
    let organisation: String =
        organisations::table.find(due.organisation).select(organisations::name).first(tx.conn()).await?;
    let about = evaluations::table
        .filter(evaluations::organisation_id.eq(due.organisation))
        .filter(evaluations::id.eq(due.evaluation))
        .select(evaluations::child_id.assume_not_null());
    let child: ChildId = about.first(tx.conn()).await?;
    let name = children::table
        .filter(children::organisation_id.eq(due.organisation))
        .filter(children::id.eq(child))
        .select(children::given_name);
    let name: String = name.first(tx.conn()).await?;
    let until = amsterdam_day(due.expires_at);
    let language = if due.language == "en" { Language::English } else { Language::Dutch };
    let (to, subject, text) = language.of((
        (
            "Leerkracht",
            format!("Een korte vragenlijst van {organisation}"),
            format!(
                "Beste leerkracht,\n\n{organisation} begeleidt het gezin van {name} thuis met Samen Leren en vraagt u een \
                 korte vragenlijst over {name} in te vullen. Een account is niet nodig.\n\n{link}\n\nDe link werkt tot en \
                 met {until}. U kunt tussendoor stoppen en later verdergaan. Geef de link niet door: wie hem heeft, kan \
                 uw antwoorden invullen. Verwacht u deze mail niet? Dan hoeft u niets te doen.\n\nSamen Leren\n"
            ),
        ),
        (
            "Teacher",
            format!("A short questionnaire from {organisation}"),
            format!(
                "Dear teacher,\n\n{organisation} supports the family of {name} at home with Samen Leren and asks you to \
                 fill in a short questionnaire about {name}. You need no account.\n\n{link}\n\nThe link works up to and \
                 including {until}. You can stop in between and go on later. Do not pass the link on: whoever has it can \
                 fill in your answers. Did you not expect this mail? Then there is nothing to do.\n\nSamen Leren\n"
            ),
        ),
    ));
    let address = due.address.clone().unwrap_or_default();
    Ok(Mail { to: (to.to_owned(), address), subject, text })
}
