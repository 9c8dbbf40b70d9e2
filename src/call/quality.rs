//! How a call is, out of what the browser counts: figures, the last minute of them, a verdict, a summary.
//!
//! ```text
//!                        with the one before        the last 60
//!   Sample, each second ---------------------> Figures --+--> History ---> sparklines
//!                                                        |       |
//!                                                        |       +-------> Verdict: two marks, one sentence
//!                                                        |                    |
//!                                                        +--> sums, counts <--+ ---> Summary
//! ```
//!
//! Nothing in here has room for an address or a name, so that the [report](Quality::report) can be pasted anywhere.

mod begun;
mod codec;
mod counting;
mod figures;
mod finding;
mod flow;
mod history;
mod interruptions;
pub mod label;
mod mark;
mod note;
mod recent;
mod report;
mod route;
mod sample;
#[cfg(test)]
mod script;
mod sentence;
mod series;
mod silence;
mod spread;
mod summary;
mod tally;
mod verdict;

pub use begun::Begun;
pub use codec::Codec;
pub use figures::Figures;
pub use finding::Finding;
pub use flow::Flow;
pub use history::{History, Point};
pub use mark::{Mark, Threshold};
pub use route::{CandidateKind, Hops, Pair, Route, Transport};
pub use sample::{Heard, Inbound, InboundVideo, Limit, Outbound, OutboundVideo, Sample, Size};
pub use series::Series;
pub use silence::Missing;
pub use spread::Typical;
pub use summary::Summary;
pub use tally::Tally;
pub use verdict::Verdict;

use crate::protocol::Sending;
use report::Report;
use std::time::Duration;

/// The quality of one call, from its first sample on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    begun: Option<Begun>,
    before: Option<Sample>,
    history: History,
    verdict: Verdict,
    /// Since when the path is broken.
    broken: Option<Duration>,
    tally: Tally,
}

impl Quality {
    /// Takes a sample; a second after the one before is best. `theirs` is what the other side says that it sends.
    pub fn take(&mut self, sample: Sample, theirs: Option<Sending>) {
        let begun = *self.begun.get_or_insert(Begun::new(sample.at, Duration::ZERO));
        let figures = self.before.and_then(|before| Figures::between(&before, &sample));
        self.before = Some(sample);
        if let Some(figures) = figures {
            self.history.push(figures);
            self.verdict.take(&self.history, theirs);
            if self.broken.is_some() {
                self.verdict.break_off();
            }
            let lost = self.broken.into_iter().chain(self.verdict.nothing_since()).min();
            self.tally.take(&figures, begun.passed(figures.at), &self.verdict, lost.map(|since| begun.passed(since)));
        } else if self.broken.is_none() {
            self.verdict.restore();
        }
    }

    /// The call goes on with another peer connection, which counts from the beginning.
    pub fn reconnected(&mut self, now: Duration) {
        self.before = None;
        self.broken = None;
        if let Some(begun) = self.begun {
            // What came last came by the one before.
            let since = self.verdict.nothing_yet_since().unwrap_or(now);
            self.tally.lose(begun.passed(since));
            self.verdict.break_off();
        }
    }

    /// Since when the path to the other side is broken, if it is.
    pub fn path(&mut self, broken: Option<Duration>) {
        match (std::mem::replace(&mut self.broken, broken), broken) {
            (_, Some(_)) => self.verdict.break_off(),
            (Some(_), None) => self.verdict.restore(),
            (None, None) => {}
        }
    }

    /// The call is over, or is told of.
    pub fn pass(&mut self, now: Duration) {
        if let Some(begun) = self.begun {
            self.tally.pass(begun.passed(now));
        }
    }

    /// What the next page has to know of this call, should this one be loaded again. Nothing before it has begun.
    pub fn tally(&self) -> Option<&Tally> {
        self.begun.map(|_| &self.tally)
    }

    /// Goes on with what the page before this one knew of the call, after so long.
    pub fn resume(&mut self, tally: Tally, away: Duration, now: Duration) {
        self.begun = Some(Begun::new(now, tally.until().saturating_add(away)));
        self.tally = tally;
        self.tally.lose(self.tally.until());
        self.verdict.break_off();
    }

    /// Since when the call is on, if it is.
    pub fn begun(&self) -> Option<Begun> {
        self.begun
    }

    /// The last minute.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How it is.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// How it was, all in all.
    pub fn summary(&self) -> Summary {
        self.tally.summary()
    }

    /// JSON for a bug report, without addresses and names.
    pub fn report(&self) -> String {
        let (mine, theirs) = (self.verdict.mine(), self.verdict.theirs());
        Report { mine, theirs, summary: self.summary(), seconds: self.history.seconds() }.json()
    }
}

#[cfg(test)]
mod tests {
    use super::script::{Second, call, sample};
    use super::*;

