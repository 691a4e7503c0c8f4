//! The way to PostgreSQL: a socket of the file system, or TCP that notices when the other side has gone, with TLS inside
//! where the address asks for it.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_postgres::config::Host;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;

use super::address::Address;

const PORT: u16 = 5432;
/// After so long a server that vanished without a word is taken for gone.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a host may take until it can be spoken to, unless the address says `connect_timeout`; a door gives up on all of
/// them together after five seconds.
const PATIENCE: Duration = Duration::from_secs(2);
/// PostgreSQL's SSLRequest: its length, and a code in the place of a version.
const TLS_PLEASE: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Bytes in both directions.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Reaches the first of the hosts that answers.
pub(super) async fn reach(address: &Address) -> io::Result<Box<dyn Duplex>> {
    let mut failed = io::Error::other("the database address names no host");
    let ports = address.config.get_ports();
    let patience = address.config.get_connect_timeout().copied().unwrap_or(PATIENCE);
    for (number, host) in address.config.get_hosts().iter().enumerate() {
        let port = ports.get(number).or(ports.first()).copied().unwrap_or(PORT);
        match timeout(patience, to(host, port, address.tls.as_ref())).await {
            Ok(Ok(socket)) => return Ok(socket),
            Ok(Err(error)) => failed = error,
            Err(_) => failed = io::Error::new(io::ErrorKind::TimedOut, format!("no answer within {patience:?}")),
        }
    }
    Err(failed)
}

async fn to(host: &Host, port: u16, tls: Option<&TlsConnector>) -> io::Result<Box<dyn Duplex>> {
    let name = match host {
        Host::Unix(folder) => {
            return Ok(Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?));
        }
        Host::Tcp(name) => name.as_str(),
    };
    let stream = TcpStream::connect((name, port)).await?;
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(SILENCE))?;
    socket.set_tcp_user_timeout(Some(SILENCE))?;
    match tls {
        Some(tls) => Ok(Box::new(encrypt(stream, name, tls).await?)),
        None => Ok(Box::new(stream)),
    }
}

/// Asks for TLS and shakes hands. A server without it is refused: nothing is ever sent in the clear instead.
async fn encrypt(mut stream: TcpStream, host: &str, tls: &TlsConnector) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    stream.write_all(&TLS_PLEASE).await?;
    match stream.read_u8().await? {
        b'S' => tls.connect(name, stream).await,
        _ => Err(io::Error::other("PostgreSQL does not speak TLS there, and the database address asks for it")),
    }
}
