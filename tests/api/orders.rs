//! Orders: asked for by project leaders, priced and confirmed by the licence holder, and proposed from what was attended.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::billing::{bill, item_of, replace_seller};
use crate::support::{Caller, Person, Practitioner, World};

/// An order of one line.
fn one(code: &str, quantity: i32) -> Value {
    json!({ "lines": [{ "code": code, "quantity": quantity }] })
}

/// Places of licence A in a session.
fn places(session: &Value, quantity: i32) -> Value {
    json!({ "lines": [{ "code": "training_licence_a", "quantity": quantity, "trainingSessionId": session["id"] }] })
}

fn path_of(order: &Value) -> String {
    format!("/v1/orders/{}", order["id"].as_str().unwrap())
}

/// What the licence holder or a project leader does with an order, at its present version.
async fn act(caller: &Caller, order: &Value, act: &str, body: &Value) -> crate::support::Answer {
    let path = path_of(order);
    caller.act(&format!("{path}/{act}"), &caller.etag(&path).await, body).await
}

/// A session of the licence holder that these people are invited to.
async fn invited(world: &World, kind: &str, held_on: &str, people: &[&Practitioner]) -> Value {
    let session = json!({ "kind": kind, "heldOn": held_on, "minutes": 240 });
    let session = world.staff.post("/v1/training-sessions", &session).await.expect(201);
    let path = format!("/v1/training-sessions/{}/attendances", session["id"].as_str().unwrap());
    for person in people {
        let invitation = json!({ "personId": person.person_id, "status": "invited" });
        world.staff.post(&path, &invitation).await.expect(201);
    }
    session
}

/// The proposals for an organisation: code and quantity of each.
async fn proposed(staff: &Person, organisation: &str) -> Vec<Value> {
    let list = staff.get(&format!("/v1/order-proposals?organisationId={organisation}")).await.expect(200);
    list["items"].as_array().unwrap().clone()
}

/// A proposal as the order that it proposes.
fn order_of(proposal: &Value) -> Value {
    json!({ "organisationId": proposal["organisationId"], "lines": [{ "code": proposal["code"],
        "quantity": proposal["quantity"], "trainingSessionId": proposal["trainingSessionId"],
        "attendanceIds": proposal["attendanceIds"] }] })
}

#[tokio::test]
async fn an_order_gets_the_prices_of_the_day_on_which_it_is_confirmed() {
    let world = World::new().await;
    let ask = json!({ "reference": "INK-2026-0017", "note": "Graag op dinsdag", "lines": [
        { "code": "information_folder", "quantity": 10 }, { "code": "handbook", "quantity": 2 },
        { "code": "training_licence_b", "quantity": 1 }] });
    let order = world.here.leader.post("/v1/orders", &ask).await.expect(201);
    let members = ["status", "netCents", "decidedOn", "organisationId", "requestedOn"].map(|name| order[name].clone());
    assert_eq!(members, [json!("requested"), json!(null), json!(null), json!(world.here.id), json!("2026-03-10")]);
    assert_eq!((&order["lines"][0]["unitCents"], &order["lines"][2]["position"]), (&json!(null), &json!(3)));
    let dearer = json!({ "code": "information_folder", "amountCents": 4700, "vatRate": 21, "validFrom": "2026-04-01" });
    world.staff.post("/v1/prices", &dearer).await.expect(201);
    world.app.on("2026-04-02");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let confirmed = act(&staff, &order, "confirm", &json!({})).await.expect(200);
    let units: Vec<_> = confirmed["lines"].as_array().unwrap().iter().map(|line| line["unitCents"].clone()).collect();
    assert_eq!(units, [json!(4700), json!(1500), json!(79500)]);
    assert_eq!(confirmed["netCents"], 10 * 4700 + 2 * 1500 + 79500);
    assert_eq!((&confirmed["status"], &confirmed["decidedOn"]), (&json!("confirmed"), &json!("2026-04-02")));
    assert!(confirmed["lines"][0]["priceId"].is_string() && confirmed["lines"][0]["invoiceLineId"].is_null());
    // What was decided stays.
    let refused = act(&staff, &order, "decline", &json!({ "reason": "Toch niet" })).await;
    let refused = refused.problem(409, "order-status-conflict");
    assert_eq!((&refused["currentStatus"], &refused["allowed"]), (&json!("confirmed"), &json!([])));
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    act(&leader, &order, "cancel", &json!({})).await.problem(409, "order-status-conflict");
    assert_eq!(leader.get(&path_of(&order)).await.expect(200), confirmed);
}

