use super::{Figures, Limit, Mark, Missing, Route, Size, Threshold, Transport};
use std::time::Duration;

/// What there is to say about a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finding {
    /// Nothing yet.
    #[default]
    Measuring,
    /// All is well.
    Well,
    /// The path is broken.
    Broken,
    /// It was.
    Restored,
    /// They send, and nothing comes, for so long.
    Silence(Missing, Duration),
    /// Both lose packets: so many of a thousand.
    LostBothWays {
        /// Ours.
        mine_permille: u32,
        /// Theirs.
        theirs_permille: u32,
    },
    /// One loses packets, and they take long as well.
    BadWay {
        /// Of a thousand.
        lost_permille: u32,
        /// To the other side and back.
        round_trip_ms: u32,
    },
    /// They lose packets, and nothing else is wrong.
    TheirUpload {
        /// Of a thousand.
        lost_permille: u32,
    },
    /// We do.
    MyUpload {
        /// Of a thousand.
        lost_permille: u32,
    },
    /// Packets take long.
    Delay {
        /// To the other side and back.
        round_trip_ms: u32,
        /// The way, where that is why.
        because: Option<Route>,
    },
    /// Their sound comes unevenly.
    UnevenTheirs {
        /// By so much.
        jitter_ms: u32,
    },
    /// Ours does.
    UnevenMine {
        /// By so much.
        jitter_ms: u32,
    },
    /// This device is too slow for a better picture than this.
    Cpu(Option<Size>),
    /// Our upload is.
    Bandwidth(Option<Size>),
}

impl Finding {
    /// What is wrong by these figures: the worst, and where several are as bad, the first of this order. What
    /// comes first explains what comes after it.
    pub(super) fn cause(figures: &Figures, missing: Option<(Missing, Duration)>) -> Option<Self> {
        let causes = [
            missing.map(|(missing, lasted)| (Mark::Poor, Self::Silence(missing, lasted))),
            Self::loss(figures),
            Self::delay(figures),
            Self::uneven(figures.theirs.jitter_ms, |jitter_ms| Self::UnevenTheirs { jitter_ms }),
            Self::uneven(figures.mine.jitter_ms, |jitter_ms| Self::UnevenMine { jitter_ms }),
            Self::limit(figures),
        ];
        let wrong = causes.into_iter().flatten().filter(|(mark, _)| *mark > Mark::Good);
        // Of several that are as great, `max_by_key` takes the last.
        wrong.rev().max_by_key(|(mark, _)| *mark).map(|(_, cause)| cause)
    }

    fn loss(figures: &Figures) -> Option<(Mark, Self)> {
        let threshold = Threshold::LOST_PERMILLE;
        let lossy = |permille: &u32| threshold.mark(Some(*permille)) > Mark::Good;
        let mine = figures.mine.lost_permille.filter(lossy);
        let theirs = figures.theirs.lost_permille.filter(lossy);
        let slow = figures.round_trip_ms.filter(|ms| Threshold::ROUND_TRIP_MS.mark(Some(*ms)) > Mark::Good);
        let cause = match (mine, theirs, slow) {
            (None, None, _) => return None,
            (Some(mine_permille), Some(theirs_permille), _) => Self::LostBothWays { mine_permille, theirs_permille },
            (Some(lost_permille), None, Some(round_trip_ms)) | (None, Some(lost_permille), Some(round_trip_ms)) => {
                Self::BadWay { lost_permille, round_trip_ms }
            }
            (Some(lost_permille), None, None) => Self::MyUpload { lost_permille },
            (None, Some(lost_permille), None) => Self::TheirUpload { lost_permille },
        };
        Some((threshold.mark(mine.max(theirs)).max(Threshold::ROUND_TRIP_MS.mark(slow)), cause))
    }

    fn delay(figures: &Figures) -> Option<(Mark, Self)> {
        let round_trip_ms = figures.round_trip_ms?;
        let because = figures.route.filter(|route| route.over != Transport::Udp);
        Some((Threshold::ROUND_TRIP_MS.mark(Some(round_trip_ms)), Self::Delay { round_trip_ms, because }))
    }

    fn uneven(jitter_ms: Option<u32>, cause: fn(u32) -> Self) -> Option<(Mark, Self)> {
        Some((Threshold::JITTER_MS.mark(jitter_ms), cause(jitter_ms?)))
    }

    fn limit(figures: &Figures) -> Option<(Mark, Self)> {
        let cause = match figures.limit? {
            Limit::Cpu => Self::Cpu(figures.mine.size),
            Limit::Bandwidth => Self::Bandwidth(figures.mine.size),
            Limit::None | Limit::Other => return None,
        };
        Some((Mark::of_limit(figures.limit), cause))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Flow, Hops};
    use super::*;
    use crate::protocol::UserName;

