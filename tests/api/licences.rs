//! Licence A: issued, evaluated, taken away, and withdrawn where it was given in error.

use chrono::NaiveDate;
use diesel_async::RunQueryDsl;
use proptest::prelude::*;
use samen_leren::features::licences::rules::{Measure, Period, Sanction, State, state_on, supported_by};
use samen_leren::ids::{LicenceMeasureId, LicencePeriodId};
use serde_json::{Value, json};

use crate::support::{Answer, Person, World, held_visit};

#[tokio::test]
async fn a_licence_is_valid_for_a_year_up_to_and_including_its_last_day() {
    let world = World::new().await;
    let path = |on: &str| format!("/v1/practitioners/{}/licences/A/evaluation?on={on}", world.practitioner.id);
    for (on, valid, code) in [
        ("2026-01-14", false, "not_yet_valid"),
        ("2026-01-15", true, "valid"),
        ("2027-01-14", true, "valid"),
        ("2027-01-15", false, "expired"),
    ] {
        for caller in [&world.practitioner.person, &world.here.leader, &world.staff] {
            let answer = caller.get(&path(on)).await.expect(200);
            assert_eq!((answer["valid"].as_bool(), answer["code"].as_str()), (Some(valid), Some(code)), "{on}");
        }
    }
    let expired = world.here.leader.get(&path("2027-01-15")).await.expect(200);
    assert!(!expired["missing"].as_array().unwrap().is_empty());
    world.elsewhere.leader.get(&path("2026-03-10")).await.problem(404, "not-found");
    world.other_practitioner.get(&path("2026-03-10")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_suspension_refuses_from_its_day_and_a_reinstatement_ends_it() {
    let world = World::new().await;
    let licences =
        world.staff.get(&format!("/v1/licences?personId={}", world.practitioner.person_id)).await.expect(200);
    let licence = format!("/v1/licences/{}", licences["items"][0]["id"].as_str().unwrap());
    let suspend = json!({ "from": "2026-03-05", "reason": "Onderzoek" });
    world.staff.act(&format!("{licence}/suspend"), &world.staff.etag(&licence).await, &suspend).await.expect(200);
    let theirs = world.here.leader.get(&licence).await.expect(200);
    assert_eq!(theirs["measures"][0]["measure"], "suspended");
    assert!(!theirs.to_string().contains("Onderzoek"), "why is not for the organisation");
    let visit = |day: &str| held_visit(&world.case, &world.practitioner.id, day);
    let refused = world.practitioner.post("/v1/visits", &visit("2026-03-09")).await.problem(409, "licence-not-valid");
    assert_eq!(refused["reason"], "suspended");
    world.practitioner.post("/v1/visits", &visit("2026-03-04")).await.expect(201);
    let reinstate = json!({ "from": "2026-03-08", "reason": "Klacht ongegrond" });
    world.staff.act(&format!("{licence}/reinstate"), &world.staff.etag(&licence).await, &reinstate).await.expect(200);
    world.practitioner.post("/v1/visits", &visit("2026-03-09")).await.expect(201);
    world.practitioner.post("/v1/visits", &visit("2026-03-07")).await.problem(409, "licence-not-valid");
}

#[tokio::test]
async fn a_person_has_one_licence_of_a_kind() {
    let world = World::new().await;
    let again = json!({ "personId": world.practitioner.person_id, "kind": "A", "issuedOn": "2026-02-01" });
    world.staff.post("/v1/licences", &again).await.problem(409, "licence-exists");
    let future = json!({ "personId": world.practitioner.person_id, "kind": "A", "issuedOn": "2026-04-01" });
    world.staff.post("/v1/licences", &future).await.problem(409, "date-in-future");
    world.here.leader.post("/v1/licences", &again).await.problem(403, "forbidden");
}

/// The licence A of the practitioner here.
async fn licence_of(world: &World) -> String {
    let list = world.staff.get(&format!("/v1/licences?personId={}", world.practitioner.person_id)).await.expect(200);
    format!("/v1/licences/{}", list["items"][0]["id"].as_str().unwrap())
}

/// The id of what a licence was given of a kind, and does not stand withdrawn.
async fn ground_of(staff: &Person, licence: &str, kind: &str) -> String {
    let list = staff.get(&format!("{licence}/grounds")).await.expect(200);
    let stands = |one: &&Value| one["kind"] == kind && one["withdrawnAt"].is_null();
    let found = list["items"].as_array().unwrap().iter().find(stands).map(|one| one["id"].as_str().unwrap().to_owned());
    found.unwrap_or_else(|| panic!("nothing of the kind {kind}: {list}"))
}

/// `from/until ground` of each period.
fn periods(licence: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let tell =
        |one: &Value| format!("{}/{} {}", text(&one["validFrom"]), text(&one["validUntil"]), text(&one["ground"]));
    licence["periods"].as_array().unwrap().iter().map(tell).collect()
}

async fn act(staff: &Person, licence: &str, act: &str, body: Value) -> Answer {
    staff.act(&format!("{licence}/{act}"), &staff.etag(licence).await, &body).await
}

#[tokio::test]
async fn a_dispensation_given_in_error_is_withdrawn_and_what_was_recorded_under_it_is_flagged() {
    let world = World::new().await;
    let licence = licence_of(&world).await;
    let dispense = json!({ "from": "2026-03-10", "reason": "Langdurig ziek" });
    act(&world.staff, &licence, "dispense", dispense).await.expect(200);
    world.app.on("2027-03-01");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let visit = held_visit(&world.case, &world.practitioner.id, "2027-02-20");
    let visit = leader.post("/v1/visits", &visit).await.expect(201);
    let dispensation = ground_of(&staff, &licence, "dispensation").await;
    let withdraw = format!("grounds/{dispensation}/withdraw");
    let reason = json!({ "reason": "Voor iemand anders bedoeld" });
    let etag = leader.etag(&licence).await;
    leader.act(&format!("{licence}/{withdraw}"), &etag, &reason).await.problem(403, "forbidden");
    assert_eq!(act(&staff, &licence, &withdraw, json!({ "reason": "" })).await.places(), ["/reason"]);
    let nowhere = format!("grounds/{}/withdraw", uuid::Uuid::now_v7());
    act(&staff, &licence, &nowhere, reason.clone()).await.problem(404, "not-found");
    let withdrawn = act(&staff, &licence, &withdraw, reason.clone()).await.expect(200);
    assert_eq!(periods(&withdrawn), ["2026-01-15/2027-01-14 transferred"]);
    assert_eq!(withdrawn["dispensations"], json!([]));
    let again = act(&staff, &licence, &withdraw, reason).await.problem(409, "ground-withdrawn");
    assert!(again["withdrawnAt"].as_str().unwrap().starts_with("2027-03-01"));
    // The period is superseded, the record stands and is flagged, and nothing new is recorded under it.
    assert_eq!(world.app.db_count("SELECT count(*) FROM licence_periods WHERE superseded_at IS NOT NULL").await, 1);
    let kept = leader.get(&format!("/v1/visits/{}", visit["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&kept["status"], &kept["licences"]), (&json!("held"), &visit["licences"]));
    let flags = leader.get("/v1/licence-flags").await.expect(200);
    assert_eq!((&flags["items"][0]["visitId"], &flags["items"][0]["reason"]), (&visit["id"], &json!("expired")));
    let refused = leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, "2027-02-21")).await;
    assert_eq!(refused.problem(409, "licence-not-valid")["reason"], "expired");
}

#[tokio::test]
async fn what_was_withdrawn_stays_in_the_list_and_why_is_for_the_licence_holder_only() {
    let world = World::new().await;
    let licence = licence_of(&world).await;
    act(&world.staff, &licence, "dispense", json!({ "from": "2026-03-10", "reason": "Langdurig ziek" }))
        .await
        .expect(200);
    let dispensation = ground_of(&world.staff, &licence, "dispensation").await;
    let withdraw = json!({ "reason": "Voor iemand anders bedoeld" });
    act(&world.staff, &licence, &format!("grounds/{dispensation}/withdraw"), withdraw).await.expect(200);
    let grounds = format!("{licence}/grounds");
    let seen = world.staff.get(&grounds).await.expect(200);
    let of = |list: &Value| list["items"].as_array().unwrap().iter().find(|one| one["id"] == *dispensation).cloned();
    let own = of(&seen).unwrap();
    assert_eq!(
        (&own["reason"], &own["withdrawnReason"]),
        (&json!("Langdurig ziek"), &json!("Voor iemand anders bedoeld"))
    );
    for caller in [&world.here.leader, &world.practitioner.person] {
        let theirs = caller.get(&grounds).await.expect(200);
        assert!(of(&theirs).unwrap()["withdrawnAt"].is_string());
        assert!(!theirs.to_string().contains("ziek") && !theirs.to_string().contains("bedoeld"), "{theirs}");
    }
    world.elsewhere.leader.get(&grounds).await.problem(404, "not-found");
    world.other_practitioner.get(&grounds).await.problem(404, "not-found");
    // A list like every other.
    let first = world.staff.get(&format!("{grounds}?limit=1")).await.expect(200);
    let rest = format!("{grounds}?limit=1&cursor={}", first["nextCursor"].as_str().unwrap());
    let rest = world.staff.get(&rest).await.expect(200);
    assert_eq!((&first["items"][0], &rest["items"][0]), (&seen["items"][0], &seen["items"][1]));
    assert_eq!(rest["nextCursor"], Value::Null);
}

#[tokio::test]
async fn a_licence_issued_by_mistake_is_withdrawn_and_can_be_issued_anew() {
    let world = World::new().await;
    let (staff, one) = (&world.staff, &world.practitioner);
    let licence = licence_of(&world).await;
    let issue = format!("grounds/{}/withdraw", ground_of(staff, &licence, "transferred").await);
    let withdrawn =
        act(staff, &licence, &issue, json!({ "reason": "Certificaat van iemand anders" })).await.expect(200);
    assert_eq!((&withdrawn["periods"], &withdrawn["issuances"]), (&json!([]), &json!([])));
    let evaluation = format!("/v1/practitioners/{}/licences/A/evaluation", one.id);
    let evaluation = one.get(&evaluation).await.expect(200);
    assert_eq!((&evaluation["code"], &evaluation["missing"][0]["code"]), (&json!("none"), &json!("training")));
    let refused = one.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-09")).await;
    assert_eq!(refused.problem(409, "licence-not-valid")["reason"], "none");
    // The licence stays the person's one of its kind; another issue comes to the same.
    let anew = json!({ "personId": one.person_id, "kind": "A", "issuedOn": "2026-01-15", "ground": "transferred",
        "evidence": "Certificaat 2026-007" });
    staff.post("/v1/licences", &anew).await.problem(409, "licence-exists");
    let dispense = json!({ "from": "2026-03-10", "reason": "Ziek" });
    act(staff, &licence, "dispense", dispense).await.problem(409, "date-before-start");
    let untrained = json!({ "issuedOn": "2026-01-15" });
    act(staff, &licence, "renew", untrained).await.problem(409, "licence-requirements-not-met");
    let unproven = json!({ "issuedOn": "2026-01-15", "ground": "transferred" });
    assert_eq!(act(staff, &licence, "renew", unproven).await.places(), ["/evidence"]);
    let renew = json!({ "issuedOn": "2026-01-15", "ground": "transferred", "evidence": "Certificaat 2026-007" });
    let renewed = act(staff, &licence, "renew", renew).await.expect(200);
    assert_eq!(periods(&renewed), ["2026-01-15/2027-01-14 transferred"]);
    one.post("/v1/visits", &held_visit(&world.case, &one.id, "2026-03-09")).await.expect(201);
}

#[tokio::test]
async fn the_last_day_of_a_transferred_licence_is_corrected_and_the_wrong_one_is_kept() {
    let world = World::new().await;
    let staff = &world.staff;
    let licence = licence_of(&world).await;
    let issue = ground_of(staff, &licence, "transferred").await;
    let correct = format!("grounds/{issue}/correct");
    let right = json!({ "validUntil": "2026-06-30", "reason": "Op het certificaat staat een andere datum" });
    let early = json!({ "validUntil": "2026-01-14", "reason": "Te vroeg" });
    assert_eq!(act(staff, &licence, &correct, early).await.places(), ["/validUntil"]);
    let corrected = act(staff, &licence, &correct, right.clone()).await.expect(200);
    assert_eq!(periods(&corrected), ["2026-01-15/2026-06-30 transferred"]);
    let list = staff.get(&format!("{licence}/grounds")).await.expect(200);
    let items = list["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["id"], &items[1]["correctsId"]), (2, &json!(issue), &json!(issue)));
    assert_eq!(items[0]["withdrawnReason"], "Op het certificaat staat een andere datum");
    assert_eq!(items[0]["evidence"], items[1]["evidence"]);
    act(staff, &licence, &correct, right.clone()).await.problem(409, "ground-withdrawn");
    act(staff, &licence, "dispense", json!({ "from": "2026-03-10", "reason": "Ziek" })).await.expect(200);
    let dispensation = format!("grounds/{}/correct", ground_of(staff, &licence, "dispensation").await);
    let refused = act(staff, &licence, &dispensation, right).await.problem(409, "ground-kind-conflict");
    assert_eq!(refused["kind"], "dispensation");
}

#[tokio::test]
async fn reminders_and_expirations_follow_a_withdrawal() {
    let world = World::new().await;
    let licence = licence_of(&world).await;
    act(&world.staff, &licence, "dispense", json!({ "from": "2026-03-10", "reason": "Ziek" })).await.expect(200);
    world.app.on("2026-10-20");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let told = || {
        let own = |mail: &String| mail.contains("loopt af op 2027-01-14") && mail.contains(&world.practitioner.email);
        world.app.mails().iter().filter(|mail| own(mail)).count()
    };
    world.app.run_jobs().await;
    assert_eq!(told(), 0, "the next year was granted");
    assert_eq!(leader.get("/v1/licence-expirations").await.expect(200)["items"], json!([]));
    let dispensation = ground_of(&staff, &licence, "dispensation").await;
    let reason = json!({ "reason": "Voor iemand anders bedoeld" });
    act(&staff, &licence, &format!("grounds/{dispensation}/withdraw"), reason).await.expect(200);
    let soon = leader.get("/v1/licence-expirations").await.expect(200);
    assert_eq!(soon["items"][0]["practitionerId"], json!(world.practitioner.id));
    assert_eq!(soon["items"][0]["validUntil"], "2027-01-14");
    assert_eq!(soon["items"][0]["missing"][0]["code"], "refresher");
    world.app.run_jobs().await;
    world.app.run_jobs().await;
    assert_eq!(told(), 1, "and not twice");
}

/// Seen in PostgreSQL's own log, by the processes of this test's database.
#[tokio::test]
async fn how_two_hundred_practitioners_stand_on_a_day_takes_one_statement() {
    let world = World::new().await;
    let people = format!(
        "WITH people AS (SELECT i, gen_random_uuid() AS person, gen_random_uuid() AS licence FROM generate_series(1, 199) i), \
         p AS (INSERT INTO persons SELECT person, 'Mens', 'mens' || i || '@proef.example', 1, now(), now() FROM people), \
         w AS (INSERT INTO practitioners SELECT '{}', gen_random_uuid(), person, NULL, 'Mens', 'active', 1, now(), now() FROM people), \
         l AS (INSERT INTO licences SELECT licence, person, 'A', '2026-01-01', 1, now(), now() FROM people) \
         INSERT INTO licence_periods (id, licence_id, person_id, kind, valid_from, valid_until, ground, created_at) \
         SELECT gen_random_uuid(), licence, person, 'A', '2026-01-01', '2026-12-31', 'training', now() FROM people",
        world.here.id
    );
    let people = format!("SET session_replication_role = replica; {people}");
    world.app.db_execute(&people).await;
    world.app.db_execute(&format!("ALTER DATABASE {} SET log_statement = 'all'", world.app.database)).await;
    let mut leader = world.app.another_process().await;
    leader.token = world.here.leader.token.clone();
    let standings = "/v1/licence-standings?on=2026-03-10&limit=200";
    leader.get(standings).await.expect(200);
    let folder = world.app.db_text("SELECT setting AS text FROM pg_settings WHERE name = 'data_directory'").await;
    let log = std::path::Path::new(&folder).parent().unwrap().join("postgresql.log");
    let before = std::fs::read_to_string(&log).unwrap().len();
    let page = leader.get(standings).await.expect(200);
    assert_eq!((page["items"].as_array().unwrap().len(), &page["nextCursor"]), (200, &Value::Null));
    assert!(page["items"].as_array().unwrap().iter().all(|one| one["valid"] == true));
    let own = "SELECT string_agg('[' || pid || ']', ' ') AS text FROM pg_stat_activity \
               WHERE datname = current_database() AND usename = 'samen_leren_tenant'";
    let own = world.app.db_text(own).await;
    let log = std::fs::read_to_string(&log).unwrap();
    let ours = |line: &&str| own.split(' ').any(|pid| line.contains(pid)) && line.contains("execute");
    let statements: Vec<&str> = log[before..].lines().filter(ours).collect();
    let about: Vec<&&str> = statements.iter().filter(|line| line.contains("licence")).collect();
    assert_eq!(about.len(), 1, "{statements:#?}");
    assert!(about[0].contains("licence_periods") && about[0].contains("licence_measures"), "{statements:#?}");
    // The standing of the caller goes before it, with the opening of the door; there is nothing else.
    let reads: Vec<&&str> = statements.iter().filter(|line| line.contains(": SELECT")).collect();
    assert!(reads.len() <= 3, "{statements:#?}");
}

/// Periods as (gap before, length), measures as (first day, length if it ends, whether it revokes).
type History = (Vec<(i64, i64)>, Vec<(i64, Option<i64>, bool)>);

/// A history of one kind, written into the database and as the rules see it.
fn history_of(
    (person, kind): (uuid::Uuid, &str),
    (gaps, sanctions): History,
    sql: &mut String,
) -> (Vec<Period>, Vec<Measure>) {
    let day = |offset: i64| NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(offset);
    let licence = uuid::Uuid::now_v7();
    *sql += &format!("INSERT INTO licences VALUES ('{licence}', '{person}', '{kind}', '2026-01-01', 1, now(), now());");
    let (mut next, mut periods, mut measures) = (5, Vec::new(), Vec::new());
    for (gap, length) in gaps {
        let (from, until) = (day(next + gap), day(next + gap + length));
        next += gap + length + 1;
        *sql += &format!(
            "INSERT INTO licence_periods VALUES (gen_random_uuid(), '{licence}', '{person}', '{kind}', '{from}', '{until}', 'training', now(), NULL);"
        );
        periods.push(Period { id: LicencePeriodId::new(), valid_from: from, valid_until: until });
    }
    for (start, length, revoked) in sanctions {
        let (from, until) = (day(start), length.map(|length| day(start + length)));
        let (name, sanction) =
            if revoked { ("revoked", Sanction::Revoked) } else { ("suspended", Sanction::Suspended) };
        let end = until.map_or("NULL".to_owned(), |until| format!("'{until}'"));
        *sql += &format!(
            "INSERT INTO licence_measures VALUES (gen_random_uuid(), '{licence}', '{person}', '{kind}', '{name}', '{from}', {end}, 'r', now());"
        );
        measures.push(Measure { id: LicenceMeasureId::new(), sanction, from, until });
    }
    (periods, measures)
}

fn word(state: State) -> &'static str {
    match state {
        State::Valid { .. } => "valid",
        State::Revoked => "revoked",
        State::Suspended => "suspended",
        State::None => "none",
        State::NotYetValid { .. } => "not_yet_valid",
        State::Expired { .. } => "expired",
    }
}

/// The SQL function and the Rust rule are one rule, for both kinds: random histories, every day around them.
#[tokio::test(flavor = "multi_thread")]
async fn the_rule_in_sql_is_the_rule_in_rust() {
    use proptest::strategy::ValueTree;
    #[derive(diesel::QueryableByName)]
    struct Answer {
        #[diesel(sql_type = diesel::sql_types::Text)]
        a: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        b: String,
    }
    let app = crate::support::TestApp::start().await;
    let mut connection = app.db_connect("postgres").await;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let history = || {
        (
            proptest::collection::vec((0..30_i64, 0..10_i64), 0..3),
            proptest::collection::vec((0..60_i64, proptest::option::of(0..20_i64), any::<bool>()), 0..3),
        )
    };
    for round in 0..40 {
        let histories = (history(), history());
        let (of_a, of_b) = proptest::strategy::Strategy::new_tree(&histories, &mut runner).unwrap().current();
        let person = uuid::Uuid::now_v7();
        let mut sql = format!("INSERT INTO persons VALUES ('{person}', 'P', 'p{round}@x.example', 1, now(), now());");
        let (periods_a, measures_a) = history_of((person, "A"), of_a, &mut sql);
        let (periods_b, measures_b) = history_of((person, "B"), of_b, &mut sql);
        app.db_execute(&sql).await;
        for offset in 0..110 {
            let on = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(offset);
            let query = format!(
                "SELECT licence_state('{person}', 'A', '{on}') AS a, licence_state('{person}', 'B', '{on}') AS b"
            );
            let there: Answer = diesel::sql_query(query).get_result(&mut connection).await.unwrap();
            let a = state_on(&periods_a, &measures_a, on);
            let b = supported_by(state_on(&periods_b, &measures_b, on), a);
            assert_eq!((there.a.as_str(), there.b.as_str()), (word(a), word(b)), "{on} {periods_a:?} {periods_b:?}");
        }
    }
}
