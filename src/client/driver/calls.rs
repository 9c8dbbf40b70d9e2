//! The call: the machine's outputs carried out, and the peer connection's news brought to it.

use super::watching::described;
use super::{Driver, Event};
use crate::browser::{Awake, Captured, IceServer, Peer, PeerChange, Ringtone, Timer, page};
use crate::call::{Input, Op, OpOutcome, Opening, Output, PathEvent, PeerEvent, Stage};
use crate::client::{self, Link, Medium, Notice, WatchEvent};
use crate::protocol::{Payload, Power, Sending, Signal, SignalKind, ToServer, UserName};
use futures_util::FutureExt;
use futures_util::future::Fuse;
use leptos::prelude::*;
use std::rc::Rc;
use std::time::Duration;

/// What rings: a file of the site.
const RINGTONE: &str = "/sounds/ring.wav";

/// How long an answer waits for camera and microphone at most. A browser that has them at hand opens them in 50 ms, and
/// takes up to three times as long when it makes a connection meanwhile: the caller waited for the callee's first frame
/// for 1.5 times as long as now. For one that has to wake a camera, or to ask the user, the connection is made before.
const HEAD_START: Duration = Duration::from_millis(100);

impl Driver {
    /// Brings an input to the machine, does what it says, and shows how far the call is.
    pub(super) fn drive(&mut self, input: Input) {
        for output in self.call.handle(input) {
            self.carry_out(output);
        }
        // A stage that is drawn keeps the browser from what was asked for.
        if self.head_start.is_none() {
            self.show_stage();
        }
    }

