//! What integrations may ask for, how a client is named, and which of its credentials count when.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::api::{ApiClientFields, ApiClientStatus, KeyAlgorithm, PublicKey, PublicKeys};
use crate::db::columns::text_enum;
use crate::ids::{ApiClientId, OrganisationId};
use crate::problem::{Code, Problem, Violation};
use crate::schema::api_clients;

text_enum! {
    /// What an integration may be given: a closed list. Users, clients, subscriptions and the audit are for people.
    ApiScope {
        SchoolsRead = "schools:read",
        SchoolsWrite = "schools:write",
        FamiliesRead = "families:read",
        FamiliesWrite = "families:write",
        TrajectoriesRead = "trajectories:read",
        TrajectoriesWrite = "trajectories:write",
        VisitsRead = "visits:read",
        VisitsWrite = "visits:write",
        EvaluationsRead = "evaluations:read",
        EvaluationsWrite = "evaluations:write",
        TimeEntriesRead = "time-entries:read",
        TimeEntriesWrite = "time-entries:write",
        ReferralsRead = "referrals:read",
        ReferralsWrite = "referrals:write",
        PractitionersRead = "practitioners:read",
        LicencesRead = "licences:read",
        CatalogueRead = "catalogue:read",
        OrganisationsRead = "organisations:read",
    }
}

/// How long a replaced secret goes on working, so that the integration can change over without downtime.
pub(super) const PREVIOUS_SECRET_LIVES: TimeDelta = TimeDelta::hours(24);

/// What a client calls itself; it carries the organisation, so that looking it up needs no read across tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientId {
    pub organisation: OrganisationId,
    pub client: ApiClientId,
}

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.organisation.0.simple(), self.client.0.simple())
    }
}

impl ClientId {
    /// `None` for anything that is not written exactly as it was given out.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (organisation, client) = text.split_once('.')?;
        let organisation = OrganisationId(Uuid::try_parse(organisation).ok()?);
        let found = Self { organisation, client: ApiClientId(Uuid::try_parse(client).ok()?) };
        (found.to_string() == text).then_some(found)
    }
}

impl PublicKey {
    pub(crate) fn kid(&self) -> Option<&str> {
        match self {
            Self::Okp(key) => key.kid.as_deref(),
            Self::Ec(key) => key.kid.as_deref(),
            Self::Rsa(key) => key.kid.as_deref(),
        }
    }

    /// Whether the key may verify signatures of this kind.
    pub(crate) fn verifies(&self, algorithm: KeyAlgorithm) -> bool {
        let (fits, named) = match self {
            Self::Okp(key) => (algorithm == KeyAlgorithm::EdDsa, &key.alg),
            Self::Ec(key) => (algorithm == KeyAlgorithm::Es256, &key.alg),
            Self::Rsa(key) => (matches!(algorithm, KeyAlgorithm::Rs256 | KeyAlgorithm::Ps256), &key.alg),
        };
        fits && named.as_deref().is_none_or(|named| named == algorithm.as_str())
    }
}

/// What the schema can't say of keys: an RSA modulus is at least 2048 bits long, and keys can be told apart.
pub(super) fn unfit_keys(keys: &PublicKeys) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, key) in keys.keys.iter().enumerate() {
        if let PublicKey::Rsa(key) = key
            && !is_fit_modulus(&key.n)
        {
            let (dutch, english) = ("Een RSA-sleutel telt 2048 tot 4096 bits.", "An RSA key has 2048 to 4096 bits.");
            found.push(Violation::body(format!("/publicKeys/keys/{index}/n"), "keyLength", dutch, english));
        }
        let twin = keys.keys.iter().take(index).any(|other| other.kid() == key.kid());
        if twin {
            let (dutch, english) = (
                "Geef bij meer sleutels elke sleutel een eigen 'kid'.",
                "With several keys, give each a 'kid' of its own.",
            );
            found.push(Violation::body(format!("/publicKeys/keys/{index}/kid"), "unique", dutch, english));
        }
    }
    found
}

fn is_fit_modulus(text: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(text) else { return false };
    match (bytes.first(), bytes.len()) {
        (Some(first), 256) => *first >= 0x80,
        (Some(first), 257..=512) => *first != 0,
        _ => false,
    }
}

/// Refuses what a revoked client can't have done to it any more.
pub(super) fn check_active(status: ApiClientStatus) -> Result<(), Problem> {
    match status {
        ApiClientStatus::Active => Ok(()),
        ApiClientStatus::Revoked => {
            Err(Problem::new(Code::ApiClientStatusConflict).with("currentStatus", status.as_str()))
        }
    }
}

/// A client with keys has no secret to replace.
pub(super) fn check_has_secret(keys: Option<&PublicKeys>) -> Result<(), Problem> {
    match keys {
        None => Ok(()),
        Some(_) => Err(Problem::new(Code::ApiClientStatusConflict)
            .with("currentStatus", ApiClientStatus::Active.as_str())
            .detail(
                "Deze koppeling meldt zich aan met sleutels en heeft geen geheim. Haal eerst 'publicKeys' weg.",
                "This client signs in with keys and has no secret. Take 'publicKeys' away first.",
            )),
    }
}

