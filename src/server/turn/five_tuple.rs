use std::net::{IpAddr, SocketAddr};

/// A client's way to the server, by which an allocation is found (RFC 8656, section 3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FiveTuple {
    /// Over what.
    pub transport: Transport,
    /// Where the client's packets come from.
    pub client: SocketAddr,
    /// Where the server takes them.
    pub server: SocketAddr,
}

/// Over what a client speaks with the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A connection.
    Tcp,
}

/// The two worlds of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// IPv4
    V4,
    /// IPv6
    V6,
}

impl Family {
    /// The one that an address belongs to.
    pub fn of(ip: IpAddr) -> Self {
        if ip.is_ipv4() { Self::V4 } else { Self::V6 }
    }
}

/// The same address without the disguise that a socket for both families gives to IPv4.
pub fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
