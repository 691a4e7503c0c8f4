//! Invoices by mail: again to a corrected address, and reminders of those on which something is open (`domain.md` §8).

use serde_json::{Value, json};

use crate::support::billing::{bill, pay_to, replace_seller};
use crate::support::{Person, World};

/// Where things go wrong and where they are put right.
const TYPED: &str = "rekening@welzijn.example";
const MENDED: &str = "facturen@welzijn.example";

/// A world whose month of March was billed, and the path of the invoice of `here`.
async fn billed() -> (World, String) {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    bill(&world.staff, "2026-03").await;
    let found = world.here.leader.get("/v1/invoices").await.expect(200);
    let path = format!("/v1/invoices/{}", found["items"][0]["id"].as_str().unwrap());
    (world, path)
}

async fn again(world: &World, day: &str) -> Person {
    world.app.on(day);
    world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await
}

/// Puts the billing address of `here` right.
async fn mend(world: &World, staff: &Person) {
    let path = format!("/v1/organisations/{}", world.here.id);
    let mended = json!({ "billing": { "email": MENDED } });
    staff.patch(&path, &staff.etag(&path).await, &mended).await.expect(200);
}

/// The addresses of all mails about an invoice that left, oldest first.
async fn mailed(world: &World, staff: &Person, path: &str) -> Vec<String> {
    let number = staff.get(path).await.expect(200)["number"].as_str().unwrap().to_owned();
    let about = |mail: &String| mail.contains(&number);
    let to = |mail: String| {
        let line = mail.lines().find(|line| line.starts_with("To: ")).expect("an address").to_owned();
        let address = line.split(['<', '>', ' ']).find(|part| part.contains('@')).expect("an address");
        address.trim().to_owned()
    };
    world.app.mails().into_iter().filter(about).map(to).collect()
}

/// How many invoices stand in the list of open ones and should not, or should and do not.
async fn wrongly_open(world: &World) -> i64 {
    world
        .app
        .db_count(
            "SELECT count(*) FROM open_invoices o FULL JOIN (SELECT i.organisation_id, i.id FROM invoices i
            WHERE i.kind = 'invoice' AND i.status = 'issued' AND i.total_cents
                > coalesce((SELECT sum(amount_cents) FROM payments p WHERE p.invoice_id = i.id), 0)
                + coalesce((SELECT sum(n.total_cents) FROM invoices n
                    WHERE n.credited_invoice_id = i.id AND n.status = 'issued'), 0)) i
            ON i.organisation_id = o.organisation_id AND i.id = o.invoice_id
            WHERE o.invoice_id IS NULL OR i.id IS NULL",
        )
        .await
}

#[tokio::test]
async fn an_invoice_is_mailed_again_to_a_corrected_address_as_it_was_stored() {
    let (world, path) = billed().await;
    let (app, staff) = (&world.app, &world.staff);
    app.run_jobs().await;
    let before = staff.get(&format!("{path}.pdf")).await.etag();
    let rendered = "SELECT count(DISTINCT rendered_at) FROM invoice_documents";
    mend(&world, staff).await;
    app.pass(chrono::TimeDelta::minutes(5));
    let mail = staff.post(&format!("{path}/mails"), &json!({})).await;
    assert_eq!(mail.header("location"), format!("{path}/mails"));
    let mail = mail.expect(201);
    assert_eq!((&mail["reason"], &mail["number"], &mail["sentAt"]), (&json!("issued"), &json!(2), &Value::Null));
    assert_eq!(mail["recipient"], MENDED);
    app.run_jobs().await;
    let named = json!({ "to": "directie@welzijn.example" });
    staff.post(&format!("{path}/mails"), &named).await.expect(201);
    app.run_jobs().await;
    app.run_jobs().await;
    assert_eq!(mailed(&world, staff, &path).await, [TYPED, MENDED, "directie@welzijn.example"]);
    let last = app.mails().into_iter().rev().find(|mail| mail.contains("directie@")).unwrap();
    assert!(last.contains(".pdf") && last.contains(".xml"), "{last}");
    assert_eq!(staff.get(&format!("{path}.pdf")).await.etag(), before);
    assert_eq!(app.db_count(rendered).await, 1, "nothing was rendered anew");
    // What was frozen stays, and what was mailed is kept with it.
    let invoice = world.here.leader.get(&path).await.expect(200);
    assert_eq!(invoice["buyer"]["billing"]["email"], TYPED);
    let mails = world.here.leader.get(&format!("{path}/mails")).await.expect(200);
    let recipients: Vec<_> = mails["items"].as_array().unwrap().iter().map(|mail| mail["recipient"].clone()).collect();
    assert_eq!(recipients, [json!(TYPED), json!(MENDED), json!("directie@welzijn.example")]);
    assert_eq!(invoice["mailedAt"], mails["items"][2]["sentAt"]);
    assert_eq!(mails["items"][2]["failedAttempts"], 0, "it left at once");
    world.elsewhere.leader.get(&format!("{path}/mails")).await.problem(404, "not-found");
    assert_eq!(staff.post(&format!("{path}/mails"), &json!({ "to": "niemand" })).await.places(), ["/to"]);
    // A draft is not mailed.
    let note = json!({ "invoiceId": invoice["id"], "reason": "Dubbel." });
    let note = staff.post("/v1/credit-notes", &note).await.expect(201);
    let draft = format!("/v1/invoices/{}/mails", note["id"].as_str().unwrap());
    staff.post(&draft, &json!({})).await.problem(409, "invoice-status-conflict");
}

