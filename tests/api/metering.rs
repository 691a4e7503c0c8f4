//! Organisation-months: which days count, what they cost, what was used, and what billing fixes.

use serde_json::{Value, json};

use crate::authorisation::integration;
use crate::support::{Caller, World, held_visit};

async fn measure(world: &World) {
    samen_leren::jobs::tidy_up(&world.app.state).await;
}

/// The months of an organisation, as this caller sees them.
pub async fn months_of(caller: &Caller, organisation: &str) -> Vec<Value> {
    let list = caller.get(&format!("/v1/subscription-months?organisationId={organisation}")).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

pub async fn month_of(caller: &Caller, organisation: &str, month: &str) -> Value {
    let months = months_of(caller, organisation).await;
    months.into_iter().find(|one| one["month"] == month).expect("the month")
}

/// A draft invoice with this month on it, as a billing run makes it.
pub async fn db_billed(world: &World, month: &Value) -> String {
    let text = |name: &str| month[name].as_str().unwrap().to_owned();
    let (invoice, line) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    let (organisation, id, price) = (text("organisationId"), text("id"), text("priceId"));
    let (from, until, cents) = (text("activeFrom"), text("activeUntil"), &month["priceCents"]);
    let statement = format!(
        "INSERT INTO invoices (organisation_id, id, kind, status, net_cents, vat_cents, total_cents, vat, version, \
             created_at, updated_at) VALUES ('{organisation}', '{invoice}', 'invoice', 'draft', {cents}, 0, {cents}, '[]', 1, \
             now(), now()); \
         INSERT INTO invoice_lines (organisation_id, id, invoice_id, position, code, description, quantity, unit_cents, \
             net_cents, vat_rate, price_id, period_from, period_until, subscription_month_id, round) VALUES \
             ('{organisation}', '{line}', '{invoice}', 1, 'subscription_month', 'Abonnement', 1, {cents}, {cents}, 21, \
             '{price}', '{from}', '{until}', '{id}', 1); \
         UPDATE subscription_months SET invoice_line_id = '{line}' WHERE id = '{id}'"
    );
    world.app.db_execute(&statement).await;
    line.to_string()
}

#[tokio::test]
async fn every_month_until_the_present_one_shows_days_price_and_use() {
    let world = World::new().await;
    let leader = &world.here.leader;
    leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, "2026-03-09")).await.expect(201);
    measure(&world).await;
    let months: Vec<Value> = months_of(leader, &world.here.id).await;
    // The newest are measured first.
    assert_eq!(
        months.iter().map(|month| month["month"].clone()).collect::<Vec<_>>(),
        [json!("2026-03"), json!("2026-02"), json!("2026-01")]
    );
    let march = &months[0];
    let days = ["activeFrom", "activeUntil", "activeDays", "priceCents"].map(|name| march[name].clone());
    assert_eq!(days, [json!("2026-03-01"), json!("2026-03-31"), json!(31), json!(14000)]);
    let used = ["practitioners", "trajectories", "visits", "apiCalls", "round"].map(|name| march[name].clone());
    assert_eq!(used, [json!(1), json!(1), json!(1), json!([]), json!(1)]);
    assert_eq!((&months[1]["trajectories"], &months[1]["visits"]), (&json!(0), &json!(0)));
    let prices = leader.get("/v1/prices?code=subscription_month&validOn=2026-03-01").await.expect(200);
    assert_eq!(march["priceId"], prices["items"][0]["id"]);
    let path = format!("/v1/subscription-months/{}", march["id"].as_str().unwrap());
    assert_eq!(leader.get(&path).await.expect(200), *march);
    assert!(world.staff.get(&path).await.etag().starts_with("\"1-"));
    world.elsewhere.leader.get(&path).await.problem(404, "not-found");
    assert!(months_of(&world.elsewhere.leader, &world.here.id).await.is_empty());
    world.practitioner.get("/v1/subscription-months").await.problem(403, "forbidden");
    let all = world.staff.get("/v1/subscription-months?month=2026-03").await.expect(200);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(2));
    let wrong = world.staff.get("/v1/subscription-months?month=2026-13").await;
    assert_eq!(wrong.places(), ["month"]);
    // Twice finds the same.
    measure(&world).await;
    let again = months_of(leader, &world.here.id).await;
    let ids = |months: &[Value]| months.iter().map(|month| month["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&again), ids(&months));
}

#[tokio::test]
async fn a_subscription_that_is_entered_or_changed_late_shows_in_the_months_that_it_reaches() {
    let world = World::new().await;
    let organisation = world.app.bare_organisation(&world.staff, "Welzijn Laat").await;
    let late = json!({ "organisationId": organisation, "startsOn": "2025-10-05" });
    let late = world.staff.post("/v1/subscriptions", &late).await;
    let change = async |fields: Value| {
        world.staff.patch(late.header("location"), "*", &fields).await.expect(200);
        measure(&world).await;
    };
    let days = async |month: &str| month_of(&world.staff, &organisation, month).await["activeDays"].clone();
    measure(&world).await;
    assert_eq!(months_of(&world.staff, &organisation).await.len(), 6);
    assert_eq!((days("2025-10").await, days("2025-12").await), (json!(27), json!(31)));
    // Nothing bills these months: they follow.
    change(json!({ "endsOn": "2025-12-10" })).await;
    assert_eq!((days("2025-12").await, days("2026-01").await), (json!(10), json!(0)));
    // A long history is no reason to look at all of it.
    change(json!({ "startsOn": "2010-01-01", "endsOn": null })).await;
    assert_eq!(months_of(&world.staff, &organisation).await.len(), 37);
    assert_eq!(days("2023-03").await, 31);
}

#[tokio::test]
async fn a_practitioner_counts_in_the_months_of_the_own_place() {
    let world = World::new().await;
    let leave = format!("/v1/practitioners/{}", world.practitioner.id);
    let etag = world.here.leader.etag(&leave).await;
    world.here.leader.act_bare(&format!("{leave}/leave"), &etag).await.expect(200);
    world.app.on("2026-04-20");
    measure(&world).await;
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let counted = async |organisation: &str| {
        let mut counted = Vec::new();
        for month in ["2026-02", "2026-03", "2026-04"] {
            counted.push(month_of(&staff, organisation, month).await["practitioners"].clone());
        }
        counted
    };
    // The places were made in March.
    assert_eq!(counted(&world.here.id).await, [json!(0), json!(1), json!(0)]);
    assert_eq!(counted(&world.elsewhere.id).await, [json!(0), json!(1), json!(1)]);
}

#[tokio::test]
async fn two_subscriptions_in_a_month_are_one_month_and_none_left_is_none() {
    let world = World::new().await;
    let organisation = world.app.bare_organisation(&world.staff, "Welzijn Onderbroken").await;
    let first = json!({ "organisationId": organisation, "startsOn": "2026-03-03", "endsOn": "2026-03-05" });
    let first = world.staff.post("/v1/subscriptions", &first).await;
    let second = json!({ "organisationId": organisation, "startsOn": "2026-03-20" });
    let second = world.staff.post("/v1/subscriptions", &second).await;
    measure(&world).await;
    let march = month_of(&world.staff, &organisation, "2026-03").await;
    let days = ["activeFrom", "activeUntil", "activeDays"].map(|name| march[name].clone());
    assert_eq!(days, [json!("2026-03-03"), json!("2026-03-31"), json!(15)]);
    assert_eq!(months_of(&world.staff, &organisation).await.len(), 1);
    let later = json!({ "startsOn": "2026-05-01" });
    for (made, change) in [(second, later), (first, json!({ "startsOn": "2026-04-03", "endsOn": "2026-04-05" }))] {
        world.staff.patch(made.header("location"), &made.etag(), &change).await.expect(200);
    }
    measure(&world).await;
    let march = month_of(&world.staff, &organisation, "2026-03").await;
    let days = ["activeFrom", "activeUntil", "activeDays", "priceId", "priceCents"].map(|name| march[name].clone());
    assert_eq!(days, [Value::Null, Value::Null, json!(0), Value::Null, Value::Null]);
}

#[tokio::test]
async fn what_was_billed_keeps_its_days_and_price_and_counts_until_the_month_is_over() {
    let world = World::new().await;
    measure(&world).await;
    let line = db_billed(&world, &month_of(&world.staff, &world.here.id, "2026-03").await).await;
    let leader = &world.here.leader;
    leader.post("/v1/visits", &held_visit(&world.case, &world.practitioner.id, "2026-03-09")).await.expect(201);
    let list = world.staff.get(&format!("/v1/subscriptions?organisationId={}", world.here.id)).await.expect(200);
    let path = format!("/v1/subscriptions/{}", list["items"][0]["id"].as_str().unwrap());
    let end = async |day: Value| {
        world.staff.patch(&path, "*", &json!({ "endsOn": day })).await.expect(200);
        measure(&world).await;
    };
    end(json!("2026-03-12")).await;
    let march = month_of(&world.staff, &world.here.id, "2026-03").await;
    let billed = ["activeUntil", "activeDays", "priceCents", "visits"].map(|name| march[name].clone());
    assert_eq!(billed, [json!("2026-03-31"), json!(31), json!(14000), json!(1)]);
    end(Value::Null).await;
    world.app.on("2026-04-02");
    let leader = world.app.sign_in(&leader.email, &leader.totp_secret, None).await;
    let mut late = held_visit(&world.case, &world.practitioner.id, "2026-03-20");
    late["step"] = json!("acquaintance");
    leader.post("/v1/visits", &late).await.expect(201);
    measure(&world).await;
    assert_eq!(month_of(&leader, &world.here.id, "2026-03").await["visits"], 1);
    // A draft is nobody's but the licence holder's.
    assert_eq!(month_of(&leader, &world.here.id, "2026-03").await["invoiceLineId"], Value::Null);
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    assert_eq!(month_of(&staff, &world.here.id, "2026-03").await["invoiceLineId"], json!(line));
    let issue = "UPDATE invoices SET status = 'issued', number = 'F2026-00001', issued_on = '2026-04-02', \
        due_on = '2026-05-02', seller = '{}', buyer = '{}'";
    world.app.db_execute(issue).await;
    assert_eq!(month_of(&leader, &world.here.id, "2026-03").await["invoiceLineId"], json!(line));
}

#[tokio::test]
async fn calls_of_a_system_are_counted_by_month_and_none_is_lost() {
    let world = World::new().await;
    let system = integration(&world, &["schools:read"]).await;
    let clients = world.here.leader.get("/v1/api-clients").await.expect(200);
    let client = &clients["items"][0]["id"];
    for _ in 0..3 {
        system.get("/v1/schools").await.expect(200);
    }
    system.get("/v1/families").await.problem(403, "forbidden");
    world.app.run_jobs().await;
    measure(&world).await;
    let calls = async || month_of(&world.here.leader, &world.here.id, "2026-03").await["apiCalls"].clone();
    assert_eq!(calls().await, json!([{ "apiClientId": client, "calls": 4 }]));
    // What can't be written down now is written down later, once.
    world.app.db_execute("REVOKE INSERT ON api_calls FROM samen_leren_worker").await;
    system.get("/v1/schools").await.expect(200);
    world.app.run_jobs().await;
    assert_eq!(calls().await, json!([{ "apiClientId": client, "calls": 4 }]));
    world.app.db_execute("GRANT INSERT ON api_calls TO samen_leren_worker").await;
    world.app.run_jobs().await;
    world.app.run_jobs().await;
    assert_eq!(calls().await, json!([{ "apiClientId": client, "calls": 5 }]));
    assert_eq!(month_of(&world.elsewhere.leader, &world.elsewhere.id, "2026-03").await["apiCalls"], json!([]));
}
