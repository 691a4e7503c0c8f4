//! The way to PostgreSQL: a socket of the file system, or TCP that notices when the other side has gone.

use std::io;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

const PORT: u16 = 5432;
/// After so long a server that vanished without a word is taken for gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Bytes in both directions.
pub(super) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Reaches the first of the hosts that answers.
pub(super) async fn reach(config: &Config) -> io::Result<Box<dyn Duplex>> {
    let mut failed = io::Error::other("the database address names no host");
    for (number, host) in config.get_hosts().iter().enumerate() {
        let ports = config.get_ports();
        let port = ports.get(number).or(ports.first()).copied().unwrap_or(PORT);
        match to(host, port).await {
            Ok(socket) => return Ok(socket),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

async fn to(host: &Host, port: u16) -> io::Result<Box<dyn Duplex>> {
    match host {
        Host::Unix(folder) => Ok(Box::new(UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?)),
        Host::Tcp(name) => {
            let stream = TcpStream::connect((name.as_str(), port)).await?;
            stream.set_nodelay(true)?;
            let socket = SockRef::from(&stream);
            socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(SILENCE))?;
            socket.set_tcp_user_timeout(Some(SILENCE))?;
            Ok(Box::new(stream))
        }
    }
}
