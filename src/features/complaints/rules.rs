//! The rules of complaints: the term within which one is settled, and that a settled one is final.

use chrono::{Days, NaiveDate};

use super::api::{Complaint, ComplaintFields, ComplaintSettlement, ComplaintStatus};
use crate::problem::{Code, Problem, Violation};

/// Six weeks, where nothing else was agreed.
const TERM: Days = Days::new(42);

/// When a complaint is settled at the latest; a violation when that lies before it was received.
pub(super) fn due_on(fields: &ComplaintFields) -> Result<NaiveDate, Problem> {
    let received_on = fields.received_on;
    let due_on = fields.due_on.or_else(|| received_on.checked_add_days(TERM)).unwrap_or(received_on);
    not_before_receipt(received_on, due_on, "/dueOn").map(|()| due_on)
}

/// Whether a complaint waits too long.
pub(super) fn is_overdue(status: ComplaintStatus, due_on: NaiveDate, today: NaiveDate) -> bool {
    status == ComplaintStatus::Received && due_on < today
}

/// Refuses to change or settle what is settled.
pub(super) fn check_open(complaint: &Complaint) -> Result<(), Problem> {
    match complaint.status {
        ComplaintStatus::Received => Ok(()),
        status @ ComplaintStatus::Settled => {
            Err(Problem::new(Code::ComplaintStatusConflict).with("currentStatus", status.as_str()))
        }
    }
}

/// Refuses a settlement from before the complaint was received.
pub(super) fn check_settlement(complaint: &Complaint, settlement: &ComplaintSettlement) -> Result<(), Problem> {
    not_before_receipt(complaint.received_on, settlement.on, "/on")
}

fn not_before_receipt(received_on: NaiveDate, day: NaiveDate, pointer: &str) -> Result<(), Problem> {
    if day >= received_on {
        return Ok(());
    }
    let (dutch, english) = (
        format!("De klacht is pas ontvangen op {received_on}."),
        format!("The complaint was not received before {received_on}."),
    );
    Err(Problem::invalid(vec![Violation::body(pointer, "beforeReceivedOn", dutch, english)]))
}

/// The answer when somebody would handle a complaint about oneself.
pub(super) fn handles_own_complaint() -> Problem {
    let (dutch, english) = (
        "De klacht gaat over deze gebruiker. Laat iemand anders haar afhandelen.",
        "The complaint is about this user. Have somebody else handle it.",
    );
    Problem::invalid(vec![Violation::body("/handledByUserId", "complainedAbout", dutch, english)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UserId;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
    }

    fn received(on: u32, due_on: Option<u32>) -> ComplaintFields {
        ComplaintFields {
            family_id: None,
            about_practitioner_id: None,
            received_on: day(on),
            description: "Te laat".to_owned(),
            handled_by_user_id: UserId::new(),
            due_on: due_on.map(day),
        }
    }

    #[test]
    fn a_complaint_is_due_after_six_weeks_unless_another_term_was_agreed() {
        assert_eq!(due_on(&received(10, None)).unwrap(), NaiveDate::from_ymd_opt(2026, 4, 21).unwrap());
        assert_eq!(due_on(&received(10, Some(10))).unwrap(), day(10));
        assert!(due_on(&received(10, Some(9))).is_err());
    }

    #[test]
    fn only_what_waits_past_its_term_is_overdue() {
        assert!(!is_overdue(ComplaintStatus::Received, day(10), day(10)));
        assert!(is_overdue(ComplaintStatus::Received, day(10), day(11)));
        assert!(!is_overdue(ComplaintStatus::Settled, day(10), day(11)));
    }
}
