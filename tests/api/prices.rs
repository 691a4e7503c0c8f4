//! Prices: from which day each counts, and that nothing billed changes its price.

use diesel_async::SimpleAsyncConnection;
use serde_json::{Value, json};

use crate::metering::{db_billed, month_of};
use crate::support::World;

fn price(code: &str, cents: i64, valid_from: &str) -> Value {
    json!({ "code": code, "amountCents": cents, "vatRate": 21, "validFrom": valid_from })
}

/// Where the first price of a code is.
async fn first_of(world: &World, code: &str) -> String {
    let list = world.staff.get(&format!("/v1/prices?code={code}")).await.expect(200);
    format!("/v1/prices/{}", list["items"][0]["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_price_with_the_latest_first_day_counts() {
    let world = World::new().await;
    let (staff, leader) = (&world.staff, &world.here.leader);
    let all = leader.get("/v1/prices").await.expect(200);
    assert_eq!(all["items"].as_array().map(Vec::len), Some(7));
    staff.post("/v1/prices", &price("refresher", 16000, "2027-01-01")).await.expect(201);
    let on = async |day: &str| {
        let found = leader.get(&format!("/v1/prices?code=refresher&validOn={day}")).await.expect(200);
        found["items"].as_array().unwrap().iter().map(|price| price["amountCents"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(on("2021-12-31").await, Vec::<Value>::new());
    assert_eq!(on("2026-12-31").await, [json!(15000)]);
    assert_eq!(on("2027-01-01").await, [json!(16000)]);
    assert_eq!(
        leader.get("/v1/prices?validOn=2027-01-01").await.expect(200)["items"].as_array().map(Vec::len),
        Some(7)
    );
    leader.post("/v1/prices", &price("refresher", 1, "2028-01-01")).await.problem(403, "forbidden");
    world.practitioner.get("/v1/prices").await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_price_is_recorded_once_changed_and_removed() {
    let world = World::new().await;
    let staff = &world.staff;
    let id = samen_leren::ids::PriceId::new();
    let mut new = price("handbook", 1600, "2027-01-01");
    new["id"] = json!(id);
    let made = staff.post_once("handboek", "/v1/prices", &new).await;
    let (path, etag) = (made.header("location").to_owned(), made.etag());
    made.expect(201);
    staff.post_once("handboek", "/v1/prices", &new).await.expect(201);
    let mut other = price("handbook", 1700, "2028-01-01");
    other["id"] = json!(id);
    let taken = staff.post("/v1/prices", &other).await;
    assert_eq!(taken.problem(409, "already-exists")["location"], json!(path));
    let same_day = staff.post("/v1/prices", &price("handbook", 1700, "2027-01-01")).await;
    assert_eq!(same_day.problem(409, "already-exists")["member"], "validFrom");
    let exempt = staff.patch(&path, &etag, &json!({ "vatExemption": "Artikel 11" })).await;
    assert_eq!(exempt.places(), ["/vatExemption"]);
    let exempt = json!({ "vatExemption": "Artikel 11", "vatRate": 0 });
    let exempt = staff.patch(&path, &etag, &exempt).await.expect(200);
    assert_eq!((&exempt["vatRate"], &exempt["version"]), (&json!(0), &json!(2)));
    let back = json!({ "vatExemption": null, "vatRate": 21 });
    staff.patch(&path, &etag, &back).await.problem(412, "stale-version");
    staff.patch(&path, "\"2\"", &back).await.expect(200);
    let code = staff.patch(&path, "\"3\"", &json!({ "code": "refresher" })).await;
    assert_eq!(code.places(), ["/code"]);
    let wrong = json!({ "code": "koffie", "amountCents": -1, "vatRate": 101, "validFrom": "morgen", "korting": 1 });
    let mut places = staff.post("/v1/prices", &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/amountCents", "/code", "/korting", "/validFrom", "/vatRate"]);
    staff.delete(&path, "\"3\"").await.expect(204);
    staff.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn months_that_are_not_billed_follow_the_price_of_their_first_day() {
    let world = World::new().await;
    samen_leren::jobs::tidy_up(&world.app.state).await;
    let path = first_of(&world, "subscription_month").await;
    let cents = async || {
        let february = month_of(&world.staff, &world.here.id, "2026-02").await;
        let march = month_of(&world.here.leader, &world.here.id, "2026-03").await;
        (february["priceCents"].clone(), march["priceCents"].clone())
    };
    world.staff.patch(&path, "*", &json!({ "amountCents": 14100 })).await.expect(200);
    assert_eq!(cents().await, (json!(14100), json!(14100)));
    let dearer = world.staff.post("/v1/prices", &price("subscription_month", 15000, "2026-02-15")).await;
    assert_eq!(cents().await, (json!(14100), json!(15000)));
    world.staff.delete(dearer.header("location"), "*").await.expect(204);
    assert_eq!(cents().await, (json!(14100), json!(14100)));
    world.staff.delete(&path, "*").await.expect(204);
    assert_eq!(cents().await, (Value::Null, Value::Null));
}

#[tokio::test]
async fn what_was_billed_keeps_its_price() {
    let world = World::new().await;
    let staff = &world.staff;
    samen_leren::jobs::tidy_up(&world.app.state).await;
    let path = first_of(&world, "subscription_month").await;
    db_billed(&world, &month_of(staff, &world.here.id, "2026-03").await).await;
    let change = staff.patch(&path, "*", &json!({ "amountCents": 14500 })).await.problem(409, "price-billed");
    assert_eq!(change["earliest"], "2026-03-02");
    staff.delete(&path, "*").await.problem(409, "price-billed");
    let early = staff.post("/v1/prices", &price("subscription_month", 14500, "2026-02-15")).await;
    assert_eq!(early.problem(409, "price-billed")["earliest"], "2026-03-02");
    let new = staff.post("/v1/prices", &price("subscription_month", 14500, "2026-03-02")).await;
    let moved = staff.patch(new.header("location"), "*", &json!({ "validFrom": "2026-03-01" })).await;
    moved.problem(409, "price-billed");
    // Before the price that was billed there is room.
    staff.post("/v1/prices", &price("subscription_month", 12000, "2020-01-01")).await.expect(201);
    staff.post("/v1/prices", &price("refresher", 16000, "2026-02-15")).await.expect(201);
}

#[tokio::test]
async fn what_was_confirmed_keeps_its_price() {
    let world = World::new().await;
    let path = first_of(&world, "handbook").await;
    let order = json!({ "organisationId": world.here.id, "lines": [{ "code": "handbook", "quantity": 2 }] });
    let order = world.staff.post("/v1/orders", &order).await;
    let order_path = order.header("location").to_owned();
    order.expect(201);
    world.staff.patch(&path, "*", &json!({ "amountCents": 1550 })).await.expect(200);
    world.staff.act(&format!("{order_path}/confirm"), "*", &json!({})).await.expect(200);
    let change = world.staff.patch(&path, "*", &json!({ "amountCents": 1600 })).await.problem(409, "price-billed");
    assert_eq!(change["earliest"], "2026-03-11");
    world.staff.post("/v1/prices", &price("handbook", 1600, "2026-03-10")).await.problem(409, "price-billed");
    world.staff.post("/v1/prices", &price("handbook", 1600, "2026-03-11")).await.expect(201);
}

#[tokio::test]
async fn a_price_does_not_change_under_a_run_that_is_billing_it() {
    let world = World::new().await;
    samen_leren::jobs::tidy_up(&world.app.state).await;
    let path = first_of(&world, "subscription_month").await;
    let march = month_of(&world.staff, &world.here.id, "2026-03").await;
    // As a run does that has read the price and not yet written its lines.
    let mut run = world.app.db_connect("samen_leren_platform").await;
    run.batch_execute("BEGIN; SELECT pg_advisory_xact_lock_shared(1, 0)").await.unwrap();
    let staff = world.staff.clone();
    let change = tokio::spawn(async move { staff.patch(&path, "*", &json!({ "amountCents": 1 })).await });
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = \
        (SELECT oid FROM pg_database WHERE datname = current_database())";
    while world.app.db_count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    db_billed(&world, &march).await;
    run.batch_execute("COMMIT").await.unwrap();
    change.await.unwrap().problem(409, "price-billed");
    let unchanged = month_of(&world.staff, &world.here.id, "2026-03").await;
    assert_eq!(unchanged["priceCents"], 14000);
}
