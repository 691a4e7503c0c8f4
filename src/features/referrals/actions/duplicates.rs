//! Who may be the same child as the referral's: found by birth date, compared by name, told and never merged.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::db::{Tenant, Tx};
use crate::features::families::{children_anywhere_born_on, children_born_on};
use crate::features::referrals::api::{DuplicateKind, PossibleDuplicate, PossibleDuplicates, ReferredChild};
use crate::features::referrals::rules::{self, Act, ChildName, alike, likeness};
use crate::features::referrals::store::{self, ReferralRow};
use crate::ids::ReferralId;
use crate::problem::Problem;

/// The children and open or declined referrals that look like this one. It discloses the families that it names.
pub(in crate::features::referrals) async fn possible_duplicates(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
) -> Result<PossibleDuplicates, Problem> {
    let mut items = match row.child.birth_date {
        Some(birth_date) => found(tx, row, birth_date).await?,
        // Without a birth date there is nothing to recognise a child by.
        None => Vec::new(),
    };
    items.sort_by(|one, other| other.likeness.total_cmp(&one.likeness).then(one.id.cmp(&other.id)));
    let families = items.iter().filter_map(|item| item.family_id).chain(row.standing.family_id);
    tx.disclose("referral", Some(row.id.0), families);
    Ok(PossibleDuplicates { items })
}

/// How many children of the organisation and other referrals may be the child of each of these that is still open, by the
/// referral's id. A number without identities, also of what the caller does not see: nobody makes a second family unawares.
pub(super) async fn duplicate_counts(
    tx: &mut Tx<Tenant>,
    rows: &[ReferralRow],
) -> Result<HashMap<ReferralId, usize>, Problem> {
    let open = |row: &&ReferralRow| rules::after(row.standing.status, Act::Accept).is_ok();
    let open: Vec<(&ReferralRow, NaiveDate)> =
        rows.iter().filter(open).filter_map(|row| Some((row, row.child.birth_date?))).collect();
    if open.is_empty() {
        return Ok(HashMap::new());
    }
    let days: Vec<NaiveDate> = open.iter().map(|(_, day)| *day).collect();
    let children = children_anywhere_born_on(tx, &days).await?;
    let others = store::anywhere_born_on(tx, &days).await?;
    let count = |(row, day): &(&ReferralRow, NaiveDate)| {
        let own = name_of(&row.child);
        let children = children
            .iter()
            .filter(|child| child.birth_date == *day)
            .filter(|child| alike(own, ChildName { given: &child.given_name, family: Some(&child.family_name) }));
        let others = others.iter().filter(|(id, child)| *id != row.id && child.birth_date == Some(*day));
        children.count() + others.filter(|(_, child)| alike(own, name_of(child))).count()
    };
    Ok(open.iter().map(|one| (one.0.id, count(one))).collect())
}

fn name_of(child: &ReferredChild) -> ChildName<'_> {
    ChildName { given: &child.given_name, family: child.family_name.as_deref() }
}

async fn found(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    birth_date: NaiveDate,
) -> Result<Vec<PossibleDuplicate>, Problem> {
    let own = name_of(&row.child);
    let mut found = Vec::new();
    for child in children_born_on(tx, birth_date).await? {
        // The family that the referral became is no duplicate of it.
        if Some(child.family_id) == row.standing.family_id {
            continue;
        }
        let name = ChildName { given: &child.given_name, family: Some(&child.family_name) };
        let Some(likeness) = like(own, name) else { continue };
        found.push(PossibleDuplicate {
            kind: DuplicateKind::Family,
            id: child.family_id.0,
            family_id: Some(child.family_id),
            child_id: Some(child.id),
            status: None,
            given_name: Some(child.given_name),
            family_name: Some(child.family_name),
            birth_date,
            likeness,
        });
    }
    for other in store::born_on(tx, birth_date, row.id).await? {
        let name = name_of(&other.child);
        let Some(likeness) = like(own, name) else { continue };
        found.push(PossibleDuplicate {
            kind: DuplicateKind::Referral,
            id: other.id.0,
            family_id: None,
            child_id: None,
            status: Some(other.standing.status),
            given_name: Some(other.child.given_name),
            family_name: other.child.family_name,
            birth_date,
            likeness,
        });
    }
    Ok(found)
}

/// How alike two names are, to two decimals, when they may be one child's.
fn like(one: ChildName<'_>, other: ChildName<'_>) -> Option<f64> {
    alike(one, other).then(|| (likeness(one, other) * 100.0).round() / 100.0)
}
