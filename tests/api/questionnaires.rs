//! Questionnaires: what the programme asks (`domain.md` §5), as versions that never change.

use std::collections::BTreeSet;

use reqwest::Method;
use reqwest::header::{ACCEPT_LANGUAGE, IF_NONE_MATCH};
use serde_json::{Value, json};

use crate::support::{Answer, Caller, World};

const PATH: &str = "/v1/catalogue/questionnaires";

fn next_version(code: &str) -> Value {
    json!({
        "code": code, "scale": 3,
        "title": { "nl": "Nazorg", "en": "Aftercare" },
        "questions": [
            { "code": "mood", "type": "smiley", "required": true,
                "text": { "nl": "Hoe gaat het?", "en": "How are things?" },
                "hint": { "nl": "Kies een gezichtje.", "en": "Choose a face." } },
            { "code": "why", "type": "multiple_choice", "required": false,
                "text": { "nl": "Waardoor?", "en": "Why?" },
                "options": [{ "value": "time", "text": { "nl": "Tijd", "en": "Time" } },
                    { "value": "other", "text": { "nl": "Anders", "en": "Other" } }],
                "condition": { "question": "mood", "oneOf": [1, 2] } },
            { "code": "why_other", "type": "text", "required": true,
                "text": { "nl": "Wat dan?", "en": "What then?" },
                "condition": { "question": "why", "oneOf": ["other"] } }
        ]
    })
}

async fn in_language(caller: &Caller, path: &str, language: &str) -> Answer {
    caller.send(caller.request(Method::GET, path).header(ACCEPT_LANGUAGE, language)).await
}

fn path_of(item: &Value) -> String {
    format!("{PATH}/{}", item["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_programme_comes_with_a_first_version_of_every_questionnaire() {
    let world = World::new().await;
    let list = world.practitioner.get(PATH).await.expect(200);
    let codes: BTreeSet<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect();
    let expected = ["aftercare", "evaluation", "intake_parent", "intake_teacher", "teacher_evaluation"];
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), expected);
    for item in list["items"].as_array().unwrap() {
        assert_eq!((&item["version"], &item["publishedOn"]), (&json!(1), &json!("2026-01-01")));
        assert_eq!((&item["retiredOn"], &item["scale"]), (&Value::Null, &json!(5)));
        assert_eq!(world.staff.get(&path_of(item)).await.expect(200), *item);
    }
}

#[tokio::test]
async fn questions_are_asked_in_the_callers_language() {
    let world = World::new().await;
    let filter = format!("{PATH}?code=intake_parent");
    let (dutch, english) =
        (in_language(&world.practitioner, &filter, "nl").await, in_language(&world.practitioner, &filter, "en").await);
    assert_eq!((dutch.header("content-language"), english.header("content-language")), ("nl", "en"));
    assert_ne!(dutch.etag(), english.etag());
    let (dutch, english) = (&dutch.body["items"][0], &english.body["items"][0]);
    assert_eq!(dutch["id"], english["id"]);
    for member in ["title", "introduction"] {
        assert_ne!(dutch[member], english[member]);
    }
    for (dutch, english) in dutch["questions"].as_array().unwrap().iter().zip(english["questions"].as_array().unwrap())
    {
        assert_ne!(dutch["text"], english["text"]);
        assert_eq!((&dutch["code"], &dutch["condition"]), (&english["code"], &english["condition"]));
    }
    let path = path_of(english);
    let answer = in_language(&world.staff, &path, "en").await;
    assert_eq!((answer.header("content-language"), &answer.body), ("en", english));
    let known = world.staff.request(Method::GET, &path).header(ACCEPT_LANGUAGE, "en");
    assert_eq!(world.staff.send(known.header(IF_NONE_MATCH, answer.etag())).await.status, 304);
    let other = world.staff.request(Method::GET, &path).header(ACCEPT_LANGUAGE, "nl");
    assert_eq!(world.staff.send(other.header(IF_NONE_MATCH, answer.etag())).await.status, 200);
}

#[tokio::test]
async fn a_new_version_replaces_the_newest_and_leaves_the_old_one_as_it_was() {
    let world = World::new().await;
    let filter = format!("{PATH}?code=aftercare");
    let first = world.practitioner.get(&filter).await.expect(200)["items"][0].clone();
    let made = world.staff.post(PATH, &next_version("aftercare")).await;
    let location = made.header("location").to_owned();
    let made = made.expect(201);
    assert_eq!((&made["version"], &made["publishedOn"]), (&json!(2), &json!("2026-03-10")));
    assert_eq!((&made["retiredOn"], &made["introduction"]), (&Value::Null, &Value::Null));
    assert_eq!((&made["questions"][2]["maxLength"], &made["questions"][0]["maxLength"]), (&json!(2000), &Value::Null));
    assert_eq!(location, path_of(&made));
    assert_eq!(world.practitioner.get(&location).await.expect(200), made);
    let mut retired = first.clone();
    retired["retiredOn"] = json!("2026-03-10");
    assert_eq!(world.practitioner.get(&path_of(&first)).await.expect(200), retired);
    let listed = async |query: &str| {
        let page = world.here.leader.get(&format!("{PATH}?{query}")).await.expect(200);
        page["items"].as_array().unwrap().clone()
    };
    assert_eq!(listed("code=aftercare&current=true").await, std::slice::from_ref(&made));
    assert_eq!(listed("current=false").await, std::slice::from_ref(&retired));
    assert_eq!(listed("code=aftercare").await, [retired, made]);
    assert_eq!(listed("current=true").await.len(), 5);
    assert_eq!(listed("").await.len(), 6);
}