#[tokio::test]
async fn an_organisation_sees_its_own_orders_and_the_licence_holder_all() {
    let world = World::new().await;
    let (here, elsewhere) = (&world.here.leader, &world.elsewhere.leader);
    let order = here.post("/v1/orders", &one("handbook", 1)).await.expect(201);
    elsewhere.get(&path_of(&order)).await.problem(404, "not-found");
    let cancel = format!("{}/cancel", path_of(&order));
    elsewhere.act_bare(&cancel, "\"1\"").await.problem(404, "not-found");
    world.practitioner.get(&path_of(&order)).await.problem(403, "forbidden");
    here.act(&format!("{}/confirm", path_of(&order)), "\"1\"", &json!({})).await.problem(403, "forbidden");
    here.get("/v1/order-proposals").await.problem(403, "forbidden");
    let other = json!({ "organisationId": world.elsewhere.id, "lines": [{ "code": "handbook", "quantity": 3 }] });
    let other = world.staff.post("/v1/orders", &other).await.expect(201);
    let ids =
        |list: Value| list["items"].as_array().unwrap().iter().map(|order| order["id"].clone()).collect::<Vec<_>>();
    let all = vec![order["id"].clone(), other["id"].clone()];
    assert_eq!(ids(world.staff.get("/v1/orders").await.expect(200)), all);
    assert_eq!(ids(elsewhere.get("/v1/orders?status=requested").await.expect(200)), all[1..]);
    let filtered = format!("/v1/orders?organisationId={}", world.here.id);
    assert_eq!(ids(world.staff.get(&filtered).await.expect(200)), all[..1]);
    assert!(ids(elsewhere.get(&filtered).await.expect(200)).is_empty());
    let declined = act(&world.staff, &other, "decline", &json!({ "reason": "Geen voorraad" })).await.expect(200);
    assert_eq!((&declined["status"], &declined["declineReason"]), (&json!("declined"), &json!("Geen voorraad")));
    assert_eq!(declined["netCents"], json!(null));
}

#[tokio::test]
async fn an_id_that_another_organisation_chose_is_taken_and_nobody_says_where() {
    let world = World::new().await;
    let mut ask = one("handbook", 1);
    ask["id"] = json!(uuid::Uuid::now_v7());
    let order = world.here.leader.post("/v1/orders", &ask).await.expect(201);
    let refused = world.elsewhere.leader.post("/v1/orders", &ask).await;
    assert_eq!(refused.header("location"), "");
    let refused = refused.problem(409, "already-exists");
    assert_eq!((&refused["location"], &refused["member"]), (&json!(null), &json!("id")));
    assert_eq!(world.elsewhere.leader.get("/v1/orders").await.expect(200)["items"], json!([]));
    // Whose it is, and the licence holder, hear where.
    for caller in [&*world.here.leader, &*world.staff] {
        ask["organisationId"] = json!(world.here.id);
        let own = caller.post("/v1/orders", &ask).await.problem(409, "already-exists");
        assert_eq!(own["location"], path_of(&order));
    }
    act(&world.staff, &order, "decline", &json!({ "reason": "Op" })).await.expect(200);
    // The same for what practitioners hand in and the licence holder judges.
    let work = json!({ "id": uuid::Uuid::now_v7(), "title": "Werkopdracht" });
    world.practitioner.post("/v1/work-assignments", &work).await.expect(201);
    let refused = world.other_practitioner.post("/v1/work-assignments", &work).await.problem(409, "already-exists");
    assert_eq!(refused["location"], json!(null));
}

