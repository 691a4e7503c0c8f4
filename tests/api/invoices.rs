//! Invoices, credit notes, payments and reminders (`domain.md` §8).

use serde_json::{Value, json};

use crate::support::billing::{bill, pay_to, replace_seller};
use crate::support::{Person, World};

/// The only invoice of an organisation.
async fn invoice_of(caller: &Person, organisation: &str) -> Value {
    let found = caller.get(&format!("/v1/invoices?organisationId={organisation}")).await.expect(200);
    let items = found["items"].as_array().cloned().unwrap_or_default();
    assert_eq!(items.len(), 1, "{found}");
    items[0].clone()
}

fn path_of(invoice: &Value) -> String {
    format!("/v1/invoices/{}", invoice["id"].as_str().expect("an id"))
}

/// A world whose month of March was billed, and the invoice of `here`.
async fn billed() -> (World, Value) {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    bill(&world.staff, "2026-03").await;
    let invoice = invoice_of(&world.staff, &world.here.id).await;
    (world, invoice)
}

#[tokio::test]
async fn an_issued_invoice_holds_what_a_dutch_invoice_must_hold_and_never_changes() {
    let (world, invoice) = billed().await;
    assert_eq!(invoice["status"], "issued");
    assert!(invoice["number"].as_str().is_some_and(|number| number.starts_with("F2026-0000")), "{invoice}");
    assert_eq!((invoice["issuedOn"].as_str(), invoice["dueOn"].as_str()), (Some("2026-03-10"), Some("2026-04-09")));
    assert_eq!(invoice["seller"]["vatId"], "NL999999990B01");
    assert_eq!(invoice["buyer"]["billing"]["email"], "rekening@welzijn.example");
    let line = &invoice["lines"][0];
    assert_eq!(line["description"], "Abonnement Samen Leren, maart 2026");
    assert_eq!((&line["periodFrom"], &line["periodUntil"]), (&json!("2026-03-01"), &json!("2026-03-31")));
    assert_eq!(invoice["vat"], json!([{ "vatRate": 21, "vatExemption": null, "netCents": 14000, "vatCents": 2940 }]));
    assert_eq!((&invoice["netCents"], &invoice["totalCents"]), (&json!(14000), &json!(16940)));
    // Names, addresses and prices are copies.
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let renamed = json!({ "name": "Een andere naam" });
    world.staff.patch(&organisation, &world.staff.etag(&organisation).await, &renamed).await.expect(200);
    assert_eq!(world.staff.get(&path_of(&invoice)).await.expect(200), invoice);
    // The database itself refuses, whoever asks.
    let id = invoice["id"].as_str().unwrap();
    for statement in [
        format!("UPDATE invoices SET total_cents = 1, net_cents = 1, vat_cents = 0 WHERE id = '{id}'"),
        format!("DELETE FROM invoice_lines WHERE invoice_id = '{id}'"),
        format!("UPDATE invoice_lines SET description = 'x' WHERE invoice_id = '{id}'"),
        format!("DELETE FROM invoice_numbers WHERE invoice_id = '{id}'"),
    ] {
        let refusal = world.app.db_refusal(&statement).await;
        assert!(refusal.contains("what was issued never changes"), "{statement}: {refusal}");
    }
    let etag = world.staff.etag(&path_of(&invoice)).await;
    world.staff.delete(&path_of(&invoice), &etag).await.problem(409, "invoice-issued");
    world.staff.act_bare(&format!("{}/issue", path_of(&invoice)), &etag).await.problem(409, "invoice-issued");
}

