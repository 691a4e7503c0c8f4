//! The application: its state, and one line per feature. The only file that lists features.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use secrecy::{ExposeSecret, SecretString};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::clock::Clock;
use crate::config::ServiceConfig;
use crate::context::Context;
use crate::contract::Contract;
use crate::db::Doors;
use crate::features;
use crate::http::{AccessClaims, Keyring, Limits, Routes, Standings, Usage};
use crate::identity::Passwords;
use crate::problem::Problem;
use crate::secrets::Vault;

/// What every request can reach.
pub struct AppState {
    pub config: ServiceConfig,
    pub clock: Clock,
    pub doors: Doors,
    pub vault: Vault,
    pub keyring: Keyring,
    /// Held by the request that looks for new keys.
    reloading: tokio::sync::Mutex<()>,
    /// Who callers were when they were last looked at.
    pub standings: Standings,
    pub limits: Limits,
    /// What API clients used and is not written down yet.
    pub usage: Usage,
    pub passwords: Passwords,
    /// What callers are promised, and judged by.
    pub contract: Arc<Contract>,
}

impl AppState {
    /// Everything that a process needs to serve; looks into the database once, for its signing keys.
    pub async fn new(config: ServiceConfig, doors: Doors, clock: Clock) -> anyhow::Result<Arc<Self>> {
        let roots: Vec<&SecretString> = config.secret_key.iter().chain(&config.secret_key_previous).collect();
        let vault = Vault::new(&roots.iter().map(|root| root.expose_secret()).collect::<Vec<_>>())?;
        let state = Self {
            standings: Standings::default(),
            limits: Limits::new(config.requests_per_minute),
            usage: Usage::default(),
            passwords: Passwords::new(config.password_hashers),
            contract: Contract::get()?,
            keyring: Keyring::default(),
            reloading: tokio::sync::Mutex::default(),
            config,
            clock,
            doors,
            vault,
        };
        state.reload_keys().await?;
        Ok(Arc::new(state))
    }

    async fn reload_keys(&self) -> Result<(), Problem> {
        self.keyring.load(&self.doors, &self.vault, Context::system("loadKeys", &self.clock)).await
    }

    /// Signs an access token, with a key that is known to be the present one.
    pub async fn sign(&self, claims: &AccessClaims) -> Result<String, Problem> {
        self.refresh_keys().await?;
        self.sign_with_known(claims)
    }

    /// Signs an access token with the keys that are known, for who holds a transaction: looking for newer ones takes a
    /// second connection. Let [`Self::refresh_keys`] go before the transaction.
    pub fn sign_with_known(&self, claims: &AccessClaims) -> Result<String, Problem> {
        self.keyring.sign(claims, self.clock.now()).map_err(Problem::internal)
    }

    /// Looks for new signing keys when that is due.
    pub async fn refresh_keys(&self) -> Result<(), Problem> {
        if self.keyring.is_due(self.clock.now(), false) { self.reload_keys().await } else { Ok(()) }
    }

    /// The claims of a good access token; `None` for any other.
    pub async fn verify(&self, token: &str) -> Result<Option<AccessClaims>, Problem> {
        let now = self.clock.now();
        let known = self.keyring.verify(token, &self.config.public_url, now);
        if !self.keyring.is_due(now, known.as_ref().err() == Some(&true)) {
            return Ok(known.ok());
        }
        if let Ok(claims) = known {
            // Good by the keys that are known: whoever finds them due looks for newer ones, and nobody waits or fails
            // for it.
            if let Ok(_only) = self.reloading.try_lock()
                && let Err(problem) = self.reload_keys().await
            {
                tracing::warn!(%problem, "signing keys could not be read again");
            }
            return Ok(Some(claims));
        }
        self.reload_keys().await?;
        Ok(self.keyring.verify(token, &self.config.public_url, now).ok())
    }
}

/// Everything below `/v1`, one line per feature; what is asked most comes first, since a request tries them in turn.
fn resources(routes: &mut Routes<'_, '_>) {
    routes
        .configure(features::trajectories::configure)
        .configure(features::visits::configure)
        .configure(features::guidance::configure)
        .configure(features::families::configure)
        .configure(features::sessions::configure)
        .configure(features::evaluations::configure)
        .configure(features::time_entries::configure)
        .configure(features::plans::configure)
        .configure(features::referrals::configure)
        .configure(features::account::configure)
        .configure(features::organisations::configure)
        .configure(features::subscriptions::configure)
        .configure(features::metering::configure)
        .configure(features::prices::configure)
        .configure(features::orders::configure)
        .configure(features::seller::configure)
        .configure(features::settings::configure)
        .configure(features::users::configure)
        .configure(features::api_clients::configure)
        .configure(features::persons::configure)
        .configure(features::practitioners::configure)
        .configure(features::licences::configure)
        .configure(features::training::configure)
        .configure(features::hand_ins::configure)
        .configure(features::licence_proofs::configure)
        .configure(features::catalogue::configure)
        .configure(features::questionnaires::configure)
        .configure(features::schools::configure)
        .configure(features::school_holidays::configure)
        .configure(features::consents::configure)
        .configure(features::transfers::configure)
        .configure(features::papers::configure)
        .configure(features::teacher_links::configure)
        .configure(features::signals::configure)
        .configure(features::complaints::configure)
        .configure(features::project_evaluations::configure)
        .configure(features::bookkeeping::configure)
        .configure(features::invoices::configure)
        .configure(features::billing_runs::configure)
        .configure(features::audit::configure);
}

