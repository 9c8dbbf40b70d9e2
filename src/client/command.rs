use crate::protocol::UserName;

/// What the user can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Say this to the room.
    Say(String),
    /// Call this person.
    Call(UserName, Medium),
    /// Take the call that rings.
    Accept(Medium),
    /// Refuse the call that rings.
    Decline,
    /// End the call, or give up calling.
    HangUp,
    /// The notice was read.
    DismissNotice,
    /// The end of the last call was read.
    DismissEnding,
    /// Be called this from now on.
    Rename(String),
    /// Put the room's address on the clipboard.
    CopyLink,
    /// Put this report on the clipboard.
    CopyReport(String),
    /// Try to connect at once.
    Reconnect,
}

/// What somebody means to send in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// Sound and pictures.
    Video,
    /// Sound; the camera can be turned on later.
    Voice,
}
