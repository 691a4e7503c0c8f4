//! The SQL of users and their invitations. Memberships are read through both doors: row level security shows the
//! licence holder project leaders only, and lets it change none of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::actions::Invitee;
use super::api::{User, UserFilter, UserInvitation, UserRole, UserStatus};
use super::rules::{INVITATION_LIVES, Place};
use crate::db::{Platform, Tenant, Tx};
use crate::ids::{AccountId, InvitationId, OrganisationId, UserId};
use crate::problem::Problem;
use crate::schema::{accounts, invitations, memberships, organisations, platform_memberships};

diesel::define_sql_function! {
    /// The account of this address; made when there is none. Nothing says which of the two it was. Null when another
    /// transaction made it just now.
    fn account_for_email(
        new_id: diesel::sql_types::Uuid,
        address: diesel::sql_types::Text,
        display_name: diesel::sql_types::Text,
        preferred: diesel::sql_types::Text,
        at: diesel::sql_types::Timestamptz,
    ) -> diesel::sql_types::Nullable<diesel::sql_types::Uuid>;
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = memberships)]
struct Member {
    organisation_id: OrganisationId,
    id: UserId,
    roles: Vec<UserRole>,
    status: UserStatus,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    invited_name: Option<String>,
    #[diesel(select_expression = accounts::email)]
    email: String,
    #[diesel(select_expression = accounts::name)]
    account_name: String,
}

impl From<Member> for User {
    fn from(row: Member) -> Self {
        let Member { organisation_id, id, roles, status, version, created_at, updated_at, email, .. } = row;
        let name = row.invited_name.unwrap_or(row.account_name);
        let organisation_id = Some(organisation_id);
        Self { id, organisation_id, email, name, roles, status, invitation: None, version, created_at, updated_at }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = platform_memberships)]
struct StaffMember {
    id: UserId,
    status: UserStatus,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[diesel(select_expression = accounts::email)]
    email: String,
    #[diesel(select_expression = accounts::name)]
    name: String,
}

impl From<StaffMember> for User {
    fn from(StaffMember { id, status, version, created_at, updated_at, email, name }: StaffMember) -> Self {
        let (organisation_id, roles) = (None, vec![UserRole::LicenceHolder]);
        Self { id, organisation_id, email, name, roles, status, invitation: None, version, created_at, updated_at }
    }
}

/// What a change of a user looks at.
pub(super) struct State {
    pub account: AccountId,
    pub roles: Vec<UserRole>,
    pub status: UserStatus,
    pub version: i32,
}

pub(super) async fn member_list<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    filter: &UserFilter,
    after: Option<UserId>,
    rows: i64,
) -> Result<Vec<User>, Problem> {
    let mut query = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::organisation_id.eq(organisation))
        .order(memberships::id)
        .limit(rows)
        .select(Member::as_select())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(memberships::status.eq(status));
    }
    if let Some(role) = filter.role {
        query = query.filter(memberships::roles.contains(vec![role]));
    }
    if let Some(after) = after {
        query = query.filter(memberships::id.gt(after));
    }
    let members: Vec<Member> = query.load(tx.conn()).await?;
    with_invitations(tx, Some(organisation), members.into_iter().map(User::from).collect()).await
}

pub(super) async fn staff_list(
    tx: &mut Tx<Platform>,
    filter: &UserFilter,
    after: Option<UserId>,
    rows: i64,
) -> Result<Vec<User>, Problem> {
    if filter.role.is_some_and(|role| role != UserRole::LicenceHolder) {
        return Ok(Vec::new());
    }
    let mut query = platform_memberships::table
        .inner_join(accounts::table)
        .order(platform_memberships::id)
        .limit(rows)
        .select(StaffMember::as_select())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(platform_memberships::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(platform_memberships::id.gt(after));
    }
    let staff: Vec<StaffMember> = query.load(tx.conn()).await?;
    with_invitations(tx, None, staff.into_iter().map(User::from).collect()).await
}

pub(super) async fn user_get<D>(tx: &mut Tx<D>, place: Place, id: UserId) -> Result<User, Problem> {
    let user: User = match place {
        Place::Organisation(organisation) => memberships::table
            .inner_join(accounts::table)
            .filter(memberships::organisation_id.eq(organisation))
            .filter(memberships::id.eq(id))
            .select(Member::as_select())
            .first(tx.conn())
            .await?
            .into(),
        Place::LicenceHolder => platform_memberships::table
            .inner_join(accounts::table)
            .filter(platform_memberships::id.eq(id))
            .select(StaffMember::as_select())
            .first(tx.conn())
            .await?
            .into(),
    };
    let found = with_invitations(tx, place.organisation(), vec![user]).await?;
    found.into_iter().next().ok_or_else(Problem::not_found)
}

