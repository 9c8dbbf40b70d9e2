mod claims;
mod kept;
mod losses;
mod over;
mod ringing;

use super::members::{Member, PersonId};
use super::past::Who;
use super::{Deliveries, Moment, Room, Timer};
use crate::protocol::{
    CallAccepted, CallId, ConnectionId, HangUp, HangUpReason, OfferKey, Person, Power, Presence, Side, Signal,
    SignalKind, ToClient, UserName,
};
use claims::Claim;
use kept::Kept;
use over::{Farewells, Over};
use ringing::Ringing;
use std::collections::HashMap;
use std::time::Duration;

/// After an answer, the time in which a browser may still say that there are no camera and microphone: as long as
/// somebody may think about whether to allow them.
const DEVICES: Duration = Duration::from_secs(60);

/// Which calls there are. Each ties two people, and a person is part of one at most.
#[derive(Debug, Default)]
pub(super) struct Calls {
    last: u64,
    calls: HashMap<CallId, Call>,
    /// Of those that ring.
    ringing: HashMap<CallId, Ringing>,
    /// Calls that the room does not know, or has lost, of which one side is back. One for each person at most.
    claims: HashMap<CallId, Claim>,
    /// Calls that wait for both of their sides.
    kept: HashMap<CallId, Kept>,
    over: Over,
    farewells: Farewells,
}

#[derive(Clone, Copy, Debug)]
struct Call {
    caller: Party,
    callee: Party,
    state: State,
    /// Whether it was meant with pictures, or has some.
    camera: Power,
    /// A page has come back to it.
    resumed: bool,
    /// It leaves no line among the messages: it was declined, or the browser of somebody who wanted it gave them
    /// neither camera nor microphone.
    untold: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Unanswered; given up at this time.
    Ringing(Duration),
    /// They talk.
    Answered(Since),
}

/// When a call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Since {
    /// When this server first knew of it.
    start: Duration,
    /// How long it had lasted by then: nothing, but for one that outlived the server before.
    before: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Party {
    person: PersonId,
    line: Line,
}

/// A call that two people had.
pub(super) struct Finished {
    /// Both.
    pub people: [Who; 2],
    /// How long they had it.
    pub lasted: Duration,
    /// Whether there were pictures.
    pub camera: Power,
}

/// Which of a person's connections carries the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// All of them ring.
    Every,
    /// This one.
    One(ConnectionId),
    /// It was lost, and is waited for until then.
    Lost(Duration),
    /// Its page has said that it goes, and is waited for until then.
    Left(Duration),
}

impl Party {
    /// Whether this connection may speak for the party.
    fn speaks(&self, connection: ConnectionId) -> bool {
        match self.line {
            Line::Every => true,
            Line::One(line) => line == connection,
            Line::Lost(_) | Line::Left(_) => false,
        }
    }

    /// Until when it is waited for, if it is away.
    fn away(&self) -> Option<Duration> {
        match self.line {
            Line::Lost(until) | Line::Left(until) => Some(until),
            Line::Every | Line::One(_) => None,
        }
    }
}

impl Since {
    /// A call that is answered now.
    fn now(now: Moment) -> Self {
        Self { start: now.since_start, before: Duration::ZERO }
    }

    /// One that began on this date, by the clock of the server that it began with, and is known to this one from now on.
    fn date(date: u64, now: Moment) -> Self {
        Self { start: now.since_start, before: Duration::from_millis(now.date.saturating_sub(date)) }
    }

    /// How long that is ago. A clock that is set meanwhile changes nothing.
    fn elapsed(self, now: Moment) -> Duration {
        self.before + now.since_start.saturating_sub(self.start)
    }
}

impl Call {
    fn is_answered(&self) -> bool {
        matches!(self.state, State::Answered(_))
    }

    /// This person's side, and the other.
    fn sides(&self, person: PersonId) -> (Party, Party) {
        if self.caller.person == person { (self.caller, self.callee) } else { (self.callee, self.caller) }
    }

    fn is_caller(&self, person: PersonId) -> bool {
        self.caller.person == person
    }

