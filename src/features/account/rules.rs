//! What a password must be. Length is what counts (NIST SP 800-63B §3.1.1.2); what others know of a person is refused.

use crate::problem::{Problem, Violation};

/// The shortest password, in characters.
pub const SHORTEST: usize = 12;

/// The password, or why it will not do. `pointer` is where it stands in the body.
pub fn check_password(password: &str, email: &str, pointer: &str) -> Result<(), Problem> {
    let lower = password.to_lowercase();
    let name = email.split('@').next().unwrap_or_default();
    let mut found = Vec::new();
    if password.chars().count() < SHORTEST {
        found.push(Violation::body(
            pointer,
            "minLength",
            "Ten minste 12 tekens; een zin mag.",
            "At least 12 characters; a sentence will do.",
        ));
    }
    if name.len() >= 4 && lower.contains(name) {
        found.push(Violation::body(
            pointer,
            "guessable",
            "Gebruik uw e-mailadres niet als wachtwoord.",
            "Do not use your e-mail address as a password.",
        ));
    }
    let distinct = lower.chars().collect::<std::collections::HashSet<_>>().len();
    if distinct < 5 || lower.contains("samenleren") || lower.contains("wachtwoord123") || lower.contains("password123")
    {
        found.push(Violation::body(
            pointer,
            "guessable",
            "Dit wachtwoord is te raden.",
            "This password can be guessed.",
        ));
    }
    if found.is_empty() { Ok(()) } else { Err(Problem::invalid(found)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_guessable_passwords_are_refused() {
        for bad in ["kort", "aaaaaaaaaaaaaaaa", "n.voorbeeld-2026!", "samenleren2026"] {
            assert!(check_password(bad, "n.voorbeeld@welzijn.example", "/password").is_err(), "{bad}");
        }
        assert!(check_password("de fiets staat buiten", "n.voorbeeld@welzijn.example", "/password").is_ok());
    }
}
