//! Whether somebody speaks, from how loud their microphone is. Pure.

use std::time::Duration;

/// Tells speaking from a door that slams, and a pause between two words from the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaking {
    loud: u32,
    until: Option<Duration>,
}

impl Speaking {
    /// How often it wants to hear of the level.
    pub const EVERY: Duration = Duration::from_millis(200);

    /// A quiet room stays below this root mean square, somebody who speaks into a microphone above it: -36 dB.
    const LEVEL: f32 = 0.016;

    /// So many levels in a row, less those below: speech goes on, a knock does not.
    const LOUD: u32 = 3;

    /// It is not over at the first pause.
    const PAUSE: Duration = Duration::from_secs(3);

    /// Takes a level; whether somebody speaks.
    pub fn hear(&mut self, level: f32, now: Duration) -> bool {
        self.loud = if level >= Self::LEVEL { (self.loud + 1).min(Self::LOUD) } else { self.loud.saturating_sub(1) };
        if self.loud >= Self::LOUD {
            self.until = Some(now + Self::PAUSE);
        }
        self.until.is_some_and(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said after each level, one every [`Speaking::EVERY`].
    fn heard(levels: &[f32]) -> Vec<bool> {
        let mut speaking = Speaking::default();
        levels.iter().zip(0..).map(|(level, n)| speaking.hear(*level, Speaking::EVERY * n)).collect()
    }

    #[test]
    fn a_word_is_speaking_and_a_knock_is_not() {
        assert_eq!(heard(&[0.1, 0.1, 0.1]), [false, false, true]);
        assert_eq!(heard(&[0.9, 0.0, 0.9, 0.0, 0.9, 0.0]), [false; 6]);
        assert_eq!(heard(&[0.01; 50]), [false; 50]);
    }

    #[test]
    fn a_pause_is_not_the_end_and_silence_is() {
        let levels = [vec![0.1; 3], vec![0.0; 20]].concat();
        let heard = heard(&levels);
        assert!(heard[2..17].iter().all(|speaks| *speaks), "3 s after the last loud moment");
        assert!(heard[17..].iter().all(|speaks| !speaks));
    }
}
