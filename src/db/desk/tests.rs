//! Groups at desks: how many are on their way, and what becomes of one that fails or hangs.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use tokio::task::yield_now;

use super::*;
use crate::db::pool::sit_at;

const ZERO: usize = 0;
const NEVER: usize = 9;

/// Fails for a group with a zero in it, and is never done with one with a nine.
#[derive(Clone, Default)]
struct Slow<const LIMIT_MS: u64> {
    working: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
    groups: Arc<Mutex<Vec<usize>>>,
}

impl<const LIMIT_MS: u64> Clerk for Slow<LIMIT_MS> {
    type Item = usize;
    type Answer = usize;
    const GROUP: usize = 4;
    const FAILED: &'static str = "a group failed";
    const LONGEST: Duration = Duration::from_millis(LIMIT_MS);

    /// The double of each.
    async fn work(&self, items: Vec<usize>) -> Result<Vec<usize>, Problem> {
        let working = self.working.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(working, Ordering::SeqCst);
        self.groups.lock().unwrap().push(items.len());
        if items.contains(&NEVER) {
            pending::<()>().await;
        }
        for _ in 0..10 {
            yield_now().await;
        }
        self.working.fetch_sub(1, Ordering::SeqCst);
        match items.contains(&ZERO) {
            true => Err(Problem::unavailable(anyhow::anyhow!("a zero"))),
            false => Ok(items.into_iter().map(|item| 2 * item).collect()),
        }
    }
}

const WORKERS: usize = 3;
const AN_HOUR: u64 = 3_600_000;

/// How many of these are done when at each worker's desk so many are handed in at once.
async fn done_at_each(desks: &Desks<Slow<AN_HOUR>>, items: [usize; WORKERS], times: usize) -> Vec<usize> {
    let mut at_desks = Vec::new();
    for (worker, item) in items.into_iter().enumerate() {
        sit_at(worker + 1);
        let handed_in: Vec<_> = (0..times).map(|_| desks.hand_in(item).done()).collect();
        at_desks.push(async { join_all(handed_in).await.into_iter().filter(Result::is_ok).count() });
    }
    join_all(at_desks).await
}

#[tokio::test]
async fn groups_of_half_the_threads_are_on_their_way() {
    let clerk = Slow::default();
    let desks = Desks::new(clerk.clone(), WORKERS);
    assert_eq!(done_at_each(&desks, [1, 2, 3], 6).await, [6; WORKERS]);
    assert_eq!(clerk.most_at_once.load(Ordering::SeqCst), 2);
    let mut groups = clerk.groups.lock().unwrap().clone();
    groups.sort_unstable();
    assert_eq!(groups, [2, 2, 2, 4, 4, 4]);
}

#[tokio::test]
async fn everybody_hears_his_own_answer() {
    let desks = Desks::new(Slow::<AN_HOUR>::default(), 1);
    let handed_in: Vec<_> = (1..=6).map(|item| desks.hand_in(item).done()).collect();
    let answers: Vec<_> = join_all(handed_in).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers, [2, 4, 6, 8, 10, 12]);
}

#[tokio::test]
async fn a_group_that_fails_lets_go_what_waits_at_its_desk_only() {
    let desks = Desks::new(Slow::default(), WORKERS);
    assert_eq!(done_at_each(&desks, [1, ZERO, 3], 6).await, [6, 0, 6]);
    assert_eq!(done_at_each(&desks, [1, 2, 3], 1).await, [1; WORKERS]);
}

/// Nobody waits for the one that hangs any more, so only its own limit ends it.
#[tokio::test]
async fn a_group_that_hangs_gives_its_turn_up() {
    let desks = Desks::new(Slow::<20>::default(), 1);
    let hung = desks.hand_in(NEVER);
    yield_now().await;
    drop(hung);
    // Whoever came while it hung may be let go with it.
    for _ in 0..3 {
        if desks.hand_in(1).done().await.is_ok() {
            return;
        }
    }
    panic!("the turn was never given up");
}

#[tokio::test]
async fn nobody_waits_for_ever_for_a_turn() {
    let desks = Desks::new(Slow::<20>::default(), 1);
    let _turn = desks.0.turns.acquire().await.unwrap();
    desks.hand_in(1).done().await.unwrap_err();
}
