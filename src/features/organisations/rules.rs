//! What may be said of an organisation, and by whom.

use crate::ids::OrganisationId;

/// What a project leader may change of the own organisation, by the name that callers know.
const OF_THE_PROJECT_LEADER: &str = "contact";

/// The members of a patch that are the licence holder's to change.
pub fn beyond_project_leader(touched: &[String]) -> Vec<&str> {
    touched.iter().map(String::as_str).filter(|member| *member != OF_THE_PROJECT_LEADER).collect()
}

/// Whether an id can't be an organisation's: the licence holder's own rows in shared tables carry it, and the members
/// of an organisation with this id would see them.
pub fn is_reserved(id: OrganisationId) -> bool {
    id == OrganisationId::PLATFORM
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn only_contact_passes(touched in proptest::collection::vec("contact|name|kvkNumber|billing|status|id", 0..6)) {
            let beyond = beyond_project_leader(&touched);
            prop_assert_eq!(beyond.is_empty(), touched.iter().all(|member| member == "contact"));
            prop_assert!(!beyond.contains(&"contact"));
        }
    }

    #[test]
    fn the_platforms_id_is_nobodys() {
        assert!(is_reserved(OrganisationId::PLATFORM));
        assert!(!is_reserved(OrganisationId::new()));
    }
}
