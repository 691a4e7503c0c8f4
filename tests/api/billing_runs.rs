//! Billing runs: every organisation-month once, whatever happens (`domain.md` §8).

use serde_json::{Value, json};

use crate::support::World;
use crate::support::billing::{
    admin, bill, db_organisations, end_on, findings, item_of, items, replace_seller, subscription_of,
};

#[tokio::test]
async fn a_month_is_billed_once_however_often_it_is_run() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    let dry = world.staff.post("/v1/billing-runs", &json!({ "month": "2026-02", "dryRun": true })).await.expect(201);
    let run = bill(&world.staff, "2026-02").await;
    assert_eq!(
        dry["totals"],
        json!({ "billed": 2, "nothing": 0, "refused": 0, "invoices": 2, "creditNotes": 0,
        "months": 2, "orderLines": 0, "netCents": 28_000, "totalCents": 33_880, "creditedCents": 0 })
    );
    assert_eq!((&run["totals"]["invoices"], &run["totals"]["totalCents"]), (&json!(2), &json!(33_880)));
    assert_eq!((&run["organisations"], &run["done"]), (&json!(2), &json!(2)));
    let again = bill(&world.staff, "2026-02").await;
    assert_eq!(again["totals"]["billed"], 0);
    assert!(items(&world.staff, &again).await.iter().all(|item| item["reason"] == "already_billed"));
    let dry = world.staff.post("/v1/billing-runs", &json!({ "month": "2026-02", "dryRun": true })).await.expect(201);
    assert_eq!(dry["totals"]["nothing"], 2);
    assert_eq!(world.app.db_count("SELECT count(*) FROM invoices").await, 2);
    assert_eq!(findings(&world.staff).await, Vec::<Value>::new());
    let future = json!({ "month": "2026-04" });
    world.staff.post("/v1/billing-runs", &future).await.problem(409, "date-in-future");
    world.here.leader.post("/v1/billing-runs", &json!({ "month": "2026-02" })).await.problem(403, "forbidden");
}

#[tokio::test]
async fn a_repeat_with_the_same_key_is_the_same_run() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    let body = json!({ "month": "2026-03" });
    let first = world.staff.post_once("maart", "/v1/billing-runs", &body).await.expect(201);
    let second = world.staff.post_once("maart", "/v1/billing-runs", &body).await.expect(201);
    assert_eq!(first, second);
    assert_eq!(world.staff.get("/v1/billing-runs?month=2026-03").await.expect(200)["items"], json!([first]));
}

