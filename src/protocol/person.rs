use super::frame::Frame;
use super::{Json, PersonNumber, UserName};
use serde::{Deserialize, Serialize};

/// One person of the room, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What they are called.
    pub name: UserName,
    /// Whether they can be called.
    pub state: Presence,
    /// What they are known by under any name; whoever has no session cannot be known again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonNumber>,
}

/// Whether a person can be called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// They can be called.
    #[default]
    Available,
    /// They call somebody who has not answered.
    Calling,
    /// Somebody calls them.
    Ringing,
    /// They talk to somebody.
    InCall,
}

impl Person {
    /// The person with that name and state.
    pub fn new(name: UserName, state: Presence, person: Option<PersonNumber>) -> Self {
        Self { name, state, person }
    }

    /// Reads one of a list.
    pub fn read(json: &impl Json) -> Option<Self> {
        Frame(json).person().ok()
    }
}
