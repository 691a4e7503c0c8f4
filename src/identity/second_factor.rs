//! The second factor: TOTP (RFC 6238: SHA-1, six digits, thirty seconds, one step of skew) and recovery codes. A code
//! is good once: whoever accepts it must remember its step.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::secrets::{Purpose, Vault};

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
const ISSUER: &str = "Samen Leren";
/// Crockford's alphabet: nothing that is mistaken for something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn totp(secret: &[u8], email: &str) -> anyhow::Result<Totp> {
    Ok(Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_secret(secret.to_vec())
        .with_account_name(email)
        .with_issuer(Some(ISSUER))
        .build()?)
}

/// 160 random bits, as RFC 4226 recommends.
pub fn new_secret() -> [u8; 20] {
    rand::random()
}

/// The secret as people type it.
pub fn as_text(secret: &[u8]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

/// The secret that such a text holds.
pub fn from_text(text: &str) -> anyhow::Result<Vec<u8>> {
    let secret = Secret::try_from_base32(text).map_err(|error| anyhow::anyhow!("not a secret: {error}"))?;
    Ok(secret.as_ref().to_vec())
}

/// The secret as apps scan it.
pub fn as_uri(secret: &[u8], email: &str) -> anyhow::Result<String> {
    totp(secret, email)?.to_url().map_err(|error| anyhow::anyhow!("{error}"))
}

/// The code of this moment, for the demo and for tests.
pub fn code(secret: &[u8], at: DateTime<Utc>) -> anyhow::Result<String> {
    Ok(totp(secret, "code")?.generate(u64::try_from(at.timestamp())?).to_string())
}

/// The step that a code belongs to, if it is right now.
pub fn step_of(secret: &[u8], given: &str, at: DateTime<Utc>) -> Option<i64> {
    let at = u64::try_from(at.timestamp()).ok()?;
    let step = totp(secret, "code").ok()?.check(given, at)?;
    i64::try_from(step).ok()
}

/// Fresh recovery codes; only their keyed hashes are stored.
pub fn new_recovery_codes() -> Vec<String> {
    let letter = |number: u8| char::from(ALPHABET.get(usize::from(number % 32)).copied().unwrap_or(b'0'));
    let one = |_| {
        let letters: String = rand::random::<[u8; 12]>().map(letter).iter().collect();
        let (front, rest) = letters.split_at(4);
        let (middle, end) = rest.split_at(4);
        format!("{front}-{middle}-{end}")
    };
    (0..RECOVERY_CODES).map(one).collect()
}

/// What is stored of a recovery code; forgiving about case, spaces and dashes.
pub fn recovery_hash(vault: &Vault, code: &str) -> [u8; 32] {
    vault.mac(Purpose::SecondFactor, &[b"recovery", plain(code).as_bytes()])
}

/// How a given code may have been stored: under the present root key, or under the one before it.
pub fn recovery_hashes(vault: &Vault, code: &str) -> Vec<[u8; 32]> {
    vault.macs(Purpose::SecondFactor, &[b"recovery", plain(code).as_bytes()])
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    #[test]
    fn a_code_is_right_for_its_moment_and_its_neighbours() {
        let secret = new_secret();
        let at = Utc.timestamp_opt(1_780_000_000, 0).unwrap();
        let given = code(&secret, at).unwrap();
        let step = step_of(&secret, &given, at).unwrap();
        assert_eq!(step_of(&secret, &given, at + TimeDelta::seconds(30)), Some(step));
        assert_eq!(step_of(&secret, &given, at + TimeDelta::seconds(120)), None);
    }

    #[test]
    fn recovery_codes_differ_and_are_read_forgivingly() {
        let vault = Vault::new(&["AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="]).unwrap();
        let codes = new_recovery_codes();
        assert_eq!(codes.iter().collect::<std::collections::HashSet<_>>().len(), RECOVERY_CODES);
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(recovery_hash(&vault, &codes[0]), recovery_hash(&vault, &typed));
    }
}