#[tokio::test]
async fn what_an_order_can_not_say_is_refused() {
    let world = World::new().await;
    let (staff, leader) = (&world.staff, &world.here.leader);
    // Whose order it is.
    let mut order = one("handbook", 1);
    order["organisationId"] = json!(world.elsewhere.id);
    let refused = leader.post("/v1/orders", &order).await;
    assert_eq!((refused.places(), refused.status), (vec!["/organisationId".to_owned()], 400));
    refused.problem(400, "unknown-reference");
    order["organisationId"] = json!(world.here.id);
    leader.post("/v1/orders", &order).await.expect(201);
    let refused = staff.post("/v1/orders", &one("handbook", 1)).await;
    assert_eq!(refused.places(), ["/organisationId"]);
    order["organisationId"] = json!(uuid::Uuid::now_v7());
    staff.post("/v1/orders", &order).await.problem(400, "unknown-reference");
    // What can be ordered.
    leader.post("/v1/orders", &one("subscription_month", 1)).await.problem(400, "validation-failed");
    leader.post("/v1/orders", &one("handbook", 0)).await.problem(400, "validation-failed");
    leader.post("/v1/orders", &json!({ "lines": [] })).await.problem(400, "validation-failed");
    let refused = leader.post("/v1/orders", &one("training_licence_a", 5)).await;
    assert_eq!(refused.places(), ["/lines/0/trainingSessionId"]);
    // Of sessions those that the organisation sees, of the kind that goes with the code, that take place.
    let hidden = invited(&world, "basic", "2026-04-01", &[&world.other_practitioner]).await;
    let refused = leader.post("/v1/orders", &places(&hidden, 1)).await;
    assert_eq!(refused.places(), ["/lines/0/trainingSessionId"]);
    refused.problem(400, "unknown-reference");
    let refresher = invited(&world, "refresher", "2026-04-01", &[&world.practitioner]).await;
    let refused = leader.post("/v1/orders", &places(&refresher, 1)).await;
    assert_eq!(refused.places(), ["/lines/0/trainingSessionId"]);
    refused.problem(400, "validation-failed");
    let session = format!("/v1/training-sessions/{}", refresher["id"].as_str().unwrap());
    let why = json!({ "reason": "Trainer ziek" });
    staff.act(&format!("{session}/cancel"), &staff.etag(&session).await, &why).await.expect(200);
    let mut order = one("refresher", 1);
    order["lines"][0]["trainingSessionId"] = refresher["id"].clone();
    leader.post("/v1/orders", &order).await.problem(409, "training-cancelled");
    order["lines"][0]["attendanceIds"] = json!([uuid::Uuid::now_v7()]);
    assert_eq!(leader.post("/v1/orders", &order).await.places(), ["/lines/0/attendanceIds"]);
}

#[tokio::test]
async fn an_order_is_asked_once_and_decided_at_its_version() {
    let world = World::new().await;
    let leader = &world.here.leader;
    let mut ask = one("handbook", 1);
    ask["id"] = json!(uuid::Uuid::now_v7());
    let first = leader.post_once("bestelling", "/v1/orders", &ask).await.expect(201);
    let again = leader.post_once("bestelling", "/v1/orders", &ask).await;
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.expect(201), first);
    let taken = leader.post("/v1/orders", &ask).await.problem(409, "already-exists");
    assert_eq!(taken["location"], path_of(&first));
    ask["organisationId"] = json!(world.elsewhere.id);
    world.staff.post("/v1/orders", &ask).await.problem(409, "already-exists");
    let confirm = format!("{}/confirm", path_of(&first));
    world.staff.post(&confirm, &json!({})).await.problem(428, "precondition-required");
    world.staff.act(&confirm, "\"7\"", &json!({})).await.problem(412, "stale-version");
    // A subscription that ended blocks asking, not taking back.
    world.app.db_execute("UPDATE subscriptions SET ends_on = '2026-02-01'").await;
    leader.post("/v1/orders", &one("handbook", 1)).await.problem(409, "subscription-inactive");
    let cancelled = act(leader, &first, "cancel", &json!({})).await.expect(200);
    assert_eq!((&cancelled["status"], &cancelled["decidedOn"]), (&json!("cancelled"), &json!("2026-03-10")));
    act(&world.staff, &first, "confirm", &json!({})).await.problem(409, "order-status-conflict");
}

