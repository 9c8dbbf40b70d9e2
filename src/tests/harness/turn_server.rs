use super::{Certificate, TurnClient, within};
use clap::Parser;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use switchboard::protocol::{CallId, Side};
use switchboard::server::Config;
use switchboard::server::turn::{Credentials, Secret, Tls, Turn};
use tokio::net::UdpSocket;

/// The call that its tests are about. It is open.
pub const CALL: CallId = CallId(7);

/// Where it is, unless it is told otherwise.
const HERE: [&str; 4] = ["--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"];

/// A relay in this process at 127.0.0.1, on a port of its own. It ends when it is dropped.
pub struct TurnServer(Turn);

impl TurnServer {
    /// One that relays to the rest of 127.0.0.0/8, where tests have their peers.
    pub async fn start() -> Self {
        Self::with(&["--turn-allow", "127.0.0.0/8"]).await
    }

    /// One with these arguments on its command line.
    pub async fn with(args: &[&str]) -> Self {
        Self::at(&HERE, args, None)
    }

    /// One at a place that these arguments say.
    pub fn only_with(args: &[&str]) -> Self {
        Self::at(&[], args, None)
    }

    /// One with a certificate, and the pages at port 443 of it.
    pub async fn with_tls(certificate: &Certificate) -> Self {
        let (config, host) = (certificate.server(), Certificate::HOST.to_owned());
        Self::at(&HERE, &["--turn-allow", "127.0.0.0/8"], Some(Tls { config, host, pages: Some(443) }))
    }

    /// One at ::1; `None` where the machine has no IPv6.
    pub async fn v6() -> Option<Self> {
        UdpSocket::bind("[::1]:0").await.ok()?;
        Some(Self::at(&["--public-ip", "::1", "--turn-addr", "[::1]:0"], &[], None))
    }

    fn at(place: &[&str], args: &[&str], tls: Option<Tls>) -> Self {
        let config = Config::try_parse_from([&["switchboard"], place, args].concat()).expect("good arguments");
        let turn = Turn::start(&config.turn, Ipv4Addr::LOCALHOST.into(), secret(), tls).expect("a start");
        turn.open(CALL);
        Self(turn)
    }

    pub fn address(&self) -> SocketAddr {
        self.addresses()[0]
    }

    pub fn who(&self, side: Side) -> Credentials {
        self.credentials(CALL, side).expect("the call is open")
    }

    pub async fn over_udp(&self, side: Side) -> TurnClient {
        self.over_udp_as(self.who(side)).await
    }

    pub async fn over_udp_as(&self, who: Credentials) -> TurnClient {
        TurnClient::over_udp(self.address(), who).await
    }

    pub async fn over_tcp(&self, side: Side) -> TurnClient {
        TurnClient::over_tcp(self.address(), self.who(side)).await
    }

    /// Done when nobody has an address any more.
    pub async fn has_lent_nothing(&self) {
        within(async {
            while self.allocations() > 0 {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }
}

impl Deref for TurnServer {
    type Target = Turn;
    fn deref(&self) -> &Turn {
        &self.0
    }
}

impl Drop for TurnServer {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// What its passwords are made with.
pub fn secret() -> Secret {
    Secret::derive(b"a key of tests")
}

/// Somebody out there, or what is one to the relay.
pub async fn peer() -> UdpSocket {
    UdpSocket::bind("127.0.0.2:0").await.unwrap()
}

/// The next datagram, and who sent it.
pub async fn received(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 8_192];
    let (length, from) = within(socket.recv_from(&mut buffer)).await.unwrap();
    (buffer[..length].to_vec(), from)
}