    #[test]
    fn another_peer_connection_leaves_no_trace_in_the_figures() {
        for told in [true, false] {
            let mut quality = call(&[Second::GOOD; 10]);
            if told {
                quality.reconnected(std::time::Duration::from_secs(111));
            }
            for second in 0..3_u64 {
                let mut fresh = sample(&vec![Second::GOOD; second as usize]);
                fresh.at += std::time::Duration::from_secs(20);
                quality.take(fresh, Some(Sending::ALL));
            }
            let known = quality.history().seconds().iter().filter_map(|figures| figures.theirs.audio_bps);
            assert!(known.clone().all(|bps| bps == 32_000), "told: {told}");
            assert_eq!(known.count(), 12);
            assert_eq!(quality.verdict().worse(), Mark::Good);
        }
    }

    const GOOD: Second = Second::GOOD;

    /// A second at a time, `from` this one of the page's clock on.
    fn go_on(quality: &mut Quality, from: u64, seconds: usize) {
        for second in 0..=seconds {
            let mut sample = sample(&vec![GOOD; second]);
            sample.at = Duration::from_secs(from + second as u64);
            quality.take(sample, Some(Sending::ALL));
        }
    }

    fn told(quality: &Quality) -> (u64, u64, u32, u64) {
        let Summary { lasted, poor, interruptions, interrupted, .. } = quality.summary();
        (lasted.as_secs(), poor.as_secs(), interruptions, interrupted.as_secs())
    }

    #[test]
    fn a_page_that_is_loaded_again_goes_on_with_the_call() {
        let mut before = call(&[Second { round_trip_ms: 100, ..GOOD }; 10]);
        before.pass(Duration::from_secs(110));
        let note = before.tally().unwrap().note();
        let mut after = Quality::default();
        let second = Duration::from_secs;
        after.resume(Tally::read(&note).unwrap(), second(2), second(1));
        after.reconnected(second(1));
        assert_eq!(told(&after), (10, 0, 1, 0));
        after.path(None);
        assert_eq!(after.verdict().finding(), Finding::Broken, "there is no path yet");
        assert_eq!(after.begun().map(|begun| begun.passed(second(4))), Some(second(15)));
        go_on(&mut after, 4, 0);
        assert_eq!(after.verdict().finding(), Finding::Restored);
        go_on(&mut after, 4, 5);
        assert_eq!(told(&after), (20, 5, 1, 5), "2 s away, and 3 s until there was a connection");
        assert_eq!(after.summary().round_trip_ms.map(|typical| typical.worst), Some(100));
        assert_eq!(Quality::default().tally(), None);
    }

    #[test]
    fn another_peer_connection_is_an_interruption_since_the_last_sign_of_the_one_before() {
        let silent = Second { silent: true, ..GOOD };
        let mut quality = call(&[[GOOD; 10], [GOOD; 10]].concat());
        assert_eq!(told(&quality), (20, 0, 0, 0));
        quality.take(sample(&[vec![GOOD; 20], vec![silent; 2]].concat()), Some(Sending::ALL));
        assert_eq!(told(&quality), (22, 0, 0, 0), "not yet noticed");
        quality.reconnected(Duration::from_secs(122));
        assert_eq!(told(&quality), (22, 2, 1, 2));
        go_on(&mut quality, 125, 5);
        assert_eq!(told(&quality), (30, 5, 1, 5));
    }

    #[test]
    fn a_broken_path_is_an_interruption_and_said_at_once() {
        let bo = crate::protocol::UserName::parse("Bo").unwrap();
        let mut quality = call(&[GOOD; 10]);
        quality.path(Some(Duration::from_secs(110)));
        assert_eq!(quality.verdict().worse(), Mark::Poor);
        assert_eq!(quality.verdict().sentence(&bo), "The connection to Bo is lost, and is being restored.");
        quality.take(sample(&[GOOD; 12]), Some(Sending::ALL));
        assert_eq!(told(&quality), (12, 2, 1, 2));
        assert_eq!(quality.verdict().worse(), Mark::Poor);
        quality.path(None);
        assert_eq!(quality.verdict().sentence(&bo), "The connection to Bo is back.");
        quality.take(sample(&[GOOD; 13]), Some(Sending::ALL));
        assert_eq!(quality.verdict().sentence(&bo), "All is well between you and Bo.");
        quality.pass(Duration::from_secs(114));
        assert_eq!(told(&quality), (14, 2, 1, 2));
    }

    #[test]
    fn a_call_that_ends_because_nothing_comes_was_interrupted_to_its_end() {
        let silent = Second { silent: true, ..GOOD };
        let mut quality = call(&[vec![GOOD; 10], vec![silent; 5]].concat());
        quality.pass(Duration::from_secs(130));
        assert_eq!(told(&quality), (30, 20, 1, 20));
    }
}
