//! Who may be the same child as the referral's: found by birth date, compared by name, told and never merged.

use chrono::NaiveDate;

use crate::db::{Tenant, Tx};
use crate::features::families::children_born_on;
use crate::features::referrals::api::{DuplicateKind, PossibleDuplicate, PossibleDuplicates};
use crate::features::referrals::rules::{ALIKE, ChildName, likeness};
use crate::features::referrals::store::{self, ReferralRow};
use crate::problem::Problem;

/// The children and open or declined referrals that look like this one. It discloses the families that it names.
pub(in crate::features::referrals) async fn possible_duplicates(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
) -> Result<PossibleDuplicates, Problem> {
    let mut items = match row.child.birth_date {
        Some(birth_date) => alike(tx, row, birth_date).await?,
        // Without a birth date there is nothing to recognise a child by.
        None => Vec::new(),
    };
    items.sort_by(|one, other| other.likeness.total_cmp(&one.likeness).then(one.id.cmp(&other.id)));
    let families = items.iter().filter_map(|item| item.family_id).chain(row.standing.family_id);
    tx.disclose("referral", Some(row.id.0), families);
    Ok(PossibleDuplicates { items })
}

async fn alike(
    tx: &mut Tx<Tenant>,
    row: &ReferralRow,
    birth_date: NaiveDate,
) -> Result<Vec<PossibleDuplicate>, Problem> {
    let own = ChildName { given: &row.child.given_name, family: row.child.family_name.as_deref() };
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
        let name = ChildName { given: &other.child.given_name, family: other.child.family_name.as_deref() };
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
    let found = likeness(one, other);
    (found >= ALIKE).then_some((found * 100.0).round() / 100.0)
}
