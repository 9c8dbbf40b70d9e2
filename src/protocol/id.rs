use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// One WebSocket. Never reused while the server runs.
    ConnectionId
}
number! {
    /// One call between two people of a room, from the first offer to the hang-up. Given by the server.
    CallId
}
number! {
    /// One offer, in all its repetitions. Given by whoever made it; an answer says which offer it answers, so that one
    /// that comes late is not taken for another's.
    OfferId
}
number! {
    /// One session in one room, whatever it is called there and however often it comes. It is told to everybody, and
    /// tells neither which session that is nor which it is in other rooms. JavaScript's integers have 53 bits.
    PersonNumber
}
number! {
    /// What somebody says with a key of theirs, in one room: the same when it is said again to a server that has been
    /// started anew and knows nothing of the first time. It tells neither the key nor whose it is.
    MessageMark
}
number! {
    /// One message of a room, or one past call of somebody's there; later ones have greater ids.
    MessageId
}

/// What a client chose to recognise its own message by. At most [`MessageKey::MAX`] bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageKey(String);

/// What a caller chose to recognise one attempt at a call by: it comes back in the attempt's fate.
pub type OfferKey = MessageKey;

impl MessageKey {
    /// Bytes that a key may have: room for a UUID and a prefix. The server keeps keys, so they are bounded.
    pub const MAX: usize = 64;

    /// Takes the key, unless it is empty or too long.
    pub fn parse(key: impl Into<String>) -> Option<Self> {
        let key = key.into();
        (1..=Self::MAX).contains(&key.len()).then_some(Self(key))
    }

    /// The key's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MessageKey {
    type Error = &'static str;
    fn try_from(key: String) -> Result<Self, Self::Error> {
        Self::parse(key).ok_or("a key has 1 to 64 bytes")
    }
}

impl From<MessageKey> for String {
    fn from(key: MessageKey) -> Self {
        key.0
    }
}
