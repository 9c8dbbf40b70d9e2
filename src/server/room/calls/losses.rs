//! What becomes of a call when a side of it is gone, comes back, or never came.

use super::{Line, Party, State};
use crate::protocol::{CallAccepted, CallId, ConnectionId, HangUpReason, Held, ToClient, limits};
use crate::server::room::members::PersonId;
use crate::server::room::{Deliveries, Moment, Room, Timer};

/// How a connection is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// Nobody knows why.
    Cut,
    /// Its page has said that it goes.
    Left,
}

impl Room {
    /// A connection is gone.
    pub(in crate::server::room) fn line_cut(
        &mut self,
        person: PersonId,
        line: ConnectionId,
        now: Moment,
        out: &mut Deliveries,
    ) {
        self.line_lost(person, line, Loss::Cut, now, out);
    }

    /// A connection is gone or goes, and with it perhaps a side of a call.
    fn line_lost(&mut self, person: PersonId, line: ConnectionId, loss: Loss, now: Moment, out: &mut Deliveries) {
        let Some(member) = self.members.get(person) else { return };
        let (connected, returns) = (member.is_connected(), member.session.is_some());
        let Some(id) = member.call else { return };
        let (grace, blip) = (self.rules.grace, self.blip());
        let Some(call) = self.calls.calls.get(&id).copied() else { return };
        let (own, other) = call.sides(person);
        let rings = !call.is_answered();
        let away = match loss {
            Loss::Cut if rings => Line::Lost(now.since_start + blip),
            Loss::Cut => Line::Lost(now.since_start + grace),
            Loss::Left => Line::Left(now.since_start + limits::LEAVING.min(grace)),
        };
        match own.line {
            Line::Every if !connected && returns => self.wait_for(id, person, away, out),
            Line::Every if !connected => self.end(id, &[(other.person, HangUpReason::Unavailable)], now, out),
            // A page that goes has given up calling.
            Line::One(own) if own == line && rings && !(returns && loss == Loss::Cut) => {
                self.end(id, &[(other.person, HangUpReason::Cancelled)], now, out);
            }
            Line::One(own) if own == line && returns => self.wait_for(id, person, away, out),
            Line::One(own) if own == line => self.end(id, &[(other.person, HangUpReason::Lost)], now, out),
            Line::Every | Line::One(_) | Line::Lost(_) | Line::Left(_) => {}
        }
    }

    fn wait_for(&mut self, id: CallId, person: PersonId, away: Line, out: &mut Deliveries) {
        let Some(call) = self.calls.calls.get_mut(&id) else { return };
        let own = call.side_mut(person);
        own.line = away;
        if let Some(until) = own.away() {
            self.timers.set(until, Timer::Grace(id));
        }
        // While it rings it goes on ringing.
        if call.is_answered() {
            self.tell_of_loss(id, person, ToClient::Reconnecting, out);
        }
    }

    /// Somebody goes for good: their call is over.
    pub(in crate::server::room) fn leave_call(&mut self, person: PersonId, now: Moment, out: &mut Deliveries) {
        let Some(id) = self.members.get(person).and_then(|member| member.call) else { return };
        let Some(call) = self.calls.calls.get(&id) else {
            return self.drop_claim(id, HangUpReason::Ended, now, out);
        };
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
            self.line_lost(person, from, Loss::Left, now, out);
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
            // It rings on every device. On this one it was accepted; the caller says its offer again, because the
            // answer may have been lost.
            Line::Every => {
                own.line = before;
                self.tell_of_loss(id, person, ToClient::Reconnected, out);
            }
            Line::One(line) => {
                self.hang_up(id, vec![line], other, HangUpReason::AnsweredElsewhere, out);
                // What went into a socket that nobody knew was dead is said again.
                if line != connection {
                    self.tell_of_loss(id, person, ToClient::Reconnected, out);
                }
            }
            Line::Lost(until) | Line::Left(until) => {
                let shared = call.sides(person).1.away() == Some(until);
                let answered = call.is_answered();
                if !shared {
                    self.timers.clear(until, Timer::Grace(id));
                }
                if answered {
                    self.tell_of_loss(id, person, ToClient::Reconnected, out);
                }
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
        let lost = |party: &Party| party.away().is_some_and(|until| until <= now.since_start);
        if (lost(&call.caller) || lost(&call.callee)) && !self.keep_call(id, call, now, out) {
            let (caller, callee) = match call.state {
                State::Answered(_) => (HangUpReason::Lost, HangUpReason::Lost),
                State::Ringing(_) if lost(&call.caller) => (HangUpReason::Lost, HangUpReason::Cancelled),
                State::Ringing(_) => (HangUpReason::Unavailable, HangUpReason::Cancelled),
            };
            self.end(id, &[(call.caller.person, caller), (call.callee.person, callee)], now, out);
        }
    }
}
