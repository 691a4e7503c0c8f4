//! Lines of the audit about what was read, written in groups: what many readers found at the same moment is one INSERT, in a
//! transaction of its own behind the workers' door, and each is told only after that was committed (it may reach the disk a
//! moment later).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use diesel_async::RunQueryDsl;

use super::audit::AuditLine;
use super::desk::{Clerk, Desks, HandedIn};
use super::kept::kept;
use super::line::Line;
use super::pool::DoorPool;
use crate::problem::Problem;
use crate::schema::audit_events;

/// Writes lines, on connections whose commits may reach the disk a moment later.
pub(super) struct Scribe(pub DoorPool);

pub(super) type Pen = Desks<Scribe>;

impl Clerk for Scribe {
    type Item = AuditLine;
    type Answer = ();

    /// Each number of lines is a statement of its own that stays prepared.
    const GROUP: usize = 32;
    const FAILED: &'static str = "lines of the audit could not be written, and nobody was told what they are about";

    async fn work(&self, lines: Vec<AuditLine>) -> Result<Vec<()>, Problem> {
        let (line, waiting) = (Line::from(self.0.get().await?), lines.len());
        let insert = kept(diesel::insert_into(audit_events::table).values(lines));
        line.alone(insert.execute(&mut &*line)).await?;
        Ok(vec![(); waiting])
    }
}

/// The lines about one read. They leave when it is done, or ahead of it, but not before it is known that its caller may be
/// told.
#[derive(Clone)]
pub(crate) struct Telling {
    pen: Pen,
    lines: Arc<Mutex<Lines>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Lines {
    /// Whether the caller may be told.
    released: bool,
    /// Whether nothing can refuse the read any more.
    certain: bool,
    held: Vec<AuditLine>,
    handed_in: Vec<HandedIn<()>>,
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
            line.done().await?;
        }
        Ok(())
    }
}
