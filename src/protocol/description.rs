use super::{OfferId, Payload};
use std::hash::{DefaultHasher, Hash, Hasher};

/// An offer or an answer, and which offer it is or answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What the browser made.
    pub sdp: Payload,
    /// The offer. A client written for the tutorial does not say it.
    pub offer: Option<OfferId>,
}

impl Description {
    /// An offer that was just made. It is known by a hash of its text: the browser makes no two alike, in this
    /// page or in another (RFC 8866, section 5.2: a random session id, and a version that grows).
    pub fn offer(sdp: Payload) -> Self {
        let mut hash = DefaultHasher::new();
        sdp.json().hash(&mut hash);
        // JavaScript's integers have 53 bits.
        let id = OfferId(hash.finish() >> 11);
        Self { sdp, offer: Some(id) }
    }
}
