//! One connection to PostgreSQL, moved along by whoever waits for it. tokio-postgres leaves its connection to a task of
//! its own, and every answer then travels through that task, often on another thread; here the future that waits for an
//! answer does the sending and receiving itself. Statements leave in the order in which they were first polled: also
//! when one is not prepared yet, since the cache of prepared statements lets one future in at a time, first come first
//! served. Simple statements (`batch_execute`) are the exception: they go out at once, whatever still waits to be prepared.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::{BoxFuture, join_all, ready};
use futures_util::{FutureExt, StreamExt, TryFutureExt, stream};
use tokio::runtime::Handle;
use tokio::task::unconstrained;
use tokio_postgres::NoTls;
use tokio_postgres::tls::NoTlsStream;

use super::address::Address;
use super::doors::Intent;
use super::kept::{Kept, kept};
use super::one_sync::OneSync;
use super::socket::{self, Duplex};
use crate::ids::OrganisationId;

type Stream = tokio_postgres::Connection<OneSync<Box<dyn Duplex>>, NoTlsStream>;
type Row = <AsyncPgConnection as AsyncConnectionCore>::Row<'static, 'static>;
/// What a statement gave.
pub(super) type Rows = stream::Iter<std::vec::IntoIter<QueryResult<Row>>>;

/// Statements that were put off.
pub(super) type Last = Box<dyn for<'w> FnOnce(&'w Wire) -> BoxFuture<'w, QueryResult<()>> + Send>;

const COMMIT: &str = "COMMIT";

/// The beginning of a transaction.
fn begin(intent: Intent) -> Kept<impl QueryFragment<Pg> + QueryId + Send> {
    kept(diesel::sql_query(match intent {
        Intent::Read => "BEGIN READ ONLY",
        Intent::Change => "BEGIN",
    }))
}

/// The organisation of a transaction, for its policies.
fn setting(organisation: OrganisationId) -> Kept<impl QueryFragment<Pg> + QueryId + Send> {
    let statement = "SELECT set_config('app.organisation_id', $1, true)";
    kept(diesel::sql_query(statement).bind::<Text, _>(organisation.0.to_string()))
}

/// A connection, for as many statements at once as are sent.
pub struct Wire {
    session: AsyncPgConnection,
    motor: Arc<Motor>,
}

/// What reads and writes the socket.
struct Motor(Mutex<Turning>);

struct Turning {
    /// Absent once it has ended; then every future that waits for an answer hears that the connection is closed.
    stream: Option<Stream>,
    /// Who else waits: the socket only wakes whoever polled it last.
    waiting: Vec<Waker>,
    /// Whether the end of a transaction is queued that nobody waits for.
    ending: bool,
}

impl Turning {
    fn turn(&mut self, context: &mut Context<'_>) {
        self.ending = false;
        while let Some(stream) = &mut self.stream {
            match stream.poll_message(context) {
                Poll::Pending => return,
                // Notices and notifications; we asked for neither.
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(end) => {
                    if let Some(Err(error)) = end {
                        tracing::debug!(?error, "a connection to PostgreSQL ended");
                    }
                    self.stream = None;
                }
            }
        }
    }

    /// Sends what is queued, and takes in what has come, without waiting for more.
    fn push(&mut self) {
        let _ = unconstrained(async { self.turn(&mut Context::from_waker(Waker::noop())) }).now_or_never();
    }
}

impl Motor {
    fn lock(&self) -> MutexGuard<'_, Turning> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is queued and takes in what has come.
    fn turn(&self, context: &mut Context<'_>) {
        self.lock().turn(context);
    }

    /// The answer of `work`, which waits on this connection.
    async fn drive<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        let mut waiter = Waiter { motor: self, waker: None };
        let mut asked = false;
        poll_fn(|context| {
            if let Poll::Ready(done) = work.as_mut().poll(context) {
                return Poll::Ready(done);
            }
            waiter.wait(context.waker());
            // What else is asked in the same breath comes first, so that all of it leaves together.
            if !std::mem::replace(&mut asked, true) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            self.turn(context);
            work.as_mut().poll(context)
        })
        .await
    }
}

/// A future that moves the motor. When it is done or dropped, the others are woken: one of them goes on.
struct Waiter<'m> {
    motor: &'m Motor,
    waker: Option<Waker>,
}

impl Waiter<'_> {
    fn wait(&mut self, waker: &Waker) {
        let mut turning = self.motor.lock();
        // Whoever was done has taken the list: those who were woken and wait on are on it again.
        if !turning.waiting.iter().any(|known| known.will_wake(waker)) {
            turning.waiting.push(waker.clone());
        }
        if self.waker.as_ref().is_none_or(|known| !known.will_wake(waker)) {
            self.waker = Some(waker.clone());
        }
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        let Some(own) = self.waker.take() else { return };
        let others = std::mem::take(&mut self.motor.lock().waiting);
        // Futures joined in one task share its waker: whoever is done there needs nobody woken.
        others.into_iter().filter(|waker| !waker.will_wake(&own)).for_each(Waker::wake);
    }
}

impl Wire {
    pub(super) async fn connect(address: &Address) -> anyhow::Result<Self> {
        let socket = OneSync::new(socket::reach(address).await?);
        let (client, stream) = address.config.connect_raw(socket, NoTls).await?;
        let turning = Turning { stream: Some(stream), waiting: Vec::new(), ending: false };
        let motor = Arc::new(Motor(Mutex::new(turning)));
        let session = motor.drive(AsyncPgConnection::try_from(client)).await?;
        let wire = Self { session, motor };
        wire.prepare_frame().await?;
        Ok(wire)
    }