    fn side_mut(&mut self, person: PersonId) -> &mut Party {
        if self.caller.person == person { &mut self.caller } else { &mut self.callee }
    }
}

impl Calls {
    /// The next call's. One from before the server's start may have any.
    fn number(&mut self, now: Moment) -> CallId {
        loop {
            self.last = now.date.max(self.last + 1);
            let id = CallId(self.last);
            if !self.calls.contains_key(&id) && !self.claims.contains_key(&id) && !self.kept.contains_key(&id) {
                return id;
            }
        }
    }

    /// Whether one side waits for the other to come back.
    #[cfg(test)]
    pub fn is_claimed(&self, id: CallId) -> bool {
        self.claims.contains_key(&id)
    }

    /// Whether nobody may come back to anything.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The person, as others see them.
    pub fn seen(&self, member: &Member) -> Person {
        let state = match member.call.map(|id| self.calls.get(&id)) {
            None => Presence::Available,
            Some(Some(Call { state: State::Ringing(_), caller, .. })) if caller.person == member.id => {
                Presence::Calling
            }
            Some(Some(Call { state: State::Ringing(_), .. })) => Presence::Ringing,
            // One that is not there is waited for since before the server's start.
            Some(Some(_) | None) => Presence::InCall,
        };
        Person::new(member.name.clone(), state, member.number)
    }
}

impl Room {
    /// One side of a call to the other. What belongs to no call of the sender's is dropped.
    pub(super) fn signal(&mut self, from: ConnectionId, signal: Signal<'_>, now: Moment, out: &mut Deliveries) {
        let Some(sender) = self.members.of_connection(from) else { return };
        let (person, name) = (sender.id, sender.name.clone());
        if let Some(id) = sender.call.filter(|id| self.calls.claims.contains_key(id)) {
            match signal.kind {
                SignalKind::HangUp if signal.call == Some(id) => self.drop_claim(id, HangUpReason::Ended, now, out),
                SignalKind::HangUp if let Some(other) = signal.call => self.farewell(other, person, &signal, now, out),
                SignalKind::Offer if signal.call.is_none() => {
                    refuse(from, signal.target.unwrap_or_default(), HangUpReason::Busy, signal.key, out);
                }
                // There is nobody to pass it on to yet.
                _ => {}
            }
            return;
        }
        let mut current = sender.call.and_then(|id| Some((id, *self.calls.calls.get(&id)?)));
        if let Some((id, call)) = current
            && let (own, other) = call.sides(person)
            && own.away().is_some()
            && signal.kind == SignalKind::Offer
            && signal.call.is_none()
        {
            // Whoever begins a call has not come back to the one that was lost.
            let reason = if call.is_answered() { HangUpReason::Lost } else { HangUpReason::Cancelled };
            self.end(id, &[(other.person, reason)], now, out);
            current = None;
        }
        let stranger = signal.call.is_some_and(|call| current.is_none_or(|(id, _)| id != call));
        match (signal.kind, current) {
            (SignalKind::Offer, _) if stranger => self.tell_it_is_over(from, &signal, out),
            (SignalKind::HangUp, _) if stranger => {
                signal.call.into_iter().for_each(|id| self.farewell(id, person, &signal, now, out));
            }
            (SignalKind::Offer, None) => self.ring(from, person, name, signal, now, out),
            _ if stranger => {}
            (_, None) => {}
            (SignalKind::Offer, Some((id, call))) => self.offer_again(from, person, &name, signal, (id, call), out),
            (kind, Some((id, call))) => {
                let (own, other) = call.sides(person);
                let numbered = signal.call.is_some();
                // A page that is back without the call may end it; one that only rang may have had no number.
                let ends_lost = (numbered || !call.is_answered()) && kind == SignalKind::HangUp && own.away().is_some();
                // A number says more than a name, which may be out of date.
                if !(own.speaks(from) || ends_lost) || !(numbered || self.is_for(other, signal.target.as_deref())) {
                    return;
                }
                let answered = call.is_answered();
                match kind {
                    SignalKind::Answer if !answered && !call.is_caller(person) => {
                        self.answered(id, from, person, now, out);
                        out.send(self.line(other), signal.relayed(&name, id));
                    }
                    SignalKind::Answer if !answered => {}
                    SignalKind::Ringing if answered || call.is_caller(person) => {}
                    SignalKind::Media | SignalKind::Safety if !answered => {}
                    SignalKind::Ringing | SignalKind::Media | SignalKind::Safety => {
                        if kind == SignalKind::Media
                            && let (Some(Power::On), Some(call)) = (signal.camera(), self.calls.calls.get_mut(&id))
                        {
                            call.camera = Power::On;
                        }
                        out.send(self.our_line(other), signal.relayed(&name, id));
                    }
                    // It gave up an attempt of its own that the other's offer came before. That one rings on.
                    SignalKind::HangUp if !answered && !call.is_caller(person) && is_withdrawal(&signal) => {}
                    SignalKind::HangUp => {
                        let reason = reason(&call, person, signal.reason);
                        if let Some(call) = self.calls.calls.get_mut(&id) {
                            let is_young = match call.state {
                                State::Ringing(_) => true,
                                State::Answered(since) => since.elapsed(now) < DEVICES,
                            };
                            let refused = reason == HangUpReason::Unavailable && !call.resumed && is_young;
                            call.untold = reason == HangUpReason::Declined || refused;
                        }
                        self.stop_ringing_elsewhere(id, person, from, out);
                        self.end(id, &[(other.person, reason)], now, out);
                    }
                    SignalKind::Offer | SignalKind::Answer | SignalKind::Candidate => {
                        let frame = signal.relayed(&name, id);
                        if kind == SignalKind::Candidate
                            && call.is_caller(person)
                            && let Some(said) = self.calls.ringing.get_mut(&id)
                        {
                            said.add(&frame);
                        }
                        out.send(self.line(other), frame);
                    }
                }
            }
        }
    }

