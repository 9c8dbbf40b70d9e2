use super::session::Transport;
use std::net::{IpAddr, SocketAddr};

/// The other end of a connection: a browser, or the proxy before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// Its address; the other end of a Unix socket has none.
    pub address: Option<IpAddr>,
    /// What it speaks to us over, where that says what the visitor's browser speaks: in the clear it does not, because a
    /// proxy that nobody told us of may have taken TLS off.
    pub transport: Option<Transport>,
}

impl Peer {
    /// One that speaks TLS to us.
    pub fn over_tls(address: SocketAddr) -> Self {
        Self { transport: Some(Transport::Https), ..address.into() }
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self { address: Some(address.ip().to_canonical()), transport: None }
    }
}
