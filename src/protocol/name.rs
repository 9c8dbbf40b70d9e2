use super::limits;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a person is called in a room: 1 to 32 characters of any script, trimmed, nothing invisible that
/// could disguise it.
///
/// Two names that look alike are one name; that comparison needs Unicode tables and is the server's
/// alone (`server::room`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

/// Why a text is no name. The sentences are shown to the person who typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// Nothing but white space.
    Empty,
    /// More than [`limits::NAME`] characters.
    TooLong,
    /// A control character, or one that changes the direction of the text around it.
    Invisible,
}

impl UserName {
    /// The name in `text`, trimmed.
    ///
    /// # Errors
    /// Says what is wrong with the text; nothing is corrected silently.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let text = text.trim_matches(is_blank);
        if text.is_empty() {
            Err(NameError::Empty)
        } else if text.chars().any(is_forbidden) {
            Err(NameError::Invisible)
        } else if text.chars().nth(limits::NAME).is_some() {
            Err(NameError::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The nearest name to any text at all, for clients that cannot be asked again.
    pub fn nearest(text: &str) -> Self {
        let kept: String =
            text.chars().filter(|c| !is_forbidden(*c)).skip_while(|c| is_blank(*c)).take(limits::NAME).collect();
        Self::parse(&kept).unwrap_or_else(|_| Self("Guest".to_owned()))
    }

    /// This name with a number behind it, shortened where the two would be too long.
    pub fn numbered(&self, number: u32) -> Self {
        let suffix = number.to_string();
        let room = limits::NAME - suffix.len();
        let base: String = self.0.chars().take(room).collect();
        Self(base + &suffix)
    }

    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// White space, and what a font draws as nothing.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_joiner(c) || matches!(c, '\u{3164}' | '\u{ffa0}' | '\u{115f}' | '\u{1160}' | '\u{2800}')
}

/// Joiners and variation selectors: emoji and several scripts need them inside a word.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Characters that control, reorder or hide the text around them (Unicode TR 36, section 2).
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Please type a name."),
            Self::TooLong => write!(f, "That name is too long: {} characters at most.", limits::NAME),
            Self::Invisible => f.write_str("That name has invisible characters in it. Please type it again."),
        }
    }
}

impl std::error::Error for NameError {}

impl TryFrom<String> for UserName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_are_trimmed_and_kept() {
        for name in ["Ana", "Łukasz", "王小明", "नेहा", "مريم", "👩‍👧", "O’Neil Jr."] {
            assert_eq!(UserName::parse(&format!("  {name}\t")).unwrap().as_str(), name);
        }
    }

    #[test]
    fn what_is_no_name_is_told_apart() {
        for (text, error) in [
            ("", NameError::Empty),
            (" \u{3164}\u{200d} ", NameError::Empty),
            ("a\u{202e}b", NameError::Invisible),
            ("a\nb", NameError::Invisible),
            ("a\u{200b}b", NameError::Invisible),
            (&"x".repeat(33), NameError::TooLong),
        ] {
            assert_eq!(UserName::parse(text), Err(error), "{text:?}");
        }
        assert!(UserName::parse(&"é".repeat(32)).is_ok());
    }

    #[test]
    fn the_nearest_name_is_a_name_whatever_the_text() {
        for (text, name) in [
            ("", "Guest"),
            ("\u{202e}", "Guest"),
            ("\u{202e}evil", "evil"),
            (&"x".repeat(10_000), &"x".repeat(32)),
            (&format!("{}   z", "x".repeat(31)), &"x".repeat(31)),
        ] {
            assert_eq!(UserName::nearest(text).as_str(), name);
        }
    }

    #[test]
    fn a_number_never_makes_a_name_too_long() {
        let name = UserName::parse(&"ß".repeat(32)).unwrap().numbered(4_000_000_000);
        assert_eq!(name.as_str().chars().count(), 32);
        assert!(name.as_str().ends_with("ß4000000000"));
    }
}
