use super::hex::{self, NotHex};
use serde::{Deserialize, Serialize};
use std::fmt;

/// 32 random bytes, for one peer connection. A secret until they are sent, and of no use afterwards: they are
/// never used a second time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// These bytes, which have to come from a random generator that is fit for keys.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// The nonce that `text` says: 64 digits of lowercase hex.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn parse(text: &str) -> Result<Self, NotHex> {
        hex::parse(text).map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex::write(&self.0, f)
    }
}

/// Without the bytes: what is printed while looking for a fault must not give them away.
impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce")
    }
}

impl TryFrom<String> for Nonce {
    type Error = NotHex;
    fn try_from(text: String) -> Result<Self, NotHex> {
        Self::parse(&text)
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> Self {
        nonce.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_goes_over_the_wire_and_not_into_a_log() {
        let nonce = Nonce::new([0xa7; 32]);
        let json = serde_json::to_string(&nonce).unwrap();
        assert_eq!(json, format!("\"{}\"", "a7".repeat(32)));
        assert_eq!(serde_json::from_str::<Nonce>(&json).unwrap(), nonce);
        assert!(serde_json::from_str::<Nonce>("\"a7\"").is_err());
        assert!(!format!("{nonce:?}").contains("a7"));
    }
}
