//! The four doors, and no other way to a connection. A [`Tx`] exists only inside a transaction that was opened with
//! its tenant setting, as the door's own database role; a statement without a tenant is not expressible. If the
//! setting were missing all the same, the policies raise an error: nothing is ever seen by accident.
//!
//! Opening costs no round trip: BEGIN and the setting leave with the first statement. The *interactive* form
//! (`in_sign_in`, `in_worker` …) waits for its COMMIT, because it may have changed something. The *one-shot* form
//! (`look_in_…`, and a permit's read that traced nothing) does not: one statement, its setting and its end are one
//! round trip.
//!
//! Order of locks: trajectory, then visit. READ COMMITTED.

use std::marker::PhantomData;

use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;
use secrecy::SecretString;

use super::pool::{Connection, DoorPool};
use super::urls;
use crate::context::Context;
use crate::ids::{AccountId, OrganisationId};
use crate::problem::Problem;

/// The door to one organisation's rows.
#[derive(Debug, Clone, Copy)]
pub struct Tenant;
/// The licence holder's door: no grant on any dossier.
#[derive(Debug, Clone, Copy)]
pub struct Platform;
/// The door of those who are not yet known: accounts, sessions, tokens.
#[derive(Debug, Clone, Copy)]
pub struct SignIn;
/// The door of jobs and commands.
#[derive(Debug, Clone, Copy)]
pub struct Worker;

/// A transaction behind a door.
pub struct Tx<D> {
    connection: Option<Connection>,
    /// What opens the transaction, until its first statement takes it along.
    opening: Option<String>,
    pub(super) traced: bool,
    organisation: OrganisationId,
    pub context: Context,
    door: PhantomData<D>,
}

/// Puts statements on the wire without waiting for their answer. PostgreSQL works off a connection in the order of
/// sending, so whatever is sent next comes after them. The first poll sends; nobody misses the answer: if it is an
/// error the connection is broken, or the next statement meets the policies without a tenant, and says so itself.
fn send(mut connection: &AsyncPgConnection, statements: &str) {
    let _ = connection.batch_execute(statements).now_or_never();
}

impl<D> Tx<D> {
    /// The connection, for a store's statements.
    pub fn conn(&mut self) -> &mut AsyncPgConnection {
        match &mut self.connection {
            Some(connection) => {
                if let Some(opening) = self.opening.take() {
                    send(connection, &opening);
                }
                connection
            }
            None => unreachable!("a transaction keeps its connection until it ends"),
        }
    }

    /// The organisation that this transaction is in; the licence holder's is [`OrganisationId::PLATFORM`].
    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The organisation whose rows this transaction may look at; `None` behind the licence holder's door, which looks at
    /// those of every organisation: for stores that read for both.
    pub fn own(&self) -> Option<OrganisationId> {
        Some(self.organisation).filter(|organisation| *organisation != OrganisationId::PLATFORM)
    }

    /// Whether a line of the audit was written.
    pub fn has_traced(&self) -> bool {
        self.traced
    }

    /// Makes the changes durable, and says so only then.
    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        if self.opening.is_none() {
            self.conn().batch_execute("COMMIT").await?;
        }
        drop(self.connection.take());
        Ok(())
    }

    /// Undoes everything, and waits until it is undone and every lock is free.
    pub(crate) async fn rollback(mut self) {
        if self.opening.is_none()
            && let Err(problem) = self.conn().batch_execute("ROLLBACK").await
        {
            tracing::warn!(%problem, "rollback failed; the connection is closed");
            return;
        }
        drop(self.connection.take());
    }

    /// Ends a transaction that changed nothing, or must not: nobody waits for that.
    pub(crate) fn leave(mut self) {
        if self.opening.is_none() {
            send(self.conn(), "ROLLBACK");
        }
        drop(self.connection.take());
    }
}