/// What lives outside the published document: (method, path, operation).
pub(crate) const UNPUBLISHED: &[(&str, &str, &str)] = &[
    ("GET", "/", "landing"),
    ("GET", "/problems", "problemCodes"),
    ("GET", "/problems/{code}", "problemCode"),
    ("GET", "/v1/openapi.json", "openapiJson"),
    ("GET", "/v1/openapi.yaml", "openapiYaml"),
    ("GET", "/docs", "docs"),
    ("GET", "/docs/{file}", "docsFile"),
    ("GET", "/accept", "acceptPage"),
    ("GET", "/reset", "resetPage"),
    ("GET", "/proof", "proofPage"),
    ("GET", "/teacher", "teacherPage"),
    ("POST", "/pages/qr-code", "qrCode"),
    ("GET", "/pages/{file}", "pageFile"),
    ("GET", "/healthz", "health"),
    ("GET", "/readyz", "readiness"),
    ("GET", "/metrics", "metrics"),
    ("POST", "/oauth/token", "issueToken"),
    ("POST", "/oauth/introspect", "introspectToken"),
    ("POST", "/oauth/revoke", "revokeToken"),
    ("GET", "/.well-known/jwks.json", "getKeys"),
    ("GET", "/.well-known/oauth-authorization-server", "getMetadata"),
];

/// The application's routes.
pub fn configure(config: &mut web::ServiceConfig) {
    // Before `/v1`, which would otherwise answer for the document below it.
    crate::pages::configure_unpublished(config);
    features::oauth::configure_unpublished(config);
    config.service(web::scope("/v1").configure(|config| resources(&mut Routes::Serve(config))));
    config.default_service(web::to(nothing_here));
}

async fn nothing_here() -> Result<HttpResponse, Problem> {
    Err(Problem::not_found())
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Samen Leren",
        version = "1.0.0",
        description = "Registers the trajectories, visits and evaluations of the home-visiting programme Samen Leren, \
            enforces the licences of its practitioners, and keeps every organisation's dossiers apart.\n\n\
            Sign in with `POST /sessions` (people) or `POST /oauth/token` (integrations) and send the access token as \
            `Authorization: Bearer …`. Problems are `application/problem+json` with a closed list of codes; every change \
            takes an `Idempotency-Key`; every resource has an `ETag`.",
        contact(name = "Stichting Aanzet", url = "https://samenleren.example", email = "api@samenleren.example"),
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    modifiers(&Bearer),
    tags(
        (name = "Sessions", description = "Signing in and out"),
        (name = "Account", description = "One's own account, password and second factor"),
        (name = "Invitations", description = "Links by mail: invitations and new passwords"),
        (name = "Organisations", description = "The welfare organisations that carry out the programme"),
        (name = "Subscriptions", description = "When an organisation may write, and what its months cost"),
        (name = "Prices", description = "What the programme costs, and from which day on"),
        (name = "Orders", description = "What organisations order: materials and places in training"),
        (name = "Invoices", description = "Invoices and credit notes, and who sends them"),
        (name = "Settings", description = "What the licence holder decides"),
        (name = "Users", description = "Who may sign in, and with which roles"),
        (name = "API clients", description = "Systems that an organisation connects"),
        (name = "Persons", description = "Whom the licence holder trains and licenses"),
        (name = "Practitioners", description = "A person's place in an organisation"),
        (name = "Licences", description = "Licences, their periods and what they are worth on a day"),
        (name = "Training", description = "Training sessions and who attended them"),
        (name = "Hand-ins", description = "Work assignments, portfolios, intervision reports and assessments"),
        (name = "Licence proofs", description = "Links that show a licence to others"),
        (name = "Catalogue", description = "Goals, steps, contra-indications and questionnaires of the programme"),
        (name = "Schools", description = "Schools and teachers"),
        (name = "Referrals", description = "Referrals, the waiting list and what became of them"),
        (name = "Families", description = "Families, their parents and children"),
        (name = "Consents", description = "What parents agreed to, and when that was taken back"),
        (name = "Trajectories", description = "Trajectories and who performs them"),
        (name = "Transfers", description = "Families that move to another organisation"),
        (name = "Guidance", description = "Phases, steps, and how a trajectory keeps to the programme"),
        (name = "Plans", description = "The plan of action and its history"),
        (name = "Papers", description = "What a family is handed on paper: plan, certificates, appointment card"),
        (name = "Visits", description = "Visits: planned, held, cancelled"),
        (name = "Evaluations", description = "What parents and teachers answered, and scores of goals"),
        (name = "Teacher links", description = "Personal links through which teachers evaluate"),
        (name = "Time", description = "Time beside the visits, and all of it against the budget"),
        (name = "Signals", description = "Other needs of a family that come up on the way"),
        (name = "Complaints", description = "Complaints: received, handled, settled"),
        (name = "Project evaluations", description = "The way of working, evaluated with schools and professionals"),
        (name = "Billing", description = "Runs that bill a month"),
        (name = "Bookkeeping", description = "What is open, the ledger, and the proof that the books agree"),
        (name = "Audit", description = "Who did and saw what")
    )
)]
struct Base;

/// How a call is signed.
struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(
            "An access token of `POST /sessions` or `POST /oauth/token`. Each operation names its scope.",
        ));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The document with every schema, those of validation included.
pub(crate) fn whole_document() -> anyhow::Result<serde_json::Value> {
    use utoipa_actix_web::AppExt;
    let (_, document) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(Base::openapi())
        .service(utoipa_actix_web::scope("/v1").configure(|config| resources(&mut Routes::Document(config))))
        .split_for_parts();
    Ok(crate::http::openapi::finish(serde_json::to_value(&document)?))
}
