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
    /// An offer that was just made. It is known by a hash of its text: two with the same would be the same offer, and
    /// no other page makes it (RFC 9429, sections 5.2.1 and 5.2.2: a random session id, and a version that grows).
    pub fn offer(sdp: Payload) -> Self {
        let mut hash = DefaultHasher::new();
        sdp.json().hash(&mut hash);
        // JavaScript's integers have 53 bits.
        let id = OfferId(hash.finish() >> 11);
        Self { sdp, offer: Some(id) }
    }
}
