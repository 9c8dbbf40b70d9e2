//! Where the server listens: a TCP address, a Unix socket, or what systemd hands over.

#[cfg(unix)]
mod unix;

use super::peer::Peer;
use super::systemd;
use crate::protocol::BasePath;
use futures_util::future::select_all;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

/// Where somebody wants the server to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An address and a port.
    Tcp(SocketAddr),
    /// A file that is a socket.
    Unix(PathBuf),
}

impl Place {
    /// The address of this machine, where it is one.
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Tcp(at) => Some(at.ip()),
            Self::Unix(_) => None,
        }
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("unix:") {
            Some("") => Err("a path is wanted after unix:, such as unix:/run/switchboard.sock".to_owned()),
            Some(path) => Ok(Self::Unix(path.into())),
            None => text.parse().map(Self::Tcp).map_err(|_| {
                "an address with a port is wanted, such as 127.0.0.1:3000, or a socket, such as \
                 unix:/run/switchboard.sock"
                    .to_owned()
            }),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// What speaks against TLS.
const NO_TLS: &str = "HTTPS is not spoken over a Unix socket: leave out --https, or choose IP:PORT with --addr.";

/// Listens at one place or, if systemd says so, at several.
pub struct Listener {
    bound: Vec<Bound>,
    /// How far the taking of turns is.
    next: usize,
}

/// Listens at one place.
pub(super) enum Bound {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(unix::Listener),
}

/// A connection of any kind.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S> Stream for S where S: AsyncRead + AsyncWrite + Send + Unpin {}

impl Listener {
    /// Listens where systemd says, and where that says nothing, at this place.
    ///
    /// # Errors
    /// With what is wrong, and what to do.
    pub async fn open(place: &Place) -> Result<Self, String> {
        let passed = systemd::sockets()?;
        if passed.is_empty() { Self::at(place).await } else { Ok(Self { bound: passed, next: 0 }) }
    }

    /// Listens at this place.
    ///
    /// # Errors
    /// With what is wrong, and what to do.
    pub async fn at(place: &Place) -> Result<Self, String> {
        let bound = match place {
            Place::Tcp(address) => Bound::Tcp(bind(*address, "--addr").await?),
            #[cfg(unix)]
            Place::Unix(path) => Bound::Unix(unix::Listener::bind(path)?),
            #[cfg(not(unix))]
            Place::Unix(_) => return Err("this system has no Unix sockets; choose IP:PORT with --addr".to_owned()),
        };
        Ok(Self { bound: vec![bound], next: 0 })
    }

    /// The address of this machine that pages are served at: that which only this machine has, if there is no other.
    pub fn ip(&self) -> IpAddr {
        self.tcp().next().map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip())
    }

    /// The address and port, where there is one.
    pub fn tcp(&self) -> impl Iterator<Item = SocketAddr> {
        self.bound.iter().filter_map(|bound| match bound {
            Bound::Tcp(listener) => listener.local_addr().ok(),
            #[cfg(unix)]
            Bound::Unix(_) => None,
        })
    }

    /// Whether TLS can go over all of it.
    ///
    /// # Errors
    /// When it cannot: what to do.
    pub fn speaks_tls(&self) -> Result<(), String> {
        if self.tcp().count() == self.bound.len() { Ok(()) } else { Err(NO_TLS.to_owned()) }
    }

    /// The sockets of TCP alone, which TLS goes over.
    ///
    /// # Errors
    /// When there are others, or none.
    pub fn into_tcp(self) -> Result<Vec<TcpListener>, String> {
        let tcp = |bound| match bound {
            Bound::Tcp(listener) => Ok(listener),
            #[cfg(unix)]
            Bound::Unix(_) => Err(NO_TLS.to_owned()),
        };
        let sockets = self.bound.into_iter().map(tcp).collect::<Result<Vec<_>, String>>()?;
        if sockets.is_empty() { Err("there is nothing to listen at".to_owned()) } else { Ok(sockets) }
    }

    /// Where it listens, for whoever wants to listen or connect there.
    pub fn places(&self) -> Vec<Place> {
        let place = |bound: &Bound| match bound {
            Bound::Tcp(listener) => listener.local_addr().ok().map(Place::Tcp),
            #[cfg(unix)]
            Bound::Unix(listener) => listener.path().map(Place::Unix),
        };
        self.bound.iter().filter_map(place).collect()
    }

    /// Where it listens, to be read, with what is spoken there and the site's own path.
    pub fn addresses(&self, scheme: &str, base: &BasePath) -> String {
        let path = if base.as_str().is_empty() { String::new() } else { base.of("/") };
        let address = |bound: &Bound| match bound {
            Bound::Tcp(listener) => listener.local_addr().map_or(String::new(), |at| format!("{scheme}://{at}{path}")),
            #[cfg(unix)]
            Bound::Unix(listener) => listener.to_string(),
        };
        self.bound.iter().map(address).collect::<Vec<_>>().join(" and ")
    }
}

impl axum::serve::Listener for Listener {
    type Io = Box<dyn Stream>;
    type Addr = Peer;

    async fn accept(&mut self) -> (Self::Io, Peer) {
        // There is one at least; and what is not ready loses nothing when it is dropped.
        select_all(in_turn(&mut self.bound, &mut self.next).map(|bound| Box::pin(bound.accept()))).await.0
    }

    fn local_addr(&self) -> io::Result<Peer> {
        Ok(self.tcp().next().map_or_else(Peer::default, Peer::from))
    }
}

impl Bound {
    async fn accept(&mut self) -> (Box<dyn Stream>, Peer) {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = axum::serve::Listener::accept(listener).await;
                // A frame does not wait for the one before it to be acknowledged (RFC 896, RFC 1122 section 4.2.3.4).
                // Where the system refuses, it is slower and nothing else.
                let _ = stream.set_nodelay(true);
                (Box::new(stream), address.into())
            }
            #[cfg(unix)]
            Self::Unix(listener) => (Box::new(listener.accept().await), Peer::default()),
        }
    }
}

/// All of them, each time beginning with the next: where several are ready the first is served, and none has to wait for
/// a busier one.
pub(super) fn in_turn<'a, T>(all: &'a mut [T], next: &mut usize) -> impl Iterator<Item = &'a mut T> {
    *next = (*next + 1) % all.len().max(1);
    let (before, after) = all.split_at_mut(*next);
    after.iter_mut().chain(before)
}

/// Listens at an address that this flag gave.
///
/// # Errors
/// With what is wrong, and what to do.
pub(super) async fn bind(address: SocketAddr, flag: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| tcp(address, flag, &error))
}

/// Why there is no listening at an address.
fn tcp(address: SocketAddr, flag: &str, error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::AddrInUse => {
            format!("{address} is in use by another program. Stop that one, or choose another port with {flag}.")
        }
        ErrorKind::PermissionDenied => {
            format!("{address} may not be used by this user. Ports below 1024 need a privilege; try a higher one.")
        }
        _ => format!("cannot listen on {address}: {error}. Choose another address with {flag}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_first_once_and_none_is_left_out() {
        let (mut all, mut first) = ([1, 2, 3], 0);
        let mut next = || in_turn(&mut all, &mut first).map(|each| *each).collect::<Vec<_>>();
        assert_eq!([next(), next(), next()], [vec![2, 3, 1], vec![3, 1, 2], vec![1, 2, 3]]);
        assert_eq!(in_turn(&mut [0; 0], &mut first).count(), 0);
    }
}