impl<D> Drop for Tx<D> {
    fn drop(&mut self) {
        // Left open (a cancelled request, an early return): never back into the pool, PostgreSQL rolls back.
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

impl Tx<SignIn> {
    /// From here on the rows of this account only (memberships), as the policies of the sign-in role say.
    pub async fn narrow_to(&mut self, account: AccountId) -> Result<(), Problem> {
        let statement = format!("SELECT set_config('app.account_id', '{account}', true)");
        Ok(self.conn().batch_execute(&statement).await?)
    }
}

/// How long a commit may be in doubt: what was read may be traced a moment late, what was changed never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Change,
    ReadTrace,
}

/// The doors of this process.
#[derive(Clone)]
pub struct Doors {
    tenant: DoorPool,
    platform: DoorPool,
    sign_in: DoorPool,
    worker: DoorPool,
}

impl Doors {
    /// `size` connections for the tenant door, which does nearly all the work, and a few for the others.
    pub fn new(database_url: &str, password: Option<&SecretString>, size: usize) -> anyhow::Result<Self> {
        let door = |role, size| DoorPool::new(&urls::as_role(database_url, role, password)?, size);
        let few = size.min(3);
        Ok(Self {
            tenant: door(urls::TENANT, size)?,
            platform: door(urls::PLATFORM, few)?,
            sign_in: door(urls::SIGN_IN, few)?,
            worker: door(urls::WORKER, few)?,
        })
    }

    async fn open<D>(
        pool: &DoorPool,
        organisation: OrganisationId,
        context: Context,
        durability: Durability,
    ) -> Result<Tx<D>, Problem> {
        let relaxed = if durability == Durability::ReadTrace { "SET LOCAL synchronous_commit = off;" } else { "" };
        let opening = format!("BEGIN;{relaxed} SELECT set_config('app.organisation_id', '{organisation}', true)");
        let connection = Some(pool.get().await?);
        Ok(Tx { connection, opening: Some(opening), traced: false, organisation, context, door: PhantomData })
    }

    pub(crate) async fn tenant(
        &self,
        organisation: OrganisationId,
        context: Context,
        durability: Durability,
    ) -> Result<Tx<Tenant>, Problem> {
        Self::open(&self.tenant, organisation, context, durability).await
    }

    pub(crate) async fn platform(&self, context: Context, durability: Durability) -> Result<Tx<Platform>, Problem> {
        Self::open(&self.platform, OrganisationId::PLATFORM, context, durability).await
    }

    /// Work inside one organisation on behalf of a job or a command; requests go through a permit.
    pub async fn in_organisation<T>(
        &self,
        organisation: OrganisationId,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<Tenant>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(self.tenant(organisation, context, Durability::Change).await?, work).await
    }

    /// The licence holder's work on behalf of a job or a command.
    pub async fn in_platform<T>(
        &self,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<Platform>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(self.platform(context, Durability::Change).await?, work).await
    }

    pub(crate) async fn sign_in(
        &self,
        organisation: Option<OrganisationId>,
        context: Context,
    ) -> Result<Tx<SignIn>, Problem> {
        let organisation = organisation.unwrap_or(OrganisationId::PLATFORM);
        Self::open(&self.sign_in, organisation, context, Durability::Change).await
    }

    /// Sign-in, links and tokens. `organisation` is what an opaque token or client id carries, if anything.
    pub async fn in_sign_in<T>(
        &self,
        organisation: Option<OrganisationId>,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(self.sign_in(organisation, context).await?, work).await
    }

    /// A look behind the sign-in door that changes nothing.
    pub async fn look_in_sign_in<T>(
        &self,
        context: Context,
        look: impl AsyncFnOnce(&mut Tx<SignIn>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        glance(Self::open(&self.sign_in, OrganisationId::PLATFORM, context, Durability::ReadTrace).await?, look).await
    }

    /// A look of a job or a command that changes nothing.
    pub async fn look_in_worker<T>(
        &self,
        context: Context,
        look: impl AsyncFnOnce(&mut Tx<Worker>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        glance(Self::open(&self.worker, OrganisationId::PLATFORM, context, Durability::ReadTrace).await?, look).await
    }

    /// Jobs and commands over everything that they were granted.
    pub async fn in_worker<T>(
        &self,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<Worker>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(Self::open(&self.worker, OrganisationId::PLATFORM, context, Durability::Change).await?, work).await
    }
}

/// Runs the work; commits what succeeded, rolls back what did not.
async fn finish<D, T>(mut tx: Tx<D>, work: impl AsyncFnOnce(&mut Tx<D>) -> Result<T, Problem>) -> Result<T, Problem> {
    match work(&mut tx).await {
        Ok(value) => tx.commit().await.map(|()| value),
        Err(problem) => {
            tx.leave();
            Err(problem)
        }
    }
}

/// Looks, and leaves without waiting.
async fn glance<D, T>(mut tx: Tx<D>, look: impl AsyncFnOnce(&mut Tx<D>) -> Result<T, Problem>) -> Result<T, Problem> {
    let seen = look(&mut tx).await;
    tx.leave();
    seen
}
