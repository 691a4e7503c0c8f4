//! Teacher links: a teacher evaluates through a personal link, without an account.

use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, World};

fn path(world: &World) -> String {
    format!("/v1/trajectories/{}/teacher-links", world.case.trajectory_id)
}

fn for_child(world: &World) -> Value {
    json!({ "childId": world.case.child_id })
}

/// Makes a link for the child: (where it is, its token).
async fn link(world: &World) -> (String, String) {
    let made = world.practitioner.post(&path(world), &for_child(world)).await;
    let location = made.header("location").to_owned();
    let made = made.expect(201);
    (location, made["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned())
}

async fn inspect(world: &World, token: &str) -> Answer {
    world.app.stranger().post("/v1/teacher-links/inspect", &json!({ "token": token })).await
}

async fn save(world: &World, token: &str, answers: &Value) -> Answer {
    let body = json!({ "token": token, "answers": answers });
    world.app.stranger().post("/v1/teacher-links/draft", &body).await
}

async fn submit(world: &World, token: &str, answers: &Value) -> Answer {
    let body = json!({ "token": token, "answers": answers });
    world.app.stranger().post("/v1/teacher-links/submit", &body).await
}

/// The teacher's evaluation as the practitioner sees it.
async fn evaluation(world: &World) -> Value {
    let path = format!("/v1/trajectories/{}/evaluations", world.case.trajectory_id);
    let list = world.practitioner.get(&path).await.expect(200);
    list["items"].as_array().unwrap().iter().find(|one| one["kind"] == "teacher").unwrap().clone()
}

/// Answers to everything that is required.
fn whole() -> Value {
    json!({ "can_judge": ["language", "behaviour"], "language": 4, "behaviour": 3, "contact_before": "seldom",
        "contact_now": "monthly", "contact_change": "better", "informed": "partly", "cooperation": 5,
        "recommend": "yes" })
}

#[tokio::test]
async fn a_teacher_answers_through_a_link_without_an_account() {
    let world = World::new().await;
    let made = world.practitioner.post(&path(&world), &for_child(&world)).await;
    let (location, etag) = (made.header("location").to_owned(), made.etag());
    let made = made.expect(201);
    let (page, token) = made["url"].as_str().unwrap().split_once('#').unwrap();
    assert_eq!(page, format!("{}/teacher", world.app.base));
    assert!(token.starts_with(&format!("slt_{}_", world.here.id.replace('-', ""))), "{token}");
    assert_eq!((&made["childId"], &made["openedAt"]), (&json!(world.case.child_id), &Value::Null));
    assert_eq!(made["expiresAt"].as_str().map(|at| &at[..10]), Some("2026-04-09"));
    assert_eq!((&made["mailTo"], &made["mailedAt"]), (&Value::Null, &Value::Null));

    let seen = inspect(&world, token).await;
    assert_eq!(seen.header("content-language"), "nl");
    let seen = seen.expect(200);
    let members: Vec<&String> = seen.as_object().unwrap().keys().collect();
    let expected = ["answers", "childGivenName", "expiresAt", "organisationName", "questionnaire", "submitted"];
    assert_eq!(members, expected);
    assert_eq!((&seen["childGivenName"], &seen["organisationName"]), (&json!("Sami"), &json!("Welzijn Hier")));
    assert_eq!((&seen["answers"], &seen["submitted"]), (&json!({}), &json!(false)));
    assert_eq!(seen["questionnaire"]["code"], "teacher_evaluation");
    assert!(!seen.to_string().contains("Verzonnen"), "nothing of the parents: {seen}");

    let some = json!({ "can_judge": ["language"], "language": 4 });
    save(&world, token, &some).await.expect(200);
    assert_eq!(inspect(&world, token).await.expect(200)["answers"], some);
    let begun = evaluation(&world).await;
    assert_eq!((&begun["status"], &begun["answers"], &begun["id"]), (&json!("draft"), &some, &made["evaluationId"]));

    let incomplete = submit(&world, token, &some).await;
    let missing = ["contact_before", "contact_now", "contact_change", "informed", "cooperation", "recommend"];
    assert_eq!(incomplete.places(), missing.map(|code| format!("/answers/{code}")));
    incomplete.problem(400, "answers-invalid");

    submit(&world, token, &whole()).await.expect(200);
    let done = evaluation(&world).await;
    assert_eq!((&done["status"], &done["outcome"]), (&json!("final"), &json!("answered")));
    assert_eq!((&done["heldOn"], &done["answers"]), (&json!("2026-03-10"), &whole()));
    let again = submit(&world, token, &whole()).await.problem(409, "teacher-link-conflict");
    assert_eq!((&again["evaluationStatus"], &again["evaluationId"]), (&json!("final"), &Value::Null));
    save(&world, token, &some).await.problem(409, "teacher-link-conflict");
    let after = inspect(&world, token).await.expect(200);
    assert_eq!((&after["submitted"], &after["answers"]), (&json!(true), &json!({})));

    let kept = world.practitioner.get(&location).await;
    assert_ne!(kept.etag(), etag);
    assert!(!kept.text.contains("slt_"), "shown once");
    let kept = kept.expect(200);
    assert!(kept["openedAt"].is_string() && kept["submittedAt"].is_string(), "{kept}");
    let refused = world.practitioner.post(&path(&world), &for_child(&world)).await;
    let refused = refused.problem(409, "teacher-link-conflict");
    assert_eq!((&refused["evaluationId"], &refused["evaluationStatus"]), (&done["id"], &json!("final")));
    let stored = "SELECT count(*) FROM idempotency_records WHERE body LIKE '%slt_%'";
    assert_eq!(world.app.db_count(stored).await, 0);
}

#[tokio::test]
async fn the_questions_come_in_the_teachers_language() {
    let world = World::new().await;
    let (_, token) = link(&world).await;
    let dutch = inspect(&world, &token).await.expect(200);
    let stranger = world.app.stranger();
    let english = stranger.request(Method::POST, "/v1/teacher-links/inspect").header(ACCEPT_LANGUAGE, "en");
    let english = stranger.send(english.json(&json!({ "token": token }))).await;
    assert_eq!(english.header("content-language"), "en");
    let english = english.expect(200);
    assert_ne!(dutch["questionnaire"]["title"], english["questionnaire"]["title"]);
    assert_eq!(dutch["questionnaire"]["id"], english["questionnaire"]["id"]);
}

#[tokio::test]
async fn a_submission_that_is_repeated_with_its_key_is_answered_as_before() {
    let world = World::new().await;
    let (_, token) = link(&world).await;
    let stranger = world.app.stranger();
    let body = json!({ "token": token, "answers": whole() });
    let first = stranger.post_once("eenmaal", "/v1/teacher-links/submit", &body).await;
    let again = stranger.post_once("eenmaal", "/v1/teacher-links/submit", &body).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, "true"));
    assert_eq!(first.expect(200), again.body);
    let traced = "SELECT count(*) FROM audit_events WHERE action = 'submitTeacherEvaluation' AND outcome = 'done' \
        AND object_type = 'teacher_link' AND actor_kind = 'anonymous'";
    assert_eq!(world.app.db_count(traced).await, 1);
    let other = json!({ "token": token, "answers": {} });
    let reused = stranger.post_once("eenmaal", "/v1/teacher-links/submit", &other).await;
    reused.problem(422, "idempotency-key-reused");
    // Another teacher may happen to use the same key.
    let elsewhere = format!("/v1/trajectories/{}/teacher-links", world.other_case.trajectory_id);
    let made = json!({ "childId": world.other_case.child_id });
    let made = world.elsewhere.leader.post(&elsewhere, &made).await.expect(201);
    let token = made["url"].as_str().unwrap().split_once('#').unwrap().1;
    let body = json!({ "token": token, "answers": whole() });
    let theirs = stranger.post_once("eenmaal", "/v1/teacher-links/submit", &body).await;
    assert_eq!(theirs.header("idempotency-replayed"), "");
    theirs.expect(200);
}

