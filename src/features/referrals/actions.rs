//! What takes several steps: a referral judged, shown with its place on the waiting list, moved through its statuses.

mod accept;
mod duplicates;

pub(super) use accept::referral_accept;
pub(super) use duplicates::possible_duplicates;

use duplicates::duplicate_counts;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::api::{
    NewReferral, Referral, ReferralDecline, ReferralFields, ReferralFollowUp, ReferralOutcome, ReferralStatus,
    ReferralWaiting, Screening,
};
use super::rules::{self, Act};
use super::store::{self, ReferralRow, Standing};
use crate::context::Role;
use crate::db::{Tenant, Trace, Tx};
use crate::features::catalogue;
use crate::features::consents::ConsentPurpose;
use crate::features::consents::actions::refuse_withdrawn;
use crate::features::trajectories::actions::not_in_future;
use crate::ids::ReferralId;
use crate::problem::{Code, Problem, Violation};

/// Registers a referral.
pub(super) async fn referral_create(tx: &mut Tx<Tenant>, new: &NewReferral) -> Result<Referral, Problem> {
    refuse_invalid(tx, &new.fields, None).await?;
    if let Some(id) = new.chosen() {
        refuse_taken(tx, id).await?;
    }
    let row = store::referral_insert(tx, new.id(), &new.fields).await?;
    tx.trace(Trace::done("referral", row.id.0));
    shown(tx, row).await
}

/// Changes a locked referral while it is open; when the referrer was told can be said at any time.
pub(super) async fn referral_change(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    fields: &ReferralFields,
    changed: Vec<String>,
) -> Result<Referral, Problem> {
    after(row, Act::of_patch(&changed))?;
    refuse_invalid(tx, fields, Some(row)).await?;
    refuse_feedback_withdrawn(tx, row, fields).await?;
    let row = store::referral_update(tx, row.id, fields).await?;
    tx.trace(Trace::done("referral", row.id.0).families(row.standing.family_id).changed(changed));
    shown(tx, row).await
}

/// Refuses to say that the referrer was told on a day on which a parent had taken back the consent to that. Before there
/// is a family, only what the referral itself says of the parents' agreement counts.
async fn refuse_feedback_withdrawn(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    fields: &ReferralFields,
) -> Result<(), Problem> {
    let told = fields.feedback_given_on.filter(|day| row.feedback_given_on != Some(*day));
    if let (Some(family), Some(day)) = (row.standing.family_id, told) {
        refuse_withdrawn(tx, family, ConsentPurpose::ReferrerFeedback, day).await?;
    }
    Ok(())
}

/// Declines a locked referral.
pub(super) async fn referral_decline(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    decline: ReferralDecline,
) -> Result<Referral, Problem> {
    let status = after(row, Act::Decline)?;
    within(tx, row, decline.on, "on")?;
    let standing = Standing {
        status,
        decided_on: Some(decline.on),
        decline_reason: Some(decline.reason),
        referred_to: decline.referred_to,
        ..row.standing.clone()
    };
    stand(tx, row.id, &standing).await
}

/// Puts a locked referral on the waiting list, or moves the day to look again of one that waits.
pub(super) async fn referral_wait(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    waiting: &ReferralWaiting,
) -> Result<Referral, Problem> {
    let status = after(row, Act::Wait)?;
    if waiting.restart_on.is_some_and(|day| day < waiting.on) {
        return Err(Problem::invalid(vec![rules::too_early("/restartOn", "on")]));
    }
    within(tx, row, waiting.on, "on")?;
    // Nobody loses the place on the list by being placed again.
    let since = row.standing.waiting_since.map_or(waiting.on, |since| since.min(waiting.on));
    let standing =
        Standing { status, waiting_since: Some(since), restart_on: waiting.restart_on, ..row.standing.clone() };
    stand(tx, row.id, &standing).await
}

/// Opens a locked referral that was declined, as if it had just come in.
pub(super) async fn referral_reopen(tx: &mut Tx<Tenant>, row: &ReferralRow) -> Result<Referral, Problem> {
    let standing = Standing {
        status: after(row, Act::Reopen)?,
        waiting_since: None,
        restart_on: None,
        decided_on: None,
        decline_reason: None,
        referred_to: None,
        ..row.standing.clone()
    };
    stand(tx, row.id, &standing).await
}

async fn stand(tx: &mut Tx<Tenant>, id: ReferralId, standing: &Standing) -> Result<Referral, Problem> {
    let row = store::referral_stand(tx, id, standing).await?;
    let trace = Trace::done("referral", id.0).families(standing.family_id).changed(["status".to_owned()]);
    tx.trace(trace);
    shown(tx, row).await
}

/// How a referral stands after an act; a conflict when that can't be done now.
fn after(row: &ReferralRow, act: Act) -> Result<ReferralStatus, Problem> {
    let status = row.standing.status;
    rules::after(status, act).map_err(|allowed| {
        let allowed: Vec<String> = allowed.into_iter().map(|act| act.name().to_owned()).collect();
        Problem::new(Code::ReferralStatusConflict).with("currentStatus", status.as_str()).with("allowed", allowed)
    })
}

/// Gate G5: nothing in the future, nothing before the referral.
fn within(tx: &Tx<Tenant>, row: &ReferralRow, day: NaiveDate, member: &str) -> Result<(), Problem> {
    not_in_future(tx, day, member)?;
    if day >= row.received_on {
        return Ok(());
    }
    let problem = Problem::new(Code::BeforeStart).with("member", member);
    Err(problem.with("earliest", row.received_on.to_string()).detail(
        "Kies een datum op of na de dag van de aanmelding; 'earliest' noemt die dag.",
        "Choose a date on or after the day of the referral; 'earliest' names that day.",
    ))
}