    /// An offer for a call that is over: it crossed the hang-up.
    fn tell_it_is_over(&self, from: ConnectionId, signal: &Signal<'_>, out: &mut Deliveries) {
        let name = signal.target.clone().unwrap_or_default();
        let (call, reason) = (signal.call, HangUpReason::Ended);
        out.say(vec![from], &ToClient::HangUp(HangUp { name, call, reason, key: None }));
    }

    /// An offer that begins a call.
    fn ring(
        &mut self,
        from: ConnectionId,
        caller: PersonId,
        name: UserName,
        signal: Signal<'_>,
        now: Moment,
        out: &mut Deliveries,
    ) {
        let target = signal.target.clone().unwrap_or_default();
        let camera = signal.camera().unwrap_or(Power::On);
        let callee = match self.find(&target) {
            Some(callee) if callee.id == caller => Err((HangUpReason::Unavailable, None)),
            // Lost, or loading the page again: they find it when they are back.
            Some(callee) if !callee.is_connected() => Err((HangUpReason::Unavailable, self.who(callee.id))),
            Some(callee) if callee.call.is_some() => Err((HangUpReason::Busy, self.who(callee.id))),
            Some(callee) => Ok((callee.id, callee.name.clone(), callee.connections())),
            // So does whoever has just gone, or is called otherwise now.
            None => Err((HangUpReason::Unavailable, self.was_called(&target, caller))),
        };
        match callee {
            Err((reason, callee)) => {
                refuse(from, target, reason, signal.key, out);
                if let (Some(caller), Some(callee)) = (self.who(caller), callee) {
                    self.miss(&caller, &callee, camera, now, out);
                }
            }
            Ok((callee, callee_name, devices)) => {
                let id = self.calls.number(now);
                let until = now.since_start + self.rules.ring;
                self.timers.set(until, Timer::Ring(id));
                let call = Call {
                    caller: Party { person: caller, line: Line::One(from) },
                    callee: Party { person: callee, line: Line::Every },
                    state: State::Ringing(until),
                    camera,
                    resumed: false,
                    untold: false,
                };
                self.calls.calls.insert(id, call);
                for person in [caller, callee] {
                    if let Some(member) = self.members.get_mut(person) {
                        member.call = Some(id);
                    }
                    self.tell_state(person, out);
                }
                self.lend(&[from], id, caller, out);
                self.accept_offer(from, callee_name, id, signal.key.clone(), out);
                self.lend(&devices, id, callee, out);
                let offer = signal.relayed(&name, id);
                self.calls.ringing.insert(id, Ringing::new(offer.clone()));
                out.send(devices, offer);
            }
        }
    }

