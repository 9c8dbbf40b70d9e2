use super::counting::narrow;
use super::spread::Spread;
use super::{Figures, Hops, Mark, Summary};
use std::time::Duration;

/// What is kept of the whole of a call: sums and counts, of the same size however long it lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// When its first second began.
    began: Option<Duration>,
    ended: Duration,
    fair: Duration,
    poor: Duration,
    routed: Duration,
    relayed: Duration,
    round_trip_ms: Spread,
    lost_mine_permille: Spread,
    lost_theirs_permille: Spread,
    freezes: Option<u32>,
    frozen: Duration,
}

impl Tally {
    /// Adds a second, and what it was marked with.
    pub fn take(&mut self, second: &Figures, mark: Mark) {
        self.began = self.began.or(Some(second.at.saturating_sub(second.lasted)));
        self.ended = second.at;
        match mark {
            Mark::Good => {}
            Mark::Fair => self.fair += second.lasted,
            Mark::Poor => self.poor += second.lasted,
        }
        if let Some(route) = second.route {
            self.routed += second.lasted;
            if route.hops == Hops::Relayed {
                self.relayed += second.lasted;
            }
        }
        let spreads = [
            (&mut self.round_trip_ms, second.round_trip_ms),
            (&mut self.lost_mine_permille, second.mine.lost_permille),
            (&mut self.lost_theirs_permille, second.theirs.lost_permille),
        ];
        for (spread, value) in spreads {
            if let Some(value) = value {
                spread.push(value);
            }
        }
        if let Some(freezes) = second.freezes {
            self.freezes = Some(self.freezes.unwrap_or(0).saturating_add(freezes));
        }
        self.frozen += Duration::from_millis(second.frozen_ms.unwrap_or(0).into());
    }

    /// Neither none nor all, unless it was.
    fn relayed_percent(&self) -> Option<u32> {
        let percent = (self.relayed.as_secs() * 100).checked_div(self.routed.as_secs()).map(narrow)?;
        Some(match percent {
            _ if self.relayed.is_zero() => 0,
            100.. => 100,
            percent => percent.max(1),
        })
    }

    pub fn summary(&self) -> Summary {
        Summary {
            lasted: self.ended.saturating_sub(self.began.unwrap_or(self.ended)),
            fair: self.fair,
            poor: self.poor,
            relayed_percent: self.relayed_percent(),
            round_trip_ms: self.round_trip_ms.typical(),
            lost_mine_permille: self.lost_mine_permille.typical(),
            lost_theirs_permille: self.lost_theirs_permille.typical(),
            freezes: self.freezes,
            frozen: self.frozen,
        }
    }
}
