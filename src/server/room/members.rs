use super::look_alike::LookAlike;
use super::{Deliveries, Moment, Refusal, Room, Timer};
use crate::protocol::{
    CallId, ConnectionId, HangUpReason, Identity, MessageId, MessageKey, PersonNumber, Rename, SignIn, ToClient,
    UserName, Version, Welcome, limits,
};
use crate::server::session::SessionId;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

/// Numbers people in the order of their coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PersonId(u64);

/// A person: a session with its connections (tabs, devices), or one connection without a session.
#[derive(Debug)]
pub(super) struct Member {
    pub id: PersonId,
    pub name: UserName,
    pub session: Option<SessionId>,
    /// What tells others that it is the same session, whatever it is called.
    pub number: Option<PersonNumber>,
    /// The call they are part of, ringing or talking.
    pub call: Option<CallId>,
    links: Vec<Connection>,
    /// With no connection left they stay in the list until then.
    lingers: Option<Duration>,
    keys: Keys,
}

/// What a person said with a key, newest last. At most [`limits::KEYS`].
type Keys = VecDeque<(MessageKey, MessageId)>;

/// One connection of a person.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    id: ConnectionId,
    version: Version,
}

impl Connection {
    /// Whether it speaks the tutorial's vocabulary alone.
    pub fn is_tutorial(&self) -> bool {
        self.version == Version::Tutorial
    }

    fn is_ours(&self) -> bool {
        !self.is_tutorial()
    }
}

impl Member {
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.links.iter().map(|link| link.id).collect()
    }

    /// Those that speak more than the tutorial's vocabulary.
    pub fn our_connections(&self) -> Vec<ConnectionId> {
        self.links.iter().filter(|link| link.is_ours()).map(|link| link.id).collect()
    }

    pub fn is_connected(&self) -> bool {
        !self.links.is_empty()
    }

    pub fn speaks_ours(&self, connection: ConnectionId) -> bool {
        self.links.iter().any(|link| link.id == connection && link.is_ours())
    }

    pub fn said(&self, key: &MessageKey) -> Option<MessageId> {
        self.keys.iter().find(|(other, _)| other == key).map(|(_, id)| *id)
    }

    pub fn remember(&mut self, key: MessageKey, id: MessageId) {
        if self.keys.len() == limits::KEYS {
            self.keys.pop_front();
        }
        self.keys.push_back((key, id));
    }
}

/// Everybody in the room, found by number, name, session or connection.
#[derive(Debug, Default)]
pub(super) struct Members {
    last: u64,
    people: BTreeMap<PersonId, Member>,
    by_name: HashMap<LookAlike, PersonId>,
    by_session: HashMap<SessionId, PersonId>,
    by_connection: HashMap<ConnectionId, PersonId>,
    /// The keys of sessions that left: who comes back after a long loss says again what may not have arrived.
    /// At most [`Members::LEFT`].
    left: VecDeque<(SessionId, Keys)>,
}

impl Members {
    /// Sessions that left and whose keys are remembered: those that a network's failure takes away at once.
    const LEFT: usize = 64;

    pub fn iter(&self) -> impl Iterator<Item = &Member> {
        self.people.values()
    }

    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    pub fn get(&self, id: PersonId) -> Option<&Member> {
        self.people.get(&id)
    }

    pub fn get_mut(&mut self, id: PersonId) -> Option<&mut Member> {
        self.people.get_mut(&id)
    }

    pub fn id_of(&self, name: &LookAlike) -> Option<PersonId> {
        self.by_name.get(name).copied()
    }

    pub fn named(&self, name: &str) -> Option<&Member> {
        self.get(self.id_of(&LookAlike::of(name))?)
    }

    pub fn of_session(&self, session: &SessionId) -> Option<&Member> {
        self.get(*self.by_session.get(session)?)
    }

    pub fn of_connection(&self, connection: ConnectionId) -> Option<&Member> {
        self.get(*self.by_connection.get(&connection)?)
    }

