//! Lines of the audit about what was read, written in groups: what many readers found at the same moment is one INSERT, in a
//! transaction of its own behind the workers' door, and each is told only after that was committed (it may reach the disk a
//! moment later). A line never waits for a group to fill: it leaves at once, or with all that came while the group before it
//! was on its way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel_async::RunQueryDsl;
use tokio::sync::oneshot::{self, Receiver, Sender};

use super::audit::AuditLine;
use super::doors::Intent;
use super::kept::kept;
use super::line::Line;
use super::pool::{DoorPool, seat};
use crate::ids::OrganisationId;
use crate::problem::Problem;
use crate::schema::audit_events;

/// How many lines one statement writes at most. Each number of lines is a statement of its own that stays prepared.
const GROUP: usize = 32;

/// What became of a line; why it could not be written, if so.
type Written = Result<(), Arc<str>>;

struct Waiting {
    line: AuditLine,
    written: Sender<Written>,
}

/// The lines that wait on one worker's thread.
#[derive(Default)]
struct Desk {
    waiting: Vec<Waiting>,
    /// Whether somebody writes; he takes along what comes meanwhile.
    writing: bool,
}

/// Writes for every worker thread, on a connection of its own.
#[derive(Clone)]
pub(super) struct Pen {
    pool: DoorPool,
    desks: Arc<[Mutex<Desk>]>,
}

impl Pen {
    pub(super) fn new(pool: DoorPool, workers: usize) -> Self {
        Self { pool, desks: (0..=workers).map(|_| Mutex::default()).collect() }
    }

    fn desk(&self, seat: usize) -> Option<MutexGuard<'_, Desk>> {
        self.desks.get(seat).map(lock)
    }

    /// Hands a line in. It is written as long as somebody waits for it.
    fn hand_in(&self, line: AuditLine) -> Receiver<Written> {
        let (written, hear) = oneshot::channel();
        let seat = seat(self.desks.len());
        let shift = self.desk(seat).and_then(|mut desk| {
            desk.waiting.push(Waiting { line, written });
            (!std::mem::replace(&mut desk.writing, true)).then(|| Shift { pen: self.clone(), seat, over: false })
        });
        shift.into_iter().for_each(|shift| drop(tokio::spawn(shift.work())));
        hear
    }

    async fn write(&self, lines: Vec<AuditLine>) -> Result<(), Problem> {
        let line = Line::from(self.pool.get().await?);
        line.begin(OrganisationId::PLATFORM, Intent::Trace);
        let insert = kept(diesel::insert_into(audit_events::table).values(lines));
        let done = line.commit(vec![Box::new(move |mut wire| insert.execute(&mut wire))]).await;
        if done.is_err() {
            line.close();
        }
        Ok(done?)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Somebody writing at a desk. If he goes before it is empty, or is taken away, what waits there is let go and fails.
struct Shift {
    pen: Pen,
    seat: usize,
    over: bool,
}

impl Shift {
    /// Writes group after group, until nothing waits any more or something went wrong.
    async fn work(mut self) {
        while let Some(group) = self.next() {
            let (lines, waiting): (Vec<_>, Vec<_>) = group.into_iter().map(|one| (one.line, one.written)).unzip();
            let written = self.pen.write(lines).await.map_err(|error| {
                tracing::error!(%error, "lines of the audit could not be written; nobody was told what they are about");
                Arc::from(format!("the audit could not be written: {error}"))
            });
            let failed = written.is_err();
            for one in waiting {
                // Whoever has gone meanwhile was told nothing.
                let _ = one.send(written.clone());
            }
            if failed {
                // Those behind it would wait as long, for the same.
                return;
            }
        }
    }

    /// The lines that somebody waits for, up to a group of them.
    fn next(&mut self) -> Option<Vec<Waiting>> {
        let mut desk = self.pen.desk(self.seat)?;
        desk.waiting.retain(|one| !one.written.is_closed());
        let group = desk.waiting.len().min(GROUP);
        let group: Vec<_> = desk.waiting.drain(..group).collect();
        desk.writing = !group.is_empty();
        self.over = group.is_empty();
        Some(group).filter(|group| !group.is_empty())
    }
}

impl Drop for Shift {
    fn drop(&mut self) {
        if !self.over
            && let Some(mut desk) = self.pen.desk(self.seat)
        {
            *desk = Desk::default();
        }
    }
}

/// The lines about one read. They leave when it is done, or ahead of it, but not before it is known that its caller may be
/// told.
#[derive(Clone)]
pub(crate) struct Telling {
    pen: Pen,
    lines: Arc<Mutex<Lines>>,
}

#[derive(Default)]
struct Lines {
    /// Whether the caller may be told.
    released: bool,
    /// Whether nothing can refuse the read any more.
    certain: bool,
    held: Vec<AuditLine>,
    handed_in: Vec<Receiver<Written>>,
}

impl Lines {
    fn hand_in(&mut self, pen: &Pen) {
        if self.released && self.certain {
            self.handed_in.extend(self.held.drain(..).map(|line| pen.hand_in(line)));
        }
    }
}

impl Telling {
    pub(super) fn new(pen: Pen) -> Self {
        Self { pen, lines: Arc::default() }
    }

    fn update(&self, update: impl FnOnce(&mut Lines)) {
        let mut lines = lock(&self.lines);
        update(&mut lines);
        lines.hand_in(&self.pen);
    }

    pub(super) fn add(&self, line: AuditLine) {
        self.update(|lines| lines.held.push(line));
    }

    /// The caller may be told.
    pub(crate) fn release(&self) {
        self.update(|lines| lines.released = true);
    }

    /// Nothing can refuse the read any more.
    pub(super) fn be_certain(&self) {
        self.update(|lines| lines.certain = true);
    }

    /// Whether anything is told.
    pub(super) fn is_silent(&self) -> bool {
        let lines = lock(&self.lines);
        lines.held.is_empty() && lines.handed_in.is_empty()
    }

    /// Waits, at the end of the read, until every line is written.
    pub(super) async fn written(self) -> Result<(), Problem> {
        self.be_certain();
        let Lines { held, handed_in, .. } = std::mem::take(&mut *lock(&self.lines));
        if !held.is_empty() {
            return Err(Problem::internal(anyhow::anyhow!("nobody said that this caller may be told")));
        }
        for line in handed_in {
            let written = line.await.unwrap_or_else(|_| Err("whoever wrote the audit was taken away".into()));
            written.map_err(|why| Problem::unavailable(anyhow::anyhow!(why)))?;
        }
        Ok(())
    }
}
