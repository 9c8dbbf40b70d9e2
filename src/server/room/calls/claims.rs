//! Calls from before the server's start. Their media goes on without a server; what the pages that come back
//! say of them rebuilds what it knew.
//!
//! The first page to come back has a claim, and nothing more: it is believed when the other comes and says the
//! same from its side. Nobody can be drawn into a call so, and a claim that is made up ends by itself.

use super::{Call, Line, Party, Since, State};
use crate::protocol::{CallId, ConnectionId, HangUp, HangUpReason, Held, Power, Side, ToClient, UserName, limits};
use crate::server::room::look_alike::LookAlike;
use crate::server::room::members::PersonId;
use crate::server::room::{Deliveries, Moment, Room, Timer};
use std::time::Duration;

/// One side of a call, whose other side is waited for.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    person: PersonId,
    connection: ConnectionId,
    with: UserName,
    side: Side,
    until: Duration,
}

impl Room {
    /// A page says that it holds a call that the room does not know: whether it may keep it.
    pub(super) fn claim(
        &mut self,
        held: &Held,
        person: PersonId,
        connection: ConnectionId,
        now: Moment,
        out: &mut Deliveries,
    ) -> bool {
        let Some(member) = self.members.get(person) else { return false };
        let (mine, name) = (member.call, look(&member.name));
        // A session can be known again; and a call that this server gave a number and forgot is over.
        let began = now.date.saturating_sub(now.since_start.as_millis() as u64);
        let is_of_before = held.call.0 < began && now.since_start < limits::REBUILDING;
        match self.calls.claims.get_mut(&held.call) {
            // The same page, which lost its connection once more.
            Some(claim) if claim.person == person => {
                claim.connection = connection;
                true
            }
            Some(claim) if mine.is_none() && look(&claim.with) == name && claim.side == held.side.other() => {
                let other = self.members.get(claim.person).map(|other| look(&other.name));
                let agrees = other == Some(look(&held.with));
                if agrees {
                    self.tie(held.call, person, connection, now, out);
                }
                agrees
            }
            Some(_) => false,
            None if mine.is_none() && is_of_before && member.session.is_some() => {
                let until = now.since_start + self.rules.grace;
                let (with, side) = (held.with.clone(), held.side);
                self.calls.claims.insert(held.call, Claim { person, connection, with, side, until });
                self.timers.set(until, Timer::Claim(held.call));
                self.take_part(person, held.call, out);
                true
            }
            None => false,
        }
    }

    /// Both sides are back: they are in a call as before.
    fn tie(&mut self, id: CallId, person: PersonId, connection: ConnectionId, now: Moment, out: &mut Deliveries) {
        let Some(first) = self.calls.claims.remove(&id) else { return };
        self.timers.clear(first.until, Timer::Claim(id));
        // Perhaps the first has lost its connection again meanwhile; it is waited for as long as it would have been.
        let is_there = self.members.of_connection(first.connection).is_some_and(|member| member.id == first.person);
        let line = if is_there { Line::One(first.connection) } else { Line::Lost(first.until) };
        if !is_there {
            self.timers.set(first.until, Timer::Grace(id));
        }
        let first_party = Party { person: first.person, line };
        let second_party = Party { person, line: Line::One(connection) };
        let (caller, callee) = match first.side {
            Side::Caller => (first_party, second_party),
            Side::Callee => (second_party, first_party),
        };
        // Its number is the date of its offer. Whether it has pictures is not known, and taken for granted as ever.
        let (state, camera) = (State::Answered(Since::date(id.0, now)), Power::On);
        self.calls.calls.insert(id, Call { caller, callee, state, camera, resumed: true, untold: false });
        self.take_part(person, id, out);
        for party in [caller, callee] {
            self.lend(&self.line(party), id, party.person, out);
        }
        // What the first said meanwhile found nobody.
        self.tell_of_loss(id, person, ToClient::Reconnected, out);
    }

    /// The other side did not come back.
    pub(in crate::server::room) fn claim_lapses(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        if let Some(claim) = self.calls.claims.get(&id).cloned() {
            let name = claim.with.to_string();
            let over = HangUp { name, call: Some(id), reason: HangUpReason::Lost, key: None };
            out.say(vec![claim.connection], &ToClient::HangUp(over));
            self.drop_claim(id, out);
            self.take_out_if_gone(claim.person, now, out);
        }
    }

    /// Whoever claimed it hung up, or has waited long enough.
    pub(super) fn drop_claim(&mut self, id: CallId, out: &mut Deliveries) {
        if let Some(claim) = self.calls.claims.remove(&id) {
            self.timers.clear(claim.until, Timer::Claim(id));
            if let Some(member) = self.members.get_mut(claim.person) {
                member.call = None;
            }
            self.tell_state(claim.person, out);
        }
    }

    fn take_part(&mut self, person: PersonId, id: CallId, out: &mut Deliveries) {
        if let Some(member) = self.members.get_mut(person) {
            member.call = Some(id);
        }
        self.tell_state(person, out);
    }
}

fn look(name: &UserName) -> LookAlike {
    LookAlike::of(name.as_str())
}
