//! What becomes of a call when a side of it is gone, comes back, or never came.

use super::{Line, Party, State};
use crate::protocol::{CallAccepted, CallId, ConnectionId, HangUpReason, Held, ToClient, limits};
use crate::server::room::members::PersonId;
use crate::server::room::{Deliveries, Moment, Room, Timer};
use std::time::Duration;

impl Room {
    /// A connection is gone, and with it perhaps a side of a call.
    pub(in crate::server::room) fn line_lost(
        &mut self,
        person: PersonId,
        line: ConnectionId,
        grace: Duration,
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
            (Line::One(own), State::Answered(_)) if own == line && returns => {
                let until = now.since_start + grace;
                call.side_mut(person).line = Line::Lost(until);
                self.timers.set(until, Timer::Grace(id));
                self.tell_of_loss(id, person, ToClient::Reconnecting, out);
            }
            (Line::One(own), State::Answered(_)) if own == line => {
                self.end(id, &[(other.person, HangUpReason::Lost)], now, out);
            }
            _ => {}
        }
    }

    /// Somebody goes for good: their call is over.
    pub(in crate::server::room) fn leave_call(&mut self, person: PersonId, now: Moment, out: &mut Deliveries) {
        let Some(id) = self.members.get(person).and_then(|member| member.call) else { return };
        let Some(call) = self.calls.calls.get(&id) else { return self.drop_claim(id, out) };
        let reason = match call.state {
            State::Answered(_) => HangUpReason::Ended,
            State::Ringing(_) if call.is_caller(person) => HangUpReason::Cancelled,
            State::Ringing(_) => HangUpReason::Unavailable,
        };
        let (_, other) = call.sides(person);
        self.end(id, &[(other.person, reason)], now, out);
    }

    /// A page says that it goes: it is loaded again, and soon back, or closed.
    pub(in crate::server::room) fn page_leaves(&mut self, from: ConnectionId, now: Moment, out: &mut Deliveries) {
        if let Some(person) = self.members.of_connection(from).map(|member| member.id) {
            self.line_lost(person, from, limits::LEAVING.min(self.rules.grace), now, out);
        }
    }

    /// Tells the other side of a call that this one is away, or back.
    pub(super) fn tell_of_loss(
        &self,
        id: CallId,
        person: PersonId,
        frame: fn(CallAccepted) -> ToClient,
        out: &mut Deliveries,
    ) {
        let (Some(call), Some(member)) = (self.calls.calls.get(&id), self.members.get(person)) else { return };
        let (_, other) = call.sides(person);
        let news = CallAccepted { name: member.name.clone(), call: id, key: None };
        out.say(self.our_line(other), &frame(news));
    }

    /// A page comes back and says that it holds this call: whether it does.
    pub(in crate::server::room) fn take_up(
        &mut self,
        held: &Held,
        person: PersonId,
        connection: ConnectionId,
        now: Moment,
        out: &mut Deliveries,
    ) -> bool {
        let id = held.call;
        let Some(call) = self.calls.calls.get_mut(&id) else {
            return self.claim(held, person, connection, now, out);
        };
        if self.members.get(person).and_then(|member| member.call) != Some(id) {
            return false;
        }
        let other = call.sides(person).1.person;
        call.resumed |= call.is_answered();
        let own = call.side_mut(person);
        let before = std::mem::replace(&mut own.line, Line::One(connection));
        match before {
            // It rings on every device. On this one it was accepted, and the answer is on its way.
            Line::Every => own.line = before,
            Line::One(line) => {
                self.hang_up(id, vec![line], other, HangUpReason::AnsweredElsewhere, out);
                // What went into a socket that nobody knew was dead is said again.
                if line != connection {
                    self.tell_of_loss(id, person, ToClient::Reconnected, out);
                }
            }
            Line::Lost(until) => {
                let shared = matches!(call.sides(person).1.line, Line::Lost(other) if other == until);
                if !shared {
                    self.timers.clear(until, Timer::Grace(id));
                }
                self.tell_of_loss(id, person, ToClient::Reconnected, out);
            }
        }
        self.lend(&[connection], id, person, out);
        true
    }

    pub(in crate::server::room) fn ring_out(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        if let Some(call) = self.calls.calls.get(&id).copied()
            && !call.is_answered()
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
