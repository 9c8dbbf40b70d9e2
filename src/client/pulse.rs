//! Whether the server is still there: a half-open connection looks as well as any other, until one asks.
//!
//! A page cannot see the pings of the WebSocket itself, so it sends frames of its own.

use std::time::Duration;

/// The pulse of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    heard: Duration,
    asked: Option<Asked>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    answer_by: Duration,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PulseOutput {
    /// Look again at this time.
    Wait(Duration),
    /// Send a ping, and look again at this time.
    Ask(Duration),
    /// Nobody is there: close the socket.
    Dead,
}

impl Pulse {
    /// Silence after which to ask.
    const QUIET: Duration = Duration::from_secs(15);

    /// How long an answer may take: 25 s after the last sign of life, a dead connection is known.
    const ANSWER: Duration = Duration::from_secs(10);

    /// How long it may take when the browser has said that something was wrong with the network.
    const HURRIED: Duration = Duration::from_secs(4);

    /// And when a call over the same network has just gone silent: a new connection costs little, and the call waits.
    const DOUBTED: Duration = Duration::from_secs(1);

    /// The pulse of a connection over which something has just come.
    pub fn new(now: Duration) -> Self {
        Self { heard: now, asked: None }
    }

    /// Something has come.
    pub fn heard(&mut self, now: Duration) {
        *self = Self::new(now);
    }

    /// The browser is online again, or the page is looked at again.
    pub fn hurry(&mut self, now: Duration) -> PulseOutput {
        self.ask_at_once(now + Self::HURRIED)
    }

    /// A call has gone silent.
    pub fn doubt(&mut self, now: Duration) -> PulseOutput {
        self.ask_at_once(now + Self::DOUBTED)
    }

    fn ask_at_once(&mut self, answer_by: Duration) -> PulseOutput {
        self.ask(self.asked.map_or(answer_by, |asked| asked.answer_by.min(answer_by)))
    }

    /// Time has passed.
    pub fn woke(&mut self, now: Duration) -> PulseOutput {
        match self.asked {
            Some(asked) if now >= asked.answer_by => PulseOutput::Dead,
            Some(asked) => PulseOutput::Wait(asked.answer_by),
            None if now >= self.heard + Self::QUIET => self.ask(now + Self::ANSWER),
            None => PulseOutput::Wait(self.heard + Self::QUIET),
        }
    }

    fn ask(&mut self, answer_by: Duration) -> PulseOutput {
        self.asked = Some(Asked { answer_by });
        PulseOutput::Ask(answer_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn silence_is_asked_about_and_no_answer_is_the_end() {
        let mut pulse = Pulse::new(s(0));
        assert_eq!(pulse.woke(s(10)), PulseOutput::Wait(s(15)));
        assert_eq!(pulse.woke(s(15)), PulseOutput::Ask(s(25)));
        assert_eq!(pulse.woke(s(20)), PulseOutput::Wait(s(25)));
        assert_eq!(pulse.woke(s(25)), PulseOutput::Dead);
    }

    #[test]
    fn whatever_comes_is_a_sign_of_life() {
        let mut pulse = Pulse::new(s(0));
        pulse.woke(s(15));
        pulse.heard(s(24));
        assert_eq!(pulse.woke(s(25)), PulseOutput::Wait(s(39)));
    }

    #[test]
    fn a_browser_that_was_away_asks_at_once_and_waits_less() {
        let mut pulse = Pulse::new(s(0));
        assert_eq!(pulse.hurry(s(1)), PulseOutput::Ask(s(5)));
        assert_eq!(pulse.woke(s(5)), PulseOutput::Dead);
        let mut asked = Pulse::new(s(0));
        asked.woke(s(15));
        assert_eq!(asked.hurry(s(23)), PulseOutput::Ask(s(25)), "hurrying never gains a dead connection time");
        assert_eq!(asked.doubt(s(22)), PulseOutput::Ask(s(22) + Pulse::DOUBTED), "doubt is in more of a hurry");
    }
}
