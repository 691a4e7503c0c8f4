//! The conventions of every request: `api.md` §1.

use chrono::TimeDelta;
use reqwest::Method;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{Person, TestApp, World, held_visit};

async fn school(leader: &Person) -> (String, String) {
    let made = leader.post("/v1/schools", &json!({ "name": "De Verzinsels", "kind": "regular" })).await;
    let (location, etag) = (made.header("location").to_owned(), made.etag());
    made.expect(201);
    (location, etag)
}

#[tokio::test]
async fn every_response_carries_the_headers() {
    let app = TestApp::start().await;
    for path in ["/v1/me", "/healthz", "/nergens"] {
        let answer = app.stranger().get(path).await;
        assert_eq!(answer.header("api-version"), "1.0.0");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
        assert!(!answer.header("x-request-id").is_empty());
        assert!(answer.header("traceparent").starts_with("00-"));
    }
    let own = app.stranger().request(Method::GET, "/v1/me").header("x-request-id", "mijn-vraag-17");
    let answer = app.stranger().send(own).await;
    assert_eq!((answer.header("x-request-id"), answer.header("cache-control")), ("mijn-vraag-17", "no-store"));
    assert_eq!(answer.problem(401, "unauthorized")["instance"], "mijn-vraag-17");
}

#[tokio::test]
async fn problems_speak_the_callers_language_and_are_documented() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let in_language = async |language: &str| {
        stranger.send(stranger.request(Method::GET, "/v1/me").header(ACCEPT_LANGUAGE, language)).await
    };
    let (dutch, english) = (in_language("nl").await, in_language("en").await);
    assert_eq!((dutch.header("content-language"), english.header("content-language")), ("nl", "en"));
    assert_ne!(dutch.body["title"], english.body["title"]);
    let page = english.body["type"].as_str().unwrap().strip_prefix(&app.base).unwrap();
    let page = stranger.get(page).await;
    assert!(page.status == 200 && page.header("content-type").starts_with("text/html"));
    for code in samen_leren::problem::Code::ALL {
        let page = stranger.get(&format!("/problems/{}", code.entry().code)).await;
        assert!(page.status == 200 && page.text.contains(code.entry().code));
    }
}

#[tokio::test]
async fn every_violation_is_listed_at_once() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let bad = json!({ "name": "", "kind": "grappig", "brin": "x", "onbekend": 1, "address": { "street": "A" } });
    let answer = leader.post("/v1/schools", &bad).await;
    let mut places = answer.places();
    places.sort();
    assert_eq!(places, ["/address/city", "/address/postalCode", "/brin", "/kind", "/name", "/onbekend"]);
    answer.problem(400, "validation-failed");
    let query = leader.get("/v1/schools?limit=0&kind=x&onbekend=1&limit=2").await;
    let mut places = query.places();
    places.sort();
    assert_eq!(places, ["kind", "limit", "onbekend"], "{}", query.text);
    query.problem(400, "validation-failed");
    leader.get("/v1/me?x=1").await.problem(400, "validation-failed");
    // What PostgreSQL can't compare with.
    for list in ["/v1/invoices", "/v1/credit-notes"] {
        let refused = leader.get(&format!("{list}?number=%00")).await;
        assert_eq!(refused.places(), ["number"], "{}", refused.text);
        assert_eq!(refused.problem(400, "validation-failed")["errors"][0]["rule"], "character");
    }
}

#[tokio::test]
async fn unreadable_bodies_get_a_clear_problem() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let send = async |kind: &str, body: Vec<u8>| {
        leader.send(leader.request(Method::POST, "/v1/schools").header(CONTENT_TYPE, kind).body(body)).await
    };
    send("application/json", b"{\"name\":".to_vec()).await.problem(400, "malformed-body");
    send("application/json", b"{\"name\":\"\xff\xfe\"}".to_vec()).await.problem(400, "malformed-body");
    send("application/json", "[".repeat(10_000).into_bytes()).await.problem(400, "malformed-body");
    send("application/json", Vec::new()).await.problem(400, "malformed-body");
    send("text/plain", b"{}".to_vec()).await.problem(415, "unsupported-media-type");
    let large = send("application/json", vec![b' '; 10 * 1024 * 1024]).await;
    assert_eq!(large.problem(413, "body-too-large")["maximumBytes"], 1_048_576);
    assert_eq!(world.app.db_count("SELECT count(*) FROM schools").await, 0);
}

