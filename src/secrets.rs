//! Custody of keys. One `SECRET_KEY` (32 bytes, from the environment or a secret store, never in the database) is the
//! root; a key per purpose is derived from it with HKDF-SHA256: sealing of signing keys and second factors, MACs of
//! cursors, throttle buckets, recovery codes and repeated requests. Opaque tokens are random, shown once and stored hashed.

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What a derived key is for; a key of one purpose opens nothing of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SigningKey,
    SecondFactor,
    Cursor,
    Throttle,
    Retry,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::SigningKey => b"samen-leren/signing-key/1",
            Self::SecondFactor => b"samen-leren/second-factor/1",
            Self::Cursor => b"samen-leren/cursor/1",
            Self::Throttle => b"samen-leren/throttle/1",
            Self::Retry => b"samen-leren/retry/1",
        }
    }
}

/// The root key, and the one before it while a rotation is under way: new seals use the first, both open.
#[derive(Clone)]
pub struct Vault {
    roots: Vec<[u8; 32]>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault([redacted])")
    }
}

const NONCE: usize = 24;

impl Vault {
    /// From base64 of 32 bytes each: the present root first.
    pub fn new(roots: &[&str]) -> anyhow::Result<Self> {
        let decode = |root: &&str| -> anyhow::Result<[u8; 32]> {
            let bytes = STANDARD.decode(root.trim()).context("SECRET_KEY is not base64")?;
            bytes.try_into().map_err(|_| anyhow::anyhow!("SECRET_KEY must be 32 bytes: `openssl rand -base64 32`"))
        };
        if roots.first().is_none_or(|root| root.trim().is_empty()) {
            bail!("SECRET_KEY is missing: make one with `openssl rand -base64 32`");
        }
        // An empty previous root is how a container says that there is none.
        let given = roots.iter().filter(|root| !root.trim().is_empty());
        let roots: Vec<[u8; 32]> = given.map(decode).collect::<anyhow::Result<_>>()?;
        Ok(Self { roots })
    }

    fn derive(root: &[u8; 32], purpose: Purpose) -> [u8; 32] {
        let mut key = [0; 32];
        // 32 bytes are far below HKDF's limit of 255 blocks.
        let _ = Hkdf::<Sha256>::new(None, root).expand(purpose.label(), &mut key);
        key
    }

    /// Encrypts and authenticates, under a fresh nonce that goes in front.
    pub fn seal(&self, purpose: Purpose, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let root = self.roots.first().context("no root key")?;
        let nonce: [u8; NONCE] = rand::random();
        let cipher = XChaCha20Poly1305::new(&Self::derive(root, purpose).into());
        let sealed = cipher.encrypt(&XNonce::from(nonce), plain).map_err(|_| anyhow::anyhow!("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed for the same purpose under any root that is still known.
    pub fn open(&self, purpose: Purpose, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let (nonce, cipher_text) = sealed.split_at_checked(NONCE).context("sealed value is too short")?;
        let nonce: [u8; NONCE] = nonce.try_into()?;
        self.roots
            .iter()
            .find_map(|root| {
                let cipher = XChaCha20Poly1305::new(&Self::derive(root, purpose).into());
                cipher.decrypt(&XNonce::from(nonce), cipher_text).ok()
            })
            .context("a sealed value does not open: was SECRET_KEY changed without SECRET_KEY_PREVIOUS?")
    }

    /// A keyed hash over the parts, unambiguous about where one ends.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        Self::mac_under(&self.roots.first().copied().unwrap_or_default(), purpose, parts)
    }

    /// The same under every root that is still known, the present one first: to look up what may have been stored
    /// before a rotation.
    pub fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.roots.iter().map(|root| Self::mac_under(root, purpose, parts)).collect()
    }

    fn mac_under(root: &[u8; 32], purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = match <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&Self::derive(root, purpose)) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes keys of any length"),
        };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Equality in constant time.
pub fn same(left: &[u8], right: &[u8]) -> bool {
    left.ct_eq(right).into()
}

/// 256 random bits as text.
pub fn random_text() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// An opaque token: a prefix that secret scanners can find, the id of its row (after that of the organisation where the
/// row is one organisation's), and 256 random bits.
pub struct Token {
    pub text: String,
    pub hash: [u8; 32],
}

impl Token {
    pub fn new(prefix: &str, id: Uuid) -> Self {
        Self::of(format!("{prefix}_{}", id.simple()))
    }

