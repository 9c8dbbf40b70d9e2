use super::{Threshold, Typical, label, report};
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
    /// How often there was no connection.
    pub interruptions: u32,
    /// How long there was none.
    #[serde(rename = "interrupted_ms", serialize_with = "report::milliseconds")]
    pub interrupted: Duration,
    /// For how much of its time packets went through a relay.
    pub relayed_percent: Option<u32>,
    /// To the other side and back, in milliseconds.
    pub round_trip_ms: Option<Typical>,
    /// Packets that they did not get, of a thousand.
    pub lost_mine_permille: Option<Typical>,
    /// Packets that we did not get, of a thousand.
    pub lost_theirs_permille: Option<Typical>,
    /// How unevenly our sound reached them, in milliseconds.
    pub jitter_mine_ms: Option<Typical>,
    /// How unevenly theirs reached us.
    pub jitter_theirs_ms: Option<Typical>,
    /// How long no sound came from them that should have.
    #[serde(rename = "no_sound_ms", serialize_with = "report::milliseconds")]
    pub no_sound: Duration,
    /// How long no picture did.
    #[serde(rename = "no_picture_ms", serialize_with = "report::milliseconds")]
    pub no_picture: Duration,
    /// How long ours was not as good as it could have been.
    #[serde(rename = "reduced_ms", serialize_with = "report::milliseconds")]
    pub reduced: Duration,
    /// How often their picture stood still.
    pub freezes: Option<u32>,
    /// How long it did.
    #[serde(rename = "frozen_ms", serialize_with = "report::milliseconds")]
    pub frozen: Duration,
}

