//! The rules of persons: when a person and an account are the same human being.

/// Whether two addresses are one: without regard to case, and to blanks around them.
pub(super) fn is_same_address(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        assert!(is_same_address("n.voorbeeld@welzijn.example", "N.Voorbeeld@Welzijn.example "));
        assert!(!is_same_address("n.voorbeeld@welzijn.example", "nvoorbeeld@welzijn.example"));
    }
}
