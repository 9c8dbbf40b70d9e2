use super::{Figures, Flow, Limit};
use serde::Serialize;

/// How good a call is in one direction. The worse is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// As if in one room.
    #[default]
    Good,
    /// One notices.
    Fair,
    /// One talks about the call instead of what it is for.
    Poor,
}

/// From where on a figure is no longer good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// What is as high is fair.
    pub fair: u32,
    /// What is as high is poor.
    pub poor: u32,
}

impl Threshold {
    /// Packets lost, of a thousand. Below 2 % browsers send faster, above 10 % slower, whatever it costs the
    /// picture: draft-ietf-rmcat-gcc-02, section 6.
    pub const LOST_PERMILLE: Self = Self { fair: 20, poor: 100 };

    /// To the other side and back: twice the 150 ms up to which hardly anybody notices, and the 400 ms past which
    /// nobody should plan a network (ITU-T G.114).
    pub const ROUND_TRIP_MS: Self = Self { fair: 300, poor: 800 };

    /// The jitter that Cisco and Microsoft plan their networks for; and that for which a player, which waits for
    /// twice as much, delays sound by more than the 150 ms of G.114 alone.
    pub const JITTER_MS: Self = Self { fair: 30, poor: 80 };

    /// What this figure is; one that is not known is no worse than good.
    pub fn mark(self, value: Option<u32>) -> Mark {
        match value {
            Some(value) if value >= self.poor => Mark::Poor,
            Some(value) if value >= self.fair => Mark::Fair,
            Some(_) | None => Mark::Good,
        }
    }
}

impl Mark {
    /// What a screen reader says.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        }
    }

    /// What the other side gets from us, by these figures alone.
    pub(super) fn mine(figures: &Figures) -> Self {
        Self::of(&figures.mine, figures.round_trip_ms).max(Self::of_limit(figures.limit))
    }

    /// What we get, by these figures alone.
    pub(super) fn theirs(figures: &Figures) -> Self {
        Self::of(&figures.theirs, figures.round_trip_ms)
    }

    /// A limited picture is a smaller one, and still a picture.
    pub(super) fn of_limit(limit: Option<Limit>) -> Self {
        match limit {
            Some(Limit::Cpu | Limit::Bandwidth) => Self::Fair,
            Some(Limit::None | Limit::Other) | None => Self::Good,
        }
    }

    fn of(flow: &Flow, round_trip_ms: Option<u32>) -> Self {
        let lost = Threshold::LOST_PERMILLE.mark(flow.lost_permille);
        let jitter = Threshold::JITTER_MS.mark(flow.jitter_ms);
        lost.max(jitter).max(Threshold::ROUND_TRIP_MS.mark(round_trip_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_begins_where_its_threshold_says() {
        let table = [
            (None, Mark::Good),
            (Some(0), Mark::Good),
            (Some(299), Mark::Good),
            (Some(300), Mark::Fair),
            (Some(799), Mark::Fair),
            (Some(800), Mark::Poor),
            (Some(u32::MAX), Mark::Poor),
        ];
        for (round_trip_ms, mark) in table {
            assert_eq!(Threshold::ROUND_TRIP_MS.mark(round_trip_ms), mark, "{round_trip_ms:?}");
            let figures = Figures { round_trip_ms, ..Figures::default() };
            assert_eq!((Mark::mine(&figures), Mark::theirs(&figures)), (mark, mark), "a delay is one for both");
        }
    }
}
