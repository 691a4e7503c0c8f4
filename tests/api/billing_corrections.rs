//! What becomes of a month that turns out otherwise than it was billed, or was not billed at all (`domain.md` §8).

use serde_json::{Value, json};

use crate::support::billing::{
    admin, bill, end_on, findings, issue, item_of, price_from, replace_seller, start_on, subscription_of,
};
use crate::support::{Person, TestApp, World};

async fn staff_on(world: &World, day: &str) -> Person {
    world.app.on(day);
    world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await
}

/// An organisation whose subscription starts on this day; its id, and where the subscription is.
async fn subscribed(app: &TestApp, staff: &Person, starts_on: &str) -> (String, String) {
    let organisation = app.bare_organisation(staff, "Welzijn Laat").await;
    let subscription = json!({ "organisationId": organisation, "startsOn": starts_on });
    staff.post("/v1/subscriptions", &subscription).await.expect(201);
    let path = subscription_of(staff, &organisation).await;
    (organisation, path)
}

/// The descriptions of all that was billed to an organisation, with their amounts.
async fn lines_of(staff: &Person, organisation: &str) -> Vec<(String, i64)> {
    let found = staff.get(&format!("/v1/invoices?organisationId={organisation}&limit=200")).await.expect(200);
    let invoices = found["items"].as_array().cloned().unwrap_or_default();
    let lines = invoices.iter().flat_map(|invoice| invoice["lines"].as_array().cloned().unwrap_or_default());
    let told = |line: Value| (line["description"].as_str().unwrap().to_owned(), line["netCents"].as_i64().unwrap());
    lines.map(told).collect()
}

/// What was found: the check, the month, and whose; all of it warnings.
fn about(found: &[Value]) -> Vec<(&str, &str, &str)> {
    assert!(found.iter().all(|finding| finding["severity"] == "warning"), "{found:?}");
    found
        .iter()
        .map(|finding| {
            let organisation = finding["organisationId"].as_str().unwrap_or("everybody");
            (finding["check"].as_str().unwrap(), finding["about"].as_str().unwrap(), organisation)
        })
        .collect()
}

