//! Consents: given once, withdrawn, never removed.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::World;

fn research(parent: &str, given_on: &str) -> Value {
    json!({ "parentId": parent, "purpose": "research", "wording": "onderzoek-2026-1", "givenOn": given_on })
}

#[tokio::test]
async fn a_parent_has_one_consent_in_force_for_a_purpose() {
    let world = World::new().await;
    let (me, parent) = (&world.practitioner, &world.case.parent_id);
    let path = format!("/v1/families/{}/consents", world.case.family_id);
    let made = me.post_once("ja", &path, &research(parent, "2026-03-02")).await;
    let (one, etag) = (made.header("location").to_owned(), made.etag());
    made.expect(201);
    assert_eq!(me.post_once("ja", &path, &research(parent, "2026-03-02")).await.header("location"), one);
    let twice = me.post(&path, &research(parent, "2026-03-09")).await.problem(409, "already-exists");
    assert_eq!(twice["member"], "purpose");
    let withdrawn = me.patch(&one, &etag, &json!({ "withdrawnOn": "2026-03-05" })).await.expect(200);
    assert_eq!(withdrawn["withdrawnOn"], "2026-03-05");
    me.post(&path, &research(parent, "2026-03-09")).await.expect(201);
    // The history stays, and so does the withdrawal.
    assert_eq!(
        me.get(&format!("{path}?purpose=research")).await.expect(200)["items"].as_array().map(Vec::len),
        Some(2)
    );
    let etag = me.etag(&one).await;
    assert_eq!(me.patch(&one, &etag, &json!({ "withdrawnOn": null })).await.places(), ["/withdrawnOn"]);
    assert_eq!(me.patch(&one, &etag, &json!({ "wording": "anders" })).await.places(), ["/wording"]);
    assert_eq!(me.delete(&one, &etag).await.status, 405);
}

#[tokio::test]
async fn a_consent_is_given_and_withdrawn_on_days_that_were() {
    let world = World::new().await;
    let (leader, parent) = (&world.here.leader, &world.case.parent_id);
    let path = format!("/v1/families/{}/consents", world.case.family_id);
    leader.post(&path, &research(parent, "2026-03-11")).await.problem(409, "date-in-future");
    let made = leader.post(&path, &research(parent, "2026-03-05")).await;
    let (one, etag) = (made.header("location").to_owned(), made.etag());
    let early = leader.patch(&one, &etag, &json!({ "withdrawnOn": "2026-03-04" })).await;
    assert_eq!(early.places(), ["/withdrawnOn"]);
    leader.patch(&one, &etag, &json!({ "withdrawnOn": "2026-03-11" })).await.problem(409, "date-in-future");
    // Withdrawing is never blocked; giving is.
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let staff = &world.staff;
    let read_only = json!({ "status": "read_only" });
    staff.patch(&organisation, &staff.etag(&organisation).await, &read_only).await.expect(200);
    let other = json!({ "parentId": parent, "purpose": "transfer", "wording": "1", "givenOn": "2026-03-10" });
    leader.post(&path, &other).await.problem(409, "organisation-read-only");
    leader.patch(&one, &etag, &json!({ "withdrawnOn": "2026-03-10" })).await.expect(200);
}

#[tokio::test]
async fn consents_are_of_the_familys_own_parents_and_for_who_sees_the_family() {
    let world = World::new().await;
    let path = format!("/v1/families/{}/consents", world.case.family_id);
    let system = integration(&world, &["families:read", "families:write"]).await;
    let foreign = system.post(&path, &research(&world.other_case.parent_id, "2026-03-05")).await;
    assert_eq!(foreign.places(), ["/parentId"]);
    foreign.problem(400, "unknown-reference");
    let neighbours = world.app.family(&world.here, "Buren").await;
    let neighbour = neighbours["parents"][0]["id"].as_str().unwrap();
    system.post(&path, &research(neighbour, "2026-03-05")).await.problem(400, "unknown-reference");
    let made = system.post(&path, &research(&world.case.parent_id, "2026-03-05")).await;
    let one = made.header("location").to_owned();
    made.expect(201);
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    for path in [&path, &one] {
        colleague.get(path).await.problem(404, "not-found");
        world.elsewhere.leader.get(path).await.problem(404, "not-found");
        world.practitioner.get(path).await.expect(200);
    }
}
