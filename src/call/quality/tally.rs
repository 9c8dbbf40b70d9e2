use super::counting::narrow;
use super::interruptions::Interruptions;
use super::note::{Reader, Writer};
use super::spread::Spread;
use super::{Figures, Finding, Hops, Mark, Missing, Summary, Verdict};
use std::time::Duration;

/// What is kept of the whole of a call: sums and counts, of the same size however long it lasts. All times are since the
/// call began, so that a page that is loaded again in its middle can go on with it, out of a note of all its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// The note.
    pub fn note(&self) -> String {
        let mut to = Writer::default();
        let times = [
            self.until,
            self.fair,
            self.poor,
            self.routed,
            self.relayed,
            self.no_sound,
            self.no_picture,
            self.reduced,
            self.frozen,
        ];
        times.into_iter().for_each(|time| to.time(time));
        to.maybe(self.freezes.map(u64::from));
        self.interruptions.write(&mut to);
        let spreads = [
            &self.round_trip_ms,
            &self.lost_mine_permille,
            &self.lost_theirs_permille,
            &self.jitter_mine_ms,
            &self.jitter_theirs_ms,
        ];
        spreads.into_iter().for_each(|spread| spread.write(&mut to));
        to.done()
    }

    /// Reads one, in the order in which it is written.
    pub fn read(note: &str) -> Option<Self> {
        let from = &mut Reader::new(note);
        Some(Self {
            until: from.time()?,
            fair: from.time()?,
            poor: from.time()?,
            routed: from.time()?,
            relayed: from.time()?,
            no_sound: from.time()?,
            no_picture: from.time()?,
            reduced: from.time()?,
            frozen: from.time()?,
            freezes: from.maybe()?.map(narrow),
            interruptions: Interruptions::read(from)?,
            round_trip_ms: Spread::read(from)?,
            lost_mine_permille: Spread::read(from)?,
            lost_theirs_permille: Spread::read(from)?,
            jitter_mine_ms: Spread::read(from)?,
            jitter_theirs_ms: Spread::read(from)?,
        })
    }

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

#[cfg(test)]
mod tests {
    use super::super::Transport;
    use super::super::script::{Second, call};
    use super::*;

    #[test]
    fn a_note_has_all_of_it() {
        const BAD: Second = Second {
            relay: Some(Transport::Tcp),
            lost_mine: 50,
            lost_theirs: 20,
            jitter_ms: 90,
            freezes: 1,
            ..Second::GOOD
        };
        let silent = Second { silent: true, ..Second::GOOD };
        for seconds in [vec![], vec![Second::GOOD; 5], vec![Second { frozen_ms: 400, ..BAD }; 20], vec![silent; 9]] {
            let quality = call(&seconds);
            let tally = quality.tally().unwrap();
            assert_eq!(Tally::read(&tally.note()).as_ref(), Some(tally));
            let cut = tally.note();
            assert_eq!(Tally::read(cut.trim_end().rsplit_once(' ').unwrap().0), None);
        }
        assert_eq!(Tally::read("a note of somebody else's"), None);
    }

    #[test]
    fn whatever_a_note_says_the_call_goes_on() {
        let most = format!("{} ", u64::MAX).repeat(13) + &"0 0 ".repeat(5);
        let mut tally = Tally::read(&most).unwrap();
        let quality = call(&[Second::GOOD]);
        let second = quality.history().latest().unwrap();
        tally.take(second, Duration::from_secs(1), quality.verdict(), Some(Duration::ZERO));
        tally.take(second, Duration::from_secs(2), quality.verdict(), None);
        tally.pass(Duration::MAX);
        assert!(tally.summary().rows().count() > 0);
    }
}
