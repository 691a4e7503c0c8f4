//! Money that comes in, and money that goes back.

use chrono::NaiveDate;

use super::{conflict, require_issued};
use crate::db::{Platform, Trace, Tx};
use crate::features::invoices::api::{InvoiceKind, Payment, PaymentFields, PaymentKind, RefundFields};
use crate::features::invoices::rules::Untimely;
use crate::features::invoices::store::money::{self, Beside};
use crate::features::invoices::{rules, store};
use crate::ids::{OrganisationId, PaymentId};
use crate::problem::{Code, Problem};

/// Books a payment on an issued invoice that is locked.
pub(in crate::features::invoices) async fn payment_book(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    id: PaymentId,
    fields: &PaymentFields,
) -> Result<Payment, Problem> {
    let open_cents = payable(tx, invoice, fields.received_on, "receivedOn").await?;
    if fields.amount_cents > open_cents {
        return Err(Problem::new(Code::PaymentExceedsOpen).with("openCents", open_cents));
    }
    let payment = Payment {
        id,
        invoice_id: invoice.id,
        received_on: fields.received_on,
        kind: PaymentKind::Payment,
        amount_cents: fields.amount_cents,
        reference: fields.reference.clone(),
        reverses_id: None,
        created_at: tx.context.now,
    };
    book(tx, invoice.organisation_id, payment).await
}

/// Books what was paid back of an invoice that was credited after it was paid.
pub(in crate::features::invoices) async fn refund_book(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    id: PaymentId,
    fields: &RefundFields,
) -> Result<Payment, Problem> {
    let open_cents = payable(tx, invoice, fields.paid_on, "paidOn").await?;
    if fields.amount_cents > -open_cents {
        return Err(Problem::new(Code::PaymentExceedsOpen).with("openCents", open_cents));
    }
    let refund = Payment {
        id,
        invoice_id: invoice.id,
        received_on: fields.paid_on,
        kind: PaymentKind::Refund,
        amount_cents: -fields.amount_cents,
        reference: fields.reference.clone(),
        reverses_id: None,
        created_at: tx.context.now,
    };
    book(tx, invoice.organisation_id, refund).await
}

/// What is open of an invoice that money may be booked on, on a day that has come, and not before it was issued.
async fn payable(tx: &mut Tx<Platform>, invoice: &store::Row, on: NaiveDate, member: &str) -> Result<i64, Problem> {
    require_payable(invoice)?;
    let issued_on = invoice.issued_on.unwrap_or(on);
    match rules::untimely(issued_on, on, tx.context.today) {
        None => open(tx, invoice).await,
        Some(Untimely::ToCome) => Err(Problem::new(Code::FutureDate).with("member", member)),
        Some(Untimely::BeforeIssue) => {
            let problem = Problem::new(Code::BeforeStart).with("member", member);
            Err(problem.with("earliest", issued_on.to_string()).detail(
                "Voor deze dag was er nog geen factuur. Kies de factuurdatum of later; 'earliest' noemt die dag.",
                "There was no invoice before its day. Choose the day of issue or later; 'earliest' names it.",
            ))
        }
    }
}

/// A payment of an invoice that is locked.
pub(in crate::features::invoices) async fn payment_find(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    id: PaymentId,
) -> Result<Payment, Problem> {
    money::payment_get(tx, invoice.organisation_id, invoice.id, id).await
}

/// Takes back a payment that was booked by mistake: with a row of its own, once.
pub(in crate::features::invoices) async fn payment_reverse(
    tx: &mut Tx<Platform>,
    invoice: &store::Row,
    payment: Payment,
) -> Result<Payment, Problem> {
    if payment.reverses_id.is_some() {
        let (dutch, english) = ("Dit is zelf een terugboeking.", "This is a reversal itself.");
        return Err(conflict("reversal", &[]).detail(dutch, english));
    }
    let reversal = Payment {
        id: PaymentId::new(),
        received_on: tx.context.today,
        kind: PaymentKind::Reversal,
        amount_cents: -payment.amount_cents,
        reverses_id: Some(payment.id),
        created_at: tx.context.now,
        ..payment
    };
    book(tx, invoice.organisation_id, reversal).await
}

async fn book(tx: &mut Tx<Platform>, organisation: OrganisationId, payment: Payment) -> Result<Payment, Problem> {
    let location = format!("/v1/invoices/{}/payments", payment.invoice_id);
    money::payment_insert(tx, organisation, &payment).await.map_err(|problem| problem.taken_at(|| location))?;
    tx.trace(Trace::done("payment", payment.id.0));
    Ok(payment)
}

pub(super) fn require_payable(invoice: &store::Row) -> Result<(), Problem> {
    if invoice.kind == InvoiceKind::CreditNote {
        let (dutch, english) = ("Op een creditnota wordt niet betaald.", "A credit note is not paid.");
        return Err(conflict("credit_note", &[]).detail(dutch, english));
    }
    require_issued(invoice)
}

pub(super) async fn open(tx: &mut Tx<Platform>, invoice: &store::Row) -> Result<i64, Problem> {
    let Beside { paid_cents, credited_cents } = money::beside_of(tx, invoice.organisation_id, invoice.id).await?;
    Ok(rules::Money { total_cents: invoice.total_cents, paid_cents, credited_cents }.open_cents())
}
