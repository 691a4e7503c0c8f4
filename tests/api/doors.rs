//! The doors under load and under misfortune: answers never get mixed up, and a connection that died meets nobody.

use diesel_async::SimpleAsyncConnection;
use serde_json::Value;

use crate::support::{Caller, World, held_visit};

#[tokio::test]
async fn a_connection_that_died_is_replaced_before_anybody_meets_it() {
    let world = World::new().await;
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    world.practitioner.get(&path).await.expect(200);
    let mut somebody = world.app.db_connect("postgres").await;
    let end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() \
        AND usename LIKE 'samen_leren_%'";
    for _ in 0..5 {
        somebody.batch_execute(end).await.unwrap();
        world.practitioner.get(&path).await.expect(200);
    }
}

#[tokio::test]
async fn everybody_gets_the_own_answer_however_many_ask_at_once() {
    let world = World::new().await;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    // Two organisations, and a colleague of the first who does not see its family, on the same few connections.
    let callers: [&Caller; 5] =
        [&world.here.leader, &world.practitioner, &colleague, &world.elsewhere.leader, &world.other_practitioner];
    let trajectory = &format!("/v1/trajectories/{}", world.case.trajectory_id);
    let asked = [trajectory.clone(), format!("{trajectory}/steps"), "/v1/visits".to_owned(), "/v1/me".to_owned()];
    let ask = async |number: usize| {
        // Statements of several kinds, some of them sent together.
        let answer = callers[number % 5].get(&asked[number % 4]).await;
        (answer.status, answer.body)
    };
    let mut alone = Vec::new();
    for number in 0..20 {
        alone.push(ask(number).await);
    }
    // Of the trajectory and its steps, the first two see the own one and the others nothing.
    for (number, (status, _)) in alone.iter().enumerate().filter(|(number, _)| number % 4 < 2) {
        assert_eq!(*status, if number % 5 < 2 { 200 } else { 404 }, "{number}");
    }
    let together: Vec<_> = futures_util::future::join_all((0..200).map(&ask)).await;
    for (number, answer) in together.iter().enumerate() {
        assert!(without_request(answer) == without_request(&alone[number % 20]), "{number}: {answer:?}");
    }
}

#[tokio::test]
async fn changes_that_wait_for_each_other_let_reads_pass() {
    let world = World::new().await;
    let somebody = world.app.hold_trajectories().await;
    let visit = |day| held_visit(&world.case, &world.practitioner.id, &format!("2026-03-0{day}"));
    let changes: Vec<_> = (1..=8)
        .map(|day| {
            let (practitioner, visit) = (world.practitioner.clone(), visit(day));
            tokio::spawn(async move { practitioner.post("/v1/visits", &visit).await })
        })
        .collect();
    // As many as can wait for the lock do.
    world.app.until_waiting(2).await;
    for read in ["/v1/visits", "/v1/me"] {
        world.practitioner.get(read).await.expect(200);
    }
    assert!(changes.iter().all(|change| !change.is_finished()));
    drop(somebody);
    for change in changes {
        change.await.unwrap().expect(201);
    }
}

/// An answer but for the number of its request, which problems tell.
fn without_request((status, body): &(u16, Value)) -> (u16, Value) {
    let mut told = body.clone();
    if let Some(told) = told.as_object_mut() {
        told.remove("instance");
        told.remove("requestId");
    }
    (*status, told)
}
