//! What is done to subscriptions, each with its line in the audit. That they never overlap is the database's to say.

use super::api::{Subscription, SubscriptionFields};
use super::{rules, store};
use crate::db::{Platform, Trace, Tx};
use crate::ids::{OrganisationId, SubscriptionId};
use crate::problem::{Problem, Violation};

/// Starts a subscription of an organisation.
pub(crate) async fn subscription_create(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionId,
    fields: &SubscriptionFields,
) -> Result<Subscription, Problem> {
    check(fields)?;
    // The licence holder finds a subscription by its id alone, so an id is used in one organisation only; the key of
    // the table, which begins with the organisation, does not see to that.
    if store::subscription_exists(tx, id).await? {
        return Err(Problem::taken(format!("/v1/subscriptions/{id}")));
    }
    let subscription = store::subscription_insert(tx, organisation, id, fields).await?;
    tx.trace(Trace::done("subscription", id.0));
    Ok(subscription)
}

/// Changes the days of a subscription.
pub(super) async fn subscription_change(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionId,
    fields: &SubscriptionFields,
    changed: Vec<String>,
) -> Result<Subscription, Problem> {
    check(fields)?;
    let subscription = store::subscription_update(tx, organisation, id, fields).await?;
    tx.trace(Trace::done("subscription", id.0).changed(changed));
    Ok(subscription)
}

fn check(fields: &SubscriptionFields) -> Result<(), Problem> {
    if rules::is_in_order(fields.starts_on, fields.ends_on) {
        return Ok(());
    }
    let (dutch, english) = (
        format!("De laatste dag is op of na de eerste ({}).", fields.starts_on),
        format!("The last day is on or after the first ({}).", fields.starts_on),
    );
    Err(Problem::invalid(vec![Violation::body("/endsOn", "order", dutch, english)]))
}