    /// An offer of somebody who is in a call already.
    fn offer_again(
        &mut self,
        from: ConnectionId,
        person: PersonId,
        name: &UserName,
        signal: Signal<'_>,
        (id, call): (CallId, Call),
        out: &mut Deliveries,
    ) {
        let (own, other) = call.sides(person);
        let target = signal.target.clone().unwrap_or_default();
        let same = self.find(&target).is_some_and(|member| member.id == other.person);
        let first = signal.call.is_none() && !call.is_answered();
        if same && first && !call.is_caller(person) {
            // Both pressed call. The earlier offer stands; this one is as good as an acceptance of it, and
            // its sender has that offer already.
            if let Some(other) = self.members.get(other.person) {
                self.accept_offer(from, other.name.clone(), id, signal.key, out);
            }
        } else if own.speaks(from) && signal.key.is_none() && (same || signal.call.is_some()) {
            out.send(self.line(other), signal.relayed(name, id));
        } else if signal.call.is_some() {
            self.tell_it_is_over(from, &signal, out);
        } else {
            refuse(from, target, HangUpReason::Busy, signal.key, out);
        }
    }

    /// The callee took it on one device; the others stop ringing.
    fn answered(&mut self, id: CallId, from: ConnectionId, callee: PersonId, now: Moment, out: &mut Deliveries) {
        self.stop_ringing_elsewhere(id, callee, from, out);
        let Some(call) = self.calls.calls.get_mut(&id) else { return };
        if let State::Ringing(until) = call.state {
            self.timers.clear(until, Timer::Ring(id));
        }
        call.state = State::Answered(Since::now(now));
        call.callee.line = Line::One(from);
        let caller = call.caller.person;
        self.calls.ringing.remove(&id);
        self.tell_state(caller, out);
        self.tell_state(callee, out);
        self.caller_may_be_away(id, now, out);
    }

    /// Ends a call: tells who has to be told, and lets both be called again. Nobody else's is touched.
    fn end(&mut self, id: CallId, tell: &[(PersonId, HangUpReason)], now: Moment, out: &mut Deliveries) {
        let Some(call) = self.calls.calls.get(&id).copied() else { return };
        for &(person, reason) in tell {
            let (own, other) = call.sides(person);
            self.hang_up(id, self.line(own), other.person, reason, out);
        }
        if let [Some(caller), Some(callee)] = [call.caller, call.callee].map(|party| self.who(party.person)) {
            for (person, own, other) in [(call.caller.person, &caller, &callee), (call.callee.person, &callee, &caller)]
            {
                let told = tell.iter().find(|(told, _)| *told == person);
                let reason = told.map_or(HangUpReason::Ended, |(_, reason)| *reason);
                self.calls.over.add(id, own.session.clone(), other.name.clone(), reason);
            }
            match call.state {
                _ if call.untold => {}
                State::Ringing(_) => self.miss(&caller, &callee, call.camera, now, out),
                State::Answered(since) => {
                    let (people, lasted) = ([caller, callee], since.elapsed(now));
                    self.log(Finished { people, lasted, camera: call.camera }, now, out);
                }
            }
        }
        if let State::Ringing(until) = call.state {
            self.timers.clear(until, Timer::Ring(id));
        }
        self.calls.calls.remove(&id);
        self.calls.ringing.remove(&id);
        out.over(id);
        for party in [call.caller, call.callee] {
            self.free(party, id, now, out);
        }
    }

    /// Lets somebody be called again.
    fn free(&mut self, party: Party, id: CallId, now: Moment, out: &mut Deliveries) {
        if let Some(until) = party.away() {
            self.timers.clear(until, Timer::Grace(id));
        }
        if let Some(member) = self.members.get_mut(party.person) {
            member.call = None;
        }
        self.tell_state(party.person, out);
        self.take_out_if_gone(party.person, now, out);
    }

