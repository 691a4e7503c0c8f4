//! What tests about money have in common.

use serde_json::{Value, json};

use super::{Answer, Person};

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
