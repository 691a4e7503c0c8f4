//! The settings of a process, from flags and environment. Secrets can't be printed.

use clap::Args;
use secrecy::SecretString;

/// Where the database is and how to go in.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// The database as the owner or an administrator: for `provision` and `migrate`, and in development for all.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<SecretString>,
    /// The database for the service's four doors (`samen_leren_tenant` and so on): host and name, without a user.
    /// DATABASE_URL when absent.
    #[arg(long, env = "DOOR_DATABASE_URL", hide_env_values = true)]
    pub door_database_url: Option<SecretString>,
    /// The password of the four door roles.
    #[arg(long, env = "DOOR_PASSWORD", hide_env_values = true)]
    pub door_password: Option<SecretString>,
    /// Connections of the tenant door; about four per core of the database is best.
    #[arg(long, env = "DATABASE_CONNECTIONS", default_value_t = 8)]
    pub database_connections: usize,
}

/// The service itself.
#[derive(Debug, Clone, Args)]
pub struct ServiceConfig {
    /// Address and port to listen on.
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The address that callers use: issuer of tokens, base of problem types and of mailed links.
    #[arg(long, env = "PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
    pub public_url: String,
    /// The root of all keys: 32 bytes in base64 (`openssl rand -base64 32`).
    #[arg(long, env = "SECRET_KEY", hide_env_values = true)]
    pub secret_key: Option<SecretString>,
    /// The root before this one, while sealed values are still under it.
    #[arg(long, env = "SECRET_KEY_PREVIOUS", hide_env_values = true)]
    pub secret_key_previous: Option<SecretString>,
    /// Origins whose pages may call the API, separated by commas.
    #[arg(long, env = "CORS_ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
    /// Requests a minute for each caller; an organisation has ten times as many.
    #[arg(long, env = "REQUESTS_PER_MINUTE", default_value_t = 600)]
    pub requests_per_minute: u32,
    /// The largest JSON body in bytes.
    #[arg(long, env = "MAX_BODY_BYTES", default_value_t = 1_048_576)]
    pub max_body_bytes: usize,
    /// Take the caller's address from the last X-Forwarded-For entry: only behind a proxy of your own.
    #[arg(long, env = "TRUST_FORWARDED_FOR", default_value_t = false)]
    pub trust_forwarded_for: bool,
    /// Worker threads for requests.
    #[arg(long, env = "WORKERS", default_value_t = 2)]
    pub workers: usize,
    /// How many passwords are hashed at once; each takes 19 MiB and about 20 ms of a core.
    #[arg(long, env = "PASSWORD_HASHERS", default_value_t = 1)]
    pub password_hashers: usize,
    /// Mail server, such as smtps://user:password@host:465. Without it mails go to MAIL_FOLDER.
    #[arg(long, env = "SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<SecretString>,
    /// Sender of mails.
    #[arg(long, env = "MAIL_FROM", default_value = "Samen Leren <noreply@samenleren.example>")]
    pub mail_from: String,
    /// Where mails are kept as files when there is no mail server.
    #[arg(long, env = "MAIL_FOLDER", default_value = ".run/mail")]
    pub mail_folder: std::path::PathBuf,
}
