use super::{CallId, UserName};
use serde::{Deserialize, Serialize};

/// Who began a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// This side did.
    Caller,
    /// The other side did.
    Callee,
}

impl Side {
    /// The other one's side.
    pub fn other(self) -> Self {
        match self {
            Self::Caller => Self::Callee,
            Self::Callee => Self::Caller,
        }
    }
}

/// A call that a page still has a part in when it connects again: all that a server needs to know of it
/// which has been restarted meanwhile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The call.
    pub call: CallId,
    /// Who it is with.
    pub with: UserName,
    /// Which side of it this page is.
    pub side: Side,
}
