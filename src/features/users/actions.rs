//! Inviting users, and changing their place. Used by the operations, and by whatever fills an organisation (the demo).

use super::api::{NewUser, User, UserFields, UserLanguage, UserRole, UserStatus};
use super::rules::{self, Place};
use super::store::{self, State};
use crate::context::Actor;
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::http::{Body, Change, Halt};
use crate::ids::{OrganisationId, UserId};
use crate::problem::{Code, Problem, Violation};

/// Somebody who is invited.
#[derive(Debug, Clone)]
pub(crate) struct Invitee {
    pub email: String,
    pub name: String,
    pub roles: Vec<UserRole>,
    pub language: UserLanguage,
}

impl From<NewUser> for Invitee {
    fn from(NewUser { email, name, roles, language, .. }: NewUser) -> Self {
        Self { email, name, roles, language: language.unwrap_or(UserLanguage::Dutch) }
    }
}

async fn invite<D>(tx: &mut Tx<D>, place: Place, id: UserId, invitee: &Invitee) -> Result<User, Problem> {
    let account = store::account_for(tx, invitee).await?;
    store::user_insert(tx, place, id, account, (&invitee.roles, &invitee.name)).await?;
    store::invitation_insert(tx, place, id, account).await?;
    tx.trace(Trace::done("user", id.0));
    store::user_get(tx, place, id).await
}

/// Invites somebody into the organisation.
pub(crate) async fn user_invite(tx: &mut Tx<Tenant>, id: UserId, invitee: &Invitee) -> Result<User, Problem> {
    let place = Place::Organisation(tx.organisation());
    invite(tx, place, id, invitee).await.map_err(|problem| problem.taken_at(|| format!("/v1/users/{id}")))
}

/// Invites somebody to the licence holder's staff.
pub(crate) async fn staff_invite(tx: &mut Tx<Platform>, id: UserId, invitee: &Invitee) -> Result<User, Problem> {
    invite(tx, Place::LicenceHolder, id, invitee).await
}

/// Invites the first project leader of an organisation. Once there is one the organisation chooses its own people, and
/// staff can't be it: otherwise the licence holder could appoint itself to read dossiers.
pub(crate) async fn leader_appoint(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: UserId,
    invitee: &Invitee,
) -> Result<User, Problem> {
    if store::has_leader(tx, organisation).await? {
        return Err(Problem::new(Code::ProjectLeaderExists));
    }
    if store::is_staff_address(tx, &invitee.email).await? {
        let (dutch, english) = (
            "Een medewerker van de licentiehouder kan geen organisatie leiden.",
            "One of the licence holder's staff can't lead an organisation.",
        );
        return Err(Problem::invalid(vec![Violation::body("/email", "staff", dutch, english)]));
    }
    invite(tx, Place::Organisation(organisation), id, invitee).await
}

/// Where the licence holder finds a user: among the own staff, or as a project leader.
pub(super) async fn place_for_licence_holder(tx: &mut Tx<Platform>, id: UserId) -> Result<Place, Problem> {
    if store::is_staff(tx, id).await? {
        return Ok(Place::LicenceHolder);
    }
    let organisation = store::leader_organisation(tx, id).await?;
    organisation.map(Place::Organisation).ok_or_else(Problem::not_found)
}

/// The same for a change: project leaders are the organisation's to change, once they are invited.
pub(super) async fn own_staff(tx: &mut Tx<Platform>, id: UserId) -> Result<Place, Problem> {
    match place_for_licence_holder(tx, id).await? {
        Place::LicenceHolder => Ok(Place::LicenceHolder),
        Place::Organisation(_) => Err(Problem::new(Code::Forbidden).with("scope", "users:write").detail(
            "Projectleiders worden door hun organisatie beheerd. U kunt alleen een uitnodiging opnieuw versturen.",
            "Project leaders are managed by their organisation. You can only send an invitation again.",
        )),
    }
}

fn is_caller<D>(tx: &Tx<D>, id: UserId) -> bool {
    matches!(tx.context.actor, Actor::Person { user, .. } if user == id)
}

/// Whether nobody would be left to lead if this one stopped.
async fn is_last_leader<D>(tx: &mut Tx<D>, place: Place, id: UserId) -> Result<bool, Problem> {
    let leaders = store::leaders_lock(tx, place).await?;
    let live = |leader: UserId| leaders.iter().any(|&(one, status)| one == leader && rules::counts(status));
    Ok(live(id) && !leaders.iter().any(|&(other, status)| other != id && rules::counts(status)))
}

fn last_leader(place: Place, status: UserStatus) -> Problem {
    match place {
        Place::Organisation(_) => Problem::new(Code::LastProjectLeader),
        Place::LicenceHolder => rules::conflict(status).detail(
            "De licentiehouder houdt ten minste één medewerker.",
            "The licence holder keeps at least one member of staff.",
        ),
    }
}

