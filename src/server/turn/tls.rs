use crate::server::doors::Doors;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;

/// What the relay needs to be reached over TLS: at its own port, where TLS, STUN and data on a channel are told apart
/// by the first byte.
#[derive(Clone)]
pub struct Tls {
    /// Certificate and key.
    pub config: Arc<ServerConfig>,
    /// Whom the certificate is for: browsers compare it with the host of the address that they are told.
    pub host: String,
    /// The port where the pages are served over TLS, which takes the relay's clients too: it is open where no other is.
    pub pages: Option<u16>,
}

/// The first byte of a connection that begins with a handshake (RFC 8446, section 5.1). A STUN message begins with two
/// zero bits, and data on a channel with 0x40 to 0x4f.
const HANDSHAKE: u8 = 0x16;

/// How long a client may take to say its first byte, and then to finish its handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// Handshakes at once, of which one source has an eighth: each is a millisecond of a core, and a few kilobytes until it
/// is done.
const AT_ONCE: usize = 512;

/// Tells TLS from the rest, and shakes hands.
#[derive(Clone)]
pub struct Handshakes {
    acceptor: TlsAcceptor,
    doors: Doors,
}

/// What a connection turns out to be.
pub enum Accepted {
    /// As it came.
    Plain(TcpStream),
    /// After a handshake.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Handshakes {
    /// With this certificate.
    pub fn new(config: Arc<ServerConfig>) -> Self {
        Self { acceptor: TlsAcceptor::from(config), doors: Doors::new(AT_ONCE) }
    }

    /// Looks at the first byte, and leaves it where it is.
    ///
    /// # Errors
    /// When the client takes too long or says nothing, when its handshake fails, or too many wait for theirs.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Accepted> {
        let mut first = [0];
        if tokio::time::timeout(PATIENCE, stream.peek(&mut first)).await?? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if first != [HANDSHAKE] {
            return Ok(Accepted::Plain(stream));
        }
        let from = stream.peer_addr()?.ip();
        let _room = self.doors.enter(from).ok_or(io::ErrorKind::QuotaExceeded)?;
        let stream = tokio::time::timeout(PATIENCE, self.acceptor.accept(stream)).await??;
        Ok(Accepted::Tls(Box::new(stream)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;
    use tokio::time::Instant;
    use tokio_rustls::rustls::crypto::ring::default_provider;
    use tokio_rustls::rustls::server::ResolvesServerCertUsingSni;

    #[tokio::test(start_paused = true)]
    async fn whoever_says_nothing_is_let_go() {
        let config = ServerConfig::builder_with_provider(default_provider().into());
        let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
        let config = config.with_cert_resolver(Arc::new(ResolvesServerCertUsingSni::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _silent = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let began = Instant::now();
        assert!(Handshakes::new(Arc::new(config)).accept(stream).await.is_err());
        assert_eq!(began.elapsed().as_secs(), PATIENCE.as_secs());
    }
}
