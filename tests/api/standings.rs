//! What a caller is today decides what a read tells, also where the service remembers what the caller was.

use std::time::Duration;

use diesel_async::SimpleAsyncConnection;
use futures_util::future::{join, join_all};
use samen_leren::ids::OrganisationId;
use serde_json::json;
use uuid::Uuid;

use crate::authorisation::integration;
use crate::support::{Caller, Cluster, Practitioner, World, held_visit, planned_visit};

async fn give(world: &World, to: &Practitioner, roles: &[&str]) {
    let path = format!("/v1/users/{}", to.user_id);
    let etag = world.here.leader.etag(&path).await;
    world.here.leader.patch(&path, &etag, &json!({ "roles": roles })).await.expect(200);
}

#[tokio::test]
async fn a_role_that_was_given_or_taken_counts_at_the_next_read() {
    let world = World::new().await;
    let visit = planned_visit(&world.case, &world.practitioner.id, "2026-12-01T10:00:00Z");
    world.practitioner.post("/v1/visits", &visit).await.expect(201);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let looks = async |status: u16, visits: usize| {
        // Twice: with what was remembered of before, and with what is remembered now.
        for _ in 0..2 {
            assert_eq!(colleague.get(&trajectory).await.status, status);
            let page = colleague.get("/v1/visits").await.expect(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(visits));
        }
    };
    looks(404, 0).await;
    give(&world, &colleague, &["practitioner", "project_leader"]).await;
    looks(200, 1).await;
    give(&world, &colleague, &["practitioner"]).await;
    looks(404, 0).await;
    let traced = format!(
        "SELECT count(*) FROM audit_events WHERE action IN ('getTrajectory', 'listVisits') AND actor_id = '{}' \
         AND cardinality(family_ids) > 0",
        colleague.account_id
    );
    assert_eq!(world.app.db_count(&traced).await, 4, "what was found in vain is nobody's reading");
}

#[tokio::test]
async fn what_was_taken_away_is_refused_at_the_next_read_and_once_in_the_audit() {
    let world = World::new().await;
    let refused = "SELECT count(*) FROM audit_events WHERE outcome = 'refused' AND action = 'listUsers'";
    give(&world, &world.practitioner, &["practitioner", "project_leader"]).await;
    world.practitioner.get("/v1/users").await.expect(200);
    give(&world, &world.practitioner, &["practitioner"]).await;
    world.practitioner.get("/v1/users").await.problem(403, "forbidden");
    assert_eq!(world.app.db_count(refused).await, 1);

    let system = integration(&world, &["schools:read", "families:read"]).await;
    system.get("/v1/families").await.expect(200);
    let leader = &world.here.leader;
    let clients = leader.get("/v1/api-clients").await.expect(200);
    let client = format!("/v1/api-clients/{}", clients["items"][0]["id"].as_str().unwrap());
    leader.patch(&client, &leader.etag(&client).await, &json!({ "scopes": ["schools:read"] })).await.expect(200);
    system.get("/v1/families").await.problem(403, "forbidden");
    system.get("/v1/schools").await.expect(200);
}

#[tokio::test]
async fn who_hangs_up_half_way_leaves_nothing_behind() {
    let world = World::new().await;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    for micros in (0..4_000).step_by(40) {
        let asked = world.practitioner.get(&trajectory);
        let _ = tokio::time::timeout(Duration::from_micros(micros), asked).await;
    }
    for _ in 0..8 {
        world.practitioner.get(&trajectory).await.expect(200);
    }
    let log = Cluster::get().await.log();
    assert!(!log.contains("already a transaction in progress"), "a connection came back with its transaction open");
}

