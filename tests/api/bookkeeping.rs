//! The books: what is open, the ledger back and forward, a year, CSV, and the proof that all agrees.

use reqwest::Method;
use reqwest::header::ACCEPT;
use samen_leren::commands::admin::{bill, check_books};
use serde_json::{Value, json};

use crate::seller;
use crate::support::factory::Organisation;
use crate::support::{Answer, Caller, Person, TestApp};

/// Two months and an order of the first organisation, a month of the second: an invoice that is overdue, one that was
/// paid and of which a handbook was credited then, one that is open, and a draft.
const BOOKS: &str = "
INSERT INTO subscription_months (organisation_id, id, month, active_from, active_until, active_days, practitioners,
    trajectories, visits, measured_at, invoice_line_id) VALUES
    ('{here}', '{id}11', '2026-01-01', '2026-01-01', '2026-01-31', 31, 1, 1, 0, '2026-02-01T08:00:00Z', NULL),
    ('{here}', '{id}12', '2026-02-01', '2026-02-01', '2026-02-28', 28, 1, 1, 0, '2026-03-01T08:00:00Z', NULL),
    ('{there}', '{id}13', '2026-01-01', '2026-01-01', '2026-01-31', 31, 1, 1, 0, '2026-02-01T08:00:00Z', NULL);
INSERT INTO orders (organisation_id, id, status, reference, requested_on, decided_on, version, created_at, updated_at)
    VALUES ('{here}', '{id}21', 'confirmed', 'INK-1', '2026-02-01', '2026-02-02', 2, '2026-02-01T08:00:00Z',
    '2026-02-02T08:00:00Z');
INSERT INTO order_lines (organisation_id, id, order_id, position, code, quantity, unit_cents, vat_rate, vat_exemption)
    VALUES ('{here}', '{id}31', '{id}21', 1, 'handbook', 3, 1500, 21, NULL),
    ('{here}', '{id}32', '{id}21', 2, 'refresher', 1, 15000, 0, 'Vrijgesteld');
INSERT INTO invoices (organisation_id, id, kind, status, credited_invoice_id, reason, number, issued_on, due_on, seller,
    buyer, net_cents, vat_cents, total_cents, vat, version, created_at, updated_at)
    SELECT organisation::uuid, id::uuid, kind, 'draft', credited::uuid, reason, number, issued_on::date, due_on::date,
    '{\"name\": \"Stichting\", \"address\": {\"street\": \"Laan 1\", \"postalCode\": \"1234 AB\", \"city\": \"Stad\"},
        \"kvkNumber\": \"99999990\", \"vatId\": \"NL999999990B01\", \"iban\": \"NL91ABNA0417164300\"}',
    jsonb_build_object('name', buyer, 'kvkNumber', '99999999', 'billing', jsonb_build_object('email', 'f@welzijn.example'),
        'address', jsonb_build_object('street', 'Laan 2', 'postalCode', '1234 AB', 'city', 'Stad')),
    net, vat, net + vat, jsonb_build_array(jsonb_build_object('vatRate', 21, 'netCents', net - free, 'vatCents', vat))
        || CASE free WHEN 0 THEN '[]' ELSE jsonb_build_array(jsonb_build_object('vatRate', 0, 'vatExemption',
            'Vrijgesteld', 'netCents', free, 'vatCents', 0)) END,
    1, (issued_on || 'T08:00:00Z')::timestamptz, (issued_on || 'T08:00:00Z')::timestamptz FROM (VALUES
    ('{here}', '{id}41', 'invoice', NULL, NULL, 'F2026-00001', '2026-02-01', '2026-03-03', 'Welzijn Hier', 14000, 2940, 0),
    ('{here}', '{id}42', 'invoice', NULL, NULL, 'F2026-00002', '2026-03-01', '2026-03-31', 'Welzijn Hier', 19500, 945, 15000),
    ('{there}', '{id}43', 'invoice', NULL, NULL, 'F2026-00003', '2026-03-01', '2026-03-31', '=Welzijn', 14000, 2940, 0),
    ('{here}', '{id}44', 'credit_note', '{id}42', 'Retour', 'C2026-00001', '2026-03-09', '2026-03-09', 'Welzijn Hier',
        1500, 315, 0)) AS row (organisation, id, kind, credited, reason, number, issued_on, due_on, buyer, net, vat, free);