/// Fills in the open invitations of users in one place, with one statement.
async fn with_invitations<D>(
    tx: &mut Tx<D>,
    organisation: Option<OrganisationId>,
    mut users: Vec<User>,
) -> Result<Vec<User>, Problem> {
    let invited: Vec<UserId> =
        users.iter().filter(|user| user.status == UserStatus::Invited).map(|user| user.id).collect();
    if invited.is_empty() {
        return Ok(users);
    }
    let open: Vec<(UserId, Option<DateTime<Utc>>, DateTime<Utc>)> = invitations::table
        .filter(invitations::membership_id.eq_any(invited))
        .filter(invitations::organisation_id.is_not_distinct_from(organisation))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .order((invitations::created_at, invitations::id))
        .select((invitations::membership_id, invitations::sent_at, invitations::expires_at))
        .load(tx.conn())
        .await?;
    for user in &mut users {
        let last = open.iter().rfind(|(id, ..)| *id == user.id).filter(|_| user.status == UserStatus::Invited);
        user.invitation = last.map(|&(_, sent_at, expires_at)| UserInvitation { sent_at, expires_at });
    }
    Ok(users)
}

/// Which organisation's project leader this is, as the licence holder sees it. Ids are unique within an organisation
/// only, so the oldest counts.
pub(super) async fn leader_organisation(tx: &mut Tx<Platform>, id: UserId) -> Result<Option<OrganisationId>, Problem> {
    let query = memberships::table.filter(memberships::id.eq(id)).order(memberships::created_at);
    Ok(query.select(memberships::organisation_id).first(tx.conn()).await.optional()?)
}

pub(super) async fn is_staff(tx: &mut Tx<Platform>, id: UserId) -> Result<bool, Problem> {
    let found = diesel::dsl::exists(platform_memberships::table.find(id));
    Ok(diesel::select(found).get_result(tx.conn()).await?)
}

pub(super) async fn organisation_exists(tx: &mut Tx<Platform>, id: OrganisationId) -> Result<bool, Problem> {
    let found = diesel::dsl::exists(organisations::table.find(id));
    Ok(diesel::select(found).get_result(tx.conn()).await?)
}

/// Whether the organisation has somebody to lead it, active or invited. Two appointments wait for each other.
pub(super) async fn has_leader(tx: &mut Tx<Platform>, organisation: OrganisationId) -> Result<bool, Problem> {
    let organisations = organisations::table.find(organisation).select(organisations::id).for_update();
    organisations.first::<OrganisationId>(tx.conn()).await.optional()?;
    let leaders = memberships::table
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::status.ne(UserStatus::Suspended))
        .filter(memberships::roles.contains(vec![UserRole::ProjectLeader]));
    Ok(diesel::select(diesel::dsl::exists(leaders)).get_result(tx.conn()).await?)
}

/// Reads a user that is about to change; nobody else changes it before this transaction ends. Only the place is
/// locked: the account is the person's own.
pub(super) async fn user_lock<D>(tx: &mut Tx<D>, place: Place, id: UserId) -> Result<State, Problem> {
    match place {
        Place::Organisation(organisation) => {
            let columns = (memberships::account_id, memberships::roles, memberships::status, memberships::version);
            let row = memberships::table.find((organisation, id)).select(columns).for_update();
            let (account, roles, status, version) = row.first(tx.conn()).await?;
            Ok(State { account, roles, status, version })
        }
        Place::LicenceHolder => {
            let columns =
                (platform_memberships::account_id, platform_memberships::status, platform_memberships::version);
            let row = platform_memberships::table.find(id).select(columns).for_update();
            let (account, status, version) = row.first(tx.conn()).await?;
            Ok(State { account, roles: vec![UserRole::LicenceHolder], status, version })
        }
    }
}

/// All who lead a place, locked in one order, so that two can't take away each other at the same moment. To be called
/// before [`user_lock`].
pub(super) async fn leaders_lock<D>(tx: &mut Tx<D>, place: Place) -> Result<Vec<(UserId, UserStatus)>, Problem> {
    match place {
        Place::Organisation(organisation) => {
            let leaders = memberships::table
                .filter(memberships::organisation_id.eq(organisation))
                .filter(memberships::roles.contains(vec![UserRole::ProjectLeader]))
                .order(memberships::id)
                .select((memberships::id, memberships::status))
                .for_update();
            Ok(leaders.load(tx.conn()).await?)
        }
        Place::LicenceHolder => {
            let columns = (platform_memberships::id, platform_memberships::status);
            let staff = platform_memberships::table.order(platform_memberships::id).select(columns).for_update();
            Ok(staff.load(tx.conn()).await?)
        }
    }
}

/// The account of an address.
pub(super) async fn account_for<D>(tx: &mut Tx<D>, invitee: &Invitee) -> Result<AccountId, Problem> {
    let now = tx.context.now;
    let (email, name) = (invitee.email.trim(), invitee.name.trim());
    // The second look finds what another transaction committed during the first.
    for _ in 0..2 {
        let account = account_for_email(AccountId::new(), email, name, invitee.language.as_str(), now);
        let found: Option<AccountId> = diesel::select(account).get_result(tx.conn()).await?;
        if let Some(account) = found {
            return Ok(account);
        }
    }
    Err(Problem::unavailable(anyhow::anyhow!("the account was being made by another transaction")))
}