    /// Prepares what opens and ends transactions, so that it can be sent without waiting for it.
    async fn prepare_frame(&self) -> QueryResult<()> {
        let mut wire = self;
        for intent in [Intent::Change, Intent::Read] {
            begin(intent).execute(&mut wire).await?;
            setting(OrganisationId::PLATFORM).execute(&mut wire).await?;
            kept(diesel::sql_query(COMMIT)).execute(&mut wire).await?;
        }
        Ok(())
    }

    /// Begins a transaction in an organisation. Nobody waits for that: it leaves with the first statement. If it fails
    /// the connection is broken, or that statement is passed over with it and fails too.
    pub(super) fn begin(&self, organisation: OrganisationId, intent: Intent) {
        let mut session = &self.session;
        // The first poll sends, as both are prepared; no budget of the runtime may stand in between.
        let _ = unconstrained(begin(intent).execute(&mut session)).now_or_never();
        let _ = unconstrained(setting(organisation).execute(&mut session)).now_or_never();
    }

    /// Sends these statements and COMMIT behind them.
    pub(super) async fn commit(&self, last: Vec<Last>) -> QueryResult<()> {
        let mut wire = self;
        let commit = async { kept(diesel::sql_query(COMMIT)).execute(&mut wire).await.map(drop) };
        in_order(last.into_iter().map(|work| work(self)).collect(), commit.boxed()).await
    }

    /// Sends these statements in one breath.
    pub(super) async fn together(&self, work: Vec<Last>) -> QueryResult<()> {
        in_order(work.into_iter().map(|work| work(self)).collect(), ready(Ok(())).boxed()).await
    }

    /// Ends a transaction that only read. Nobody waits for that: it leaves with whatever is sent next on this connection, or
    /// at the next turn of the thread after what is returned was dropped.
    pub(super) fn end(&self) -> Ending {
        let mut session = &self.session;
        let _ = unconstrained(kept(diesel::sql_query(COMMIT)).execute(&mut session)).now_or_never();
        self.motor.lock().ending = true;
        Ending(Arc::clone(&self.motor))
    }

    /// Ends the transaction and undoes it, without waiting.
    pub(super) fn give_up(&self) {
        let _ = (&self.session).batch_execute("ROLLBACK").now_or_never();
        self.motor.lock().push();
    }

    /// Ends the connection, whoever waits for an answer: PostgreSQL undoes what was not committed.
    pub(super) fn close(&self) {
        self.motor.lock().stream = None;
    }

    /// Takes in what has come. `false` when the connection is gone.
    pub(super) fn is_open(&self) -> bool {
        let mut turning = self.motor.lock();
        // Just used, if its end is still here: that leaves with the next transaction. Whoever waits hears it himself, and must
        // stay the one who is woken.
        if !turning.ending && turning.waiting.is_empty() {
            turning.push();
        }
        turning.stream.is_some()
    }
}

/// The end of a read that was not sent yet.
pub(super) struct Ending(Arc<Motor>);

impl Drop for Ending {
    fn drop(&mut self) {
        // Without a runtime the process is at its end, and the connection with it.
        let Ok(runtime) = Handle::try_current() else { return };
        let motor = Arc::clone(&self.0);
        runtime.spawn(async move {
            let mut turning = motor.lock();
            // Whoever waits by now takes it along, and must stay the one who is woken.
            if turning.ending && turning.waiting.is_empty() {
                turning.push();
            }
        });
    }
}

/// What became of this work and of its end, sent in this order. The first that failed says why: what came after it, the
/// end too, was passed over. Of what failed before it could be sent PostgreSQL knows nothing, so then the end is not sent.
async fn in_order(work: Vec<BoxFuture<'_, QueryResult<()>>>, end: BoxFuture<'_, QueryResult<()>>) -> QueryResult<()> {
    let failed = AtomicBool::new(false);
    let noting = |_: &_| failed.store(true, Ordering::Relaxed);
    let end = async {
        match AtomicBool::load(&failed, Ordering::Relaxed) {
            true => Err(Error::RollbackTransaction),
            false => end.await,
        }
    };
    let work = work.into_iter().map(|work| work.inspect_err(noting).boxed());
    join_all(work.chain([end.boxed()])).await.into_iter().collect()
}

impl SimpleAsyncConnection for &Wire {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        self.motor.drive((&self.session).batch_execute(query)).await
    }
}

impl<'a> AsyncConnectionCore for &'a Wire {
    type LoadFuture<'conn, 'query> = BoxFuture<'a, QueryResult<Self::Stream<'conn, 'query>>>;
    type ExecuteFuture<'conn, 'query> = BoxFuture<'a, QueryResult<usize>>;
    type Stream<'conn, 'query> = Rows;
    type Row<'conn, 'query> = Row;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        let wire: &'a Wire = self;
        let asked = AsyncConnectionCore::load(&mut &wire.session, source);
        wire.motor.drive(async move { Ok(stream::iter(asked.await?.collect::<Vec<_>>().await)) }).boxed()
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        let wire: &'a Wire = self;
        let asked = (&mut &wire.session).execute_returning_count(source);
        wire.motor.drive(asked).boxed()
    }
}

#[cfg(test)]
mod tests;
