//! The calls of the past that one person alone finds among the messages: those that they had, and those that rang for
//! them, or would have, and came to nothing without their doing.

use super::calls::Finished;
use super::look_alike::LookAlike;
use super::members::{Member, PersonId};
use super::{Deliveries, Moment, Room};
use crate::protocol::{EndedCall, Entry, PastCall, PersonNumber, Power, ToClient, UserName};
use crate::server::session::SessionId;
use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};

/// What each person alone is shown of the past. As many entries as the room remembers messages; beside the messages,
/// because what one person sees must not push out what all see. Where there are too many, whoever has most forgets
/// their oldest: somebody who is called again and again loses nobody else's.
#[derive(Debug)]
pub(super) struct Past {
    capacity: usize,
    entries: VecDeque<(SessionId, Entry)>,
    /// Who was called what last, of those who have gone since or are called otherwise: as many as entries.
    names: VecDeque<(LookAlike, Who)>,
}

impl Past {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: VecDeque::new(), names: VecDeque::new() }
    }

    pub fn of(&self, reader: &SessionId) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |(session, _)| session == reader).map(|(_, entry)| entry)
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// They have signed out: nobody will ask again.
    pub fn forget(&mut self, reader: &SessionId) {
        self.entries.retain(|(session, _)| session != reader);
        self.names.retain(|(_, who)| who.session.as_ref() != Some(reader));
    }

    fn add(&mut self, reader: SessionId, entry: Entry) {
        self.entries.push_back((reader, entry));
        if self.entries.len() > self.capacity {
            let mut held = HashMap::<&SessionId, (usize, usize)>::new();
            for (at, (reader, _)) in self.entries.iter().enumerate() {
                held.entry(reader).or_insert((0, at)).0 += 1;
            }
            let oldest_of_most = held.into_values().max_by_key(|&(count, oldest)| (count, Reverse(oldest)));
            oldest_of_most.map(|(_, oldest)| self.entries.remove(oldest));
        }
    }
}

/// Somebody in a call, who may have gone by the time that it is over.
#[derive(Clone, Debug)]
pub(super) struct Who {
    person: PersonId,
    pub session: Option<SessionId>,
    pub name: UserName,
    number: Option<PersonNumber>,
}

impl Room {
    /// Who that is, to be known later.
    pub(super) fn who(&self, person: PersonId) -> Option<Who> {
        let Member { session, name, number, .. } = self.members.get(person)?;
        Some(Who { person, session: session.clone(), name: name.clone(), number: *number })
    }

    /// Somebody goes, or is called otherwise from now on. Whoever calls them by this name may not know yet.
    pub(super) fn remember_name(&mut self, person: PersonId) {
        let Some(who) = self.who(person).filter(|who| who.session.is_some()) else { return };
        let name = LookAlike::of(who.name.as_str());
        self.past.names.retain(|(other, _)| *other != name);
        self.past.names.push_back((name, who));
        if self.past.names.len() > self.past.capacity {
            self.past.names.pop_front();
        }
    }

    /// Who was called this last, before they went or took another name; unless it is whoever asks.
    pub(super) fn was_called(&self, name: &str, by: PersonId) -> Option<Who> {
        let name = LookAlike::of(name);
        let asks = self.members.get(by)?.session.as_ref();
        let (_, who) = self.past.names.iter().find(|(other, _)| *other == name)?;
        (who.session.as_ref() != asks).then(|| who.clone())
    }

    /// Tells the callee that they missed a call.
    pub(super) fn miss(&mut self, caller: &Who, callee: &Who, camera: Power, now: Moment, out: &mut Deliveries) {
        let call = self.call_with(caller, camera, now);
        self.keep(callee, Entry::Missed(call.clone()), &ToClient::Missed(call), out);
    }

    /// Tells both sides of a call that they had it.
    pub(super) fn log(&mut self, call: Finished, now: Moment, out: &mut Deliveries) {
        let Finished { people: [one, other], lasted, camera } = call;
        let lasted = lasted.as_secs();
        for (reader, with) in [(&one, &other), (&other, &one)] {
            let ended = EndedCall { call: self.call_with(with, camera, now), lasted };
            self.keep(reader, Entry::Ended(ended.clone()), &ToClient::Ended(ended), out);
        }
    }

    fn call_with(&mut self, with: &Who, camera: Power, now: Moment) -> PastCall {
        let id = self.chat.number(now);
        let name = self.here(with).map_or_else(|| with.name.clone(), |member| member.name.clone());
        PastCall { id, name, person: with.number, date: now.date, camera }
    }

    /// Tells it on all of a person's pages, and keeps it for their next one. For a person without a session it is not
    /// kept: nobody can come back as them. The tutorial's clients do not know the word, and are not told.
    fn keep(&mut self, reader: &Who, entry: Entry, frame: &ToClient, out: &mut Deliveries) {
        if let Some(session) = &reader.session {
            self.past.add(session.clone(), entry);
        }
        if let Some(member) = self.here(reader) {
            out.say(member.our_connections(), frame);
        }
    }

    /// The same person, if they are here, or are here again.
    fn here(&self, who: &Who) -> Option<&Member> {
        let again = || who.session.as_ref().and_then(|session| self.members.of_session(session));
        self.members.get(who.person).or_else(again)
    }
}
