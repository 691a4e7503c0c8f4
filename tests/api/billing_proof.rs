//! The proof of billing: subscriptions, prices, runs, credits and payments in random order and at the same moment bill
//! every active month of a run month once, at the price of its first active day (`domain.md` §8).

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::billing::{bill, db_organisations, findings, issue, replace_seller};
use crate::support::{Answer, Person, World};

/// What can happen to subscriptions, prices and invoices, in any order. Days count from 1 January 2026.
#[derive(Debug, Clone)]
enum Act {
    Run {
        month: usize,
        twice: bool,
    },
    DryRun {
        month: usize,
    },
    Drafts {
        month: usize,
    },
    Start {
        nth: usize,
        day: i64,
    },
    End {
        nth: usize,
        day: Option<i64>,
    },
    /// Another subscription of the organisation of one, wherever there is room.
    Another {
        nth: usize,
        day: i64,
        length: Option<i64>,
    },
    Price {
        day: i64,
        cents: i64,
        vat_rate: i32,
    },
    /// A run while the subscription and the prices change.
    Race {
        month: usize,
        nth: usize,
        day: i64,
        cents: i64,
    },
    Credit {
        nth: usize,
        again: bool,
    },
    CreditPart {
        nth: usize,
        again: bool,
        cents: i64,
    },
    Pay {
        nth: usize,
        part: i64,
    },
    Refund {
        nth: usize,
    },
}

/// History from before the first run is among them.
const DAYS: std::ops::Range<i64> = -40..120;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let rate = || prop::sample::select(vec![21, 9, 0]);
    let length = || prop::option::of(0..60_i64);
    let price =
        || (0..120_i64, 1..30_000_i64, rate()).prop_map(|(day, cents, vat_rate)| Act::Price { day, cents, vat_rate });
    let act = prop_oneof![
        4 => (0..4_usize, any::<bool>()).prop_map(|(month, twice)| Act::Run { month, twice }),
        1 => (0..4_usize).prop_map(|month| Act::DryRun { month }),
        1 => (0..4_usize).prop_map(|month| Act::Drafts { month }),
        3 => (0..8_usize, DAYS).prop_map(|(nth, day)| Act::Start { nth, day }),
        3 => (0..8_usize, prop::option::of(DAYS)).prop_map(|(nth, day)| Act::End { nth, day }),
        2 => (0..8_usize, DAYS, length()).prop_map(|(nth, day, length)| Act::Another { nth, day, length }),
        2 => price(),
        2 => (0..4_usize, 0..8_usize, DAYS, 1..30_000_i64)
            .prop_map(|(month, nth, day, cents)| Act::Race { month, nth, day, cents }),
        1 => (0..20_usize, any::<bool>()).prop_map(|(nth, again)| Act::Credit { nth, again }),
        2 => (0..20_usize, any::<bool>(), 1..20_000_i64)
            .prop_map(|(nth, again, cents)| Act::CreditPart { nth, again, cents }),
        1 => (0..20_usize, 1..4_i64).prop_map(|(nth, part)| Act::Pay { nth, part }),
        1 => (0..20_usize).prop_map(|nth| Act::Refund { nth }),
    ];
    // Prices come first: later most of their days are billed and protected.
    let (prices, acts) = (prop::collection::vec(price(), 6), prop::collection::vec(act, 40));
    (prices, acts).prop_map(|(prices, acts)| prices.into_iter().chain(acts).collect())
}

const MONTHS: [&str; 4] = ["2026-01", "2026-02", "2026-03", "2026-04"];

fn day(number: i64) -> String {
    (chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::TimeDelta::days(number)).to_string()
}

async fn one_of(staff: &Person, list: &str, nth: usize) -> Option<Value> {
    let found = staff.get(list).await.expect(200);
    found["items"].as_array().filter(|items| !items.is_empty()).map(|items| items[nth % items.len()].clone())
}

/// The nth issued invoice, if there is one.
async fn invoice(staff: &Person, nth: usize) -> Option<Value> {
    one_of(staff, "/v1/invoices?issued=true&limit=200", nth).await
}

async fn subscription(staff: &Person, nth: usize) -> Value {
    one_of(staff, "/v1/subscriptions?limit=200", nth).await.expect("a subscription")
}

/// Changes a subscription, unless that would turn it round or make it meet another.
async fn change(staff: &Person, nth: usize, patch: &Value) {
    let path = format!("/v1/subscriptions/{}", subscription(staff, nth).await["id"].as_str().unwrap());
    let answer = staff.patch(&path, "*", patch).await;
    assert!(matches!(answer.status, 200 | 400 | 409), "{}", answer.text);
}

/// Records a price; what was billed is protected, and a day has one.
async fn price(staff: &Person, from: i64, cents: i64, vat_rate: i32) {
    let price =
        json!({ "code": "subscription_month", "amountCents": cents, "vatRate": vat_rate, "validFrom": day(from) });
    let answer = staff.post("/v1/prices", &price).await;
    assert!(matches!(answer.status, 201 | 409), "{}", answer.text);
}

/// Issues what was drafted, unless there was nothing left to take back.
async fn issue_drafted(staff: &Person, drafted: Answer) {
    if drafted.status == 201 {
        issue(staff, &drafted.body["id"]).await;
    } else {
        drafted.problem(409, "credit-exceeds-invoice");
    }
}

