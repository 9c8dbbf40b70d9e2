//! What the server says.

use super::Driver;
use crate::browser::{Parsed, page};
use crate::call::{Input, PathEvent, SignalIn, Wire};
use crate::client::{LinkInput, Notice, WatchEvent};
use crate::protocol::{Description, Entry, FrameError, HangUp, Relay, Said, ToClient, Welcome};
use leptos::prelude::*;

impl Driver {
    pub(super) fn hear(&mut self, text: &str) {
        let frame = Parsed::of(text).ok_or(FrameError::NotAnObject).and_then(|json| ToClient::read(&json));
        match frame {
            Ok(frame) => self.take(frame),
            Err(error) => page::debug(&format!("a frame from the server makes no sense: {error}")),
        }
    }

    fn take(&mut self, frame: ToClient) {
        let now = page::now();
        match frame {
            ToClient::Welcome(welcome) => self.welcomed(welcome),
            ToClient::NameTaken(identity) => {
                if let Some(name) = identity.name {
                    let asked = self.view.me.get_untracked();
                    self.view.notice.set(Some(Notice::name_taken(asked.as_str(), &name)));
                    self.view.me.set(name);
                }
            }
            ToClient::Joined(person) => self.view.join(person, now),
            ToClient::Left(person) => self.view.leave(&person.name, now),
            ToClient::State(person) => self.view.set_state(&person),
            ToClient::Renamed(rename) => {
                self.view.rename(&rename.from, rename.to.clone(), now);
                self.drive(Input::Renamed(rename.from, rename.to));
            }
            ToClient::Said(said) => self.heard(Entry::Said(said)),
            ToClient::Missed(call) => self.heard(Entry::Missed(call)),
            ToClient::Ended(call) => self.heard(Entry::Ended(call)),
            ToClient::Calling(accepted) => {
                if let Some(key) = accepted.key {
                    self.drive(Input::Signal(SignalIn::Calling(accepted.call, key)));
                }
            }
            ToClient::IceServers(lent) => self.lent = Some(lent),
            ToClient::Ringing(accepted) => self.drive(Input::Signal(SignalIn::Ringing(accepted.call))),
            ToClient::Reconnecting(accepted) => {
                self.they_are_away(accepted.call);
                self.tell_watch(WatchEvent::SignalingLost);
            }
            ToClient::Reconnected(accepted) => {
                self.they_are_back(accepted.call);
                self.drive(Input::Signal(SignalIn::Reconnected(accepted.call)));
                self.tell_media_again();
                self.tell_watch(WatchEvent::SignalingBack);
            }
            ToClient::Offer(relay) if relay.fresh => self.wire(relay, Wire::Fresh),
            ToClient::Offer(relay) => {
                let (call, sending) = (relay.call, relay.sending);
                self.wire(relay, Wire::Offer);
                if self.call.id() == Some(call) && sending.is_some() {
                    self.view.theirs.set(sending);
                    self.show_title();
                }
            }
            ToClient::Answer(relay) => {
                // One that nobody waits for is of the peer connection before this one.
                let awaited = self.call.id() == Some(relay.call) && self.call.awaits_answer_to(relay.offer);
                self.wire(relay, Wire::Answer);
                if awaited {
                    self.tell_watch(WatchEvent::Answered);
                }
            }
            ToClient::Candidate(relay) => self.wire(relay, |candidate| Wire::Candidate(candidate.sdp)),
            ToClient::Media(news) => {
                if self.call.id() == Some(news.call) {
                    self.view.theirs.set(Some(news.sending));
                }
            }
            ToClient::Safety(news) => {
                if self.call.id() == Some(news.call) {
                    self.tell_watch(WatchEvent::Heard(news.proof));
                }
            }
            ToClient::HangUp(HangUp { call, reason, key, .. }) => {
                let signal = match (call, key) {
                    (Some(call), _) => SignalIn::HungUp(call, reason),
                    (None, Some(key)) => SignalIn::Refused(key, reason),
                    (None, None) => return,
                };
                self.drive(Input::Signal(signal));
            }
            ToClient::Error(error) => {
                page::debug(&format!("the server refused a frame: {}", error.message));
                if error.of.as_deref() == Some("message") {
                    self.view.waiting.update(|waiting| waiting.retain(|other| Some(&other.key) != error.key.as_ref()));
                    self.view.notice.set(Some(Notice::Problem(error.message)));
                }
            }
            ToClient::Id(_) | ToClient::UserList(_) | ToClient::Pong | ToClient::Unknown => {}
        }
    }

    fn welcomed(&mut self, welcome: Welcome) {
        self.view.me.set(welcome.name);
        self.view.set_people(welcome.users);
        self.view.mind_the_gap(welcome.forgotten);
        for entry in welcome.messages {
            self.heard(entry);
        }
        self.step_link(LinkInput::Welcomed);
        self.say_what_waits();
        if let Some(frame) = self.farewell.take() {
            self.send(&frame);
        }
        self.drive(Input::Resumed(welcome.call));
        self.take_up_what_was_before(welcome.call);
        self.path(PathEvent::SignalingBack);
        self.tell_watch(WatchEvent::SignalingBack);
        self.tell_media_again();
    }

    fn heard(&mut self, entry: Entry) {
        if let Entry::Said(Said { key: Some(key), .. }) = &entry {
            self.view.waiting.update(|waiting| waiting.retain(|other| other.key != *key));
        }
        self.view.hear_all([entry]);
    }

    fn wire(&mut self, relay: Relay, wire: fn(Description) -> Wire) {
        let (name, call, what) = relay.into_parts();
        self.drive(Input::Signal(SignalIn::Wire(name, call, wire(what))));
    }
}
