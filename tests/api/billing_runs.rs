//! Billing runs: every organisation-month once, whatever happens (`domain.md` §8).

use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::billing::{bill, replace_seller};
use crate::support::{Cluster, Person, TestApp, World};

async fn items(staff: &Person, run: &Value) -> Vec<Value> {
    let path = format!("/v1/billing-runs/{}/items?limit=200", run["id"].as_str().expect("an id"));
    staff.get(&path).await.expect(200)["items"].as_array().cloned().expect("items")
}

/// What the service itself finds wrong with its books; that documents are still to be rendered is no fault.
async fn findings(staff: &Person) -> Vec<Value> {
    let found = staff.get("/v1/book-findings").await.expect(200)["findings"].clone();
    found.as_array().expect("findings").iter().filter(|finding| finding["severity"] == "error").cloned().collect()
}

async fn subscription_of(staff: &Person, organisation: &str) -> String {
    let found = staff.get(&format!("/v1/subscriptions?organisationId={organisation}")).await.expect(200);
    format!("/v1/subscriptions/{}", found["items"][0]["id"].as_str().expect("a subscription"))
}

async fn end_on(staff: &Person, subscription: &str, last_day: Value) {
    let end = json!({ "endsOn": last_day });
    staff.patch(subscription, &staff.etag(subscription).await, &end).await.expect(200);
}

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

/// Organisations with a subscription since January, past the API because there are many.
async fn db_organisations(app: &TestApp, count: u32) {
    app.db_execute(&format!(
        "WITH made AS (INSERT INTO organisations (id, name, kvk_number, address, billing, contact, status, version, created_at, updated_at)
             SELECT gen_random_uuid(), 'Organisatie ' || n, (20000000 + n)::text,
                 '{{\"street\": \"Verzonnenlaan 1\", \"postalCode\": \"1234 AB\", \"city\": \"Voorbeeldstad\"}}',
                 '{{\"email\": \"rekening@welzijn.example\"}}', '{{}}', 'active', 1, now(), now()
             FROM generate_series(1, {count}) n RETURNING id)
         INSERT INTO subscriptions (organisation_id, id, starts_on, version, created_at, updated_at)
         SELECT id, gen_random_uuid(), '2026-01-01', 1, now(), now() FROM made"
    ))
    .await;
}

/// The command line, as an operator would use it.
async fn command(app: &TestApp, month: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samen-leren"));
    command
        .args(["admin", "bill", "--month", month])
        .env("DATABASE_URL", Cluster::get().await.url(&app.database))
        .env("SECRET_KEY", "c2FtZW4tbGVyZW4tdGVzdC1rZXktMzItYnl0ZXMtISE=")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_killed_in_the_middle_of_issuing_a_hundred_invoices_loses_and_doubles_nothing() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    db_organisations(&world.app, 98).await;
    let issued = "SELECT count(*) FROM invoices WHERE status = 'issued'";
    let mut killed = command(&world.app, "2026-03").await.spawn().expect("the command starts");
    while world.app.db_count(issued).await < 20 {
        assert!(killed.try_wait().expect("a child").is_none(), "it ended before it could be killed");
    }
    killed.kill().expect("SIGKILL");
    killed.wait().expect("it is gone");
    let before = world.app.db_count(issued).await;
    assert!((20..100).contains(&before), "{before} invoices were issued when it died");
    let output = command(&world.app, "2026-03").await.output().expect("the command runs");
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

/// What can happen to subscriptions, prices and invoices, in any order.
#[derive(Debug, Clone)]
enum Act {
    Run { month: usize, twice: bool },
    DryRun { month: usize },
    Drafts { month: usize },
    End { organisation: usize, day: Option<i64> },
    Price { day: i64, cents: i64 },
    Credit { nth: usize, again: bool },
    Pay { nth: usize, part: i64 },
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0..4_usize, any::<bool>()).prop_map(|(month, twice)| Act::Run { month, twice }),
        1 => (0..4_usize).prop_map(|month| Act::DryRun { month }),
        1 => (0..4_usize).prop_map(|month| Act::Drafts { month }),
        3 => (0..4_usize, prop::option::of(0..120_i64)).prop_map(|(organisation, day)| Act::End { organisation, day }),
        1 => (0..120_i64, 1..30_000_i64).prop_map(|(day, cents)| Act::Price { day, cents }),
        1 => (0..20_usize, any::<bool>()).prop_map(|(nth, again)| Act::Credit { nth, again }),
        1 => (0..20_usize, 1..4_i64).prop_map(|(nth, part)| Act::Pay { nth, part }),
    ];
    prop::collection::vec(act, 40)
}

const MONTHS: [&str; 4] = ["2026-01", "2026-02", "2026-03", "2026-04"];

fn day(number: i64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(number)).to_string()
}

/// The nth issued invoice, if there is one.
async fn nth(staff: &Person, nth: usize) -> Option<Value> {
    let found = staff.get("/v1/invoices?issued=true&limit=200").await.expect(200);
    found["items"].as_array().filter(|items| !items.is_empty()).map(|items| items[nth % items.len()].clone())
}