#[tokio::test]
async fn a_link_that_is_wrong_revoked_replaced_or_expired_does_not_work() {
    let world = World::new().await;
    let (first, token) = link(&world).await;
    let refused = async |token: &str| {
        inspect(&world, token).await.problem(400, "link-invalid");
        save(&world, token, &json!({})).await.problem(400, "link-invalid");
        submit(&world, token, &whole()).await.problem(400, "link-invalid");
    };
    let random = token.rsplit_once('_').unwrap().0;
    let (here, elsewhere) = (world.here.id.replace('-', ""), world.elsewhere.id.replace('-', ""));
    refused(&format!("{random}_verkeerd")).await;
    refused(&token.replace(&here, &elsewhere)).await;
    refused(&token.replace(&here, &uuid::Uuid::now_v7().simple().to_string())).await;
    refused(&token.replace(&here, &uuid::Uuid::nil().simple().to_string())).await;
    refused("slt_onzin").await;
    save(&world, &token, &json!({ "recommend": "maybe" })).await.expect(200);
    // A next link takes the place of this one and goes on with its draft.
    let (second, newer) = link(&world).await;
    refused(&token).await;
    assert!(world.practitioner.get(&first).await.expect(200)["revokedAt"].is_string());
    assert_eq!(inspect(&world, &newer).await.expect(200)["answers"], json!({ "recommend": "maybe" }));
    let me = &world.practitioner;
    me.delete(&second, "\"987654\"").await.problem(412, "stale-version");
    me.delete(&second, &me.etag(&second).await).await.expect(204);
    refused(&newer).await;
    let (_, newest) = link(&world).await;
    assert_eq!(evaluation(&world).await["status"], "draft");
    inspect(&world, &newest).await.expect(200);
    world.app.pass(TimeDelta::days(30));
    refused(&newest).await;
}

