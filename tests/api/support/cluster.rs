//! One throwaway PostgreSQL for the whole run, and one database per test, copied from a migrated template.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use samen_leren::db::private_server::{Care, PrivateServer};
use samen_leren::db::{self, Direction};
use tokio::sync::{Mutex, OnceCell};

pub struct Cluster {
    server: PrivateServer,
}

static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(1);
/// PostgreSQL copies one template at a time.
static COPY: Mutex<()> = Mutex::const_new(());
const TEMPLATE: &str = "template_migrated";

impl Cluster {
    pub async fn get() -> &'static Self {
        CLUSTER.get_or_init(Self::start).await
    }

    async fn start() -> Self {
        // No server but our own is ever touched.
        let folder = std::env::temp_dir().join(format!("slt{}", std::process::id()));
        let server = PrivateServer::start(&folder, Care::Throwaway).expect("PostgreSQL starts");
        let cluster = Self { server };
        cluster.execute("postgres", &format!("CREATE DATABASE {TEMPLATE}")).await;
        let template = cluster.url(TEMPLATE);
        db::provision(&template, None, None).await.expect("roles");
        db::migrate(&template, Direction::Up).await.expect("migrations");
        cluster
    }

    /// The database's address as the superuser; the doors put their own role in.
    pub fn url(&self, database: &str) -> String {
        self.server.url("postgres", database)
    }

    pub fn url_as(&self, role: &str, database: &str) -> String {
        self.server.url(role, database)
    }

    /// Where the server listens.
    pub fn socket(&self) -> PathBuf {
        self.server.socket_folder().join(".s.PGSQL.5432")
    }

    pub async fn execute(&self, database: &str, statement: &str) {
        let mut connection = AsyncPgConnection::establish(&self.url(database)).await.expect("connects");
        connection.batch_execute(statement).await.expect(statement);
    }

    /// A fresh migrated database.
    pub async fn database(&self) -> String {
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        let _turn = COPY.lock().await;
        self.execute("postgres", &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER samen_leren_owner")).await;
        name
    }

    /// A fresh database without anything in it.
    pub async fn empty_database(&self) -> String {
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::SeqCst));
        self.execute("postgres", &format!("CREATE DATABASE {name}")).await;
        name
    }

    /// What the server has logged so far.
    pub fn log(&self) -> String {
        let file = self.server.data().with_file_name("postgresql.log");
        String::from_utf8_lossy(&std::fs::read(file).expect("the log")).into_owned()
    }

    pub fn pg_dump(&self, database: &str) -> String {
        let bin = samen_leren::db::private_server::find_binaries().expect("binaries");
        let output = std::process::Command::new(bin.join("pg_dump"))
            .args(["--schema-only", "-U", "postgres", "-h"])
            .arg(self.server.socket_folder())
            .arg(database)
            .output()
            .expect("pg_dump runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }
}