    /// Every connection in the room.
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.by_connection.keys().copied().collect()
    }

    fn devices(&self, id: PersonId) -> usize {
        self.get(id).map_or(0, |member| member.links.len())
    }

    pub fn has(&self, wanted: impl Fn(&Connection) -> bool) -> bool {
        self.iter().flat_map(|member| &member.links).any(wanted)
    }

    pub fn of_version(&self, wanted: impl Fn(&Connection) -> bool) -> Vec<ConnectionId> {
        self.iter().flat_map(|member| &member.links).filter(|link| wanted(link)).map(|link| link.id).collect()
    }

    fn add(&mut self, name: UserName, session: Option<SessionId>, number: Option<PersonNumber>) -> PersonId {
        self.last += 1;
        let id = PersonId(self.last);
        self.by_name.insert(LookAlike::of(name.as_str()), id);
        let mut keys = Keys::new();
        if let Some(session) = &session {
            self.by_session.insert(session.clone(), id);
            let left = self.left.iter().position(|(other, _)| other == session);
            keys = left.and_then(|at| self.left.remove(at)).map(|(_, keys)| keys).unwrap_or_default();
        }
        let (call, links, lingers) = (None, Vec::new(), None);
        self.people.insert(id, Member { id, name, session, number, call, links, lingers, keys });
        id
    }

    fn remove(&mut self, id: PersonId) -> Option<Member> {
        let mut member = self.people.remove(&id)?;
        self.by_name.remove(&LookAlike::of(member.name.as_str()));
        if let Some(session) = &member.session {
            self.by_session.remove(session);
            if !member.keys.is_empty() {
                self.left.push_back((session.clone(), std::mem::take(&mut member.keys)));
            }
            if self.left.len() > Self::LEFT {
                self.left.pop_front();
            }
        }
        Some(member)
    }

    fn attach(&mut self, id: PersonId, link: Connection) -> Option<Duration> {
        self.by_connection.insert(link.id, id);
        let member = self.people.get_mut(&id)?;
        member.links.push(link);
        member.lingers.take()
    }

    /// Takes all of a person's connections away, and tells until when they would have been waited for.
    fn detach_all(&mut self, id: PersonId) -> Option<Duration> {
        let member = self.people.get_mut(&id)?;
        for link in member.links.drain(..) {
            self.by_connection.remove(&link.id);
        }
        member.lingers.take()
    }

    fn detach(&mut self, connection: ConnectionId) -> Option<&mut Member> {
        let id = self.by_connection.remove(&connection)?;
        let member = self.people.get_mut(&id)?;
        member.links.retain(|link| link.id != connection);
        Some(member)
    }

    fn rename(&mut self, id: PersonId, name: UserName) {
        if let Some(member) = self.people.get_mut(&id) {
            self.by_name.remove(&LookAlike::of(member.name.as_str()));
            self.by_name.insert(LookAlike::of(name.as_str()), id);
            member.name = name;
        }
    }
}

impl Room {
    pub(super) fn join(
        &mut self,
        connection: ConnectionId,
        session: Option<SessionId>,
        name: UserName,
        sign_in: SignIn,
        now: Moment,
        out: &mut Deliveries,
    ) -> Result<(), Refusal> {
        let link = Connection { id: connection, version: sign_in.version };
        let known = session.as_ref().and_then(|session| self.members.of_session(session)).map(|member| member.id);
        let person = match known {
            Some(person) if self.members.devices(person) >= self.rules.devices => return Err(Refusal::Full),
            Some(person) => person,
            None if self.members.people.len() >= self.rules.people => return Err(Refusal::Full),
            None => {
                let asked = sign_in.name.as_deref();
                let wanted = asked.map_or_else(|| name.clone(), UserName::nearest);
                let free = self.free_name(&wanted, session.as_ref(), None, now);
                if free.as_str() != asked.map_or(name.as_str(), str::trim) {
                    let identity = Identity { id: connection, name: Some(free.clone()) };
                    out.say(vec![connection], &ToClient::NameTaken(identity));
                }
                if let Some(session) = &session {
                    self.reservations.remove(session);
                }
                let number = session.as_ref().map(|session| session.number_in(&self.name));
                self.members.add(free, session, number)
            }
        };
        if let Some(lingered) = self.members.attach(person, link) {
            self.timers.clear(lingered, Timer::Linger(person));
        }
        if known.is_some() && link.is_tutorial() {
            self.tell_name(person, connection, &sign_in, out);
        }
        self.rings_on(person);
        let held = sign_in.call.as_ref();
        let call = held.filter(|held| self.take_up(held, person, connection, now, out)).map(|held| held.call);
        let Some(member) = self.members.get(person) else { return Ok(()) };
        if link.is_ours() {
            out.say(vec![connection], &ToClient::Welcome(self.welcome(member, call)));
        }
        if call.is_none() {
            self.ring_here(person, connection, out);
        }
        if known.is_none() {
            out.say(self.versioned_but(person), &ToClient::Joined(self.calls.seen(member)));
        }
        if known.is_none() || link.is_tutorial() {
            self.list_changed(now);
        }
        Ok(())
    }

    /// Tells a connection without a welcome what its person is called, if it asked for something else.
    fn tell_name(&self, person: PersonId, connection: ConnectionId, sign_in: &SignIn, out: &mut Deliveries) {
        if let Some(member) = self.members.get(person)
            && sign_in.name.as_deref().is_some_and(|asked| asked.trim() != member.name.as_str())
        {
            let identity = Identity { id: connection, name: Some(member.name.clone()) };
            out.say(vec![connection], &ToClient::NameTaken(identity));
        }
    }

