//! Who acts, in which request, and when: goes with every transaction, so that whatever is stored or traced below
//! can say so without being told again.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::ids::{AccountId, ApiClientId, FamilyId, PractitionerId, SessionId, UserId};

/// A language of the texts that the service writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Dutch,
    English,
}

impl Language {
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The text in this language of a pair (Dutch, English).
    pub fn of<T>(self, (dutch, english): (T, T)) -> T {
        match self {
            Self::Dutch => dutch,
            Self::English => english,
        }
    }
}

/// What a caller may be (`api.md` §2). A person can hold several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    LicenceHolder,
    ProjectLeader,
    Practitioner,
    Integration,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::LicenceHolder => "licence_holder",
            Self::ProjectLeader => "project_leader",
            Self::Practitioner => "practitioner",
            Self::Integration => "integration",
        }
    }
}

/// Who acts.
#[derive(Debug, Clone)]
pub enum Actor {
    Person { account: AccountId, session: SessionId, user: UserId },
    Integration { client: ApiClientId },
    System,
    Anonymous,
}

impl Actor {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Integration { .. } => "integration",
            Self::System => "system",
            Self::Anonymous => "anonymous",
        }
    }

    /// The account or client, as audit and idempotency know it; nil for the service itself.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Person { account, .. } => account.0,
            Self::Integration { client } => client.0,
            Self::System | Self::Anonymous => Uuid::nil(),
        }
    }
}

/// Whose dossiers a caller sees inside the own organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Project leaders and integrations: the whole organisation.
    Organisation,
    /// A practitioner: the families of the own trajectories.
    Own(PractitionerId),
    /// Somebody without a place as practitioner.
    Nothing,
}

/// The circumstances of one request or job.
#[derive(Debug, Clone)]
pub struct Context {
    pub actor: Actor,
    pub roles: Vec<Role>,
    pub practitioner: Option<PractitionerId>,
    /// Whose dossiers the work has locked, so that a refusal can name them in the audit.
    pub families: Vec<FamilyId>,
    pub operation: String,
    pub path: String,
    pub request_id: String,
    pub address: Option<String>,
    pub language: Language,
    pub now: DateTime<Utc>,
    pub today: NaiveDate,
}

impl Context {
    /// The service itself, for jobs and commands.
    pub fn system(operation: &str, clock: &crate::clock::Clock) -> Self {
        Self {
            actor: Actor::System,
            roles: Vec::new(),
            practitioner: None,
            families: Vec::new(),
            operation: operation.to_owned(),
            path: String::new(),
            request_id: Uuid::now_v7().to_string(),
            address: None,
            language: Language::Dutch,
            now: clock.now(),
            today: clock.today(),
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Which dossiers this caller sees.
    pub fn scope(&self) -> Scope {
        if self.has(Role::ProjectLeader) || self.has(Role::Integration) {
            Scope::Organisation
        } else {
            self.practitioner.map_or(Scope::Nothing, Scope::Own)
        }
    }
}
