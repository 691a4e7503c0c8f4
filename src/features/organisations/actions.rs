//! What is done to organisations, each with its line in the audit.

use super::api::{Organisation, OrganisationFields};
use super::{rules, store};
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::ids::OrganisationId;
use crate::problem::{Code, Problem, Violation};

/// Registers an organisation.
pub(crate) async fn organisation_create(
    tx: &mut Tx<Platform>,
    id: OrganisationId,
    fields: &OrganisationFields,
) -> Result<Organisation, Problem> {
    if rules::is_reserved(id) {
        let (dutch, english) = ("Dit id is gereserveerd.", "This id is reserved.");
        return Err(Problem::invalid(vec![Violation::body("/id", "reserved", dutch, english)]));
    }
    let organisation = store::organisation_insert(tx, id, fields)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/organisations/{id}")))?;
    tx.trace(Trace::done("organisation", id.0));
    Ok(organisation)
}

/// The caller's own organisation.
pub(crate) async fn organisation_own(tx: &mut Tx<Tenant>) -> Result<Organisation, Problem> {
    let own = tx.organisation();
    store::organisation_get(tx, own).await
}

/// Any organisation, for the licence holder's work.
pub(crate) async fn organisation_any(tx: &mut Tx<Platform>, id: OrganisationId) -> Result<Organisation, Problem> {
    store::organisation_get(tx, id).await
}

/// The licence holder changes an organisation.
pub(super) async fn organisation_change(
    tx: &mut Tx<Platform>,
    id: OrganisationId,
    fields: &OrganisationFields,
    changed: Vec<String>,
) -> Result<Organisation, Problem> {
    let organisation = store::organisation_update(tx, id, fields).await?;
    tx.trace(Trace::done("organisation", id.0).changed(changed));
    Ok(organisation)
}

/// The project leader corrects the contact data of the own organisation.
pub(super) async fn contact_correct(
    tx: &mut Tx<Tenant>,
    fields: &OrganisationFields,
    changed: Vec<String>,
) -> Result<Organisation, Problem> {
    let organisation = store::contact_update(tx, &fields.contact).await?;
    tx.trace(Trace::done("organisation", organisation.id.0).changed(changed));
    Ok(organisation)
}

/// Refuses a project leader's patch that touches more than the contact data, and names what it may not touch.
pub(super) fn refuse_beyond_contact(touched: &[String]) -> Result<(), Problem> {
    let beyond = rules::beyond_project_leader(touched);
    if beyond.is_empty() {
        return Ok(());
    }
    let names = beyond.join(", ");
    let problem = Problem::new(Code::Forbidden).with("members", beyond).detail(
        format!("Alleen Stichting Aanzet wijzigt: {names}. Zelf kunt u 'contact' wijzigen."),
        format!("Only Stichting Aanzet changes: {names}. You can change 'contact' yourself."),
    );
    Err(problem)
}
