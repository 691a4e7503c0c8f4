//! The doors under load and under misfortune: answers never get mixed up, and a connection that died meets nobody.

use diesel_async::SimpleAsyncConnection;

use crate::support::World;

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
    let (leader, practitioner) = (&world.here.leader, &world.practitioner);
    let own = [leader.get("/v1/me").await.expect(200), practitioner.get("/v1/me").await.expect(200)];
    let trajectory = &format!("/v1/trajectories/{}", world.case.trajectory_id);
    let asked = (0..60).map(|number| async move {
        let who = if number % 2 == 0 { leader } else { practitioner };
        // Statements of several kinds, some of them sent together, on the same few connections.
        match number % 3 {
            0 => who.get(&format!("{trajectory}/steps")).await.expect(200),
            1 => who.get("/v1/visits").await.expect(200),
            _ => who.get("/v1/me").await.expect(200),
        }
    });
    let asked: Vec<_> = futures_util::future::join_all(asked).await;
    for (number, answer) in asked.iter().enumerate().filter(|(number, _)| number % 3 == 2) {
        assert_eq!(*answer, own[number % 2]);
    }
}
