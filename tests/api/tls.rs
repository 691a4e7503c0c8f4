//! TLS to PostgreSQL: between the service and the test cluster stands a gate that speaks it, as PostgreSQL would.

use std::path::PathBuf;
use std::sync::Arc;

use samen_leren::clock::Clock;
use samen_leren::context::Context;
use samen_leren::db::{self, Direction, Doors};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::support::Cluster;

const TLS_PLEASE: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// A way into the cluster by TCP, at `localhost`.
struct Gate {
    port: u16,
    database: String,
    /// What the gate's certificate goes back to.
    authority: PathBuf,
}

impl Gate {
    async fn open() -> Self {
        let cluster = Cluster::get().await;
        let database = cluster.database().await;
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let authority = std::env::temp_dir().join(format!("slc{}-{database}.pem", std::process::id()));
        std::fs::write(&authority, made.cert.pem()).unwrap();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let socket = cluster.socket();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, socket) = (acceptor.clone(), socket.clone());
                tokio::spawn(async move { let_in(stream, acceptor, socket).await });
            }
        });
        Self { port, database, authority }
    }

    fn url(&self, host: &str, role: &str, query: &str) -> String {
        format!("postgres://{role}@{host}:{}/{}?{query}", self.port, self.database)
    }

    fn trusted(&self) -> String {
        format!("sslmode=verify-full&sslrootcert={}", self.authority.display())
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.authority);
    }
}

async fn let_in(mut stream: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) {
    let mut asked = [0; 8];
    stream.read_exact(&mut asked).await.unwrap();
    if asked != TLS_PLEASE {
        return;
    }
    stream.write_all(b"S").await.unwrap();
    // Whoever does not trust the certificate hangs up here.
    let Ok(mut inside) = acceptor.accept(stream).await else { return };
    let mut behind = UnixStream::connect(socket).await.unwrap();
    let _ = copy_bidirectional(&mut inside, &mut behind).await;
}

async fn look(url: &str) -> Result<(), String> {
    let doors = Doors::new(url, None, 1, 2).map_err(|error| format!("{error:#}"))?;
    let context = Context::system("look", &Clock::standing_at("2026-11-02T11:00:00Z".parse().unwrap()));
    db::check(&doors, context).await.map_err(|error| format!("{error:#}"))
}

#[tokio::test]
async fn doors_and_commands_reach_the_database_through_tls() {
    let gate = Gate::open().await;
    look(&gate.url("localhost", "samen_leren_worker", &gate.trusted())).await.unwrap();
    let done = db::migrate(&gate.url("localhost", "postgres", &gate.trusted()), Direction::Up).await.unwrap();
    assert_eq!(done, 0, "the copy was migrated before");
}

#[tokio::test]
async fn a_certificate_that_proves_nothing_is_refused() {
    let (gate, another) = (Gate::open().await, Gate::open().await);
    for (host, query) in
        [("127.0.0.1", gate.trusted()), ("localhost", another.trusted()), ("localhost", "sslmode=require".to_owned())]
    {
        let url = gate.url(host, "postgres", &query);
        let refused = db::migrate(&url, Direction::Up).await.err().map(|error| format!("{error:#}"));
        assert!(refused.is_some_and(|why| why.contains("certificate")), "{host} {query}");
        let refused = look(&url).await.unwrap_err();
        assert!(refused.contains("certificate"), "{refused}");
    }
}

#[tokio::test]
async fn nothing_goes_in_the_clear_to_a_server_without_tls() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 8];
        stream.read_exact(&mut heard).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        stream.read_to_end(&mut heard).await.unwrap();
        heard
    });
    let url = format!("postgres://postgres@localhost:{port}/samen?sslmode=verify-full");
    let refused = format!("{:#}", db::migrate(&url, Direction::Up).await.unwrap_err());
    assert!(refused.contains("does not speak TLS"), "{refused}");
    assert_eq!(heard.await.unwrap(), TLS_PLEASE);
}
