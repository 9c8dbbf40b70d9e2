use super::{Figures, Flow, History, Limit, Mark};

/// The last five seconds of a call.
pub(super) struct Recent {
    seconds: Vec<Figures>,
    settled: bool,
}

impl Recent {
    /// As many as a report of the other side may be old (RFC 3550, section 6.2).
    const SECONDS: usize = 5;

    /// How many of them make a fault: more than half, so that one bad second is none, and neither are two.
    pub const ENOUGH: usize = 3;

    /// How long a browser feels its way up: at first its picture is always limited.
    const SETTLING: usize = 15;

    pub fn of(history: &History) -> Self {
        let seconds = history.seconds();
        let recent = seconds.iter().rev().take(Self::SECONDS).copied().collect();
        Self { seconds: recent, settled: seconds.len() >= Self::SETTLING }
    }

    /// The last second, with what at least [`Recent::ENOUGH`] seconds were as bad as in place of what it was.
    pub fn usual(&self) -> Figures {
        let latest = self.seconds.first().copied().unwrap_or_default();
        Figures {
            round_trip_ms: self.often(|second| second.round_trip_ms),
            limit: [Limit::Cpu, Limit::Bandwidth].into_iter().find(|limit| self.settled && self.limited(*limit)),
            mine: Flow {
                lost_permille: self.often(|second| second.mine.lost_permille),
                jitter_ms: self.often(|second| second.mine.jitter_ms),
                ..latest.mine
            },
            theirs: Flow {
                lost_permille: self.often(|second| second.theirs.lost_permille),
                jitter_ms: self.often(|second| second.theirs.jitter_ms),
                ..latest.theirs
            },
            ..latest
        }
    }

    /// The worst second's mark.
    pub fn worst(&self, of: fn(&Figures) -> Mark) -> Mark {
        self.seconds.iter().map(of).max().unwrap_or_default()
    }

    fn often(&self, of: fn(&Figures) -> Option<u32>) -> Option<u32> {
        let mut values: Vec<u32> = self.seconds.iter().filter_map(of).collect();
        values.sort_unstable();
        values.into_iter().nth_back(Self::ENOUGH - 1)
    }

    fn limited(&self, limit: Limit) -> bool {
        self.seconds.iter().filter(|second| second.limit == Some(limit)).count() >= Self::ENOUGH
    }
}