#[tokio::test]
async fn a_request_that_is_cut_off_leaves_nothing_behind() {
    let world = World::new().await;
    let token = world.here.leader.token.clone().unwrap();
    let address = world.app.base.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!(
        "POST /v1/schools HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n\
         content-length: 60\r\n\r\n{{\"name\":\"Half\",\"kind\":\"reg"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert_eq!(world.app.db_count("SELECT count(*) FROM schools").await, 0);
    school(&world.here.leader).await;
}

#[tokio::test]
async fn methods_and_media_types_that_do_not_exist_are_said_so() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let wrong = stranger.send(stranger.request(Method::DELETE, "/v1/me")).await;
    assert_eq!(wrong.header("allow"), "GET, PATCH, HEAD");
    wrong.problem(405, "method-not-allowed");
    stranger.get("/v1/me/").await.problem(404, "not-found");
    // The router would decode this, and everything around it would not have known the operation.
    stranger.get("/v1/%6de").await.problem(404, "not-found");
    stranger.get("/v1/nergens").await.problem(404, "not-found");
    let xml = stranger.request(Method::GET, "/v1/me").header(ACCEPT, "application/xml");
    stranger.send(xml).await.problem(406, "not-acceptable");
}

#[tokio::test]
async fn a_change_needs_the_version_that_it_is_about() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (path, etag) = school(leader).await;
    let blind = leader.send(leader.request(Method::PATCH, &path).json(&json!({ "name": "Nieuw" }))).await;
    assert_eq!(blind.problem(428, "precondition-required")["currentETag"], json!(etag));
    let changed = leader.patch(&path, &etag, &json!({ "name": "Nieuw" })).await;
    let newer = changed.etag();
    assert_eq!(changed.expect(200)["name"], "Nieuw");
    assert_eq!(
        leader.patch(&path, &etag, &json!({ "name": "Te laat" })).await.problem(412, "stale-version")["currentETag"],
        json!(newer)
    );
    let unchanged = leader.request(Method::GET, &path).header("if-none-match", &newer);
    assert_eq!(leader.send(unchanged).await.status, 304);
    leader.delete(&path, &newer).await.expect(204);
    leader.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_merge_patch_takes_away_what_is_null_and_keeps_what_is_absent() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let new = json!({ "name": "De Verzinsels", "kind": "regular", "brin": "99AA" });
    let made = leader.post("/v1/schools", &new).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    let patch = leader.request(Method::PATCH, &path).header("if-match", &etag);
    let patch = patch.header(CONTENT_TYPE, "application/merge-patch+json").body(r#"{"brin":null}"#);
    let changed = leader.send(patch).await.expect(200);
    assert_eq!((&changed["brin"], &changed["name"]), (&Value::Null, &json!("De Verzinsels")));
    let taken = leader.patch(&path, "\"2\"", &json!({ "name": null })).await;
    assert_eq!(taken.places(), ["/name"]);
}

#[tokio::test]
async fn the_same_key_gives_the_same_answer_once() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let new = json!({ "name": "De Verzinsels", "kind": "regular" });
    let first = leader.post_once("sleutel-1", "/v1/schools", &new).await;
    let again = leader.post_once("sleutel-1", "/v1/schools", &new).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(
        (&first.body, first.header("location"), first.etag()),
        (&again.body, again.header("location"), again.etag())
    );
    assert_eq!(world.app.db_count("SELECT count(*) FROM schools").await, 1);
    let other = json!({ "name": "Iets anders", "kind": "regular" });
    leader.post_once("sleutel-1", "/v1/schools", &other).await.problem(422, "idempotency-key-reused");
    world.elsewhere.leader.post_once("sleutel-1", "/v1/schools", &other).await.expect(201);
    leader.post_once("geen geldige sleutel", "/v1/schools", &new).await.problem(400, "idempotency-key-invalid");
    world.app.pass(TimeDelta::hours(25));
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    leader.post_once("sleutel-1", "/v1/schools", &other).await.expect(201);
}

#[tokio::test]
async fn two_at_once_with_one_key_have_one_effect() {
    let world = World::new().await;
    let visit = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    let send = || world.practitioner.post_once("tegelijk", "/v1/visits", &visit);
    let answers = futures_util::future::join_all((0..8).map(|_| send())).await;
    for answer in &answers {
        assert!(answer.status == 201 || answer.body["code"] == "idempotency-key-in-use", "{}", answer.text);
    }
    assert!(answers.iter().any(|answer| answer.status == 201));
    assert_eq!(world.app.db_count("SELECT count(*) FROM visits").await, 1);
}

