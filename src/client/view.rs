use super::{Device, DeviceChoice, DeviceKind, Line, LineKind, Page, Power, Stream};
use crate::call::{Rung, Stage, Verdict};
use crate::protocol::{
    Entry, MessageId, MessageKey, PastCall, Person, PersonNumber, Presence, RoomName, Sending, ToServer, UserName,
};
use leptos::prelude::*;

/// What the user interface reads. The driver alone writes it; on the server it stays as the page has it.
#[derive(Clone, Copy)]
pub struct View {
    /// Which room this is.
    pub room: StoredValue<RoomName>,
    /// Where on its host the site is.
    base: StoredValue<String>,
    /// The room's address, to show to people.
    pub address: StoredValue<String>,
    /// Characters that a message may have.
    pub max_text: usize,
    /// What this person is called here.
    pub me: RwSignal<UserName>,
    /// Everybody else here, in the order of their coming.
    pub people: RwSignal<Vec<Present>>,
    /// The transcript.
    pub lines: RwSignal<Vec<Line>>,
    numbered: StoredValue<u64>,
    /// Minutes that the reader's clock is ahead of UTC.
    pub utc_offset: RwSignal<i32>,
    /// Messages that the server has not acknowledged.
    pub waiting: RwSignal<Vec<Waiting>>,
    /// Whether there is a connection to the server.
    pub link: RwSignal<LinkView>,
    /// How far the call is.
    pub stage: RwSignal<Stage>,
    /// Something that has to be told.
    pub notice: RwSignal<Option<Notice>>,
    /// The microphone in the call; `None` where there is none.
    pub microphone: RwSignal<Option<Power>>,
    /// The camera in the call; `None` where there is none.
    pub camera: RwSignal<Option<Power>>,
    /// Whether a screen is shared in the call; `None` where the browser cannot.
    pub screen: RwSignal<Option<Power>>,
    /// Which devices there are, and which were chosen.
    pub devices: RwSignal<Devices>,
    /// One's own picture.
    pub local: RwSignal<Option<Stream>, LocalStorage>,
    /// One's own microphone, to be measured.
    pub voice: RwSignal<Option<Stream>, LocalStorage>,
    /// The other side's picture and sound.
    pub remote: RwSignal<Option<Stream>, LocalStorage>,
    /// Whether somebody sits between the two sides of the call.
    pub verdict: RwSignal<Verdict>,
    /// How the path to the other side is.
    pub path: RwSignal<PathView>,
    /// What the other side sends, as it says itself; a client of another kind says nothing.
    pub theirs: RwSignal<Option<Sending>>,
}

/// Somebody who is here. Their state changes without the list.
#[derive(Clone, Debug)]
pub struct Present {
    /// What they are called.
    pub name: UserName,
    /// What they are known by under any name.
    pub number: Option<PersonNumber>,
    /// Whether they can be called.
    pub state: ArcRwSignal<Presence>,
}

/// A message that the server has not acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Makes sending it again harmless.
    pub key: MessageKey,
    /// What was typed.
    pub text: String,
}

impl Waiting {
    /// What says it to the server.
    pub fn frame(&self) -> ToServer<'static> {
        ToServer::Message { text: self.text.clone(), target: None, key: Some(self.key.clone()) }
    }
}

/// Whether there is a connection to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkView {
    /// Not yet, on a page that has just come.
    #[default]
    Connecting,
    /// There is.
    Open,
    /// There was.
    Reconnecting,
    /// There was, and the server said that it stops or restarts.
    Restarting,
    /// The server refuses us: too many people, or too much that it could not make sense of.
    Refused,
}

/// How the path to the other side of a call is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathView {
    /// As it should be.
    #[default]
    Whole,
    /// Whole again, and for a moment without the picture from here.
    SoundOnly,
    /// Broken for so many seconds; this is tried.
    Broken(u64, Option<Rung>),
    /// The other side has lost the server, or loads its page again.
    TheyReconnect,
}

/// Something that has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// For information: it may be overlooked.
    Tip(String),
    /// Something did not work.
    Problem(String),
}

/// Which devices there are, and which were chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Devices {
    /// Id and label of each camera.
    pub cameras: Vec<(String, String)>,
    /// Id and label of each microphone.
    pub microphones: Vec<(String, String)>,
    /// Id and label of each speaker that can be chosen here.
    pub speakers: Vec<(String, String)>,
    /// The id of the one that was.
    pub speaker: String,
    /// The camera to use.
    pub camera: Device,
    /// The microphone to use.
    pub microphone: Device,
}

impl Devices {
    /// Which one of this kind was chosen.
    pub fn chosen(&self, kind: DeviceKind) -> &Device {
        match kind {
            DeviceKind::Camera => &self.camera,
            DeviceKind::Microphone => &self.microphone,
        }
    }

