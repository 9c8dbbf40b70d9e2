//! What is known of calls that are over, for pages that come back to one.

use crate::protocol::{CallId, HangUpReason, UserName};
use crate::server::room::look_alike::LookAlike;
use crate::server::session::SessionId;
use std::collections::VecDeque;
use std::time::Duration;

/// How the last calls ended, for whoever was away then: at most [`Over::LAST`], one for each side.
#[derive(Debug, Default)]
pub(super) struct Over(VecDeque<Ended>);

#[derive(Debug)]
struct Ended {
    call: CallId,
    /// Who may come back to it, whom it was with, and what they are told.
    side: Option<SessionId>,
    with: UserName,
    reason: HangUpReason,
}

impl Over {
    /// Sides of calls that are remembered. Whoever comes back to one before these waits a while for nobody.
    const LAST: usize = 256;

    pub fn add(&mut self, call: CallId, side: Option<SessionId>, with: UserName, reason: HangUpReason) {
        if self.0.len() == Self::LAST {
            self.0.pop_front();
        }
        self.0.push_back(Ended { call, side, with, reason });
    }

    /// Whether this call is known to be over.
    pub fn has(&self, call: CallId) -> bool {
        self.0.iter().any(|ended| ended.call == call)
    }

    /// With whom a side's call was, and how it ended for them.
    pub fn find(&self, call: CallId, side: &SessionId) -> Option<(UserName, HangUpReason)> {
        let ended = self.0.iter().find(|ended| ended.call == call && ended.side.as_ref() == Some(side))?;
        Some((ended.with.clone(), ended.reason))
    }
}

/// What somebody's page said last of a call that the room does not know: that it is over, for them. The other side of
/// it may come back and say that it holds it. One for each session, at most [`Farewells::LAST`].
#[derive(Debug, Default)]
pub(super) struct Farewells(VecDeque<Farewell>);

#[derive(Debug)]
pub(super) struct Farewell {
    pub call: CallId,
    /// Who said it, what they were called, and to whom.
    pub session: SessionId,
    pub from: LookAlike,
    pub to: LookAlike,
    pub reason: HangUpReason,
    /// It is forgotten then.
    pub until: Duration,
}

impl Farewells {
    /// As many as people hang up while a server restarts.
    const LAST: usize = 64;

    pub fn add(&mut self, farewell: Farewell) {
        self.0.retain(|other| other.session != farewell.session);
        if self.0.len() == Self::LAST {
            self.0.pop_front();
        }
        self.0.push_back(farewell);
    }

    /// What one of this name has said of the call to the other.
    pub fn take(&mut self, call: CallId, from: &LookAlike, to: &LookAlike, now: Duration) -> Option<HangUpReason> {
        let is = |farewell: &Farewell| farewell.call == call && farewell.from == *from && farewell.to == *to;
        let at = self.0.iter().position(|farewell| is(farewell) && farewell.until > now)?;
        self.0.remove(at).map(|farewell| farewell.reason)
    }
}