async fn perform(staff: &Person, subscriptions: &[String], act: &Act) {
    let run = |month: usize| async move { bill(staff, MONTHS[month]).await };
    match act {
        Act::Run { month, twice: false } => drop(run(*month).await),
        Act::Run { month, twice: true } => drop(tokio::join!(run(*month), run(*month), run((*month + 1) % 4))),
        Act::DryRun { month } => {
            staff.post("/v1/billing-runs", &json!({ "month": MONTHS[*month], "dryRun": true })).await.expect(201);
        }
        Act::Drafts { month } => {
            staff.post("/v1/billing-runs", &json!({ "month": MONTHS[*month], "issue": false })).await.expect(201);
        }
        Act::End { organisation, day: last } => {
            let path = &subscriptions[organisation % subscriptions.len()];
            end_on(staff, path, last.map_or(Value::Null, |last| json!(day(last)))).await;
        }
        Act::Price { day: from, cents } => {
            let price =
                json!({ "code": "subscription_month", "amountCents": cents, "vatRate": 21, "validFrom": day(*from) });
            let answer = staff.post("/v1/prices", &price).await;
            // What was billed is protected, and a day has one price.
            assert!(matches!(answer.status, 201 | 409), "{}", answer.text);
        }
        Act::Credit { nth: which, again } => {
            let Some(invoice) = nth(staff, *which).await else { return };
            let note = json!({ "invoiceId": invoice["id"], "reason": "Proef.", "billAgain": again });
            let answer = staff.post("/v1/credit-notes", &note).await;
            if answer.status == 201 {
                let path = format!("/v1/invoices/{}/issue", answer.body["id"].as_str().unwrap());
                staff.act_bare(&path, "\"1\"").await.expect(200);
            }
        }
        Act::Pay { nth: which, part } => {
            let Some(invoice) = nth(staff, *which).await else { return };
            let cents = invoice["openCents"].as_i64().unwrap_or(0) / part;
            if cents > 0 {
                let payment = json!({ "receivedOn": "2026-04-20", "amountCents": cents });
                let path = format!("/v1/invoices/{}/payments", invoice["id"].as_str().unwrap());
                staff.post(&path, &payment).await.expect(201);
            }
        }
    }
}

#[tokio::test]
async fn in_any_order_of_acts_every_active_month_is_billed_once_and_the_books_agree() {
    let world = World::new().await;
    world.app.on("2026-04-20");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    replace_seller(&staff).await;
    db_organisations(&world.app, 2).await;
    let found = staff.get("/v1/subscriptions").await.expect(200);
    let subscriptions: Vec<String> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("/v1/subscriptions/{}", one["id"].as_str().unwrap()))
        .collect();
    let mut runner = TestRunner::deterministic();
    for _ in 0..3 {
        let acts = acts().new_tree(&mut runner).unwrap().current();
        for act in &acts {
            perform(&staff, &subscriptions, act).await;
        }
        for month in MONTHS {
            bill(&staff, month).await;
        }
        assert_eq!(findings(&staff).await, Vec::<Value>::new(), "{acts:?}");
        // Billed, less what was taken back to be billed again or because the month did not run: once for each active
        // month, unless the licence holder settled it for good.
        let wrong = world.app.db_text(
            "WITH months AS (SELECT o.id AS organisation_id, m::date AS month FROM organisations o,
                 generate_series('2026-01-01'::date, '2026-04-01'::date, '1 month') m),
             active AS (SELECT organisation_id, month, EXISTS (SELECT FROM subscriptions s WHERE s.organisation_id = months.organisation_id
                 AND s.starts_on < month + interval '1 month' AND (s.ends_on IS NULL OR s.ends_on >= month)) AS active FROM months),
             billed AS (SELECT sm.organisation_id, sm.month,
                 (SELECT count(*) FROM invoice_lines l WHERE l.organisation_id = sm.organisation_id AND l.subscription_month_id = sm.id) AS charged,
                 (SELECT count(*) FROM invoice_lines c JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id
                     JOIN invoice_lines l ON l.organisation_id = c.organisation_id AND l.id = c.credited_line_id
                     WHERE l.organisation_id = sm.organisation_id AND l.subscription_month_id = sm.id) AS credited,
                 (SELECT count(*) FROM invoice_lines c JOIN invoices n ON n.organisation_id = c.organisation_id AND n.id = c.invoice_id AND NOT n.bill_again
                     JOIN invoice_lines l ON l.organisation_id = c.organisation_id AND l.id = c.credited_line_id
                     WHERE l.organisation_id = sm.organisation_id AND l.subscription_month_id = sm.id AND l.id = sm.invoice_line_id) AS settled
                 FROM subscription_months sm)
             SELECT coalesce(string_agg(a.organisation_id || ' ' || a.month || ' active=' || a.active || ' charged=' || coalesce(b.charged, 0)
                 || ' credited=' || coalesce(b.credited, 0) || ' settled=' || coalesce(b.settled, 0), E'\\n'), '') AS text
             FROM active a LEFT JOIN billed b USING (organisation_id, month)
             WHERE CASE WHEN a.active THEN coalesce(b.charged - b.credited + b.settled, 0) <> 1
                 ELSE coalesce(b.charged - b.credited, 0) <> 0 END",
        )
        .await;
        assert_eq!(wrong, "", "{acts:?}");
    }
}
