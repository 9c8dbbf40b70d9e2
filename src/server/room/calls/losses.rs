//! What becomes of a call when a side of it is gone, comes back, or never came.

use super::{Line, Party, State};
use crate::protocol::{CallId, ConnectionId, HangUpReason};
use crate::server::room::members::PersonId;
use crate::server::room::{Deliveries, Moment, Room, Timer};

impl Room {
    /// A connection is gone, and with it perhaps a side of a call.
    pub(in crate::server::room) fn line_lost(
        &mut self,
        person: PersonId,
        line: ConnectionId,
        now: Moment,
        out: &mut Deliveries,
    ) {
        let Some(member) = self.members.get(person) else { return };
        let (connected, returns) = (member.is_connected(), member.session.is_some());
        let Some(id) = member.call else { return };
        let Some(call) = self.calls.calls.get_mut(&id) else { return };
        let (own, other) = call.sides(person);
        match (own.line, call.state) {
            (Line::Every, _) if !connected => {
                self.end(id, &[(other.person, HangUpReason::Unavailable)], now, out);
            }
            (Line::One(own), State::Ringing(_)) if own == line => {
                self.end(id, &[(other.person, HangUpReason::Cancelled)], now, out);
            }
            (Line::One(own), State::Answered) if own == line && returns => {
                let until = now.since_start + self.rules.grace;
                call.side_mut(person).line = Line::Lost(until);
                self.timers.set(until, Timer::Grace(id));
            }
            (Line::One(own), State::Answered) if own == line => {
                self.end(id, &[(other.person, HangUpReason::Lost)], now, out);
            }
            _ => {}
        }
    }

    /// A page comes back and says that it holds this call: whether it does.
    pub(in crate::server::room) fn take_up(
        &mut self,
        id: CallId,
        person: PersonId,
        connection: ConnectionId,
        out: &mut Deliveries,
    ) -> bool {
        if self.members.get(person).and_then(|member| member.call) != Some(id) {
            return false;
        }
        let Some(call) = self.calls.calls.get_mut(&id) else { return false };
        let other = call.sides(person).1.person;
        let own = call.side_mut(person);
        let before = std::mem::replace(&mut own.line, Line::One(connection));
        match before {
            // It rings on every device. On this one it was accepted, and the answer is on its way.
            Line::Every => own.line = before,
            Line::One(line) => self.hang_up(id, vec![line], other, HangUpReason::AnsweredElsewhere, out),
            Line::Lost(until) => {
                let shared = matches!(call.sides(person).1.line, Line::Lost(other) if other == until);
                if !shared {
                    self.timers.clear(until, Timer::Grace(id));
                }
            }
        }
        true
    }

    pub(in crate::server::room) fn ring_out(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        if let Some(call) = self.calls.calls.get(&id).copied()
            && call.state != State::Answered
        {
            let both = [call.caller, call.callee].map(|party| (party.person, HangUpReason::NoAnswer));
            self.end(id, &both, now, out);
        }
    }

    pub(in crate::server::room) fn give_up(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        let Some(call) = self.calls.calls.get(&id).copied() else { return };
        let lost = |party: &Party| matches!(party.line, Line::Lost(until) if until <= now.since_start);
        if lost(&call.caller) || lost(&call.callee) {
            let both = [call.caller, call.callee].map(|party| (party.person, HangUpReason::Lost));
            self.end(id, &both, now, out);
        }
    }
}
