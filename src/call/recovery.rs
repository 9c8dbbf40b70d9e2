//! What is done about a path to the other side that breaks: a ladder, tried rung by rung.
//!
//! An ICE restart at first (RFC 8445, section 9); then over the relay alone, where there is one; then without
//! pictures; and in the end the call is given up. Every rung needs the other side to be told, so while there is
//! no connection to the server the ladder waits.

use std::time::Duration;

/// The path of one call. A new one is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    relay: Relay,
    signaling: Signaling,
    path: Path,
}

/// Whether calls have a relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relay {
    /// There is one.
    Some,
    /// There is none.
    None,
}

/// What happens to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathEvent {
    /// `iceconnectionstate` is `connected` or `completed`.
    Connected,
    /// It is `disconnected`: that may pass.
    Disconnected,
    /// It is `failed`: that does not.
    Failed,
    /// The browser says that it is on another network.
    NetworkChanged,
    /// The other side's sound has stopped: if the network is another one, the browser has not said so.
    Hush,
    /// The other side offers: it is at work on the path.
    TheyOffer,
    /// There is no connection to the server.
    SignalingLost,
    /// There is one again.
    SignalingBack,
    /// Time has passed.
    Woke,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// Restart ICE: other addresses, other ports.
    Restart,
    /// Restart it over the relay alone.
    Relay,
    /// Restart it once more, and send no pictures.
    AudioOnly,
    /// End the call.
    GiveUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Open,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    Whole,
    /// Media may still flow, but not for long: the network under it is another one.
    Moved,
    Broken {
        since: Duration,
        next: Rung,
        due: Duration,
    },
}

impl Recovery {
    /// How long `disconnected` may last: most of the time it passes by itself.
    pub const PATIENCE: Duration = Duration::from_secs(2);

    /// How long a rung may take: gathering, the other side's answer, and checks on a slow network. It is also how
    /// long a network that comes back may wait for the next one.
    pub const RUNG: Duration = Duration::from_secs(4);

    /// How long a call is worth waiting for.
    pub const GIVE_UP: Duration = Duration::from_secs(30);

    /// A path that is whole.
    pub fn new(relay: Relay) -> Self {
        Self { relay, signaling: Signaling::Open, path: Path::Whole }
    }

    /// Takes one event, and says what to do. `now` is any clock that never goes back.
    pub fn handle(&mut self, event: PathEvent, now: Duration) -> Option<Rung> {
        match (event, self.path) {
            (PathEvent::SignalingLost, _) => self.signaling = Signaling::Closed,
            (PathEvent::SignalingBack, _) => self.signaling = Signaling::Open,
            (PathEvent::Connected, Path::Broken { .. }) => self.path = Path::Whole,
            (PathEvent::Disconnected, Path::Whole | Path::Moved) => self.breaks(now, Self::PATIENCE),
            (PathEvent::Failed, Path::Whole | Path::Moved) => self.breaks(now, Duration::ZERO),
            // Waiting on would be in vain.
            (PathEvent::Failed, Path::Broken { since, next: next @ Rung::Restart, .. }) => {
                self.path = Path::Broken { since, next, due: now };
            }
            (PathEvent::NetworkChanged | PathEvent::Hush, Path::Whole) => self.path = Path::Moved,
            // What was tried before was tried on another network.
            (PathEvent::NetworkChanged, Path::Broken { since, .. }) => {
                self.path = Path::Broken { since, next: Rung::Restart, due: now };
            }
            // A restart of this side's would cut theirs short: theirs is tried for both.
            (PathEvent::TheyOffer, Path::Broken { since, next: next @ Rung::Restart, .. }) => {
                self.path = Path::Broken { since, next: self.after(next), due: now + Self::RUNG };
            }
            (PathEvent::TheyOffer, Path::Whole | Path::Moved | Path::Broken { .. })
            | (PathEvent::Connected, Path::Whole | Path::Moved)
            | (PathEvent::NetworkChanged | PathEvent::Hush, Path::Moved)
            | (PathEvent::Disconnected | PathEvent::Failed | PathEvent::Hush, Path::Broken { .. })
            | (PathEvent::Woke, _) => {}
        }
        self.climb(now)
    }

    /// Since when it has been broken, while it is.
    pub fn broken_since(&self) -> Option<Duration> {
        match self.path {
            Path::Broken { since, .. } => Some(since),
            Path::Whole | Path::Moved => None,
        }
    }

    /// When to wake it.
    pub fn wake_at(&self) -> Option<Duration> {
        match (self.path, self.signaling) {
            (Path::Broken { since, due, .. }, Signaling::Open) => Some(due.min(since + Self::GIVE_UP)),
            (Path::Broken { since, .. }, Signaling::Closed) => Some(since + Self::GIVE_UP),
            (Path::Whole | Path::Moved, _) => None,
        }
    }

    fn breaks(&mut self, now: Duration, patience: Duration) {
        self.path = Path::Broken { since: now, next: Rung::Restart, due: now + patience };
    }

    fn climb(&mut self, now: Duration) -> Option<Rung> {
        match (self.path, self.signaling) {
            (Path::Broken { since, .. }, _) if now >= since + Self::GIVE_UP => {
                self.path = Path::Whole;
                Some(Rung::GiveUp)
            }
            (Path::Broken { since, next, due }, Signaling::Open) if now >= due => {
                self.path = Path::Broken { since, next: self.after(next), due: now + Self::RUNG };
                Some(next)
            }
            (Path::Moved, Signaling::Open) => {
                self.path = Path::Whole;
                Some(Rung::Restart)
            }
            (Path::Whole | Path::Moved | Path::Broken { .. }, _) => None,
        }
    }

