//! What the database refuses, as problems: a constraint's name says which rule of the domain was met, so nothing
//! has to select before it inserts. A constraint without a row here is a defect and answers 500.

use diesel::result::{DatabaseErrorKind, Error};

use super::{Code, Problem};

/// The problem that belongs to a constraint, and the member of the request that it is about.
fn of_constraint(name: &str) -> Option<Problem> {
    let reference = |pointer: &str| Some(Problem::unknown_reference(pointer));
    match name {
        "trajectories_one_running" => Some(Problem::new(Code::FamilyHasRunningTrajectory)),
        "subscriptions_never_overlap" => Some(Problem::new(Code::SubscriptionOverlaps)),
        "licence_periods_never_overlap" | "licences_person_kind_unique" => Some(Problem::new(Code::LicenceExists)),
        "assignments_never_overlap" => Some(Problem::new(Code::AssignmentOverlaps)),
        "organisations_kvk_number_key" => Some(taken("kvkNumber")),
        "schools_brin_unique" => Some(taken("brin")),
        "persons_email_unique" | "accounts_email_unique" | "platform_memberships_account_unique" => {
            Some(taken("email"))
        }
        "memberships_account_unique" | "practitioners_person_unique" => Some(taken("email")),
        "practitioners_user_unique" => Some(taken("userId")),
        "practitioners_user_fk" => reference("/userId"),
        "licences_person_id_fkey" | "training_attendances_person_fk" => reference("/personId"),
        "training_sessions_trainer_id_fkey" => reference("/trainerId"),
        "hand_ins_session_fk" => reference("/trainingSessionId"),
        "hand_ins_one_report" => Some(taken("trainingSessionId")),
        "assessments_person_fk" => reference("/personId"),
        "training_attendances_once" => Some(taken("personId")),
        "licence_places_organisation_fk" | "training_sessions_organisation_id_fkey" => reference("/organisationId"),
        "licence_issuances_licence_id_issued_on_key" => Some(Problem::new(Code::LicenceExists)),
        "teachers_school_fk" | "placements_school_fk" => in_use_or("/schoolId"),
        "placements_teacher_fk" => in_use_or("/teacherId"),
        "subscriptions_organisation_id_fkey" => reference("/organisationId"),
        "trajectories_family_fk" | "parents_family_fk" | "children_family_fk" => reference("/familyId"),
        "trajectories_continued_fk" => reference("/continuedFromId"),
        "family_transfers_one_open" => Some(taken("trajectoryId")),
        "focus_children_child_fk" => in_use_or("/focusChildIds"),
        "assignments_practitioner_fk" | "visit_performers_practitioner_fk" => reference("/practitionerId"),
        "visit_observers_practitioner_fk" => reference("/observerIds"),
        "transitions_number_unique" => Some(Problem::unavailable(anyhow::anyhow!("two transitions at once"))),
        "departures_code_unique" => Some(taken("code")),
        "plan_versions_practitioner_fk"
        | "evaluations_practitioner_fk"
        | "time_entries_practitioner_fk"
        | "project_evaluations_practitioner_fk" => reference("/practitionerId"),
        "evaluations_child_fk" => reference("/childId"),
        "evaluations_questionnaire_version_id_fkey" => reference("/questionnaireVersionId"),
        "evaluations_one_final" => Some(taken("kind")),
        "evaluations_one_teacher" => Some(taken("childId")),
        "evaluation_amendments_evaluation_fk" | "teacher_links_evaluation_fk" => Some(in_use(name)),
        "questionnaire_versions_unique" => Some(Problem::new(Code::AlreadyExists)),
        "consents_parent_fk" => reference("/parentId"),
        "consents_one_in_force" => Some(taken("purpose")),
        "complaints_family_fk" => reference("/familyId"),
        "complaints_practitioner_fk" => reference("/aboutPractitionerId"),
        "complaints_handler_fk" => reference("/handledByUserId"),
        "referrals_school_fk" => in_use_or("/schoolId"),
        "prices_first_day_unique" => Some(taken("validFrom")),
        // Of another organisation: where is not said. The own is met by the primary key first.
        "orders_id_once" | "hand_ins_id_once" | "subscriptions_id_once" => Some(taken("id")),
        "orders_organisation_id_fkey" => reference("/organisationId"),
        "order_lines_training_session_id_fkey" => reference("/lines"),
        "ordered_attendances_pkey" | "ordered_attendances_attendance_id_fkey" => reference("/lines"),
        "invoice_lines_price_id_fkey" | "subscription_months_price_id_fkey" | "order_lines_price_id_fkey" => {
            Some(Problem::new(Code::PriceBilled))
        }
        "invoices_issued_never_change" => Some(Problem::new(Code::InvoiceIssued)),
        "payments_reversed_once" => Some(taken("reversesId")),
        // Two runs at once meet here: one bills, the other finds it billed when it looks again.
        "subscription_months_once" | "invoice_lines_month_once" | "invoice_lines_order_once" => {
            Some(Problem::unavailable(anyhow::anyhow!("billed by another run at this moment")))
        }
        "visit_parents_parent_fk" => in_use_or("/parentIdsPresent"),
        _ => None,
    }
}