#[tokio::test]
async fn who_repeats_a_request_that_still_runs_is_told_so_and_does_not_wait() {
    let world = World::new().await;
    let visit = held_visit(&world.case, &world.practitioner.id, "2026-03-09");
    // Somebody holds the trajectory, so the first request has to wait with its key in hand.
    let somebody = world.app.hold_trajectories().await;
    let first = tokio::spawn({
        let (practitioner, visit) = (world.practitioner.clone(), visit.clone());
        async move { practitioner.post_once("traag", "/v1/visits", &visit).await }
    });
    world.app.until_waiting(1).await;
    let second = world.practitioner.post_once("traag", "/v1/visits", &visit).await;
    assert!(!second.header("retry-after").is_empty());
    second.problem(409, "idempotency-key-in-use");
    drop(somebody);
    first.await.unwrap().expect(201);
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (path, etag) = school(leader).await;
    let head = leader.send(leader.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.etag(), head.text.as_str()), (200, etag.clone(), ""));
    // A proxy may have weakened the tag.
    let known = leader.request(Method::GET, &path).header("if-none-match", format!("W/{etag}"));
    assert_eq!(leader.send(known).await.status, 304);
    let options = leader.send(leader.request(Method::OPTIONS, &path)).await;
    assert!(options.header("allow").contains("PATCH"), "{}", options.text);
    options.problem(405, "method-not-allowed");
}

#[tokio::test]
async fn the_turn_of_the_day_shows_and_is_nobodys_change() {
    let world = World::new().await;
    let path = format!("/v1/trajectories/{}", world.case.trajectory_id);
    let leader = &world.here.leader;
    let ends = json!({ "practitionerId": world.practitioner.id, "fromOn": "2026-03-01", "untilOn": "2026-03-10" });
    let assignments = leader.get(&format!("{path}/assignments")).await.expect(200);
    let mine = format!("{path}/assignments/{}", assignments["items"][0]["id"].as_str().unwrap());
    leader.patch(&mine, &leader.etag(&mine).await, &json!({ "untilOn": ends["untilOn"] })).await.expect(200);
    let today = leader.get(&path).await;
    world.app.on("2026-03-11");
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let known = leader.request(Method::GET, &path).header("if-none-match", today.etag());
    let tomorrow = leader.send(known).await;
    assert_ne!(tomorrow.body["practitionerIds"], today.body["practitionerIds"], "{}", tomorrow.text);
    let etag = today.etag();
    leader.patch(&path, &etag, &json!({ "notes": "Overgedragen" })).await.expect(200);
    leader.patch(&path, &etag, &json!({ "notes": "Te laat" })).await.problem(412, "stale-version");
}

#[tokio::test]
async fn a_key_is_replayed_after_the_resource_went_out_of_sight_only_as_not_found() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let (path, etag) = school(leader).await;
    let delete = || leader.request(Method::DELETE, &path).header("if-match", &etag).header("idempotency-key", "weg");
    leader.send(delete()).await.expect(204);
    leader.send(delete()).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_chosen_id_that_is_taken_is_refused() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let id = samen_leren::ids::SchoolId::new();
    let new = json!({ "id": id, "name": "De Verzinsels", "kind": "regular" });
    leader.post("/v1/schools", &new).await.expect(201);
    let taken = leader.post("/v1/schools", &new).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(format!("/v1/schools/{id}")));
    let unordered = json!({ "id": "5f2c1e0a-3b4d-4c5e-8f60-718293a4b5c6", "name": "De Verzinsels", "kind": "regular" });
    assert_eq!(leader.post("/v1/schools", &unordered).await.places(), ["/id"]);
    world.elsewhere.leader.post("/v1/schools", &new).await.expect(201);
}