/// The hashes of a client's secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = api_clients, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct Secrets {
    pub secret_hash: Option<Vec<u8>>,
    pub previous_secret_hash: Option<Vec<u8>>,
    pub previous_secret_until: Option<DateTime<Utc>>,
}

impl Secrets {
    /// The present secret (if any) becomes the previous one, which works a while longer.
    pub(super) fn replaced(self, by: Option<[u8; 32]>, now: DateTime<Utc>) -> Self {
        let secret_hash = by.map(|hash| hash.to_vec());
        match self.secret_hash {
            Some(present) => Self {
                secret_hash,
                previous_secret_hash: Some(present),
                previous_secret_until: Some(now + PREVIOUS_SECRET_LIVES),
            },
            None => Self { secret_hash, ..self },
        }
    }

    /// Whether this is the hash of a secret that works now.
    pub(crate) fn accept(&self, hash: &[u8; 32], now: DateTime<Utc>) -> bool {
        let is = |known: &Option<Vec<u8>>| known.as_ref().is_some_and(|known| crate::secrets::same(known, hash));
        let previous = self.previous_secret_until.is_some_and(|until| until > now);
        is(&self.secret_hash) || (previous && is(&self.previous_secret_hash))
    }
}

/// Whether a change gives a client nothing: no scope and no key more than it had.
pub fn only_narrows(before: &ApiClientFields, after: &ApiClientFields) -> bool {
    let keys = |fields: &ApiClientFields| serde_json::to_value(&fields.public_keys).unwrap_or_default();
    after.scopes.iter().all(|scope| before.scopes.contains(scope)) && keys(before) == keys(after)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::api::{KeyUse, OkpCurve, OkpKey, OkpKeyType, RsaKey, RsaKeyType};
    use super::*;

    fn okp(kid: Option<&str>) -> PublicKey {
        PublicKey::Okp(OkpKey {
            kty: OkpKeyType::Okp,
            crv: OkpCurve::Ed25519,
            x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo".into(),
            kid: kid.map(str::to_owned),
            alg: None,
            usage: Some(KeyUse::Signature),
        })
    }

    fn rsa(n: &[u8], alg: Option<&str>) -> PublicKey {
        PublicKey::Rsa(RsaKey {
            kty: RsaKeyType::Rsa,
            n: URL_SAFE_NO_PAD.encode(n),
            e: "AQAB".into(),
            kid: None,
            alg: alg.map(str::to_owned),
            usage: None,
        })
    }

    proptest! {
        #[test]
        fn a_client_id_reads_back(organisation: u128, client: u128) {
            let id = ClientId {
                organisation: OrganisationId(Uuid::from_u128(organisation)),
                client: ApiClientId(Uuid::from_u128(client)),
            };
            prop_assert_eq!(ClientId::parse(&id.to_string()), Some(id));
        }

        #[test]
        fn anything_else_is_no_client_id(text in ".{0,80}") {
            prop_assert!(ClientId::parse(&text).is_none_or(|id| id.to_string() == text));
        }

        #[test]
        fn a_replaced_secret_works_a_day_and_one_before_it_not_at_all(minutes in 0..5000_i64) {
            let start = DateTime::<Utc>::default();
            let [first, second, third] = [[1; 32], [2; 32], [3; 32]];
            let secrets = Secrets::default().replaced(Some(first), start).replaced(Some(second), start);
            let secrets = secrets.replaced(Some(third), start);
            let now = start + TimeDelta::minutes(minutes);
            prop_assert!(secrets.accept(&third, now));
            prop_assert_eq!(secrets.accept(&second, now), minutes < 24 * 60);
            prop_assert!(!secrets.accept(&first, now));
        }
    }

    #[test]
    fn without_a_secret_nothing_is_accepted() {
        assert!(!Secrets::default().accept(&crate::secrets::sha256(b""), DateTime::<Utc>::default()));
    }

    #[test]
    fn keys_are_long_enough_and_can_be_told_apart() {
        let fit = |keys: Vec<PublicKey>| unfit_keys(&PublicKeys { keys }).is_empty();
        assert!(fit(vec![okp(None)]));
        assert!(fit(vec![okp(Some("a")), okp(Some("b"))]));
        assert!(!fit(vec![okp(None), okp(None)]));
        assert!(fit(vec![rsa(&[0xff; 256], None)]));
        assert!(!fit(vec![rsa(&[0x7f; 256], None)]));
        assert!(!fit(vec![rsa(&[0xff; 513], None)]));
    }

    #[test]
    fn a_key_verifies_only_its_own_algorithms() {
        let names = |key: PublicKey| KeyAlgorithm::ALL.iter().copied().filter(|one| key.verifies(*one)).count();
        assert_eq!(names(okp(None)), 1);
        assert_eq!(names(rsa(&[0xff; 256], None)), 2);
        assert_eq!(names(rsa(&[0xff; 256], Some("PS256"))), 1);
    }
}
