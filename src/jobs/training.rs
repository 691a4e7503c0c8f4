//! Mails to those who are invited to a training session (`domain.md` §7): one for each invitation, also when the job runs
//! twice or two processes run it. Who is not invited any more by then, or to a session that was cancelled or has been,
//! gets none.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::post::{Taken, deliver, next_attempt};
use crate::app::AppState;
use crate::context::{Context, Language};
use crate::db::{Tx, Worker};
use crate::documents::dutch;
use crate::features::training::TrainingKind;
use crate::ids::{AttendanceId, OrganisationId, PersonId};
use crate::mail::{Mail, Mailer};
use crate::problem::Problem;
use crate::schema::{accounts, organisations, persons, training_attendances, training_invitations, training_sessions};

/// How many invitations one round plans for at most.
const ROUND: i64 = 50;

/// Plans and sends what is due.
pub(super) async fn invite(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("inviteToTraining", &state.clock);
    state.doors.in_worker(context(), plan).await?;
    let take = async || state.doors.in_worker(context(), take_one).await;
    let note = async |attendance| state.doors.in_worker(context(), async |tx| sent(tx, attendance).await).await;
    deliver(state, mailer, "an invitation to a training", take, note).await
}

/// Plans a mail for each invitation that has none yet.
async fn plan(tx: &mut Tx<Worker>) -> Result<(), Problem> {
    let planned = training_invitations::table.filter(training_invitations::attendance_id.eq(training_attendances::id));
    let due: Vec<AttendanceId> = training_attendances::table
        .inner_join(training_sessions::table)
        .filter(training_attendances::status.eq("invited"))
        .filter(training_sessions::status.eq("open"))
        .filter(training_sessions::held_on.ge(tx.context.today))
        .filter(diesel::dsl::not(diesel::dsl::exists(planned)))
        .order(training_attendances::id)
        .limit(ROUND)
        .select(training_attendances::id)
        .load(tx.conn())
        .await?;
    for attendance in due {
        let row = (
            training_invitations::attendance_id.eq(attendance),
            training_invitations::attempts.eq(0),
            training_invitations::next_attempt_at.eq(tx.context.now),
        );
        let insert = diesel::insert_into(training_invitations::table).values(row).on_conflict_do_nothing();
        insert.execute(tx.conn()).await?;
    }
    Ok(())
}

/// Takes the next mail, if there is one.
async fn take_one(tx: &mut Tx<Worker>) -> Result<Option<Taken<AttendanceId>>, Problem> {
    let now = tx.context.now;
    // Looked at again: an invitation may have been withdrawn, answered or overtaken since it was planned.
    let standing = training_attendances::table
        .inner_join(training_sessions::table)
        .filter(training_attendances::status.eq("invited"))
        .filter(training_sessions::status.eq("open"))
        .filter(training_sessions::held_on.ge(tx.context.today))
        .select(training_attendances::id);
    let due: Option<(AttendanceId, i32)> = training_invitations::table
        .filter(training_invitations::sent_at.is_null())
        .filter(training_invitations::next_attempt_at.le(now))
        .filter(training_invitations::attendance_id.eq_any(standing))
        .order(training_invitations::next_attempt_at)
        .select((training_invitations::attendance_id, training_invitations::attempts))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some((attendance, attempts)) = due else { return Ok(None) };
    let change = (
        training_invitations::attempts.eq(attempts + 1),
        training_invitations::next_attempt_at.eq(next_attempt(now, attempts)),
    );
    diesel::update(training_invitations::table.find(attendance)).set(change).execute(tx.conn()).await?;
    Ok(Some(Taken { key: attendance, mail: Ok(invitation_mail(tx, attendance).await?), files: Vec::new() }))
}

/// Notes that an invitation was mailed; one that was withdrawn meanwhile is gone, and its mail can't be called back.
async fn sent(tx: &mut Tx<Worker>, attendance: AttendanceId) -> Result<(), Problem> {
    let row = training_invitations::table.find(attendance);
    let change = training_invitations::sent_at.eq(Some(tx.context.now));
    diesel::update(row).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// A session as its invitation tells of it.
#[derive(Queryable)]
struct Told {
    person: PersonId,
    organisation: Option<OrganisationId>,
    held_by: String,
    kind: TrainingKind,
    held_on: NaiveDate,
    minutes: i32,
    location: Option<String>,
}

/// The mail of an invitation, in the language of the person's account: who invites, to what, when and where.
async fn invitation_mail(tx: &mut Tx<Worker>, attendance: AttendanceId) -> Result<Mail, Problem> {
    let told: Told = training_attendances::table
        .inner_join(training_sessions::table)
        .filter(training_attendances::id.eq(attendance))
        .select((
            training_attendances::person_id,
            training_sessions::organisation_id,
            training_sessions::held_by,
            training_sessions::kind,
            training_sessions::held_on,
            training_sessions::minutes,
            training_sessions::location,
        ))
        .first(tx.conn())
        .await?;
    let (name, address): (String, String) =
        persons::table.find(told.person).select((persons::name, persons::email)).first(tx.conn()).await?;
    let language = accounts::table.filter(accounts::email.eq(&address)).select(accounts::language);
    let language: Option<String> = language.first(tx.conn()).await.optional()?;
    let language = if language.as_deref() == Some("en") { Language::English } else { Language::Dutch };
    let inviter = match told.organisation.filter(|_| told.held_by == "organisation") {
        Some(id) => organisations::table.find(id).select(organisations::name).first(tx.conn()).await?,
        None => "Stichting Aanzet".to_owned(),
    };
    let (subject, text) = written(&told, &inviter, &name, language);
    Ok(Mail { to: (name, address), subject, text })
}

fn written(told: &Told, inviter: &str, name: &str, language: Language) -> (String, String) {
    let (title, minutes, on) = (language.of(told.kind.title()), told.minutes, told.held_on);
    let place = told.location.as_ref();
    // A mail is read in plain letters: no spaces that must not break.
    let plain = |text: String| text.replace('\u{a0}', " ");
    let (day, length) = (plain(dutch::day(on)), plain(dutch::duration(minutes)));
    language.of((
        (
            format!("Uitnodiging: {title} op {day}"),
            format!(
                "Beste {name},\n\n{inviter} nodigt u uit voor: {title}.\n\nDatum: {day}\nDuur: {length}\n{}\nKunt u niet? Laat het \
                 {inviter} weten, dan komt uw plaats vrij.\n\nSamen Leren\n",
                place.map(|place| format!("Plaats: {place}\n")).unwrap_or_default(),
            ),
        ),
        (
            format!("Invitation: {title} on {on}"),
            format!(
                "Dear {name},\n\n{inviter} invites you to: {title}.\n\nDay: {on}\nLength: {minutes} minutes\n{}\nYou can't \
                 come? Tell {inviter}, so that your place is free for somebody else.\n\nSamen Leren\n",
                place.map(|place| format!("Place: {place}\n")).unwrap_or_default(),
            ),
        ),
    ))
}