    /// One that names the organisation of its row too, so that looking it up needs no cross-tenant read.
    pub fn in_organisation(prefix: &str, organisation: Uuid, id: Uuid) -> Self {
        Self::of(format!("{prefix}_{}_{}", organisation.simple(), id.simple()))
    }

    fn of(name: String) -> Self {
        let text = format!("{name}_{}", random_text());
        Self { hash: sha256(text.as_bytes()), text }
    }

    /// The row that a presented token names; whether it is right is for [`same`] over the hash to say.
    pub fn row(prefix: &str, text: &str) -> Option<Uuid> {
        let (id, _) = next_id(named(prefix, text)?)?;
        Some(id)
    }

    /// The organisation and its row that a presented token names; right or not, as of [`Self::row`].
    pub fn row_in_organisation(prefix: &str, text: &str) -> Option<(Uuid, Uuid)> {
        let (organisation, rest) = next_id(named(prefix, text)?)?;
        let (id, _) = next_id(rest)?;
        Some((organisation, id))
    }
}

/// What a token says after its prefix.
fn named<'t>(prefix: &str, text: &'t str) -> Option<&'t str> {
    text.strip_prefix(prefix)?.strip_prefix('_')
}

fn next_id(text: &str) -> Option<(Uuid, &str)> {
    let (id, rest) = text.split_once('_')?;
    Some((Uuid::try_parse(id).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(roots: &[u8]) -> Vault {
        let roots: Vec<String> = roots.iter().map(|fill| STANDARD.encode([*fill; 32])).collect();
        Vault::new(&roots.iter().map(String::as_str).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_rotated_root_still_opens_and_a_strange_one_does_not() {
        let sealed = vault(&[1]).seal(Purpose::SecondFactor, b"secret").unwrap();
        assert_eq!(vault(&[2, 1]).open(Purpose::SecondFactor, &sealed).unwrap(), b"secret");
        assert!(vault(&[2]).open(Purpose::SecondFactor, &sealed).is_err());
        assert!(vault(&[1]).open(Purpose::SigningKey, &sealed).is_err());
    }

    #[test]
    fn what_was_keyed_before_a_rotation_is_still_recognised() {
        let before = vault(&[1]).mac(Purpose::Retry, &[b"x"]);
        let after = vault(&[2, 1]).macs(Purpose::Retry, &[b"x"]);
        assert!(after[0] != before && after[1] == before);
    }

    #[test]
    fn a_mac_tells_parts_apart() {
        let vault = vault(&[1]);
        assert_ne!(vault.mac(Purpose::Cursor, &[b"ab", b"c"]), vault.mac(Purpose::Cursor, &[b"a", b"bc"]));
    }

    #[test]
    fn a_token_names_its_row() {
        let id = Uuid::now_v7();
        let token = Token::new("slr", id);
        assert_eq!(Token::row("slr", &token.text), Some(id));
        assert_eq!(Token::row("sli", &token.text), None);
    }

    #[test]
    fn a_token_of_one_organisation_names_it_too() {
        let (organisation, id) = (Uuid::now_v7(), Uuid::now_v7());
        let token = Token::in_organisation("slt", organisation, id);
        assert_eq!(Token::row_in_organisation("slt", &token.text), Some((organisation, id)));
        assert_eq!(Token::row_in_organisation("slr", &token.text), None);
        assert_eq!(Token::row_in_organisation("slt", &Token::new("slt", id).text), None);
    }
}
