use super::peer::Peer;
use crate::call::{Call, Input, Output, PeerEvent, SignalIn, Stage, Wire};
use crate::protocol::{ConnectionId, Description, Held, Relay, SignalKind, ToClient, ToServer};
use crate::server::session::SessionId;
use serde_json::Value;
use std::collections::VecDeque;

/// A page: a call, and a browser that carries out what it says. Does what `client::driver` does.
pub struct Page {
    pub name: &'static str,
    pub session: SessionId,
    pub call: Call,
    /// Its connection to the room, and what is on the way there and back.
    pub connection: Option<ConnectionId>,
    /// The room has said what it knows.
    pub welcomed: bool,
    pub up: VecDeque<String>,
    pub down: VecDeque<String>,
    /// Losses may bring two pages of one person into one call.
    pub lenient: bool,
    /// The call that the page before this one held.
    before: Option<Held>,
    peer: Option<Peer>,
    media: Media,
    peers: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Media {
    Off,
    Opening,
    On,
}

impl Page {
    pub fn new(name: &'static str, session: SessionId, number: u64) -> Self {
        Self {
            name,
            session,
            call: Call::default(),
            connection: None,
            welcomed: false,
            up: VecDeque::new(),
            down: VecDeque::new(),
            lenient: false,
            before: None,
            peer: None,
            media: Media::Off,
            // Peer connections have numbers of their own, all over the world.
            peers: number * 1_000,
        }
    }

    /// Gives the call an input, and carries out its outputs.
    pub fn feed(&mut self, input: Input) {
        let outputs = self.call.handle(input);
        for output in outputs {
            match output {
                Output::Send(signal) => {
                    let rings = matches!(self.call.stage(), Stage::Incoming(_));
                    let harmless = matches!(signal.kind, SignalKind::Ringing | SignalKind::HangUp);
                    assert!(!rings || harmless, "{:?} before the user accepts", signal.kind);
                    if self.connection.is_some() {
                        self.up.push_back(signal.encode());
                    }
                }
                Output::OpenPeer(_) => {
                    assert!(self.peer.is_none(), "a second peer connection");
                    self.peers += 1;
                    let mut peer = Peer::new(self.peers, self.lenient);
                    if self.media == Media::On {
                        peer.change_tracks();
                    }
                    self.peer = Some(peer);
                }
                Output::ClosePeer => assert!(self.peer.take().is_some(), "no peer connection to close"),
                Output::OpenMedia => {
                    assert_eq!(self.media, Media::Off, "the camera is opened twice");
                    self.media = Media::Opening;
                }
                Output::CloseMedia => {
                    assert_ne!(self.media, Media::Off, "no camera to close");
                    self.media = Media::Off;
                }
                Output::Run(op) => self.peer.as_mut().expect("a peer connection").run(op),
            }
        }
        let stage = self.call.stage();
        assert_eq!(self.peer.is_some(), self.in_progress(), "{stage:?}");
        assert_eq!(self.media != Media::Off, self.in_progress() && !matches!(stage, Stage::Incoming(_)), "{stage:?}");
    }

    /// The page is unloaded, and loaded again: all that is left is what it noted. An attempt is given up.
    pub fn leave(&mut self) {
        match self.call.stage() {
            Stage::Calling(_) | Stage::Ringing(_) => self.feed(Input::HangUp),
            Stage::Connecting(_) | Stage::Active(_) if self.connection.is_some() => {
                self.up.push_back(ToServer::Leaving.encode());
            }
            _ => {}
        }
        self.before = self.held();
        (self.call, self.peer, self.media) = (Call::default(), None, Media::Off);
    }

    /// The call that it has a part in, or had before it was loaded again.
    pub fn held(&self) -> Option<Held> {
        self.call.held().or_else(|| self.before.clone())
    }

    /// The browser does the next of its things, in one order or another.
    pub fn browse(&mut self, choice: u8) {
        if self.media == Media::Opening && choice.is_multiple_of(3) {
            if choice.is_multiple_of(15) && choice > 0 {
                return self.feed(Input::MediaRefused);
            }
            self.media = Media::On;
            if let Some(peer) = &mut self.peer {
                peer.change_tracks();
            }
        } else if let Some(peer) = &mut self.peer
            && let Some(event) = peer.step(choice.is_multiple_of(2))
        {
            self.feed(Input::Peer(event));
        }
    }

    /// The user takes another camera, or shows the screen.
    pub fn change_tracks(&mut self) {
        if let Some(peer) = &mut self.peer
            && self.media == Media::On
        {
            peer.change_tracks();
        }
    }

    /// The browser gives up a connection that does not come about.
    pub fn give_up(&mut self) {
        if matches!(self.call.stage(), Stage::Connecting(_)) {
            self.feed(Input::Peer(PeerEvent::Failed));
        }
    }

    /// Reads the next frame from the room.
    pub fn read(&mut self) {
        let Some(frame) = self.down.pop_front() else { return };
        let signal = match ToClient::read(&serde_json::from_str::<Value>(&frame).unwrap()).unwrap() {
            ToClient::Offer(relay) if relay.fresh => wire(relay, Wire::Fresh),
            ToClient::Offer(relay) => wire(relay, Wire::Offer),
            ToClient::Answer(relay) => wire(relay, Wire::Answer),
            ToClient::Candidate(relay) => wire(relay, |description| Wire::Candidate(description.sdp)),
            ToClient::Ringing(ringing) => SignalIn::Ringing(ringing.call),
            ToClient::Calling(calling) => SignalIn::Calling(calling.call, calling.key.unwrap()),
            ToClient::Reconnected(back) => SignalIn::Reconnected(back.call),
            ToClient::HangUp(over) => match (over.call, over.key) {
                (Some(call), _) => SignalIn::HungUp(call, over.reason),
                (None, Some(key)) => SignalIn::Refused(key, over.reason),
                (None, None) => panic!("{frame}"),
            },
            ToClient::Renamed(rename) => return self.feed(Input::Renamed(rename.from, rename.to)),
            ToClient::Welcome(welcome) => {
                self.welcomed = true;
                self.feed(Input::Resumed(welcome.call));
                let before = self.before.take().filter(|before| welcome.call == Some(before.call));
                if let Some(before) = before
                    && self.call.id().is_none()
                {
                    self.feed(Input::TakeUp(before));
                }
                return;
            }
            _ => return,
        };
        self.feed(Input::Signal(signal));
    }

    pub fn in_progress(&self) -> bool {
        !matches!(self.call.stage(), Stage::Idle | Stage::Ended(_))
    }

    /// Whether nothing will happen by itself.
    pub fn rests(&self) -> bool {
        let browser_rests = self.media != Media::Opening && !self.peer.as_ref().is_some_and(Peer::is_busy);
        browser_rests && self.up.is_empty() && self.down.is_empty()
    }

    /// Whether its call has all that a call has: every candidate, and nothing left to negotiate.
    pub fn is_complete(&self) -> bool {
        self.peer.as_ref().is_some_and(|peer| peer.has_all() && peer.is_settled())
    }
}

fn wire(relay: Relay, wire: fn(Description) -> Wire) -> SignalIn {
    let (name, call, description) = relay.into_parts();
    SignalIn::Wire(name, call, wire(description))
}