/// Changes the roles of somebody in the organisation.
pub(super) async fn member_update(
    tx: &mut Change<'_, Tenant>,
    id: UserId,
    body: &Body<super::api::UserPatch>,
) -> Result<User, Halt> {
    let place = Place::Organisation(tx.organisation());
    let last = is_last_leader(tx, place, id).await?;
    let current = store::user_lock(tx, place, id).await?;
    // What is wrong with the patch comes after the terms of the change, so it waits.
    let applied = body.apply(&UserFields { roles: current.roles.clone() });
    let gives = |fields: &UserFields| fields.roles.iter().any(|role| !current.roles.contains(role));
    match &applied {
        Ok((fields, _)) if !gives(fields) => tx.proceed_to_narrow(current.version).await?,
        _ => tx.proceed(current.version).await?,
    }
    let (fields, changed) = applied?;
    refuse_unfit(&fields, place)?;
    if last && !fields.roles.contains(&UserRole::ProjectLeader) {
        return Err(last_leader(place, current.status).into());
    }
    store::roles_set(tx, id, &fields.roles).await?;
    store::user_update(tx, place, id, current.status).await?;
    tx.trace(Trace::done("user", id.0).changed(changed));
    Ok(store::user_get(tx, place, id).await?)
}

/// Staff has one role, so a patch can only repeat it.
pub(super) async fn staff_update(
    tx: &mut Change<'_, Platform>,
    id: UserId,
    body: &Body<super::api::UserPatch>,
) -> Result<User, Halt> {
    let place = own_staff(tx, id).await?;
    let current = store::user_lock(tx, place, id).await?;
    tx.proceed(current.version).await?;
    let (fields, changed) = body.apply(&UserFields { roles: current.roles })?;
    refuse_unfit(&fields, place)?;
    store::user_update(tx, place, id, current.status).await?;
    tx.trace(Trace::done("user", id.0).changed(changed));
    Ok(store::user_get(tx, place, id).await?)
}

fn refuse_unfit(fields: &UserFields, place: Place) -> Result<(), Problem> {
    let unfit = rules::unfit_roles(&fields.roles, place);
    if unfit.is_empty() { Ok(()) } else { Err(Problem::invalid(unfit)) }
}

/// Suspends a user; an open invitation ends with it.
pub(super) async fn user_suspend<D>(tx: &mut Change<'_, D>, place: Place, id: UserId) -> Result<User, Halt> {
    let last = is_last_leader(tx, place, id).await?;
    let State { status, version, .. } = store::user_lock(tx, place, id).await?;
    tx.proceed(version).await?;
    rules::check(status, "suspend")?;
    if is_caller(tx, id) {
        return Err(rules::own_place().into());
    }
    if last {
        return Err(last_leader(place, status).into());
    }
    store::invitations_revoke(tx, place, id).await?;
    changed_status(tx, place, id, UserStatus::Suspended).await
}

/// Gives a suspended user the place back; who never accepted an invitation gets a new one.
pub(super) async fn user_reactivate<D>(tx: &mut Change<'_, D>, place: Place, id: UserId) -> Result<User, Halt> {
    let State { account, status, version, .. } = store::user_lock(tx, place, id).await?;
    tx.proceed(version).await?;
    rules::check(status, "reactivate")?;
    let accepted = store::invitations_accepted(tx, place, id).await?;
    let next = rules::reactivated(store::account_status(tx, account).await?, &accepted);
    if next == UserStatus::Invited {
        store::invitation_insert(tx, place, id, account).await?;
    }
    changed_status(tx, place, id, next).await
}

async fn changed_status<D>(tx: &mut Change<'_, D>, place: Place, id: UserId, status: UserStatus) -> Result<User, Halt> {
    store::user_update(tx, place, id, status).await?;
    tx.trace(Trace::done("user", id.0).changed(["status".to_owned()]));
    Ok(store::user_get(tx, place, id).await?)
}

/// Sends a new invitation; the links of earlier ones stop working.
pub(super) async fn user_resend<D>(tx: &mut Change<'_, D>, place: Place, id: UserId) -> Result<User, Halt> {
    let State { account, status, version, .. } = store::user_lock(tx, place, id).await?;
    tx.proceed(version).await?;
    rules::check(status, "resend")?;
    store::invitations_revoke(tx, place, id).await?;
    store::invitation_insert(tx, place, id, account).await?;
    store::user_update(tx, place, id, status).await?;
    tx.trace(Trace::done("user", id.0).changed(["invitation".to_owned()]));
    Ok(store::user_get(tx, place, id).await?)
}

/// The same by the licence holder for a project leader, whose membership it may neither lock nor change: without this
/// an organisation whose first invitation expired could never be opened.
pub(super) async fn leader_resend(
    tx: &mut Change<'_, Platform>,
    organisation: OrganisationId,
    id: UserId,
) -> Result<User, Halt> {
    let place = Place::Organisation(organisation);
    let user = store::user_get(tx, place, id).await?;
    tx.proceed(user.version).await?;
    rules::check(user.status, "resend")?;
    let account = store::leader_account(tx, organisation, id).await?;
    store::invitations_revoke(tx, place, id).await?;
    store::invitation_insert(tx, place, id, account).await?;
    tx.trace(Trace::done("user", id.0).changed(["invitation".to_owned()]));
    Ok(store::user_get(tx, place, id).await?)
}
