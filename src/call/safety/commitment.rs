use super::encoding::digest;
use super::hex::{self, NotHex};
use super::{Fingerprint, Nonce};
use crate::protocol::Side;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a side binds itself with to its nonce before it shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// The commitment of this side, whose certificate has this fingerprint, to this nonce.
    pub fn to(side: Side, fingerprint: &Fingerprint, nonce: &Nonce) -> Self {
        let side: &[u8] = match side {
            Side::Caller => b"caller",
            Side::Callee => b"callee",
        };
        Self(digest(&[b"switchboard safety commitment 1", side, fingerprint.bytes(), nonce.bytes()]))
    }

    /// The commitment that `text` says: 64 digits of lowercase hex.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, NotHex> {
        hex::parse(text).map(Self)
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(&self.0, f)
    }
}

impl TryFrom<String> for Commitment {
    type Error = NotHex;
    fn try_from(text: String) -> Result<Self, NotHex> {
        Self::parse(&text)
    }
}

impl From<Commitment> for String {
    fn from(commitment: Commitment) -> Self {
        commitment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Python's `hashlib` from the rule in [`super::super`], where
    /// `f = lambda *xs: b"".join(len(x).to_bytes(8, "big") + x for x in xs)`:
    /// `sha256(f(b"switchboard safety commitment 1", b"caller", f(b"sha-256", bytes(range(32))), b"\x11" * 32))`,
    /// `…b"callee", f(b"sha-256", bytes(range(255, 223, -1))), b"\x22" * 32…` and
    /// `…b"caller", f(b"sha-256", bytes(range(32)), b"sha-512", bytes(range(64))), b"\0" * 32…`.
    const VECTORS: [&str; 3] = [
        "d037bab017824d6ce0a6111ef9a81dddb1ed573c2718ca5bf36ed9badd29b9dc",
        "c49e28b194a2403b8d044ef8e1490cb213a396bd0d1e0b14f78309c041c819a6",
        "f4812a2b0d63be4d6e2219207e5309b4cff6107eba01e793ea6f42cc4a20dac8",
    ];

    #[test]
    fn commitments_are_what_the_rule_says() {
        let [up, down, two] = Fingerprint::examples();
        let made = [
            Commitment::to(Side::Caller, &up, &Nonce::new([0x11; 32])),
            Commitment::to(Side::Callee, &down, &Nonce::new([0x22; 32])),
            Commitment::to(Side::Caller, &two, &Nonce::new([0; 32])),
        ];
        for (made, vector) in made.iter().zip(VECTORS) {
            assert_eq!(made.to_string(), vector);
            assert_eq!(Commitment::parse(vector).as_ref(), Ok(made));
        }
    }

    #[test]
    fn a_commitment_binds_side_fingerprint_and_nonce() {
        let [up, down, _] = Fingerprint::examples();
        let made = Commitment::to(Side::Caller, &up, &Nonce::new([1; 32]));
        assert_ne!(made, Commitment::to(Side::Callee, &up, &Nonce::new([1; 32])));
        assert_ne!(made, Commitment::to(Side::Caller, &down, &Nonce::new([1; 32])));
        assert_ne!(made, Commitment::to(Side::Caller, &up, &Nonce::new([2; 32])));
    }
}