    /// Whether the speaker that was chosen is known to be gone. A page that was told of no speaker at all knows nothing:
    /// browsers name them to those alone who may use a microphone.
    pub fn lack_speaker(&self) -> bool {
        let Self { speaker, speakers, .. } = self;
        !speaker.is_empty() && !speakers.is_empty() && speakers.iter().all(|(id, _)| id != speaker)
    }

    /// Chooses one.
    pub fn choose(&mut self, choice: DeviceChoice) {
        match choice.kind {
            DeviceKind::Camera => self.camera = choice.device,
            DeviceKind::Microphone => self.microphone = choice.device,
        }
    }
}

impl View {
    /// Lines that a page keeps; older ones are forgotten, as they are on the server.
    const LINES: usize = 500;

    /// What the page shows at first.
    pub fn new(page: &Page) -> Self {
        let others = page.people.iter().filter(|person| person.name != page.me);
        let notice = match (&page.problem, &page.asked) {
            (Some(problem), _) => Some(Notice::Problem(problem.clone())),
            (None, Some(asked)) => Some(Notice::name_taken(asked.as_str(), &page.me)),
            (None, None) => None,
        };
        let view = Self {
            room: StoredValue::new(page.room.clone()),
            base: StoredValue::new(page.base.as_str().to_owned()),
            address: StoredValue::new(page.address.clone()),
            max_text: page.max_text,
            me: RwSignal::new(page.me.clone()),
            people: RwSignal::new(others.cloned().map(Present::from).collect()),
            lines: RwSignal::default(),
            numbered: StoredValue::new(0),
            utc_offset: RwSignal::new(page.utc_offset),
            waiting: RwSignal::default(),
            link: RwSignal::default(),
            stage: RwSignal::default(),
            notice: RwSignal::new(notice),
            microphone: RwSignal::new(None),
            camera: RwSignal::new(None),
            screen: RwSignal::new(None),
            devices: RwSignal::default(),
            local: RwSignal::new_local(None),
            voice: RwSignal::new_local(None),
            remote: RwSignal::new_local(None),
            verdict: RwSignal::new(Verdict::Waiting),
            path: RwSignal::default(),
            theirs: RwSignal::new(None),
        };
        view.hear_all(page.messages.iter().cloned());
        view
    }

    /// Where a path of the site is on its host.
    pub fn site_path(&self, path: &str) -> String {
        self.base.with_value(|base| [base, path].concat())
    }

    /// Adds what the room keeps to the transcript, each once, whether it is new or came while this page was away.
    pub fn hear_all(&self, entries: impl IntoIterator<Item = Entry>) {
        let offset = self.utc_offset.get_untracked();
        self.lines.update(|lines| {
            for entry in entries {
                let date = entry.date();
                let is_shown = |line: &Line| matches!(&line.kind, LineKind::Kept(shown) if shown.is(&entry));
                if !lines.iter().rev().any(is_shown) {
                    lines.push(Line::after(lines.last(), LineKind::Kept(entry), self.number(), date, offset));
                }
            }
            Self::forget_old(lines);
        });
    }

    /// The room is back, and has forgotten all up to this one: says so where this page has not had that.
    pub fn mind_the_gap(&self, forgotten: Option<MessageId>) {
        let had = self.lines.with_untracked(|lines| lines.iter().rev().find_map(Line::id));
        if let Some(id) = forgotten.filter(|_| forgotten > had) {
            // Ids follow the date.
            self.tell(LineKind::Missing, id.0);
        }
    }

    /// Adds a line about somebody.
    pub fn tell(&self, kind: LineKind, date: u64) {
        let offset = self.utc_offset.get_untracked();
        self.lines.update(|lines| {
            lines.push(Line::after(lines.last(), kind, self.number(), date, offset));
            Self::forget_old(lines);
        });
    }

    /// How many messages and missed calls of others came since they were in sight; those that the page began with count
    /// as seen.
    pub fn unseen(self, in_sight: impl Fn() -> bool + Send + Sync + 'static) -> Signal<usize> {
        let newest = |lines: &Vec<Line>| lines.iter().rev().find_map(Line::id);
        let first = self.lines.with_untracked(newest);
        let counted = Memo::new(move |before: Option<&(usize, Option<MessageId>)>| {
            let seen = before.map_or(first, |(_, seen)| *seen);
            self.lines.with(|lines| {
                if in_sight() {
                    return (0, newest(lines));
                }
                let me = self.me.get_untracked();
                (lines.iter().rev().filter_map(|line| line.news(&me)).take_while(|id| Some(*id) > seen).count(), seen)
            })
        });
        // Whether anybody asks or not: it has to know what was in sight.
        Effect::new(move |_| counted.track());
        Signal::derive(move || counted.get().0)
    }

    /// Shows all days and times by another clock.
    pub fn set_utc_offset(&self, offset: i32) {
        if self.utc_offset.get_untracked() != offset {
            self.utc_offset.set(offset);
            self.lines.update(|lines| {
                let old = std::mem::take(lines);
                for line in old {
                    lines.push(Line::after(lines.last(), line.kind, self.number(), line.date, offset));
                }
            });
        }
    }

