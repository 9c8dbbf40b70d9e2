//! What is done about a path to the other side that breaks: a ladder, tried rung by rung.
//!
//! ```text
//!                     2 s              4 s                        4 s               4 s
//!   ICE is lost ---------> restart ---------> over the relay ---------> sound only -----+--> 30 s: given up
//!                                             (or once more)                ^-----------+
//!                     4 s              4 s
//!   nothing comes -------> restart ---------> another peer connection
//! ```
//!
//! An ICE restart at first (RFC 8445, section 9); then over the relay alone, where there is one; then without pictures;
//! and in the end the call is given up. ICE may also take a path for whole over which nothing comes: a restart may cure
//! that, and if not, a peer connection that has no past. A call is never given up for it.
//!
//! Every rung needs the other side to be told, so while there is no connection to the server the ladder waits.

use std::time::Duration;

/// The path of one call. A new one is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    relay: Relay,
    signaling: Signaling,
    path: Path,
    pictures: Pictures,
    /// When ICE was restarted last.
    restarted: Option<Duration>,
    /// When the last break was over.
    mended: Option<Duration>,
    /// When media came last, or none was due. Nothing is missed of a peer connection before it has brought something.
    heard: Option<Duration>,
    /// When a silence was answered last.
    answered: Option<Duration>,
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
    /// The browser is on another network.
    NetworkChanged,
    /// The other side's sound has stopped: if the network is another one, the browser has not said so.
    Hush,
    /// The other side offers: it is at work on the path.
    TheyOffer,
    /// Since the last look, something of the other side's has come.
    MediaComes,
    /// Nothing has, though they send.
    MediaMissing,
    /// Nothing has, and nothing was to be expected.
    MediaOff,
    /// Another peer connection takes the place of the one before.
    Reopened,
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
    /// Go on with another peer connection.
    Reopen,
    /// End the call.
    GiveUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signaling {
    Open,
    Closed,
}

/// Whether pictures are sent. They come back when the path has been whole for a while, and not with the first packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pictures {
    Sent,
    Spared,
    Back { at: Duration },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Path {
    /// There has been none yet: that of a peer connection that takes another's place.
    New,
    Whole,
    /// Media may still flow, but not for long: the network under it is another one.
    Moved {
        due: Duration,
    },
    Broken(Break),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Break {
    since: Duration,
    cause: Cause,
    /// What was tried last.
    tried: Option<Rung>,
    next: Rung,
    due: Duration,
}

/// Who says that it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// ICE. It knows when it is whole again.
    Ice,
    /// What does not come, while ICE says that all is well: it is whole when something comes.
    Silence,
}

impl Recovery {
    /// How long `disconnected` may last: most of the time it passes by itself.
    pub const PATIENCE: Duration = Duration::from_secs(2);

    /// How long a rung may take: gathering, the other side's answer, and checks on a slow network. It is also how
    /// long a network that comes back may wait for the next one.
    pub const RUNG: Duration = Duration::from_secs(4);

    /// How long a call is worth waiting for.
    pub const GIVE_UP: Duration = Duration::from_secs(30);

    /// How far apart the restarts are of a path that is whole, however often the network changes.
    pub const CALM: Duration = Duration::from_secs(5);

    /// How long a restart that has begun, on either side, is left alone: the network changes for both, and both have
    /// their next rung at about the same time.
    pub const BEGUN: Duration = Duration::from_secs(1);

    /// How long nothing may come of what the other side sends.
    pub const SILENCE: Duration = Duration::from_secs(4);

    /// How far apart the answers to a silence are: who is silent for another reason should not lose a connection that
    /// works time and again.
    pub const ANSWERS: Duration = Duration::from_secs(30);

    /// How long a path has to be whole before it has to carry pictures again.
    pub const PICTURES: Duration = Duration::from_secs(5);

    /// A path that is whole.
    pub fn new(relay: Relay) -> Self {
        Self {
            relay,
            signaling: Signaling::Open,
            path: Path::Whole,
            pictures: Pictures::Sent,
            restarted: None,
            mended: None,
            heard: None,
            answered: None,
        }
    }

