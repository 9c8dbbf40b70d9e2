//! The connection's life as a pure machine: connecting, open, waiting to try again.
//!
//! A server that is gone says so, or does not: where packets vanish, an attempt hangs. So that a page is back within ten
//! seconds after its server can be reached, attempts begin at most that far apart, however long each of them hangs.

use crate::protocol::CloseReason;
use std::time::Duration;

/// Whether there is a connection to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first attempt, or the nth again, and when it began.
    Connecting(Backoff, Duration),
    /// There is.
    Open,
    /// There will be an attempt when the timer fires.
    Waiting(Backoff),
}

/// How many attempts have failed in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff(u32);

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkInput {
    /// The server has welcomed us.
    Welcomed,
    /// It closed, or did not come about. With the server's reason, if it gave one.
    Closed(Option<CloseReason>),
    /// The timer fired.
    Woke,
    /// The browser is online again, the page is looked at again, or the user asks for it.
    Hurry,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkOutput {
    /// Open a socket.
    Connect,
    /// Wake me after this time.
    Wait(Duration),
    /// Nothing.
    Nothing,
}

impl Backoff {
    /// How long to wait before the next attempt, in milliseconds; after these, [`Backoff::LAST`].
    const STEPS: [u64; 6] = [0, 300, 1_200, 2_700, 4_800, 7_000];
    const LAST: u64 = 10_000;

    /// The wait before the next attempt. `jitter` in 0..1 spreads clients that lost the same server: by up to a
    /// third, and to sooner alone. A call waits 30 s for its side; whoever was away for 20 has to be back by then.
    fn wait(self, jitter: f64) -> Duration {
        let base = Self::STEPS.get(self.0 as usize).copied().unwrap_or(Self::LAST);
        Duration::from_millis(base - (base as f64 * jitter.clamp(0.0, 1.0) / 3.0) as u64)
    }

    fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl Link {
    /// How long an attempt may take while few have failed. A packet that opens a connection is sent again after 1 and 3
    /// seconds; what is not answered by then is mostly lost, and another attempt sooner through.
    const PATIENCE: Duration = Duration::from_secs(5);

    /// How long it may take after that: on a phone with a bad network that needs several seconds for each round trip, the
    /// first kind of attempt would never come to its end.
    const MORE_PATIENCE: Duration = Duration::from_millis(Backoff::LAST);

    /// Attempts that are younger than this are not given up for another one.
    const MOMENT: Duration = Duration::from_secs(1);

    /// The first attempt.
    pub fn new(now: Duration) -> Self {
        Self::Connecting(Backoff::default(), now)
    }

    /// How long the present attempt may take to open a socket, if there is one.
    pub fn patience(self) -> Option<Duration> {
        match self {
            Self::Connecting(Backoff(0..3), _) => Some(Self::PATIENCE),
            Self::Connecting(..) => Some(Self::MORE_PATIENCE),
            Self::Open | Self::Waiting(_) => None,
        }
    }

    /// Takes one input, and says what to do. `now` is any clock that never goes back.
    pub fn handle(&mut self, input: LinkInput, now: Duration, jitter: f64) -> LinkOutput {
        match (*self, input) {
            (Self::Connecting(..), LinkInput::Welcomed) => {
                *self = Self::Open;
                LinkOutput::Nothing
            }
            (Self::Open | Self::Connecting(..), LinkInput::Closed(reason)) => {
                let (failed, hung) = match *self {
                    Self::Connecting(failed, since) => (failed.next(), now.saturating_sub(since)),
                    Self::Open | Self::Waiting(_) => (Backoff::default(), Duration::ZERO),
                };
                // A server that refuses us is not asked again at once.
                let refused = matches!(reason, Some(CloseReason::Refused | CloseReason::TooLarge));
                let failed = if refused { Backoff(Backoff::STEPS.len() as u32) } else { failed };
                *self = Self::Waiting(failed);
                // Hanging was waiting, too; unless it was the server that took its time to refuse us.
                let hung = if refused { Duration::ZERO } else { hung };
                LinkOutput::Wait(failed.wait(jitter).saturating_sub(hung))
            }
            (Self::Waiting(failed), LinkInput::Woke) => {
                *self = Self::Connecting(failed, now);
                LinkOutput::Connect
            }
            // What failed before has failed on another network.
            (Self::Waiting(_), LinkInput::Hurry) => {
                *self = Self::new(now);
                LinkOutput::Connect
            }
            (Self::Connecting(_, since), LinkInput::Hurry) if now >= since + Self::MOMENT => {
                *self = Self::new(now);
                LinkOutput::Connect
            }
            (Self::Open | Self::Connecting(..), LinkInput::Woke | LinkInput::Hurry)
            | (Self::Open | Self::Waiting(_), LinkInput::Welcomed)
            | (Self::Waiting(_), LinkInput::Closed(_)) => LinkOutput::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const CLOSED: LinkInput = LinkInput::Closed(None);

    fn wait(output: LinkOutput) -> u128 {
        let LinkOutput::Wait(wait) = output else { panic!("{output:?}") };
        wait.as_millis()
    }

    #[test]
    fn it_tries_again_at_once_then_ever_less_often() {
        let mut link = Link::new(s(0));
        link.handle(LinkInput::Welcomed, s(0), 0.0);
        let mut waits = Vec::new();
        for _ in 0..8 {
            waits.push(wait(link.handle(CLOSED, s(1), 0.0)));
            assert_eq!(link.handle(LinkInput::Woke, s(1), 0.0), LinkOutput::Connect);
        }
        assert_eq!(waits, [0, 300, 1_200, 2_700, 4_800, 7_000, 10_000, 10_000]);
        assert_eq!(link.handle(LinkInput::Welcomed, s(1), 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(CLOSED, s(1), 0.0), LinkOutput::Wait(Duration::ZERO), "counted anew");
    }

    #[test]
    fn attempts_that_hang_begin_no_further_apart_than_others() {
        let mut link = Link::Open;
        let (mut now, mut begun) = (s(100), Vec::new());
        for _ in 0..9 {
            let waits = wait(link.handle(CLOSED, now, 0.0)) as u64;
            now += Duration::from_millis(waits);
            link.handle(LinkInput::Woke, now, 0.0);
            begun.push((now - s(100)).as_millis());
            now += link.patience().unwrap();
        }
        assert_eq!(begun, [0, 5_000, 10_000, 15_000, 25_000, 35_000, 45_000, 55_000, 65_000]);
        let apart = begun.windows(2).map(|pair| pair[1] - pair[0]).max();
        assert_eq!(apart, Some(u128::from(Backoff::LAST)));
    }

    #[test]
    fn who_hurries_does_not_wait_for_an_attempt_that_hangs() {
        let table = [
            (Link::Waiting(Backoff(5)), LinkOutput::Connect),
            (Link::Connecting(Backoff(5), s(10)), LinkOutput::Connect),
            (Link::Connecting(Backoff(5), s(19)), LinkOutput::Connect),
            (Link::Connecting(Backoff(5), s(20)), LinkOutput::Nothing),
            (Link::Open, LinkOutput::Nothing),
        ];
        for (before, expected) in table {
            let mut link = before;
            assert_eq!(link.handle(LinkInput::Hurry, s(20), 0.0), expected, "{before:?}");
            let after = if expected == LinkOutput::Connect { Link::new(s(20)) } else { before };
            assert_eq!(link, after, "counted anew");
        }
    }

    #[test]
    fn jitter_spreads_by_a_third() {
        let mut link = Link::Connecting(Backoff(5), s(0));
        assert_eq!(wait(link.handle(CLOSED, s(0), 1.0)), 6_667);
    }

    #[test]
    fn a_server_that_refuses_is_not_pressed() {
        for mut link in [Link::Open, Link::new(s(0))] {
            let refused = LinkInput::Closed(Some(CloseReason::Refused));
            assert_eq!(link.handle(refused, s(4), 0.0), LinkOutput::Wait(s(10)));
        }
    }

    #[test]
    fn what_comes_late_or_twice_changes_nothing() {
        let mut link = Link::Open;
        assert_eq!(link.handle(LinkInput::Woke, s(0), 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(LinkInput::Hurry, s(0), 0.0), LinkOutput::Nothing);
        link.handle(CLOSED, s(0), 0.0);
        assert_eq!(link.handle(CLOSED, s(0), 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(LinkInput::Hurry, s(0), 0.0), LinkOutput::Connect);
        assert_eq!(
            link.handle(LinkInput::Woke, s(0), 0.0),
            LinkOutput::Nothing,
            "the timer of the wait that was cut short"
        );
    }
}