#[tokio::test]
async fn answers_that_do_not_fit_are_refused_in_a_draft_too() {
    let world = World::new().await;
    let (_, token) = link(&world).await;
    let wrong = json!({ "can_judge": ["cannot_say"], "language": 4, "cooperation": 6, "iets": "anders" });
    let answer = save(&world, &token, &wrong).await;
    assert_eq!(answer.places(), ["/answers/language", "/answers/cooperation", "/answers/iets"], "{}", answer.text);
    answer.problem(400, "answers-invalid");
    let shapeless = json!({ "token": token, "answers": [], "iets": 1 });
    let mut places = world.app.stranger().post("/v1/teacher-links/draft", &shapeless).await.places();
    places.sort();
    assert_eq!(places, ["/answers", "/iets"]);
    assert_eq!(inspect(&world, &token).await.expect(200)["answers"], json!({}));
}

#[tokio::test]
async fn a_teacher_who_declines_or_stays_silent_is_an_outcome_too() {
    let world = World::new().await;
    let me = &world.practitioner;
    let (location, token) = link(&world).await;
    save(&world, &token, &json!({ "recommend": "maybe" })).await.expect(200);
    let outcome = format!("{location}/outcome");
    let given = |on: &str| json!({ "outcome": "no_response", "on": on });
    let etag = me.etag(&location).await;
    me.act(&outcome, &etag, &given("2026-03-11")).await.problem(409, "date-in-future");
    me.act(&outcome, &etag, &given("2026-02-28")).await.problem(409, "date-before-start");
    let answered = me.act(&outcome, &etag, &json!({ "outcome": "answered", "on": "2026-03-10" })).await;
    assert_eq!(answered.places(), ["/outcome"]);
    let closed = me.act(&outcome, &etag, &given("2026-03-09")).await.expect(200);
    assert!(closed["revokedAt"].is_string() && closed["submittedAt"].is_null(), "{closed}");
    let done = evaluation(&world).await;
    assert_eq!((&done["status"], &done["outcome"]), (&json!("final"), &json!("no_response")));
    assert_eq!((&done["heldOn"], &done["answers"]), (&json!("2026-03-09"), &json!({})));
    inspect(&world, &token).await.problem(400, "link-invalid");
    let etag = me.etag(&location).await;
    me.act(&outcome, &etag, &given("2026-03-09")).await.problem(409, "teacher-link-conflict");
}

