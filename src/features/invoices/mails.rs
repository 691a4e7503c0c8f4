//! What is mailed about invoices, in Dutch, to the address for invoices of the organisation: the invoice or credit note
//! itself, and three reminders.

use super::api::{Invoice, InvoiceKind, ReminderStep};
use super::issued::Issued;
use super::rules::told;
use crate::db::columns::text_enum;
use crate::documents::dutch;
use crate::mail::Mail;

text_enum! {
    /// Why a mail about an invoice is sent: with the invoice or credit note itself (`issued`), or as one of three reminders.
    MailReason {
        Issued = "issued",
        FirstReminder = "reminder_1",
        SecondReminder = "reminder_2",
        LastReminder = "reminder_3",
    }
}

impl From<ReminderStep> for MailReason {
    fn from(step: ReminderStep) -> Self {
        match step {
            ReminderStep::First => Self::FirstReminder,
            ReminderStep::Second => Self::SecondReminder,
            ReminderStep::Third => Self::LastReminder,
        }
    }
}

/// The mail to an address, for this reason.
pub(crate) fn mail(invoice: &Invoice, reason: MailReason, address: &str) -> anyhow::Result<Mail> {
    let issued = Issued::of(invoice)?;
    let (subject, text) = match reason {
        MailReason::Issued => with_document(invoice, &issued),
        MailReason::FirstReminder => first(invoice, &issued),
        MailReason::SecondReminder => second(invoice, &issued),
        MailReason::LastReminder => last(invoice, &issued),
    };
    let text = format!("Geachte heer of mevrouw,\n\n{text}\n\nMet vriendelijke groet,\n\n{}\n", signature(&issued));
    // A hard space is right on paper; in a mail it hinders who copies an amount or an account.
    let text = text.replace('\u{a0}', " ");
    Ok(Mail { to: (issued.buyer.name.clone(), address.to_owned()), subject, text })
}

fn with_document(invoice: &Invoice, issued: &Issued<'_>) -> (String, String) {
    let (number, day) = (issued.number, dutch::day(issued.issued_on));
    let (name, attached) = match &invoice.credited_invoice {
        Some(about) => {
            let about = format!("factuur {} van {}", about.number, dutch::day(about.issued_on));
            (format!("Creditnota {number}"), format!("creditnota {number} van {day}, bij {about}"))
        }
        None => (format!("Factuur {number}"), format!("factuur {number} van {day}")),
    };
    let total = dutch::euros(invoice.total_cents);
    let money = match (invoice.kind, invoice.open_cents) {
        (InvoiceKind::CreditNote, _) => format!(
            "Het bedrag is {total} inclusief btw. U hoeft niets te doen: dit bedrag gaat af van wat u moest betalen. \
             Hebt u al te veel betaald, dan betalen wij het verschil terug."
        ),
        // Paid or credited since: it can be mailed again at any time.
        (InvoiceKind::Invoice, ..=0) => "U hoeft niets te betalen.".to_owned(),
        (InvoiceKind::Invoice, open) => {
            let (until, account) = (dutch::day(issued.due_on), account(issued));
            let still = if open < invoice.total_cents {
                format!(", waarvan nog {} open staat", dutch::euros(open))
            } else {
                String::new()
            };
            format!(
                "Het bedrag is {total} inclusief btw{still}. Wilt u het uiterlijk op {until} overmaken op {account}?"
            )
        }
    };
    let text = format!(
        "In de bijlagen vindt u {attached}: als pdf om te lezen, en als UBL-bestand om in te lezen in uw administratie.\
         \n\n{money}"
    );
    (format!("{name} van {}", issued.seller.name), text)
}

fn first(invoice: &Invoice, issued: &Issued<'_>) -> (String, String) {
    let (number, day, due) = (issued.number, dutch::day(issued.issued_on), dutch::day(issued.due_on));
    let open = dutch::euros(invoice.open_cents);
    let text = format!(
        "Misschien is het u ontgaan: van factuur {number} van {day} staat nog {open} open. De factuur moest uiterlijk \
         op {due} betaald zijn.\n\nWilt u dit bedrag overmaken op {}?\n\nHebt u al betaald? Dan kruist deze mail uw \
         betaling en hoeft u niets te doen. De factuur vindt u nogmaals in de bijlage.",
        account(issued)
    );
    (format!("Herinnering: factuur {number}"), text)
}

fn second(invoice: &Invoice, issued: &Issued<'_>) -> (String, String) {
    let (number, day, due) = (issued.number, dutch::day(issued.issued_on), dutch::day(issued.due_on));
    let open = dutch::euros(invoice.open_cents);
    let text = format!(
        "Eerder herinnerden wij u aan factuur {number} van {day}. De betaaltermijn is op {due} verstreken en er staat \
         nog {open} open.\n\nWij verzoeken u dit bedrag zo spoedig mogelijk over te maken op {}.\n\nKlopt er iets niet \
         aan de factuur, of kunt u nog niet betalen? Laat het ons dan weten. De factuur vindt u nogmaals in de bijlage.",
        account(issued)
    );
    (format!("Tweede herinnering: factuur {number}"), text)
}

