use crate::protocol::{Entry, Person, RoomName, UserName};
use serde::{Deserialize, Serialize};

/// What a room's page starts from: rendered by the server, and read again by the WASM that hydrates it,
/// so that both make the same page of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Whose page it is: what they are called here.
    pub me: UserName,
    /// A mark of the session that it was served to, and no way to take that session over.
    pub session: String,
    /// The name they asked for, when they could not have it.
    pub asked: Option<UserName>,
    /// Which room.
    pub room: RoomName,
    /// The room's address without a scheme, to show to people.
    pub address: String,
    /// Who is here.
    pub people: Vec<Person>,
    /// What was said lately, and which calls they missed, oldest first.
    pub messages: Vec<Entry>,
    /// The servers that calls may use to find a way.
    pub ice_servers: Vec<IceServer>,
    /// Characters that a message may have.
    pub max_text: usize,
    /// What was wrong with what was posted last, as a sentence.
    pub problem: Option<String>,
    /// Minutes that the reader's clock is ahead of UTC.
    pub utc_offset: i32,
}

/// A STUN or TURN server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    /// Its address, as RFC 7064 and 7065 write it.
    pub url: String,
    /// User name and credential, where it wants them.
    pub login: Option<(String, String)>,
}

impl Page {
    /// The smallest and largest difference to UTC that there is on Earth, in minutes.
    const OFFSETS: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;

    /// A difference to UTC that a browser told, if there is such a one.
    pub fn offset(minutes: &str) -> Option<i32> {
        minutes.parse().ok().filter(|minutes| Self::OFFSETS.contains(minutes))
    }

    /// The page as JSON that can stand inside a `<script>` element: `<` nowhere.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists have no way to fail.
        serde_json::to_string(self).unwrap_or_default().replace('<', "\\u003c")
    }
}
