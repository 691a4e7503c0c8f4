//! Papers that a family is handed: the plan, certificates, the appointment card.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::{Answer, Caller, World, planned_visit};

const PAPERS: [&str; 4] = ["plan.pdf", "certificates/parent.pdf", "certificates/child.pdf", "appointment-card.pdf"];

fn path(world: &World, paper: &str) -> String {
    format!("/v1/trajectories/{}/{paper}", world.case.trajectory_id)
}

/// The number of pages of a PDF, as its metadata tells, which PDF/A never packs.
fn pages(paper: &Answer) -> usize {
    assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"), "{}", paper.text);
    assert!(paper.text.starts_with("%PDF-"));
    let (_, count) = paper.text.split_once("NPages>").expect("a number of pages");
    count.split('<').next().unwrap().parse().unwrap()
}

async fn agree_plan(world: &World) {
    let goal = |goal: i32, subgoals: Value| {
        json!({ "goal": goal, "subgoals": subgoals, "startScore": 2, "targetScore": 5,
            "scoredBy": world.case.parent_id, "plannedVisits": { "parents": 1, "family": 2 } })
    };
    let plan = json!({ "goals": [goal(2, json!(["2.2", "2.3"])), goal(7, json!(["7.1"]))], "agreedOn": "2026-03-09",
        "practitionerId": world.practitioner.id });
    let plan_path = format!("/v1/trajectories/{}/plan", world.case.trajectory_id);
    let leader = &world.here.leader;
    let put = leader.request(reqwest::Method::PUT, &plan_path).header("if-match", leader.etag(&plan_path).await);
    leader.send(put.json(&plan)).await.expect(200);
}

async fn go_to_closing(world: &World) {
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let leader = &world.here.leader;
    for to in ["goal_work", "closing"] {
        let transition = json!({ "to": to, "on": "2026-03-10" });
        let etag = leader.etag(&trajectory).await;
        leader.act(&format!("{trajectory}/transitions"), &etag, &transition).await.expect(200);
    }
}

#[tokio::test]
async fn a_plan_is_on_paper_from_the_beginning_and_says_what_changed() {
    let world = World::new().await;
    let empty = world.practitioner.get(&path(&world, "plan.pdf")).await;
    assert_eq!(pages(&empty), 1);
    agree_plan(&world).await;
    let agreed = world.practitioner.get(&path(&world, "plan.pdf")).await;
    assert_eq!(pages(&agreed), 1);
    assert_ne!(empty.etag(), agreed.etag());
    // The same plan makes the same file, whoever asks.
    assert_eq!(world.here.leader.get(&path(&world, "plan.pdf")).await.etag(), agreed.etag());
}

#[tokio::test]
async fn certificates_belong_to_closing() {
    let world = World::new().await;
    for paper in ["certificates/parent.pdf", "certificates/child.pdf"] {
        let early = world.practitioner.get(&path(&world, paper)).await.problem(409, "certificate-too-early");
        assert_eq!(early["currentPhase"], "alignment");
    }
    agree_plan(&world).await;
    go_to_closing(&world).await;
    for paper in ["certificates/parent.pdf", "certificates/child.pdf"] {
        assert_eq!(pages(&world.practitioner.get(&path(&world, paper)).await), 1);
    }
}

#[tokio::test]
async fn a_certificate_names_who_guided_the_family_on_its_day_also_after_a_hand_over() {
    let world = World::new().await;
    let leader = &world.here.leader;
    agree_plan(&world).await;
    go_to_closing(&world).await;
    let trajectory = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let given = json!({ "certificatesGivenOn": "2026-03-09" });
    leader.patch(&trajectory, &leader.etag(&trajectory).await, &given).await.expect(200);
    let certificates = ["certificates/parent.pdf", "certificates/child.pdf"];
    let before = [leader.get(&path(&world, certificates[0])).await, leader.get(&path(&world, certificates[1])).await];
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let over = json!({ "fromPractitionerId": world.practitioner.id, "toPractitionerId": colleague.id,
        "on": "2026-03-10" });
    leader.post(&format!("{trajectory}/handovers"), &over).await.expect(201);
    for (paper, before) in certificates.iter().zip(&before) {
        let after = leader.get(&path(&world, paper)).await;
        assert_eq!(pages(&after), 1);
        assert_eq!(after.etag(), before.etag(), "{paper}");
    }
}

#[tokio::test]
async fn every_parent_has_a_certificate_and_every_focus_child() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let family = format!("/v1/families/{}", world.case.family_id);
    let parent = json!({ "name": "Wilhelmina Alexandrina van der Verzonnen-Voorbeeldstra tot Testerink",
        "addressSecret": true });
    leader.post(&format!("{family}/parents"), &parent).await.expect(201);
    // Letters that no font of ours has.
    let strange = json!({ "name": "\u{674e}\u{660e}", "addressSecret": false });
    leader.post(&format!("{family}/parents"), &strange).await.expect(201);
    let sibling = json!({ "givenName": "Noor", "familyName": "Van Verzonnen", "birthDate": "2018-05-01" });
    leader.post(&format!("{family}/children"), &sibling).await.expect(201);
    agree_plan(&world).await;
    go_to_closing(&world).await;
    assert_eq!(pages(&world.practitioner.get(&path(&world, "certificates/parent.pdf")).await), 3);
    // The sibling is no focus child.
    assert_eq!(pages(&world.practitioner.get(&path(&world, "certificates/child.pdf")).await), 1);
}

#[tokio::test]
async fn the_card_shows_what_is_planned_from_today_on() {
    let world = World::new().await;
    let card = path(&world, "appointment-card.pdf");
    let empty = world.practitioner.get(&card).await;
    assert_eq!(pages(&empty), 1);
    let visit = planned_visit(&world.case, &world.practitioner.id, "2026-03-12T09:00:00Z");
    world.practitioner.post("/v1/visits", &visit).await.expect(201);
    let planned = world.practitioner.get(&card).await;
    assert_eq!(pages(&planned), 1);
    assert_ne!(planned.etag(), empty.etag());
    // What was planned for yesterday is not to come.
    let yesterday = planned_visit(&world.case, &world.practitioner.id, "2026-03-09T09:00:00Z");
    world.practitioner.post("/v1/visits", &yesterday).await.expect(201);
    assert_eq!(world.practitioner.get(&card).await.etag(), planned.etag());
}

#[tokio::test]
async fn papers_hold_names_so_only_the_familys_own_people_have_them() {
    let world = World::new().await;
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let system = integration(&world, &["trajectories:read"]).await;
    for paper in PAPERS {
        let path = path(&world, paper);
        let refused: [(&Caller, u16, &str); 4] = [
            (&system, 403, "forbidden"),
            (&world.staff, 403, "forbidden"),
            (&colleague, 404, "not-found"),
            (&world.elsewhere.leader, 404, "not-found"),
        ];
        for (caller, status, code) in refused {
            caller.get(&path).await.problem(status, code);
        }
    }
}

#[tokio::test]
async fn handing_out_a_paper_leaves_a_line_in_the_audit() {
    let world = World::new().await;
    world.practitioner.get(&path(&world, "plan.pdf")).await.expect(200);
    let told = format!(
        "SELECT count(*) FROM audit_events WHERE action = 'getPlanDocument' AND outcome = 'read' \
         AND object_type = 'paper' AND family_ids = ARRAY['{}'::uuid]",
        world.case.family_id
    );
    assert_eq!(world.app.db_count(&told).await, 1);
}
