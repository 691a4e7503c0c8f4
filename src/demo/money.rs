//! The money of the demo: who sends invoices, an order, the last two months billed, and some of it paid.

use actix_web::http::Method;
use serde_json::{Value, json};

use super::client::{Api, text};
use super::people::Cast;
use super::{Stage, pick};
use crate::problem::Problem;
use crate::values::Month;

pub(super) async fn bill<A: Api>(stage: &Stage<'_, A>, cast: &Cast) -> Result<(), Problem> {
    stage.progress.set_message("invoices");
    let account = cast.accounts.iter().find(|account| account.role == "licence_holder");
    let account = account.ok_or_else(|| Problem::internal(anyhow::anyhow!("the demo has no staff")))?;
    let staff = stage.sign_in(&account.email, &account.totp_secret).await?;
    let seller = json!({ "name": "Stichting Aanzet", "kvkNumber": "99999990", "vatId": "NL999999990B01",
        "address": { "street": "Verzonnenlaan 12", "postalCode": "1234 AB", "city": "Voorbeeldstad" },
        "iban": "NL91ABNA0417164300", "bic": "ABNANL2A", "email": "administratie@aanzet.example" });
    stage.api.change(&staff, Method::PUT, ("/v1/seller", "/v1/seller"), &seller).await?;
    let ordering = &pick(&cast.organisations, 0)?.leader;
    let leader = stage.sign_in(&ordering.email, &ordering.totp_secret).await?;
    let order = json!({ "reference": "INK-17", "lines": [
        { "code": "information_folder", "quantity": 20 }, { "code": "handbook", "quantity": 2 }] });
    let order = format!("/v1/orders/{}", text(&stage.api.post(&leader, "/v1/orders", &order).await?, "id"));
    stage.api.change(&staff, Method::POST, (&order, &format!("{order}/confirm")), &json!({})).await?;
    let present = Month::of(stage.today);
    let last = present.before();
    for month in [last.before(), last, present] {
        stage.api.post(&staff, "/v1/billing-runs", &json!({ "month": month })).await?;
    }
    let invoices = stage.api.get(&staff, "/v1/invoices").await?;
    let invoices = invoices.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    // The oldest in full, the next in part, the rest not yet.
    for (invoice, part) in invoices.iter().zip([1, 2]) {
        let open = invoice.get("openCents").and_then(Value::as_i64).unwrap_or_default();
        let payment =
            json!({ "receivedOn": stage.today, "amountCents": open / part, "reference": text(invoice, "number") });
        let path = format!("/v1/invoices/{}/payments", text(invoice, "id"));
        stage.api.post(&staff, &path, &payment).await?;
    }
    Ok(())
}
