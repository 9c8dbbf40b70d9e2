//! A room: who is in it, what they are called, who talks to whom, and what was said lately.
//!
//! Pure: [`Room::apply`] takes an event and the time, and returns what to deliver to whom. It knows no
//! socket, no clock and no task; the hub carries out what it says. What is about one person costs no work
//! for all the others, except to tell them.

mod calls;
mod chat;
mod look_alike;
mod members;
mod moment;
mod names;
mod past;
#[cfg(test)]
mod tests;
mod timers;

pub use members::Connection;
pub use moment::Moment;

use crate::protocol::{CallId, ErrorNotice, FrameError, MessageKey, Side};
use crate::protocol::{ConnectionId, Entry, Names, Person, RoomName, SignIn, ToClient, ToServer, UserName, limits};
use crate::server::session::SessionId;
use calls::Calls;
use chat::Chat;
use members::{Member, Members};
use names::Reservations;
use past::Past;
use std::time::Duration;
use timers::{Timer, Timers};

/// What a room asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// To deliver a frame.
    Deliver(Delivery),
    /// To tell these connections what this side of this call may be relayed with, if anything relays. The first time
    /// is when the call begins.
    Lend(Vec<ConnectionId>, CallId, Side),
    /// To relay nothing for this call any more: it is over.
    Over(CallId),
}

/// One frame, and the connections it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// For whom, in no order.
    pub to: Vec<ConnectionId>,
    /// JSON text, serialized once for all of them.
    pub frame: String,
}

/// What the operator set for every room.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How long it rings.
    pub ring: Duration,
    /// How long a call waits for a side whose connection is lost.
    pub grace: Duration,
    /// How long somebody without a connection stays in the list.
    pub linger: Duration,
    /// Characters of a chat message.
    pub text: usize,
    /// Messages that a room remembers; and entries of the past that are for one person alone.
    pub history: usize,
    /// People in a room.
    pub people: usize,
    /// Connections of one person.
    pub devices: usize,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            ring: limits::RING,
            grace: limits::GRACE,
            linger: limits::LINGER,
            text: limits::TEXT,
            history: limits::HISTORY,
            people: 1_000,
            devices: limits::DEVICES,
        }
    }
}

/// What happens to a room.
#[derive(Debug)]
pub enum Event<'a> {
    /// A connection signs in; with its session, if it has one, and the name to use when it asks for none.
    Joined(ConnectionId, Option<SessionId>, UserName, SignIn),
    /// A connection that has signed in says something.
    Said(ConnectionId, ToServer<'a>),
    /// A page without a connection posts a message.
    Posted(SessionId, UserName, String),
    /// A session wants another name.
    Renamed(SessionId, UserName),
    /// A connection is gone.
    Left(ConnectionId),
    /// A session has signed out.
    SignedOut(SessionId),
    /// A connection ends because its session has signed out.
    Dismissed(ConnectionId),
    /// Time has passed.
    Woke,
}

/// Why an event could not be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The room is full.
    Full,
    /// The frame makes no sense; its sender is told, and nobody else notices.
    Frame(FrameError),
}

/// One room.
#[derive(Debug)]
pub struct Room {
    name: RoomName,
    rules: Rules,
    members: Members,
    calls: Calls,
    chat: Chat,
    past: Past,
    reservations: Reservations,
    timers: Timers,
}

impl Room {
    /// An empty room.
    pub fn new(name: RoomName, rules: Rules) -> Self {
        Self {
            chat: Chat::new(rules.history),
            past: Past::new(rules.history),
            name,
            rules,
            members: Members::default(),
            calls: Calls::default(),
            reservations: Reservations::default(),
            timers: Timers::default(),
        }
    }

    /// Takes one event, and says what to do.
    ///
    /// # Errors
    /// When the event is refused; the room is then as it was.
    pub fn apply(&mut self, event: Event<'_>, now: Moment) -> Result<Vec<Output>, Refusal> {
        let mut out = Deliveries::default();
        match event {
            Event::Joined(connection, session, name, sign_in) => {
                self.join(connection, session, name, sign_in, now, &mut out)?;
            }
            Event::Said(connection, said) => self.hear(connection, said, now, &mut out).map_err(Refusal::Frame)?,
            Event::Posted(session, name, text) => {
                self.post(&session, name, text, now, &mut out).map_err(Refusal::Frame)?;
            }
            Event::Renamed(session, wanted) => self.rename_session(&session, &wanted, now, &mut out),
            Event::Left(connection) => self.leave(connection, now, &mut out),
            Event::SignedOut(session) => self.sign_out(&session, now, &mut out),
            Event::Dismissed(connection) => self.dismiss(connection, now, &mut out),
            Event::Woke => {}
        }
        self.pass_time(now, &mut out);
        Ok(out.0)
    }

    /// Who is here, in the order of their coming.
    pub fn people(&self) -> Vec<Person> {
        self.members.iter().map(|member| self.calls.seen(member)).collect()
    }

