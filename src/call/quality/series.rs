use super::{Figures, Threshold};

/// One line to draw: which figure of each second, and how high it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    /// Milliseconds to the other side and back.
    RoundTrip,
    /// Packets of a thousand that they did not get.
    LostMine,
    /// Packets of a thousand that we did not get.
    LostTheirs,
    /// Milliseconds of unevenness of our sound.
    JitterMine,
    /// Milliseconds of unevenness of theirs.
    JitterTheirs,
    /// Bits per second that they get.
    BitsMine,
    /// Bits per second that we get.
    BitsTheirs,
    /// Our pictures in a second.
    FramesMine,
    /// Theirs.
    FramesTheirs,
}

impl Series {
    /// Its figure of a second.
    pub fn of(self, figures: &Figures) -> Option<u32> {
        match self {
            Self::RoundTrip => figures.round_trip_ms,
            Self::LostMine => figures.mine.lost_permille,
            Self::LostTheirs => figures.theirs.lost_permille,
            Self::JitterMine => figures.mine.jitter_ms,
            Self::JitterTheirs => figures.theirs.jitter_ms,
            Self::BitsMine => figures.mine.bits_per_second(),
            Self::BitsTheirs => figures.theirs.bits_per_second(),
            Self::FramesMine => figures.mine.frames_per_second,
            Self::FramesTheirs => figures.theirs.frames_per_second,
        }
    }

    /// The least that fills the height, so that what is small looks small. Where a figure can be poor, that is
    /// where it is.
    pub fn least_full(self) -> u32 {
        match self {
            Self::RoundTrip => Threshold::ROUND_TRIP_MS.poor,
            Self::LostMine | Self::LostTheirs => Threshold::LOST_PERMILLE.poor,
            Self::JitterMine | Self::JitterTheirs => Threshold::JITTER_MS.poor,
            Self::BitsMine | Self::BitsTheirs => 1_000_000,
            Self::FramesMine | Self::FramesTheirs => 30,
        }
    }
}