INSERT INTO invoices (organisation_id, id, kind, status, net_cents, vat_cents, total_cents, vat, version, created_at,
    updated_at) VALUES ('{here}', '{id}45', 'invoice', 'draft', 14000, 2940, 16940, '[]', 1, now(), now());
INSERT INTO invoice_lines (organisation_id, id, invoice_id, position, code, description, quantity, unit_cents, net_cents,
    vat_rate, vat_exemption, period_from, period_until, subscription_month_id, order_line_id, round, credited_line_id)
    VALUES ('{here}', '{id}51', '{id}41', 1, 'subscription_month', 'Abonnement', 1, 14000, 14000, 21, NULL, '2026-01-01',
        '2026-01-31', '{id}11', NULL, 1, NULL),
    ('{here}', '{id}52', '{id}42', 1, 'handbook', 'Handboek', 3, 1500, 4500, 21, NULL, '2026-02-02', '2026-02-02', NULL,
        '{id}31', 1, NULL),
    ('{here}', '{id}53', '{id}42', 2, 'refresher', 'Bijscholing', 1, 15000, 15000, 0, 'Vrijgesteld', '2026-02-02',
        '2026-02-02', NULL, '{id}32', 1, NULL),
    ('{there}', '{id}54', '{id}43', 1, 'subscription_month', 'Abonnement', 1, 14000, 14000, 21, NULL, '2026-01-01',
        '2026-01-31', '{id}13', NULL, 1, NULL),
    ('{here}', '{id}55', '{id}44', 1, 'handbook', 'Handboek', 1, 1500, 1500, 21, NULL, '2026-02-02', '2026-02-02', NULL,
        NULL, NULL, '{id}52'),
    ('{here}', '{id}56', '{id}45', 1, 'subscription_month', 'Abonnement', 1, 14000, 14000, 21, NULL, '2026-02-01',
        '2026-02-28', '{id}12', NULL, 1, NULL);
UPDATE invoices SET status = 'issued' WHERE number IS NOT NULL;
UPDATE subscription_months m SET invoice_line_id = l.id FROM invoice_lines l WHERE l.subscription_month_id = m.id;
UPDATE order_lines o SET invoice_line_id = l.id FROM invoice_lines l WHERE l.order_line_id = o.id;
INSERT INTO invoice_series VALUES ('invoice', 2026, 3), ('credit_note', 2026, 1);
INSERT INTO invoice_numbers SELECT kind, 2026, right(number, 5)::integer, organisation_id, id FROM invoices
    WHERE number IS NOT NULL;
INSERT INTO invoice_documents SELECT organisation_id, id, format, sha256(number::bytea), number::bytea, updated_at
    FROM invoices, (VALUES ('pdf'), ('ubl')) AS f (format) WHERE number IS NOT NULL;
INSERT INTO payments VALUES ('{here}', '{id}61', '{id}42', '2026-03-05', 'payment', 20445, 'F2026-00002', NULL,
    '2026-03-05T08:00:00Z');
INSERT INTO invoice_mails VALUES ('{here}', '{id}41', 'reminder_1', 'f@welzijn.example', '2026-03-10', 1,
    '2026-03-10T08:00:00Z', '2026-03-10T08:00:00Z');
";

const ID: &str = "01900000-0000-7000-8000-0000000009";

struct Books {
    app: TestApp,
    staff: Person,
    here: Organisation,
    there: Organisation,
}

