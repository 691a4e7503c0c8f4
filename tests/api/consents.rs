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

#[tokio::test]
async fn a_parent_who_takes_back_contact_with_the_school_closes_the_links_to_teachers() {
    let world = World::new().await;
    let (me, case) = (&world.practitioner, &world.case);
    let path = format!("/v1/families/{}/consents", case.family_id);
    let agree = async |purpose: &str| {
        let given = json!({ "parentId": case.parent_id, "purpose": purpose, "wording": "1", "givenOn": "2026-03-05" });
        me.post(&path, &given).await.header("location").to_owned()
    };
    let withdraw =
        async |one: &str| me.patch(one, &me.etag(one).await, &json!({ "withdrawnOn": "2026-03-10" })).await.expect(200);
    let (contact, research) = (agree("school_contact").await, agree("research").await);
    let links = format!("/v1/trajectories/{}/teacher-links", case.trajectory_id);
    let new = json!({ "childId": case.child_id, "mailTo": "juf@school.example" });
    let made = me.post(&links, &new).await;
    let link = made.header("location").to_owned();
    assert_eq!(made.expect(201)["warnings"], json!([]));
    world.app.run_jobs().await;
    let inspect = json!({ "token": world.app.mailed_token("juf@school.example") });
    // Another purpose is another thing.
    withdraw(&research).await;
    world.app.stranger().post("/v1/teacher-links/inspect", &inspect).await.expect(200);
    withdraw(&contact).await;
    world.app.stranger().post("/v1/teacher-links/inspect", &inspect).await.problem(400, "link-invalid");
    let closed = me.get(&link).await.expect(200);
    assert!(closed["revokedAt"].is_string() && closed["mailTo"].is_null(), "{closed}");
    let refused = me.post(&links, &new).await.problem(409, "consent-withdrawn");
    assert_eq!((&refused["purpose"], &refused["parentIds"]), (&json!("school_contact"), &json!([case.parent_id])));
    let log = format!("/v1/audit-events?familyId={}", case.family_id);
    let log = world.here.leader.get(&log).await.expect(200);
    let withdrawn = |event: &&Value| event["action"] == "updateConsent" && event["objectType"] == "teacher_link";
    assert_eq!(log["items"].as_array().unwrap().iter().filter(withdrawn).count(), 1, "{log}");
    // Correcting the day of the withdrawal finds nothing more to close; a new consent opens the way again.
    withdraw(&contact).await;
    let given =
        json!({ "parentId": case.parent_id, "purpose": "school_contact", "wording": "2", "givenOn": "2026-03-10" });
    me.post(&path, &given).await.expect(201);
    assert_eq!(me.post(&links, &new).await.expect(201)["warnings"], json!([]));
}

#[tokio::test]
async fn one_parent_who_takes_back_contact_with_the_school_is_enough() {
    let world = World::new().await;
    let (me, case) = (&world.practitioner, &world.case);
    let other = json!({ "name": "Andere Ouder", "phone": "0612345679", "addressSecret": false });
    let parents = format!("/v1/families/{}/parents", case.family_id);
    let other = world.here.leader.post(&parents, &other).await.expect(201);
    let path = format!("/v1/families/{}/consents", case.family_id);
    let given = |parent: &Value| json!({ "parentId": parent, "purpose": "school_contact", "wording": "1", "givenOn": "2026-03-05" });
    me.post(&path, &given(&json!(case.parent_id))).await.expect(201);
    let made = me.post(&path, &given(&other["id"])).await;
    let (theirs, etag) = (made.header("location").to_owned(), made.etag());
    me.patch(&theirs, &etag, &json!({ "withdrawnOn": "2026-03-09" })).await.expect(200);
    let links = format!("/v1/trajectories/{}/teacher-links", case.trajectory_id);
    let refused = me.post(&links, &json!({ "childId": case.child_id })).await.problem(409, "consent-withdrawn");
    assert_eq!(refused["parentIds"], json!([other["id"]]));
}