#[tokio::test]
async fn a_small_group_needs_a_named_price_and_is_counted_over_all_organisations() {
    let world = World::new().await;
    let staff = &world.staff;
    let session = invited(&world, "basic", "2026-04-01", &[&world.practitioner, &world.other_practitioner]).await;
    let three = world.here.leader.post("/v1/orders", &places(&session, 3)).await.expect(201);
    let refused = act(staff, &three, "confirm", &json!({})).await.problem(409, "training-group-too-small");
    assert_eq!((&refused["participants"], &refused["minimum"]), (&json!(3), &json!(5)));
    let line = &three["lines"][0]["id"];
    let price = |price: Value| json!({ "prices": [price] });
    let unknown = price(json!({ "lineId": uuid::Uuid::now_v7(), "unitCents": 1 }));
    let unknown = act(staff, &three, "confirm", &unknown).await;
    assert_eq!(unknown.places(), ["/prices/0/lineId"]);
    unknown.problem(400, "unknown-reference");
    let exempt = price(json!({ "lineId": line, "unitCents": 80000, "vatExemption": "Vrijgesteld" }));
    assert_eq!(act(staff, &three, "confirm", &exempt).await.places(), ["/prices/0/vatExemption"]);
    let two = world.elsewhere.leader.post("/v1/orders", &places(&session, 2)).await.expect(201);
    // Five now; the licence holder may name a price all the same.
    let named = price(json!({ "lineId": line, "unitCents": 65000 }));
    let confirmed = act(staff, &three, "confirm", &named).await.expect(200);
    let told = ["unitCents", "vatRate", "priceId"].map(|name| confirmed["lines"][0][name].clone());
    assert_eq!(told, [json!(65000), json!(21), json!(null)]);
    let confirmed = act(staff, &two, "confirm", &json!({})).await.expect(200);
    assert_eq!(confirmed["netCents"], 2 * 69000);
}

