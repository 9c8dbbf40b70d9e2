use super::frame::Frame;
use super::{Json, UserName};
use serde::{Deserialize, Serialize};

/// One person of the room, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What they are called.
    pub name: UserName,
    /// Whether they can be called.
    pub state: Presence,
}

/// Whether a person can be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// They can be called.
    #[default]
    Available,
    /// They call somebody, or are called.
    Ringing,
    /// They talk to somebody.
    InCall,
}

impl Person {
    /// The person with that name and state.
    pub fn new(name: UserName, state: Presence) -> Self {
        Self { name, state }
    }

    /// Reads one of a list.
    pub fn read(json: &impl Json) -> Option<Self> {
        Frame(json).person().ok()
    }
}
