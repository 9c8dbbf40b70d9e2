use super::certificates::{CHALLENGE, Certificates};
use crate::server::turn::doors::{Admission, Doors};
use axum::serve::Listener;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Handshakes at once; one source has an eighth of them.
const MOST: usize = 2_048;

/// The one that there are pages over.
const HTTP: &[u8] = b"http/1.1";

/// Takes connections over TLS. Handshakes go on beside each other and are bounded in time and number, so that whoever
/// begins one and says nothing more keeps nobody else waiting.
pub struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
    doors: Doors,
    /// They end when the listener does.
    handshakes: JoinSet<Option<Accepted>>,
}

type Accepted = (TlsStream<TcpStream>, SocketAddr);

impl TlsListener {
    /// Around this one.
    pub fn new(tcp: TcpListener, certificates: &Certificates) -> Self {
        let acceptor = certificates.config(&[HTTP, CHALLENGE]).into();
        Self { tcp, acceptor, doors: Doors::new(MOST), handshakes: JoinSet::new() }
    }

    fn begin(&mut self, stream: TcpStream, from: SocketAddr) {
        // Too many: this one goes, and the ones that have begun go on.
        if let Some(admission) = self.doors.enter(from.ip()) {
            self.handshakes.spawn(handshake(self.acceptor.clone(), stream, from, admission));
        }
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Accepted {
        loop {
            tokio::select! {
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some(accepted)) = done {
                        return accepted;
                    }
                }
                (stream, from) = Listener::accept(&mut self.tcp) => self.begin(stream, from),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn handshake(acceptor: TlsAcceptor, stream: TcpStream, from: SocketAddr, room: Admission) -> Option<Accepted> {
    // A frame does not wait for the one before it to be acknowledged. Where the system refuses, it is slower.
    let _ = stream.set_nodelay(true);
    let done = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
    drop(room);
    let stream = match done {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            return None;
        }
        Err(_) => {
            tracing::debug!("a TLS handshake took too long");
            return None;
        }
    };
    // An authority that has seen the answer to its challenge wants nothing more (RFC 8737, section 3).
    let was_challenge = stream.get_ref().1.alpn_protocol() == Some(CHALLENGE);
    (!was_challenge).then_some((stream, from))
}