    /// Round trip; of a thousand packets, those lost of ours and of theirs; jitter of ours and of theirs.
    type Row = (u32, u32, u32, u32, u32, Option<Limit>, &'static str);

    const CPU: Option<Limit> = Some(Limit::Cpu);
    const NARROW: Option<Limit> = Some(Limit::Bandwidth);

    /// Each cause alone, at its threshold and below it; then several at once.
    const TABLE: &[Row] = &[
        (40, 0, 0, 5, 5, Some(Limit::None), ""),
        (299, 19, 19, 29, 29, Some(Limit::Other), ""),
        (40, 0, 20, 5, 5, None, "Bo’s connection is too slow or unsteady: 2 % of what they send is missing."),
        (40, 0, 84, 5, 5, None, "Bo’s connection is too slow or unsteady: 8 % of what they send is missing."),
        (40, 85, 0, 5, 5, None, "Your connection is too slow or unsteady: 9 % of what you send does not reach Bo."),
        (
            40,
            30,
            250,
            5,
            5,
            None,
            "The connection is too slow or unsteady: 25 % of what Bo sends is missing, and 3 % of what you send.",
        ),
        (300, 0, 0, 5, 5, None, "It takes 0.2 s until Bo hears you."),
        (1200, 0, 0, 5, 5, None, "It takes 0.6 s until Bo hears you."),
        (2099, 0, 0, 5, 5, None, "It takes 1.0 s until Bo hears you."),
        (40, 0, 0, 5, 30, None, "What Bo says comes unevenly, by 30 ms."),
        (40, 0, 0, 30, 5, None, "What you say reaches Bo unevenly, by 30 ms."),
        (40, 0, 0, 5, 5, CPU, "This device is too busy for a better picture: Bo sees 640 × 360."),
        (40, 0, 0, 5, 5, NARROW, "Your connection is too slow for a better picture: Bo sees 640 × 360."),
        // As bad as each other: the order decides.
        (
            400,
            50,
            50,
            50,
            50,
            CPU,
            "The connection is too slow or unsteady: 5 % of what Bo sends is missing, and 5 % of what you send.",
        ),
        (
            400,
            0,
            50,
            50,
            50,
            CPU,
            "The connection to Bo is slow and unsteady: 5 % is missing, and the rest takes 0.2 s.",
        ),
        (400, 0, 0, 50, 50, CPU, "It takes 0.2 s until Bo hears you."),
        (40, 0, 0, 50, 50, CPU, "What Bo says comes unevenly, by 50 ms."),
        (40, 0, 0, 50, 5, CPU, "What you say reaches Bo unevenly, by 50 ms."),
        (40, 50, 0, 50, 50, NARROW, "Your connection is too slow or unsteady: 5 % of what you send does not reach Bo."),
        // The worse goes first.
        (40, 50, 0, 5, 80, NARROW, "What Bo says comes unevenly, by 80 ms."),
        (
            900,
            50,
            0,
            5,
            80,
            None,
            "The connection to Bo is slow and unsteady: 5 % is missing, and the rest takes 0.5 s.",
        ),
        (900, 0, 0, 5, 80, None, "It takes 0.5 s until Bo hears you."),
    ];

    fn figures((round_trip_ms, lost_mine, lost_theirs, jitter_mine, jitter_theirs, limit, _): Row) -> Figures {
        let flow = |lost, jitter| Flow { lost_permille: Some(lost), jitter_ms: Some(jitter), ..Flow::default() };
        Figures {
            round_trip_ms: Some(round_trip_ms),
            limit,
            mine: Flow { size: Some(Size { width: 640, height: 360 }), ..flow(lost_mine, jitter_mine) },
            theirs: flow(lost_theirs, jitter_theirs),
            ..Figures::default()
        }
    }

    fn said(cause: Option<Finding>) -> String {
        let bo = UserName::parse("Bo").unwrap();
        cause.map(|cause| cause.sentence(&bo)).unwrap_or_default()
    }

    #[test]
    fn each_cause_has_its_sentence_and_the_most_important_is_said() {
        for row in TABLE {
            assert_eq!(said(Finding::cause(&figures(*row), None)), row.6, "{row:?}");
        }
    }

    #[test]
    fn silence_comes_before_all_else() {
        let missing = [
            (Missing::Everything, "Nothing has come from Bo for 7 s."),
            (Missing::Sound, "No sound has come from Bo for 7 s."),
            (Missing::Picture, "No picture has come from Bo for 7 s."),
        ];
        for (missing, sentence) in missing {
            let missing = Some((missing, Duration::from_millis(7_900)));
            for row in TABLE {
                assert_eq!(said(Finding::cause(&figures(*row), missing)), sentence);
            }
        }
    }

    #[test]
    fn a_delay_is_blamed_on_tcp_where_there_is_tcp() {
        let table = [
            (
                Hops::Relayed,
                Transport::Tcp,
                "It takes 0.3 s until Bo hears you: the connection is through a relay, over TCP.",
            ),
            (
                Hops::Relayed,
                Transport::Tls,
                "It takes 0.3 s until Bo hears you: the connection is through a relay, over TLS.",
            ),
            (Hops::Direct, Transport::Tcp, "It takes 0.3 s until Bo hears you: the connection is direct, over TCP."),
            (Hops::Relayed, Transport::Udp, "It takes 0.3 s until Bo hears you."),
        ];
        for (hops, over, sentence) in table {
            let slow = Figures { round_trip_ms: Some(600), route: Some(Route { hops, over }), ..Figures::default() };
            assert_eq!(said(Finding::cause(&slow, None)), sentence);
            let quick = Figures { round_trip_ms: Some(60), ..slow };
            assert_eq!(Finding::cause(&quick, None), None, "TCP alone is no fault");
        }
    }

    #[test]
    fn what_is_not_known_is_no_fault() {
        assert_eq!(Finding::cause(&Figures::default(), None), None);
    }
}
