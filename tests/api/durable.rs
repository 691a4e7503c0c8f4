//! Who changes something is told when it is on the disk: in groups, whoever else changes something at that moment. That it is
//! there after PostgreSQL was killed is what `make bench ARGS="--kill"` shows.

use futures_util::future::join_all;

use crate::support::{World, held_visit};

const FLUSH: &str = "FUNCTION pg_logical_emit_message(boolean, text, text)";

#[tokio::test]
async fn what_may_not_be_on_the_disk_is_not_told_but_told_when_asked_again() {
    let world = World::new().await;
    let me = &world.practitioner;
    let before = world.app.db_count("SELECT count(*) FROM visits").await;
    world.app.db_execute(&format!("REVOKE EXECUTE ON {FLUSH} FROM PUBLIC")).await;
    let visit = |day: usize| held_visit(&world.case, &me.id, &format!("2026-03-{:02}", day + 1));
    let add = async |day: usize| me.post_once(&format!("op-de-schijf-{day}"), "/v1/visits", &visit(day)).await;
    for answer in join_all((0..8).map(add)).await {
        assert!(!answer.text.contains(&world.case.family_id), "{}", answer.text);
        assert!(!answer.header("retry-after").is_empty(), "{}", answer.text);
        answer.problem(503, "database-unavailable");
    }
    // A read waits for no disk.
    me.get("/v1/visits").await.expect(200);
    world.app.db_execute(&format!("GRANT EXECUTE ON {FLUSH} TO PUBLIC")).await;
    for answer in join_all((0..8).map(add)).await {
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, "true"), "{}", answer.text);
    }
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, before + 8);
}

#[tokio::test]
async fn an_answer_from_before_waits_for_the_disk_as_well() {
    let world = World::new().await;
    let me = &world.practitioner;
    let visit = held_visit(&world.case, &me.id, "2026-03-09");
    me.post_once("nog-eens", "/v1/visits", &visit).await.expect(201);
    world.app.db_execute(&format!("REVOKE EXECUTE ON {FLUSH} FROM PUBLIC")).await;
    me.post_once("nog-eens", "/v1/visits", &visit).await.problem(503, "database-unavailable");
    world.app.db_execute(&format!("GRANT EXECUTE ON {FLUSH} TO PUBLIC")).await;
    let again = me.post_once("nog-eens", "/v1/visits", &visit).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
}
