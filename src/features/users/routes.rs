//! The operations on users. The same paths serve project leaders (their own organisation) and the licence holder (its
//! own staff, and the first project leader of an organisation).

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{NewUser, User, UserFilter, UserPatch};
use super::rules::{self, Place};
use super::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::UserId;
use crate::problem::{Problem, Violation};

permissions! {
    UsersRead = "users:read" [ProjectLeader, LicenceHolder] Exempt;
    UsersWrite = "users:write" [ProjectLeader, LicenceHolder] Active;
    /// Taking access away is never blocked (gate G2).
    UsersSuspend = "users:write" [ProjectLeader, LicenceHolder] Exempt;
}

/// List users
///
/// A project leader sees everybody in the own organisation; the licence holder its own staff, or with
/// `organisationId` the project leaders of that organisation. Oldest first.
#[utoipa::path(tag = "Users", params(UserFilter, PageQuery),
    responses((status = 200, description = "A page of users", body = Page<User>)),
    security(("bearer" = ["users:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/users")]
pub(super) async fn list_users(permit: Permit<UsersRead>, query: Query<Listing<UserFilter>>) -> Answer {
    let state = permit.state();
    let filter = &query.0.filter;
    match permit.seat() {
        Seat::Organisation(organisation) => {
            permit
                .read(async |tx| {
                    if filter.organisation_id.is_some_and(|wanted| wanted != organisation) {
                        return Err(Problem::invalid(vec![Violation::query(
                            "organisationId",
                            "notAllowed",
                            "Alleen de licentiehouder kiest een organisatie.",
                            "Only the licence holder chooses an organisation.",
                        )]));
                    }
                    let paging = Paging::new(&state, tx, &query.0)?;
                    let users = store::member_list(tx, organisation, filter, paging.after()?, paging.rows()).await?;
                    paging.reply(&paging.page(users, |user| user.id)?)
                })
                .await
        }
        Seat::Platform => {
            permit
                .platform_read(async |tx| {
                    let paging = Paging::new(&state, tx, &query.0)?;
                    let (after, rows) = (paging.after()?, paging.rows());
                    let users = match filter.organisation_id {
                        Some(organisation) => store::member_list(tx, organisation, filter, after, rows).await?,
                        None => store::staff_list(tx, filter, after, rows).await?,
                    };
                    paging.reply(&paging.page(users, |user| user.id)?)
                })
                .await
        }
    }
}

/// Invite a user
///
/// Mails an invitation whose link works for seven days. A project leader invites into the own organisation, with the
/// roles `project_leader`, `practitioner` or both. The licence holder invites its own staff (`licence_holder`), or
/// with `organisationId` the first project leader of an organisation (`project_leader`), as long as that has no active
/// one. An address that is known elsewhere is invited like any other.
#[utoipa::path(tag = "Users", request_body = NewUser,
    responses((status = 201, description = "The invited user", body = User)),
    security(("bearer" = ["users:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "project-leader-exists",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/users")]
pub(super) async fn create_user(permit: Permit<UsersWrite>, body: Body<NewUser>) -> Answer {
    let created = |user: &User| Reply::created(format!("/v1/users/{}", user.id), user);
    match permit.seat() {
        Seat::Organisation(organisation) => {
            permit
                .change(async |tx| {
                    let new = body.valid()?;
                    refuse(rules::unfit_colleague(&new, organisation))?;
                    tx.create().await?;
                    let id = new.id.unwrap_or_default();
                    Ok(created(&actions::user_invite(tx, id, &new.into()).await?)?)
                })
                .await
        }
        Seat::Platform => {
            permit
                .platform_change(async |tx| {
                    let new = body.valid()?;
                    refuse(rules::unfit_for_licence_holder(&new))?;
                    if let Some(organisation) = new.organisation_id
                        && !store::organisation_exists(tx, organisation).await?
                    {
                        return Err(Problem::unknown_reference("/organisationId").into());
                    }
                    tx.create().await?;
                    let (id, organisation) = (new.id.unwrap_or_default(), new.organisation_id);
                    let user = match organisation {
                        Some(organisation) => actions::leader_appoint(tx, organisation, id, &new.into()).await?,
                        None => actions::staff_invite(tx, id, &new.into()).await?,
                    };
                    Ok(created(&user)?)
                })
                .await
        }
    }
}

fn refuse(violations: Vec<Violation>) -> Result<(), Problem> {
    if violations.is_empty() { Ok(()) } else { Err(Problem::invalid(violations)) }
}

/// Get a user
///
/// One user of the own organisation; for the licence holder one of its staff or a project leader.
#[utoipa::path(tag = "Users", params(("id" = UserId, Path, description = "The user")),
    responses((status = 200, description = "The user", body = User)), security(("bearer" = ["users:read"])))]
