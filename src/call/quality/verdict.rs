use super::recent::Recent;
use super::silence::Silence;
use super::{Finding, History, Mark, Missing};
use crate::protocol::{Sending, UserName};
use std::time::Duration;

/// How a call is: a mark for each direction, and what there is to say.
///
/// A mark gets worse once three of the last five seconds were as bad, and better once all five were: one bad
/// second does not show, and a connection that is bad every other second does not flicker. The cause is said for as
/// long as the mark lasts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    mine: Mark,
    theirs: Mark,
    silence: Silence,
    finding: Finding,
}

impl Verdict {
    /// Takes the last second of a history. `theirs` is what the other side says that it sends.
    pub fn take(&mut self, history: &History, theirs: Option<Sending>) {
        let Some(latest) = history.latest() else { return };
        self.silence.take(latest, theirs);
        let missing = self.silence.missing();
        let recent = Recent::of(history);
        let usual = recent.usual();
        self.mine = self.mine.min(recent.worst(Mark::mine)).max(Mark::mine(&usual));
        self.theirs = self.theirs.min(recent.worst(Mark::theirs)).max(Mark::theirs(&usual));
        if missing.is_some() {
            self.theirs = Mark::Poor;
        }
        self.finding = match (Finding::cause(&usual, missing), self.worse()) {
            (Some(cause), _) => cause,
            (None, Mark::Fair | Mark::Poor) => self.finding,
            (None, Mark::Good) if history.seconds().len() < Recent::ENOUGH => Finding::Measuring,
            (None, Mark::Good) => Finding::Well,
        };
    }

    /// The path is broken: whatever there was to say, there is this now.
    pub(super) fn break_off(&mut self) {
        (self.mine, self.theirs, self.finding) = (Mark::Poor, Mark::Poor, Finding::Broken);
    }

    /// The path is there again, or another: how good it is has to show.
    pub(super) fn restore(&mut self) {
        if self.finding == Finding::Broken {
            (self.mine, self.theirs, self.finding) = (Mark::Good, Mark::Good, Finding::Restored);
        }
    }

    /// Since when nothing comes of all that they send, once that is noticed.
    pub(super) fn nothing_since(&self) -> Option<Duration> {
        let missing = self.silence.missing();
        missing.and_then(|(missing, _)| if missing == Missing::Everything { self.silence.since() } else { None })
    }

    /// The same, before it is noticed.
    pub(super) fn nothing_yet_since(&self) -> Option<Duration> {
        self.silence.since()
    }

    /// How good what the other side gets from us is.
    pub fn mine(&self) -> Mark {
        self.mine
    }

    /// How good what we get is.
    pub fn theirs(&self) -> Mark {
        self.theirs
    }

    /// The worse of the two.
    pub fn worse(&self) -> Mark {
        self.mine.max(self.theirs)
    }

    /// What there is to say.
    pub fn finding(&self) -> Finding {
        self.finding
    }

