//! A room on a stage: named people come, speak and go, and each test says what they hear.

mod anything;
mod calls;
mod chat;
mod claims;
mod devices;
mod ended;
mod glare_and_busy;
mod lending;
mod losses;
mod missed;
mod names;
mod outage;
mod passing_on;
mod people;
mod ringing;
mod sign_out;
mod timers;
mod tutorial;
mod two_sides;

use super::{Event, Moment, Output, Refusal, Room, Rules};
use crate::protocol::{CallId, ConnectionId, FrameError, Held, RoomName, Side, SignIn, ToServer, UserName, Version};
use crate::server::session::SessionId;
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;

/// A room, and everybody who ever connected to it.
struct Scene {
    room: Room,
    now: Moment,
    last: u64,
    sessions: HashMap<String, SessionId>,
    connections: HashMap<String, Inbox>,
    /// Calls for which nothing is relayed any more.
    over: Vec<CallId>,
}

struct Inbox {
    connection: ConnectionId,
    /// Frames in short words: presence, and the calls that it had, apart from the rest.
    heard: Vec<String>,
    seen: Vec<String>,
    had: Vec<String>,
    /// What it may be relayed with: which side of which call.
    lent: Vec<(u64, Side)>,
}

impl Inbox {
    fn new(connection: ConnectionId) -> Self {
        Self { connection, heard: Vec::new(), seen: Vec::new(), had: Vec::new(), lent: Vec::new() }
    }
}

impl Scene {
    /// A room with these people in it, all with sessions and our own client.
    fn with(people: &[&str]) -> Self {
        Self::under(Rules::default(), people)
    }

    fn under(rules: Rules, people: &[&str]) -> Self {
        let room = Room::new(RoomName::lobby(), rules);
        let (sessions, connections) = (HashMap::new(), HashMap::new());
        let (now, last, over) = (Moment::default(), 0, Vec::new());
        let mut scene = Self { room, now, last, sessions, connections, over };
        for who in people {
            scene.joins(who);
        }
        scene.forget();
        scene
    }

    /// A person with a session and our client connects; `ana/2` is another connection of Ana's.
    fn joins(&mut self, who: &str) {
        self.tries_to_join(who).unwrap();
    }

    fn tries_to_join(&mut self, who: &str) -> Result<(), Refusal> {
        let session = self.session(who);
        self.connects(who, Some(session), OURS)
    }

    /// A page comes back that holds this call.
    fn joins_with_call(&mut self, who: &str, call: u64) {
        let session = self.session(who);
        self.connects(who, Some(session), SignIn { call: Some(held(who, call)), ..OURS }).unwrap();
    }

    /// Our client without a session: a person of its own.
    fn joins_without_session(&mut self, who: &str) {
        self.connects(who, None, SignIn { name: Some(person(who).into()), ..OURS }).unwrap();
    }

    /// The tutorial's client, which asks for this name.
    fn joins_from_tutorial(&mut self, who: &str) {
        self.connects(who, None, SignIn { name: Some(person(who).into()), ..SignIn::default() }).unwrap();
    }

    fn connects(&mut self, who: &str, session: Option<SessionId>, sign_in: SignIn) -> Result<(), Refusal> {
        self.last += 1;
        let connection = ConnectionId(self.last);
        let name = if session.is_some() { UserName::nearest(person(who)) } else { UserName::nearest("") };
        self.connections.insert(who.into(), Inbox::new(connection));
        self.apply(Event::Joined(connection, session, name, sign_in))
    }

    /// A connection is gone.
    fn leaves(&mut self, who: &str) {
        self.apply(Event::Left(self.connections[who].connection)).unwrap();
    }

    /// A person signs out.
    fn signs_out(&mut self, who: &str) {
        let session = self.session(who);
        self.apply(Event::SignedOut(session)).unwrap();
    }

    /// A connection is closed because its person has signed out.
    fn is_dismissed(&mut self, who: &str) {
        self.apply(Event::Dismissed(self.connections[who].connection)).unwrap();
    }

    /// Somebody sends a frame.
    fn says(&mut self, who: &str, frame: &str) {
        assert_eq!(self.tries_to_say(who, frame), Ok(()), "{frame}");
    }

    fn tries_to_say(&mut self, who: &str, frame: &str) -> Result<(), FrameError> {
        let said = ToServer::parse(frame).unwrap();
        match self.apply(Event::Said(self.connections[who].connection, said)) {
            Err(Refusal::Frame(error)) => Err(error),
            Err(Refusal::Full) => panic!("{frame}"),
            Ok(()) => Ok(()),
        }
    }

    /// A page without a connection posts a message.
    fn posts(&mut self, who: &str, text: &str) {
        let session = self.session(who);
        self.apply(Event::Posted(session, UserName::nearest(person(who)), text.into())).unwrap();
    }