pub(super) async fn user_insert<D>(
    tx: &mut Tx<D>,
    place: Place,
    id: UserId,
    account: AccountId,
    (roles, name): (&[UserRole], &str),
) -> Result<(), Problem> {
    let now = tx.context.now;
    match place {
        Place::Organisation(organisation) => {
            let row = (
                memberships::organisation_id.eq(organisation),
                memberships::id.eq(id),
                memberships::account_id.eq(account),
                memberships::roles.eq(roles.to_vec()),
                memberships::status.eq(UserStatus::Invited),
                memberships::invited_name.eq(name),
                memberships::version.eq(1),
                memberships::created_at.eq(now),
                memberships::updated_at.eq(now),
            );
            diesel::insert_into(memberships::table).values(row).execute(tx.conn()).await?;
        }
        Place::LicenceHolder => {
            let row = (
                platform_memberships::id.eq(id),
                platform_memberships::account_id.eq(account),
                platform_memberships::status.eq(UserStatus::Invited),
                platform_memberships::version.eq(1),
                platform_memberships::created_at.eq(now),
                platform_memberships::updated_at.eq(now),
            );
            diesel::insert_into(platform_memberships::table).values(row).execute(tx.conn()).await?;
        }
    }
    Ok(())
}

pub(super) async fn user_update<D>(
    tx: &mut Tx<D>,
    place: Place,
    id: UserId,
    status: UserStatus,
) -> Result<(), Problem> {
    let now = tx.context.now;
    match place {
        Place::Organisation(organisation) => {
            let change = (
                memberships::status.eq(status),
                memberships::version.eq(memberships::version + 1),
                memberships::updated_at.eq(now),
            );
            let row = memberships::table.find((organisation, id));
            diesel::update(row).set(change).execute(tx.conn()).await?;
        }
        Place::LicenceHolder => {
            let change = (
                platform_memberships::status.eq(status),
                platform_memberships::version.eq(platform_memberships::version + 1),
                platform_memberships::updated_at.eq(now),
            );
            diesel::update(platform_memberships::table.find(id)).set(change).execute(tx.conn()).await?;
        }
    }
    Ok(())
}

pub(super) async fn roles_set(tx: &mut Tx<Tenant>, id: UserId, roles: &[UserRole]) -> Result<(), Problem> {
    let row = memberships::table.find((tx.organisation(), id));
    let change = memberships::roles.eq(roles.to_vec());
    diesel::update(row).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// An invitation that waits for the mail job; its token is made when the mail is taken up.
pub(super) async fn invitation_insert<D>(
    tx: &mut Tx<D>,
    place: Place,
    user: UserId,
    account: AccountId,
) -> Result<(), Problem> {
    let now = tx.context.now;
    let row = (
        invitations::id.eq(InvitationId::new()),
        invitations::organisation_id.eq(place.organisation()),
        invitations::membership_id.eq(user),
        invitations::account_id.eq(account),
        invitations::created_at.eq(now),
        invitations::next_attempt_at.eq(now),
        invitations::expires_at.eq(now + INVITATION_LIVES),
    );
    diesel::insert_into(invitations::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// The links of earlier invitations work no more.
pub(super) async fn invitations_revoke<D>(tx: &mut Tx<D>, place: Place, user: UserId) -> Result<(), Problem> {
    let open = invitations::table
        .filter(invitations::membership_id.eq(user))
        .filter(invitations::organisation_id.is_not_distinct_from(place.organisation()))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    let change = invitations::revoked_at.eq(tx.context.now);
    diesel::update(open).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Of every invitation that a user had: when it was accepted, if ever.
pub(super) async fn invitations_accepted<D>(
    tx: &mut Tx<D>,
    place: Place,
    user: UserId,
) -> Result<Vec<Option<DateTime<Utc>>>, Problem> {
    let all = invitations::table
        .filter(invitations::membership_id.eq(user))
        .filter(invitations::organisation_id.is_not_distinct_from(place.organisation()));
    Ok(all.select(invitations::accepted_at).load(tx.conn()).await?)
}

pub(super) async fn account_status<D>(tx: &mut Tx<D>, account: AccountId) -> Result<UserStatus, Problem> {
    Ok(accounts::table.find(account).select(accounts::status).first(tx.conn()).await?)
}

/// The account behind a project leader, for the licence holder.
pub(super) async fn leader_account(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: UserId,
) -> Result<AccountId, Problem> {
    Ok(memberships::table.find((organisation, id)).select(memberships::account_id).first(tx.conn()).await?)
}

/// Whether an address is of one of the licence holder's staff.
pub(super) async fn is_staff_address(tx: &mut Tx<Platform>, email: &str) -> Result<bool, Problem> {
    let staff = platform_memberships::table
        .inner_join(accounts::table)
        .filter(accounts::email.eq(email.to_lowercase()))
        .select(platform_memberships::id);
    Ok(diesel::select(diesel::dsl::exists(staff)).get_result(tx.conn()).await?)
}
