//! In which order put-off work leaves, and that nothing is committed beside work that failed.

use std::sync::Mutex;

use super::*;

const MANY: usize = 100;

/// Work that is sent, unless it fails before that, and done at the second look.
fn step(sent: &Mutex<Vec<usize>>, number: usize, fails: bool) -> BoxFuture<'_, QueryResult<()>> {
    async move {
        if fails {
            return Err(Error::QueryBuilderError(number.to_string().into()));
        }
        sent.lock().unwrap().push(number);
        tokio::task::yield_now().await;
        Ok(())
    }
    .boxed()
}

async fn send(fails: impl Fn(usize) -> bool) -> (QueryResult<()>, Vec<usize>) {
    let sent = Mutex::default();
    let work = (0..MANY).map(|number| step(&sent, number, fails(number))).collect();
    let done = in_order(work, step(&sent, MANY, false)).await;
    (done, sent.into_inner().unwrap())
}

#[tokio::test]
async fn the_end_is_sent_last() {
    let (done, sent) = send(|_| false).await;
    assert_eq!(done, Ok(()));
    assert_eq!(sent, (0..=MANY).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_end_is_not_sent_when_something_failed_before_it_was_sent() {
    for first in [0, 7, MANY - 1] {
        let (done, sent) = send(|number| number == first || number == MANY - 1).await;
        assert_eq!(done.unwrap_err().to_string(), first.to_string());
        assert!(!sent.contains(&MANY), "{sent:?}");
    }
}
