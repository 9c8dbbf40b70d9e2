use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Addresses that nobody has (RFC 5737, RFC 3849), and then private ones: for a way to either, the system chooses an
/// address of this machine. Nothing is sent.
const SOMEWHERE: [IpAddr; 5] = [
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
    IpAddr::V4(Ipv4Addr::new(192, 168, 255, 254)),
    IpAddr::V4(Ipv4Addr::new(10, 255, 255, 254)),
    IpAddr::V4(Ipv4Addr::new(172, 31, 255, 254)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// The address by which others on the network reach a server that listens at `site`; `None` when none do.
pub fn address(site: IpAddr) -> Option<IpAddr> {
    if site.is_loopback() {
        return None;
    }
    if !site.is_unspecified() {
        return Some(site);
    }
    let towards = |there: IpAddr| {
        let any: IpAddr = if there.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = UdpSocket::bind((any, 0)).ok()?;
        socket.connect(SocketAddr::new(there, 9)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    };
    // A socket for every IPv6 address takes IPv4 as well, not the other way round.
    let usable = |ip: &IpAddr| !ip.is_loopback() && !ip.is_unspecified() && (ip.is_ipv4() || site.is_ipv6());
    SOMEWHERE.into_iter().filter_map(towards).find(usable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_reaches_the_loopback_and_an_address_is_itself() {
        for (site, reached) in [("127.0.0.1", None), ("::1", None), ("192.168.1.5", Some("192.168.1.5"))] {
            assert_eq!(address(site.parse().unwrap()), reached.map(|ip| ip.parse().unwrap()), "{site}");
        }
    }

    #[test]
    fn everywhere_is_some_address_of_this_machine() {
        // A machine without a network has none; whatever it is, it is one that can be listened at.
        for site in ["0.0.0.0", "::"] {
            if let Some(ip) = address(site.parse().unwrap()) {
                assert!(UdpSocket::bind((ip, 0)).is_ok() && !ip.is_loopback() && !ip.is_unspecified(), "{ip}");
            }
        }
    }
}
