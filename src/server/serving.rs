//! Connections from their first byte to their last: bounded in number, and in time where nothing happens.
//!
//! | what somebody is slow with | how long they have |
//! |---|---|
//! | the head of a request, or the next request | [`HEAD`], here |
//! | the rest of a request | [`REQUEST`](super::REQUEST), for all of it |
//! | taking what they asked for | [`WRITE`], here, from one piece to the next |
//! | a TLS handshake, and the first byte after it | `tls::listener` |
//! | a WebSocket | its own limits, in `config` |
//!
//! axum's own loop waits for a request for ever, and takes as many connections as there are files.

use super::doors::{Admission, Doors};
use super::peer::Peer;
use super::trusted_proxy::TrustedProxy;
use axum::Router;
use axum::extract::connect_info::ConnectInfo;
use axum::http::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long the head of a request may take, and how long a connection may wait for the next one.
pub const HEAD: Duration = Duration::from_secs(30);

/// How long a client may take nothing of an answer that it has asked for. What is written ahead, the system's buffers
/// hold.
const WRITE: Duration = Duration::from_secs(60);

/// Connections at once over which no WebSocket goes (those have a limit of their own): a browser has up to six, for
/// half a minute after a page has come. One source has an eighth of them, so that it does not keep all others out; and
/// proxies, and what runs on this machine, are many people in one, and have as many again together.
const MOST: usize = 8_192;

/// How often it is told that connections are refused: a flood of them is none of the log.
const TELL: Duration = Duration::from_secs(60);

