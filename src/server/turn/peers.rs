use super::Range;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whom a client may have data relayed to: whoever has an address that everybody can reach, and nobody whom this
/// server can reach and the client cannot. Otherwise a relay is a door into the network that it stands in.
///
/// At home every machine has a public IPv6 address, and the router's firewall is all that stands before it. So the /64
/// of each of the server's own IPv6 addresses, which is what one link has (RFC 4291, section 2.5.1), is refused; who
/// speaks from there is reached through a relay of their own. Other links of the same home have other prefixes, and
/// nothing tells those from a stranger's. Nor does anything portable tell how large the server's network is in IPv4:
/// its neighbours with public addresses are reached as all others are, unless the server's own firewall keeps it away.
pub struct Peers {
    own: Vec<IpAddr>,
    allowed: Vec<Range>,
}

/// What an address is to a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Somebody else's, out there.
    Allowed,
    /// This server's own: nothing is there for a client but the relayed addresses of others.
    Own,
    /// Not to be reached from here.
    Refused,
}

/// IPv4 ranges that are not public, by IANA's registry of special-purpose addresses (RFC 6890) and what came after.
const REFUSED_V4: [(Ipv4Addr, u8); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carriers' own
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, and where clouds keep their secrets
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// What is public in IPv6 begins with these three bits; and of that, these ranges are not.
const PUBLIC_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
const REFUSED_V6: [(Ipv6Addr, u8); 3] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments; Teredo is of them
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

impl Peers {
    /// With this server's own addresses, and the ranges that are allowed although they are not public.
    pub fn new(own: impl IntoIterator<Item = IpAddr>, allowed: Vec<Range>) -> Self {
        let own = own.into_iter().filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_canonical()).collect();
        Self { own, allowed }
    }

    /// What this address is. `is_local` tells whether it is one of this machine's, as far as the system knows.
    pub fn judge(&self, ip: IpAddr, is_local: impl FnOnce(IpAddr) -> bool) -> Verdict {
        let reached = reached(ip);
        if ip != ip.to_canonical() {
            // IPv4 in this disguise is nobody's address on a network; who has business there says it plainly.
            return Verdict::Refused;
        }
        if self.own.contains(&ip) || self.own.contains(&reached) {
            return Verdict::Own;
        }
        let is_excepted = || self.allowed.iter().any(|range| range.contains(ip) || range.contains(reached));
        let is_out_there = || is_public(ip) && is_public(reached) && !self.is_beside_own(ip) && !is_local(reached);
        if is_excepted() || is_out_there() { Verdict::Allowed } else { Verdict::Refused }
    }

    /// Whether an address is on the link of one of this server's own.
    fn is_beside_own(&self, ip: IpAddr) -> bool {
        let link = |ip: &IpAddr| match ip {
            IpAddr::V4(_) => None,
            IpAddr::V6(ip) => Some(ip.to_bits() >> 64),
        };
        link(&ip).is_some_and(|there| self.own.iter().filter_map(link).any(|here| here == there))
    }
}

/// The address that packets to this one come to in the end: some IPv6 addresses are IPv4 addresses in disguise.
fn reached(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip.to_canonical() else { return ip.to_canonical() };
    let s = v6.segments();
    let inner = match s {
        // IPv4-compatible, and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => Some((high, low)),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => Some((high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some((high, low)),
        // Teredo (RFC 4380) hides the client's with all bits turned.
        [0x2001, 0, .., high, low] => Some((!high, !low)),
        _ => None,
    };
    inner.map_or(IpAddr::V6(v6), |(high, low)| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)).into())
}

