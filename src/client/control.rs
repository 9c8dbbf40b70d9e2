use super::{DeviceChoice, DeviceKind};
use crate::protocol::Power;

/// What the user can ask for with a call's own controls.
///
/// Apart from the commands, because they come with the second file of the browser's half: nothing of what only these
/// do is in the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Control {
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
    /// The speaker that was chosen is gone in the middle of a call, which goes on with the system's own.
    SpeakerGone,
    /// Use these devices, now and from now on.
    Use(DeviceChoice),
}
