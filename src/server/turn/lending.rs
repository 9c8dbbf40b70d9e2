use super::five_tuple::Family;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::ops::RangeInclusive;

/// An address that ports are lent of: as others see it, and as this machine calls it. Behind a NAT that passes the
/// ports on, as clouds have it, these are two.
#[derive(Clone, Copy, Debug)]
pub struct Lending {
    /// What clients are told.
    pub public: IpAddr,
    local: IpAddr,
}

/// Ports that are tried before none is free.
const TRIES: usize = 32;

impl Lending {
    /// Of this public address, on a machine that listens at these.
    pub fn new(public: IpAddr, listening: &[SocketAddr]) -> Self {
        let family = Family::of(public);
        let listening = listening.iter().map(SocketAddr::ip);
        let mut candidates = std::iter::once(public).chain(listening.filter(|ip| Family::of(*ip) == family));
        let everywhere = match family {
            Family::V4 => Ipv4Addr::UNSPECIFIED.into(),
            Family::V6 => Ipv6Addr::UNSPECIFIED.into(),
        };
        Self { public, local: candidates.find(|ip| is_bindable(*ip)).unwrap_or(everywhere) }
    }

    /// The family of its address.
    pub fn family(&self) -> Family {
        Family::of(self.public)
    }

    /// What this machine calls it.
    pub fn local(&self) -> IpAddr {
        self.local
    }

    /// A socket at a port of the range that nobody can guess (RFC 8656, section 7.2), and what the others call it.
    pub fn open(&self, ports: &RangeInclusive<u16>) -> Option<(UdpSocket, SocketAddr)> {
        (0..TRIES).find_map(|_| {
            let port = rand::random_range(ports.clone());
            let socket = bind(SocketAddr::new(self.local, port)).ok()?;
            Some((socket, SocketAddr::new(self.public, port)))
        })
    }
}

/// A socket that a runtime can have.
pub fn bind(at: SocketAddr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind(at)?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}

/// Whether an address is one of this machine's; or the system lets anybody have any.
pub fn is_bindable(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}