#[tokio::test]
async fn a_project_leader_reads_the_own_invoices_and_nobody_else_does() {
    let (world, invoice) = billed().await;
    let path = path_of(&invoice);
    assert_eq!(world.here.leader.get(&path).await.expect(200)["number"], invoice["number"]);
    assert_eq!(invoice_of(&world.here.leader, &world.here.id).await["id"], invoice["id"]);
    for ending in ["", ".pdf", ".xml", "/payments", "/reminders"] {
        world.elsewhere.leader.get(&format!("{path}{ending}")).await.problem(404, "not-found");
        world.practitioner.get(&format!("{path}{ending}")).await.problem(403, "forbidden");
    }
    let others =
        world.here.leader.get(&format!("/v1/invoices?organisationId={}", world.elsewhere.id)).await.expect(200);
    assert_eq!(others["items"], json!([]));
    // A draft is the licence holder's own affair.
    let draft = json!({ "invoiceId": invoice["id"], "reason": "Dubbel." });
    let draft = world.staff.post("/v1/credit-notes", &draft).await.expect(201);
    world
        .here
        .leader
        .get(&format!("/v1/credit-notes/{}", draft["id"].as_str().unwrap()))
        .await
        .problem(404, "not-found");
    assert_eq!(world.here.leader.get("/v1/credit-notes").await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn an_invoice_is_paid_in_parts_and_a_mistake_is_reversed() {
    let (world, invoice) = billed().await;
    let path = path_of(&invoice);
    let first = pay_to(&world.staff, &path, 10_000).await.expect(201);
    let more = pay_to(&world.staff, &path, 6_941).await.problem(409, "payment-exceeds-open");
    assert_eq!(more["openCents"], 6_940);
    pay_to(&world.staff, &path, 6_940).await.expect(201);
    let paid = world.here.leader.get(&path).await.expect(200);
    assert_eq!((&paid["status"], &paid["openCents"]), (&json!("paid"), &json!(0)));
    let reverse = format!("{path}/payments/{}/reversals", first["id"].as_str().unwrap());
    let reversal = world.staff.post(&reverse, &json!({})).await.expect(201);
    assert_eq!((&reversal["amountCents"], &reversal["reversesId"]), (&json!(-10_000), &first["id"]));
    world.staff.post(&reverse, &json!({})).await.problem(409, "already-exists");
    let again = format!("{path}/payments/{}/reversals", reversal["id"].as_str().unwrap());
    world.staff.post(&again, &json!({})).await.problem(409, "invoice-status-conflict");
    assert_eq!(world.staff.get(&path).await.expect(200)["openCents"], 10_000);
    assert_eq!(
        world.here.leader.get(&format!("{path}/payments")).await.expect(200)["items"].as_array().map(Vec::len),
        Some(3)
    );
    let future = json!({ "receivedOn": "2026-03-11", "amountCents": 1 });
    world.staff.post(&format!("{path}/payments"), &future).await.problem(409, "date-in-future");
}

#[tokio::test]
async fn money_of_a_day_before_the_invoice_is_a_typing_error() {
    let (world, invoice) = billed().await;
    for (part, member) in [("payments", "receivedOn"), ("refunds", "paidOn")] {
        for day in ["2026-03-09", "2025-03-10", "1926-03-10"] {
            let money = json!({ member: day, "amountCents": 1 });
            let refused = world.staff.post(&format!("{}/{part}", path_of(&invoice)), &money).await;
            let refused = refused.problem(409, "date-before-start");
            assert_eq!((&refused["earliest"], &refused["member"]), (&json!("2026-03-10"), &json!(member)), "{day}");
        }
    }
    let earlier = world.staff.get("/v1/book-years/2025").await.expect(200);
    assert_eq!(earlier["totals"]["paidCents"], 0);
}

#[tokio::test]
async fn two_payments_at_once_never_pay_more_than_is_open() {
    let (world, invoice) = billed().await;
    let path = path_of(&invoice);
    let pay = || pay_to(&world.staff, &path, 16_940);
    let (one, two, three) = tokio::join!(pay(), pay(), pay());
    let mut statuses = [one.status, two.status, three.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409]);
    assert_eq!(world.staff.get(&path).await.expect(200)["paidCents"], 16_940);
}

#[tokio::test]
async fn a_credit_note_takes_back_no_more_than_there_is() {
    let (world, invoice) = billed().await;
    let staff = &world.staff;
    let line = invoice["lines"][0]["id"].clone();
    let credit = |cents: Value| json!({ "invoiceId": invoice["id"], "reason": "Een halve maand.", "lines": [{ "invoiceLineId": line, "netCents": cents }] });
    let too_much = staff.post("/v1/credit-notes", &credit(json!(14_001))).await.problem(409, "credit-exceeds-invoice");
    assert_eq!(too_much["creditableCents"], json!([{ "invoiceLineId": line, "creditableCents": 14_000 }]));
    let note = staff.post("/v1/credit-notes", &credit(json!(4_000))).await.expect(201);
    assert_eq!((&note["status"], &note["totalCents"]), (&json!("draft"), &json!(4_840)));
    // What a draft takes back is spoken for; nothing is credited before it is issued.
    staff.post("/v1/credit-notes", &credit(json!(10_001))).await.problem(409, "credit-exceeds-invoice");
    assert_eq!(staff.get(&path_of(&invoice)).await.expect(200)["creditedCents"], 0);
    let issued = staff.act_bare(&format!("{}/issue", path_of(&note)), "\"1\"").await.expect(200);
    assert_eq!((&issued["number"], &issued["creditedInvoice"]["number"]), (&json!("C2026-00001"), &invoice["number"]));
    let after = staff.get(&path_of(&invoice)).await.expect(200);
    assert_eq!((&after["creditedCents"], &after["openCents"]), (&json!(4_840), &json!(12_100)));
    // All that is left, and then nothing is.
    let rest = json!({ "invoiceId": invoice["id"], "reason": "De rest." });
    let rest = staff.post("/v1/credit-notes", &rest).await.expect(201);
    staff.act_bare(&format!("{}/issue", path_of(&rest)), "\"1\"").await.expect(200);
    assert_eq!(staff.get(&path_of(&invoice)).await.expect(200)["status"], "credited");
    let more = json!({ "invoiceId": invoice["id"], "reason": "Nog meer." });
    staff.post("/v1/credit-notes", &more).await.problem(409, "credit-exceeds-invoice");
    let of_note = json!({ "invoiceId": rest["id"], "reason": "Terug." });
    staff.post("/v1/credit-notes", &of_note).await.places();
    // A settled month is not billed again.
    assert_eq!(bill(staff, "2026-03").await["totals"]["billed"], 0);
}

#[tokio::test]
async fn what_was_credited_in_full_to_be_billed_again_is_billed_again() {
    let (world, invoice) = billed().await;
    let wrong = json!({ "invoiceId": invoice["id"], "reason": "Verkeerde naam.", "billAgain": true });
    let note = world.staff.post("/v1/credit-notes", &wrong).await.expect(201);
    assert_eq!(bill(&world.staff, "2026-03").await["totals"]["billed"], 0);
    world.staff.act_bare(&format!("{}/issue", path_of(&note)), "\"1\"").await.expect(200);
    assert_eq!(bill(&world.staff, "2026-03").await["totals"]["months"], 1);
    assert_eq!(bill(&world.staff, "2026-03").await["totals"]["billed"], 0);
}

#[tokio::test]
async fn a_draft_can_be_taken_away_and_made_anew() {
    let world = World::new().await;
    replace_seller(&world.staff).await;
    let drafts = json!({ "month": "2026-03", "issue": false });
    let run = world.staff.post("/v1/billing-runs", &drafts).await.expect(201);
    assert_eq!((&run["totals"]["invoices"], &run["status"]), (&json!(2), &json!("finished")));
    let draft = invoice_of(&world.staff, &world.here.id).await;
    assert_eq!((&draft["status"], &draft["number"], &draft["buyer"]), (&json!("draft"), &json!(null), &json!(null)));
    assert_eq!(world.here.leader.get("/v1/invoices").await.expect(200)["items"], json!([]));
    world.staff.get(&format!("{}.xml", path_of(&draft))).await.problem(404, "not-found");
    world.staff.delete(&path_of(&draft), "\"7\"").await.problem(412, "stale-version");
    world.staff.delete(&path_of(&draft), "\"1\"").await.expect(204);
    world.staff.get(&path_of(&draft)).await.problem(404, "not-found");
    let run = bill(&world.staff, "2026-03").await;
    // What was taken away, and what was left, is made anew.
    assert_eq!((&run["totals"]["months"], &run["totals"]["invoices"]), (&json!(2), &json!(2)));
    assert_eq!(invoice_of(&world.staff, &world.elsewhere.id).await["status"], "issued");
}

#[tokio::test]
async fn an_invoice_is_mailed_with_its_documents_and_reminded_of_three_times() {
    let (world, invoice) = billed().await;
    let (app, path) = (&world.app, path_of(&invoice));
    let number = invoice["number"].as_str().unwrap().to_owned();
    world.staff.post(&format!("{path}/reminders"), &json!({})).await.problem(409, "invoice-status-conflict");
    // Before the job has stored them, the documents are there already, and they stay the same.
    let early =
        (world.here.leader.get(&format!("{path}.pdf")).await, world.here.leader.get(&format!("{path}.xml")).await);
    app.run_jobs().await;
    let late =
        (world.here.leader.get(&format!("{path}.pdf")).await, world.here.leader.get(&format!("{path}.xml")).await);
    assert_eq!((early.0.etag(), early.1.text), (late.0.etag(), late.1.text.clone()));
    assert_eq!(late.0.header("content-disposition"), format!("attachment; filename=\"factuur-{number}.pdf\""));
    assert!(late.1.text.contains(&format!("<cbc:ID>{number}</cbc:ID>")), "{}", late.1.text);
    assert_eq!(app.db_count("SELECT count(*) FROM invoice_documents").await, 4);
    let about = |mails: Vec<String>| mails.into_iter().filter(|mail| mail.contains(&number)).collect::<Vec<_>>();
    let mails = about(app.mails());
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains(&format!("factuur-{number}.pdf")) && mails[0].contains(&format!("factuur-{number}.xml")));
    assert!(world.staff.get(&path).await.expect(200)["mailedAt"].is_string());
    // Due on 9 April; reminders 7, 21 and 35 days later, each once.
    app.on("2026-04-15");
    app.run_jobs().await;
    assert_eq!(about(app.mails()).len(), 1);
    for (day, sent) in [("2026-04-16", 2), ("2026-04-17", 2), ("2026-04-30", 3), ("2026-05-14", 4), ("2026-09-01", 4)] {
        app.on(day);
        app.run_jobs().await;
        app.run_jobs().await;
        assert_eq!(about(app.mails()).len(), sent, "{day}");
    }
    let staff = app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let reminders = staff.get(&format!("{path}/reminders")).await.expect(200);
    assert_eq!(reminders["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(staff.get(&path).await.expect(200)["status"], "overdue");
    staff.post(&format!("{path}/reminders"), &json!({})).await.problem(409, "invoice-status-conflict");
}

#[tokio::test]
async fn an_overdue_organisation_is_suspended_by_hand_only_and_still_reads() {
    let (world, invoice) = billed().await;
    world.app.on("2026-09-01");
    world.app.run_jobs().await;
    let leader = world.app.sign_in(&world.here.leader.email, &world.here.leader.totp_secret, None).await;
    let school = json!({ "name": "De Verzinsels", "kind": "regular" });
    leader.post("/v1/schools", &school).await.expect(201);
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let organisation = format!("/v1/organisations/{}", world.here.id);
    let suspended = json!({ "status": "read_only" });
    staff.patch(&organisation, &staff.etag(&organisation).await, &suspended).await.expect(200);
    leader.post("/v1/schools", &school).await.problem(409, "organisation-read-only");
    leader.get("/v1/families").await.expect(200);
    assert_eq!(leader.get(&path_of(&invoice)).await.expect(200)["status"], "overdue");
}

#[tokio::test]
async fn what_was_paid_and_credited_later_is_paid_back() {
    let (world, invoice) = billed().await;
    let path = path_of(&invoice);
    pay_to(&world.staff, &path, 16_940).await.expect(201);
    let refund = |cents: i64| json!({ "paidOn": "2026-03-10", "amountCents": cents });
    world.staff.post(&format!("{path}/refunds"), &refund(1)).await.problem(409, "payment-exceeds-open");
    let line = &invoice["lines"][0]["id"];
    let half = json!({ "invoiceId": invoice["id"], "reason": "De helft.", "lines": [{ "invoiceLineId": line, "netCents": 7_000 }] });
    let note = world.staff.post("/v1/credit-notes", &half).await.expect(201);
    world.staff.act_bare(&format!("{}/issue", path_of(&note)), "\"1\"").await.expect(200);
    assert_eq!(world.staff.get(&path).await.expect(200)["openCents"], -8_470);
    let more = world.staff.post(&format!("{path}/refunds"), &refund(8_471)).await.problem(409, "payment-exceeds-open");
    assert_eq!(more["openCents"], -8_470);
    let made = world.staff.post(&format!("{path}/refunds"), &refund(8_470)).await.expect(201);
    assert_eq!((&made["kind"], &made["amountCents"]), (&json!("refund"), &json!(-8_470)));
    let paid = world.staff.get(&path).await.expect(200);
    assert_eq!((&paid["openCents"], &paid["status"]), (&json!(0), &json!("paid")));
    assert_eq!(world.staff.get("/v1/open-items").await.expect(200)["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_refund_that_was_booked_by_mistake_is_reversed_and_the_books_agree() {
    let (world, invoice) = billed().await;
    let path = path_of(&invoice);
    pay_to(&world.staff, &path, 16_940).await.expect(201);
    let line = &invoice["lines"][0]["id"];
    let half = json!({ "invoiceId": invoice["id"], "reason": "De helft.", "lines": [{ "invoiceLineId": line, "netCents": 7_000 }] });
    let note = world.staff.post("/v1/credit-notes", &half).await.expect(201);
    world.staff.act_bare(&format!("{}/issue", path_of(&note)), "\"1\"").await.expect(200);
    // Later than the credit, so that nobody can take it for one that came after.
    world.app.on("2026-03-11");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let refund = json!({ "paidOn": "2026-03-11", "amountCents": 8_470 });
    let refund = staff.post(&format!("{path}/refunds"), &refund).await.expect(201);
    world.app.on("2026-03-12");
    let staff = world.app.sign_in(&world.staff.email, &world.staff.totp_secret, None).await;
    let reverse = format!("{path}/payments/{}/reversals", refund["id"].as_str().unwrap());
    staff.post(&reverse, &json!({})).await.expect(201);
    assert_eq!(staff.get(&path).await.expect(200)["openCents"], -8_470);
    world.app.run_jobs().await;
    assert_eq!(staff.get("/v1/book-findings").await.expect(200)["findings"], json!([]));
}

#[tokio::test]
async fn confirmed_orders_are_billed_at_once_or_with_the_month() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    let order = async || {
        let asked = json!({ "reference": "INK-17", "lines": [{ "code": "handbook", "quantity": 2 }] });
        let order = world.here.leader.post("/v1/orders", &asked).await.expect(201);
        let path = format!("/v1/orders/{}", order["id"].as_str().unwrap());
        staff.act(&format!("{path}/confirm"), &staff.etag(&path).await, &json!({})).await.expect(200);
        path
    };
    let nowhere = json!({ "organisationId": uuid::Uuid::now_v7() });
    staff.post("/v1/invoices", &nowhere).await.problem(400, "unknown-reference");
    let at_once = json!({ "organisationId": world.here.id });
    staff.post("/v1/invoices", &at_once).await.problem(409, "nothing-to-bill");
    let path = order().await;
    let draft = staff.post("/v1/invoices", &at_once).await.expect(201);
    assert_eq!((&draft["totalCents"], &draft["month"]), (&json!(3_630), &json!(null)));
    assert_eq!(draft["lines"][0]["description"], "Handboek voor begeleiders (uw bestelling INK-17)");
    // That a draft bills it is the licence holder's own affair.
    assert_eq!(world.here.leader.get(&path).await.expect(200)["lines"][0]["invoiceLineId"], json!(null));
    assert_eq!(staff.get(&path).await.expect(200)["lines"][0]["invoiceLineId"], draft["lines"][0]["id"]);
    staff.act_bare(&format!("{}/issue", path_of(&draft)), "\"1\"").await.expect(200);
    assert_eq!(world.here.leader.get(&path).await.expect(200)["lines"][0]["invoiceLineId"], draft["lines"][0]["id"]);
    order().await;
    let run = bill(staff, "2026-03").await;
    assert_eq!((&run["totals"]["orderLines"], &run["totals"]["months"]), (&json!(1), &json!(2)));
    assert_eq!(bill(staff, "2026-03").await["totals"]["billed"], 0);
}

#[tokio::test]
async fn what_was_trained_is_billed_with_the_day_of_the_training_at_the_price_of_the_confirmation() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    let practitioner = &world.practitioner;
    let before = world.app.training(staff, "refresher", "2026-02-02", &[practitioner]).await;
    let to_come = json!({ "kind": "refresher", "heldOn": "2026-03-20", "minutes": 240 });
    let to_come = staff.post("/v1/training-sessions", &to_come).await.expect(201);
    let line = |session: &Value| json!({ "code": "refresher", "quantity": 1, "trainingSessionId": session["id"] });
    let order = json!({ "organisationId": world.here.id,
        "lines": [line(&before), line(&to_come), { "code": "handbook", "quantity": 1 }] });
    let order = staff.post("/v1/orders", &order).await.expect(201);
    let order = format!("/v1/orders/{}", order["id"].as_str().unwrap());
    staff.act(&format!("{order}/confirm"), &staff.etag(&order).await, &json!({})).await.expect(200);
    let draft = staff.post("/v1/invoices", &json!({ "organisationId": world.here.id })).await.expect(201);
    let days: Vec<_> = (0..3).map(|line| draft["lines"][line]["periodFrom"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-02-02", "2026-03-20", "2026-03-10"], "what is delivered has no other day than its order");
    let issued = staff.act_bare(&format!("{}/issue", path_of(&draft)), "\"1\"").await.expect(200);
    let xml = staff.get(&format!("{}.xml", path_of(&issued))).await.text;
    assert!(xml.contains("<cbc:StartDate>2026-02-02</cbc:StartDate>"), "{xml}");
    // The price was that of the confirmation, so a later one may start before the session.
    let price = |from: &str| json!({ "code": "refresher", "amountCents": 16000, "vatRate": 21, "validFrom": from });
    let refused = staff.post("/v1/prices", &price("2026-03-10")).await.problem(409, "price-billed");
    assert_eq!(refused["earliest"], "2026-03-11");
    staff.post("/v1/prices", &price("2026-03-11")).await.expect(201);
}

#[tokio::test]
async fn a_draft_that_was_left_is_made_anew_from_how_things_stand_then() {
    let world = World::new().await;
    let staff = &world.staff;
    replace_seller(staff).await;
    bill(staff, "2026-03").await;
    let found = staff.get(&format!("/v1/subscriptions?organisationId={}", world.here.id)).await.expect(200);
    let subscription = format!("/v1/subscriptions/{}", found["items"][0]["id"].as_str().unwrap());
    let end = async |day: Value| {
        staff.patch(&subscription, &staff.etag(&subscription).await, &json!({ "endsOn": day })).await.expect(200);
    };
    // Ended by mistake, a credit note is drafted; then put right before anybody issued it.
    end(json!("2026-02-28")).await;
    let drafts = json!({ "month": "2026-03", "issue": false });
    let run = staff.post("/v1/billing-runs", &drafts).await.expect(201);
    assert_eq!(run["totals"]["creditNotes"], 1);
    end(json!(null)).await;
    let run = bill(staff, "2026-03").await;
    assert_eq!((&run["totals"]["creditNotes"], &run["totals"]["months"]), (&json!(0), &json!(0)));
    assert_eq!(staff.get("/v1/credit-notes").await.expect(200)["items"], json!([]));
    assert_eq!(invoice_of(staff, &world.here.id).await["status"], "issued");
}