    fn welcome(&self, member: &Member, call: Option<CallId>) -> Welcome {
        let (name, room, users) = (member.name.clone(), self.name.clone(), self.people());
        let (messages, forgotten) = (self.history(member.session.as_ref()), self.chat.forgotten());
        Welcome { version: 1, name, room, users, messages, call, forgotten }
    }

    pub(super) fn leave(&mut self, connection: ConnectionId, now: Moment, out: &mut Deliveries) {
        let Some(member) = self.members.detach(connection) else { return };
        let person = member.id;
        if !member.is_connected() && member.session.is_some() {
            let until = now.since_start + self.rules.linger;
            member.lingers = Some(until);
            self.timers.set(until, Timer::Linger(person));
        }
        self.line_cut(person, connection, now, out);
        self.take_out_if_gone(person, now, out);
    }

    /// Whoever has signed out is gone at once, from all of their pages: nobody waits for them, and nothing is kept
    /// for them. Their connections are closed by whoever has them.
    pub(super) fn sign_out(&mut self, session: &SessionId, now: Moment, out: &mut Deliveries) {
        self.reservations.remove(session);
        if let Some(person) = self.members.of_session(session).map(|member| member.id) {
            if let Some(lingered) = self.members.detach_all(person) {
                self.timers.clear(lingered, Timer::Linger(person));
            }
            self.leave_call(person, now, out);
            self.take_out_if_gone(person, now, out);
        }
        self.end_kept_of(session, HangUpReason::Ended, now, out);
        self.past.forget(session);
    }

    /// The same, told by one of the connections. Where that is not known any more, all is done; and a page that came
    /// later with the same session is none of those that were meant.
    pub(super) fn dismiss(&mut self, connection: ConnectionId, now: Moment, out: &mut Deliveries) {
        let member = self.members.of_connection(connection);
        if let Some(session) = member.and_then(|member| member.session.clone()) {
            self.sign_out(&session, now, out);
        }
    }

    pub(super) fn linger_over(&mut self, person: PersonId, now: Moment, out: &mut Deliveries) {
        if let Some(member) = self.members.get_mut(person) {
            member.lingers = None;
        }
        self.take_out_if_gone(person, now, out);
    }

    /// Takes out whoever has no connection, no time left to come back, and no call that waits for them.
    pub(super) fn take_out_if_gone(&mut self, person: PersonId, now: Moment, out: &mut Deliveries) {
        let gone = |m: &Member| !m.is_connected() && m.lingers.is_none() && m.call.is_none();
        if self.members.get(person).is_some_and(gone) {
            self.remember_name(person);
        }
        if self.members.get(person).is_some_and(gone)
            && let Some(member) = self.members.remove(person)
        {
            let seen = self.calls.seen(&member);
            out.say(self.members.of_version(Connection::is_ours), &ToClient::Left(seen));
            self.list_changed(now);
        }
    }

    pub(super) fn rename(&mut self, connection: ConnectionId, sign_in: &SignIn, now: Moment, out: &mut Deliveries) {
        let Some(member) = self.members.of_connection(connection) else { return };
        let Some(asked) = &sign_in.name else { return };
        let person = member.id;
        let to = self.free_name(&UserName::nearest(asked), member.session.as_ref(), Some(person), now);
        if to.as_str() != asked.trim() {
            let identity = Identity { id: connection, name: Some(to.clone()) };
            out.say(vec![connection], &ToClient::NameTaken(identity));
        }
        self.call_by(person, to, now, out);
    }

    /// Renames whoever has this session, on all their connections, if they are here.
    pub(super) fn rename_session(&mut self, session: &SessionId, wanted: &UserName, now: Moment, out: &mut Deliveries) {
        if let Some(person) = self.members.of_session(session).map(|member| member.id) {
            let to = self.free_name(wanted, Some(session), Some(person), now);
            self.call_by(person, to, now, out);
        }
    }

    fn call_by(&mut self, person: PersonId, to: UserName, now: Moment, out: &mut Deliveries) {
        if let Some(from) = self.members.get(person).map(|member| member.name.clone())
            && from != to
        {
            self.remember_name(person);
            self.members.rename(person, to.clone());
            out.say(self.members.of_version(Connection::is_ours), &ToClient::Renamed(Rename { from, to }));
            self.list_changed(now);
        }
    }

    /// Tells everybody whether this person can be called.
    pub(super) fn tell_state(&self, person: PersonId, out: &mut Deliveries) {
        if let Some(member) = self.members.get(person) {
            let seen = self.calls.seen(member);
            out.say(self.members.of_version(Connection::is_ours), &ToClient::State(seen));
        }
    }

    fn versioned_but(&self, person: PersonId) -> Vec<ConnectionId> {
        let others = self.members.iter().filter(|member| member.id != person);
        others.flat_map(|member| &member.links).filter(|link| link.is_ours()).map(|link| link.id).collect()
    }
}