    /// Takes one event, and says what to do. `now` is any clock that never goes back.
    pub fn handle(&mut self, event: PathEvent, now: Duration) -> Option<Rung> {
        if matches!(event, PathEvent::MediaComes) || event == PathEvent::MediaOff && self.heard.is_some() {
            self.heard = Some(now);
        }
        match (event, self.path) {
            (PathEvent::SignalingLost, _) => self.signaling = Signaling::Closed,
            (PathEvent::SignalingBack, _) => self.signaling = Signaling::Open,
            (PathEvent::Reopened, _) => {
                (self.path, self.heard) = (Path::New, None);
                self.spare_on();
            }
            (PathEvent::Connected, Path::New | Path::Broken(Break { cause: Cause::Ice, .. })) => {
                self.heard = self.heard.map(|_| now);
                self.mended(now);
            }
            (PathEvent::MediaComes | PathEvent::MediaOff, Path::Broken(Break { cause: Cause::Silence, .. })) => {
                self.mended(now);
            }
            (PathEvent::Disconnected, Path::Whole | Path::Moved { .. }) => {
                self.breaks(Cause::Ice, now, now + Self::PATIENCE);
            }
            (PathEvent::Failed, Path::Whole | Path::Moved { .. }) => self.breaks(Cause::Ice, now, now),
            (PathEvent::Disconnected | PathEvent::Failed, Path::Broken(broken)) => {
                let mut broken = Break { cause: Cause::Ice, ..broken };
                match (event, broken.next) {
                    // Waiting on would be in vain.
                    (PathEvent::Failed, _) if broken.tried.is_none() => broken.due = now,
                    // ICE has seen it, too: its ladder has more to offer.
                    (_, Rung::Reopen) => broken.next = self.after(Rung::Restart, Cause::Ice, None),
                    _ => {}
                }
                self.path = Path::Broken(broken);
            }
            (PathEvent::MediaMissing, Path::Whole | Path::Moved { .. }) => {
                if let Some(since) = self.heard.filter(|_| self.is_silent(now) && self.may_answer(now)) {
                    self.answered = Some(now);
                    self.breaks(Cause::Silence, since, now);
                }
            }
            // What is lost altogether does not pass by itself.
            (PathEvent::MediaMissing, Path::Broken(broken)) if broken.tried.is_none() && self.is_silent(now) => {
                self.path = Path::Broken(Break { due: now, ..broken });
            }
            (PathEvent::NetworkChanged | PathEvent::Hush, Path::Whole) => {
                let calm = self.restarted.map_or(now, |restarted| restarted + Self::CALM);
                self.path = Path::Moved { due: now.max(calm) };
            }
            // What was tried before was tried on another network. But both sides may see the same change, and browsers
            // add what they find to a restart that has just begun: another would cut it short.
            (PathEvent::NetworkChanged, Path::Broken(broken)) => {
                let begun = self.restarted.map_or(now, |restarted| restarted + Self::BEGUN);
                self.path = Path::Broken(Break { tried: None, next: Rung::Restart, due: now.max(begun), ..broken });
            }
            // A restart of this side's would cut theirs short: theirs is tried for both.
            (PathEvent::TheyOffer, Path::Broken(broken)) if broken.tried.is_none() => self.tries(broken, now),
            (PathEvent::TheyOffer, Path::Broken(broken)) => {
                self.restarted = Some(now);
                self.path = Path::Broken(Break { due: broken.due.max(now + Self::BEGUN), ..broken });
            }
            (PathEvent::Connected | PathEvent::NetworkChanged | PathEvent::Hush | PathEvent::TheyOffer, _)
            | (PathEvent::MediaComes | PathEvent::MediaMissing | PathEvent::MediaOff, _)
            | (PathEvent::Disconnected | PathEvent::Failed, Path::New)
            | (PathEvent::Woke, _) => {}
        }
        if matches!(self.pictures, Pictures::Back { at } if now >= at) {
            self.pictures = Pictures::Sent;
        }
        self.climb(now)
    }

    /// Since when it has been broken, while it is.
    pub fn broken_since(&self) -> Option<Duration> {
        match self.path {
            Path::Broken(broken) => Some(broken.since),
            Path::New | Path::Whole | Path::Moved { .. } => None,
        }
    }

    /// What is being tried, while it is broken and something is.
    pub fn tried(&self) -> Option<Rung> {
        match self.path {
            Path::Broken(broken) => broken.tried,
            Path::New | Path::Whole | Path::Moved { .. } => None,
        }
    }

