//! Work that is done for many at once. What waits on one worker's thread goes in groups: at once, or with all that came while
//! the groups before it were on their way: of half as many threads at a time, since the longer the others wait for their
//! turn, the larger their groups are, and the less is done in all. Nothing waits for a group to fill.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::sync::oneshot::{self, Receiver, Sender};
use tokio::time::{Timeout, timeout};

use super::pool::seat;
use crate::problem::Problem;

/// Who does the work of a group, at every desk.
pub(super) trait Clerk: Send + Sync + 'static {
    type Item: Send + 'static;
    /// What whoever handed something in hears when it is done.
    type Answer: Send + 'static;

    /// How many at most are done at once.
    const GROUP: usize;
    /// What it means when a group fails, for its log.
    const FAILED: &'static str;
    /// No group takes longer, and nobody waits longer for one.
    const LONGEST: Duration = Duration::from_secs(10);

    /// Does it, and gives an answer for each, in order.
    fn work(&self, items: Vec<Self::Item>) -> impl Future<Output = Result<Vec<Self::Answer>, Problem>> + Send;
}

/// What became of something that was handed in; why it failed, if so.
type Done<A> = Result<A, Arc<str>>;

/// Something that was handed in.
pub(super) struct HandedIn<A>(Timeout<Receiver<Done<A>>>);

impl<A> HandedIn<A> {
    /// Waits until its group is done.
    pub(super) async fn done(self) -> Result<A, Problem> {
        let done = self.0.await.map_err(Problem::unavailable)?.unwrap_or_else(|_| {
            Err("this was not done, because what was done before it failed or was broken off".into())
        });
        done.map_err(|why| Problem::unavailable(anyhow::anyhow!(why)))
    }
}

struct Waiting<C: Clerk> {
    item: C::Item,
    done: Sender<Done<C::Answer>>,
}

struct Desk<C: Clerk> {
    waiting: Vec<Waiting<C>>,
    /// Whether somebody works here; he takes along what comes meanwhile.
    busy: bool,
}

impl<C: Clerk> Default for Desk<C> {
    fn default() -> Self {
        Self { waiting: Vec::new(), busy: false }
    }
}

/// A desk for every worker's thread, and one for everything else.
pub(super) struct Desks<C: Clerk>(Arc<Office<C>>);

struct Office<C: Clerk> {
    clerk: C,
    desks: Vec<Mutex<Desk<C>>>,
    /// Whose turn it is: nobody works without.
    turns: Semaphore,
}

impl<C: Clerk> Clone for Desks<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C: Clerk> Desks<C> {
    pub(super) fn new(clerk: C, workers: usize) -> Self {
        let desks = (0..=workers).map(|_| Mutex::default()).collect();
        Self(Arc::new(Office { clerk, desks, turns: Semaphore::new(workers.div_ceil(2).max(1)) }))
    }

    fn desk(&self, seat: usize) -> Option<MutexGuard<'_, Desk<C>>> {
        self.0.desks.get(seat).map(|desk| desk.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands something in. It is done as long as somebody waits for it.
    pub(super) fn hand_in(&self, item: C::Item) -> HandedIn<C::Answer> {
        let (done, hear) = oneshot::channel();
        let seat = seat(self.0.desks.len());
        let shift = self.desk(seat).and_then(|mut desk| {
            desk.waiting.push(Waiting { item, done });
            (!std::mem::replace(&mut desk.busy, true)).then(|| Shift { desks: self.clone(), seat, over: false })
        });
        shift.into_iter().for_each(|shift| drop(tokio::spawn(shift.work())));
        HandedIn(timeout(C::LONGEST, hear))
    }
}

/// Somebody working at a desk. If he goes before it is empty, or is taken away, what waits there is let go and fails.
struct Shift<C: Clerk> {
    desks: Desks<C>,
    seat: usize,
    over: bool,
}

impl<C: Clerk> Shift<C> {
    /// Does group after group, until nothing waits any more or something went wrong.
    async fn work(mut self) {
        let office = Arc::clone(&self.desks.0);
        while let Ok(_turn) = office.turns.acquire().await
            && let Some(group) = self.next()
        {
            let (items, waiting): (Vec<_>, Vec<_>) = group.into_iter().map(|one| (one.item, one.done)).unzip();
            let worked = timeout(C::LONGEST, office.clerk.work(items)).await;
            let answers = match worked.unwrap_or_else(|late| Err(Problem::unavailable(late))) {
                Ok(answers) => answers,
                // What broke may have broken for those behind it as well: they are let go, and try anew.
                Err(error) => return fail(waiting, &error, C::FAILED),
            };
            for (one, answer) in waiting.into_iter().zip(answers) {
                // Whoever has gone meanwhile was told nothing.
                let _ = one.send(Ok(answer));
            }
        }
    }

    /// The things that somebody waits for, up to a group of them.
    fn next(&mut self) -> Option<Vec<Waiting<C>>> {
        let mut desk = self.desks.desk(self.seat)?;
        desk.waiting.retain(|one| !one.done.is_closed());
        let group = desk.waiting.len().min(C::GROUP);
        let group: Vec<_> = desk.waiting.drain(..group).collect();
        desk.busy = !group.is_empty();
        self.over = group.is_empty();
        Some(group).filter(|group| !group.is_empty())
    }
}

/// Tells everybody in a group that it failed, and why.
fn fail<A>(group: Vec<Sender<Done<A>>>, error: &Problem, what: &str) {
    tracing::error!(%error, "{what}");
    let why: Arc<str> = format!("{what}: {error}").into();
    for one in group {
        let _ = one.send(Err(Arc::clone(&why)));
    }
}

impl<C: Clerk> Drop for Shift<C> {
    fn drop(&mut self) {
        if !self.over
            && let Some(mut desk) = self.desks.desk(self.seat)
        {
            *desk = Desk::default();
        }
    }
}

#[cfg(test)]
mod tests;