    /// Our client calls somebody, with the key "k".
    fn calls(&mut self, who: &str, target: &str) {
        self.says(who, &format!(r#"{{"type":"video-offer","target":"{target}","sdp":1,"key":"k"}}"#));
    }

    /// A signal without anything in it but its target and call, `0` for none.
    fn signals(&mut self, who: &str, kind: &str, target: &str, call: u64) {
        let call = if call == 0 { String::new() } else { format!(r#","call":{call}"#) };
        self.says(who, &format!(r#"{{"type":"{kind}","target":"{target}","sdp":1,"candidate":1{call}}}"#));
    }

    fn hangs_up(&mut self, who: &str, call: u64, reason: &str) {
        self.says(who, &format!(r#"{{"type":"hang-up","call":{call},"reason":"{reason}"}}"#));
    }

    /// These two are in a call, which has this number.
    fn are_in_call(&mut self, caller: &str, callee: &str, call: u64) {
        self.calls(caller, person(callee));
        self.signals(callee, "video-answer", person(caller), call);
        self.forget();
    }

    /// Time passes, and the room is woken whenever it wants to be.
    fn after(&mut self, time: Duration) {
        let until = self.now.since_start + time;
        while let Some(at) = self.room.wake_at().filter(|at| *at <= until) {
            self.now.since_start = at;
            self.apply(Event::Woke).unwrap();
        }
        self.now.since_start = until;
    }

    /// Which calls it was told that it had.
    #[track_caller]
    fn had(&mut self, who: &str, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut self.inbox(who).had), expected, "{who}");
    }

    /// What this connection has heard since it was asked last, presence and past calls apart.
    #[track_caller]
    fn hears(&mut self, who: &str, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut self.inbox(who).heard), expected, "{who}");
    }

    /// What it has heard of people's coming, going, names and states.
    #[track_caller]
    fn sees(&mut self, who: &str, expected: &[&str]) {
        assert_eq!(std::mem::take(&mut self.inbox(who).seen), expected, "{who}");
    }

    /// Everybody forgets what they have heard.
    fn forget(&mut self) {
        for inbox in self.connections.values_mut() {
            inbox.heard.clear();
            inbox.seen.clear();
            inbox.had.clear();
            inbox.lent.clear();
        }
    }

    /// Everybody in the room with their state, in short words.
    fn people(&self) -> String {
        let people = self.room.people();
        people.iter().map(|person| format!("{} {:?}", person.name, person.state)).collect::<Vec<_>>().join(", ")
    }

    fn session(&mut self, who: &str) -> SessionId {
        self.sessions.entry(person(who).into()).or_insert_with(SessionId::random).clone()
    }

    fn inbox(&mut self, who: &str) -> &mut Inbox {
        self.connections.get_mut(who).unwrap()
    }

    fn apply(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        for output in self.room.apply(event, self.now)? {
            match output {
                Output::Deliver(delivery) => {
                    let (topic, words) = words(&delivery.frame);
                    for inbox in self.inboxes(&delivery.to) {
                        let list = match topic {
                            Topic::Presence => &mut inbox.seen,
                            Topic::EndedCall => &mut inbox.had,
                            Topic::Other => &mut inbox.heard,
                        };
                        list.push(words.clone());
                    }
                }
                Output::Lend(to, call, side) => {
                    assert!(!self.over.contains(&call), "{call} is over");
                    self.inboxes(&to).for_each(|inbox| inbox.lent.push((call.0, side)));
                }
                Output::Over(call) => self.over.push(call),
            }
        }
        Ok(())
    }

    fn inboxes(&mut self, to: &[ConnectionId]) -> impl Iterator<Item = &mut Inbox> {
        self.connections.values_mut().filter(|inbox| to.contains(&inbox.connection))
    }
}

/// How our own client signs in.
const OURS: SignIn = SignIn { name: None, version: Version::One, call: None };

/// What a page says of a call: Ana called Bo.
fn held(who: &str, call: u64) -> Held {
    let (with, side) = if person(who) == "ana" { ("bo", Side::Caller) } else { ("ana", Side::Callee) };
    Held { call: CallId(call), with: UserName::nearest(with), side }
}

/// Whose connection it is.
fn person(who: &str) -> &str {
    who.split('/').next().unwrap()
}

/// What a frame is about.
enum Topic {
    Presence,
    EndedCall,
    Other,
}

/// What a frame is about, and its type and fields in short words.
fn words(frame: &str) -> (Topic, String) {
    let frame: Value = serde_json::from_str(frame).unwrap();
    let kind = frame["type"].as_str().unwrap();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), String::from);
    let list = |field: &str, word: &dyn Fn(&Value) -> String| {
        frame[field].as_array().into_iter().flatten().map(word).collect::<Vec<_>>().join(", ")
    };
    let mut words = vec![kind.to_owned()];
    for field in ["from", "to", "name", "state", "text", "call", "reason", "key", "lasted", "camera"] {
        let value = &frame[field];
        match field {
            _ if value.is_null() => {}
            "lasted" => words.push(format!("{value} s")),
            "call" => words.push(format!("#{value}")),
            "key" => words.push(format!("[{}]", text(value))),
            _ => words.push(text(value)),
        }
    }
    match kind {
        "userlist" => words.push(list("users", &text)),
        "welcome" => {
            let state = |person: &Value| format!("{} {}", text(&person["name"]), text(&person["state"]));
            words.push(format!("to {}", list("users", &state)));
            words.push(list("messages", &|entry| match entry["type"].as_str() {
                None => text(&entry["text"]),
                Some(kind) => format!("({} {})", kind.trim_end_matches("-call"), text(&entry["name"])),
            }));
            words.retain(|word| !word.is_empty());
        }
        "message" if frame["target"].is_string() => words.push(format!("for {}", text(&frame["target"]))),
        _ => {}
    }
    let topic = match kind {
        "ended-call" => Topic::EndedCall,
        kind if kind.starts_with("user-") => Topic::Presence,
        _ => Topic::Other,
    };
    (topic, words.join(" "))
}