#[tokio::test]
async fn who_was_suspended_reads_nothing_more() {
    let world = World::new().await;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    world.practitioner.get(&trajectory).await.expect(200);
    let path = format!("/v1/users/{}", world.practitioner.user_id);
    let etag = world.here.leader.etag(&path).await;
    world.here.leader.act_bare(&format!("{path}/suspend"), &etag).await.expect(200);
    for _ in 0..2 {
        world.practitioner.get(&trajectory).await.problem(401, "unauthorized");
    }
    // The licence holder's door has a memory of its own.
    world.staff.get("/v1/organisations").await.expect(200);
    let session = &world.staff.session_id;
    world.app.db_execute(&format!("UPDATE sessions SET expires_at = created_at WHERE id = '{session}'")).await;
    world.staff.get("/v1/organisations").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_token_counts_only_where_its_session_or_system_belongs() {
    let world = World::new().await;
    let state = &world.app.state;
    let elsewhere = Some(world.elsewhere.id.parse().unwrap());
    // Signed by ourselves: what is tried here is what stands behind the signature.
    let in_organisation = async |caller: &Caller, organisation: Option<Uuid>| {
        let mut claims = state.verify(caller.token.as_ref().unwrap()).await.unwrap().expect("a good token");
        claims.org = organisation.map(OrganisationId);
        claims.jti = Uuid::now_v7();
        world.app.caller(Some(state.sign(&claims).await.unwrap()))
    };
    let (leader, staff) = (&world.here.leader, &world.staff);
    let system = integration(&world, &["schools:read"]).await;
    let here = Some(world.here.id.parse().unwrap());
    let cases: [(&Caller, Option<Uuid>, &str, u16); 8] = [
        (leader, here, "/v1/schools", 200),
        (leader, elsewhere, "/v1/schools", 401),
        (leader, None, "/v1/organisations", 401),
        (staff, None, "/v1/organisations", 200),
        (staff, here, "/v1/schools", 401),
        (&system, here, "/v1/schools", 200),
        (&system, elsewhere, "/v1/schools", 401),
        (&system, None, "/v1/organisations", 401),
    ];
    let mut callers = Vec::new();
    for (caller, organisation, path, status) in cases {
        callers.push((in_organisation(caller, organisation).await, path, status));
    }
    // All at once, so that they are looked at together, and again when it is remembered who they are.
    for _ in 0..4 {
        let answers = join_all(callers.iter().map(async |(caller, path, _)| caller.get(path).await.status)).await;
        assert_eq!(answers, callers.iter().map(|(.., status)| *status).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn nothing_is_told_or_changed_when_it_can_not_be_seen_who_comes_in() {
    let world = World::new().await;
    let me = &world.practitioner;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let visit = held_visit(&world.case, &me.id, "2026-03-09");
    // From here on it is remembered who asks.
    me.get(&trajectory).await.expect(200);
    let traces = "SELECT count(*) FROM audit_events";
    let (before, visits) = (world.app.db_count(traces).await, world.app.db_count("SELECT count(*) FROM visits").await);
    world.app.db_execute("REVOKE SELECT ON standings FROM samen_leren_worker").await;
    for answer in join_all((0..8).map(|_| me.get(&trajectory))).await {
        answer.problem(503, "database-unavailable");
    }
    me.post_once("wie-komt-daar", "/v1/visits", &visit).await.problem(503, "database-unavailable");
    assert_eq!(world.app.db_count(traces).await, before);
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, visits);
    world.app.db_execute("GRANT SELECT ON standings TO samen_leren_worker").await;
    me.get(&trajectory).await.expect(200);
    let answer = me.post_once("wie-komt-daar", "/v1/visits", &visit).await;
    assert_eq!((answer.status, answer.header("idempotency-replayed")), (201, ""));
}

#[tokio::test]
async fn a_look_at_who_comes_in_that_is_lost_is_made_good() {
    let world = World::new().await;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    world.practitioner.get(&trajectory).await.expect(200);
    let mut somebody = world.app.db_connect("postgres").await;
    let lose_it = "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity \
        WHERE datname = current_database() AND usename = 'samen_leren_worker' AND wait_event_type = 'Lock'";
    // Nobody else looks at sessions in a read.
    somebody.batch_execute("BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let interrupt = async {
        world.app.until_waiting(1).await;
        assert_eq!(world.app.db_count(lose_it).await, 1);
        somebody.batch_execute("ROLLBACK").await.unwrap();
    };
    let (answer, ()) = join(world.practitioner.get(&trajectory), interrupt).await;
    answer.expect(200);
}

#[tokio::test]
async fn who_is_suspended_while_he_waits_for_a_connection_changes_nothing() {
    let world = World::new().await;
    let me = &world.practitioner;
    let visit = |day| held_visit(&world.case, &me.id, &format!("2026-03-0{day}"));
    let add = |day| {
        let (me, visit) = (me.clone(), visit(day));
        tokio::spawn(async move { me.post("/v1/visits", &visit).await })
    };
    let somebody = world.app.hold_trajectories().await;
    let let_in = [add(1), add(2)];
    // All connections for changes are taken.
    world.app.until_waiting(2).await;
    let now = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS count";
    let looked = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'samen_leren_worker' \
         AND query LIKE '%\"standings\"%' AND query_start > to_timestamp({} / 1000000.0)",
        world.app.db_count(now).await
    );
    let waits = add(3);
    while world.app.db_count(&looked).await == 0 {}
    // Longer than a look stays good.
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let suspend = format!("UPDATE memberships SET status = 'suspended' WHERE id = '{}'", me.user_id);
    world.app.db_execute(&suspend).await;
    drop(somebody);
    waits.await.unwrap().problem(401, "unauthorized");
    for change in let_in {
        change.await.unwrap().expect(201);
    }
}
