//! Who sends the invoices.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::billing::bill;
use crate::support::{Answer, Caller, World};

pub fn details() -> Value {
    json!({ "name": "Stichting Voorbeeld", "address": { "street": "Verzonnenlaan 1", "postalCode": "1234 AB",
        "city": "Voorbeeldstad" }, "kvkNumber": "99999990", "vatId": "NL999999990B01", "iban": "NL91ABNA0417164300",
        "email": "administratie@stichting.example" })
}

pub async fn replace(caller: &Caller, version: &str, details: &Value) -> Answer {
    caller.send(caller.request(Method::PUT, "/v1/seller").header("if-match", version).json(details)).await
}

#[tokio::test]
async fn the_licence_holder_says_who_sends_the_invoices() {
    let world = World::new().await;
    let staff = &world.staff;
    let empty = staff.get("/v1/seller").await;
    let etag = empty.etag();
    assert_eq!(empty.expect(200)["details"], Value::Null);
    let blind = staff.send(staff.request(Method::PUT, "/v1/seller").json(&details())).await;
    blind.problem(428, "precondition-required");
    let filled = replace(staff, &etag, &details()).await.expect(200);
    assert_eq!((&filled["details"]["iban"], &filled["version"]), (&json!("NL91ABNA0417164300"), &json!(2)));
    replace(staff, &etag, &details()).await.problem(412, "stale-version");
    assert_eq!(staff.get("/v1/seller").await.expect(200)["details"]["kvkNumber"], "99999990");
    for caller in [&*world.here.leader, &*world.practitioner.person] {
        caller.get("/v1/seller").await.problem(403, "forbidden");
        replace(caller, "*", &details()).await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn an_account_with_wrong_check_digits_is_no_account() {
    let world = World::new().await;
    let mut typo = details();
    typo["iban"] = json!("NL91ABNA0417164301");
    let refused = replace(&world.staff, "*", &typo).await;
    assert_eq!((refused.status, refused.places()), (400, vec!["/iban".to_owned()]));
    let mut wrong = details();
    wrong["kvkNumber"] = json!("1234");
    wrong["vatId"] = json!("NL12");
    wrong["rekening"] = json!("?");
    let mut places = replace(&world.staff, "*", &wrong).await.places();
    places.sort();
    assert_eq!(places, ["/kvkNumber", "/rekening", "/vatId"]);
    assert_eq!(world.staff.get("/v1/seller").await.expect(200)["details"], Value::Null);
}

#[tokio::test]
async fn what_is_blank_reaches_no_invoice() {
    let world = World::new().await;
    let (staff, organisation) = (&world.staff, format!("/v1/organisations/{}", world.here.id));
    let mut blank = details();
    (blank["name"], blank["address"]["street"], blank["address"]["city"]) = (json!(" "), json!("\t"), json!("  "));
    blank["phone"] = json!("      ");
    let mut places = replace(staff, "*", &blank).await.places();
    places.sort();
    assert_eq!(places, ["/address/city", "/address/street", "/name", "/phone"]);
    for (patch, place) in [
        (json!({ "name": " " }), "/name"),
        (json!({ "address": { "street": " " } }), "/address/street"),
        (json!({ "billing": { "reference": " " } }), "/billing/reference"),
        (json!({ "billing": { "orderNumber": "\u{a0}" } }), "/billing/orderNumber"),
    ] {
        assert_eq!(staff.patch(&organisation, "*", &patch).await.places(), [place]);
    }
    let price =
        json!({ "code": "handbook", "amountCents": 1, "vatRate": 0, "vatExemption": " ", "validFrom": "2027-01-01" });
    assert_eq!(staff.post("/v1/prices", &price).await.places(), ["/vatExemption"]);
    let order = json!({ "reference": " ", "lines": [{ "code": "handbook", "quantity": 1 }] });
    assert_eq!(world.here.leader.post("/v1/orders", &order).await.places(), ["/reference"]);
    // What was stored before that was refused.
    let stored = "UPDATE organisations SET billing = billing || '{\"reference\": \" \", \"orderNumber\": \" \"}'";
    world.app.db_execute(stored).await;
    replace(staff, "*", &details()).await.expect(200);
    bill(staff, "2026-03").await;
    let invoice = world.here.leader.get("/v1/invoices").await.expect(200)["items"][0].clone();
    assert_eq!(invoice["buyer"]["billing"]["reference"], Value::Null);
    let path = format!("/v1/invoices/{}", invoice["id"].as_str().unwrap());
    let note = staff.post("/v1/credit-notes", &json!({ "invoiceId": invoice["id"], "reason": " " })).await;
    assert_eq!(note.places(), ["/reason"]);
    let xml = staff.get(&format!("{path}.xml")).await.text;
    let reference =
        format!("<cbc:BuyerReference>{}</cbc:BuyerReference>", invoice["buyer"]["kvkNumber"].as_str().unwrap());
    assert!(xml.contains(&reference) && !xml.contains("OrderReference"), "{xml}");
}
