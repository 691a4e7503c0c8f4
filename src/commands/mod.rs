//! What the program can be asked to do. Each command says plainly what went wrong and how to mend it.

pub mod admin;
mod dev;
mod serve;

use anyhow::Context as _;
use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};

use crate::config::{DatabaseConfig, ServiceConfig};
use crate::db;
use crate::problem::Problem;

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the API, and do the jobs unless told not to.
    Serve {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
        /// Leave the jobs (mail, tidying up) to `worker` processes.
        #[arg(long, env = "WITHOUT_JOBS")]
        without_jobs: bool,
    },
    /// Do the jobs only.
    Worker {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Everything for trying out and developing: a private PostgreSQL, migrations, demo data, the service.
    Dev(dev::DevArguments),
    /// Make the cluster's roles; needs an administrator's DATABASE_URL. Can be repeated.
    Provision {
        #[command(flatten)]
        database: DatabaseConfig,
        /// The password of the owner role, for `migrate`.
        #[arg(long, env = "OWNER_PASSWORD", hide_env_values = true)]
        owner_password: Option<SecretString>,
    },
    /// Bring the database up to this version; needs the owner's DATABASE_URL.
    Migrate {
        #[command(flatten)]
        database: DatabaseConfig,
    },
    /// Print the OpenAPI document.
    Openapi,
    /// Ask the service on this machine whether it is ready; for health checks of containers.
    Healthcheck {
        /// Address and port that the service listens on.
        #[arg(long, env = "LISTEN", default_value = "127.0.0.1:8080")]
        listen: String,
    },
    /// Print the code that an authenticator app would show for a demo account (of `dev`).
    Code {
        /// The e-mail address of the demo account.
        email: String,
        /// The folder of `dev`.
        #[arg(long, default_value = ".run")]
        data: std::path::PathBuf,
    },
    /// Acts of the operator.
    #[command(subcommand)]
    Admin(admin::Admin),
}

/// Does what was asked.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve { database, service, without_jobs } => serve::serve(database, service, !without_jobs).await,
        Command::Worker { database, service } => serve::worker(database, service).await,
        Command::Dev(arguments) => dev::dev(arguments).await,
        Command::Provision { database, owner_password } => {
            db::provision(admin_url(&database)?, database.door_password.as_ref(), owner_password.as_ref()).await
        }
        Command::Migrate { database } => {
            let done = db::migrate(admin_url(&database)?, db::Direction::Up).await?;
            println!("{done} migration(s) run");
            Ok(())
        }
        Command::Openapi => {
            print!("{}", crate::contract::Contract::get()?.json());
            Ok(())
        }
        Command::Healthcheck { listen } => serve::healthcheck(&listen).await,
        Command::Code { email, data } => dev::print_code(&data, &email),
        Command::Admin(admin) => admin::run(admin).await,
    }
}

fn admin_url(database: &DatabaseConfig) -> anyhow::Result<&str> {
    Ok(database.database_url.as_ref().context("DATABASE_URL is missing")?.expose_secret())
}

/// A problem of the service as an error of a command.
fn plain(problem: Problem) -> anyhow::Error {
    anyhow::anyhow!("{problem}")
}
