//! The connection's life as a pure machine: connecting, open, waiting to try again.

use crate::protocol::CloseReason;
use std::time::Duration;

/// Whether there is a connection to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// The first attempt, or the nth again.
    Connecting(Backoff),
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

impl Default for Link {
    fn default() -> Self {
        Self::Connecting(Backoff::default())
    }
}

impl Link {
    /// Takes one input, and says what to do.
    pub fn handle(&mut self, input: LinkInput, jitter: f64) -> LinkOutput {
        match (*self, input) {
            (Self::Connecting(_), LinkInput::Welcomed) => {
                *self = Self::Open;
                LinkOutput::Nothing
            }
            (Self::Open | Self::Connecting(_), LinkInput::Closed(reason)) => {
                let failed = match *self {
                    Self::Connecting(failed) => failed.next(),
                    Self::Open | Self::Waiting(_) => Backoff::default(),
                };
                // A server that refuses us is not asked again at once.
                let refused = matches!(reason, Some(CloseReason::Refused | CloseReason::TooLarge));
                let failed = if refused { Backoff(Backoff::STEPS.len() as u32) } else { failed };
                *self = Self::Waiting(failed);
                LinkOutput::Wait(failed.wait(jitter))
            }
            (Self::Waiting(failed), LinkInput::Woke | LinkInput::Hurry) => {
                *self = Self::Connecting(failed);
                LinkOutput::Connect
            }
            (Self::Open | Self::Connecting(_), LinkInput::Woke | LinkInput::Hurry)
            | (Self::Open | Self::Waiting(_), LinkInput::Welcomed)
            | (Self::Waiting(_), LinkInput::Closed(_)) => LinkOutput::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tries_again_at_once_then_ever_less_often() {
        let mut link = Link::default();
        link.handle(LinkInput::Welcomed, 0.0);
        let mut waits = Vec::new();
        for _ in 0..8 {
            let LinkOutput::Wait(wait) = link.handle(LinkInput::Closed(None), 0.0) else { panic!("{link:?}") };
            waits.push(wait.as_millis());
            assert_eq!(link.handle(LinkInput::Woke, 0.0), LinkOutput::Connect);
        }
        assert_eq!(waits, [0, 300, 1_200, 2_700, 4_800, 7_000, 10_000, 10_000]);
        assert_eq!(link.handle(LinkInput::Welcomed, 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(LinkInput::Closed(None), 0.0), LinkOutput::Wait(Duration::ZERO), "counted anew");
    }

    #[test]
    fn jitter_spreads_by_a_third() {
        let mut link = Link::Connecting(Backoff(5));
        assert_eq!(link.handle(LinkInput::Closed(None), 1.0), LinkOutput::Wait(Duration::from_millis(6_667)));
    }

    #[test]
    fn a_server_that_refuses_is_not_pressed() {
        let mut link = Link::Open;
        let refused = LinkInput::Closed(Some(CloseReason::Refused));
        assert_eq!(link.handle(refused, 0.0), LinkOutput::Wait(Duration::from_secs(10)));
    }

    #[test]
    fn what_comes_late_or_twice_changes_nothing() {
        let mut link = Link::Open;
        assert_eq!(link.handle(LinkInput::Woke, 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(LinkInput::Hurry, 0.0), LinkOutput::Nothing);
        link.handle(LinkInput::Closed(None), 0.0);
        assert_eq!(link.handle(LinkInput::Closed(None), 0.0), LinkOutput::Nothing);
        assert_eq!(link.handle(LinkInput::Hurry, 0.0), LinkOutput::Connect);
        assert_eq!(link.handle(LinkInput::Woke, 0.0), LinkOutput::Nothing, "the timer of the wait that was cut short");
    }
}