async fn perform(staff: &Person, act: &Act) {
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
        Act::Start { nth, day: first } => change(staff, *nth, &json!({ "startsOn": day(*first) })).await,
        Act::End { nth, day: last } => change(staff, *nth, &json!({ "endsOn": last.map(day) })).await,
        Act::Another { nth, day: first, length } => {
            let organisation = subscription(staff, *nth).await["organisationId"].clone();
            let ends_on = length.map(|length| day(first + length));
            let another = json!({ "organisationId": organisation, "startsOn": day(*first), "endsOn": ends_on });
            let answer = staff.post("/v1/subscriptions", &another).await;
            assert!(matches!(answer.status, 201 | 409), "{}", answer.text);
        }
        Act::Price { day: from, cents, vat_rate } => price(staff, *from, *cents, *vat_rate).await,
        Act::Race { month, nth, day: first, cents } => {
            let patch = json!({ "startsOn": day(*first) });
            tokio::join!(run(*month), change(staff, *nth, &patch), price(staff, *first, *cents, 21));
        }
        Act::Credit { nth, again } => {
            let Some(invoice) = invoice(staff, *nth).await else { return };
            let note = json!({ "invoiceId": invoice["id"], "reason": "Proef.", "billAgain": again });
            issue_drafted(staff, staff.post("/v1/credit-notes", &note).await).await;
        }
        Act::CreditPart { nth, again, cents } => {
            let Some(invoice) = invoice(staff, *nth).await else { return };
            let line = json!({ "invoiceLineId": invoice["lines"][0]["id"], "netCents": cents });
            let note = json!({ "invoiceId": invoice["id"], "reason": "Proef.", "billAgain": again, "lines": [line] });
            issue_drafted(staff, staff.post("/v1/credit-notes", &note).await).await;
        }
        Act::Pay { nth, part } => {
            let Some(invoice) = invoice(staff, *nth).await else { return };
            let cents = invoice["openCents"].as_i64().unwrap_or(0) / part;
            if cents > 0 {
                let payment = json!({ "receivedOn": "2026-04-20", "amountCents": cents });
                let path = format!("/v1/invoices/{}/payments", invoice["id"].as_str().unwrap());
                staff.post(&path, &payment).await.expect(201);
            }
        }
        Act::Refund { nth } => {
            let Some(invoice) = invoice(staff, *nth).await else { return };
            let open = invoice["openCents"].as_i64().unwrap_or(0);
            if open < 0 {
                let refund = json!({ "paidOn": "2026-04-20", "amountCents": -open });
                let path = format!("/v1/invoices/{}/refunds", invoice["id"].as_str().unwrap());
                staff.post(&path, &refund).await.expect(201);
            }
        }
    }
}

/// Every organisation and month that is not as it must be. Active in a month that was run: one line bills it that was not
/// taken back in full, over the price of its first active day; or none, and the line that the month names was taken back
/// for good. Otherwise: none.
const WRONG: &str = "
    WITH months AS (SELECT o.id AS organisation_id, m::date AS month FROM organisations o,
        generate_series('2025-10-01'::date, '2026-04-01'::date, '1 month') m),
    active AS (SELECT organisation_id, month, (SELECT min(greatest(s.starts_on, months.month)) FROM subscriptions s
        WHERE s.organisation_id = months.organisation_id AND s.starts_on < months.month + interval '1 month'
        AND (s.ends_on IS NULL OR s.ends_on >= months.month)) AS first FROM months),
    lines AS (SELECT l.organisation_id, m.month, l.net_cents, l.vat_rate, l.id = m.invoice_line_id AS named,
        coalesce((SELECT sum(c.net_cents) FROM invoice_lines c
            WHERE c.organisation_id = l.organisation_id AND c.credited_line_id = l.id), 0) AS credited
        FROM invoice_lines l JOIN subscription_months m
            ON m.organisation_id = l.organisation_id AND m.id = l.subscription_month_id),
    told AS (SELECT organisation_id, month, count(*) FILTER (WHERE credited < net_cents) AS standing,
        coalesce(bool_or(named AND credited >= net_cents), false) AS settled,
        max(net_cents || ' at ' || vat_rate) FILTER (WHERE credited < net_cents) AS terms FROM lines GROUP BY 1, 2)
    SELECT coalesce(string_agg(format('%s %s begins %s: %s standing at %s, settled %s; due %s', organisation_id, month, first,
        coalesce(standing, 0), told.terms, settled, price.terms), E'\\n'), '') AS text
    FROM active LEFT JOIN told USING (organisation_id, month)
    LEFT JOIN LATERAL (SELECT amount_cents || ' at ' || vat_rate AS terms FROM prices WHERE code = 'subscription_month'
        AND valid_from <= active.first ORDER BY valid_from DESC LIMIT 1) price ON true
    WHERE CASE WHEN month < '2026-01-01' OR first IS NULL OR settled THEN coalesce(standing, 0) <> 0
        ELSE coalesce(standing, 0) <> 1 OR told.terms <> price.terms END";

#[tokio::test]
async fn in_any_order_of_acts_every_active_month_is_billed_once_at_its_price_and_the_books_agree() {
    let world = World::new().await;
    world.app.on("2026-04-20");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    replace_seller(&staff).await;
    db_organisations(&world.app, 2).await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..3 {
        let acts = acts().new_tree(&mut runner).unwrap().current();
        for act in &acts {
            perform(&staff, act).await;
        }
        for month in MONTHS {
            let run = bill(&staff, month).await;
            assert_eq!((&run["totals"]["refused"], &run["done"]), (&json!(0), &run["organisations"]), "{acts:?}");
        }
        assert_eq!(findings(&staff).await, Vec::<Value>::new(), "{acts:?}");
        assert_eq!(world.app.db_text(WRONG).await, "", "{acts:?}");
    }
    let corrected = "SELECT count(*) FROM invoices WHERE kind = 'credit_note' AND reason LIKE 'De eerste dag%'";
    assert!(world.app.db_count(corrected).await > 0, "no price was ever corrected: the acts prove too little");
}