#[tokio::test]
async fn a_mail_that_has_not_left_goes_to_the_address_as_it_is_then_and_once() {
    let (world, path) = billed().await;
    let staff = &world.staff;
    mend(&world, staff).await;
    world.app.run_jobs().await;
    assert_eq!(mailed(&world, staff, &path).await, [MENDED]);
    let (world, path) = billed().await;
    let staff = &world.staff;
    for _ in 0..2 {
        let named = json!({ "to": "directie@welzijn.example" });
        let mail = staff.post(&format!("{path}/mails"), &named).await.expect(201);
        assert_eq!((&mail["number"], &mail["recipient"]), (&json!(1), &named["to"]));
    }
    mend(&world, staff).await;
    world.app.run_jobs().await;
    assert_eq!(mailed(&world, staff, &path).await, ["directie@welzijn.example"]);
}

#[tokio::test]
async fn nobody_is_reminded_of_an_invoice_that_never_left_and_a_mended_address_is_reminded() {
    let (world, path) = billed().await;
    // As with an address that the mail server refuses.
    world.app.db_execute("UPDATE invoice_mails SET next_attempt_at = '2026-12-31', attempts = 9").await;
    let staff = again(&world, "2026-04-16").await;
    world.app.run_jobs().await;
    world.app.run_jobs().await;
    assert_eq!(mailed(&world, &staff, &path).await, Vec::<String>::new());
    let waiting = staff.get(&format!("{path}/mails")).await.expect(200);
    assert_eq!((&waiting["items"][0]["failedAttempts"], &waiting["items"][1]), (&json!(9), &Value::Null));
    // By hand neither.
    let refused = staff.post(&format!("{path}/reminders"), &json!({})).await.problem(409, "invoice-status-conflict");
    assert_eq!(refused["currentStatus"], "not_mailed");
    mend(&world, &staff).await;
    staff.post(&format!("{path}/mails"), &json!({})).await.expect(201);
    for _ in 0..3 {
        world.app.run_jobs().await;
    }
    assert_eq!(mailed(&world, &staff, &path).await, [MENDED, MENDED], "the invoice, then its reminder");
    let reminders = staff.get(&format!("{path}/reminders")).await.expect(200);
    assert_eq!(reminders["items"][0]["recipient"], MENDED);
}

#[tokio::test]
async fn the_jobs_look_at_what_is_open_and_at_all_of_it() {
    let (world, path) = billed().await;
    let open = "SELECT count(*) FROM open_invoices";
    assert_eq!((world.app.db_count(open).await, wrongly_open(&world).await), (2, 0));
    pay_to(&world.staff, &path, 6_940).await.expect(201);
    assert_eq!((world.app.db_count(open).await, wrongly_open(&world).await), (2, 0));
    let rest = pay_to(&world.staff, &path, 10_000).await.expect(201);
    assert_eq!((world.app.db_count(open).await, wrongly_open(&world).await), (1, 0), "what is paid is not looked at");
    world.app.run_jobs().await;
    let staff = again(&world, "2026-04-16").await;
    world.app.run_jobs().await;
    assert_eq!(mailed(&world, &staff, &path).await, [TYPED]);
    // A payment that had not come in after all opens it again, and it is reminded of.
    let reverse = format!("{path}/payments/{}/reversals", rest["id"].as_str().unwrap());
    staff.post(&reverse, &json!({})).await.expect(201);
    assert_eq!((world.app.db_count(open).await, wrongly_open(&world).await), (2, 0));
    world.app.run_jobs().await;
    assert_eq!(mailed(&world, &staff, &path).await, [TYPED, TYPED]);
    // A credit note closes it as a payment does, once it is issued.
    let invoice = staff.get(&path).await.expect(200);
    let note = json!({ "invoiceId": invoice["id"], "reason": "Dubbel." });
    let note = staff.post("/v1/credit-notes", &note).await.expect(201);
    assert_eq!(world.app.db_count(open).await, 2);
    staff.act_bare(&format!("/v1/invoices/{}/issue", note["id"].as_str().unwrap()), "\"1\"").await.expect(200);
    assert_eq!((world.app.db_count(open).await, wrongly_open(&world).await), (1, 0));
}