#[tokio::test]
async fn two_confirmations_at_once_count_the_same_group() {
    let world = World::new().await;
    let staff = &world.staff;
    let session = invited(&world, "basic", "2026-04-01", &[&world.practitioner, &world.other_practitioner]).await;
    let three = world.here.leader.post("/v1/orders", &places(&session, 3)).await.expect(201);
    let two = world.elsewhere.leader.post("/v1/orders", &places(&session, 2)).await.expect(201);
    let nothing = json!({});
    let (first, second) = tokio::join!(act(staff, &three, "confirm", &nothing), act(staff, &two, "confirm", &nothing));
    assert_eq!((first.status, second.status), (200, 200), "{} {}", first.text, second.text);
    // One that is confirmed and one that is taken back: whoever comes second counts what the first left.
    let session = invited(&world, "basic", "2026-05-01", &[&world.practitioner, &world.other_practitioner]).await;
    let four = world.here.leader.post("/v1/orders", &places(&session, 4)).await.expect(201);
    let last = world.elsewhere.leader.post("/v1/orders", &places(&session, 1)).await.expect(201);
    let (confirmed, cancelled) =
        tokio::join!(act(staff, &four, "confirm", &nothing), act(&world.elsewhere.leader, &last, "cancel", &nothing));
    assert_eq!(cancelled.status, 200, "{}", cancelled.text);
    assert!(confirmed.status == 200 || confirmed.body["participants"] == 4, "{}", confirmed.text);
    // The same order twice: one of them is late.
    let order = world.here.leader.post("/v1/orders", &one("handbook", 1)).await.expect(201);
    let confirm = format!("{}/confirm", path_of(&order));
    let etag = staff.etag(&path_of(&order)).await;
    let (first, second) = tokio::join!(staff.act(&confirm, &etag, &nothing), staff.act(&confirm, &etag, &nothing));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

#[tokio::test]
async fn materials_go_to_organisations_with_people_in_or_after_training() {
    let world = World::new().await;
    let new = world.app.organisation(&world.staff, "Welzijn Nieuw").await;
    let beginner = world.app.practitioner(&new, "Nieuwe Begeleider").await;
    let order = new.leader.post("/v1/orders", &one("information_folder", 5)).await.expect(201);
    act(&world.staff, &order, "confirm", &json!({})).await.problem(409, "materials-need-practitioners");
    invited(&world, "basic", "2026-04-01", &[&beginner]).await;
    let confirmed = act(&world.staff, &order, "confirm", &json!({})).await.expect(200);
    assert_eq!(confirmed["netCents"], 5 * 4500);
}

#[tokio::test]
async fn every_missing_price_is_said_at_once() {
    let world = World::new().await;
    world.app.db_execute("DELETE FROM prices WHERE code IN ('handbook', 'information_folder')").await;
    let ask = json!({ "lines": [{ "code": "handbook", "quantity": 1 }, { "code": "information_folder", "quantity": 1 },
        { "code": "handbook", "quantity": 2 }, { "code": "training_licence_b", "quantity": 1 }] });
    let order = world.here.leader.post("/v1/orders", &ask).await.expect(201);
    let missing = act(&world.staff, &order, "confirm", &json!({})).await.problem(409, "price-missing");
    let item = |code: &str| json!({ "code": code, "on": "2026-03-10" });
    assert_eq!(missing["items"], json!([item("handbook"), item("information_folder")]));
    let named = |line: usize| json!({ "lineId": order["lines"][line]["id"], "unitCents": 1000, "vatRate": 9 });
    let prices = json!({ "prices": [named(0), named(1), named(2)] });
    let confirmed = act(&world.staff, &order, "confirm", &prices).await.expect(200);
    assert_eq!((&confirmed["netCents"], &confirmed["lines"][0]["vatRate"]), (&json!(83500), &json!(9)));
}

#[tokio::test]
async fn what_was_attended_is_proposed_until_it_is_ordered() {
    let world = World::new().await;
    let staff = &world.staff;
    let people = [&world.practitioner, &world.other_practitioner];
    world.app.training(staff, "basic", "2026-02-02", &people).await;
    world.app.training(staff, "deepening", "2026-02-16", &people).await;
    let found = proposed(staff, &world.here.id).await;
    assert_eq!(found.len(), 1, "deepening is included: {found:?}");
    let proposal = &found[0];
    assert_eq!((&proposal["code"], &proposal["quantity"]), (&json!("training_licence_a"), &json!(1)));
    assert!(proposal["explanation"].as_str().unwrap().starts_with("Basistraining op 2026-02-02: 1 deelnemer."));
    let request = staff.request(Method::GET, "/v1/order-proposals?limit=1").header("accept-language", "en");
    let english = staff.send(request).await;
    assert_eq!(english.header("content-language"), "en");
    let english = english.expect(200);
    assert!(english["items"][0]["explanation"].as_str().unwrap().starts_with("Basic training on 2026-02-02"));
    let next = format!("/v1/order-proposals?limit=1&cursor={}", english["nextCursor"].as_str().unwrap());
    let next = staff.get(&next).await.expect(200);
    assert_ne!(next["items"][0]["organisationId"], english["items"][0]["organisationId"]);
    assert_eq!(next["nextCursor"], json!(null));
    // As many as are named, of the organisation that pays.
    let mut ask = order_of(proposal);
    ask["lines"][0]["quantity"] = json!(2);
    assert_eq!(staff.post("/v1/orders", &ask).await.places(), ["/lines/0/quantity"]);
    let mut ask = order_of(proposal);
    ask["organisationId"] = json!(world.elsewhere.id);
    staff.post("/v1/orders", &ask).await.problem(400, "unknown-reference");
    let order = staff.post("/v1/orders", &order_of(proposal)).await.expect(201);
    assert!(proposed(staff, &world.here.id).await.is_empty());
    assert_eq!(proposed(staff, &world.elsewhere.id).await.len(), 1);
    let twice = staff.post("/v1/orders", &order_of(proposal)).await;
    assert_eq!(twice.places(), ["/lines/0/attendanceIds/0"]);
    twice.problem(400, "unknown-reference");
    // Declined or cancelled, it can be ordered again.
    act(staff, &order, "decline", &json!({ "reason": "Vergissing" })).await.expect(200);
    assert_eq!(proposed(staff, &world.here.id).await, std::slice::from_ref(proposal));
    let order = staff.post("/v1/orders", &order_of(proposal)).await.expect(201);
    act(&world.here.leader, &order, "cancel", &json!({})).await.expect(200);
    assert_eq!(proposed(staff, &world.here.id).await, std::slice::from_ref(proposal));
    let order = staff.post("/v1/orders", &order_of(proposal)).await.expect(201);
    act(staff, &order, "confirm", &json!({})).await.problem(409, "training-group-too-small");
    assert!(proposed(staff, &world.here.id).await.is_empty());
}

#[tokio::test]
async fn the_same_attendance_ordered_twice_at_once_is_ordered_once() {
    let world = World::new().await;
    world.app.training(&world.staff, "refresher", "2026-02-02", &[&world.practitioner]).await;
    let ask = order_of(&proposed(&world.staff, &world.here.id).await[0]);
    let (first, second) = tokio::join!(world.staff.post("/v1/orders", &ask), world.staff.post("/v1/orders", &ask));
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400]);
    // What is paid is not withdrawn as if it never was.
    let line = &ask["lines"][0];
    let (session, attendance) =
        (line["trainingSessionId"].as_str().unwrap(), line["attendanceIds"][0].as_str().unwrap());
    let attendance = format!("/v1/training-sessions/{session}/attendances/{attendance}");
    world.staff.delete(&attendance, &world.staff.etag(&attendance).await).await.problem(409, "in-use");
}

