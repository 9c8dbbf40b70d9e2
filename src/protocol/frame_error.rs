use std::fmt;

/// What was wrong with a frame. Told to clients with a version as an `error`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrameError {
    /// Not JSON, or not an object, or an object with too many fields.
    NotAnObject,
    /// No string `type`.
    NoType,
    /// A binary frame.
    Binary,
    /// A field that this type needs is missing.
    Missing(&'static str),
    /// A field has a value that it cannot have.
    Invalid(&'static str),
    /// A chat text beyond its limit, in characters.
    TextTooLong(usize),
    /// A type that only the server may say.
    ServerOnly,
    /// Anything but `username` before sign-in.
    NotSignedIn,
    /// The target is not in the room.
    UnknownTarget,
}

impl FrameError {
    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject => "not-an-object",
            Self::NoType => "no-type",
            Self::Binary => "binary",
            Self::Missing(_) => "missing-field",
            Self::Invalid(_) => "invalid-field",
            Self::TextTooLong(_) => "text-too-long",
            Self::ServerOnly => "server-only",
            Self::NotSignedIn => "not-signed-in",
            Self::UnknownTarget => "unknown-target",
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnObject => f.write_str("Send one JSON object in each frame."),
            Self::NoType => f.write_str("Every message needs a “type”, which is a string."),
            Self::Binary => f.write_str("Send text frames: binary ones are not understood."),
            Self::Missing(field) => write!(f, "The field “{field}” is missing."),
            Self::Invalid(field) => write!(f, "The field “{field}” has a value that it cannot have."),
            Self::TextTooLong(limit) => write!(f, "That message is too long: {limit} characters at most."),
            Self::ServerOnly => f.write_str("Only the server may say that."),
            Self::NotSignedIn => f.write_str("Sign in first: send a “username”."),
            Self::UnknownTarget => f.write_str("Nobody here has that name."),
        }
    }
}

impl std::error::Error for FrameError {}
