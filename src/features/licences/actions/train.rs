//! What training asks of licences: who may train inside an organisation, and on what a licence rests already.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::db::{Platform, Tenant, Tx};
use crate::features::licences::api::LicenceVerdict;
use crate::features::licences::store;
use crate::ids::PersonId;
use crate::problem::{Code, Problem};

/// The right of licence B (`domain.md` §7): this person's is valid on the day and counts in this organisation.
pub(crate) async fn require_trainer(tx: &mut Tx<Tenant>, person: PersonId, day: NaiveDate) -> Result<(), Problem> {
    let found = store::trainer_on(tx, person, day).await?;
    let (practitioner, state, placed) = found.ok_or_else(|| Problem::unknown_reference("/trainerId"))?;
    if state == LicenceVerdict::Valid && placed {
        return Ok(());
    }
    // Valid, and still not here: that the licence holder can confirm.
    let reason = if state == LicenceVerdict::Valid { "not_confirmed_here" } else { state.as_str() };
    Err(Problem::new(Code::NotATrainer)
        .with("practitionerId", practitioner.to_string())
        .with("kind", "B")
        .with("on", day.to_string())
        .with("reason", reason))
}

/// Whether a licence of any of these persons was issued on training.
pub(crate) async fn is_any_licensed(tx: &mut Tx<Tenant>, people: &BTreeSet<PersonId>) -> Result<bool, Problem> {
    let people: Vec<PersonId> = people.iter().copied().collect();
    store::any_trained(tx, &people).await
}

/// Waits for whoever changes what this person's licences rest on, and keeps others waiting until this transaction ends.
pub(crate) async fn hold_still<D>(tx: &mut Tx<D>, person: PersonId) -> Result<(), Problem> {
    store::person_hold(tx, person).await
}

/// Whether any of these people ever got a licence.
pub(crate) async fn is_any_holder(tx: &mut Tx<Platform>, people: &[PersonId]) -> Result<bool, Problem> {
    Ok(store::licences_of(tx, people).await?.iter().any(|licence| !licence.issuances.is_empty()))
}