    fn after(&self, rung: Rung) -> Rung {
        match (rung, self.relay) {
            (Rung::Restart, Relay::Some) => Rung::Relay,
            (Rung::Restart | Rung::Relay | Rung::AudioOnly | Rung::GiveUp, _) => Rung::AudioOnly,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PathEvent::*;

    /// What is done by each of these events, at these seconds; and after them by time alone, until nothing is left.
    fn told(relay: Relay, events: &[(u64, PathEvent)]) -> Vec<(u64, Rung)> {
        let mut recovery = Recovery::new(relay);
        let mut done = Vec::new();
        let mut events = events.iter().copied().peekable();
        loop {
            let wake = recovery.wake_at().map(|at| (at.as_secs(), Woke));
            let (at, event) = match (events.peek().copied(), wake) {
                (Some(next), Some(wake)) if wake.0 < next.0 => wake,
                (Some(_), _) => events.next().unwrap(),
                (None, Some(wake)) => wake,
                (None, None) => return done,
            };
            done.extend(recovery.handle(event, Duration::from_secs(at)).map(|rung| (at, rung)));
        }
    }

    #[test]
    fn a_disconnection_that_passes_within_two_seconds_is_left_alone() {
        assert_eq!(told(Relay::None, &[(10, Disconnected), (11, Connected)]), []);
    }

    #[test]
    fn a_disconnection_that_stays_climbs_the_ladder() {
        for (relay, second) in [(Relay::None, Rung::AudioOnly), (Relay::Some, Rung::Relay)] {
            let mut expected = vec![(12, Rung::Restart), (16, second)];
            expected.extend([20, 24, 28, 32, 36].map(|at| (at, Rung::AudioOnly)));
            expected.push((40, Rung::GiveUp));
            assert_eq!(told(relay, &[(10, Disconnected)]), expected);
        }
    }

    #[test]
    fn a_failure_is_answered_at_once() {
        assert_eq!(told(Relay::None, &[(10, Failed), (12, Connected)]), [(10, Rung::Restart)]);
        let both = [(10, Disconnected), (11, Failed), (12, Connected)];
        assert_eq!(told(Relay::None, &both), [(11, Rung::Restart)]);
    }

    #[test]
    fn a_failed_restart_does_not_restart_at_once_again() {
        let events = [(10, Failed), (11, Failed), (17, Connected)];
        assert_eq!(told(Relay::Some, &events), [(10, Rung::Restart), (14, Rung::Relay)]);
    }

    #[test]
    fn the_other_side_s_attempt_gets_its_time() {
        let events = [(10, Disconnected), (11, TheyOffer), (14, Connected)];
        assert_eq!(told(Relay::None, &events), []);
        let events = [(10, Disconnected), (11, TheyOffer), (14, TheyOffer), (20, Connected)];
        assert_eq!(told(Relay::None, &events), [(15, Rung::AudioOnly), (19, Rung::AudioOnly)], "once, and no more");
        assert_eq!(told(Relay::Some, &events), [(15, Rung::Relay), (19, Rung::AudioOnly)]);
        assert_eq!(told(Relay::None, &[(10, TheyOffer)]), []);
    }

    #[test]
    fn another_network_restarts_at_once_whether_the_path_is_broken_or_not() {
        assert_eq!(told(Relay::None, &[(10, NetworkChanged)]), [(10, Rung::Restart)]);
        let events = [(10, Disconnected), (11, NetworkChanged), (20, NetworkChanged), (21, Connected)];
        let expected = [(11, Rung::Restart), (15, Rung::AudioOnly), (19, Rung::AudioOnly), (20, Rung::Restart)];
        assert_eq!(told(Relay::None, &events), expected);
    }

    #[test]
    fn sound_that_stops_restarts_once_and_is_no_break_yet() {
        assert_eq!(told(Relay::None, &[(10, Hush)]), [(10, Rung::Restart)]);
        let events = [(10, Hush), (14, Disconnected), (15, Hush), (17, Connected)];
        assert_eq!(told(Relay::None, &events), [(10, Rung::Restart), (16, Rung::Restart)]);
        let mut recovery = Recovery::new(Relay::None);
        recovery.handle(Hush, Duration::from_secs(10));
        assert_eq!((recovery.broken_since(), recovery.wake_at()), (None, None));
    }

    #[test]
    fn without_a_server_the_ladder_waits_and_goes_on_when_it_is_back() {
        let events = [(9, SignalingLost), (10, Failed), (20, SignalingBack), (21, Connected)];
        assert_eq!(told(Relay::None, &events), [(20, Rung::Restart)]);
        let moved = [(9, SignalingLost), (10, NetworkChanged), (12, SignalingBack)];
        assert_eq!(told(Relay::None, &moved), [(12, Rung::Restart)]);
    }

    #[test]
    fn a_call_is_given_up_after_thirty_seconds_with_a_server_or_without() {
        assert_eq!(told(Relay::None, &[(9, SignalingLost), (10, Failed)]), [(40, Rung::GiveUp)]);
        let late = [(10, Failed), (38, NetworkChanged)];
        assert_eq!(told(Relay::None, &late).last(), Some(&(40, Rung::GiveUp)));
    }

    #[test]
    fn each_break_is_counted_from_its_own_beginning() {
        let mut recovery = Recovery::new(Relay::None);
        let second = Duration::from_secs;
        recovery.handle(Disconnected, second(10));
        assert_eq!(recovery.broken_since(), Some(second(10)));
        recovery.handle(Connected, second(11));
        assert_eq!((recovery.broken_since(), recovery.wake_at()), (None, None));
        recovery.handle(Disconnected, second(100));
        assert_eq!(recovery.broken_since(), Some(second(100)));
        assert_eq!(recovery.handle(Woke, second(101)), None, "woken too early");
    }
}
