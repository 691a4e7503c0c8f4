//! Reminders before a licence A ends: to the practitioner, and to the project leaders of where he or she works
//! (`domain.md` §7). They are planned once for each licence year, term and addressee, and sent one by one: each goes out
//! once, also when the job runs twice or two processes run it, and an address that is refused keeps nobody else waiting.

use std::fmt;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::post::{Taken, deliver, next_attempt};
use crate::app::AppState;
use crate::context::{Context, Language};
use crate::db::{Tx, Worker};
use crate::features::settings::actions::number;
use crate::ids::PersonId;
use crate::mail::{Mail, Mailer};
use crate::problem::Problem;
use crate::schema::{
    accounts, licence_measures, licence_periods, licence_reminders, memberships, persons, practitioners,
};

/// How many licences one round plans for at most.
const ROUND: i64 = 50;

/// The settings that say how many days before; the nearest first, so that who is late gets one reminder and not three.
const TERMS: [&str; 3] = ["reminder_days_third", "reminder_days_second", "reminder_days_first"];

/// Plans and sends what is due.
pub(super) async fn remind(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("remindOfLicences", &state.clock);
    state.doors.in_worker(context(), plan).await?;
    let take = async || state.doors.in_worker(context(), take_one).await;
    let note = async |sent| state.doors.in_worker(context(), async |tx| noted(tx, sent).await).await;
    deliver(state, mailer, "a reminder of a licence", take, note).await
}

/// Plans reminders for the licences whose last period ends within a term.
async fn plan(tx: &mut Tx<Worker>) -> Result<(), Problem> {
    let today = tx.context.today;
    let mut nearest = today;
    for term in TERMS {
        let days: i32 = number(tx, term).await?;
        let until = today.checked_add_days(Days::new(u64::try_from(days).unwrap_or(0))).unwrap_or(today);
        for (person, valid_until) in due(tx, term, (nearest, until)).await? {
            plan_one(tx, term, person, valid_until).await?;
        }
        nearest = nearest.max(until.checked_add_days(Days::new(1)).unwrap_or(until));
    }
    Ok(())
}

/// The persons whose last period ends in these days, who work somewhere, whose licence is not stopped, and who were not
/// reminded at this term; soonest first.
async fn due(
    tx: &mut Tx<Worker>,
    term: &str,
    (from, until): (NaiveDate, NaiveDate),
) -> Result<Vec<(PersonId, NaiveDate)>, Problem> {
    let later = diesel::alias!(licence_periods as later);
    let has_later = later
        .filter(later.field(licence_periods::person_id).eq(licence_periods::person_id))
        .filter(later.field(licence_periods::kind).eq("A"))
        .filter(later.field(licence_periods::superseded_at).is_null())
        .filter(later.field(licence_periods::valid_from).gt(licence_periods::valid_until));
    let planned = licence_reminders::table
        .filter(licence_reminders::person_id.eq(licence_periods::person_id))
        .filter(licence_reminders::valid_until.eq(licence_periods::valid_until))
        .filter(licence_reminders::term.eq(term));
    let stopped = licence_measures::table
        .filter(licence_measures::person_id.eq(licence_periods::person_id))
        .filter(licence_measures::kind.eq("A"))
        .filter(licence_measures::until_on.is_null());
    let works = practitioners::table
        .filter(practitioners::person_id.eq(licence_periods::person_id))
        .filter(practitioners::status.eq("active"))
        .select(practitioners::id);
    Ok(licence_periods::table
        .filter(licence_periods::kind.eq("A"))
        .filter(licence_periods::superseded_at.is_null())
        .filter(licence_periods::valid_until.between(from, until))
        .filter(diesel::dsl::not(diesel::dsl::exists(has_later)))
        .filter(diesel::dsl::not(diesel::dsl::exists(planned)))
        .filter(diesel::dsl::not(diesel::dsl::exists(stopped)))
        .filter(diesel::dsl::exists(works))
        .order((licence_periods::valid_until, licence_periods::person_id))
        .limit(ROUND)
        .select((licence_periods::person_id, licence_periods::valid_until))
        .load(tx.conn())
        .await?)
}

async fn plan_one(tx: &mut Tx<Worker>, term: &str, person: PersonId, valid_until: NaiveDate) -> Result<(), Problem> {
    let own: (String, String) =
        persons::table.find(person).select((persons::email, persons::name)).first(tx.conn()).await?;
    let language: Option<String> = accounts::table
        .filter(accounts::email.eq(&own.0))
        .select(accounts::language)
        .first(tx.conn())
        .await
        .optional()?;
    let mut addressees = vec![(own.0, own.1, language.unwrap_or_else(|| "nl".to_owned()))];
    addressees.extend(leaders_of(tx, person).await?);
    for (recipient, name, language) in addressees {
        let row = (
            licence_reminders::person_id.eq(person),
            licence_reminders::valid_until.eq(valid_until),
            licence_reminders::term.eq(term),
            licence_reminders::recipient.eq(recipient),
            licence_reminders::name.eq(name),
            licence_reminders::language.eq(language),
            licence_reminders::attempts.eq(0),
            licence_reminders::next_attempt_at.eq(tx.context.now),
        );
        let insert = diesel::insert_into(licence_reminders::table).values(row).on_conflict_do_nothing();
        insert.execute(tx.conn()).await?;
    }
    Ok(())
}