#[tokio::test]
async fn training_for_licence_b_is_proposed_once_and_places_asked_for_beforehand_are_subtracted() {
    let world = World::new().await;
    let people = [&world.practitioner, &world.other_practitioner];
    world.app.training(&world.staff, "train_the_trainer", "2026-02-02", &people).await;
    let all = world.staff.get("/v1/order-proposals").await.expect(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
    let proposal = &all["items"][0];
    assert_eq!((&proposal["code"], &proposal["quantity"]), (&json!("training_licence_b"), &json!(1)));
    assert_eq!(
        (&proposal["organisationId"], proposal["attendanceIds"].as_array().unwrap().len()),
        (&json!(world.here.id), 2)
    );
    world.staff.post("/v1/orders", &order_of(proposal)).await.expect(201);
    // Asked for beforehand by its organisation, attended by somebody of each.
    let session = world.app.training(&world.staff, "refresher", "2026-03-09", &people).await;
    let mut ask = one("refresher", 1);
    ask["lines"][0]["trainingSessionId"] = session["id"].clone();
    world.elsewhere.leader.post("/v1/orders", &ask).await.expect(201);
    let left = world.staff.get("/v1/order-proposals").await.expect(200);
    let left = left["items"].as_array().unwrap();
    assert_eq!((left.len(), &left[0]["organisationId"]), (1, &json!(world.here.id)));
}

#[tokio::test]
async fn a_training_that_was_cancelled_after_its_order_was_confirmed_is_not_billed() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    let session = invited(&world, "refresher", "2026-03-24", &[&world.practitioner]).await;
    let ask = json!({ "lines": [{ "code": "refresher", "quantity": 1, "trainingSessionId": session["id"] },
        { "code": "handbook", "quantity": 1 }] });
    let order = world.here.leader.post("/v1/orders", &ask).await.expect(201);
    act(staff, &order, "confirm", &json!({})).await.expect(200);
    let dry = staff.post("/v1/billing-runs", &json!({ "month": "2026-03", "dryRun": true })).await.expect(201);
    assert_eq!(dry["totals"]["orderLines"], 2, "{dry}");
    let run = staff.post("/v1/billing-runs", &json!({ "month": "2026-03", "issue": false })).await.expect(201);
    let draft = item_of(staff, &run, &world.here.id).await["invoiceId"].as_str().expect("a draft").to_owned();
    let path = format!("/v1/training-sessions/{}", session["id"].as_str().unwrap());
    let why = json!({ "reason": "Trainer ziek" });
    staff.act(&format!("{path}/cancel"), &staff.etag(&path).await, &why).await.expect(200);
    // What was drafted before is not what is owed any more.
    let draft = format!("/v1/invoices/{draft}");
    let refused = staff.act_bare(&format!("{draft}/issue"), &staff.etag(&draft).await).await;
    let refused = refused.problem(409, "training-cancelled");
    assert_eq!(refused["trainingSessionId"], session["id"]);
    assert!(refused["detail"].as_str().unwrap().contains("concept"), "{refused}");
    // The handbook was delivered all the same.
    let run = bill(staff, "2026-03").await;
    assert_eq!(run["totals"]["orderLines"], 1, "{run}");
    let order = staff.get(&path_of(&order)).await.expect(200);
    assert!(order["lines"][0]["invoiceLineId"].is_null() && order["lines"][1]["invoiceLineId"].is_string(), "{order}");
    let left = json!({ "organisationId": world.here.id });
    staff.post("/v1/invoices", &left).await.problem(409, "nothing-to-bill");
}