#[tokio::test]
async fn a_first_day_that_moves_over_a_price_change_is_credited_and_billed_again_in_the_same_run() {
    let world = World::new().await;
    let staff = staff_on(&world, "2026-11-05").await;
    replace_seller(&staff).await;
    price_from(&staff, "2026-10-15", 15_000).await;
    let (organisation, subscription) = subscribed(&world.app, &staff, "2026-10-20").await;
    bill(&staff, "2026-10").await;
    // Another day at the same price: nothing happens.
    start_on(&staff, &subscription, "2026-10-17").await;
    assert_eq!(findings(&staff).await, Vec::<Value>::new());
    assert_eq!(bill(&staff, "2026-10").await["totals"]["billed"], 0);
    start_on(&staff, &subscription, "2026-10-01").await;
    assert_eq!(about(&findings(&staff).await), [("months_right", "2026-10", organisation.as_str())]);
    let dry = json!({ "month": "2026-10", "dryRun": true });
    let dry = staff.post("/v1/billing-runs", &dry).await.expect(201);
    let corrected = ["creditNotes", "creditedCents", "months", "netCents"];
    let wanted = [json!(1), json!(18_150), json!(1), json!(14_000)];
    assert_eq!(corrected.map(|name| dry["totals"][name].clone()), wanted);
    let run = bill(&staff, "2026-11").await;
    let item = item_of(&staff, &run, &organisation).await;
    assert_eq!(corrected.map(|name| item[name].clone()), [json!(1), json!(18_150), json!(2), json!(29_000)]);
    let lines = lines_of(&staff, &organisation).await;
    let october = || "Abonnement Samen Leren, oktober 2026".to_owned();
    let november = "Abonnement Samen Leren, november 2026".to_owned();
    assert_eq!(lines, [(october(), 15_000), (october(), 14_000), (november, 15_000)]);
    let notes = staff.get(&format!("/v1/credit-notes?organisationId={organisation}")).await.expect(200);
    assert_eq!(
        notes["items"][0]["reason"].as_str().unwrap().replace('\u{a0}', " "),
        "De eerste dag met een abonnement in oktober 2026 is 1 oktober 2026 en niet 20 oktober 2026. Op die dag is de prijs \
         € 140,00 met 21% btw in plaats van € 150,00 met 21% btw. De maand wordt opnieuw gefactureerd."
    );
    assert_eq!(bill(&staff, "2026-11").await["totals"]["billed"], 0);
    assert_eq!(findings(&staff).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_is_credited_by_a_draft_is_billed_again_once_that_is_issued() {
    let world = World::new().await;
    let staff = staff_on(&world, "2026-11-05").await;
    replace_seller(&staff).await;
    price_from(&staff, "2026-10-15", 15_000).await;
    let (organisation, subscription) = subscribed(&world.app, &staff, "2026-10-20").await;
    bill(&staff, "2026-10").await;
    start_on(&staff, &subscription, "2026-10-01").await;
    let drafts = json!({ "month": "2026-10", "issue": false });
    let run = staff.post("/v1/billing-runs", &drafts).await.expect(201);
    let item = item_of(&staff, &run, &organisation).await;
    let told = ["reason", "creditNotes", "months"].map(|name| item[name].clone());
    assert_eq!(told, [json!("credit_note_draft"), json!(1), json!(0)]);
    // A run of another month leaves the month to that draft, and says so.
    let item = item_of(&staff, &bill(&staff, "2026-11").await, &organisation).await;
    let told = ["reason", "creditNotes", "months"].map(|name| item[name].clone());
    assert_eq!(told, [json!("credit_note_draft"), json!(0), json!(1)]);
    let notes = staff.get(&format!("/v1/credit-notes?organisationId={organisation}")).await.expect(200);
    issue(&staff, &notes["items"][0]["id"]).await;
    let item = item_of(&staff, &bill(&staff, "2026-11").await, &organisation).await;
    assert_eq!((&item["months"], &item["netCents"]), (&json!(1), &json!(14_000)));
    assert_eq!(findings(&staff).await, Vec::<Value>::new());
}

#[tokio::test]
async fn what_was_settled_by_courtesy_stays_settled_whatever_becomes_of_the_subscription() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    price_from(staff, "2026-03-09", 15_000).await;
    bill(staff, "2026-03").await;
    let invoices = staff.get(&format!("/v1/invoices?organisationId={}", world.here.id)).await.expect(200);
    let courtesy = json!({ "invoiceId": invoices["items"][0]["id"], "reason": "Uit coulance." });
    let note = staff.post("/v1/credit-notes", &courtesy).await.expect(201);
    issue(staff, &note["id"]).await;
    let subscription = subscription_of(staff, &world.here.id).await;
    // It did not run after all, and then it did; and it began on a day with another price.
    for change in [json!({ "endsOn": "2026-02-27" }), json!({ "endsOn": null }), json!({ "startsOn": "2026-03-10" })] {
        staff.patch(&subscription, "*", &change).await.expect(200);
        let run = bill(staff, "2026-03").await;
        assert_eq!(run["totals"]["billed"], 0, "{change}");
        assert_eq!(findings(staff).await, Vec::<Value>::new(), "{change}");
    }
    assert_eq!(lines_of(staff, &world.here.id).await.len(), 1);
}

#[tokio::test]
async fn a_month_that_was_forgotten_is_billed_by_the_next_run_and_history_is_not() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    bill(staff, "2026-02").await;
    // Entered late, with years before this service.
    let (late, _) = subscribed(&world.app, staff, "2019-06-01").await;
    assert_eq!(about(&findings(staff).await), [("forgotten_months", "2026-02", late.as_str())]);
    let run = bill(staff, "2026-03").await;
    assert_eq!(item_of(staff, &run, &late).await["months"], 2);
    let month = |name: &str| format!("Abonnement Samen Leren, {name} 2026");
    assert_eq!(lines_of(staff, &late).await, [(month("februari"), 14_000), (month("maart"), 14_000)]);
    assert_eq!(findings(staff).await, Vec::<Value>::new());
    // Taken back because it did not run, restored, and billed by the run of a later month.
    let subscription = subscription_of(staff, &world.here.id).await;
    end_on(staff, &subscription, json!("2026-01-31")).await;
    assert_eq!(bill(staff, "2026-03").await["totals"]["creditNotes"], 2);
    end_on(staff, &subscription, json!(null)).await;
    let run = bill(staff, "2026-03").await;
    assert_eq!(item_of(staff, &run, &world.here.id).await["months"], 2);
    assert_eq!(findings(staff).await, Vec::<Value>::new());
}

