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
