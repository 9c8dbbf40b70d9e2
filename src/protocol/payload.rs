use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A session description or a candidate: JSON that this project carries and never reads.
///
/// Only the browser's own WebRTC implementation knows what is inside (tutorial, "The signaling server":
/// "the content of the message going through the signaling server is, in effect, a black box").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload(String);

impl Payload {
    /// Takes the text that something which knows JSON has written.
    pub fn from_json(json: impl Into<String>) -> Self {
        Self(json.into())
    }

    /// The JSON text.
    pub fn json(&self) -> &str {
        &self.0
    }
}

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}