    pub(super) fn place_call(&mut self, name: UserName, medium: Medium) {
        if self.link != Link::Open {
            let sentence = "There is no connection to the server at the moment. Please try again when it is back.";
            self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
        } else if let Some(key) = self.new_key() {
            self.view.notice.set(None);
            self.mean_to_send(medium);
            self.drive(Input::Place(name, key));
        }
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Send(mut signal) => {
                if signal.key.is_some() && self.camera_power == Power::Off {
                    signal = signal.announcing(Sending::VOICE);
                    self.told = Some(Sending::VOICE);
                }
                let ends = signal.kind == SignalKind::HangUp;
                let frame = ToServer::Signal(signal);
                if !self.send(&frame) && ends {
                    self.farewell = Some(frame);
                }
            }
            Output::OpenPeer(opening) => self.open_peer(opening),
            Output::ClosePeer => self.close_peer(),
            Output::OpenMedia => self.open_media(),
            Output::CloseMedia => self.close_media(),
            Output::Run(Op::MakeAnswer) if !self.devices_opened => {
                let inbox = self.inbox.clone();
                self.head_start = Some(Timer::after(HEAD_START, move || inbox.run(Driver::answer)));
            }
            Output::Run(op) => self.run_operation(op),
        }
    }

    fn open_peer(&mut self, opening: Opening) {
        let generation = self.peer_generation.next();
        let inbox = self.inbox.clone();
        let peer = Peer::open(&self.servers(), move |change| inbox.put(Event::Peer(generation, change)));
        match peer {
            Some(peer) => {
                if opening == Opening::Offers {
                    self.view.remote.set(Some(peer.prepare()));
                }
                self.peer = Some(Rc::new(peer));
                if let Some(side) = self.call.side() {
                    self.tell_watch(WatchEvent::Opened(side, page::random_bytes()));
                }
                // What is open already, because both called each other, goes on.
                self.send_tracks();
            }
            None => {
                let sentence = "This browser cannot make calls: it has no WebRTC, or it was switched off.";
                self.view.notice.set(Some(Notice::Problem(sentence.to_owned())));
                self.inbox.put(Event::Peer(generation, PeerChange::Failed));
            }
        }
    }

    /// The servers that this call may use to find a path. A relay is lent for one call, and known when the server has
    /// made it one.
    pub(super) fn servers(&self) -> Vec<IceServer> {
        let lent = self.lent.as_ref().filter(|lent| self.call.id() == Some(lent.call));
        let relays = lent.into_iter().flat_map(|lent| {
            let login = Some((lent.username.clone(), lent.credential.clone()));
            lent.urls.iter().map(move |url| IceServer { url: url.clone(), login: login.clone() })
        });
        self.ice_servers.iter().cloned().chain(relays).collect()
    }

    fn close_peer(&mut self) {
        self.operation = Fuse::terminated();
        self.head_start = None;
        self.peer_generation.next();
        self.peer = None;
        self.view.remote.set(None);
        self.view.theirs.set(None);
        self.told = None;
        self.forget_path();
        if self.call.side().is_none() {
            self.tell_watch(WatchEvent::Over);
        }
    }

    /// Makes the answer that waits for camera and microphone, if one does.
    pub(super) fn answer(&mut self) {
        if self.head_start.take().is_some() {
            self.run_operation(Op::MakeAnswer);
            self.show_stage();
        }
    }

    fn run_operation(&mut self, op: Op) {
        if matches!(op, Op::TakeOffer(_)) {
            self.path(PathEvent::TheyOffer);
        }
        let Some(peer) = self.peer.clone() else { return };
        let servers = self.servers();
        // Preparing asks them what address they see: whoever else the operator has named hears of nobody who only rings.
        let prepares = self.ice_servers.is_empty();
        if let Op::TakeOffer(theirs) | Op::TakeAnswer(theirs) = &op {
            self.tell_watch(WatchEvent::Theirs(described(theirs)));
        }
        let operation = async move {
            let done = match op {
                Op::MakeOffer => peer.offer().await.map(made),
                Op::DraftOffer => peer.draft().await.map(made),
                Op::ApplyOffer => peer.apply(&servers).await.map(|()| None),
                Op::RepeatOffer => peer.offered().map(made),
                Op::RepeatAnswer => peer.answered().map(made),
                Op::PrepareAnswer if !prepares => Ok(None),
                Op::PrepareAnswer => peer.prepare_answer().await.map(|()| None),
                Op::MakeAnswer => peer.answer().await.map(made),
                Op::TakeOffer(payload) | Op::TakeAnswer(payload) => peer.take(payload.json()).await.map(|()| None),
                Op::AddCandidate(payload) => peer.add_candidate(payload.json()).await.map(|()| None),
            };
            match done {
                Ok(made) => OpOutcome::Done(made),
                Err(error) => {
                    page::debug_value("the peer connection refused", &error);
                    OpOutcome::Failed
                }
            }
        };
        self.operation = operation.boxed_local().fuse();
    }

    pub(super) fn operated(&mut self, outcome: OpOutcome) {
        let made = if let OpOutcome::Done(made) = &outcome { made.clone() } else { None };
        self.drive(Input::Peer(PeerEvent::Done(outcome)));
        // It has gone to the other side by now: what the watch says of it comes after it.
        if let Some(made) = made {
            self.tell_watch(WatchEvent::Ours(described(&made)));
        }
    }

    pub(super) fn peer_changed(&mut self, change: PeerChange) {
        match change {
            PeerChange::NegotiationNeeded => self.drive(Input::Peer(PeerEvent::NegotiationNeeded)),
            PeerChange::Candidate(json) => {
                self.drive(Input::Peer(PeerEvent::Candidate(Payload::from_json(json))));
            }
            // The same as before, where another track has come: what plays it has to know.
            PeerChange::Remote(stream) => self.view.remote.set(Some(stream)),
            PeerChange::Connected => {
                self.drive(Input::Peer(PeerEvent::Connected));
                self.tell_media();
                self.path(PathEvent::Connected);
            }
            PeerChange::Moved => self.path_moved(),
            PeerChange::Disconnected => self.path(PathEvent::Disconnected),
            // A path that never was is not worth mending.
            PeerChange::Failed if matches!(self.call.stage(), Stage::Active(_)) => self.path(PathEvent::Failed),
            PeerChange::Failed | PeerChange::Closed => self.drive(Input::Peer(PeerEvent::Failed)),
            PeerChange::TracksGone => self.drive(Input::Peer(PeerEvent::TracksGone)),
        }
    }

    /// Gives the peer connection what is open.
    pub(super) fn send_tracks(&self) {
        if let Some(peer) = &self.peer {
            let Captured { microphone, camera } = &self.captured;
            let screen = self.shared.as_ref().map(|shared| &shared.screen);
            peer.send_audio(microphone.as_ref());
            let picture = screen.map(|screen| &screen.picture).or(camera.as_ref());
            peer.send_video(picture.filter(|_| !self.spares_pictures()));
            peer.send_screen_sound(screen.and_then(|screen| screen.sound.as_ref()));
        }
    }

    /// Tells the other side what is sent to it, where it does not know. That all is sent it takes for granted.
    pub(super) fn tell_media(&mut self) {
        // Sooner it might overtake the answer, and the server passes it on in a call alone.
        if !matches!(self.call.stage(), Stage::Active(_)) {
            return;
        }
        let power = |power: Option<Power>| power.unwrap_or(Power::Off);
        let microphone = power(self.view.microphone.get_untracked());
        let camera = power(self.view.camera.get_untracked());
        let screen = power(self.view.screen.get_untracked());
        let camera = if screen == Power::On { screen } else { camera };
        let sending = Sending { microphone, camera, screen };
        // Before the browser has said which devices there are, there is nothing to tell.
        if (self.devices_opened || self.shared.is_some()) && self.told.unwrap_or(Sending::ALL) != sending {
            self.told = Some(sending);
            self.tell_media_again();
        }
    }

    /// Tells it once more: in between it could not be reached.
    pub(super) fn tell_media_again(&self) {
        if let (Some(held), Some(sending)) = (self.call.held(), self.told) {
            self.send(&ToServer::Signal(Signal::media(&held.with, held.call, sending)));
        }
    }

    /// What other windows and tabs leave to be seen of a call.
    pub(super) fn show_title(&self) {
        let is_voice = self.view.theirs.get_untracked().is_some_and(|theirs| theirs.camera == Power::Off);
        let title = match self.call.stage() {
            Stage::Incoming(caller) => {
                format!("☎ {caller} is calling · {} call", if is_voice { "Voice" } else { "Video" })
            }
            Stage::Connecting(peer) | Stage::Active(peer) => format!("{peer} · {}", self.title),
            _ => self.title.clone(),
        };
        page::set_title(&title);
    }

    fn show_stage(&mut self) {
        let stage = self.call.stage();
        if self.view.stage.with_untracked(|old| *old == stage) {
            return;
        }
        let mut begins = false;
        match &stage {
            Stage::Incoming(_) => {
                self.ringtone = self.ringtone.take().or_else(|| Ringtone::play(&self.view.site_path(RINGTONE)));
            }
            Stage::Connecting(_) | Stage::Active(_) => {
                if matches!(stage, Stage::Active(_)) {
                    self.sharpen_soon();
                    begins = true;
                }
                self.ringtone = None;
                self.awake.get_or_insert_with(Awake::keep);
            }
            Stage::Calling(_) | Stage::Ringing(_) | Stage::Idle | Stage::Ended(_) => {
                self.ringtone = None;
                self.awake = None;
            }
        }
        self.view.stage.set(stage);
        self.show_title();
        if begins {
            self.sample();
        }
    }
}

/// What the browser has made.
fn made(json: String) -> Option<Payload> {
    Some(Payload::from_json(json))
}

impl From<&client::IceServer> for IceServer {
    fn from(server: &client::IceServer) -> Self {
        Self { url: server.url.clone(), login: server.login.clone() }
    }
}
