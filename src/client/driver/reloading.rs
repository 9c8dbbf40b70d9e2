//! A page that is loaded again: in the middle of a call, and goes on with it; with messages that wait, and sends them.
//!
//! It notes what it has when it goes, for its own tab alone, and takes the note when it comes: a copy of the tab
//! that was made in between has none.

use super::{Driver, WAITING};
use crate::browser::{Parsed, page};
use crate::call::Input;
use crate::client::{Notice, Power, Waiting};
use crate::protocol::limits::OUTAGE;
use crate::protocol::{CallId, Held, Json, MessageKey, Side, UserName};
use leptos::prelude::{Set, WithUntracked};

/// The name of a room's note of its call.
fn note_of(room: &str) -> String {
    format!("switchboard.call {room}")
}

/// How old a note may be: for as long a server that was away believes what is said of a call.
const FRESH: u64 = OUTAGE.as_millis() as u64;

/// What a page had before it was loaded again.
#[derive(Debug)]
pub(super) struct Before {
    held: Held,
    microphone: Power,
    camera: Power,
}

impl Before {
    /// What this tab noted in this room and session just now, if it did: whoever comes back later, or as somebody else,
    /// does not want a camera opened.
    pub fn take(room: &str, session: &str) -> Option<Self> {
        let note = page::take_note(&note_of(room))?;
        let (whose, before) = note.split_once('\n')?;
        let (noted, noted_by) = whose.split_once(' ')?;
        let is_fresh = page::now().abs_diff(noted.parse().ok()?) <= FRESH;
        if is_fresh && noted_by == session { Self::read(before) } else { None }
    }

    fn put(&self, room: &str, session: &str) {
        page::note(&note_of(room), &format!("{} {session}\n{}", page::now(), self.write()));
    }

    /// Reads `CALL SIDE MICROPHONE CAMERA NAME`.
    fn read(note: &str) -> Option<Self> {
        let mut words = note.splitn(5, ' ');
        let call = CallId(words.next()?.parse().ok()?);
        let side = if words.next()? == "caller" { Side::Caller } else { Side::Callee };
        let mut power = || Some(if words.next()? == "off" { Power::Off } else { Power::On });
        let (microphone, camera) = (power()?, power()?);
        let with = UserName::parse(words.next()?).ok()?;
        Some(Self { held: Held { call, with, side }, microphone, camera })
    }

    fn write(&self) -> String {
        let Held { call, with, side } = &self.held;
        let side = if *side == Side::Caller { "caller" } else { "callee" };
        let word = |power| if power == Power::Off { "off" } else { "on" };
        format!("{call} {side} {} {} {with}", word(self.microphone), word(self.camera))
    }
}

/// A message as the note has it: the frame that it will be sent in.
fn waiting(frame: &str) -> Option<Waiting> {
    let frame = Parsed::of(frame)?;
    Some(Waiting { key: MessageKey::parse(frame.field("key")?.text()?)?, text: frame.field("text")?.text()? })
}

impl Driver {
    /// Notes what has not reached the server: whose it is in the first line, then a message in each. An empty note takes
    /// the place of one before it.
    pub(super) fn note_what_waits(&self) {
        let mut note = self.session.clone();
        self.view.waiting.with_untracked(|all| {
            for waiting in all {
                note += "\n";
                note += &waiting.frame().encode();
            }
        });
        page::note(&self.waiting_note(), &note);
    }

    /// Takes what the page before this one noted of its own room and session. What did arrive is known by its key.
    pub(super) fn recall_what_waits(&self) {
        let note = page::take_note(&self.waiting_note()).unwrap_or_default();
        let mut lines = note.split('\n');
        if lines.next() == Some(&self.session) {
            self.view.waiting.set(lines.filter_map(waiting).take(WAITING).collect());
        }
    }

    fn waiting_note(&self) -> String {
        format!("switchboard.waiting {}", self.room)
    }

    pub(super) fn note_for_reload(&self) {
        // A call whose answer has not gone yet still rings: on this person's other pages, and for this one it is over.
        if let Some(held) = self.call.held().filter(|_| self.head_start.is_none()) {
            // What there is none of is off by being chosen so, and that is remembered by itself.
            let (microphone, camera) = (self.microphone_power, self.camera_power);
            Before { held, microphone, camera }.put(&self.room, &self.session);
        }
    }

    /// The call that this page has a part in, or had.
    pub(super) fn held(&self) -> Option<Held> {
        self.call.held().or_else(|| self.before.as_ref().map(|before| before.held.clone()))
    }

    /// The server has said which call this page holds: that may be the one from before.
    pub(super) fn take_up_what_was_before(&mut self, call: Option<CallId>) {
        let Some(before) = self.before.take() else { return };
        if call != Some(before.held.call) {
            let words = format!("The call with {} ended while this page was loaded.", before.held.with);
            self.view.notice.set(Some(Notice::Tip(words)));
        } else if self.call.id().is_none() {
            // Nobody is seen or heard again because their page was loaded again.
            (self.microphone_power, self.camera_power) = (before.microphone, before.camera);
            self.drive(Input::TakeUp(before.held));
        }
    }
}
