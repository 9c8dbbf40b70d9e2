use serde::{Deserialize, Serialize};

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// It sends.
    On,
    /// It does not.
    Off,
}

impl Power {
    pub(super) fn is_off(&self) -> bool {
        *self == Self::Off
    }

    pub(super) fn is_on(&self) -> bool {
        *self == Self::On
    }

    /// The other.
    pub fn toggled(self) -> Self {
        match self {
            Self::On => Self::Off,
            Self::Off => Self::On,
        }
    }
}

/// What somebody in a call sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// Sound.
    pub microphone: Power,
    /// Pictures.
    pub camera: Power,
    /// Whether those are of their screen, to be read to its edges, and not of themselves.
    #[serde(default = "off", skip_serializing_if = "Power::is_off")]
    pub screen: Power,
}

fn off() -> Power {
    Power::Off
}

impl Sending {
    /// Both: what a side that says nothing is taken to send.
    pub const ALL: Self = Self { microphone: Power::On, camera: Power::On, screen: Power::Off };

    /// Sound alone.
    pub const VOICE: Self = Self { camera: Power::Off, ..Self::ALL };
}
