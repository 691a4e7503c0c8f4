//! What tests about money have in common.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Answer, Cluster, Person, TestApp};

/// Fills in who sends the invoices.
pub async fn replace_seller(staff: &Person) {
    let details = json!({ "name": "Stichting Voorbeeld", "kvkNumber": "99999990", "vatId": "NL999999990B01",
        "address": { "street": "Verzonnenlaan 12", "postalCode": "1234 AB", "city": "Voorbeeldstad" },
        "iban": "NL91ABNA0417164300", "email": "administratie@stichting.example" });
    let request = staff.request(reqwest::Method::PUT, "/v1/seller").header("if-match", staff.etag("/v1/seller").await);
    staff.send(request.json(&details)).await.expect(200);
}

/// Bills a month, and gives the run.
pub async fn bill(staff: &Person, month: &str) -> Value {
    let run = staff.post("/v1/billing-runs", &json!({ "month": month })).await.expect(201);
    assert_eq!(run["status"], "finished", "{run}");
    run
}

/// Books a payment of today.
pub async fn pay_to(staff: &Person, invoice: &str, cents: i64) -> Answer {
    let payment = json!({ "receivedOn": "2026-03-10", "amountCents": cents, "reference": "overboeking" });
    staff.post(&format!("{invoice}/payments"), &payment).await
}

/// What a run did, organisation by organisation.
pub async fn items(staff: &Person, run: &Value) -> Vec<Value> {
    let path = format!("/v1/billing-runs/{}/items?limit=200", run["id"].as_str().expect("an id"));
    staff.get(&path).await.expect(200)["items"].as_array().cloned().expect("items")
}

/// What a run did with one organisation.
pub async fn item_of(staff: &Person, run: &Value, organisation: &str) -> Value {
    let items = items(staff, run).await;
    items.into_iter().find(|item| item["organisationId"] == organisation).expect("an item")
}

/// What the service itself finds wrong with its books, warnings included; that documents are still to be rendered is no
/// fault.
pub async fn findings(staff: &Person) -> Vec<Value> {
    let found = staff.get("/v1/book-findings").await.expect(200)["findings"].clone();
    found.as_array().expect("findings").iter().filter(|finding| finding["check"] != "documents").cloned().collect()
}

/// Where the first subscription of an organisation is.
pub async fn subscription_of(staff: &Person, organisation: &str) -> String {
    let found = staff.get(&format!("/v1/subscriptions?organisationId={organisation}")).await.expect(200);
    format!("/v1/subscriptions/{}", found["items"][0]["id"].as_str().expect("a subscription"))
}

pub async fn end_on(staff: &Person, subscription: &str, last_day: Value) {
    staff.patch(subscription, "*", &json!({ "endsOn": last_day })).await.expect(200);
}

pub async fn start_on(staff: &Person, subscription: &str, first_day: &str) {
    staff.patch(subscription, "*", &json!({ "startsOn": first_day })).await.expect(200);
}

/// A price of the subscription from this day on.
pub async fn price_from(staff: &Person, first_day: &str, cents: i64) {
    let price = json!({ "code": "subscription_month", "amountCents": cents, "vatRate": 21, "validFrom": first_day });
    staff.post("/v1/prices", &price).await.expect(201);
}

/// Issues a draft that nobody changed.
pub async fn issue(staff: &Person, id: &Value) {
    let path = format!("/v1/invoices/{}/issue", id.as_str().expect("an id"));
    staff.act_bare(&path, "\"1\"").await.expect(200);
}

/// Organisations with a subscription since January, past the API because there are many.
pub async fn db_organisations(app: &TestApp, count: u32) {
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

/// `samen-leren admin …`, as an operator would use it.
pub async fn admin(app: &TestApp, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samen-leren"));
    command
        .arg("admin")
        .args(arguments)
        .env("DATABASE_URL", Cluster::get().await.url(&app.database))
        .env("SECRET_KEY", "c2FtZW4tbGVyZW4tdGVzdC1rZXktMzItYnl0ZXMtISE=")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}
