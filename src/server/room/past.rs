//! The calls of the past that one person alone finds among the messages: those that they had, and those that rang for
//! them, or would have, and came to nothing without their doing.

use super::calls::Finished;
use super::members::PersonId;
use super::{Deliveries, Moment, Room};
use crate::protocol::{EndedCall, Entry, PastCall, Power, ToClient};
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
}

impl Past {
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: VecDeque::new() }
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

impl Room {
    /// Tells the callee that they missed a call.
    pub(super) fn miss(
        &mut self,
        caller: PersonId,
        callee: PersonId,
        camera: Power,
        now: Moment,
        out: &mut Deliveries,
    ) {
        if let Some(call) = self.call_with(caller, camera, now) {
            self.keep(callee, Entry::Missed(call.clone()), &ToClient::Missed(call), out);
        }
    }

    /// Tells both sides of a call that they had it.
    pub(super) fn log(&mut self, call: Finished, now: Moment, out: &mut Deliveries) {
        let Finished { people: [one, other], lasted, camera } = call;
        let lasted = lasted.as_secs();
        for (reader, with) in [(one, other), (other, one)] {
            if let Some(call) = self.call_with(with, camera, now) {
                let ended = EndedCall { call, lasted };
                self.keep(reader, Entry::Ended(ended.clone()), &ToClient::Ended(ended), out);
            }
        }
    }

    fn call_with(&mut self, with: PersonId, camera: Power, now: Moment) -> Option<PastCall> {
        let with = self.members.get(with)?;
        let id = self.chat.number(now);
        Some(PastCall { id, name: with.name.clone(), person: with.number, date: now.date, camera })
    }

    /// Tells it on all of a person's pages, and keeps it for their next one. For a person without a session it is not
    /// kept: nobody can come back as them. The tutorial's clients do not know the word, and are not told.
    fn keep(&mut self, reader: PersonId, entry: Entry, frame: &ToClient, out: &mut Deliveries) {
        let Some(reader) = self.members.get(reader) else { return };
        if let Some(session) = &reader.session {
            self.past.add(session.clone(), entry);
        }
        out.say(reader.our_connections(), frame);
    }
}