impl Summary {
    /// One sentence about all of it. What was so for less than a tenth of a call is not what the call was like.
    pub fn sentence(&self) -> String {
        let (all, poor) = (self.lasted.as_secs(), whole(self.poor));
        let troubled = whole(self.fair + self.poor).min(all);
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
    /// What it was like, figure by figure: a name, and a value in words. Without those that were never known, and without
    /// what there was no trouble with: all that keeps a call from being good has a row.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, String)> {
        let way = self.relayed_percent.map(|percent| match percent {
            0 => "Direct".to_owned(),
            100 => "Through a relay".to_owned(),
            percent => format!("Through a relay {percent} % of the time"),
        });
        let times = |times: u32, lasted: Duration| match times {
            1 => format!("Once, for {}", spoken(whole(lasted))),
            times => format!("{times} times, for {} in all", spoken(whole(lasted))),
        };
        let interrupted = (self.interruptions > 0).then(|| times(self.interruptions, self.interrupted));
        let stood_still = self.freezes.map(|freezes| match freezes {
            0 => "Never".to_owned(),
            freezes => times(freezes, self.frozen),
        });
        let missing = |permille: Option<Typical>| permille.map(|typical| label::typically(typical, label::missing));
        let uneven = |ms: Option<Typical>| {
            let typical = ms.filter(|typical| typical.worst >= Threshold::JITTER_MS.fair)?;
            Some(label::typically(typical, label::milliseconds))
        };
        let for_long = |lasted: Duration| (!lasted.is_zero()).then(|| format!("For {}", spoken(whole(lasted))));
        [
            (label::CONNECTION, way),
            ("Interruptions", interrupted),
            (label::DELAY, self.round_trip_ms.map(|typical| label::typically(typical, label::milliseconds))),
            (label::MISSING_THERE, missing(self.lost_mine_permille)),
            (label::MISSING_HERE, missing(self.lost_theirs_permille)),
            (label::UNEVEN_THERE, uneven(self.jitter_mine_ms)),
            (label::UNEVEN_HERE, uneven(self.jitter_theirs_ms)),
            ("No sound from them", for_long(self.no_sound)),
            ("No picture from them", for_long(self.no_picture)),
            ("Their picture stood still", stood_still),
            (label::REDUCED, for_long(self.reduced)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}

/// In seconds. What was, was for one at least.
fn whole(time: Duration) -> u64 {
    let nearest = time.saturating_add(Duration::from_millis(500)).as_secs();
    if time.is_zero() { 0 } else { nearest.max(1) }
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
    use super::super::{History, Limit, Transport};
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
            interruptions: 0,
            interrupted: Duration::ZERO,
            relayed_percent: Some(40),
            round_trip_ms: Some(Typical { median: 42, worst: 100 }),
            lost_mine_permille: Some(Typical { median: 0, worst: 0 }),
            lost_theirs_permille: Some(Typical { median: 0, worst: 200 }),
            jitter_mine_ms: Some(Typical { median: 4, worst: 4 }),
            jitter_theirs_ms: Some(Typical { median: 4, worst: 4 }),
            no_sound: Duration::ZERO,
            no_picture: Duration::ZERO,
            reduced: Duration::ZERO,
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
            "Connection: Direct",
            "Delay, both ways: 42 ms, at worst 100 ms",
            "Missing data, for them: None",
            "Their picture stood still: Never",
        ];
        assert_eq!(rows(good), expected);
        let second = Duration::from_secs;
        let bad = Summary {
            interruptions: 2,
            interrupted: second(75),
            relayed_percent: Some(40),
            lost_mine_permille: Some(Typical { median: 0, worst: 31 }),
            lost_theirs_permille: Some(Typical { median: 12, worst: 200 }),
            jitter_mine_ms: Some(Typical { median: 4, worst: 29 }),
            jitter_theirs_ms: Some(Typical { median: 4, worst: 30 }),
            no_sound: second(5),
            no_picture: second(6),
            reduced: second(70),
            freezes: Some(1),
            frozen: Duration::from_millis(400),
            ..Summary::default()
        };
        let expected = [
            "Connection: Through a relay 40 % of the time",
            "Interruptions: 2 times, for 1 min 15 s in all",
            "Missing data, for them: None, at worst 3.1 %",
            "Missing data, for you: 1.2 %, at worst 20.0 %",
            "Uneven sound, for you: 4 ms, at worst 30 ms",
            "No sound from them: For 5 s",
            "No picture from them: For 6 s",
            "Their picture stood still: Once, for 1 s",
            "Your picture reduced: For 1 min 10 s",
        ];
        assert_eq!(rows(bad), expected);
    }

    #[test]
    fn a_call_that_was_not_good_has_a_row_that_says_why() {
        let seconds = |second: Second| vec![second; 20];
        let held_back = Second { limit: Limit::Bandwidth, ..GOOD };
        let table = [
            (Second { silent: true, ..GOOD }, "Interruptions: Once, for 20 s"),
            (Second { lost_mine: 50, ..GOOD }, "Missing data, for them: 5.0 %, at worst 5.1 %"),
            (Second { round_trip_ms: 900, ..GOOD }, "Delay, both ways: 900 ms"),
            (Second { jitter_ms: 90, ..GOOD }, "Uneven sound, for you: 90 ms"),
            (held_back, "Your picture reduced: For 6 s"),
        ];
        for (second, why) in table {
            let summary = call(&seconds(second)).summary();
            assert!(!summary.sentence().starts_with("A good call"), "{why}");
            let mut rows = summary.rows().map(|(name, value)| format!("{name}: {value}"));
            assert!(rows.any(|row| row == why), "{why}: {:?}", summary.rows().collect::<Vec<_>>());
        }
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
        let moment = Summary {
            lasted: Duration::from_millis(40_900),
            poor: Duration::from_millis(300),
            interruptions: 1,
            interrupted: Duration::from_millis(300),
            ..Summary::default()
        };
        assert_eq!(moment.sentence(), "A good call: all but 1 s of 40 s were without trouble.");
        assert_eq!(moment.rows().next(), Some(("Interruptions", "Once, for 1 s".to_owned())));
    }
}
