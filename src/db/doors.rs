//! The four doors, and no other way to a connection. A [`Tx`] exists only inside a transaction that was opened with
//! its tenant setting, as the door's own database role; a statement without a tenant is not expressible. If the
//! setting were missing all the same, the policies raise an error: nothing is ever seen by accident.
//!
//! Opening costs no round trip: BEGIN and the setting leave with the first statement. The *interactive* form
//! (`in_sign_in`, `in_worker` …) waits for its COMMIT, because it may have changed something; what was put off until
//! then (`at_last`) leaves together with it. What was changed behind the tenant door reaches the disk together with what
//! others changed there at that moment. The *one-shot* form (`look_in_…`, and a permit's read) does not wait: one
//! statement, its setting and its end are one round trip. What a read tells of whom is written down by the pen before
//! it is told.
//!
//! Order of locks: trajectory, then visit. READ COMMITTED.

use std::marker::PhantomData;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, TryFutureExt};
use secrecy::SecretString;

use super::disk::{Disk, Witness};
use super::doorman::{Bearer, Doorman, Entrance, Known};
use super::line::Line;
use super::pen::{Pen, Scribe, Telling};
use super::pool::DoorPool;
use super::urls::{self, Commits};
use super::wire::{Last, Wire};
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
    line: Option<Line>,
    /// How the transaction opens, until its first statement takes that along.
    opening: Option<Intent>,
    /// What is sent together with COMMIT.
    last: Vec<Last>,
    /// What a read tells of whom; a change's lines are among the last.
    telling: Option<Telling>,
    /// Who says that a change is durable, if its own commit does not.
    witness: Option<Witness>,
    organisation: OrganisationId,
    pub context: Context,
    door: PhantomData<D>,
}

impl<D> Tx<D> {
    /// The connection, for a store's statements.
    pub fn conn(&mut self) -> &mut Line {
        self.open().0
    }

    /// The connection for several statements at once, and the circumstances beside it.
    pub fn split(&mut self) -> (&Wire, &Context) {
        let (line, context) = self.open();
        (line, context)
    }