/// The project leaders of the organisations where the person works: address, name, language.
async fn leaders_of(tx: &mut Tx<Worker>, person: PersonId) -> Result<Vec<(String, String, String)>, Problem> {
    let workplaces = practitioners::table
        .filter(practitioners::person_id.eq(person))
        .filter(practitioners::status.eq("active"))
        .select(practitioners::organisation_id);
    Ok(memberships::table
        .inner_join(accounts::table)
        .filter(memberships::organisation_id.eq_any(workplaces))
        .filter(memberships::status.eq("active"))
        .filter(memberships::roles.contains(vec!["project_leader"]))
        .order(memberships::id)
        .select((accounts::email, accounts::name, accounts::language))
        .load(tx.conn())
        .await?)
}

/// A reminder that is planned.
#[derive(Queryable)]
struct Due {
    person: PersonId,
    valid_until: NaiveDate,
    term: String,
    recipient: String,
    name: String,
    language: String,
    attempts: i32,
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}, {}", self.valid_until, self.person, self.term)
    }
}

/// Takes the next reminder, if there is one. One that was planned is passed over while the licence does not end
/// then: it was extended, its period was withdrawn, or it is stopped.
async fn take_one(tx: &mut Tx<Worker>) -> Result<Option<Taken<Due>>, Problem> {
    let now = tx.context.now;
    let living = || {
        licence_periods::table
            .filter(licence_periods::person_id.eq(licence_reminders::person_id))
            .filter(licence_periods::kind.eq("A"))
            .filter(licence_periods::superseded_at.is_null())
    };
    let ends = living().filter(licence_periods::valid_until.eq(licence_reminders::valid_until));
    let goes_on = living().filter(licence_periods::valid_from.gt(licence_reminders::valid_until));
    let stopped = licence_measures::table
        .filter(licence_measures::person_id.eq(licence_reminders::person_id))
        .filter(licence_measures::kind.eq("A"))
        .filter(licence_measures::until_on.is_null());
    let due: Option<Due> = licence_reminders::table
        .filter(licence_reminders::sent_at.is_null())
        .filter(licence_reminders::next_attempt_at.le(now))
        .filter(licence_reminders::valid_until.ge(tx.context.today))
        .filter(diesel::dsl::exists(ends))
        .filter(diesel::dsl::not(diesel::dsl::exists(goes_on)))
        .filter(diesel::dsl::not(diesel::dsl::exists(stopped)))
        .order(licence_reminders::next_attempt_at)
        .select((
            licence_reminders::person_id,
            licence_reminders::valid_until,
            licence_reminders::term,
            licence_reminders::recipient,
            licence_reminders::name,
            licence_reminders::language,
            licence_reminders::attempts,
        ))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some(due) = due else { return Ok(None) };
    let language = if due.language == "en" { Language::English } else { Language::Dutch };
    let about = persons::table.find(due.person).select((persons::name, persons::email));
    let (about, own_address): (String, String) = about.first(tx.conn()).await?;
    let own = due.recipient == own_address;
    let mail = if own { own_mail(&due, language) } else { leader_mail(&due, &about, language) };
    let change = (
        licence_reminders::attempts.eq(due.attempts + 1),
        licence_reminders::next_attempt_at.eq(next_attempt(now, due.attempts)),
    );
    let row = licence_reminders::table.find((due.person, due.valid_until, &due.term, &due.recipient));
    diesel::update(row).set(change).execute(tx.conn()).await?;
    Ok(Some(Taken { key: due, mail: Ok(mail), files: Vec::new() }))
}

/// Notes that a reminder left.
async fn noted(tx: &mut Tx<Worker>, sent: Due) -> Result<(), Problem> {
    let row = licence_reminders::table.find((sent.person, sent.valid_until, &sent.term, &sent.recipient));
    diesel::update(row).set(licence_reminders::sent_at.eq(Some(tx.context.now))).execute(tx.conn()).await?;
    Ok(())
}

fn own_mail(due: &Due, language: Language) -> Mail {
    let (name, until) = (&due.name, due.valid_until);
    let (subject, text) = language.of((
        (
            format!("Uw licentie Samen Leren loopt af op {until}"),
            format!(
                "Beste {name},\n\nUw licentie A voor Samen Leren is geldig tot en met {until}. Volgt u voor die tijd een \
                 dagdeel bijscholing, dan gaat daarna een nieuw licentiejaar in. In de app ziet u hoeveel u al gevolgd \
                 hebt.\n\nSamen Leren\n"
            ),
        ),
        (
            format!("Your Samen Leren licence ends on {until}"),
            format!(
                "Dear {name},\n\nYour licence A for Samen Leren is valid up to and including {until}. If you attend half a \
                 day of refresher before then, a new licence year follows it. The app shows how much you attended \
                 already.\n\nSamen Leren\n"
            ),
        ),
    ));
    Mail { to: (name.clone(), due.recipient.clone()), subject, text }
}

fn leader_mail(due: &Due, who: &str, language: Language) -> Mail {
    let (until, name) = (due.valid_until, &due.name);
    let (subject, text) = language.of((
        (
            format!("De licentie van {who} loopt af op {until}"),
            format!(
                "Beste {name},\n\nDe licentie A van {who} is geldig tot en met {until}. Zonder een dagdeel bijscholing voor \
                 die tijd kan {who} daarna geen bezoeken meer uitvoeren. Onder 'licence-expirations' staat wat er nog \
                 nodig is.\n\nSamen Leren\n"
            ),
        ),
        (
            format!("The licence of {who} ends on {until}"),
            format!(
                "Dear {name},\n\nThe licence A of {who} is valid up to and including {until}. Without half a day of \
                 refresher before then {who} can't carry out visits after it. 'licence-expirations' says what is still \
                 needed.\n\nSamen Leren\n"
            ),
        ),
    ));
    Mail { to: (name.clone(), due.recipient.clone()), subject, text }
}
