//! What others ask of consents: how the parents of a family stand towards a purpose, and a refusal of what a parent has
//! taken back. What is merely not recorded refuses nothing: the gates of the programme are a closed list (`domain.md`
//! §6).

use chrono::NaiveDate;

use super::api::{Consent, ConsentFields, ConsentPurpose};
use super::rules::{ConsentStanding, check_giving, standing_on};
use super::store;
use crate::db::{Tenant, Tx};
use crate::features::families::parents_of;
use crate::features::teacher_links::actions::family_links_revoke;
use crate::features::trajectories::actions::trajectories_lock_of_family;
use crate::features::transfers::actions::offers_settle;
use crate::ids::{ConsentId, FamilyId, ParentId};
use crate::problem::{Code, Problem};

/// Reads and locks a consent that is about to be withdrawn. Where links to teachers hang on it the family's trajectories
/// come first, as everywhere: no link is made while its ground goes.
pub(super) async fn withdrawal_lock(tx: &mut Tx<Tenant>, family: FamilyId, id: ConsentId) -> Result<Consent, Problem> {
    if store::consent_get(tx, family, id).await?.purpose == ConsentPurpose::SchoolContact {
        trajectories_lock_of_family(tx, family).await?;
    }
    store::consent_lock(tx, family, id).await
}

/// Withdraws a locked consent, and what rests on it: without contact with the school no teacher comes in by a link, and
/// without a transfer nothing is kept ready for another organisation.
pub(super) async fn consent_withdraw(
    tx: &mut Tx<Tenant>,
    consent: &Consent,
    on: NaiveDate,
) -> Result<Consent, Problem> {
    let family = consent.family_id;
    let consent = store::consent_withdraw(tx, consent.id, on).await?;
    if consent.purpose == ConsentPurpose::SchoolContact {
        let today = tx.context.today;
        let recorded = store::consents_recorded(tx, family, consent.purpose).await?;
        if matches!(standing_on(today, consent.parent_id, &recorded), ConsentStanding::Withdrawn(_)) {
            family_links_revoke(tx, family).await?;
        }
    }
    if consent.purpose == ConsentPurpose::Transfer {
        offers_settle(tx, family).await?;
    }
    Ok(consent)
}

/// The parents of a family who agree to a purpose today, each with the consent that says so.
pub(crate) async fn consents_given(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    purpose: ConsentPurpose,
) -> Result<Vec<(ParentId, ConsentId)>, Problem> {
    let today = tx.context.today;
    let recorded = store::consents_recorded(tx, family, purpose).await?;
    let mut given = store::consents_in_force(tx, family, purpose).await?;
    given.retain(|(parent, _)| standing_on(today, *parent, &recorded) == ConsentStanding::Given);
    Ok(given)
}

/// Refuses a consent from before the same parent took the last one back: it would count for nothing.
pub(super) async fn refuse_superseded(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    fields: &ConsentFields,
) -> Result<(), Problem> {
    let recorded = store::consents_recorded(tx, family, fields.purpose).await?;
    check_giving(fields.given_on, fields.parent_id, &recorded)
}

/// How each parent of a family stands towards a purpose on a day; whether the caller may see the family is settled
/// before.
pub(crate) async fn consent_standing(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    purpose: ConsentPurpose,
    day: NaiveDate,
) -> Result<Vec<(ParentId, ConsentStanding)>, Problem> {
    let parents = parents_of(tx, family).await?;
    let recorded = store::consents_recorded(tx, family, purpose).await?;
    Ok(parents.into_iter().map(|parent| (parent, standing_on(day, parent, &recorded))).collect())
}

/// Refuses what a parent of the family has taken back the consent for, with no later one; tells else how they stand.
pub(crate) async fn refuse_withdrawn(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    purpose: ConsentPurpose,
    day: NaiveDate,
) -> Result<Vec<(ParentId, ConsentStanding)>, Problem> {
    let standings = consent_standing(tx, family, purpose, day).await?;
    let withdrawn = standings.iter().filter(|(_, standing)| matches!(standing, ConsentStanding::Withdrawn(_)));
    let parents: Vec<String> = withdrawn.map(|(parent, _)| parent.to_string()).collect();
    if parents.is_empty() {
        return Ok(standings);
    }
    let problem = Problem::new(Code::ConsentWithdrawn);
    Err(problem.with("purpose", purpose.as_str()).with("parentIds", parents))
}
