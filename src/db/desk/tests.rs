//! Groups at desks: how many are on their way, and what becomes of one that fails or hangs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::runtime::Builder;
use tokio::time::sleep;

use super::*;
use crate::db::pool::sit_at;

/// Takes a while for a group, too long for one with a nine in it, and fails for one with a zero.
#[derive(Clone, Default)]
struct Slow {
    working: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
    groups: Arc<Mutex<Vec<usize>>>,
}

impl Clerk for Slow {
    type Item = usize;
    const GROUP: usize = 4;
    const FAILED: &'static str = "a group failed";
    const LONGEST: Duration = Duration::from_millis(500);

    async fn work(&self, items: Vec<usize>) -> Result<(), Problem> {
        let working = self.working.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(working, Ordering::SeqCst);
        self.groups.lock().unwrap().push(items.len());
        sleep(if items.contains(&9) { Duration::MAX } else { Duration::from_millis(20) }).await;
        self.working.fetch_sub(1, Ordering::SeqCst);
        if items.contains(&0) { Err(Problem::unavailable(anyhow::anyhow!("a zero"))) } else { Ok(()) }
    }
}

const WORKERS: usize = 3;

/// How many of these are done when each worker hands them in at once.
fn done_by_each(desks: &Desks<Slow>, items: [usize; WORKERS], times: usize) -> Vec<usize> {
    let at_work = |(seat, item): (usize, usize)| {
        let desks = desks.clone();
        thread::spawn(move || {
            sit_at(seat + 1);
            Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
                let handed_in: Vec<_> = (0..times).map(|_| desks.hand_in(item).done()).collect();
                join_all(handed_in).await.into_iter().filter(Result::is_ok).count()
            })
        })
    };
    let workers: Vec<_> = items.into_iter().enumerate().map(at_work).collect();
    workers.into_iter().map(|worker| worker.join().unwrap()).collect()
}

#[test]
fn groups_of_half_the_threads_are_on_their_way() {
    let clerk = Slow::default();
    let desks = Desks::new(clerk.clone(), WORKERS);
    assert_eq!(done_by_each(&desks, [1, 2, 3], 6), [6; WORKERS]);
    assert_eq!(clerk.most_at_once.load(Ordering::SeqCst), 2);
    let mut groups = clerk.groups.lock().unwrap().clone();
    groups.sort_unstable();
    assert_eq!(groups, [2, 2, 2, 4, 4, 4]);
}

#[test]
fn a_group_that_fails_lets_go_what_waits_on_its_thread_only() {
    let desks = Desks::new(Slow::default(), WORKERS);
    assert_eq!(done_by_each(&desks, [1, 0, 3], 6), [6, 0, 6]);
    assert_eq!(done_by_each(&desks, [1, 2, 3], 1), [1; WORKERS]);
}

#[test]
fn a_group_that_hangs_gives_its_turn_up() {
    let desks = Desks::new(Slow::default(), 1);
    // Nobody waits for it any more, so only its own limit of time can end it.
    Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
        let hung = desks.hand_in(9);
        sleep(Duration::from_millis(20)).await;
        drop(hung);
        desks.hand_in(1).done().await.unwrap_err();
        desks.hand_in(1).done().await.unwrap();
    });
}