    /// What whoever has this session is shown of the past, oldest first: what was said to all lately, and their
    /// own calls.
    pub fn history(&self, reader: Option<&SessionId>) -> Vec<Entry> {
        let said = self.chat.public().cloned().map(Entry::Said);
        let own = reader.into_iter().flat_map(|reader| self.past.of(reader)).cloned();
        let mut entries: Vec<_> = said.chain(own).collect();
        entries.sort_by_key(Entry::id);
        entries
    }

    /// What this session is called here, or would be; keeps the name for it until it connects.
    pub fn reserve(&mut self, session: &SessionId, wanted: &UserName, now: Moment) -> UserName {
        if let Some(member) = self.members.of_session(session) {
            return member.name.clone();
        }
        let name = self.free_name(wanted, Some(session), None, now);
        self.reservations.add(&name, session, now);
        name
    }

    /// When the room wants to be woken, in time since the server's start.
    pub fn wake_at(&self) -> Option<Duration> {
        self.timers.first()
    }

    /// What it is called.
    pub fn name(&self) -> &RoomName {
        &self.name
    }

    /// Whether nothing would be lost with it: nobody is here, nothing was said, and nobody's calls are kept.
    pub fn is_blank(&self) -> bool {
        self.is_empty() && self.chat.is_empty() && self.past.is_empty() && self.calls.is_empty()
    }

    /// Whether nobody is here.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// What is to be delivered, and no more.
    #[cfg(test)]
    fn deliveries(&mut self, event: Event<'_>, now: Moment) -> Result<Vec<Delivery>, Refusal> {
        let deliver = |output| if let Output::Deliver(delivery) = output { Some(delivery) } else { None };
        Ok(self.apply(event, now)?.into_iter().filter_map(deliver).collect())
    }

    fn hear(
        &mut self,
        connection: ConnectionId,
        said: ToServer<'_>,
        now: Moment,
        out: &mut Deliveries,
    ) -> Result<(), FrameError> {
        match said {
            ToServer::SignIn(sign_in) => {
                self.rename(connection, &sign_in, now, out);
                Ok(())
            }
            ToServer::Message { text, target, key } => self.say(connection, text, target, key, now, out),
            ToServer::Signal(signal) => {
                self.signal(connection, signal, now, out);
                Ok(())
            }
            ToServer::Leaving => {
                self.page_leaves(connection, now, out);
                Ok(())
            }
            // The connection answers these itself.
            ToServer::Ping => Ok(()),
            ToServer::Other { target, fields } => {
                let Some(member) = self.members.of_connection(connection) else { return Ok(()) };
                let to = match target {
                    Some(target) => self.find(&target).ok_or(FrameError::UnknownTarget)?.connections(),
                    None => self.members.connections(),
                };
                out.send(to, ToServer::relay_other(fields, &member.name));
                Ok(())
            }
        }
    }

    fn pass_time(&mut self, now: Moment, out: &mut Deliveries) {
        while let Some(timer) = self.timers.due(now.since_start) {
            match timer {
                Timer::UserList => {
                    let users = self.members.iter().map(|member| member.name.clone()).collect();
                    out.say(self.members.of_version(Connection::is_tutorial), &ToClient::UserList(Names { users }));
                }
                Timer::Ring(call) => self.ring_out(call, now, out),
                Timer::Grace(call) => self.give_up(call, now, out),
                Timer::Claim(call) => self.claim_lapses(call, now, out),
                Timer::Kept(call) => self.kept_lapses(call, now, out),
                Timer::Linger(person) => self.linger_over(person, now, out),
            }
        }
    }

    /// Clients without a version are told soon, all changes at once.
    fn list_changed(&mut self, now: Moment) {
        if self.members.has(Connection::is_tutorial) {
            self.timers.set(now.since_start + limits::USER_LIST, Timer::UserList);
        }
    }

    fn find(&self, name: &str) -> Option<&Member> {
        self.members.named(name)
    }
}

impl Refusal {
    /// The frame that tells a client of version 1 what was wrong with its frame of type `of`.
    pub fn notice(error: &FrameError, of: Option<String>, key: Option<MessageKey>) -> String {
        ToClient::Error(ErrorNotice::new(error, of, key)).encode()
    }
}

/// What has to be done, in order.
#[derive(Default)]
struct Deliveries(Vec<Output>);

impl Deliveries {
    fn say(&mut self, to: Vec<ConnectionId>, frame: &ToClient) {
        if !to.is_empty() {
            self.0.push(Output::Deliver(Delivery { to, frame: frame.encode() }));
        }
    }

    fn send(&mut self, to: Vec<ConnectionId>, frame: String) {
        if !to.is_empty() {
            self.0.push(Output::Deliver(Delivery { to, frame }));
        }
    }

    fn lend(&mut self, to: Vec<ConnectionId>, call: CallId, side: Side) {
        if !to.is_empty() {
            self.0.push(Output::Lend(to, call, side));
        }
    }

    fn over(&mut self, call: CallId) {
        self.0.push(Output::Over(call));
    }
}
