//! Who sends the invoices.

use reqwest::Method;
use serde_json::{Value, json};

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