fn last(invoice: &Invoice, issued: &Issued<'_>) -> (String, String) {
    let (number, day, due) = (issued.number, dutch::day(issued.issued_on), dutch::day(issued.due_on));
    let open = dutch::euros(invoice.open_cents);
    let text = format!(
        "Ondanks twee herinneringen staat van factuur {number} van {day} nog {open} open. De betaaltermijn is op {due} \
         verstreken.\n\nDit is de laatste herinnering voordat wij verdere stappen nemen. Wij verzoeken u dringend het \
         bedrag nu over te maken op {}.\n\nBent u het niet eens met de factuur, of lukt betalen niet in één keer? Neem \
         dan contact met ons op, dan zoeken we samen een oplossing. De factuur vindt u nogmaals in de bijlage.",
        account(issued)
    );
    (format!("Laatste herinnering: factuur {number}"), text)
}

/// Where to pay, and what to mention.
fn account(issued: &Issued<'_>) -> String {
    let (iban, name) = (dutch::account(&issued.seller.iban), &issued.seller.name);
    format!("rekening {iban} ten name van {name}, onder vermelding van {}", issued.number)
}

fn signature(issued: &Issued<'_>) -> String {
    let seller = issued.seller;
    let lines = [Some(seller.name.as_str()), Some(seller.email.as_str()), told(seller.phone.as_deref())];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::issued::file_name;
    use super::super::samples::{credit_note, draft, invoice};
    use super::*;

    const REMINDERS: [MailReason; 3] =
        [MailReason::FirstReminder, MailReason::SecondReminder, MailReason::LastReminder];

    fn text(invoice: &Invoice, reason: MailReason) -> String {
        let mail = mail(invoice, reason, "facturen@welzijn.example").unwrap();
        format!("{}\n{}", mail.subject, mail.text)
    }

    #[test]
    fn an_invoice_comes_with_amount_day_and_account() {
        let text = text(&invoice(), MailReason::Issued);
        for told in [
            "Factuur F2026-00017 van Stichting Voorbeeld",
            "factuur F2026-00017 van 1 november 2026",
            "€ 895,70 inclusief btw",
            "uiterlijk op 1 december 2026",
            "rekening NL91 ABNA 0417 1643 00 ten name van Stichting Voorbeeld, onder vermelding van F2026-00017?",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }

    #[test]
    fn an_invoice_that_is_mailed_again_asks_for_what_is_still_open() {
        let part = Invoice { paid_cents: 10_000, open_cents: 79_570, ..invoice() };
        let part = text(&part, MailReason::Issued);
        assert!(part.contains("€ 895,70 inclusief btw, waarvan nog € 795,70 open staat."), "{part}");
        let paid = Invoice { paid_cents: 89_570, open_cents: 0, ..invoice() };
        let paid = text(&paid, MailReason::Issued);
        assert!(paid.contains("U hoeft niets te betalen.") && !paid.contains("overmaken"), "{paid}");
    }

    #[test]
    fn a_credit_note_asks_for_nothing() {
        let text = text(&credit_note(), MailReason::Issued);
        assert!(
            text.contains("creditnota C2026-00003 van 10 november 2026, bij factuur F2026-00017 van 1 november 2026")
        );
        assert!(text.contains("€ 169,40") && !text.contains("overmaken"), "{text}");
    }

    #[test]
    fn every_reminder_names_number_day_what_is_open_the_due_day_and_the_account() {
        let invoice = Invoice { paid_cents: 10_000, open_cents: 79_570, ..invoice() };
        let texts = REMINDERS.map(|reason| text(&invoice, reason));
        for text in &texts {
            for told in ["F2026-00017", "1 november 2026", "€ 795,70", "1 december 2026", "NL91 ABNA 0417 1643 00"] {
                assert!(text.contains(told), "{told}: {text}");
            }
            assert!(!text.contains("€ 895,70"), "{text}");
        }
        assert!(
            texts[0].starts_with("Herinnering") && texts[1].starts_with("Tweede") && texts[2].starts_with("Laatste")
        );
        assert!(texts[2].contains("voordat wij verdere stappen nemen"));
    }

    #[test]
    fn a_draft_is_not_mailed() {
        assert!(mail(&draft(), MailReason::Issued, "facturen@welzijn.example").is_err());
    }

    #[test]
    fn files_are_called_by_kind_and_number() {
        assert_eq!(file_name(&invoice(), "pdf"), "factuur-F2026-00017.pdf");
        assert_eq!(file_name(&credit_note(), "xml"), "creditnota-C2026-00003.xml");
        assert_eq!(file_name(&draft(), "pdf"), "factuur-concept.pdf");
    }
}