    /// Whether pictures are kept back, so that the sound gets through.
    pub fn spares_pictures(&self) -> bool {
        self.pictures != Pictures::Sent
    }

    /// Whether another path that is taken now has most likely come of a restart and the one before was lost, though ICE has
    /// seen no break: where it has, it says when that is over.
    pub fn has_moved(&self, now: Duration) -> bool {
        let restarted = self.restarted.is_some_and(|restarted| now < restarted + Self::GIVE_UP);
        restarted && self.path == Path::Whole && self.mended.is_none_or(|mended| now > mended + Self::CALM)
    }

    /// When to wake it.
    pub fn wake_at(&self) -> Option<Duration> {
        let climbs = match (self.path, self.signaling) {
            (Path::Broken(Break { due, .. }) | Path::Moved { due }, Signaling::Open) => Some(due),
            (Path::Broken(_) | Path::Moved { .. }, Signaling::Closed) | (Path::New | Path::Whole, _) => None,
        };
        let gives_up = match self.path {
            Path::Broken(Break { since, cause: Cause::Ice, .. }) => Some(since + Self::GIVE_UP),
            _ => None,
        };
        let shows = match self.pictures {
            Pictures::Back { at } => Some(at),
            Pictures::Sent | Pictures::Spared => None,
        };
        [climbs, gives_up, shows].into_iter().flatten().min()
    }

    fn is_silent(&self, now: Duration) -> bool {
        self.heard.is_some_and(|heard| now >= heard + Self::SILENCE)
    }

    fn may_answer(&self, now: Duration) -> bool {
        self.answered.is_none_or(|answered| now >= answered + Self::ANSWERS)
    }

    fn breaks(&mut self, cause: Cause, since: Duration, due: Duration) {
        self.path = Path::Broken(Break { since, cause, tried: None, next: Rung::Restart, due });
        self.spare_on();
    }

    /// Pictures that were kept back are so on.
    fn spare_on(&mut self) {
        if self.spares_pictures() {
            self.pictures = Pictures::Spared;
        }
    }

    fn mended(&mut self, now: Duration) {
        (self.path, self.mended) = (Path::Whole, Some(now));
        if self.pictures == Pictures::Spared {
            self.pictures = Pictures::Back { at: now + Self::PICTURES };
        }
    }

    fn climb(&mut self, now: Duration) -> Option<Rung> {
        match (self.path, self.signaling) {
            (Path::Broken(Break { since, cause: Cause::Ice, .. }), _) if now >= since + Self::GIVE_UP => {
                self.path = Path::Whole;
                Some(Rung::GiveUp)
            }
            (Path::Broken(broken), Signaling::Open) if now >= broken.due => {
                self.tries(broken, now);
                match broken.next {
                    Rung::AudioOnly => self.pictures = Pictures::Spared,
                    // Where it can be: if not, that was all that could be done.
                    Rung::Reopen => self.mended(now),
                    Rung::Restart | Rung::Relay | Rung::GiveUp => {}
                }
                Some(broken.next)
            }
            (Path::Moved { due }, Signaling::Open) if now >= due => {
                self.path = Path::Whole;
                self.restarted = Some(now);
                Some(Rung::Restart)
            }
            (Path::New | Path::Whole | Path::Moved { .. } | Path::Broken(_), _) => None,
        }
    }

    /// The next rung is tried, by this side or the other.
    fn tries(&mut self, broken: Break, now: Duration) {
        let next = self.after(broken.next, broken.cause, broken.tried);
        self.path = Path::Broken(Break { tried: Some(broken.next), next, due: now + Self::RUNG, ..broken });
        self.restarted = Some(now);
        if broken.cause == Cause::Silence {
            self.answered = Some(now);
        }
    }

    fn after(&self, rung: Rung, cause: Cause, before: Option<Rung>) -> Rung {
        match (rung, cause, self.relay) {
            (Rung::Restart, Cause::Silence, _) => Rung::Reopen,
            (Rung::Restart, Cause::Ice, Relay::Some) => Rung::Relay,
            // Networks take their time to come: a second chance before pictures are given up.
            (Rung::Restart, Cause::Ice, Relay::None) if before != Some(Rung::Restart) => Rung::Restart,
            (Rung::Restart | Rung::Relay | Rung::AudioOnly | Rung::Reopen | Rung::GiveUp, ..) => Rung::AudioOnly,
        }
    }
}

#[cfg(test)]
mod tests;
