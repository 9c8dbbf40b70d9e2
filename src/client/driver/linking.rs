//! The connection to the server, and what is said over it.

use super::{Copied, Driver, Event, WAITING};
use crate::browser::{self, SocketChange, Timer, page};
use crate::call::{Input, PathEvent, Stage};
use crate::client::{Link, LinkInput, LinkOutput, LinkView, Notice, PulseOutput, Waiting, WatchEvent};
use crate::protocol::{CloseReason, MessageKey, SignIn, ToServer, UserName, Version};
use leptos::prelude::*;
use std::time::Duration;

/// How long the server may take to welcome us over a socket that is open: all that was written comes with it.
const WELCOME: Duration = Duration::from_secs(10);

impl Driver {
    pub(super) fn connect(&mut self) {
        let generation = self.socket_generation.next();
        let inbox = self.inbox.clone();
        let on_change = move |change| inbox.put(Event::Socket(generation, change));
        let room: String = self.room.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = self.view.site_path(&format!("/ws?room={room}&session={}", self.session));
        self.socket = browser::Socket::open(&path, on_change);
        if self.socket.is_none() {
            self.step_link(LinkInput::Closed(None));
        } else if let Some(patience) = self.link.patience() {
            self.give_up_after(patience);
        }
    }

    /// Gives up the present socket after this time.
    fn give_up_after(&mut self, wait: Duration) {
        let (generation, inbox) = (self.socket_generation, self.inbox.clone());
        self.retry = Some(Timer::after(wait, move || {
            inbox.put(Event::Socket(generation, SocketChange::Closed(1006)));
        }));
    }

    pub(super) fn socket_changed(&mut self, change: SocketChange) {
        match change {
            SocketChange::Opened => {
                self.give_up_after(WELCOME);
                // The name is said even though the session has one: in this room a number may follow it.
                let name = Some(self.view.me.get_untracked().to_string());
                self.send(&ToServer::SignIn(SignIn { name, version: Version::One, call: self.held() }));
            }
            SocketChange::Text(text) => {
                self.pulse.heard(page::clock());
                self.hear(&text);
            }
            SocketChange::Closed(code) => {
                self.socket = None;
                self.socket_generation.next();
                self.pulse_timer = None;
                self.path(PathEvent::SignalingLost);
                self.tell_watch(WatchEvent::SignalingLost);
                // Nobody could hear us accept. Where it still rings when we are back, the server says so.
                if matches!(self.call.stage(), Stage::Incoming(_)) {
                    self.drive(Input::Resumed(None));
                }
                let reason = CloseReason::from_code(code);
                if reason == Some(CloseReason::SignedOut) {
                    // The server shows the door, and whoever signs in there is somebody else.
                    self.signed_out = true;
                    return page::reload();
                }
                if reason == Some(CloseReason::TooLarge) {
                    self.give_up_oldest("A message was too large for this server, and was not sent.");
                }
                self.step_link(LinkInput::Closed(CloseReason::from_code(code)));
            }
        }
    }

    pub(super) fn retry(&mut self) {
        self.step_link(LinkInput::Woke);
    }

    pub(super) fn hurry(&mut self) {
        if self.link == Link::Open {
            let output = self.pulse.hurry(page::clock());
            self.obey_pulse(output);
        }
        self.step_link(LinkInput::Hurry);
    }

    /// Asks whether the server is still there, and hardly waits for an answer.
    pub(super) fn doubt(&mut self) {
        if self.link == Link::Open {
            let output = self.pulse.doubt(page::clock());
            self.obey_pulse(output);
        }
    }

    /// Asks whether the server is still there, when it has been silent.
    pub(super) fn take_pulse(&mut self) {
        let output = self.pulse.woke(page::clock());
        self.obey_pulse(output);
    }

    fn obey_pulse(&mut self, output: PulseOutput) {
        let at = match output {
            PulseOutput::Wait(at) => at,
            PulseOutput::Ask(at) => {
                self.send(&ToServer::Ping);
                at
            }
            PulseOutput::Dead => return self.socket_changed(SocketChange::Closed(1006)),
        };
        let inbox = self.inbox.clone();
        let wait = at.saturating_sub(page::clock());
        self.pulse_timer = Some(Timer::after(wait, move || inbox.put(Event::Pulse)));
    }

