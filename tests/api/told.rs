//! What was read is written down before it is told: in groups, whoever else reads at that moment.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use crate::support::{World, held_visit};

const READ: &str = "SELECT count(*) FROM audit_events WHERE outcome = 'read'";

#[tokio::test]
async fn what_many_read_at_once_is_written_down_once_for_each() {
    let world = World::new().await;
    let (here, there) = (&world.practitioner, &world.other_practitioner);
    here.post("/v1/visits", &held_visit(&world.case, &here.id, "2026-03-09")).await.expect(201);
    let (case, other) = (&world.case, &world.other_case);
    let paths = [
        (here, format!("/v1/trajectories/{}", case.trajectory_id), &world.here.id, Some(&case.family_id)),
        (here, "/v1/visits".into(), &world.here.id, Some(&case.family_id)),
        (there, format!("/v1/trajectories/{}", other.trajectory_id), &world.elsewhere.id, Some(&other.family_id)),
        (there, "/v1/visits".into(), &world.elsewhere.id, None),
    ];
    let before = world.app.db_count(READ).await;
    let mut expected = BTreeMap::new();
    for _ in 0..5 {
        let asked = paths.iter().cycle().take(40);
        let answers = join_all(asked.map(async |(caller, path, ..)| caller.get(path).await)).await;
        for (answer, (caller, _, organisation, family)) in answers.iter().zip(paths.iter().cycle()) {
            assert_eq!(answer.status, 200, "{}", answer.text);
            let families = family.map_or("{}".to_owned(), |family| format!("{{{family}}}"));
            let line = format!("{organisation} {} {families}", caller.account_id);
            expected.insert(answer.header("x-request-id").to_owned(), line);
        }
    }
    assert_eq!(expected.len(), 200);
    assert_eq!(world.app.db_count(READ).await, before + 200);
    let lines = "SELECT string_agg(concat_ws(' ', request_id, organisation_id, actor_id, family_ids), E'\\n') AS text FROM audit_events \
                 WHERE outcome = 'read'";
    let lines = world.app.db_text(lines).await;
    let found: BTreeMap<&str, &str> = lines.lines().filter_map(|line| line.split_once(' ')).collect();
    for (request, line) in &expected {
        assert_eq!(found.get(request.as_str()), Some(&line.as_str()));
    }
}

#[tokio::test]
async fn nothing_is_told_that_could_not_be_written_down() {
    let world = World::new().await;
    let me = &world.practitioner;
    me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-09")).await.expect(201);
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let before = world.app.db_count(READ).await;
    world.app.db_execute("REVOKE INSERT ON audit_events FROM samen_leren_worker").await;
    for path in [trajectory.as_str(), "/v1/visits"] {
        let answers = join_all((0..8).map(|_| me.get(path))).await;
        for answer in answers {
            assert!(!answer.text.contains(&world.case.family_id), "{}", answer.text);
            assert!(!answer.header("retry-after").is_empty());
            answer.problem(503, "database-unavailable");
        }
    }
    // What tells of nobody's dossier, and what is changed, does not wait for it.
    me.get("/v1/schools").await.expect(200);
    me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-10")).await.expect(201);
    world.app.db_execute("GRANT INSERT ON audit_events TO samen_leren_worker").await;
    for path in [trajectory.as_str(), "/v1/visits"] {
        me.get(path).await.expect(200);
    }
    assert_eq!(world.app.db_count(READ).await, before + 2);
}

#[tokio::test]
async fn what_is_refused_half_way_was_not_read() {
    let world = World::new().await;
    let me = &world.practitioner;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let before = world.app.db_count(READ).await;
    let unknown = uuid::Uuid::now_v7();
    for path in [format!("{trajectory}/evaluations/{unknown}"), format!("{trajectory}/departures/{unknown}")] {
        // The second time with what is remembered of the caller.
        for _ in 0..2 {
            me.get(&path).await.problem(404, "not-found");
        }
    }
    for _ in 0..2 {
        assert_eq!(me.get(&format!("{trajectory}/certificates/child.pdf")).await.status, 409);
    }
    assert_eq!(world.app.db_count(READ).await, before);
}
