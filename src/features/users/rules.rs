//! Who may have which role, and what can be done with a user in which status.

use chrono::{DateTime, TimeDelta, Utc};

use super::api::{NewUser, UserRole, UserStatus};
use crate::ids::OrganisationId;
use crate::problem::{Code, Problem, Violation};

/// How long the link of an invitation works.
pub(super) const INVITATION_LIVES: TimeDelta = TimeDelta::days(7);

/// Where a user has a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Organisation(OrganisationId),
    LicenceHolder,
}

impl Place {
    pub fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(organisation) => Some(organisation),
            Self::LicenceHolder => None,
        }
    }

    fn roles(self) -> &'static [UserRole] {
        match self {
            Self::Organisation(_) => &[UserRole::ProjectLeader, UserRole::Practitioner],
            Self::LicenceHolder => &[UserRole::LicenceHolder],
        }
    }
}

/// The roles that do not exist in a place, each a violation.
pub(super) fn unfit_roles(roles: &[UserRole], place: Place) -> Vec<Violation> {
    roles_outside(roles, place.roles())
}

fn roles_outside(roles: &[UserRole], fit: &[UserRole]) -> Vec<Violation> {
    let names: Vec<&str> = fit.iter().map(|role| role.as_str()).collect();
    let names = names.join(", ");
    let unfit = roles.iter().enumerate().filter(|(_, role)| !fit.contains(role));
    unfit
        .map(|(index, _)| {
            let (dutch, english) = (format!("Hier kan alleen: {names}."), format!("Only possible here: {names}."));
            Violation::body(format!("/roles/{index}"), "notAllowed", dutch, english)
        })
        .collect()
}

/// What is wrong with an invitation by somebody of an organisation.
pub(super) fn unfit_colleague(new: &NewUser, organisation: OrganisationId) -> Vec<Violation> {
    let mut found = unfit_roles(&new.roles, Place::Organisation(organisation));
    if new.organisation_id.is_some() {
        let (dutch, english) =
            ("Alleen de licentiehouder kiest een organisatie.", "Only the licence holder chooses an organisation.");
        found.push(Violation::body("/organisationId", "notAllowed", dutch, english));
    }
    found
}

/// What is wrong with an invitation by the licence holder: a first project leader for an organisation, or own staff.
pub(super) fn unfit_for_licence_holder(new: &NewUser) -> Vec<Violation> {
    match new.organisation_id {
        Some(_) => roles_outside(&new.roles, &[UserRole::ProjectLeader]),
        None => unfit_roles(&new.roles, Place::LicenceHolder),
    }
}

/// What can be done with a user in this status.
pub(super) fn allowed(status: UserStatus) -> &'static [&'static str] {
    match status {
        UserStatus::Invited => &["resend", "suspend"],
        UserStatus::Active => &["suspend"],
        UserStatus::Suspended => &["reactivate"],
    }
}

/// Refuses what a user's status does not allow.
pub(super) fn check(status: UserStatus, act: &str) -> Result<(), Problem> {
    if allowed(status).contains(&act) { Ok(()) } else { Err(conflict(status)) }
}

pub(super) fn conflict(status: UserStatus) -> Problem {
    Problem::new(Code::UserStatusConflict).with("currentStatus", status.as_str()).with("allowed", allowed(status))
}

/// Nobody shuts the own door.
pub(super) fn own_place() -> Problem {
    let allowed: &[&str] = &[];
    Problem::new(Code::UserStatusConflict)
        .with("currentStatus", UserStatus::Active.as_str())
        .with("allowed", allowed)
        .detail(
            "U kunt uzelf niet blokkeren. Vraag het een collega.",
            "You can't suspend yourself. Ask a colleague to do it.",
        )
}

/// Whether somebody counts as one who can lead: who has not accepted yet can't.
pub(super) fn counts(status: UserStatus) -> bool {
    status == UserStatus::Active
}

/// What a suspended user becomes again: one who never accepted an invitation is invited anew, so that nobody gets a
/// place without having taken it. `accepted` says it of every invitation that there was.
pub(super) fn reactivated(account: UserStatus, accepted: &[Option<DateTime<Utc>>]) -> UserStatus {
    let never_accepted = !accepted.is_empty() && accepted.iter().all(Option::is_none);
    if account == UserStatus::Invited || never_accepted { UserStatus::Invited } else { UserStatus::Active }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn role() -> impl Strategy<Value = UserRole> {
        proptest::sample::select(UserRole::ALL)
    }

    fn status() -> impl Strategy<Value = UserStatus> {
        proptest::sample::select(UserStatus::ALL)
    }

    proptest! {
        #[test]
        fn a_role_fits_in_one_place_only(role in role()) {
            let inside = unfit_roles(&[role], Place::Organisation(OrganisationId::new())).is_empty();
            let staff = unfit_roles(&[role], Place::LicenceHolder).is_empty();
            prop_assert!(inside != staff);
        }

        #[test]
        fn suspending_and_reactivating_exclude_each_other(status in status()) {
            prop_assert!(check(status, "suspend").is_ok() != check(status, "reactivate").is_ok());
        }

        #[test]
        fn only_the_invited_get_another_invitation(status in status()) {
            prop_assert_eq!(check(status, "resend").is_ok(), status == UserStatus::Invited);
        }
    }

    #[test]
    fn who_never_accepted_does_not_become_active() {
        let then = Some(DateTime::<Utc>::default());
        assert_eq!(reactivated(UserStatus::Active, &[None, None]), UserStatus::Invited);
        assert_eq!(reactivated(UserStatus::Invited, &[]), UserStatus::Invited);
        assert_eq!(reactivated(UserStatus::Active, &[None, then]), UserStatus::Active);
        assert_eq!(reactivated(UserStatus::Active, &[]), UserStatus::Active);
    }

    #[test]
    fn the_licence_holder_appoints_project_leaders_and_nothing_else() {
        let new = |roles: &[UserRole], organisation_id| NewUser {
            id: None,
            email: "n.voorbeeld@welzijn.example".into(),
            name: "Noor Voorbeeld".into(),
            roles: roles.to_vec(),
            language: None,
            organisation_id,
        };
        let there = Some(OrganisationId::new());
        assert!(unfit_for_licence_holder(&new(&[UserRole::ProjectLeader], there)).is_empty());
        assert_eq!(unfit_for_licence_holder(&new(&[UserRole::ProjectLeader, UserRole::Practitioner], there)).len(), 1);
        assert!(unfit_for_licence_holder(&new(&[UserRole::LicenceHolder], None)).is_empty());
        assert_eq!(unfit_for_licence_holder(&new(&[UserRole::ProjectLeader], None)).len(), 1);
    }
}