/// Speaks HTTP over whatever comes; after `stopping`, to the end of what has begun.
pub async fn serve<L>(mut listener: L, app: Router, proxies: &[TrustedProxy], stopping: impl Future<Output = ()>)
where
    L: Listener<Addr = Peer>,
{
    let places = Places { doors: Doors::new(MOST), shared: Arc::new(Semaphore::new(MOST)) };
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let (closing, conversations) = (CancellationToken::new(), TaskTracker::new());
    let mut stopping = std::pin::pin!(stopping);
    let mut told = None;
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stopping => break,
        };
        // Too many: this one goes, and the ones that are there stay.
        let Some(place) = places.take(peer.address, proxies) else {
            if told.is_none_or(|told: Instant| told.elapsed() > TELL) {
                told = Some(Instant::now());
                tracing::warn!("connections are refused: there are too many, in all or of one source");
            }
            continue;
        };
        let app = app.clone();
        let answers = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            hyper::service::Service::call(&TowerToHyperService::new(app.clone()), request)
        });
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(WRITE));
        let conversation = http.serve_connection(TokioIo::new(Box::pin(stream)), answers).with_upgrades();
        let closing = closing.clone();
        conversations.spawn(async move {
            let _place = place;
            let mut conversation = std::pin::pin!(conversation);
            let ended = tokio::select! {
                ended = &mut conversation => ended,
                () = closing.cancelled() => {
                    // What has been asked for is still answered.
                    conversation.as_mut().graceful_shutdown();
                    conversation.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    closing.cancel();
    conversations.close();
    conversations.wait().await;
}

/// Room for connections.
struct Places {
    doors: Doors,
    shared: Arc<Semaphore>,
}

/// One connection's. Dropping it makes room for another.
enum Place {
    Own { _admission: Admission },
    Shared { _permit: OwnedSemaphorePermit },
}

impl Places {
    fn take(&self, source: Option<IpAddr>, proxies: &[TrustedProxy]) -> Option<Place> {
        let is_shared = |ip: &IpAddr| ip.is_loopback() || proxies.iter().any(|proxy| proxy.is_at(Some(*ip)));
        match source.filter(|ip| !is_shared(ip)) {
            Some(ip) => self.doors.enter(ip).map(|_admission| Place::Own { _admission }),
            None => self.shared.clone().try_acquire_owned().ok().map(|_permit| Place::Shared { _permit }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::server::{Config, Data, REQUEST, State, Turn};
    use axum::routing::get;
    use clap::Parser;
    use std::io;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::sync::mpsc;

    /// Connections that a test makes.
    struct Made(mpsc::Receiver<DuplexStream>);

    impl Listener for Made {
        type Io = DuplexStream;
        type Addr = Peer;

        async fn accept(&mut self) -> (DuplexStream, Peer) {
            match self.0.recv().await {
                Some(stream) => (stream, Peer::default()),
                None => std::future::pending().await,
            }
        }

        fn local_addr(&self) -> io::Result<Peer> {
            Ok(Peer::default())
        }
    }

    /// A connection to a server of one page, which is larger than what waits on its way.
    async fn connected() -> DuplexStream {
        connected_to(Router::new().route("/", get(async || "x".repeat(64 * 1024)))).await
    }

    async fn connected_to(app: Router) -> DuplexStream {
        let (make, made) = mpsc::channel(1);
        tokio::spawn(async { serve(Made(made), app, &[], std::future::pending()).await });
        let (here, there) = duplex(16 * 1024);
        make.send(there).await.unwrap();
        here
    }

    const ASK: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /// How long until the other side closes it, and how many bytes came before.
    async fn closes(mut stream: DuplexStream) -> (Duration, usize) {
        let (began, mut all) = (Instant::now(), Vec::new());
        // It may break as well as end.
        let _ = stream.read_to_end(&mut all).await;
        (began.elapsed(), all.len())
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_ask_and_who_asks_no_more_is_let_go() {
        assert_eq!(closes(connected().await).await.0.as_secs(), HEAD.as_secs(), "silent from the beginning");
        let mut half = connected().await;
        half.write_all(&ASK[..20]).await.unwrap();
        assert_eq!(closes(half).await.0.as_secs(), HEAD.as_secs(), "in the middle of a request");
        let mut idle = connected().await;
        idle.write_all(ASK).await.unwrap();
        let (lasted, came) = closes(idle).await;
        assert!(lasted.as_secs() == HEAD.as_secs() && came > 64 * 1024, "after an answer: {lasted:?}, {came} bytes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_form_that_does_not_come_is_not_waited_for() {
        let config = Config::try_parse_from(["switchboard"]).unwrap();
        let state = State::new(config, Data::passing(), Turn::default(), None);
        let mut stream = connected_to(crate::server::router(state)).await;
        let head = "POST /sign-in HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Length: 9\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n\r\nname=A";
        stream.write_all(head.as_bytes()).await.unwrap();
        let (began, mut answer) = (Instant::now(), [0; 16]);
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!((&answer[..], began.elapsed().as_secs()), (&b"HTTP/1.1 408 Req"[..], REQUEST.as_secs()));
    }

    #[tokio::test(start_paused = true)]
    async fn who_asks_and_takes_no_answer_is_let_go() {
        let mut stream = connected().await;
        stream.write_all(ASK).await.unwrap();
        tokio::time::sleep(WRITE * 2).await;
        let (lasted, came) = closes(stream).await;
        assert!(lasted.is_zero() && came == 16 * 1024, "{lasted:?}, {came} bytes");
    }

    #[test]
    fn one_source_has_an_eighth_and_proxies_keep_nobody_out() {
        let places = Places { doors: Doors::new(16), shared: Arc::new(Semaphore::new(3)) };
        let proxies = ["192.0.2.1".parse().unwrap()];
        let held = |source: Option<&str>| {
            let source = source.map(|ip| ip.parse().unwrap());
            std::iter::from_fn(|| places.take(source, &proxies)).take(20).collect::<Vec<_>>()
        };
        let visitor = held(Some("192.0.2.2"));
        assert_eq!(visitor.len(), 2);
        let proxy = held(Some("192.0.2.1"));
        assert_eq!(proxy.len(), 3);
        assert_eq!(held(Some("127.0.0.1")).len() + held(None).len(), 0, "these share");
        assert_eq!(held(Some("192.0.2.3")).len(), 2, "and others are not kept out");
        drop((visitor, proxy));
        assert_eq!((held(Some("192.0.2.2")).len(), held(None).len()), (2, 3));
    }
}