#[tokio::test]
async fn the_run_of_an_earlier_month_leaves_the_draft_of_a_later_one() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    bill(staff, "2026-01").await;
    let drafting = json!({ "month": "2026-03", "issue": false });
    let run = staff.post("/v1/billing-runs", &drafting).await.expect(201);
    let draft = item_of(staff, &run, &world.here.id).await["invoiceId"].as_str().expect("a draft").to_owned();
    // The month that it bills turns out not to run.
    let subscription = subscription_of(staff, &world.here.id).await;
    end_on(staff, &subscription, json!("2026-02-28")).await;
    bill(staff, "2026-02").await;
    staff.get(&format!("/v1/invoices/{draft}")).await.expect(200);
    // Its own run makes it anew: nothing is left of it.
    let run = staff.post("/v1/billing-runs", &drafting).await.expect(201);
    assert_eq!(item_of(staff, &run, &world.here.id).await["outcome"], "nothing");
    staff.get(&format!("/v1/invoices/{draft}")).await.problem(404, "not-found");
    assert_eq!(findings(staff).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_between_runs_that_was_never_run_is_named() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    bill(&world.staff, "2026-01").await;
    world.staff.post("/v1/billing-runs", &json!({ "month": "2026-02", "dryRun": true })).await.expect(201);
    bill(&world.staff, "2026-03").await;
    assert_eq!(about(&findings(&world.staff).await), [("forgotten_months", "2026-02", "everybody")]);
    world.app.run_jobs().await;
    let output = admin(&world.app, &["check-books"]).await.output().expect("the command runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("warning forgotten_months: 2026-02") && !told.contains("the books agree"), "{told}");
    bill(&world.staff, "2026-02").await;
    assert_eq!(findings(&world.staff).await, Vec::<Value>::new());
    world.app.run_jobs().await;
    let output = admin(&world.app, &["check-books"]).await.output().expect("the command runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("the books agree"));
}

#[tokio::test]
async fn the_month_is_the_one_in_amsterdam() {
    let world = World::new().await;
    let at = async |moment: &str| {
        world.app.state.clock.set(moment.parse().expect("a moment"));
        // Half a minute goes by for the code.
        world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await
    };
    let present = async |staff: &Person, month: &str| {
        samen_leren::jobs::tidy_up(&world.app.state).await;
        let months = staff.get(&format!("/v1/subscription-months?month={month}")).await.expect(200);
        months["items"].as_array().unwrap().len()
    };
    let too_early = async |staff: &Person, month: &str| {
        let run = staff.post("/v1/billing-runs", &json!({ "month": month })).await;
        run.problem(409, "date-in-future");
    };
    // In summer 22:30 UTC is half past midnight; an hour before it is still March.
    let staff = at("2026-03-31T21:29:30Z").await;
    replace_seller(&staff).await;
    too_early(&staff, "2026-04").await;
    assert_eq!(present(&staff, "2026-04").await, 0);
    let staff = at("2026-03-31T22:29:30Z").await;
    assert_eq!(present(&staff, "2026-04").await, 2);
    assert_eq!(bill(&staff, "2026-04").await["totals"]["months"], 2);
    let invoices = staff.get("/v1/invoices").await.expect(200);
    assert_eq!(invoices["items"][0]["issuedOn"], "2026-04-01");
    // In winter it is half past eleven, and the year turns an hour later.
    let staff = at("2026-12-31T22:29:30Z").await;
    too_early(&staff, "2027-01").await;
    assert_eq!(present(&staff, "2027-01").await, 0);
    let staff = at("2026-12-31T23:29:30Z").await;
    assert_eq!(present(&staff, "2027-01").await, 2);
    bill(&staff, "2027-01").await;
    let found = staff.get(&format!("/v1/invoices?organisationId={}", world.here.id)).await.expect(200);
    let newest = &found["items"].as_array().unwrap()[1];
    assert_eq!(newest["issuedOn"], "2027-01-01");
    assert!(newest["number"].as_str().unwrap().starts_with("F2027-0000"), "{newest}");
}