/// Everything that is wrong with what a referral says. The catalogue is asked only about codes that are new, so that a
/// later edition blocks no correction.
async fn refuse_invalid(
    tx: &mut Tx<Tenant>,
    fields: &ReferralFields,
    current: Option<&ReferralRow>,
) -> Result<(), Problem> {
    let waiting_since = current.and_then(|row| row.standing.waiting_since);
    let mut found = rules::check(fields, waiting_since, tx.context.today);
    let known = current.map(|row| row.screening.contra_indications()).unwrap_or_default();
    let codes = fields.screening.contra_indications().iter().enumerate();
    let new: Vec<(usize, &String)> = codes.filter(|(_, code)| !known.contains(code)).collect();
    if !new.is_empty() {
        let catalogue = catalogue::actions::contra_indications(tx).await?;
        let strange = new.into_iter().filter(|(_, code)| catalogue.iter().all(|one| one.code != **code));
        found.extend(strange.map(|(position, _)| {
            Violation::body(
                format!("/screening/contraIndications/{position}"),
                "notInCatalogue",
                "Dit staat niet in de nieuwste editie van de catalogus.",
                "This is not in the newest edition of the catalogue.",
            )
        }));
    }
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    not_in_future(tx, fields.received_on, "receivedOn")?;
    not_in_future(tx, fields.parents_agreed_on, "parentsAgreedOn")?;
    fields.feedback_given_on.map_or(Ok(()), |day| not_in_future(tx, day, "feedbackGivenOn"))
}

/// A chosen id that is taken by something that the caller sees.
async fn refuse_taken(tx: &mut Tx<Tenant>, id: ReferralId) -> Result<(), Problem> {
    Problem::refuse_taken(store::referral_get(tx, id).await, || format!("/v1/referrals/{id}"))
}

/// A referral as this caller may see it.
pub(super) async fn shown(tx: &mut Tx<Tenant>, row: ReferralRow) -> Result<Referral, Problem> {
    let lost = || Problem::internal(anyhow::anyhow!("a referral was lost on its way out"));
    all_shown(tx, vec![row]).await?.pop().ok_or_else(lost)
}

/// Referrals as this caller may see them, those that wait with their place on the list, and with what to do about
/// contra-indications.
pub(super) async fn all_shown(tx: &mut Tx<Tenant>, rows: Vec<ReferralRow>) -> Result<Vec<Referral>, Problem> {
    let for_people = !tx.context.has(Role::Integration);
    let waits = rows.iter().any(|row| row.standing.status == ReferralStatus::Waiting);
    let list = if waits { store::waiting_list(tx).await? } else { Vec::new() };
    let places: HashMap<ReferralId, i32> = list.into_iter().zip(1..).collect();
    let duplicates = duplicate_counts(tx, &rows).await?;
    let hindered = for_people && rows.iter().any(|row| !row.screening.contra_indications().is_empty());
    let catalogue = if hindered { catalogue::actions::contra_indications(tx).await? } else { Vec::new() };
    let follow_ups = |codes: &[String]| {
        let of_code = |code: &String| catalogue.iter().find(|one| one.code == *code);
        let follow_up = |one: &_| {
            let catalogue::ContraIndication { code, title, follow_up, .. } = one;
            ReferralFollowUp { code: code.clone(), title: title.clone(), follow_up: follow_up.clone() }
        };
        codes.iter().filter_map(of_code).map(follow_up).collect()
    };
    let today = tx.context.today;
    Ok(rows
        .into_iter()
        .map(|row| {
            let follow_ups = follow_ups(row.screening.contra_indications());
            let place = places.get(&row.id).copied().filter(|_| row.standing.status == ReferralStatus::Waiting);
            let possible_duplicates = duplicates.get(&row.id).copied();
            Referral { possible_duplicates, ..referral_of(row, place, follow_ups, today, for_people) }
        })
        .collect())
}

fn referral_of(
    row: ReferralRow,
    waiting_position: Option<i32>,
    follow_ups: Vec<ReferralFollowUp>,
    today: NaiveDate,
    for_people: bool,
) -> Referral {
    let standing = row.standing;
    let outcome = match standing.status {
        ReferralStatus::Accepted => Some(ReferralOutcome::Accepted),
        ReferralStatus::Declined => standing.decline_reason.map(ReferralOutcome::from),
        ReferralStatus::Received | ReferralStatus::Waiting => None,
    };
    let since = standing.waiting_since.filter(|_| standing.status == ReferralStatus::Waiting);
    // Contra-indications are about health and home: for people only (`domain.md` §10).
    let contra_indications = for_people.then(|| row.screening.contra_indications().to_vec());
    Referral {
        id: row.id,
        source: row.source,
        school_id: row.school_id,
        received_on: row.received_on,
        parents_agreed_on: row.parents_agreed_on,
        child: row.child,
        parents: row.parents.0,
        referrer: row.referrer,
        screening: Screening { contra_indications, ..row.screening },
        status: standing.status,
        outcome,
        waiting_since: standing.waiting_since,
        waiting_position,
        days_waiting: since.map(|since| (today - since).num_days()),
        restart_on: standing.restart_on,
        decided_on: standing.decided_on,
        decline_reason: standing.decline_reason,
        referred_to: standing.referred_to,
        feedback_given_on: row.feedback_given_on,
        family_id: standing.family_id,
        trajectory_id: standing.trajectory_id,
        possible_duplicates: None,
        follow_ups,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
