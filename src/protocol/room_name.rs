use super::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A room's name as it stands in an address: 1 to 64 letters and digits of any script, `-`, `_` or `.`,
/// in lower case.
///
/// Only servers parse it, out of addresses and forms; a browser has it from its own server, and takes it as
/// it is: the Unicode tables that it takes to check it stay out of the WASM.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RoomName(String);

/// The text is no room's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomNameError;

impl RoomName {
    /// The room at `/`, which everybody finds.
    pub fn lobby() -> Self {
        Self("lobby".to_owned())
    }

    /// The room's name in `text`, in lower case.
    ///
    /// # Errors
    /// When the text is empty, too long, or has characters that a room's name has not.
    pub fn parse(text: &str) -> Result<Self, RoomNameError> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name = text.to_lowercase();
        // "." and ".." would vanish from an address.
        let plain = name.trim_matches('.').is_empty();
        let fits = name.chars().nth(limits::ROOM_NAME).is_none();
        if !plain && fits && name.chars().all(allowed) { Ok(Self(name)) } else { Err(RoomNameError) }
    }

    /// The name that a server says its room has.
    pub(crate) fn known(name: String) -> Self {
        Self(name)
    }

    /// Whether this is the lobby.
    pub fn is_lobby(&self) -> bool {
        self.0 == "lobby"
    }

    /// The path of the room's page, below the site's root. Browsers escape other scripts by themselves.
    pub fn path(&self) -> String {
        if self.is_lobby() { "/".to_owned() } else { format!("/r/{}", self.0) }
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for RoomNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("A room’s name has 1 to 64 letters, digits, dashes, dots or underscores.")
    }
}

impl std::error::Error for RoomNameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_has_one_name_and_one_path() {
        assert_eq!(RoomName::parse("Math-7b").unwrap().path(), "/r/math-7b");
        assert_eq!(RoomName::parse("Klasse_über").unwrap().as_str(), "klasse_über");
        assert_eq!(RoomName::lobby().path(), "/");
    }

    #[test]
    fn what_would_not_survive_an_address_is_no_room() {
        for text in ["", ".", "..", "a/b", "a b", "a?b", "a#b", "%2e", "\u{202e}a", &"r".repeat(65)] {
            assert_eq!(RoomName::parse(text), Err(RoomNameError), "{text:?}");
        }
    }
}