impl Books {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let staff = app.licence_holder().await;
        let here = app.organisation(&staff, "Welzijn Hier").await;
        let there = app.organisation(&staff, "Welzijn Elders").await;
        let books = Self { app, staff, here, there };
        books.db_change(BOOKS).await;
        books
    }

    fn filled(&self, statement: &str) -> String {
        statement.replace("{here}", &self.here.id).replace("{there}", &self.there.id).replace("{id}", ID)
    }

    async fn db_change(&self, statement: &str) {
        self.app.db_execute(&self.filled(statement)).await;
    }

    /// Changes what nobody can change: the superuser with all triggers off.
    async fn db_break(&self, statement: &str) {
        self.db_change(&format!("SET session_replication_role = replica; {statement}")).await;
    }

    /// The checks that find something.
    async fn found(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> =
            check_books(&self.app.state).await.expect("checked").iter().map(|one| one.check.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

fn column<'v>(page: &'v Value, member: &str) -> Vec<&'v Value> {
    page["items"].as_array().unwrap().iter().map(|item| &item[member]).collect()
}

fn sum(values: &[&Value]) -> i64 {
    values.iter().map(|value| value.as_i64().unwrap()).sum()
}

async fn whole_ledger(caller: &Caller, filter: &str) -> Value {
    let (mut items, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = caller.get(&format!("/v1/ledger-lines?limit=2{filter}{cursor}")).await.expect(200);
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["nextCursor"].as_str() else { return json!({ "items": items }) };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn open_items_show_what_is_owed_and_what_is_to_be_given_back() {
    let books = Books::new().await;
    let all = books.staff.get("/v1/open-items").await.expect(200);
    assert_eq!(column(&all, "number"), ["F2026-00001", "F2026-00002", "F2026-00003"], "drafts and notes are none");
    assert_eq!(column(&all, "openCents"), [16_940, -1_815, 16_940]);
    assert_eq!(column(&all, "daysOverdue"), [7, 0, 0]);
    assert_eq!(
        (&all["items"][0]["lastReminder"]["step"], &all["items"][1]["lastReminder"]),
        (&json!("reminder_1"), &Value::Null)
    );
    assert_eq!((&all["items"][1]["paidCents"], &all["items"][1]["creditedCents"]), (&json!(20_445), &json!(1_815)));
    assert_eq!(all["items"][2]["organisationName"], "=Welzijn", "as it was frozen");
    let totals = books.staff.get("/v1/open-items/totals").await.expect(200);
    let expected = json!({ "items": 3, "openCents": 32_065, "receivableCents": 33_880, "overdueCents": 16_940,
        "refundableCents": 1_815 });
    assert_eq!(totals, expected);
    let first = books.staff.get("/v1/open-items?limit=2").await.expect(200);
    let next = format!("/v1/open-items?limit=2&cursor={}", first["nextCursor"].as_str().unwrap());
    assert_eq!(column(&books.staff.get(&next).await.expect(200), "number"), ["F2026-00003"]);
    let late = books.staff.get("/v1/open-items?overdueOn=2026-04-01").await.expect(200);
    assert_eq!(column(&late, "number"), ["F2026-00001", "F2026-00003"]);
    let own = books.here.leader.get("/v1/open-items").await.expect(200);
    assert_eq!(column(&own, "number"), ["F2026-00001", "F2026-00002"]);
    let foreign = format!("/v1/open-items/totals?organisationId={}", books.there.id);
    assert_eq!(books.here.leader.get(&foreign).await.expect(200)["items"], 0);
    assert_eq!(books.staff.get(&foreign).await.expect(200)["items"], 1);
}

#[tokio::test]
async fn the_ledger_leads_back_to_what_was_billed_and_forward_to_credits_and_payments() {
    let books = Books::new().await;
    let all = whole_ledger(&books.staff, "").await;
    let id = |last: &str| json!(format!("{ID}{last}"));
    assert_eq!(column(&all, "id"), [&id("51"), &id("52"), &id("53"), &id("54"), &id("55")], "a draft's line is none");
    assert_eq!(column(&all, "bookedCents"), [14_000, 4_500, 15_000, 14_000, -1_500]);
    let line = |index: usize| &all["items"][index];
    assert_eq!(
        (&line(0)["source"]["kind"], &line(0)["source"]["month"]),
        (&json!("subscription_month"), &json!("2026-01"))
    );
    let (order, credit) = (&line(1)["source"], &line(1)["credits"][0]);
    assert_eq!(
        (&order["kind"], &order["orderId"], &order["orderReference"]),
        (&json!("order_line"), &id("21"), &json!("INK-1"))
    );
    assert_eq!(
        (&credit["lineId"], &credit["number"], &credit["netCents"]),
        (&id("55"), &json!("C2026-00001"), &json!(1_500))
    );
    assert_eq!(line(1)["payments"][0]["amountCents"], 20_445);
    let back = &line(4)["source"];
    assert_eq!((&back["creditedLineId"], &back["creditedNumber"]), (&id("52"), &json!("F2026-00002")));
    let own = books.there.leader.get("/v1/ledger-lines").await.expect(200);
    assert_eq!(column(&own, "id"), [&id("54")]);
    let foreign = format!("/v1/ledger-lines?invoiceId={ID}41");
    assert_eq!(books.there.leader.get(&foreign).await.expect(200)["items"], json!([]));
    assert_eq!(column(&books.here.leader.get(&foreign).await.expect(200), "id"), [&id("51")]);
    let turned = books.staff.get("/v1/ledger-lines?from=2026-03-01&until=2026-02-01").await;
    assert_eq!(turned.places(), ["until"]);
}

#[tokio::test]
async fn the_training_that_an_order_line_bills_is_told_to_the_licence_holder() {
    let books = Books::new().await;
    let practitioner = books.app.practitioner(&books.here, "Noor Voorbeeld").await;
    books.app.training(&books.staff, "refresher", "2026-03-09", &[&practitioner]).await;
    let ordered = "INSERT INTO ordered_attendances SELECT id, '{here}', '{id}32' FROM training_attendances";
    books.db_change(ordered).await;
    let path = format!("/v1/ledger-lines?invoiceId={ID}42");
    let source = |ledger: &Value| ledger["items"][1]["source"]["attendanceIds"].as_array().unwrap().len();
    assert_eq!(source(&books.staff.get(&path).await.expect(200)), 1);
    assert_eq!(source(&books.here.leader.get(&path).await.expect(200)), 0);
}

#[tokio::test]
async fn a_year_agrees_with_its_ledger() {
    let books = Books::new().await;
    for (caller, organisation) in
        [(&books.staff, ""), (&books.here.leader, ""), (&books.staff, books.there.id.as_str())]
    {
        let filter = if organisation.is_empty() { String::new() } else { format!("organisationId={organisation}") };
        let year = caller.get(&format!("/v1/book-years/2026?{filter}")).await.expect(200);
        let ledger = whole_ledger(caller, &format!("&from=2026-01-01&until=2026-12-31&{filter}")).await;
        assert_eq!(year["totals"]["netCents"], sum(&column(&ledger, "bookedCents")));
        let march = whole_ledger(caller, &format!("&from=2026-03-01&until=2026-03-31&{filter}")).await;
        assert_eq!(year["months"][2]["totals"]["netCents"], sum(&column(&march, "bookedCents")));
    }
    let year = books.staff.get("/v1/book-years/2026").await.expect(200);
    let totals = &year["totals"];
    assert_eq!((&totals["invoicedCents"], &totals["creditedCents"]), (&json!(47_500), &json!(1_500)));
    assert_eq!(
        (&totals["vatCents"], &totals["totalCents"], &totals["paidCents"]),
        (&json!(6_510), &json!(52_510), &json!(20_445))
    );
    let rate = json!({ "vatRate": 0, "vatExemption": "Vrijgesteld", "netCents": 15_000, "vatCents": 0 });
    assert_eq!((&totals["vat"][0]["vatCents"], &totals["vat"][1]), (&json!(6_510), &rate));
    let handbook =
        json!({ "code": "handbook", "vatRate": 21, "invoicedCents": 4_500, "creditedCents": 1_500, "netCents": 3_000 });
    assert_eq!(totals["codes"][0], handbook);
    let series = json!([
        { "kind": "invoice", "documents": 3, "firstNumber": "F2026-00001", "lastNumber": "F2026-00003" },
        { "kind": "credit_note", "documents": 1, "firstNumber": "C2026-00001", "lastNumber": "C2026-00001" }]);
    assert_eq!(year["series"], series);
    assert_eq!((&year["openOn"], &year["openCents"]), (&json!("2026-03-10"), &json!(32_065)), "as the open items");
    let before = books.staff.get("/v1/book-years/2025").await.expect(200);
    assert_eq!((&before["openOn"], &before["totals"]["netCents"]), (&json!("2025-12-31"), &json!(0)));
    for year in ["1999", "2100", "nooit"] {
        books.staff.get(&format!("/v1/book-years/{year}")).await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn the_books_can_be_taken_along_as_csv() {
    let books = Books::new().await;
    let file = async |path: &str| -> Answer {
        books.staff.send(books.staff.request(Method::GET, path).header(ACCEPT, "text/csv")).await
    };
    let ledger = file("/v1/ledger-lines.csv?from=2025-02-04&until=2026-03-10").await;
    assert_eq!(ledger.header("content-type"), "text/csv; charset=utf-8");
    assert!(ledger.header("content-disposition").ends_with("\"grootboek-2025-02-04-2026-03-10.csv\""));
    assert!(ledger.text.starts_with("\u{feff}Nummer;Soort;Datum;"), "{}", ledger.text);
    assert_eq!(ledger.text.lines().count(), 6);
    let credited = "C2026-00001;creditnota;2026-03-09;Welzijn Hier;1;handbook;Handboek;1;15,00;-15,00;21;";
    assert!(ledger.text.contains(credited), "{}", ledger.text);
    assert!(ledger.text.contains(";'=Welzijn;"), "what looks like a formula is text");
    let long = file("/v1/ledger-lines.csv?from=2025-02-03&until=2026-03-10").await;
    assert_eq!(long.places(), ["from"]);
    assert_eq!(file("/v1/ledger-lines.csv").await.text.lines().count(), 6, "this year until today");
    let open = file("/v1/open-items.csv?overdueOn=2026-03-10").await;
    let (_, row) = open.text.split_once("\r\n").unwrap();
    let expected = "F2026-00001;Welzijn Hier;2026-02-01;2026-03-03;169,40;0,00;0,00;169,40;7;1;2026-03-10;";
    assert!(row.starts_with(expected), "{row}");
    let year = file("/v1/book-years/2026.csv").await.text;
    for row in [
        "2026;btw;;21;;;;310,00;65,10",
        "2026;totaal;;;;475,00;15,00;460,00;65,10",
        "2026-03;betaald;;;;;;204,45;",
        "2026-03-10;openstaand;;;;;;320,65;",
    ] {
        assert!(year.contains(row), "{row} in {year}");
    }
    file("/v1/book-years/1999.csv").await.problem(404, "not-found");
    let wrong = books.staff.request(Method::GET, "/v1/ledger-lines.csv").header(ACCEPT, "application/json");
    books.staff.send(wrong).await.problem(406, "not-acceptable");
}

/// What is done to the books, and which checks find it.
const BROKEN: [(&str, &[&str]); 24] = [
    ("UPDATE invoice_lines SET quantity = 2 WHERE id = '{id}51'", &["line_amounts"]),
    ("UPDATE invoices SET net_cents = 14100, total_cents = 17040 WHERE id = '{id}41'", &["document_totals"]),
    (
        "UPDATE invoices SET vat_cents = 2941, total_cents = 16941, vat = jsonb_set(vat, '{0,vatCents}', '2941')
        WHERE id = '{id}41'",
        &["vat_per_rate"],
    ),
    ("DELETE FROM invoice_numbers WHERE sequence = 2", &["numbers", "series_gaps"]),
    ("UPDATE invoice_series SET last = 9 WHERE kind = 'invoice'", &["series_gaps"]),
    ("UPDATE invoice_series SET last = 1 WHERE kind = 'invoice'", &["series_gaps"]),
    ("UPDATE invoices SET number = 'F2026-00099' WHERE id = '{id}41'", &["numbers"]),
    ("UPDATE invoices SET status = 'draft' WHERE id = '{id}43'", &["numbers"]),
    ("UPDATE invoices SET buyer = buyer - 'kvkNumber' WHERE id = '{id}41'", &["frozen_details"]),
    ("UPDATE invoice_lines SET credited_line_id = '{id}51' WHERE id = '{id}55'", &["credit_sources"]),
    (
        "UPDATE invoice_lines SET quantity = 4, net_cents = 6000 WHERE id = '{id}55'",
        &["credited_lines", "document_totals", "vat_per_rate"],
    ),
    (
        "UPDATE invoices SET net_cents = 30000, total_cents = 30315 WHERE id = '{id}44'",
        &["credited_invoices", "document_totals"],
    ),
    ("UPDATE payments SET invoice_id = '{id}44'", &["overpaid", "payments"]),
    (
        "INSERT INTO payments VALUES ('{here}', '{id}62', '{id}42', '2026-03-09', 'reversal', -1, NULL, '{id}61', now())",
        &["payments"],
    ),
    (
        "INSERT INTO payments VALUES ('{here}', '{id}63', '{id}42', '2026-03-10', 'payment', 1, NULL, NULL, '2026-03-10T08:00:00Z')",
        &["overpaid"],
    ),
    ("UPDATE subscription_months SET invoice_line_id = NULL WHERE id = '{id}11'", &["months_once"]),
    ("UPDATE invoice_lines SET subscription_month_id = '{id}11', round = 2 WHERE id = '{id}56'", &["months_once"]),
    (
        "INSERT INTO billing_runs VALUES ('{id}71', '2026-02-01', false, true, 'finished', 2, NULL, now(), now())",
        &["forgotten_months"],
    ),
    (
        "INSERT INTO billing_runs SELECT id::uuid, month::date, false, true, 'finished', 2, NULL, now(), now()
        FROM (VALUES ('{id}72', '2025-11-01'), ('{id}73', '2026-01-01')) AS run (id, month);
        UPDATE subscriptions SET starts_on = '2025-12-31'",
        &["forgotten_months"],
    ),
    ("UPDATE prices SET amount_cents = 14001 WHERE code = 'subscription_month'", &["months_right"]),
    ("UPDATE prices SET vat_rate = 9 WHERE code = 'subscription_month'", &["months_right"]),
    ("UPDATE subscriptions SET starts_on = '2026-02-01' WHERE organisation_id = '{there}'", &["months_right"]),
    ("UPDATE order_lines SET invoice_line_id = '{id}51' WHERE id = '{id}31'", &["orders_once"]),
    ("UPDATE invoice_documents SET content = 'anders' WHERE format = 'pdf'", &["document_hashes"]),
];

const TABLES: [&str; 11] = [
    "prices",
    "subscriptions",
    "billing_runs",
    "invoices",
    "invoice_lines",
    "invoice_series",
    "invoice_numbers",
    "invoice_documents",
    "payments",
    "subscription_months",
    "order_lines",
];

#[tokio::test]
async fn each_check_of_the_books_finds_what_is_broken() {
    let books = Books::new().await;
    assert_eq!(books.found().await, Vec::<&str>::new(), "the books agree, an overpayment by a credit included");
    let keep: String = TABLES.iter().map(|table| format!("CREATE TABLE kept_{table} AS TABLE {table};")).collect();
    // What the database refuses even to its superuser.
    let unguarded =
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT conrelid::regclass AS holder, conname FROM pg_constraint
        WHERE contype = 'c' AND conrelid IN ('invoice_lines'::regclass, 'invoice_documents'::regclass)
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.holder, one.conname); END LOOP; END $$;";
    books.db_change(&format!("{keep} {unguarded}")).await;
    let mended: String = TABLES
        .iter()
        .map(|table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table};"))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    for (broken, checks) in BROKEN {
        books.db_break(broken).await;
        assert_eq!(books.found().await, *checks, "{broken}");
        books.db_break(&mended).await;
        seen.extend(checks.iter().copied());
    }
    assert_eq!(books.found().await, Vec::<&str>::new());
    let every = &books.app.document["components"]["schemas"]["BookCheckCode"]["enum"];
    let unseen: Vec<_> = every.as_array().unwrap().iter().filter(|one| !seen.contains(one.as_str().unwrap())).collect();
    assert_eq!(unseen, ["documents"], "which has a test of its own");
}

#[tokio::test]
async fn a_document_that_is_missing_is_an_error_after_an_hour() {
    let books = Books::new().await;
    books.db_break("DELETE FROM invoice_documents WHERE format = 'ubl' AND invoice_id = '{id}41'").await;
    let severity = async || {
        let checked = books.staff.get("/v1/book-findings").await.expect(200);
        let finding = checked["findings"][0].clone();
        assert_eq!((&finding["check"], &finding["about"]), (&json!("documents"), &json!("F2026-00001")));
        finding["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity().await, "error");
    books.db_break("UPDATE invoices SET updated_at = '2026-03-10T09:30:00Z' WHERE id = '{id}41'").await;
    assert_eq!(severity().await, "warning");
    books.here.leader.get("/v1/book-findings").await.problem(403, "forbidden");
}

#[tokio::test]
async fn whatever_is_billed_credited_and_paid_the_books_agree() {
    let app = TestApp::start().await;
    let staff = app.licence_holder().await;
    for name in ["Welzijn Hier", "Welzijn Elders"] {
        app.organisation(&staff, name).await;
    }
    seller::replace(&staff, &staff.etag("/v1/seller").await, &seller::details()).await.expect(200);
    let run = async |month: &str| bill(&app.state, month.parse().unwrap(), false, true).await.expect("billed");
    run("2026-01").await;
    run("2026-02").await;
    run("2026-02").await;
    let invoices = staff.get("/v1/invoices").await.expect(200);
    let invoice = |index: usize| invoices["items"][index]["id"].as_str().unwrap().to_owned();
    let line = |index: usize| invoices["items"][index]["lines"][0]["id"].clone();
    let issue = async |note: &Value| {
        let drafted = staff.post("/v1/credit-notes", note).await;
        let (etag, id) = (drafted.etag(), drafted.expect(201)["id"].as_str().unwrap().to_owned());
        staff.act_bare(&format!("/v1/invoices/{id}/issue"), &etag).await.expect(200);
    };
    // BTW over each third alone would be 6.93, 6.93 and so on: together they must be what was asked.
    for cents in [33, 33, 7_001] {
        let lines = json!([{ "invoiceLineId": line(0), "netCents": cents }]);
        issue(&json!({ "invoiceId": invoice(0), "reason": "Korting", "lines": lines })).await;
    }
    issue(&json!({ "invoiceId": invoice(0), "reason": "De rest" })).await;
    let payment = json!({ "receivedOn": "2026-03-10", "amountCents": 16_940 });
    let paid = staff.post(&format!("/v1/invoices/{}/payments", invoice(1)), &payment).await.expect(201);
    let reverse = format!("/v1/invoices/{}/payments/{}/reversals", invoice(1), paid["id"].as_str().unwrap());
    staff.send(staff.request(Method::POST, &reverse)).await.expect(201);
    staff.post(&format!("/v1/invoices/{}/payments", invoice(1)), &payment).await.expect(201);
    issue(&json!({ "invoiceId": invoice(1), "reason": "Fout", "billAgain": true })).await;
    run("2026-01").await;
    app.run_jobs().await;
    let checked = staff.get("/v1/book-findings").await.expect(200);
    assert_eq!(checked["findings"], json!([]));
    let year = staff.get("/v1/book-years/2026").await.expect(200);
    let ledger = whole_ledger(&staff, "").await;
    let booked = column(&ledger, "bookedCents");
    assert_eq!(
        (booked.len(), sum(&booked)),
        (10, 3 * 14_000),
        "four months, one of them taken back, and one of them billed again"
    );
    assert_eq!((&year["totals"]["netCents"], &year["totals"]["vatCents"]), (&json!(42_000), &json!(3 * 2_940)));
    let open = staff.get("/v1/open-items/totals").await.expect(200);
    assert_eq!((&open["refundableCents"], &open["openCents"]), (&json!(16_940), &year["openCents"]));
}
