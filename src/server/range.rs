use std::net::IpAddr;
use std::str::FromStr;

/// A range of addresses: `10.0.0.0/8`, `2001:db8::/32`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: IpAddr,
    bits: u8,
}

impl Range {
    /// Whether an address is one of these. IPv4 and IPv6 are two worlds.
    pub fn contains(&self, ip: IpAddr) -> bool {
        match (self.first, ip) {
            (IpAddr::V4(first), IpAddr::V4(ip)) => same(first.to_bits().into(), ip.to_bits().into(), 32 - self.bits),
            (IpAddr::V6(first), IpAddr::V6(ip)) => same(first.to_bits(), ip.to_bits(), 128 - self.bits),
            _ => false,
        }
    }
}

/// Whether two addresses differ in their last bits only. All bits of them may be free.
fn same(one: u128, other: u128, free: u8) -> bool {
    (one ^ other).checked_shr(free.into()).unwrap_or(0) == 0
}

impl FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("a range of addresses is wanted, such as 10.0.0.0/8, not {text:?}");
        let (ip, bits) = text.split_once('/').map_or((text, None), |(ip, bits)| (ip, Some(bits)));
        let first: IpAddr = ip.parse().map_err(|_| wrong())?;
        let all = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), |bits| bits.parse().ok().filter(|bits| *bits <= all).ok_or_else(wrong))?;
        // An IPv4 address as IPv6 writes it (RFC 4291, section 2.5.5.2) is met as itself.
        match first {
            IpAddr::V6(mapped) if bits >= 96 => {
                let own = mapped.to_ipv4_mapped().map(|own| Self { first: own.into(), bits: bits - 96 });
                Ok(own.unwrap_or(Self { first, bits }))
            }
            _ => Ok(Self { first, bits }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_what_it_says() {
        for (range, inside, outside) in [
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.1.2.3", "10.1.2.3", "10.1.2.4"),
            ("0.0.0.0/0", "255.1.2.3", "::"),
            ("::/0", "ffff::", "1.2.3.4"),
            ("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::"),
            ("::1", "::1", "::2"),
            ("::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.0"),
            ("::ffff:10.0.0.1", "10.0.0.1", "::10.0.0.1"),
        ] {
            let parsed: Range = range.parse().unwrap();
            assert!(parsed.contains(inside.parse().unwrap()), "{range} {inside}");
            assert!(!parsed.contains(outside.parse().unwrap()), "{range} {outside}");
        }
    }

    #[test]
    fn what_is_none_is_refused() {
        for wrong in ["", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "x/8", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Range>().is_err(), "{wrong:?}");
        }
    }
}
