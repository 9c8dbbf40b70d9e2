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

mod codec;
mod counting;
mod figures;
mod finding;
mod flow;
mod history;
mod mark;
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
pub use summary::{Summary, percent};
pub use verdict::Verdict;

use crate::protocol::Sending;
use report::Report;
use tally::Tally;

/// The quality of one call, from its first sample on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quality {
    before: Option<Sample>,
    history: History,
    verdict: Verdict,
    tally: Tally,
}

impl Quality {
    /// Takes a sample; a second after the one before is best. `theirs` is what the other side says that it sends.
    pub fn take(&mut self, sample: Sample, theirs: Option<Sending>) {
        let figures = self.before.and_then(|before| Figures::between(&before, &sample));
        self.before = Some(sample);
        if let Some(figures) = figures {
            self.history.push(figures);
            self.verdict.take(&self.history, theirs);
            self.tally.take(&figures, self.verdict.worse());
        }
    }

    /// The call goes on with another peer connection, which counts from the beginning.
    pub fn reconnected(&mut self) {
        self.before = None;
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
                quality.reconnected();
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
}