    pub(super) fn step_link(&mut self, input: LinkInput) {
        match self.link.handle(input, page::clock(), page::random()) {
            LinkOutput::Connect => self.connect(),
            LinkOutput::Wait(wait) => {
                let inbox = self.inbox.clone();
                self.retry = Some(Timer::after(wait, move || inbox.put(Event::Retry)));
            }
            LinkOutput::Nothing => {}
        }
        self.show_link(input);
    }

    fn show_link(&mut self, input: LinkInput) {
        let shown = match (self.link, input) {
            (Link::Open, _) => LinkView::Open,
            (_, LinkInput::Closed(Some(CloseReason::GoingAway))) => LinkView::Restarting,
            (_, LinkInput::Closed(Some(CloseReason::Refused))) => LinkView::Refused,
            (_, LinkInput::Closed(_)) if self.view.link.get_untracked() != LinkView::Restarting => {
                LinkView::Reconnecting
            }
            // Still waiting for the same thing.
            (Link::Connecting(..) | Link::Waiting(_), _) => self.view.link.get_untracked(),
        };
        if shown == LinkView::Open {
            self.retry = None;
        }
        if input == LinkInput::Welcomed {
            self.take_pulse();
        }
        self.view.link.set(shown);
        page::mark("link", shown.word());
    }

    /// Sends a frame; whether there was a socket that took it.
    pub(super) fn send(&self, frame: &ToServer<'_>) -> bool {
        self.socket.as_ref().is_some_and(|socket| socket.send(&frame.encode()))
    }

    /// Says something, now or when there is a connection.
    pub(super) fn say(&mut self, text: String) {
        if self.view.waiting.with_untracked(Vec::len) >= WAITING {
            let sentence = "Too many messages are waiting to be sent. Please wait for the connection.";
            self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
            return;
        }
        let Some(key) = self.new_key() else { return };
        let waiting = Waiting { key, text };
        if self.link == Link::Open {
            self.send_waiting(&waiting);
        }
        self.view.waiting.update(|all| all.push(waiting));
    }

    /// The oldest message that waits will never get through.
    fn give_up_oldest(&self, sentence: &str) {
        self.view.waiting.update(|waiting| drop(waiting.drain(..waiting.len().min(1))));
        self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
    }

    /// Says again what was not acknowledged. The key makes that harmless.
    pub(super) fn say_what_waits(&self) {
        for waiting in self.view.waiting.get_untracked() {
            self.send_waiting(&waiting);
        }
    }

    fn send_waiting(&self, waiting: &Waiting) {
        self.send(&waiting.frame());
    }

    /// A key that this browser has not used: the time and 52 random bits.
    pub(super) fn new_key(&self) -> Option<MessageKey> {
        MessageKey::parse(format!("{:x}-{:x}", page::now(), (page::random() * (1_u64 << 52) as f64) as u64))
    }

    /// A new name goes by a request of its own: the cookie has it, too. The room's answer comes to all pages.
    pub(super) fn ask_for_name(&self, name: String) {
        if let Err(problem) = UserName::parse(&name) {
            return self.view.notice.set(Some(Notice::Problem(problem.to_string())));
        }
        let (path, room) = (self.view.site_path("/rename"), self.room.clone());
        self.request(async move { Event::Named(page::post(&path, &[("room", &room), ("name", &name)]).await) });
    }

    pub(super) fn named(&self, done: bool) {
        if !done {
            let sentence = "Your name could not be changed. Please try another, or again in a moment.";
            self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
        }
    }

    pub(super) fn copied(&self, what: Copied, done: bool) {
        let words = match (what, done) {
            (Copied::Link, true) => "The link is on the clipboard.".to_owned(),
            (Copied::Link, false) => format!("Copy this link: {}", page::address()),
            (Copied::Report, true) => "The report is on the clipboard.".to_owned(),
            (Copied::Report, false) => "The browser did not allow the report on the clipboard.".to_owned(),
        };
        self.view.notice.set(Some(Notice::Tip(words)));
    }

    /// The page goes. The other side of a call need not wait long for us, but does for a moment: the page may
    /// only be loaded again. A call that only rings is left to the person's other devices.
    pub(super) fn leave_page(&mut self) {
        self.note_what_waits();
        match self.call.stage() {
            Stage::Connecting(_) | Stage::Active(_) if self.signed_out => {}
            Stage::Connecting(_) | Stage::Active(_) => {
                self.note_for_reload();
                self.send(&ToServer::Leaving);
            }
            Stage::Calling(_) | Stage::Ringing(_) => self.drive(Input::HangUp),
            Stage::Incoming(_) | Stage::Idle | Stage::Ended(_) => {}
        }
    }
}