    /// One sentence that says it.
    pub fn sentence(&self, peer: &UserName) -> String {
        self.finding.sentence(peer)
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::{Second, call};
    use super::super::{Limit, Transport};
    use super::*;
    use crate::protocol::Power;

    const GOOD: Second = Second::GOOD;
    const LOSSY: Second = Second { lost_theirs: 50, ..GOOD };
    const AWFUL: Second = Second { lost_theirs: 300, ..GOOD };

    /// The mark of what comes, second by second: `g`, `f` and `p`.
    fn marks(seconds: &str) -> String {
        let script: Vec<Second> = seconds
            .chars()
            .map(|letter| match letter {
                'f' => LOSSY,
                'p' => AWFUL,
                _ => GOOD,
            })
            .collect();
        let mark = |last| &call(&script[..=last]).verdict().theirs().word()[..1];
        (0..script.len()).map(mark).collect()
    }

    #[test]
    fn a_mark_needs_three_bad_seconds_and_five_good_ones() {
        let table = [
            ("gggggggg", "gggggggg"),
            ("gggfgggg", "gggggggg"),
            ("gggpgpgg", "gggggggg"),
            ("gggpppgggggg", "gggggpppppgg"),
            ("gggfffgggggg", "gggggfffffgg"),
            ("gggpppffffff", "gggggpppppff"),
            ("ggpgpgpgpgpg", "ggggggpppppp"),
            ("gggffpgggggg", "gggggfffffgg"),
            ("ppp", "ggp"),
        ];
        for (seconds, expected) in table {
            assert_eq!(marks(seconds), expected, "{seconds}");
        }
    }

    fn said(seconds: &[Second]) -> (Mark, Mark, String) {
        let quality = call(seconds);
        let verdict = quality.verdict();
        (verdict.mine(), verdict.theirs(), verdict.sentence(&UserName::parse("Bo").unwrap()))
    }

    #[test]
    fn a_call_has_only_begun_is_well_or_is_as_bad_as_its_mark() {
        let after = |good: usize| [vec![LOSSY; 5], vec![GOOD; good]].concat();
        let table: [(&[Second], Mark, &str); 6] = [
            (&[], Mark::Good, "The call with Bo has only begun."),
            (&[GOOD, GOOD], Mark::Good, "The call with Bo has only begun."),
            (&[GOOD, GOOD, GOOD], Mark::Good, "All is well between you and Bo."),
            (&after(0), Mark::Fair, "Bo’s connection is too slow or unsteady: 5 % of what they send is missing."),
            (&after(4), Mark::Fair, "Bo’s connection is too slow or unsteady: 5 % of what they send is missing."),
            (&after(5), Mark::Good, "All is well between you and Bo."),
        ];
        for (seconds, theirs, sentence) in table {
            assert_eq!(said(seconds), (Mark::Good, theirs, sentence.to_owned()));
        }
    }

    #[test]
    fn each_direction_has_its_mark() {
        let (fair, poor) = (Mark::Fair, Mark::Poor);
        let table = [
            (
                Second { lost_theirs: 84, ..GOOD },
                Mark::Good,
                fair,
                "Bo’s connection is too slow or unsteady: 8 % of what they send is missing.",
            ),
            (
                Second { lost_mine: 250, ..GOOD },
                poor,
                Mark::Good,
                "Your connection is too slow or unsteady: 25 % of what you send does not reach Bo.",
            ),
            (Second { round_trip_ms: 1200, ..GOOD }, poor, poor, "It takes 0.6 s until Bo hears you."),
            (
                Second { round_trip_ms: 700, relay: Some(Transport::Tcp), ..GOOD },
                fair,
                fair,
                "It takes 0.4 s until Bo hears you: the connection is through a relay, over TCP.",
            ),
            (Second { silent: true, ..GOOD }, Mark::Good, poor, "Nothing has come from Bo for 6 s."),
        ];
        for (second, mine, theirs, sentence) in table {
            assert_eq!(said(&[second; 6]), (mine, theirs, sentence.to_owned()));
        }
    }

    #[test]
    fn a_side_that_sends_nothing_is_not_missed() {
        let theirs = Some(Sending { microphone: Power::Off, camera: Power::Off, ..Sending::ALL });
        let muted = Second { silent: true, theirs, ..GOOD };
        assert_eq!(said(&[muted; 9]), (Mark::Good, Mark::Good, "All is well between you and Bo.".to_owned()));
    }

    #[test]
    fn a_limited_picture_is_no_fault_while_a_browser_feels_its_way() {
        let limited = Second { limit: Limit::Bandwidth, ..GOOD };
        assert_eq!(said(&[limited; 14]).0, Mark::Good);
        let sentence = "Your connection is too slow for a better picture: Bo sees 1280 × 720.";
        assert_eq!(said(&[limited; 15]), (Mark::Fair, Mark::Good, sentence.to_owned()));
    }
}
