//! Licence A: issued, evaluated, taken away.

use chrono::NaiveDate;
use diesel_async::RunQueryDsl;
use proptest::prelude::*;
use samen_leren::features::licences::rules::{Measure, Period, Sanction, State, state_on, supported_by};
use samen_leren::ids::{LicenceMeasureId, LicencePeriodId};
use serde_json::json;

use crate::support::World;

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
    let visit = |day: &str| crate::support::held_visit(&world.case, &world.practitioner.id, day);
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
