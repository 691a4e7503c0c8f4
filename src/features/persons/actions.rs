//! What other features ask of persons.

use super::{rules, store};
use crate::db::Tx;
use crate::ids::PersonId;
use crate::problem::{Code, Problem};

/// The person whose place in the organisation the caller has, if any.
pub(crate) async fn own_person<D>(tx: &mut Tx<D>) -> Result<Option<PersonId>, Problem> {
    store::person_of_place(tx).await
}

/// Whether the caller is one of these people: by the own place in the organisation, or by the address that he or she
/// signs in with. The licence holder's staff have no place, so it is the address that tells.
pub(crate) async fn is_caller_among<D>(
    tx: &mut Tx<D>,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<bool, Problem> {
    let people: Vec<PersonId> = people.into_iter().collect();
    if people.is_empty() {
        return Ok(false);
    }
    if let Some(own) = store::person_of_place(tx).await?
        && people.contains(&own)
    {
        return Ok(true);
    }
    let Some(address) = store::address_of_caller(tx).await? else { return Ok(false) };
    let addresses = store::addresses(tx, &people).await?;
    Ok(addresses.iter().any(|other| rules::is_same_address(&address, other)))
}

/// Nobody issues, judges or assesses what the own licence rests on (`domain.md` §7).
pub(crate) async fn refuse_own<D>(tx: &mut Tx<D>, person: PersonId) -> Result<(), Problem> {
    if is_caller_among(tx, [person]).await? { Err(Problem::new(Code::OwnLicence)) } else { Ok(()) }
}
