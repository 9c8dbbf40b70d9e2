use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::net::SocketAddr;
use std::time::Duration;

/// Makes nonces, and tells its own from others, without remembering any: a nonce is when it was made, and a signature
/// over that and over who it was made for. So asking for nonces takes no memory, however often.
pub struct Nonces {
    key: [u8; 32],
}

/// What a nonce is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// One of ours, for this client, and young enough.
    Fresh,
    /// Anything else.
    Stale,
}

impl Nonces {
    /// How long a nonce is good: RFC 8656, section 5, recommends an hour.
    pub const LIFE: Duration = Duration::from_secs(3_600);

    /// Characters of the time, and of the signature after it.
    const TIME: usize = 8;
    const SIGNATURE: usize = 16;

    /// Made with this key, which has to be random and need not outlive the process.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// A nonce for a client.
    pub fn make(&self, client: SocketAddr, now: Duration) -> String {
        self.made_at(client, now.as_secs() as u32)
    }

    /// Whether this is such a one.
    pub fn judge(&self, nonce: &str, client: SocketAddr, now: Duration) -> Freshness {
        let time = nonce.get(..Self::TIME).and_then(|time| u32::from_str_radix(time, 16).ok());
        let Some(time) = time.filter(|_| nonce.len() == Self::TIME + Self::SIGNATURE) else {
            return Freshness::Stale;
        };
        // It says nothing of a secret how long this comparison takes: whoever guesses one nonce has gained nothing.
        let is_ours = self.made_at(client, time) == nonce;
        let age = (now.as_secs() as u32).checked_sub(time);
        if is_ours && age.is_some_and(|age| u64::from(age) < Self::LIFE.as_secs()) {
            Freshness::Fresh
        } else {
            Freshness::Stale
        }
    }

    fn made_at(&self, client: SocketAddr, time: u32) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(&time.to_be_bytes());
        mac.update(&client.port().to_be_bytes());
        match client.ip() {
            std::net::IpAddr::V4(ip) => mac.update(&ip.octets()),
            std::net::IpAddr::V6(ip) => mac.update(&ip.octets()),
        }
        let signature = mac.finalize().into_bytes();
        let mut nonce = format!("{time:08x}");
        for byte in &signature[..Self::SIGNATURE / 2] {
            nonce.push_str(&format!("{byte:02x}"));
        }
        nonce
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(5_000);

    #[test]
    fn a_nonce_is_good_for_its_client_for_an_hour() {
        let nonces = Nonces::new([1; 32]);
        let (ana, bo) = ("192.0.2.1:1".parse().unwrap(), "192.0.2.1:2".parse().unwrap());
        let nonce = nonces.make(ana, NOW);
        assert_eq!(nonces.judge(&nonce, ana, NOW), Freshness::Fresh);
        assert_eq!(nonces.judge(&nonce, bo, NOW), Freshness::Stale, "another's");
        assert_eq!(Nonces::new([2; 32]).judge(&nonce, ana, NOW), Freshness::Stale, "another server's");
        let last = NOW + Nonces::LIFE - Duration::from_secs(1);
        assert_eq!(nonces.judge(&nonce, ana, last), Freshness::Fresh);
        assert_eq!(nonces.judge(&nonce, ana, NOW + Nonces::LIFE), Freshness::Stale, "old");
        assert_eq!(nonces.judge(&nonce, ana, NOW - Duration::from_secs(1)), Freshness::Stale, "of the future");
    }

    #[test]
    fn what_is_no_nonce_is_stale() {
        let nonces = Nonces::new([1; 32]);
        let ana = "[2001:db8::1]:1".parse().unwrap();
        let nonce = nonces.make(ana, NOW);
        for wrong in ["", "x", &nonce[1..], &format!("{nonce}0"), &nonce.to_uppercase(), "ÄÄÄÄÄÄÄÄÄÄÄÄ"] {
            let expected = if wrong == nonce { Freshness::Fresh } else { Freshness::Stale };
            assert_eq!(nonces.judge(wrong, ana, NOW), expected, "{wrong:?}");
        }
    }
}
