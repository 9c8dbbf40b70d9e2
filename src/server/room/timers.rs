use super::members::PersonId;
use crate::protocol::CallId;
use std::collections::BTreeSet;
use std::time::Duration;

/// What happens later. At most one list, and one or two for each person and call: whoever ends a call or
/// takes a person out clears theirs.
#[derive(Debug, Default)]
pub(super) struct Timers(BTreeSet<(Duration, Timer)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// Send the list to clients without a version.
    UserList,
    /// It has rung long enough.
    Ring(CallId),
    /// A lost side of this call has been waited for.
    Grace(CallId),
    /// The other side of a call that one side is back to has not come.
    Claim(CallId),
    /// Nobody has come back to a call that lost both sides.
    Kept(CallId),
    /// Somebody without a connection has not come back.
    Linger(PersonId),
}

impl Timers {
    /// Sets a timer. The list keeps its earlier time when it has one: changes share it.
    pub fn set(&mut self, at: Duration, timer: Timer) {
        if timer != Timer::UserList || !self.0.iter().any(|(_, other)| *other == timer) {
            self.0.insert((at, timer));
        }
    }

    pub fn clear(&mut self, at: Duration, timer: Timer) {
        self.0.remove(&(at, timer));
    }

    pub fn first(&self) -> Option<Duration> {
        self.0.first().map(|(at, _)| *at)
    }

    /// Takes out the next timer whose time has come.
    pub fn due(&mut self, now: Duration) -> Option<Timer> {
        if self.first()? > now {
            return None;
        }
        self.0.pop_first().map(|(_, timer)| timer)
    }
}
