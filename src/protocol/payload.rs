use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A session description or a candidate: JSON that this project carries and never reads.
///
/// Only the browser's own WebRTC implementation knows what is inside (tutorial, "The signaling server":
/// "the content of the message going through the signaling server is, in effect, a black box").
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Payload(Box<RawValue>);

impl Payload {
    /// Takes JSON text; `None` when it is not JSON.
    pub fn from_json(json: String) -> Option<Self> {
        RawValue::from_string(json).ok().map(Self)
    }

    /// The JSON text.
    pub fn json(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Payload {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Eq for Payload {}

impl From<&RawValue> for Payload {
    fn from(raw: &RawValue) -> Self {
        Self(raw.to_owned())
    }
}