    /// The whole list, after a connection. Who was here already keeps their place in the page.
    pub fn set_people(&self, people: Vec<Person>) {
        let me = self.me.get_untracked();
        let old = self.people.get_untracked();
        let present = |person: Person| match old.iter().find(|present| present.name == person.name) {
            Some(present) => {
                present.state.set(person.state);
                Present { number: person.person, ..present.clone() }
            }
            None => Present::from(person),
        };
        let others: Vec<_> = people.into_iter().filter(|person| person.name != me).map(present).collect();
        let who = |present: &Present| (present.name.clone(), present.number);
        if !others.iter().map(who).eq(old.iter().map(who)) {
            self.people.set(others);
        }
    }

    /// Somebody came.
    pub fn join(&self, person: Person, date: u64) {
        let known = self.person(&person.name);
        match known {
            Some(present) => {
                present.state.set(person.state);
                // Somebody else may have taken the name of a person whose going was not heard of.
                if present.number != person.person {
                    self.people.update(|people| {
                        for present in people.iter_mut().filter(|present| present.name == person.name) {
                            present.number = person.person;
                        }
                    });
                }
            }
            None if person.name == self.me.get_untracked() => {}
            None => {
                self.tell(LineKind::Joined(person.name.clone()), date);
                self.people.update(|people| people.push(Present::from(person)));
            }
        }
    }

    /// Somebody went.
    pub fn leave(&self, name: &UserName, date: u64) {
        if self.person(name).is_some() {
            self.people.update(|people| people.retain(|present| present.name != *name));
            self.tell(LineKind::Left(name.clone()), date);
        }
    }

    /// Somebody can be called, or cannot.
    pub fn set_state(&self, person: &Person) {
        if let Some(present) = self.person(&person.name) {
            present.state.set(person.state);
        }
    }

    /// Somebody, perhaps oneself, is called something else.
    pub fn rename(&self, from: &UserName, to: UserName, date: u64) {
        if self.me.get_untracked() == *from {
            self.me.set(to.clone());
        }
        self.people.update(|people| {
            for present in people.iter_mut().filter(|present| present.name == *from) {
                present.name = to.clone();
            }
        });
        self.tell(LineKind::Renamed(from.clone(), to), date);
    }

    fn person(&self, name: &UserName) -> Option<Present> {
        self.people.with_untracked(|people| people.iter().find(|present| present.name == *name).cloned())
    }

    /// What whoever a past call was with is called now; `None` where somebody else has their name.
    pub fn name_of(&self, call: &PastCall) -> Option<UserName> {
        let bears = |present: &Present| present.name == call.name;
        // Without a number they cannot be told from others of their kind.
        let is = |present: &&Present| present.number == call.person && (call.person.is_some() || bears(present));
        self.people.with(|people| match people.iter().find(is) {
            Some(present) => Some(present.name.clone()),
            None if people.iter().any(bears) || self.me.with(|me| *me == call.name) => None,
            // They have gone, and may come back.
            None => Some(call.name.clone()),
        })
    }

    /// A number that no other line of this page has.
    fn number(&self) -> u64 {
        self.numbered.update_value(|number| *number += 1);
        self.numbered.get_value()
    }

    fn forget_old(lines: &mut Vec<Line>) {
        let too_many = lines.len().saturating_sub(Self::LINES);
        lines.drain(..too_many);
    }
}

impl From<Person> for Present {
    fn from(person: Person) -> Self {
        Self { name: person.name, number: person.person, state: ArcRwSignal::new(person.state) }
    }
}

impl LinkView {
    /// A word for style sheets and programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Open => "open",
            Self::Reconnecting | Self::Restarting | Self::Refused => "reconnecting",
        }
    }

    /// What the user has to know of it.
    pub fn sentence(self) -> Option<&'static str> {
        match self {
            Self::Connecting | Self::Open => None,
            Self::Reconnecting => Some("Reconnecting…"),
            Self::Restarting => Some("The server is restarting. Reconnecting…"),
            Self::Refused => Some("This room is full. Reconnecting from time to time…"),
        }
    }
}

impl Notice {
    /// The name that was asked for is somebody else's.
    pub fn name_taken(asked: &str, me: &UserName) -> Self {
        Self::Tip(format!("{asked} is taken here, so you are {me}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speaker_is_gone_when_others_are_named_and_it_is_not() {
        let named = |ids: &[&str]| ids.iter().map(|id| (id.to_string(), String::new())).collect();
        for (speaker, speakers, gone) in [
            ("", &[][..], false),
            ("", &["one"], false),
            ("one", &[], false),
            ("one", &["two", "one"], false),
            ("one", &["two"], true),
        ] {
            let devices = Devices { speaker: speaker.to_owned(), speakers: named(speakers), ..Devices::default() };
            assert_eq!(devices.lack_speaker(), gone, "{speaker:?} among {speakers:?}");
        }
    }
}
