//! What rings: on every page of the person called, on those too that come while it does; and through a connection that
//! drops for a moment.

use super::{Line, State};
use crate::protocol::{CallId, ConnectionId, Fields, ToClient, ToServer, limits};
use crate::server::room::members::PersonId;
use crate::server::room::{Deliveries, Moment, Room, Timer};
use std::time::Duration;

/// What the caller has said so far, as it went out: the offer, of a frame's size at most, and candidates up to
/// [`limits::CANDIDATES`] and [`limits::FRAME`] bytes.
#[derive(Debug)]
pub(super) struct Ringing {
    frames: Vec<String>,
    candidates: usize,
}

impl Ringing {
    pub fn new(offer: String) -> Self {
        Self { frames: vec![offer], candidates: 0 }
    }

    /// One more candidate, where there is room: browsers find each other without the last of so many.
    pub fn add(&mut self, candidate: &str) {
        if self.frames.len() <= limits::CANDIDATES && self.candidates + candidate.len() <= limits::FRAME {
            self.candidates += candidate.len();
            self.frames.push(candidate.to_owned());
        }
    }
}

impl Room {
    /// How long a call that rings waits for a side whose connection is lost.
    pub(super) fn blip(&self) -> Duration {
        limits::BLIP.min(self.rules.grace)
    }

    /// The call that rings for this person.
    fn rings_for(&self, person: PersonId) -> Option<CallId> {
        let id = self.members.get(person)?.call?;
        let call = self.calls.calls.get(&id)?;
        (!call.is_answered() && !call.is_caller(person)).then_some(id)
    }

    /// Somebody for whom it rings has a connection again.
    pub(in crate::server::room) fn rings_on(&mut self, person: PersonId) {
        let Some(id) = self.rings_for(person) else { return };
        let Some(call) = self.calls.calls.get_mut(&id) else { return };
        if let Some(until) = call.callee.away() {
            let shared = call.caller.away() == Some(until);
            call.callee.line = Line::Every;
            if !shared {
                self.timers.clear(until, Timer::Grace(id));
            }
        }
    }

    /// It rings on this page, too, which has just come.
    pub(in crate::server::room) fn ring_here(&self, person: PersonId, connection: ConnectionId, out: &mut Deliveries) {
        let Some(id) = self.rings_for(person) else { return };
        let (Some(call), Some(said)) = (self.calls.calls.get(&id), self.calls.ringing.get(&id)) else { return };
        let Some(caller) = self.members.get(call.caller.person) else { return };
        self.lend(&[connection], id, person, out);
        for frame in &said.frames {
            // They may be called something else by now.
            if let Ok(fields) = Fields::parse(frame) {
                out.send(vec![connection], ToServer::relay_other(fields, &caller.name));
            }
        }
    }

    /// It was answered. A caller who is away for a moment has all the time of a call that is on, and the other side
    /// learns of it: the answer has to be said again.
    pub(super) fn caller_may_be_away(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        let until = now.since_start + self.rules.grace;
        let Some(call) = self.calls.calls.get_mut(&id) else { return };
        if let (Some(before), State::Answered(_)) = (call.caller.away(), call.state) {
            call.caller.line = Line::Lost(until);
            let caller = call.caller.person;
            self.timers.clear(before, Timer::Grace(id));
            self.timers.set(until, Timer::Grace(id));
            self.tell_of_loss(id, caller, ToClient::Reconnecting, out);
        }
    }
}