#[tokio::test]
async fn runs_at_the_same_moment_bill_each_month_once() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    let run = || bill(&world.staff, "2026-03");
    let runs = tokio::join!(run(), run(), run(), run());
    let months = [&runs.0, &runs.1, &runs.2, &runs.3].map(|run| run["totals"]["months"].as_i64().unwrap());
    assert_eq!(months.iter().sum::<i64>(), 2, "{months:?}");
    assert_eq!(world.app.db_count("SELECT count(*) FROM invoices WHERE status = 'issued'").await, 2);
    assert_eq!(findings(&world.staff).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_missing_price_or_sender_refuses_the_run() {
    let world = World::new().await;
    let body = json!({ "month": "2026-03" });
    world.staff.post("/v1/billing-runs", &body).await.problem(409, "seller-missing");
    replace_seller(&world.staff).await;
    world.app.db_execute("UPDATE prices SET valid_from = '2026-03-02' WHERE code = 'subscription_month'").await;
    let missing = world.staff.post("/v1/billing-runs", &body).await.problem(409, "price-missing");
    assert_eq!(missing["items"], json!([{ "code": "subscription_month", "on": "2026-03-01" }]));
    assert_eq!(world.app.db_count("SELECT count(*) FROM billing_runs").await, 0);
}

#[tokio::test]
async fn a_subscription_that_turns_out_to_have_ended_earlier_is_credited_and_can_come_back() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    bill(staff, "2026-02").await;
    bill(staff, "2026-03").await;
    let subscription = subscription_of(staff, &world.here.id).await;
    // February counts with its one day; March does not run any more.
    end_on(staff, &subscription, json!("2026-02-01")).await;
    let run = bill(staff, "2026-03").await;
    assert_eq!((&run["totals"]["creditNotes"], &run["totals"]["creditedCents"]), (&json!(1), &json!(16_940)));
    assert_eq!(bill(staff, "2026-03").await["totals"]["creditNotes"], 0);
    let notes = world.here.leader.get("/v1/credit-notes").await.expect(200);
    assert_eq!(notes["items"][0]["reason"], "Het abonnement liep niet in deze maand.");
    assert_eq!(notes["items"][0]["lines"][0]["periodFrom"], "2026-03-01");
    // It ran after all: billed again, with a new number; what was issued stands.
    end_on(staff, &subscription, json!(null)).await;
    assert_eq!(bill(staff, "2026-03").await["totals"]["months"], 1);
    assert_eq!(bill(staff, "2026-03").await["totals"]["billed"], 0);
    assert_eq!(world.here.leader.get("/v1/invoices").await.expect(200)["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(findings(staff).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_in_the_middle_of_issuing_a_hundred_invoices_loses_and_doubles_nothing() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    db_organisations(&world.app, 98).await;
    let issued = "SELECT count(*) FROM invoices WHERE status = 'issued'";
    let mut killed = admin(&world.app, &["bill", "--month", "2026-03"]).await.spawn().expect("the command starts");
    while world.app.db_count(issued).await < 20 {
        assert!(killed.try_wait().expect("a child").is_none(), "it ended before it could be killed");
    }
    killed.kill().expect("SIGKILL");
    killed.wait().expect("it is gone");
    let before = world.app.db_count(issued).await;
    assert!((20..100).contains(&before), "{before} invoices were issued when it died");
    let output = admin(&world.app, &["bill", "--month", "2026-03"]).await.output().expect("the command runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(world.app.db_count(issued).await, 100);
    let numbers =
        "SELECT string_agg(sequence::text, ',' ORDER BY sequence) AS text FROM invoice_numbers WHERE kind = 'invoice'";
    let wanted = (1..=100).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(world.app.db_text(numbers).await, wanted);
    assert_eq!(
        world.app.db_count("SELECT count(DISTINCT (organisation_id, subscription_month_id)) FROM invoice_lines").await,
        100
    );
    // The run that died is taken over by the jobs, finds all done, and ends.
    world.app.on("2026-12-31");
    while world.app.db_count("SELECT count(*) FROM invoice_documents").await < 200 {
        world.app.run_jobs().await;
    }
    assert_eq!(world.app.db_count("SELECT count(*) FROM billing_runs WHERE status <> 'finished'").await, 0);
    assert_eq!(world.app.db_count(issued).await, 100);
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    assert_eq!(findings(&staff).await, Vec::<Value>::new());
}

/// From now on the database refuses an invoice of this organisation.
async fn db_refuse(world: &World, organisation: &str, how: &str) {
    let statement = format!(
        "CREATE OR REPLACE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.organisation_id = '{organisation}' THEN RAISE EXCEPTION {how}; END IF; RETURN NEW; END $$;
         CREATE OR REPLACE TRIGGER broken BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION broken();"
    );
    world.app.db_execute(&statement).await;
}

#[tokio::test]
async fn a_defect_of_one_organisation_keeps_no_other_from_its_invoice() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    // An id that is taken without an item of the run is no sign that another process was faster.
    let ways = [
        ("2026-01", "'kapot'", "internal-error", 1),
        ("2026-02", "'kapot' USING ERRCODE = 'unique_violation', CONSTRAINT = 'invoices_pkey'", "already-exists", 1),
        // Somebody holds a lock for longer than a statement waits; the other one was billed by the run before.
        ("2026-02", "'canceling statement due to lock timeout'", "database-unavailable", 0),
    ];
    for (month, how, code, others) in ways {
        db_refuse(&world, &world.here.id, how).await;
        let run = bill(staff, month).await;
        assert_eq!((&run["organisations"], &run["done"]), (&json!(2), &json!(2)), "{code}");
        assert_eq!((&run["totals"]["billed"], &run["totals"]["refused"]), (&json!(others), &json!(1)), "{code}");
        let item = item_of(staff, &run, &world.here.id).await;
        assert_eq!((&item["outcome"], &item["reason"]), (&json!("refused"), &json!(code)));
    }
    // What was refused is billed by the next run, that of a later month included.
    world.app.db_execute("DROP TRIGGER broken ON invoices").await;
    let run = bill(staff, "2026-03").await;
    assert_eq!(item_of(staff, &run, &world.here.id).await["months"], 3);
    assert_eq!(findings(staff).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_lock_that_everybody_needs_ends_a_run_and_the_jobs_go_on_with_it() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    let everybody = "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE EXCEPTION 'canceling statement due to lock timeout'; END $$;
         CREATE TRIGGER broken BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION broken();";
    world.app.db_execute(everybody).await;
    let run = staff.post("/v1/billing-runs", &json!({ "month": "2026-02" })).await.expect(201);
    // The first could have been in the way itself; with the second it is clear that it was not.
    assert_eq!((&run["status"], &run["done"], &run["totals"]["refused"]), (&json!("running"), &json!(1), &json!(1)));
    world.app.db_execute("DROP TRIGGER broken ON invoices").await;
    world.app.pass(chrono::TimeDelta::minutes(2));
    world.app.run_jobs().await;
    let again = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let run = again.get(&format!("/v1/billing-runs/{}", run["id"].as_str().unwrap())).await.expect(200);
    assert_eq!((&run["status"], &run["done"], &run["totals"]["billed"]), (&json!("finished"), &json!(2), &json!(1)));
    // What was refused is billed by the next run.
    assert_eq!(bill(&again, "2026-02").await["totals"]["billed"], 1);
    assert_eq!(findings(&again).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_what_is_missing_for_whom_and_ends_with_1() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    bill(&world.staff, "2026-02").await;
    // There is a price for March, and none any more for what was billed of February.
    world.app.db_execute("UPDATE prices SET valid_from = '2026-03-01' WHERE code = 'subscription_month'").await;
    let output = admin(&world.app, &["bill", "--month", "2026-03"]).await.output().expect("the command runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{told}");
    for organisation in [&world.here.id, &world.elsewhere.id] {
        let line = told.lines().find(|line| line.starts_with(&format!("refused organisation {organisation}")));
        assert!(line.is_some_and(|line| line.contains("price-missing") && line.contains("2026-02-01")), "{told}");
    }
    let runs = world.staff.get("/v1/billing-runs?month=2026-03").await.expect(200);
    let item = item_of(&world.staff, &runs["items"][0], &world.here.id).await;
    assert_eq!(item["details"], json!({ "items": [{ "code": "subscription_month", "on": "2026-02-01" }] }));
    // Warnings are no agreement.
    let output = admin(&world.app, &["check-books"]).await.output().expect("the command runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("warning months_right: 2026-02") && !told.contains("the books agree"), "{told}");
}
