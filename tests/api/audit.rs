//! The audit: who did what, refused acts too, and append-only.

use diesel_async::SimpleAsyncConnection;

use crate::support::{World, held_visit};

#[tokio::test]
async fn a_change_and_a_refusal_are_both_in_the_audit() {
    let world = World::new().await;
    let me = &world.practitioner;
    me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-09")).await.expect(201);
    me.post("/v1/visits", &held_visit(&world.case, &me.id, "2026-03-11")).await.problem(409, "date-in-future");
    let events = world.here.leader.get("/v1/audit-events?action=createVisit").await.expect(200);
    let outcomes: Vec<&str> =
        events["items"].as_array().unwrap().iter().filter_map(|event| event["outcome"].as_str()).collect();
    assert_eq!(outcomes, ["refused", "done"], "{events}");
    assert_eq!(events["items"][0]["problem"], "date-in-future");
    assert_eq!(events["items"][1]["familyIds"][0], world.case.family_id.as_str());
    assert!(!events.to_string().contains("Verzonnen"), "ids, not contents");
    let theirs = world.elsewhere.leader.get("/v1/audit-events?action=createVisit").await.expect(200);
    assert_eq!(theirs["items"].as_array().map(Vec::len), Some(0));
    let own = world.staff.get("/v1/audit-events?action=createLicence").await.expect(200);
    assert_eq!(own["items"].as_array().map(Vec::len), Some(2));
    me.get("/v1/audit-events").await.problem(403, "forbidden");
}

#[tokio::test]
async fn nobody_changes_or_removes_a_line_of_the_audit() {
    let world = World::new().await;
    for role in samen_leren::db::urls::DOORS {
        let mut connection = world.app.db_connect(role).await;
        for statement in
            ["UPDATE audit_events SET outcome = 'done'", "DELETE FROM audit_events", "TRUNCATE audit_events"]
        {
            let refused = connection.batch_execute(statement).await.expect_err(statement);
            assert!(refused.to_string().contains("permission denied"), "{role} {statement}: {refused}");
        }
    }
}