/// A foreign key is met from both sides: by a reference to nothing, and by a removal of what is referred to.
fn in_use_or(pointer: &str) -> Option<Problem> {
    Some(Problem::unknown_reference(pointer))
}

/// Something can't go, for something else refers to it: of what kind, by the constraint's name. Which one is not told: it
/// may not be the caller's to see.
fn in_use(constraint: &str) -> Problem {
    let problem = Problem::new(Code::InUse);
    match REFERRING.iter().find(|(table, _)| constraint.starts_with(table)) {
        Some((_, kind)) => problem.with("usedBy", *kind),
        None => problem,
    }
}

/// The tables that refer to what can be removed, with the resources that their rows belong to.
const REFERRING: [(&str, &str); 18] = [
    ("focus_children_", "trajectories"),
    ("trajectories_", "trajectories"),
    ("assignments_", "assignments"),
    ("visit_", "visits"),
    ("visits_", "visits"),
    ("plan_versions_", "plans"),
    ("evaluation", "evaluations"),
    ("teacher_links_", "teacher-links"),
    ("teachers_", "teachers"),
    ("placements_", "children"),
    ("children_", "children"),
    ("parents_", "parents"),
    ("referrals_", "referrals"),
    ("consents_", "consents"),
    ("complaints_", "complaints"),
    ("order", "orders"),
    ("invoice_lines_", "invoices"),
    ("hand_ins_", "hand-ins"),
];

/// A value that must be unique is there already.
fn taken(member: &str) -> Problem {
    Problem::new(Code::AlreadyExists).with("member", member).detail(
        format!("Er bestaat er al een met deze waarde voor '{member}'."),
        format!("One with this value for '{member}' exists already."),
    )
}

pub(super) fn problem_of(error: Error) -> Problem {
    let Error::DatabaseError(kind, info) = &error else {
        return match error {
            Error::NotFound => Problem::not_found(),
            Error::BrokenTransactionManager => Problem::unavailable(error),
            _ => Problem::internal(error),
        };
    };
    let name = info.constraint_name().unwrap_or_default();
    let message = info.message();
    match kind {
        DatabaseErrorKind::ForeignKeyViolation if message.starts_with("update or delete") => in_use(name),
        DatabaseErrorKind::UniqueViolation if name.ends_with("_pkey") => Problem::new(Code::AlreadyExists),
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::CheckViolation
        | DatabaseErrorKind::ExclusionViolation => of_constraint(name).unwrap_or_else(|| Problem::internal(error)),
        DatabaseErrorKind::ClosedConnection
        | DatabaseErrorKind::UnableToSendCommand
        | DatabaseErrorKind::SerializationFailure => Problem::unavailable(error),
        _ if [
            "canceling statement",
            "connection",
            "deadlock",
            "terminating",
            "the database system",
            "lock timeout",
        ]
        .iter()
        .any(|sign| message.contains(sign)) =>
        {
            Problem::unavailable(error)
        }
        _ => Problem::internal(error),
    }
}
