//! Calls that nobody here is in, and whose media go on without a server: from before its start, or lost by both sides
//! at once ([`super::kept`]). What the pages that come back say of them rebuilds what it knew.
//!
//! What a page says is believed for nothing but itself. The first one to come back has a claim: it waits for the other,
//! as long as for a side that is lost, and is busy meanwhile. It is believed when the other comes and says the same from
//! its side: a call that is kept knows both sessions, and of any other each has to say the other's name and the side that
//! is left. Nobody can be drawn into a call so that they do not hold, and a claim that is made up ends by itself. When
//! the call was, and when the server began, is no matter: clocks are set, and a server may be out of reach for long. Only
//! a call that is known to be over is not claimed.

use super::kept::Kept;
use super::over::Farewell;
use super::{Call, Line, Party, Since, State};
use crate::protocol::{
    CallId, ConnectionId, HangUp, HangUpReason, Held, Power, Side, Signal, ToClient, UserName, limits,
};
use crate::server::room::look_alike::LookAlike;
use crate::server::room::members::{Member, PersonId};
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
    /// What the server knows of it by itself.
    kept: Option<Kept>,
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
        let (Some(session), name) = (member.session.clone(), look(&member.name)) else { return false };
        let is_free = member.call.is_none();
        if let Some((with, reason)) = self.calls.over.find(held.call, &session) {
            say_it_is_over(connection, held.call, &with, reason, out);
            return false;
        }
        match self.calls.claims.get_mut(&held.call) {
            // The same page, which lost its connection once more.
            Some(claim) if claim.person == person => {
                claim.connection = connection;
                true
            }
            Some(claim) => {
                let claim = claim.clone();
                let agrees = is_free && self.agree(&claim, held, person);
                if agrees {
                    self.tie(held.call, person, connection, now, out);
                }
                agrees
            }
            None if !is_free || self.calls.over.has(held.call) => false,
            None => {
                let kept = match self.calls.kept.get(&held.call) {
                    Some(kept) if kept.side(held.side).session.as_ref() != Some(&session) => return false,
                    Some(_) => self.calls.kept.remove(&held.call),
                    None => None,
                };
                if let Some(kept) = &kept {
                    self.timers.clear(kept.until, Timer::Kept(held.call));
                } else if let Some(reason) =
                    self.calls.farewells.take(held.call, &look(&held.with), &name, now.since_start)
                {
                    say_it_is_over(connection, held.call, &held.with, reason, out);
                    return false;
                }
                let until = now.since_start + self.rules.grace;
                let (with, side) = (held.with.clone(), held.side);
                self.calls.claims.insert(held.call, Claim { person, connection, with, side, until, kept });
                self.timers.set(until, Timer::Claim(held.call));
                self.take_part(person, held.call, out);
                true
            }
        }
    }

    /// Whether somebody says of a call what the one with the claim says, from the other side.
    fn agree(&self, claim: &Claim, held: &Held, second: PersonId) -> bool {
        let (Some(first), Some(second)) = (self.members.get(claim.person), self.members.get(second)) else {
            return false;
        };
        claim.side == held.side.other()
            && claim.awaits(second)
            && match &claim.kept {
                Some(_) => true,
                None => look(&first.name) == look(&held.with),
            }
    }

    /// Both sides are back: they are in a call as before.
    fn tie(&mut self, id: CallId, person: PersonId, connection: ConnectionId, now: Moment, out: &mut Deliveries) {
        let Some(first) = self.calls.claims.remove(&id) else { return };
        self.timers.clear(first.until, Timer::Claim(id));
        // Perhaps the first has lost its connection again meanwhile; it is waited for as long as it would have been.
        let is_there = self.is_there(&first);
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
        // The number of an older one is the date of its offer. Whether it has pictures is not known, and taken for
        // granted as ever.
        let (since, camera) =
            first.kept.map_or_else(|| (Since::date(id.0, now), Power::On), |kept| (kept.since, kept.camera));
        let state = State::Answered(since);
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
        let Some(claim) = self.calls.claims.get(&id).cloned() else { return };
        if self.is_there(&claim) {
            say_it_is_over(claim.connection, id, &claim.with, HangUpReason::Lost, out);
            self.drop_claim(id, HangUpReason::Lost, now, out);
        } else {
            // Gone again itself, and perhaps the server with it: nobody has been told anything.
            self.calls.claims.remove(&id);
            self.free_claimant(claim.person, out);
            match claim.kept {
                Some(kept) if kept.until > now.since_start => {
                    self.timers.set(kept.until, Timer::Kept(id));
                    self.calls.kept.insert(id, kept);
                }
                Some(kept) => self.end_kept(id, &kept, HangUpReason::Lost, now, out),
                None => {}
            }
        }
        self.take_out_if_gone(claim.person, now, out);
    }

    /// Whoever claimed it hung up, or has waited long enough. The other side is told when it comes.
    pub(super) fn drop_claim(&mut self, id: CallId, reason: HangUpReason, now: Moment, out: &mut Deliveries) {
        let Some(claim) = self.calls.claims.remove(&id) else { return };
        self.timers.clear(claim.until, Timer::Claim(id));
        match &claim.kept {
            Some(kept) => self.end_kept(id, kept, reason, now, out),
            None => self.note_farewell(id, claim.person, look(&claim.with), reason, now),
        }
        self.free_claimant(claim.person, out);
    }

    /// Somebody hangs up a call that is not theirs by the room's knowledge: it may have been, before it was lost.
    pub(super) fn farewell(
        &mut self,
        id: CallId,
        person: PersonId,
        signal: &Signal<'_>,
        now: Moment,
        out: &mut Deliveries,
    ) {
        let Some(sender) = self.members.get(person) else { return };
        let Some(session) = sender.session.clone() else { return };
        let reason = match signal.reason {
            Some(given @ (HangUpReason::Lost | HangUpReason::Unavailable)) => given,
            _ => HangUpReason::Ended,
        };
        let to = signal.target.as_deref().map(LookAlike::of);
        if let Some(claim) = self.calls.claims.get(&id) {
            let first = self.members.get(claim.person).map(|first| look(&first.name));
            if claim.awaits(sender) && (claim.kept.is_some() || to == first) {
                say_it_is_over(claim.connection, id, &claim.with.clone(), reason, out);
                let first = claim.person;
                self.drop_claim(id, reason, now, out);
                self.take_out_if_gone(first, now, out);
            }
        } else if self.is_kept_for(id, &session) {
            self.hang_up_kept(id, reason, now, out);
        } else if let Some(to) = to
            && !self.calls.calls.contains_key(&id)
            && !self.calls.over.has(id)
        {
            self.note_farewell(id, person, to, reason, now);
        }
    }

    fn note_farewell(&mut self, call: CallId, person: PersonId, to: LookAlike, reason: HangUpReason, now: Moment) {
        let Some(member) = self.members.get(person) else { return };
        if let Some(session) = member.session.clone() {
            let (from, until) = (look(&member.name), now.since_start + limits::OUTAGE);
            self.calls.farewells.add(Farewell { call, session, from, to, reason, until });
        }
    }

    fn is_there(&self, claim: &Claim) -> bool {
        self.members.of_connection(claim.connection).is_some_and(|member| member.id == claim.person)
    }

    fn take_part(&mut self, person: PersonId, id: CallId, out: &mut Deliveries) {
        if let Some(member) = self.members.get_mut(person) {
            member.call = Some(id);
        }
        self.tell_state(person, out);
    }

    fn free_claimant(&mut self, person: PersonId, out: &mut Deliveries) {
        if let Some(member) = self.members.get_mut(person) {
            member.call = None;
        }
        self.tell_state(person, out);
    }
}

impl Claim {
    /// Whether it is this one who is waited for.
    fn awaits(&self, member: &Member) -> bool {
        match &self.kept {
            Some(kept) => kept.side(self.side.other()).session == member.session,
            None => look(&self.with) == look(&member.name),
        }
    }
}

fn say_it_is_over(to: ConnectionId, id: CallId, with: &UserName, reason: HangUpReason, out: &mut Deliveries) {
    let name = with.to_string();
    out.say(vec![to], &ToClient::HangUp(HangUp { name, call: Some(id), reason, key: None }));
}

fn look(name: &UserName) -> LookAlike {
    LookAlike::of(name.as_str())
}