#[tokio::test]
async fn a_list_of_questionnaires_goes_on_where_its_page_ended() {
    let world = World::new().await;
    let mut path = format!("{PATH}?limit=2");
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let page = world.practitioner.get(&path).await;
        assert_eq!(page.header("content-language"), "nl");
        let page = page.expect(200);
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap().to_owned()));
        path = format!("{PATH}?limit=2&cursor={}", page["nextCursor"].as_str().unwrap_or_default());
    }
    assert_eq!(seen.len(), 5);
    let forged = world.practitioner.get(&format!("{PATH}?cursor=onzin")).await;
    forged.problem(400, "cursor-invalid");
    assert_eq!(world.practitioner.get(&format!("{PATH}?code=vragen")).await.places(), ["code"]);
}

#[tokio::test]
async fn only_the_licence_holder_publishes() {
    let world = World::new().await;
    for caller in [&world.here.leader.caller, &world.practitioner.caller] {
        let refused = caller.post(PATH, &next_version("aftercare")).await.problem(403, "forbidden");
        assert_eq!(refused["scope"], "catalogue:write");
    }
    let unknown = format!("{PATH}/{}", uuid::Uuid::now_v7());
    world.practitioner.get(&unknown).await.problem(404, "not-found");
    world.staff.get(&unknown).await.problem(404, "not-found");
    assert_eq!(world.app.db_count("SELECT count(*) FROM questionnaire_versions").await, 5);
}

#[tokio::test]
async fn a_version_is_published_once_whatever_is_repeated() {
    let world = World::new().await;
    let mut new = next_version("evaluation");
    let first = world.staff.post_once("versie-2", PATH, &new).await;
    let again = world.staff.post_once("versie-2", PATH, &new).await;
    assert_eq!((again.status, again.header("idempotency-replayed")), (201, "true"));
    assert_eq!(again.body, first.body);
    new["id"] = first.body["id"].clone();
    let taken = world.staff.post(PATH, &new).await.problem(409, "already-exists");
    assert_eq!(taken["location"], json!(path_of(&first.body)));
    let versions = "SELECT count(*) FROM questionnaire_versions WHERE code = 'evaluation'";
    assert_eq!(world.app.db_count(versions).await, 2);
    let traced = "SELECT count(*) FROM audit_events WHERE action = 'publishQuestionnaire' AND outcome = 'done'";
    assert_eq!(world.app.db_count(traced).await, 1);
}

#[tokio::test]
async fn a_questionnaire_that_contradicts_itself_is_not_published() {
    let world = World::new().await;
    let mut bad = next_version("aftercare");
    bad["questions"][0]["options"] = bad["questions"][1]["options"].clone();
    bad["questions"][1]["condition"]["oneOf"] = json!([3, 4]);
    bad["questions"][1]["options"][1]["value"] = json!("time");
    bad["questions"][2]["condition"]["question"] = json!("why_other");
    let refused = world.staff.post(PATH, &bad).await;
    let expected = [
        "/questions/0/options",
        "/questions/1/options/1/value",
        "/questions/1/condition/oneOf/1",
        "/questions/2/condition/question",
    ];
    assert_eq!(refused.places(), expected, "{}", refused.text);
    refused.problem(400, "validation-failed");
    let mut malformed = next_version("aftercare");
    malformed["scale"] = json!(11);
    malformed["questions"][0]["code"] = json!("Geen Code");
    malformed["questions"][1]["condition"]["oneOf"] = json!([[1], null]);
    malformed["questions"][2]["maxLength"] = json!(4001);
    malformed["introduction"] = json!({ "nl": "Alleen Nederlands" });
    let refused = world.staff.post(PATH, &malformed).await;
    let expected: BTreeSet<String> = [
        "/introduction/en",
        "/questions/0/code",
        "/questions/1/condition/oneOf/0",
        "/questions/1/condition/oneOf/1",
        "/questions/2/maxLength",
        "/scale",
    ]
    .map(str::to_owned)
    .into();
    assert_eq!(refused.places().into_iter().collect::<BTreeSet<_>>(), expected, "{}", refused.text);
}
