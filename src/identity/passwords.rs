//! Password hashing with Argon2id, bounded: a burst of sign-ins waits its turn off the async threads and can't starve
//! the rest; past a short queue it is told to come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::problem::{Code, Problem};

/// How many may wait for a hasher before the next is refused.
const QUEUE: usize = 64;

/// The bounded hasher of this process.
#[derive(Clone)]
pub struct Passwords {
    hashers: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Hash of a password that nobody has: verifying against it takes as long as against a real one.
    decoy: Arc<str>,
}

impl Passwords {
    pub fn new(hashers: usize) -> Self {
        let decoy = Argon2::default().hash_password(b"nobody has this password").map(|hash| hash.to_string());
        Self {
            hashers: Arc::new(Semaphore::new(hashers.max(1))),
            waiting: Arc::default(),
            decoy: decoy.unwrap_or_default().into(),
        }
    }

    /// The hash to store (PHC string).
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        let hashed =
            self.bounded(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()));
        hashed.await?.map_err(|error| Problem::internal(anyhow::anyhow!("{error}")))
    }

    /// Whether the password is right. Takes the same time when there is no hash at all.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let right = self.bounded(move || {
            let Ok(parsed) = PasswordHash::new(&hash) else { return false };
            Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok()
        });
        Ok(right.await? && known)
    }

    async fn bounded<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let place = Place::take(&self.waiting)?;
        let hasher = Arc::clone(&self.hashers).acquire_owned().await.map_err(Problem::internal)?;
        drop(place);
        // The hasher is taken for as long as it works, even when nobody waits for the result any more.
        let bounded = move || {
            let done = work();
            drop(hasher);
            done
        };
        tokio::task::spawn_blocking(bounded).await.map_err(Problem::internal)
    }
}

/// A place in the queue; given back however the wait ends.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, Problem> {
        let place = Self(Arc::clone(waiting));
        if waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE {
            return Err(Problem { retry_after_seconds: Some(2), ..Problem::new(Code::TooManyRequests) });
        }
        Ok(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_waits_in_a_short_queue_and_the_rest_is_told_to_come_back() {
        let passwords = Passwords::new(1);
        let hasher = Arc::clone(&passwords.hashers).acquire_owned().await.unwrap();
        let mut waiting: Vec<_> = (0..QUEUE).map(|_| Box::pin(passwords.hash("geduld".into()))).collect();
        for one in &mut waiting {
            assert!(futures_util::poll!(one.as_mut()).is_pending());
        }
        let refused = passwords.hash("ongeduld".into()).await.unwrap_err();
        assert_eq!((refused.code, refused.retry_after_seconds), (Code::TooManyRequests, Some(2)));
        drop(waiting);
        drop(hasher);
        passwords.hash("daarna".into()).await.unwrap();
    }

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_only() {
        let passwords = Passwords::new(1);
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("nobody has this password".into(), None).await.unwrap());
    }
}
