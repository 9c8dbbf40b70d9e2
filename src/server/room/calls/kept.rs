//! Calls that have lost both of their sides at once.
//!
//! Two people who talk to each other do not lose the server at the same moment by chance: it is the server that is
//! gone, and they talk on. Their call is nobody's fault and nobody's presence: they are out of the list, it is kept for
//! [`limits::OUTAGE`], and whoever comes back and says that they hold it has a claim on it (see [`super::claims`]), until
//! the other does.

use super::{Call, Finished, Line, Since, State};
use crate::protocol::{CallId, HangUpReason, Power, Side, limits};
use crate::server::room::past::Who;
use crate::server::room::{Deliveries, Moment, Room, Timer};
use crate::server::session::SessionId;
use std::time::Duration;

/// A call that waits for both of its sides.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub caller: Who,
    pub callee: Who,
    pub since: Since,
    pub camera: Power,
    /// How long it was by the time that it lost them.
    lasted: Duration,
    pub until: Duration,
}

impl Kept {
    pub fn side(&self, side: Side) -> &Who {
        match side {
            Side::Caller => &self.caller,
            Side::Callee => &self.callee,
        }
    }

    /// Whether this session has a side of it.
    fn is_of(&self, session: &SessionId) -> bool {
        [&self.caller, &self.callee].into_iter().any(|who| who.session.as_ref() == Some(session))
    }
}

impl Room {
    /// Both sides of a call are gone, and neither has said that it goes: whether it is kept.
    pub(super) fn keep_call(&mut self, id: CallId, call: Call, now: Moment, out: &mut Deliveries) -> bool {
        let (State::Answered(since), Line::Lost(_), Line::Lost(_)) = (call.state, call.caller.line, call.callee.line)
        else {
            return false;
        };
        let [Some(caller), Some(callee)] = [call.caller, call.callee].map(|party| self.who(party.person)) else {
            return false;
        };
        // As many as there may be people; and a person has one call at a time, the last.
        for session in [&caller, &callee].into_iter().filter_map(|who| who.session.as_ref()) {
            self.end_kept_of(session, HangUpReason::Lost, now, out);
        }
        if self.calls.kept.len() >= self.rules.people {
            return false;
        }
        let until = now.since_start + limits::OUTAGE;
        let lasted = since.elapsed(now);
        self.calls.kept.insert(id, Kept { caller, callee, since, camera: call.camera, lasted, until });
        self.timers.set(until, Timer::Kept(id));
        self.calls.calls.remove(&id);
        for party in [call.caller, call.callee] {
            self.free(party, id, now, out);
        }
        true
    }

    /// Nobody has come back to it.
    pub(in crate::server::room) fn kept_lapses(&mut self, id: CallId, now: Moment, out: &mut Deliveries) {
        if let Some(kept) = self.calls.kept.remove(&id) {
            self.end_kept(id, &kept, HangUpReason::Lost, now, out);
        }
    }

    /// Somebody has gone for good, or has another call now.
    pub(in crate::server::room) fn end_kept_of(
        &mut self,
        session: &SessionId,
        reason: HangUpReason,
        now: Moment,
        out: &mut Deliveries,
    ) {
        let ids: Vec<_> = self.calls.kept.iter().filter(|(_, kept)| kept.is_of(session)).map(|(id, _)| *id).collect();
        for id in ids {
            self.hang_up_kept(id, reason, now, out);
        }
    }

    /// Whether this session has a side of a call that is kept.
    pub(super) fn is_kept_for(&self, id: CallId, session: &SessionId) -> bool {
        self.calls.kept.get(&id).is_some_and(|kept| kept.is_of(session))
    }

    pub(super) fn hang_up_kept(&mut self, id: CallId, reason: HangUpReason, now: Moment, out: &mut Deliveries) {
        if let Some(kept) = self.calls.kept.remove(&id) {
            self.timers.clear(kept.until, Timer::Kept(id));
            self.end_kept(id, &kept, reason, now, out);
        }
    }

    /// It is over: whoever comes back to it is told so.
    pub(super) fn end_kept(
        &mut self,
        id: CallId,
        kept: &Kept,
        reason: HangUpReason,
        now: Moment,
        out: &mut Deliveries,
    ) {
        let (caller, callee) = (kept.caller.clone(), kept.callee.clone());
        for (own, other) in [(&caller, &callee), (&callee, &caller)] {
            self.calls.over.add(id, own.session.clone(), other.name.clone(), reason);
        }
        let call = Finished { people: [caller, callee], lasted: kept.lasted, camera: kept.camera };
        self.log(call, now, out);
        out.over(id);
    }
}
