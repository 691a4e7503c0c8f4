//! Who changes something is told when it is on the disk: in groups, whoever else changes something at that moment. That it is
//! there after PostgreSQL was killed is what `make bench ARGS="--kill"` shows.

use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

use crate::support::{World, held_visit};

/// Ends the connections that changes wait for the disk on, waits until they are gone, and says how many there were.
const LOSE_IT: &str = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database()
     AND usename = 'samen_leren_worker' AND query LIKE '%pg_logical_emit_message%' AND pid <> pg_backend_pid()";

/// Gives the right to wait for the disk, or takes it; the function has one parameter more since PostgreSQL 17.
async fn waiting(world: &World, granted: bool) {
    let change =
        if granted { "GRANT EXECUTE ON FUNCTION %s TO PUBLIC" } else { "REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC" };
    let statement = format!(
        "DO $$ DECLARE which regprocedure; BEGIN FOR which IN SELECT oid FROM pg_proc WHERE proname = 'pg_logical_emit_message' LOOP
         EXECUTE format('{change}', which); END LOOP; END $$"
    );
    world.app.db_execute(&statement).await;
}

#[tokio::test]
async fn what_may_not_be_on_the_disk_is_not_told_but_told_when_asked_again() {
    let world = World::new().await;
    let me = &world.practitioner;
    let before = world.app.db_count("SELECT count(*) FROM visits").await;
    waiting(&world, false).await;
    let visit = |day: usize| held_visit(&world.case, &me.id, &format!("2026-03-{:02}", day + 1));
    let add = async |day: usize| me.post_once(&format!("op-de-schijf-{day}"), "/v1/visits", &visit(day)).await;
    for answer in join_all((0..8).map(add)).await {
        assert!(!answer.text.contains(&world.case.family_id), "{}", answer.text);
        assert!(!answer.header("retry-after").is_empty());
        answer.problem(503, "database-unavailable");
    }
    // A read waits for no disk.
    me.get("/v1/visits").await.expect(200);
    waiting(&world, true).await;
    for answer in join_all((0..8).map(add)).await {
        assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, "true"), "{}", answer.text);
    }
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, before + 8);
}

#[tokio::test]
async fn what_was_done_before_waits_for_the_disk_as_well() {
    let world = World::new().await;
    let me = &world.practitioner;
    let mut visit = held_visit(&world.case, &me.id, "2026-03-09");
    visit["id"] = json!(Uuid::now_v7());
    let again = async || me.post_once("nog-eens", "/v1/visits", &visit).await;
    // Without its key, who asks again finds his own visit.
    let anew = async || me.post("/v1/visits", &visit).await;
    // Or runs into somebody else's as late as at his COMMIT.
    let mut hidden = held_visit(&world.case, &me.id, "2026-03-09");
    hidden["id"] = world.hidden_visit().await;
    let late = async || me.post("/v1/visits", &hidden).await;
    let id = again().await.expect(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/visits/{id}");
    let seen_before = async || me.patch(&path, "\"99\"", &json!({ "notes": "Later." })).await;
    anew().await.problem(409, "already-exists");
    late().await.problem(409, "already-exists");
    seen_before().await.problem(412, "stale-version");
    waiting(&world, false).await;
    again().await.problem(503, "database-unavailable");
    anew().await.problem(503, "database-unavailable");
    late().await.problem(503, "database-unavailable");
    seen_before().await.problem(503, "database-unavailable");
    // What is refused for itself was never done.
    let mut strange = visit.clone();
    strange["step"] = json!("unknown");
    me.post("/v1/visits", &strange).await.problem(400, "validation-failed");
    waiting(&world, true).await;
    let answer = again().await;
    assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, "true"));
    anew().await.problem(409, "already-exists");
}

#[tokio::test]
async fn a_connection_that_was_lost_is_only_the_concern_of_who_relied_on_it() {
    let world = World::new().await;
    let me = &world.practitioner;
    let add = async |day: usize| {
        me.post("/v1/visits", &held_visit(&world.case, &me.id, &format!("2026-03-{:02}", day + 1))).await
    };
    add(0).await.expect(201);
    assert!(world.app.db_count(LOSE_IT).await > 0);
    for answer in join_all((1..5).map(add)).await {
        assert!([201, 503].contains(&answer.status), "{}", answer.text);
    }
    for day in 5..9 {
        add(day).await.expect(201);
    }
}

#[tokio::test]
async fn who_holds_a_lost_connection_keeps_nobody_from_a_new_one() {
    let world = World::new().await;
    let me = world.practitioner.clone();
    let visit = |day| held_visit(&world.case, &world.practitioner.id, day);
    me.post("/v1/visits", &visit("2026-03-08")).await.expect(201);
    // A change that began with the connection, and waits for somebody.
    let somebody = world.app.hold_trajectories().await;
    let first = tokio::spawn({
        let (me, visit) = (me.clone(), visit("2026-03-09"));
        async move { me.post_once("verloren", "/v1/visits", &visit).await }
    });
    world.app.until_waiting(1).await;
    assert_eq!(world.app.db_count(LOSE_IT).await, 1);
    let school = json!({ "name": "De Verzinsels", "kind": "regular" });
    world.here.leader.post("/v1/schools", &school).await.expect(201);
    drop(somebody);
    first.await.unwrap().problem(503, "database-unavailable");
    let again = me.post_once("verloren", "/v1/visits", &visit("2026-03-09")).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
}