#[tokio::test]
async fn links_are_for_the_performers_and_the_project_leader_only() {
    let world = World::new().await;
    let (location, _) = link(&world).await;
    let path = path(&world);
    let listed = world.here.leader.get(&path).await;
    assert!(!listed.text.contains("slt_"), "shown once");
    assert_eq!(listed.expect(200)["items"].as_array().map(Vec::len), Some(1));
    let colleague = world.app.licensed(&world.staff, &world.here, "Collega", "2026-01-15").await;
    let strangers: [&Caller; 2] = [&colleague, &world.elsewhere.leader];
    for caller in strangers {
        caller.get(&path).await.problem(404, "not-found");
        caller.get(&location).await.problem(404, "not-found");
        caller.delete(&location, "\"1\"").await.problem(404, "not-found");
        caller.post(&path, &for_child(&world)).await.problem(404, "not-found");
    }
    world.staff.get(&path).await.problem(403, "forbidden");
    let elsewhere = location.replace(&world.case.trajectory_id, &world.other_case.trajectory_id);
    world.elsewhere.leader.get(&elsewhere).await.problem(404, "not-found");
    let foreign = json!({ "childId": world.other_case.child_id });
    let unknown = world.practitioner.post(&path, &foreign).await;
    assert_eq!(unknown.places(), ["/childId"]);
    unknown.problem(400, "unknown-reference");
    let id = location.rsplit('/').next().unwrap();
    let taken = json!({ "id": id, "childId": world.case.child_id });
    let taken = world.practitioner.post(&path, &taken).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(location));
    let once = world.practitioner.post_once("link", &path, &for_child(&world)).await;
    once.expect(201);
    let again = world.practitioner.post_once("link", &path, &for_child(&world)).await;
    again.problem(409, "idempotency-response-not-kept");
}

