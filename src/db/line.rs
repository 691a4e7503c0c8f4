//! The connection of one transaction: a [`Wire`] that was taken out of its pool.

use std::ops::Deref;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::pg::Pg;
use diesel::query_builder::{AsQuery, QueryFragment, QueryId};
use diesel_async::{AsyncConnectionCore, SimpleAsyncConnection};
use futures_util::future::BoxFuture;

use super::pool::{Connection, lasts};
use super::wire::{Rows, Wire};

/// Who has one sends on it. With the last one the connection goes back into its pool.
pub struct Line(Arc<Connection>);

impl Line {
    pub(super) fn second(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Whether both are the same connection.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether it can be used on: it has not ended, and is not too old.
    pub(super) fn lasts(&self) -> bool {
        lasts(&self.0)
    }

    /// Carries out statements outside of a transaction. If they fail or are broken off, the connection is closed.
    pub(super) async fn alone<T>(&self, statements: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
        let mut sent = Sent { line: self, done: false };
        let found = statements.await?;
        sent.done = true;
        Ok(found)
    }
}

/// Statements on their way.
struct Sent<'l> {
    line: &'l Line,
    done: bool,
}

impl Drop for Sent<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.line.close();
        }
    }
}

impl From<Connection> for Line {
    fn from(connection: Connection) -> Self {
        Self(Arc::new(connection))
    }
}

impl Deref for Line {
    type Target = Wire;
    fn deref(&self) -> &Wire {
        &self.0
    }
}

impl SimpleAsyncConnection for Line {
    async fn batch_execute(&mut self, query: &str) -> QueryResult<()> {
        (&mut &**self).batch_execute(query).await
    }
}

impl AsyncConnectionCore for Line {
    // Must not outlive the connection it borrows.
    type LoadFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<Self::Stream<'conn, 'query>>>;
    type ExecuteFuture<'conn, 'query> = BoxFuture<'conn, QueryResult<usize>>;
    type Stream<'conn, 'query> = Rows;
    type Row<'conn, 'query> = <&'conn Wire as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        AsyncConnectionCore::load(&mut &**self, source)
    }

    fn execute_returning_count<'conn, 'query, T>(&'conn mut self, source: T) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        AsyncConnectionCore::execute_returning_count(&mut &**self, source)
    }
}
