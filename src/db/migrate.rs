//! Roles, migrations and their order. The owner migrates and does nothing else.

use std::time::Duration;

use anyhow::{Context as _, bail};
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;
use tokio_postgres::NoTls;

use super::address::Address;
use super::{Doors, socket, urls};
use crate::context::Context;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");
/// How long a command waits for a connection.
const PATIENCE: Duration = Duration::from_secs(30);
const ROLES: &str = include_str!("../../migrations/roles.sql");

/// Makes the cluster's roles and gives those that sign in their password. Needs an administrator; idempotent.
pub async fn provision(
    admin_url: &str,
    door_password: Option<&SecretString>,
    owner_password: Option<&SecretString>,
) -> anyhow::Result<()> {
    let mut connection = connect(admin_url).await?;
    connection.batch_execute(ROLES).await.context("the roles could not be made: is this an administrator?")?;
    for role in urls::DOORS {
        set_password(&mut connection, role, door_password).await?;
    }
    set_password(&mut connection, urls::OWNER, owner_password).await?;
    let database: String = current_database(&mut connection).await?;
    connection
        .batch_execute(&format!("ALTER DATABASE {} OWNER TO {}", quoted(&database, '"'), urls::OWNER))
        .await
        .context("the database could not be handed to the owner role")
}

/// Makes a database when there is none of that name.
pub async fn create_database(admin_url: &str, name: &str) -> anyhow::Result<()> {
    let mut connection = connect(admin_url).await?;
    match connection.batch_execute(&format!("CREATE DATABASE {}", quoted(name, '"'))).await {
        Err(error) if error.to_string().contains("already exists") => Ok(()),
        other => Ok(other?),
    }
}

/// Removes a database, if there is one of that name.
pub async fn drop_database(admin_url: &str, name: &str) -> anyhow::Result<()> {
    let mut connection = connect(admin_url).await?;
    Ok(connection.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name, '"'))).await?)
}

async fn set_password(
    connection: &mut AsyncPgConnection,
    role: &str,
    password: Option<&SecretString>,
) -> anyhow::Result<()> {
    let Some(password) = password else { return Ok(()) };
    let statement = format!("ALTER ROLE {role} PASSWORD {}", quoted(password.expose_secret(), '\''));
    Ok(connection.batch_execute(&statement).await?)
}

fn quoted(text: &str, quote: char) -> String {
    format!("{quote}{}{quote}", text.replace(quote, &format!("{quote}{quote}")))
}

async fn current_database(connection: &mut AsyncPgConnection) -> anyhow::Result<String> {
    use diesel::dsl::sql;
    use diesel_async::RunQueryDsl;
    Ok(diesel::select(sql::<diesel::sql_types::Text>("current_database()::text")).get_result(connection).await?)
}

/// Connects for commands; says plainly where it failed, without the password.
async fn connect(database_url: &str) -> anyhow::Result<AsyncPgConnection> {
    let address = Address::parse(database_url)?;
    let connected = async {
        let (client, stream) = address.config.connect_raw(socket::reach(&address).await?, NoTls).await?;
        tokio::spawn(stream);
        Ok::<_, anyhow::Error>(AsyncPgConnection::try_from(client).await?)
    };
    let connected = timeout(PATIENCE, connected).await.context("no answer").and_then(|connected| connected);
    connected.with_context(|| {
        let place = url::Url::parse(database_url).map_or_else(
            |_| "the given address".to_owned(),
            |url| format!("{}{}", url.host_str().unwrap_or("a local socket"), url.path()),
        );
        format!("PostgreSQL does not answer at {place}; check DATABASE_URL and that the server runs")
    })
}

/// What a migration run did or would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    /// Undoes every migration: for tests.
    Down,
}

/// Runs the migrations as the owner. Refuses a database that is newer than this binary.
pub async fn migrate(database_url: &str, direction: Direction) -> anyhow::Result<usize> {
    let mut connection = connect(database_url).await?;
    connection
        .batch_execute(&format!("SET ROLE {}", urls::OWNER))
        .await
        .context("the owner role is missing or not yours: run `samen-leren provision` first")?;
    let mut harness = AsyncConnectionWrapper::<AsyncPgConnection>::from(connection);
    tokio::task::spawn_blocking(move || {
        refuse_newer(&mut harness)?;
        let done = match direction {
            Direction::Up => harness.run_pending_migrations(MIGRATIONS).map(|done| done.len()),
            Direction::Down => harness.revert_all_migrations(MIGRATIONS).map(|done| done.len()),
        };
        done.map_err(|error| anyhow::anyhow!("a migration failed, nothing of it was kept: {error}"))
    })
    .await?
}

diesel::table! {
    /// Diesel's own memory of what was applied.
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Says whether the database has exactly the migrations of this binary.
pub async fn check(doors: &Doors, context: Context) -> anyhow::Result<()> {
    use diesel::QueryDsl;
    use diesel_async::RunQueryDsl;
    let applied: Vec<String> = doors
        .look_in_worker(context, async |tx| {
            let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
            Ok(versions.load(tx.conn()).await?)
        })
        .await
        .context("the database is not ready: run `samen-leren migrate` first")?;
    let known = known_versions()?;
    refuse_strange(&applied, &known)?;
    if let Some(missing) = known.iter().find(|version| !applied.contains(version)) {
        bail!("the database lacks migration {missing}: run `samen-leren migrate` first");
    }
    Ok(())
}

fn known_versions() -> anyhow::Result<Vec<String>> {
    let known: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS.migrations().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(known.iter().map(|migration| migration.name().version().to_string()).collect())
}

fn refuse_newer(harness: &mut impl MigrationHarness<Pg>) -> anyhow::Result<()> {
    let applied = harness.applied_migrations().map_err(|error| anyhow::anyhow!("{error}"))?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    refuse_strange(&applied, &known_versions()?)
}

fn refuse_strange(applied: &[String], known: &[String]) -> anyhow::Result<()> {
    let strange: Vec<&str> = applied.iter().filter(|version| !known.contains(version)).map(String::as_str).collect();
    if !strange.is_empty() {
        bail!(
            "the database has migrations that this program does not know ({}): it was migrated by a newer version. \
             Run that version, or restore a backup made before it",
            strange.join(", ")
        );
    }
    Ok(())
}