#[tokio::test]
async fn what_a_teacher_does_shows_in_the_familys_access_log_without_its_contents() {
    let world = World::new().await;
    let (_, token) = link(&world).await;
    inspect(&world, &token).await.expect(200);
    let mut answers = whole();
    answers["remarks"] = json!("Leest graag voor.");
    submit(&world, &token, &answers).await.expect(200);
    submit(&world, &token, &answers).await.problem(409, "teacher-link-conflict");
    let log = format!("/v1/audit-events?familyId={}", world.case.family_id);
    let log = world.here.leader.get(&log).await.expect(200);
    let of = |action: &str| {
        let events = log["items"].as_array().unwrap().iter().filter(|event| event["action"] == action);
        events.map(|event| event["outcome"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("inspectTeacherLink"), ["read"]);
    assert!(of("submitTeacherEvaluation").contains(&"refused".to_owned()), "{log}");
    assert!(of("submitTeacherEvaluation").contains(&"done".to_owned()), "{log}");
    assert!(!log.to_string().contains("Leest graag") && !log.to_string().contains("slt_"), "{log}");
}

#[tokio::test]
async fn an_organisation_that_may_not_write_takes_no_answers_and_can_still_revoke() {
    let world = World::new().await;
    let (location, token) = link(&world).await;
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let change = async |status: &str| {
        let etag = world.staff.etag(&organisation).await;
        world.staff.patch(&organisation, &etag, &json!({ "status": status })).await.expect(200)
    };
    change("read_only").await;
    inspect(&world, &token).await.expect(200);
    save(&world, &token, &json!({})).await.problem(409, "organisation-read-only");
    change("closed").await;
    inspect(&world, &token).await.problem(400, "link-invalid");
    change("read_only").await;
    let leader = &world.here.leader;
    leader.delete(&location, &leader.etag(&location).await).await.expect(204);
}

#[tokio::test]
async fn the_page_loads_nothing_from_elsewhere_and_speaks_two_languages() {
    let world = World::new().await;
    let stranger = world.app.stranger();
    let page = stranger.get("/teacher").await;
    assert!(page.status == 200 && page.text.contains("/pages/teacher.js"), "{}", page.text);
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!((page.header("content-language"), page.header("cache-control")), ("nl", "no-store"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!page.text.contains("<style") && !page.text.contains("style="), "{}", page.text);
    let english = stranger.request(Method::GET, "/teacher").header(ACCEPT_LANGUAGE, "en");
    let english = stranger.send(english).await;
    assert_eq!(english.header("content-language"), "en");
    assert!(english.text.contains("very happy") && page.text.contains("heel blij"));
    let script = stranger.get("/pages/teacher.js").await;
    assert!(script.status == 200 && script.header("content-type").starts_with("text/javascript"));
}

const TEACHER: &str = "juf@school.example";

/// Makes a link that is mailed: where it is, and the answer.
async fn mailed_link(world: &World, language: &str) -> (String, Value) {
    let new = json!({ "childId": world.case.child_id, "mailTo": TEACHER, "language": language });
    let made = world.practitioner.post(&path(world), &new).await;
    let location = made.header("location").to_owned();
    (location, made.expect(201))
}

/// The mails to the teacher so far.
fn mails(world: &World) -> Vec<String> {
    world.app.mails().into_iter().filter(|mail| mail.contains(TEACHER)).collect()
}

#[tokio::test]
async fn a_link_is_mailed_with_a_token_that_is_nowhere_else() {
    let world = World::new().await;
    let me = &world.practitioner;
    let new = json!({ "childId": world.case.child_id, "mailTo": TEACHER });
    let made = me.post_once("mail", &path(&world), &new).await;
    let location = made.header("location").to_owned();
    assert!(!made.text.contains("slt_"), "no link in the answer: {}", made.text);
    let again = me.post_once("mail", &path(&world), &new).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    let made = made.expect(201);
    assert_eq!((&made["mailTo"], &made["mailedAt"], &made["language"]), (&json!(TEACHER), &Value::Null, &json!("nl")));
    assert_eq!(mails(&world).len(), 0);
    world.app.run_jobs().await;
    world.app.run_jobs().await;
    let sent = mails(&world);
    assert_eq!(sent.len(), 1, "once");
    for said in ["Sami", "Welzijn Hier", "2026-04-09", "/teacher#slt_", "Leerkracht"] {
        assert!(sent[0].contains(said), "{said}: {}", sent[0]);
    }
    assert!(!sent[0].contains("Verzonnen"), "the first name only: {}", sent[0]);
    let kept = me.get(&location).await;
    assert!(!kept.text.contains("slt_"), "{}", kept.text);
    assert!(kept.expect(200)["mailedAt"].is_string());
    let token = world.app.mailed_token(TEACHER);
    assert_eq!(inspect(&world, &token).await.expect(200)["childGivenName"], "Sami");
    // A second one takes its place.
    let (_, newer) = mailed_link(&world, "en").await;
    assert_eq!(newer["mailedAt"], Value::Null);
    inspect(&world, &token).await.problem(400, "link-invalid");
    world.app.run_jobs().await;
    assert!(mails(&world)[1].contains("Dear teacher"), "{:?}", mails(&world));
    inspect(&world, &world.app.mailed_token(TEACHER)).await.expect(200);
}

#[tokio::test]
async fn a_mail_that_can_not_leave_is_tried_again() {
    let world = World::new().await;
    mailed_link(&world, "nl").await;
    world.app.db_execute("UPDATE teacher_links SET mail_to = 'geen adres'").await;
    world.app.run_jobs().await;
    let unsent = "SELECT count(*) FROM teacher_links WHERE mailed_at IS NULL AND mail_attempts = 1";
    assert_eq!(world.app.db_count(unsent).await, 1);
    world.app.db_execute(&format!("UPDATE teacher_links SET mail_to = '{TEACHER}'")).await;
    world.app.run_jobs().await;
    assert_eq!(mails(&world).len(), 0, "not before a minute has passed");
    world.app.pass(TimeDelta::minutes(1));
    world.app.run_jobs().await;
    inspect(&world, &world.app.mailed_token(TEACHER)).await.expect(200);
}

#[tokio::test]
async fn an_address_is_forgotten_when_its_link_is_closed() {
    let world = World::new().await;
    let me = &world.practitioner;
    let addresses = "SELECT count(*) FROM teacher_links WHERE mail_to IS NOT NULL";
    let (location, _) = mailed_link(&world, "nl").await;
    me.delete(&location, &me.etag(&location).await).await.expect(204);
    assert_eq!(me.get(&location).await.expect(200)["mailTo"], Value::Null);
    world.app.run_jobs().await;
    assert_eq!(mails(&world).len(), 0, "what was revoked is not mailed");
    let (_, _) = mailed_link(&world, "nl").await;
    world.app.run_jobs().await;
    let (location, _) = mailed_link(&world, "nl").await;
    assert_eq!(world.app.db_count(addresses).await, 1, "of the replaced one it is gone");
    world.app.run_jobs().await;
    submit(&world, &world.app.mailed_token(TEACHER), &whole()).await.expect(200);
    let submitted = me.get(&location).await.expect(200);
    assert!(submitted["mailTo"].is_null() && submitted["mailedAt"].is_string(), "{submitted}");
    // Elsewhere one that nobody uses: it goes when the link has expired.
    let elsewhere = format!("/v1/trajectories/{}/teacher-links", world.other_case.trajectory_id);
    let new = json!({ "childId": world.other_case.child_id, "mailTo": TEACHER });
    world.elsewhere.leader.post(&elsewhere, &new).await.expect(201);
    samen_leren::jobs::tidy_up(&world.app.state).await;
    assert_eq!(world.app.db_count(addresses).await, 1);
    world.app.pass(TimeDelta::days(30));
    world.app.run_jobs().await;
    samen_leren::jobs::tidy_up(&world.app.state).await;
    assert_eq!(world.app.db_count(addresses).await, 0);
    assert_eq!(mails(&world).len(), 2, "an expired link is not mailed");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused() {
    let world = World::new().await;
    let new = json!({ "childId": world.case.child_id, "mailTo": "geen adres", "language": "fr" });
    let mut places = world.practitioner.post(&path(&world), &new).await.places();
    places.sort();
    assert_eq!(places, ["/language", "/mailTo"]);
}

#[tokio::test]
async fn contact_with_the_school_that_is_not_recorded_is_a_warning_and_no_hindrance() {
    let world = World::new().await;
    let me = &world.practitioner;
    let (location, _) = link(&world).await;
    let silent = json!(["school_contact_not_recorded"]);
    assert_eq!(me.get(&location).await.expect(200)["warnings"], silent);
    assert_eq!(me.get(&path(&world)).await.expect(200)["items"][0]["warnings"], silent);
    let consents = format!("/v1/families/{}/consents", world.case.family_id);
    let given = json!({ "parentId": world.case.parent_id, "purpose": "school_contact", "wording": "1",
        "givenOn": "2026-03-09" });
    me.post(&consents, &given).await.expect(201);
    assert_eq!(me.get(&location).await.expect(200)["warnings"], json!([]));
    let (newer, _) = link(&world).await;
    assert_eq!(me.get(&newer).await.expect(200)["warnings"], json!([]));
}
