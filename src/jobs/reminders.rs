//! Reminders before a licence A ends: to the practitioner, and to the project leaders of where he or she works
//! (`domain.md` §7). Which went out is written in the transaction that sends, so each is sent once, also when the job
//! runs twice or two processes run it.

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::context::{Context, Language};
use crate::db::{Tx, Worker};
use crate::ids::PersonId;
use crate::mail::{Mail, Mailer};
use crate::problem::Problem;
use crate::schema::{
    accounts, licence_measures, licence_periods, licence_reminders, memberships, persons, practitioners, settings,
};

/// How many reminders one round sends at most.
const ROUND: i64 = 20;

/// A licence that ends soon.
struct Due {
    person: PersonId,
    name: String,
    email: String,
    valid_until: NaiveDate,
    days_before: i32,
}

/// Sends what is due, one transaction per licence.
pub(super) async fn remind(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("remindOfLicences", &state.clock);
    let due = state.doors.look_in_worker(context(), due).await?;
    for one in due {
        state.doors.in_worker(context(), async |tx| send(state, mailer, tx, &one).await).await?;
    }
    Ok(())
}

/// The licences whose last period ends within one of the licence holder's terms and that were not reminded of at it.
/// Of several terms the last that has come counts: who is late is not sent all of them at once.
async fn due(tx: &mut Tx<Worker>) -> Result<Vec<Due>, Problem> {
    let today = tx.context.today;
    let terms: Vec<i32> = settings::table
        .filter(settings::key.like("reminder_days_%"))
        .order(settings::value)
        .select(settings::value)
        .load(tx.conn())
        .await?;
    let mut found = Vec::new();
    let mut nearest = today;
    for days_before in terms {
        let until = today.checked_add_days(Days::new(u64::try_from(days_before).unwrap_or(0))).unwrap_or(today);
        let last = diesel::dsl::max(licence_periods::valid_until);
        let reminded = licence_reminders::table
            .filter(licence_reminders::days_before.eq(days_before))
            .select((licence_reminders::person_id, licence_reminders::valid_until));
        let reminded: Vec<(PersonId, NaiveDate)> = reminded.load(tx.conn()).await?;
        let rows: Vec<(PersonId, Option<NaiveDate>)> = licence_periods::table
            .filter(licence_periods::kind.eq("A"))
            .filter(licence_periods::superseded_at.is_null())
            .group_by(licence_periods::person_id)
            .having(last.ge(nearest).and(last.le(until)))
            .select((licence_periods::person_id, last))
            .limit(ROUND + i64::try_from(reminded.len()).unwrap_or(0))
            .load(tx.conn())
            .await?;
        for (person, valid_until) in rows {
            let Some(valid_until) = valid_until.filter(|until| !reminded.contains(&(person, *until))) else { continue };
            if is_stopped(tx, person).await? {
                continue;
            }
            let named = persons::table.find(person).select((persons::name, persons::email));
            let (name, email) = named.first(tx.conn()).await?;
            found.push(Due { person, name, email, valid_until, days_before });
        }
        nearest = until.checked_add_days(Days::new(1)).unwrap_or(until);
    }
    found.truncate(usize::try_from(ROUND).unwrap_or(20));
    Ok(found)
}

/// Whether a suspension or revocation runs: then it is not the end of the period that matters.
async fn is_stopped(tx: &mut Tx<Worker>, person: PersonId) -> Result<bool, Problem> {
    let running = licence_measures::table
        .filter(licence_measures::person_id.eq(person))
        .filter(licence_measures::kind.eq("A"))
        .filter(licence_measures::until_on.is_null());
    Ok(diesel::select(diesel::dsl::exists(running)).get_result(tx.conn()).await?)
}

async fn send(state: &AppState, mailer: &Mailer, tx: &mut Tx<Worker>, due: &Due) -> Result<(), Problem> {
    let row = (
        licence_reminders::person_id.eq(due.person),
        licence_reminders::valid_until.eq(due.valid_until),
        licence_reminders::days_before.eq(due.days_before),
        licence_reminders::sent_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(licence_reminders::table).values(row).on_conflict_do_nothing();
    if insert.execute(tx.conn()).await? == 0 {
        // Another process was first.
        return Ok(());
    }
    let leaders = leaders_of(tx, due.person).await?;
    if leaders.is_empty() {
        // Nobody employs the person any more: nothing to plan for, and nobody to tell.
        return Ok(());
    }
    let mut mails = vec![own_mail(due)];
    mails.extend(leaders.into_iter().map(|(name, email, language)| leader_mail(due, (name, email), &language)));
    for mail in mails {
        mailer.send(&state.config.mail_from, mail).await.map_err(Problem::internal)?;
    }
    Ok(())
}

/// The project leaders of the organisations where the person works: name, address, language.
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
        .select((accounts::name, accounts::email, accounts::language))
        .load(tx.conn())
        .await?)
}

fn own_mail(due: &Due) -> Mail {
    let (name, until) = (&due.name, due.valid_until);
    let subject = format!("Uw licentie Samen Leren loopt af op {until}");
    let text = format!(
        "Beste {name},\n\nUw licentie A voor Samen Leren is geldig tot en met {until}. Volgt u voor die tijd een dagdeel \
         bijscholing, dan gaat daarna een nieuw licentiejaar in. In de app ziet u hoeveel u al gevolgd hebt.\n\nSamen \
         Leren\n"
    );
    Mail { to: (name.clone(), due.email.clone()), subject, text }
}

fn leader_mail(due: &Due, to: (String, String), language: &str) -> Mail {
    let (who, until, name) = (&due.name, due.valid_until, &to.0);
    let language = if language == "en" { Language::English } else { Language::Dutch };
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
    Mail { to, subject, text }
}