#[get("/users/{id}")]
pub(super) async fn get_user(permit: Permit<UsersRead>, id: Path<UserId>) -> Answer {
    let id = *id;
    match permit.seat() {
        Seat::Organisation(organisation) => {
            let place = Place::Organisation(organisation);
            permit.read(async |tx| Reply::resource(&store::user_get(tx, place, id).await?)).await
        }
        Seat::Platform => {
            permit
                .platform_read(async |tx| {
                    let place = actions::place_for_licence_holder(tx, id).await?;
                    Reply::resource(&store::user_get(tx, place, id).await?)
                })
                .await
        }
    }
}

/// Change a user's roles
///
/// A merge patch; it counts from the user's next request on. An organisation keeps at least one project leader who is
/// active or invited. Taking a role away is never blocked by the subscription. Name and e-mail address can't be changed
/// here: they are the person's own.
#[utoipa::path(tag = "Users", params(("id" = UserId, Path, description = "The user")), request_body = UserPatch,
    responses((status = 200, description = "The changed user", body = User)),
    security(("bearer" = ["users:write"])),
    extensions(("x-problem-codes" = json!(["last-project-leader", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/users/{id}")]
pub(super) async fn update_user(permit: Permit<UsersWrite>, id: Path<UserId>, body: Body<UserPatch>) -> Answer {
    let id = *id;
    match permit.seat() {
        Seat::Organisation(_) => {
            permit.change(async |tx| Ok(Reply::resource(&actions::member_update(tx, id, &body).await?)?)).await
        }
        Seat::Platform => {
            permit.platform_change(async |tx| Ok(Reply::resource(&actions::staff_update(tx, id, &body).await?)?)).await
        }
    }
}

/// Suspend a user
///
/// The user can do nothing more from the next request on; an open invitation stops working. Never blocked by the
/// subscription. Nobody suspends oneself or the last project leader. The licence holder suspends own staff only.
#[utoipa::path(tag = "Users", params(("id" = UserId, Path, description = "The user")),
    responses((status = 200, description = "The suspended user", body = User)),
    security(("bearer" = ["users:write"])),
    extensions(("x-problem-codes" = json!(["user-status-conflict", "last-project-leader"]))))]
#[post("/users/{id}/suspend")]
pub(super) async fn suspend_user(permit: Permit<UsersSuspend>, id: Path<UserId>) -> Answer {
    let id = *id;
    match permit.seat() {
        Seat::Organisation(organisation) => {
            let place = Place::Organisation(organisation);
            permit.change(async |tx| Ok(Reply::resource(&actions::user_suspend(tx, place, id).await?)?)).await
        }
        Seat::Platform => {
            permit
                .platform_change(async |tx| {
                    let place = actions::own_staff(tx, id).await?;
                    Ok(Reply::resource(&actions::user_suspend(tx, place, id).await?)?)
                })
                .await
        }
    }
}

/// Reactivate a user
///
/// A suspended user gets the place back with the roles of before. One who never accepted an invitation is `invited`
/// again and gets a new one.
#[utoipa::path(tag = "Users", params(("id" = UserId, Path, description = "The user")),
    responses((status = 200, description = "The user", body = User)),
    security(("bearer" = ["users:write"])),
    extensions(("x-problem-codes" = json!(["user-status-conflict", "subscription-inactive", "organisation-read-only"]))))]
#[post("/users/{id}/reactivate")]
pub(super) async fn reactivate_user(permit: Permit<UsersWrite>, id: Path<UserId>) -> Answer {
    let id = *id;
    match permit.seat() {
        Seat::Organisation(organisation) => {
            let place = Place::Organisation(organisation);
            permit.change(async |tx| Ok(Reply::resource(&actions::user_reactivate(tx, place, id).await?)?)).await
        }
        Seat::Platform => {
            permit
                .platform_change(async |tx| {
                    let place = actions::own_staff(tx, id).await?;
                    Ok(Reply::resource(&actions::user_reactivate(tx, place, id).await?)?)
                })
                .await
        }
    }
}

/// Send an invitation again
///
/// Mails a new invitation to a user who is still `invited`; the links of earlier ones stop working. The licence holder
/// can do this for its own staff and for an invited project leader.
#[utoipa::path(tag = "Users", params(("id" = UserId, Path, description = "The user")),
    responses((status = 200, description = "The user with the new invitation", body = User)),
    security(("bearer" = ["users:write"])),
    extensions(("x-problem-codes" = json!(["user-status-conflict", "subscription-inactive", "organisation-read-only"]))))]
#[post("/users/{id}/resend")]
pub(super) async fn resend_user(permit: Permit<UsersWrite>, id: Path<UserId>) -> Answer {
    let id = *id;
    match permit.seat() {
        Seat::Organisation(organisation) => {
            let place = Place::Organisation(organisation);
            permit.change(async |tx| Ok(Reply::resource(&actions::user_resend(tx, place, id).await?)?)).await
        }
        Seat::Platform => {
            permit
                .platform_change(async |tx| {
                    let user = match actions::place_for_licence_holder(tx, id).await? {
                        Place::LicenceHolder => actions::user_resend(tx, Place::LicenceHolder, id).await?,
                        Place::Organisation(organisation) => actions::leader_resend(tx, organisation, id).await?,
                    };
                    Ok(Reply::resource(&user)?)
                })
                .await
        }
    }
}