    /// A person took the call, or refused it, on one device: their others stop ringing.
    fn stop_ringing_elsewhere(&self, id: CallId, person: PersonId, device: ConnectionId, out: &mut Deliveries) {
        let Some(call) = self.calls.calls.get(&id) else { return };
        let (own, other) = call.sides(person);
        if own.line == Line::Every {
            let others = self.line(own).into_iter().filter(|connection| *connection != device).collect();
            self.hang_up(id, others, other.person, HangUpReason::AnsweredElsewhere, out);
        }
    }

    /// Says that the call with `other` is over.
    fn hang_up(&self, id: CallId, to: Vec<ConnectionId>, other: PersonId, reason: HangUpReason, out: &mut Deliveries) {
        let name = self.members.get(other).map(|member| member.name.to_string()).unwrap_or_default();
        out.say(to, &ToClient::HangUp(HangUp { name, call: Some(id), reason, key: None }));
    }

    /// These connections of a person may be relayed, on the person's side of the call.
    fn lend(&self, to: &[ConnectionId], id: CallId, person: PersonId, out: &mut Deliveries) {
        let Some(call) = self.calls.calls.get(&id) else { return };
        let side = if call.is_caller(person) { Side::Caller } else { Side::Callee };
        out.lend(to.iter().copied().filter(|connection| self.is_ours(*connection)).collect(), id, side);
    }

    fn line(&self, party: Party) -> Vec<ConnectionId> {
        match party.line {
            Line::Every => self.members.get(party.person).map(|member| member.connections()).unwrap_or_default(),
            Line::One(connection) => vec![connection],
            Line::Lost(_) | Line::Left(_) => Vec::new(),
        }
    }

    /// The party's line where our own client is at its end.
    fn our_line(&self, party: Party) -> Vec<ConnectionId> {
        self.line(party).into_iter().filter(|connection| self.is_ours(*connection)).collect()
    }

    fn is_ours(&self, connection: ConnectionId) -> bool {
        self.members.of_connection(connection).is_some_and(|member| member.speaks_ours(connection))
    }

    /// Whether a target's name, if any, means this party. A name that nobody has is the party's old one.
    fn is_for(&self, party: Party, target: Option<&str>) -> bool {
        target.and_then(|name| self.find(name)).is_none_or(|member| member.id == party.person)
    }

    /// Tells a caller of version 1 what its offer has begun or joined.
    fn accept_offer(
        &self,
        from: ConnectionId,
        name: UserName,
        call: CallId,
        key: Option<OfferKey>,
        out: &mut Deliveries,
    ) {
        if self.is_ours(from) {
            out.say(vec![from], &ToClient::Calling(CallAccepted { name, call, key }));
        }
    }
}

/// An offer came to nothing; no call of anybody's is touched.
fn refuse(from: ConnectionId, name: String, reason: HangUpReason, key: Option<OfferKey>, out: &mut Deliveries) {
    out.say(vec![from], &ToClient::HangUp(HangUp { name, call: None, reason, key }));
}

/// Whether a hang-up is about an attempt that had no number yet: what only a caller says.
fn is_withdrawal(signal: &Signal<'_>) -> bool {
    signal.call.is_none() && matches!(signal.reason, Some(HangUpReason::Cancelled | HangUpReason::Lost))
}

/// What the other side is told: the reason that was given, if it can be true.
fn reason(call: &Call, sender: PersonId, given: Option<HangUpReason>) -> HangUpReason {
    use HangUpReason::{Busy, Cancelled, Declined, Ended, Lost, Unavailable};
    match (call.state, call.is_caller(sender), given) {
        (State::Ringing(_), true, _) => Cancelled,
        (State::Ringing(_), false, Some(given @ (Busy | Lost | Unavailable))) => given,
        (State::Ringing(_), false, _) => Declined,
        (State::Answered(_), _, Some(given @ (Lost | Unavailable))) => given,
        (State::Answered(_), ..) => Ended,
    }
}
