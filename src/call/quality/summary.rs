use super::{Typical, report};
use serde::Serialize;
use std::time::Duration;

/// A call in a few figures, for the card after it. `None` is what was never known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// From the first figures to the last.
    #[serde(rename = "lasted_ms", serialize_with = "report::milliseconds")]
    pub lasted: Duration,
    /// How long it was fair in the worse direction.
    #[serde(rename = "fair_ms", serialize_with = "report::milliseconds")]
    pub fair: Duration,
    /// How long it was poor.
    #[serde(rename = "poor_ms", serialize_with = "report::milliseconds")]
    pub poor: Duration,
    /// For how much of its time packets went through a relay.
    pub relayed_percent: Option<u32>,
    /// To the other side and back, in milliseconds.
    pub round_trip_ms: Option<Typical>,
    /// Packets that they did not get, of a thousand.
    pub lost_mine_permille: Option<Typical>,
    /// Packets that we did not get, of a thousand.
    pub lost_theirs_permille: Option<Typical>,
    /// How often their picture stood still.
    pub freezes: Option<u32>,
    /// How long it did.
    #[serde(rename = "frozen_ms", serialize_with = "report::milliseconds")]
    pub frozen: Duration,
}

impl Summary {
    /// One sentence about all of it. What was so for less than a tenth of a call is not what the call was like.
    pub fn sentence(&self) -> String {
        let (all, poor) = (self.lasted.as_secs(), self.poor.as_secs());
        let troubled = self.fair.as_secs() + poor;
        let lasted = spoken(all);
        if all == 0 {
            "The call was too short to say how it was.".to_owned()
        } else if troubled == 0 {
            format!("A good call: {lasted} without trouble.")
        } else if poor * 10 >= all {
            format!("A poor call: {} of {lasted} were bad.", spoken(poor))
        } else if troubled * 10 >= all {
            format!("A fair call: {} of {lasted} could have been better.", spoken(troubled))
        } else {
            format!("A good call: all but {} of {lasted} were without trouble.", spoken(troubled))
        }
    }
}

impl Summary {
    /// What it was like, figure by figure: a name, and a value in words. Without those that were never known.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, String)> {
        let way = self.relayed_percent.map(|percent| match percent {
            0 => "Direct".to_owned(),
            100 => "Over a relay".to_owned(),
            percent => format!("{percent} % of the time over a relay"),
        });
        let round_trip = self.round_trip_ms.map(|ms| format!("{} ms, at worst {} ms", ms.median, ms.worst));
        let lost = |permille: Option<Typical>| {
            permille.map(|lost| match lost {
                Typical { worst: 0, .. } => "None".to_owned(),
                lost => format!("{}, at worst {}", percent(lost.median), percent(lost.worst)),
            })
        };
        let stood_still = self.freezes.map(|times| match times {
            0 => "Never".to_owned(),
            times => format!("{times} ×, {} in all", spoken(self.frozen.as_secs().max(1))),
        });
        [
            ("Way", way),
            ("There and back", round_trip),
            ("Loss, to them", lost(self.lost_mine_permille)),
            ("Loss, to you", lost(self.lost_theirs_permille)),
            ("Picture stood still", stood_still),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}

/// Of a thousand, as people say it: of a hundred.
pub fn percent(permille: u32) -> String {
    format!("{}.{} %", permille / 10, permille % 10)
}

/// As people say it: 45 s, 12 min 5 s, 1 h 2 min.
fn spoken(seconds: u64) -> String {
    match seconds {
        s @ 0..60 => format!("{s} s"),
        s @ 60..3600 => format!("{} min {} s", s / 60, s % 60),
        s => format!("{} h {} min", s / 3600, s / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::super::script::{Second, call};
    use super::super::{History, Transport};
    use super::*;

    const GOOD: Second = Second::GOOD;

    #[test]
    fn a_call_is_summed_up() {
        let relayed = Second { relay: Some(Transport::Udp), round_trip_ms: 100, ..GOOD };
        let frozen = Second { lost_theirs: 200, freezes: 1, frozen_ms: 400, ..relayed };
        let script = [vec![GOOD; 60], vec![relayed; 30], vec![frozen; 10]].concat();
        let expected = Summary {
            lasted: Duration::from_secs(100),
            fair: Duration::ZERO,
            // The first two do not show.
            poor: Duration::from_secs(8),
            relayed_percent: Some(40),
            round_trip_ms: Some(Typical { median: 42, worst: 100 }),
            lost_mine_permille: Some(Typical { median: 0, worst: 0 }),
            lost_theirs_permille: Some(Typical { median: 0, worst: 200 }),
            freezes: Some(10),
            frozen: Duration::from_secs(4),
        };
        assert_eq!(call(&script).summary(), expected);
    }

    #[test]
    fn what_is_known_of_it_stands_in_rows() {
        let rows =
            |summary: Summary| summary.rows().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>();
        assert_eq!(rows(Summary::default()), [""; 0]);
        let good = Summary {
            relayed_percent: Some(0),
            round_trip_ms: Some(Typical { median: 42, worst: 100 }),
            lost_mine_permille: Some(Typical { median: 0, worst: 0 }),
            freezes: Some(0),
            ..Summary::default()
        };
        let expected = [
            "Way: Direct",
            "There and back: 42 ms, at worst 100 ms",
            "Loss, to them: None",
            "Picture stood still: Never",
        ];
        assert_eq!(rows(good), expected);
        let bad = Summary {
            relayed_percent: Some(40),
            lost_theirs_permille: Some(Typical { median: 12, worst: 200 }),
            freezes: Some(1),
            frozen: Duration::from_millis(400),
            ..Summary::default()
        };
        let expected = [
            "Way: 40 % of the time over a relay",
            "Loss, to you: 1.2 %, at worst 20.0 %",
            "Picture stood still: 1 ×, 1 s in all",
        ];
        assert_eq!(rows(bad), expected);
    }

    #[test]
    fn a_long_call_takes_no_more_room() {
        let quality = call(&vec![GOOD; 4_000]);
        assert_eq!(quality.history().seconds().len(), History::SECONDS);
        assert_eq!(quality.summary().sentence(), "A good call: 1 h 6 min without trouble.");
    }

    #[test]
    fn one_sentence_is_about_all_of_it() {
        let table = [
            (0, 0, 0, "The call was too short to say how it was."),
            (45, 0, 0, "A good call: 45 s without trouble."),
            (725, 20, 0, "A good call: all but 20 s of 12 min 5 s were without trouble."),
            (725, 20, 30, "A good call: all but 50 s of 12 min 5 s were without trouble."),
            (725, 100, 30, "A fair call: 2 min 10 s of 12 min 5 s could have been better."),
            (725, 20, 300, "A poor call: 5 min 0 s of 12 min 5 s were bad."),
        ];
        for (lasted, fair, poor, sentence) in table {
            let [lasted, fair, poor] = [lasted, fair, poor].map(Duration::from_secs);
            assert_eq!(Summary { lasted, fair, poor, ..Summary::default() }.sentence(), sentence);
        }
    }
}
