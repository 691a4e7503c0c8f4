//! `dev`: a service to try out, with everything that it needs, in one folder of the project.

use std::fs;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::{plain, serve};
use crate::config::{DatabaseConfig, ServiceConfig};
use crate::db::private_server::{Care, PrivateServer};
use crate::db::{self, Doors, urls};
use crate::demo::{self, DemoAccount};
use crate::{identity::second_factor, telemetry};

const DATABASE: &str = "samen_leren";

/// The settings of `dev`.
#[derive(Debug, Args)]
pub struct DevArguments {
    /// Where everything is kept: the database, mails, keys, demo sign-ins.
    #[arg(long, default_value = ".run")]
    data: PathBuf,
    /// Port on 127.0.0.1 (0: any free one); instead of LISTEN.
    #[arg(long)]
    port: Option<u16>,
    /// Write the address and tokens of demo accounts to this file when ready; for tools.
    #[arg(long)]
    ready_file: Option<PathBuf>,
    /// Do not wait for the disk: for tools whose data need not survive. The database goes when the service stops.
    #[arg(long)]
    throwaway: bool,
    #[command(flatten)]
    database: DatabaseConfig,
    #[command(flatten)]
    service: ServiceConfig,
}

/// Starts what is needed, loads the demo once, and serves until Ctrl-C.
pub(super) async fn dev(arguments: DevArguments) -> anyhow::Result<()> {
    let DevArguments { data, port, ready_file, throwaway, mut database, mut service } = arguments;
    telemetry::init_logs(false);
    if let Some(port) = port {
        service.listen = format!("127.0.0.1:{port}");
    }
    let listener = serve::listen(&service.listen)?;
    let address = listener.local_addr()?;
    service.public_url = format!("http://{address}");
    fs::create_dir_all(&data).with_context(|| format!("can't make the folder {}", data.display()))?;
    service.mail_folder = data.join("mail");
    service.secret_key = Some(secret_key(&data, service.secret_key)?);

    let accounts_file = data.join("demo-accounts.json");
    let loading = data.join("demo-loading");
    let care = if throwaway { Care::Throwaway } else { Care::Durable };
    let (server, admin_url) = match &database.database_url {
        Some(_) if loading.exists() => anyhow::bail!(
            "the demo was cut off while it was loading into the database of DATABASE_URL: empty that database, remove {}, \
             and start again",
            loading.display()
        ),
        Some(url) => (None, url.expose_secret().to_owned()),
        None => {
            eprintln!("Starting PostgreSQL in {} …", data.join("pg").display());
            let server = PrivateServer::start(&data.join("pg"), care)?;
            if loading.exists() {
                // Cut off while the demo was loading: nothing in there is anybody's yet, so begin anew.
                db::drop_database(&server.url("postgres", "postgres"), DATABASE).await?;
            }
            db::create_database(&server.url("postgres", "postgres"), DATABASE).await?;
            let url = server.url("postgres", DATABASE);
            (Some(server), url)
        }
    };
    db::provision(&admin_url, database.door_password.as_ref(), None).await?;
    let done = db::migrate(&admin_url, db::Direction::Up).await?;
    if done > 0 {
        eprintln!("{done} migration(s) run");
    }
    let doors =
        Doors::new(&admin_url, database.door_password.as_ref(), service.workers, database.database_connections)?;
    if demo::is_due(&doors).await.map_err(plain)? {
        write_private(&loading, b"The demo is being loaded.\n")?;
        let accounts = demo::load(&service, &doors).await?;
        write_private(&accounts_file, &serde_json::to_vec_pretty(&accounts)?)?;
        fs::remove_file(&loading).with_context(|| format!("can't remove {}", loading.display()))?;
    }
    database.database_url = Some(admin_url.into());
    let state = serve::state(&database, service).await?;
    let accounts = read_accounts(&accounts_file).unwrap_or_default();
    announce(&state.config, &accounts, &data, server.as_ref());
    if let Some(file) = ready_file {
        let ready = demo::ready_document(&state, &accounts).await.map_err(plain)?;
        write_private(&file, ready.to_string().as_bytes())?;
    }
    serve::serve_on(listener, state, true).await?;
    eprintln!("Stopped.");
    Ok(())
}

/// The key of this folder, made at the first start.
fn secret_key(data: &Path, given: Option<SecretString>) -> anyhow::Result<SecretString> {
    if let Some(given) = given {
        return Ok(given);
    }
    let file = data.join("secret_key");
    if !file.exists() {
        write_private(&file, STANDARD.encode(rand::random::<[u8; 32]>()).as_bytes())?;
    }
    Ok(fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?.into())
}

fn write_private(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    // Beside it first: a file of that name is whole, whatever happens.
    let unfinished = file.with_extension("new");
    let mut options = fs::OpenOptions::new();
    let mut opened = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    opened.write_all(content).with_context(|| format!("can't write {}", unfinished.display()))?;
    fs::rename(&unfinished, file).with_context(|| format!("can't write {}", file.display()))
}

fn read_accounts(file: &Path) -> anyhow::Result<Vec<DemoAccount>> {
    let content =
        fs::read(file).with_context(|| format!("no demo accounts in {}: run `make run` first", file.display()))?;
    Ok(serde_json::from_slice(&content)?)
}

/// Prints the code that the app of a demo account would show now.
pub(super) fn print_code(data: &Path, email: &str) -> anyhow::Result<()> {
    let accounts = read_accounts(&data.join("demo-accounts.json"))?;
    let account = accounts.iter().find(|account| account.email == email);
    let account = account.with_context(|| format!("{email} is not a demo account"))?;
    let now = crate::clock::Clock::System.now();
    println!("{}", second_factor::code(&second_factor::from_text(&account.totp_secret)?, now)?);
    Ok(())
}

fn announce(config: &ServiceConfig, accounts: &[DemoAccount], data: &Path, server: Option<&PrivateServer>) {
    let base = &config.public_url;
    println!("\nSamen Leren runs.\n");
    println!("  API            {base}/v1");
    println!("  Documentation  {base}/docs   (sign in there and try calls)");
    println!("  Document       {base}/v1/openapi.json");
    println!("  Mails          {}", config.mail_folder.display());
    if let Some(server) = server {
        let folder = server.socket_folder().display();
        println!("  Database       psql -h {folder} -U {} {DATABASE}", urls::OWNER);
    }
    if !accounts.is_empty() {
        println!("\nDemo sign-ins (password for all: {}):\n", demo::PASSWORD);
        for account in accounts {
            println!("  {:<42} {}", account.email, account.description);
        }
        println!("\n  Second factor: `make -s code WHO=<e-mail>` prints the code of now; each code works once.");
        println!("  The secrets for an authenticator app are in {}.", data.join("demo-accounts.json").display());
    }
    println!("\nCtrl-C stops it; the data stay in {}.\n", data.display());
}