#[tokio::test]
async fn lists_are_paged_and_their_cursors_can_not_be_forged() {
    let world = World::new().await;
    let leader = &world.here.leader;
    for number in 0..5 {
        let kind = if number == 4 { "special" } else { "regular" };
        leader.post("/v1/schools", &json!({ "name": format!("School {number}"), "kind": kind })).await.expect(201);
    }
    let mut path = "/v1/schools?limit=2&kind=regular".to_owned();
    let mut seen = Vec::new();
    loop {
        let page = leader.get(&path).await;
        let link = page.header("link").to_owned();
        let body = page.expect(200);
        seen.extend(body["items"].as_array().unwrap().iter().map(|school| school["name"].as_str().unwrap().to_owned()));
        let Some(cursor) = body["nextCursor"].as_str() else { break };
        assert!(link.contains("rel=\"next\"") && link.contains(cursor));
        path = format!("/v1/schools?limit=2&kind=regular&cursor={cursor}");
    }
    assert_eq!(seen, ["School 0", "School 1", "School 2", "School 3"]);
    let cursor = leader.get("/v1/schools?limit=2").await.expect(200)["nextCursor"].as_str().unwrap().to_owned();
    let forged = format!("{}{}", &cursor[..cursor.len() - 2], "AA");
    leader.get(&format!("/v1/schools?cursor={forged}")).await.problem(400, "cursor-invalid");
    leader.get(&format!("/v1/schools?kind=regular&cursor={cursor}")).await.problem(400, "cursor-invalid");
    world.elsewhere.leader.get(&format!("/v1/schools?cursor={cursor}")).await.problem(400, "cursor-invalid");
    leader.get(&format!("/v1/users?cursor={cursor}")).await.problem(400, "cursor-invalid");
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let app = TestApp::start_with(|config| config.requests_per_minute = 60).await;
    let staff = app.licence_holder().await;
    let mut last = staff.get("/v1/me").await;
    assert!(last.header("ratelimit").starts_with("\"default\";r="));
    assert_eq!(last.header("ratelimit-policy"), "\"default\";q=60;w=60");
    for _ in 0..80 {
        last = staff.get("/v1/me").await;
    }
    assert!(last.header("retry-after").parse::<u64>().unwrap() > 0);
    last.problem(429, "too-many-requests");
}

#[tokio::test]
async fn pages_of_known_origins_may_call_and_others_may_not() {
    let app = TestApp::start().await;
    let stranger = app.stranger();
    let from = async |origin: &str, path: &str| {
        stranger.send(stranger.request(Method::GET, path).header("origin", origin)).await
    };
    assert_eq!(
        from("https://app.example", "/v1/me").await.header("access-control-allow-origin"),
        "https://app.example"
    );
    assert_eq!(from("https://boef.example", "/v1/me").await.header("access-control-allow-origin"), "");
    assert_eq!(from("https://boef.example", "/v1/openapi.json").await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn the_database_away_is_a_503_and_comes_back() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    let name = &app.database;
    let cluster = crate::support::Cluster::get().await;
    cluster.execute("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
    cluster
        .execute(
            "postgres",
            &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
        )
        .await;
    let away = staff.get("/v1/me").await;
    assert!(!away.header("retry-after").is_empty());
    let text = away.text.clone();
    away.problem(503, "database-unavailable");
    assert!(!text.contains("postgres") && !text.contains("connection"), "{text}");
    app.stranger().get("/readyz").await.problem(503, "database-unavailable");
    crate::support::Cluster::get()
        .await
        .execute("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        .await;
    staff.get("/v1/me").await.expect(200);
}

#[tokio::test]
async fn the_published_document_is_the_committed_one() {
    let published = samen_leren::contract::Contract::get().unwrap().json().to_owned();
    let committed = include_str!("../../openapi/openapi.json");
    assert!(published == committed, "openapi/openapi.json is not up to date: run `make openapi`");
    let app = TestApp::start().await;
    let answer = app.stranger().get("/v1/openapi.json").await;
    assert_eq!(answer.text, published);
    assert!(app.stranger().get("/v1/openapi.yaml").await.text.starts_with("components:") || published.len() > 1000);
}

#[tokio::test]
async fn every_example_of_the_document_validates() {
    let document: Value = serde_json::from_str(samen_leren::contract::Contract::get().unwrap().json()).unwrap();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let referred = |response: &Value| match response["$ref"].as_str() {
                Some(place) => document.pointer(place.trim_start_matches('#')).unwrap().clone(),
                None => response.clone(),
            };
            let bodies =
                operation["responses"].as_object().into_iter().flatten().map(|(_, response)| referred(response));
            for body in bodies.chain([operation["requestBody"].clone()]) {
                for media in body["content"].as_object().into_iter().flatten().map(|(_, media)| media) {
                    let resolve = |example: &Value| match example["$ref"].as_str() {
                        Some(place) => document.pointer(place.trim_start_matches('#')).unwrap()["value"].clone(),
                        None => example["value"].clone(),
                    };
                    let examples = media["examples"].as_object().into_iter().flatten().map(|(_, named)| resolve(named));
                    let resolved = examples.chain(media.get("example").cloned());
                    for example in resolved {
                        let mut schema = media["schema"].clone();
                        schema["components"] = document["components"].clone();
                        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
                        checked += 1;
                        wrong.extend(
                            validator
                                .iter_errors(&example)
                                .map(|error| format!("{method} {path} {}: {error}", error.instance_path())),
                        );
                    }
                }
            }
        }
    }
    assert!(checked > 100, "{checked} examples");
    assert_eq!(wrong, Vec::<String>::new());
}
