use super::range::Range;
use std::net::IpAddr;
use std::str::FromStr;

/// A proxy whose word about its visitors is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustedProxy {
    /// Whoever connects from one of these addresses.
    From(Range),
    /// Whoever connects to the Unix socket: its mode says who can.
    Unix,
}

impl TrustedProxy {
    /// Whether it is the one at this address, or without one.
    pub fn is_at(&self, address: Option<IpAddr>) -> bool {
        match (self, address) {
            (Self::From(range), Some(address)) => range.contains(address),
            (Self::Unix, None) => true,
            (Self::From(_), None) | (Self::Unix, Some(_)) => false,
        }
    }
}

impl FromStr for TrustedProxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "unix" { Ok(Self::Unix) } else { text.parse().map(Self::From) }
    }
}
