use super::certificates::{CHALLENGE, Certificates};
use crate::server::Peer;
use crate::server::doors::Doors;
use crate::server::listen::in_turn;
use crate::server::serving;
use crate::server::turn::{Sniffed, Speaks, Turn};
use axum::serve::Listener;
use futures_util::future::select_all;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a client may be silent after it: as long as over plain HTTP. Browsers open connections that they may come to
/// need, and open others when they do.
const SILENCE: Duration = serving::HEAD;

/// Connections at once that have not said anything over TLS; one source has an eighth of them.
const MOST: usize = 2_048;

/// The one that there are pages over.
const HTTP: &[u8] = b"http/1.1";

/// Takes connections over TLS. Handshakes go on beside each other and are bounded in time and number, so that whoever
/// begins one and says nothing more keeps nobody else waiting. Clients of the relay come here too, where no other port is
/// open to them: what they say first tells.
pub struct TlsListener {
    tcp: Vec<TcpListener>,
    /// How far the taking of turns is.
    next: usize,
    acceptor: TlsAcceptor,
    doors: Doors,
    turn: Turn,
    /// They end when the listener does.
    handshakes: JoinSet<Option<Accepted>>,
}

type Stream = Sniffed<TlsStream<TcpStream>>;

type Accepted = (Stream, Peer);

impl TlsListener {
    /// Around these, one at least; `turn` is the relay whose clients come here too.
    pub fn new(tcp: Vec<TcpListener>, certificates: &Certificates, turn: Turn) -> Self {
        let acceptor = certificates.config(&[HTTP, CHALLENGE]).into();
        Self { tcp, next: 0, acceptor, doors: Doors::new(MOST), turn, handshakes: JoinSet::new() }
    }

    fn begin(&mut self, stream: TcpStream, from: SocketAddr) {
        // Too many: this one goes, and the ones that have begun go on.
        let Some(room) = self.doors.enter(from.ip()) else { return };
        let (acceptor, turn) = (self.acceptor.clone(), self.turn.clone());
        self.handshakes.spawn(async move {
            // A frame does not wait for the one before it to be acknowledged. Where the system refuses, it is slower.
            let _ = stream.set_nodelay(true);
            let here = stream.local_addr().ok()?;
            let stream = handshake(acceptor, stream).await?;
            let stream = tokio::time::timeout(SILENCE, Sniffed::new(stream)).await.ok()?.ok()?;
            drop(room);
            if stream.speaks() == Speaks::Turn {
                turn.take(stream, from, here);
                return None;
            }
            Some((stream, Peer::over_tls(from)))
        });
    }
}

impl Listener for TlsListener {
    type Io = Stream;
    type Addr = Peer;

    async fn accept(&mut self) -> Accepted {
        loop {
            let came = select_all(in_turn(&mut self.tcp, &mut self.next).map(|tcp| Box::pin(Listener::accept(tcp))));
            let (stream, from) = tokio::select! {
                Some(done) = self.handshakes.join_next() => match done {
                    Ok(Some(accepted)) => return accepted,
                    _ => continue,
                },
                (connection, ..) = came => connection,
            };
            self.begin(stream, from);
        }
    }

    fn local_addr(&self) -> io::Result<Peer> {
        self.tcp.first().map_or_else(|| Ok(Peer::default()), |tcp| tcp.local_addr().map(Peer::over_tls))
    }
}

async fn handshake(acceptor: TlsAcceptor, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    let done = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
    match done {
        // An authority that has seen the answer to its challenge wants nothing more (RFC 8737, section 3).
        Ok(Ok(stream)) => Some(stream).filter(|stream| stream.get_ref().1.alpn_protocol() != Some(CHALLENGE)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "a TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!("a TLS handshake took too long");
            None
        }
    }
}