/// Whether everybody can reach an address, as far as it says itself.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !REFUSED_V4.iter().any(|(first, bits)| {
            let free = 32 - u32::from(*bits);
            ip.to_bits() >> free == first.to_bits() >> free
        }),
        IpAddr::V6(ip) => {
            let is_in = |(first, bits): (Ipv6Addr, u8)| {
                let free = 128 - u32::from(bits);
                ip.to_bits() >> free == first.to_bits() >> free
            };
            // NAT64 is outside of what is public and leads there all the same. Its other prefix (RFC 8215) is a
            // network's own, which alone knows where in it an IPv4 address stands.
            let is_nat64 = ip.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
            is_nat64 || is_in(PUBLIC_V6) && !REFUSED_V6.into_iter().any(is_in)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOT_LOCAL: fn(IpAddr) -> bool = |_| false;

    fn judge(peers: &Peers, ip: &str) -> Verdict {
        peers.judge(ip.parse().unwrap(), NOT_LOCAL)
    }

    #[test]
    fn whom_one_can_have_relayed_to() {
        let own = ["1.2.3.4".parse().unwrap(), "2a00::1".parse().unwrap(), "0.0.0.0".parse().unwrap()];
        let peers = Peers::new(own, Vec::new());
        for ip in [
            // Loopback, unspecified, link-local, private, carriers' own.
            "127.0.0.1",
            "127.255.255.254",
            "::1",
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "169.254.169.254",
            "fe80::1",
            "10.0.0.1",
            "10.255.255.255",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "fc00::1",
            "fd12::1",
            "100.64.0.1",
            "100.127.255.255",
            // Multicast, broadcast, documentation, benchmarks, reserved.
            "224.0.0.1",
            "239.255.255.255",
            "ff02::1",
            "ff0e::1",
            "255.255.255.255",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "2001:db8::1",
            "3fff::1",
            "198.18.0.1",
            "198.19.255.255",
            "2001:2::1",
            "240.0.0.1",
            "192.0.0.1",
            "100::1",
            "4000::1",
            "5f00::1",
            "fec0::1",
            // The same in disguise: mapped, compatible, 6to4, NAT64 in both forms, Teredo.
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:8.8.8.8",
            "::ffff:1.2.3.4",
            "::127.0.0.1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::c0a8:1",
            "64:ff9b:1:808:808::",
            "2001:0:1:2:3:4:80ff:fffe",
            // Teredo at all: nobody has used it for years.
            "2001:0:1:2:3:4:f7f7:f7f7",
        ] {
            assert_eq!(judge(&peers, ip), Verdict::Refused, "{ip}");
        }
        for ip in ["1.2.3.4", "2002:102:304::1", "64:ff9b::102:304", "2a00::1"] {
            assert_eq!(judge(&peers, ip), Verdict::Own, "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.1.1.1",
            "2a00:0:0:1::1",
            "2606:4700::1",
            "2002:808:808::1",
            "64:ff9b::808:808",
        ] {
            assert_eq!(judge(&peers, ip), Verdict::Allowed, "{ip}");
        }
    }

    #[test]
    fn who_is_on_the_servers_own_link_is_not_out_there() {
        let own = ["2a00:1:2:3::5".parse().unwrap(), "1.2.3.4".parse().unwrap()];
        let peers = Peers::new(own, vec!["2a00:1:2:3::a".parse().unwrap()]);
        for (ip, verdict) in [
            ("2a00:1:2:3::5", Verdict::Own),
            ("2a00:1:2:3::9", Verdict::Refused),
            ("2a00:1:2:3:ffff:ffff:ffff:ffff", Verdict::Refused),
            ("2a00:1:2:3::a", Verdict::Allowed),
            ("2a00:1:2:2::9", Verdict::Allowed),
            ("2a00:1:2:4::9", Verdict::Allowed),
            ("1.2.3.5", Verdict::Allowed),
        ] {
            assert_eq!(judge(&peers, ip), verdict, "{ip}");
        }
    }

    #[test]
    fn ranges_can_be_allowed_but_never_ones_own_address() {
        let allowed = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let peers = Peers::new(["10.0.0.5".parse().unwrap()], allowed);
        for ip in ["10.0.0.1", "2002:a00:1::1", "fd00::1"] {
            assert_eq!(judge(&peers, ip), Verdict::Allowed, "{ip}");
        }
        assert_eq!(judge(&peers, "10.0.0.5"), Verdict::Own);
        assert_eq!(judge(&peers, "192.168.0.1"), Verdict::Refused);
    }

    #[test]
    fn another_public_address_of_this_machine_is_refused() {
        let peers = Peers::new([], Vec::new());
        assert_eq!(peers.judge("8.8.8.8".parse().unwrap(), |_| true), Verdict::Refused);
        assert_eq!(peers.judge("2002:808:808::1".parse().unwrap(), |ip| ip.is_ipv4()), Verdict::Refused);
    }
}
