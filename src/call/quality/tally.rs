use super::counting::narrow;
use super::interruptions::Interruptions;
use super::spread::Spread;
use super::{Figures, Finding, Hops, Mark, Missing, Summary, Verdict};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What is kept of the whole of a call: sums and counts, of the same size however long it lasts. All times are since the
/// call began, so that a page that is loaded again in its middle can go on with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Up to when.
    until: Duration,
    fair: Duration,
    poor: Duration,
    interruptions: Interruptions,
    routed: Duration,
    relayed: Duration,
    round_trip_ms: Spread,
    lost_mine_permille: Spread,
    lost_theirs_permille: Spread,
    jitter_mine_ms: Spread,
    jitter_theirs_ms: Spread,
    no_sound: Duration,
    no_picture: Duration,
    reduced: Duration,
    freezes: Option<u32>,
    frozen: Duration,
}

impl Tally {
    /// Adds a second that ended then, how it was, and since when there has been no connection, if there is none.
    pub(super) fn take(&mut self, second: &Figures, until: Duration, verdict: &Verdict, lost: Option<Duration>) {
        match lost {
            Some(since) => self.lose(since),
            None => self.regain(until.saturating_sub(second.lasted)),
        }
        self.judge(until, verdict.worse());
        let lasted = second.lasted;
        match verdict.finding() {
            Finding::Silence(Missing::Sound, _) => add(&mut self.no_sound, lasted),
            Finding::Silence(Missing::Picture, _) => add(&mut self.no_picture, lasted),
            Finding::Cpu(_) | Finding::Bandwidth(_) => add(&mut self.reduced, lasted),
            // Other rows tell of these.
            _ => {}
        }
        if let Some(route) = second.route {
            add(&mut self.routed, lasted);
            if route.hops == Hops::Relayed {
                add(&mut self.relayed, lasted);
            }
        }
        let spreads = [
            (&mut self.round_trip_ms, second.round_trip_ms),
            (&mut self.lost_mine_permille, second.mine.lost_permille),
            (&mut self.lost_theirs_permille, second.theirs.lost_permille),
            (&mut self.jitter_mine_ms, second.mine.jitter_ms),
            (&mut self.jitter_theirs_ms, second.theirs.jitter_ms),
        ];
        for (spread, value) in spreads {
            if let Some(value) = value {
                spread.push(value);
            }
        }
        if let Some(freezes) = second.freezes {
            self.freezes = Some(self.freezes.unwrap_or(0).saturating_add(freezes));
        }
        add(&mut self.frozen, Duration::from_millis(second.frozen_ms.unwrap_or(0).into()));
    }

    /// There is no connection since then. It may be noticed late: then what was taken for good was not.
    pub(super) fn lose(&mut self, since: Duration) {
        if self.interruptions.lose(since) {
            add(&mut self.poor, self.until.saturating_sub(since));
        }
    }

    fn regain(&mut self, at: Duration) {
        if self.interruptions.is_lost() {
            self.judge(at, Mark::Poor);
            self.interruptions.regain(at);
        }
    }

    /// It is this late, with no other figures.
    pub(super) fn pass(&mut self, now: Duration) {
        let mark = if self.interruptions.is_lost() { Mark::Poor } else { Mark::Good };
        self.judge(now, mark);
    }

    /// Up to when it goes.
    pub(super) fn until(&self) -> Duration {
        self.until
    }

    /// From what was judged last up to then it was so.
    fn judge(&mut self, until: Duration, mark: Mark) {
        let passed = until.saturating_sub(self.until);
        match mark {
            Mark::Good => {}
            Mark::Fair => add(&mut self.fair, passed),
            Mark::Poor => add(&mut self.poor, passed),
        }
        self.until = self.until.max(until);
    }

    /// Neither none nor all, unless it was.
    fn relayed_percent(&self) -> Option<u32> {
        let percent = (self.relayed.as_secs().saturating_mul(100)).checked_div(self.routed.as_secs()).map(narrow)?;
        Some(match percent {
            _ if self.relayed.is_zero() => 0,
            100.. => 100,
            percent => percent.max(1),
        })
    }

    pub(super) fn summary(&self) -> Summary {
        let lasted = self.until;
        let poor = self.poor.min(lasted);
        Summary {
            lasted,
            fair: self.fair.min(lasted - poor),
            poor,
            interruptions: self.interruptions.times(),
            interrupted: self.interruptions.lasted(lasted),
            relayed_percent: self.relayed_percent(),
            round_trip_ms: self.round_trip_ms.typical(),
            lost_mine_permille: self.lost_mine_permille.typical(),
            lost_theirs_permille: self.lost_theirs_permille.typical(),
            jitter_mine_ms: self.jitter_mine_ms.typical(),
            jitter_theirs_ms: self.jitter_theirs_ms.typical(),
            no_sound: self.no_sound,
            no_picture: self.no_picture,
            reduced: self.reduced,
            freezes: self.freezes,
            frozen: self.frozen,
        }
    }
}

/// A note of a page that is gone may say anything.
fn add(sum: &mut Duration, more: Duration) {
    *sum = sum.saturating_add(more);
}
