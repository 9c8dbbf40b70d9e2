//! Calls that rang for somebody, or would have, and came to nothing without their doing.

use super::members::PersonId;
use super::{Deliveries, Moment, Room};
use crate::protocol::{MissedCall, ToClient};
use crate::server::session::SessionId;
use std::collections::VecDeque;

/// The calls that people missed lately, each for its callee alone. As many as the room remembers messages, oldest
/// forgotten first; beside the messages, because what one person sees must not push out what all see.
#[derive(Debug)]
pub(super) struct Missed {
    capacity: usize,
    calls: VecDeque<(SessionId, MissedCall)>,
}

impl Missed {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, calls: VecDeque::new() }
    }

    pub fn of(&self, callee: &SessionId) -> impl Iterator<Item = &MissedCall> {
        self.calls.iter().filter(move |(session, _)| session == callee).map(|(_, call)| call)
    }

    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// They have signed out: nobody will ask again.
    pub fn forget(&mut self, callee: &SessionId) {
        self.calls.retain(|(session, _)| session != callee);
    }

    fn add(&mut self, callee: SessionId, call: MissedCall) {
        self.calls.push_back((callee, call));
        if self.calls.len() > self.capacity {
            self.calls.pop_front();
        }
    }
}

impl Room {
    /// Tells the callee that they missed a call, and keeps it for their next page. For a person without a session
    /// it is not kept: nobody can come back as them. The tutorial's clients do not know the word, and are not told.
    pub(super) fn miss(&mut self, caller: PersonId, callee: PersonId, now: Moment, out: &mut Deliveries) {
        let (Some(caller), Some(callee)) = (self.members.get(caller), self.members.get(callee)) else { return };
        let id = self.chat.number(now);
        let missed = MissedCall { id, name: caller.name.clone(), date: now.date };
        if let Some(session) = &callee.session {
            self.missed.add(session.clone(), missed.clone());
        }
        out.say(callee.our_connections(), &ToClient::Missed(missed));
    }
}