    fn open(&mut self) -> (&mut Line, &Context) {
        match &mut self.line {
            Some(line) => {
                if let Some(intent) = self.opening.take() {
                    line.begin(self.organisation, intent);
                }
                (line, &self.context)
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

    /// Puts a statement off until the transaction commits: it leaves then, in the order given and before COMMIT, and
    /// its failure is the transaction's. What may be read again before that is caught up with first.
    pub(crate) fn at_last<Q>(&mut self, statement: Q)
    where
        Q: QueryFragment<Pg> + QueryId + Send + 'static,
    {
        self.at_last_with(|mut wire| statement.execute(&mut wire).map_ok(drop).boxed());
    }

    /// The same for several statements.
    pub(crate) fn at_last_with<W>(&mut self, work: W)
    where
        W: for<'w> FnOnce(&'w Wire) -> BoxFuture<'w, QueryResult<()>> + Send + 'static,
    {
        self.last.push(Box::new(work));
    }

    /// Carries out what was put off until now: for who reads what it wrote.
    pub(crate) async fn catch_up(&mut self) -> Result<(), Problem> {
        match std::mem::take(&mut self.last) {
            last if last.is_empty() => Ok(()),
            last => Ok(self.split().0.together(last).await?),
        }
    }

    /// The caller of this read may be told what it finds.
    pub(crate) fn release(&self) {
        self.telling.iter().for_each(Telling::release);
    }

    /// The lines of the audit about a read, to be released as soon as it is known that its caller may be told.
    pub(crate) fn telling(&self) -> Option<&Telling> {
        self.telling.as_ref()
    }

    /// Whether something waits for an end that tells of it.
    fn holds_something(&self) -> bool {
        !self.last.is_empty() || self.telling.as_ref().is_some_and(|telling| !telling.is_silent())
    }

    /// Makes the changes durable, and says so only then.
    pub(crate) async fn commit(mut self) -> Result<(), Problem> {
        if self.telling.is_some() {
            return Err(Problem::internal(anyhow::anyhow!("a read has nothing to commit")));
        }
        let last = std::mem::take(&mut self.last);
        if self.opening.is_some() && last.is_empty() {
            drop(self.line.take());
            return Ok(());
        }
        if let Err(error) = self.split().0.commit(last).await {
            let problem = Problem::from(error);
            Box::pin(self.undo(&problem)).await?;
            return Err(problem);
        }
        drop(self.line.take());
        on_disk(self.witness.take()).await
    }

    /// Undoes everything because of a problem; what that tells of is on the disk before anybody hears it.
    pub(crate) async fn undo(self, because: &Problem) -> Result<(), Problem> {
        match because.tells_how_it_stands() {
            true => self.rollback_and_settle().await,
            false => {
                self.rollback().await;
                Ok(())
            }
        }
    }

    /// Undoes everything, and waits until what was found is on the disk: for an answer that tells how something stands.
    pub(crate) async fn rollback_and_settle(mut self) -> Result<(), Problem> {
        let witness = self.witness.take();
        Box::pin(self.rollback()).await;
        on_disk(witness).await
    }

    /// Ends a read that found something. Nobody waits for its transaction, but what it tells of whom must have been written
    /// down before it is told.
    pub(crate) async fn tell(mut self) -> Result<(), Problem> {
        if !self.last.is_empty() {
            return Err(Problem::internal(anyhow::anyhow!("a read can't change anything")));
        }
        // Whoever waits for the connection takes its end along; otherwise that is sent when everything here is over.
        let _end = self.opening.is_none().then(|| self.conn().end());
        drop(self.line.take());
        match self.telling.take() {
            Some(telling) => telling.written().await,
            None => Ok(()),
        }
    }

    /// Undoes everything, and waits until it is undone and every lock is free.
    pub(crate) async fn rollback(mut self) {
        if self.opening.is_none()
            && let Err(problem) = self.conn().batch_execute("ROLLBACK").await
        {
            tracing::warn!(%problem, "rollback failed; the connection is closed");
            return;
        }
        drop(self.line.take());
    }

    /// Ends a transaction that changed nothing, or must not: nobody waits for that.
    pub(crate) fn leave(mut self) {
        if self.opening.is_none() {
            self.conn().give_up();
        }
        drop(self.line.take());
    }
}

impl<D> Drop for Tx<D> {
    fn drop(&mut self) {
        // Left open (a cancelled request, an early return): never back into the pool, PostgreSQL rolls back. What never began
        // is as it was.
        if let Some(line) = self.line.take()
            && self.opening.is_none()
        {
            line.close();
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

/// What a transaction is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// To change something: it is durable before its caller hears of it.
    Change,
    /// To read: PostgreSQL lets it change nothing.
    Read,
}

/// The doors of this process.
#[derive(Clone)]
pub struct Doors {
    tenant: DoorPool,
    /// The tenant door for changes: half as many at once, so that they cost less and let reads pass (decision 0045).
    tenant_changes: DoorPool,
    platform: DoorPool,
    sign_in: DoorPool,
    worker: DoorPool,
    entrance: Entrance,
    pen: Pen,
    disk: Disk,
}

impl Doors {
    /// For so many workers (and everything else): `size` connections altogether for their reads behind the tenant door, half as
    /// many for their changes, and a few for the rest.
    pub fn new(
        database_url: &str,
        password: Option<&SecretString>,
        workers: usize,
        size: usize,
    ) -> anyhow::Result<Self> {
        let open =
            |role, size, commits| DoorPool::new(&urls::as_role(database_url, role, password, commits)?, workers, size);
        let door = |role, size| open(role, size, Commits::Durable);
        let size = size.div_ceil(workers.max(1)).max(2);
        let few = 2;
        Ok(Self {
            tenant: door(urls::TENANT, size)?,
            tenant_changes: open(urls::TENANT, size.div_ceil(2).max(few), Commits::Early)?,
            platform: door(urls::PLATFORM, few)?,
            sign_in: door(urls::SIGN_IN, few)?,
            worker: door(urls::WORKER, few)?,
            entrance: Entrance::new(Doorman(door(urls::WORKER, 1)?), workers),
            pen: Pen::new(Scribe(open(urls::WORKER, 1, Commits::Early)?), workers),
            disk: Disk::new(door(urls::WORKER, 2)?, workers),
        })
    }

    /// What is known today of who shows a token; nothing, when what it says is not so. It is asked at once, whenever the
    /// answer is waited for.
    pub(crate) fn known(&self, bearer: Bearer) -> impl Future<Output = Result<Option<Known>, Problem>> + use<> {
        self.entrance.hand_in(bearer).done()
    }

    async fn tx<D>(
        &self,
        pool: &DoorPool,
        organisation: OrganisationId,
        context: Context,
        intent: Intent,
    ) -> Result<Tx<D>, Problem> {
        let line = Some(pool.get().await?.into());
        let telling = (intent == Intent::Read).then(|| Telling::new(self.pen.clone()));
        let (opening, last) = (Some(intent), Vec::new());
        Ok(Tx { line, opening, last, telling, witness: None, organisation, context, door: PhantomData })
    }

    pub(crate) async fn tenant(
        &self,
        organisation: OrganisationId,
        context: Context,
        intent: Intent,
    ) -> Result<Tx<Tenant>, Problem> {
        // Before anything of it can be committed.
        let (pool, witness) = match intent {
            Intent::Change => (&self.tenant_changes, Some(self.disk.witness().await?)),
            Intent::Read => (&self.tenant, None),
        };
        let mut tx = self.tx(pool, organisation, context, intent).await?;
        tx.witness = witness;
        Ok(tx)
    }

    pub(crate) async fn platform(&self, context: Context, intent: Intent) -> Result<Tx<Platform>, Problem> {
        self.tx(&self.platform, OrganisationId::PLATFORM, context, intent).await
    }

    /// The licence holder's work on behalf of a job or a command.
    pub async fn in_platform<T>(
        &self,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<Platform>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(self.platform(context, Intent::Change).await?, work).await
    }

    pub(crate) async fn sign_in(
        &self,
        organisation: Option<OrganisationId>,
        context: Context,
    ) -> Result<Tx<SignIn>, Problem> {
        let organisation = organisation.unwrap_or(OrganisationId::PLATFORM);
        self.tx(&self.sign_in, organisation, context, Intent::Change).await
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
        glance(self.tx(&self.sign_in, OrganisationId::PLATFORM, context, Intent::Read).await?, look).await
    }

    /// A look of a job or a command that changes nothing.
    pub async fn look_in_worker<T>(
        &self,
        context: Context,
        look: impl AsyncFnOnce(&mut Tx<Worker>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        glance(self.tx(&self.worker, OrganisationId::PLATFORM, context, Intent::Read).await?, look).await
    }

    /// Jobs and commands over everything that they were granted.
    pub async fn in_worker<T>(
        &self,
        context: Context,
        work: impl AsyncFnOnce(&mut Tx<Worker>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        finish(self.tx(&self.worker, OrganisationId::PLATFORM, context, Intent::Change).await?, work).await
    }
}

/// Runs the work; commits what succeeded, rolls back what did not.
async fn finish<D, T>(mut tx: Tx<D>, work: impl AsyncFnOnce(&mut Tx<D>) -> Result<T, Problem>) -> Result<T, Problem> {
    match work(&mut tx).await {
        Ok(value) => Box::pin(tx.commit()).await.map(|()| value),
        Err(problem) => {
            tx.leave();
            Err(problem)
        }
    }
}

/// Waits for the disk, where commits don't.
async fn on_disk(witness: Option<Witness>) -> Result<(), Problem> {
    match witness {
        Some(witness) => witness.reached().await,
        None => Ok(()),
    }
}

/// Looks, and leaves without waiting.
async fn glance<D, T>(mut tx: Tx<D>, look: impl AsyncFnOnce(&mut Tx<D>) -> Result<T, Problem>) -> Result<T, Problem> {
    let seen = look(&mut tx).await;
    let forgotten = tx.holds_something();
    tx.leave();
    match seen {
        Ok(_) if forgotten => Err(Problem::internal(anyhow::anyhow!("a look behind a door can't leave a trace"))),
        seen => seen,
    }
}
