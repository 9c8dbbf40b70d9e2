use crate::protocol::{Power, UserName};

/// What the user can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Say this to the room.
    Say(String),
    /// Call this person.
    Call(UserName),
    /// Take the call that rings.
    Accept,
    /// Refuse the call that rings.
    Decline,
    /// End the call, or give up calling.
    HangUp,
    /// The notice was read.
    DismissNotice,
    /// The end of the last call was read.
    DismissEnding,
    /// The microphone or the camera on or off.
    Power(DeviceKind, Power),
    /// Share a screen with the other side, or no longer.
    Share(Power),
    /// Fill the screen with the page, or no longer.
    FullScreen,
    /// Show the other side above all other windows, or no longer.
    PictureInPicture,
    /// Look which devices there are.
    ListDevices,
    /// Open the chosen devices to try them, outside a call; or no longer.
    Try(Power),
    /// Hear calls from the speaker with this id; empty for the system's own.
    Speaker(String),
    /// Use these devices, now and from now on.
    Use(DeviceChoice),
    /// Be called this from now on.
    Rename(String),
    /// Put the room's address on the clipboard.
    CopyLink,
    /// Put this report on the clipboard.
    CopyReport(String),
    /// Try to connect at once.
    Reconnect,
}

/// Which camera or microphone to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceChoice {
    /// Which of the two.
    pub kind: DeviceKind,
    /// This one.
    pub device: Device,
}

/// What people are seen or heard by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    /// Seen.
    Camera,
    /// Heard.
    Microphone,
}

/// One of several devices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Device {
    /// Whichever the browser prefers.
    #[default]
    Default,
    /// The one with this id, which the browser gave it.
    Id(String),
    /// None at all.
    None,
}

impl Device {
    /// The choice that an option of a list stands for.
    pub fn from_value(value: &str) -> Self {
        match value {
            "" => Self::Default,
            "none" => Self::None,
            id => Self::Id(id.to_owned()),
        }
    }

    /// The option of a list that stands for it.
    pub fn value(&self) -> &str {
        match self {
            Self::Default => "",
            Self::None => "none",
            Self::Id(id) => id,
        }
    }
}
