use serde::{Deserialize, Serialize};

/// One side's part of the four words of a call (`call::safety` says what they are for).
///
/// The text is what that side says, and may be nonsense: who makes words of it checks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// The hash of what it will say later.
    Commitment(String),
    /// What that was.
    Nonce(String),
}
