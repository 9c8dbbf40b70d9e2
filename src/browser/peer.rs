use super::ice::{IceServer, Paths, configuration};
use super::media::{Stream, Track};
use super::{Listener, invoke, page, settle};
use crate::call::keep_role;
use js_sys::{Array, JSON, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    EventTarget, MediaStream, MediaStreamTrackEvent, RtcIceCandidateInit, RtcIceConnectionState, RtcPeerConnection,
    RtcPeerConnectionIceEvent, RtcRtpTransceiver, RtcRtpTransceiverDirection, RtcRtpTransceiverInit, RtcSdpType,
    RtcSessionDescriptionInit, RtcSignalingState, RtcTrackEvent,
};

/// A session description or a candidate, as JSON.
pub type DescriptionJson = String;

/// What a peer connection says.
#[derive(Clone, Debug)]
pub enum PeerChange {
    /// It wants to negotiate.
    NegotiationNeeded,
    /// It found a candidate.
    Candidate(String),
    /// The other side's media.
    Remote(Stream),
    /// Media can flow, or flows again.
    Connected,
    /// It flows over another path.
    Moved,
    /// The path is interrupted; it may come back by itself.
    Disconnected,
    /// It does not come back by itself.
    Failed,
    /// It was closed.
    Closed,
    /// The other side took its last track away.
    TracksGone,
}

/// Which kind of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Audio,
    Video,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }
}

/// A peer connection. Dropping it closes it and detaches every listener.
pub struct Peer {
    connection: RtcPeerConnection,
    /// Names what we send, so that the other side gets a stream and not single tracks.
    outgoing: Stream,
    /// What comes from the other side, in one stream whatever streams it came in.
    incoming: Stream,
    /// An offer that was made, and is applied when it is answered.
    draft: RefCell<Option<JsValue>>,
    listeners: Vec<Listener>,
    /// Those of remote tracks and streams, and of what packets go over, which come later.
    remote_listeners: Rc<RefCell<Vec<Listener>>>,
}

impl Peer {
    /// Opens a connection that may use these servers.
    ///
    /// `None` when the browser has no WebRTC, or refuses a server's address.
    pub fn open(servers: &[IceServer], on_change: impl Fn(PeerChange) + Clone + 'static) -> Option<Self> {
        let connection = RtcPeerConnection::new_with_configuration(&configuration(servers, Paths::All)).ok()?;
        let remote_listeners = Rc::new(RefCell::new(Vec::new()));
        let (outgoing, incoming) = (Stream::empty()?, Stream::empty()?);
        let listeners = listeners(&connection, &incoming, &remote_listeners, on_change);
        Some(Self { connection, outgoing, incoming, draft: RefCell::default(), listeners, remote_listeners })
    }

    /// Prepares to send and receive sound and pictures, before there is a microphone or a camera: the
    /// negotiation need not wait for them.
    ///
    /// Returns what will come. A browser takes its time to set up a player, and can do that while it rings.
    pub fn prepare(&self) -> Stream {
        for kind in [Kind::Audio, Kind::Video] {
            let init = RtcRtpTransceiverInit::new();
            init.set_streams(&Array::of1(&self.outgoing.0));
            let transceiver = self.connection.add_transceiver_with_str_and_init(kind.word(), &init);
            self.incoming.0.add_track(&transceiver.receiver().track());
        }
        self.incoming.clone()
    }

    /// Makes an offer, and applies it.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn offer(&self) -> Result<DescriptionJson, JsValue> {
        self.describe().await
    }

    /// Makes an offer, and keeps it until its answer is taken.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn draft(&self) -> Result<DescriptionJson, JsValue> {
        let offer = JsFuture::from(self.connection.create_offer()).await?;
        self.draft.replace(Some(offer));
        self.offered()
    }

    /// Applies the offer that was made and kept; over these servers and directly the browser looks for paths then.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn apply(&self, servers: &[IceServer]) -> Result<(), JsValue> {
        self.use_servers(servers, Paths::All);
        self.apply_draft().await
    }

    /// Makes the answer while it rings, where it can wait.
    ///
    /// Two cannot. Firefox 153 gives up a path 5 s after an answer that no candidates came to. And an offer that has
    /// candidates in it would have the browser send packets to them, and so show its address before the user accepts.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn prepare_answer(&self) -> Result<(), JsValue> {
        let offer = self.connection.remote_description().map(|offer| offer.sdp()).unwrap_or_default();
        if page::is_gecko() || offer.to_ascii_lowercase().contains("candidate") {
            return Ok(());
        }
        self.answer().await.map(drop)
    }

    /// Makes an answer where there is none yet, and applies it: sends all that the offer has room for, as soon as it is
    /// there. Returns it with the candidates found since.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn answer(&self) -> Result<DescriptionJson, JsValue> {
        if self.connection.signaling_state() != RtcSignalingState::HaveRemoteOffer {
            return self.offered();
        }
        for transceiver in self.transceivers() {
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            set_streams(&transceiver, &self.outgoing.0);
        }
        self.describe().await
    }

    /// The description that this side has made: a draft, or what was applied with the candidates found since.
    ///
    /// # Errors
    /// When there is none.
    pub fn offered(&self) -> Result<DescriptionJson, JsValue> {
        let draft = self.draft.borrow().clone();
        written(draft.or_else(|| self.connection.local_description().map(JsValue::from)))
    }

    /// The answer that was applied last, with the candidates found since, as long as no negotiation followed it.
    ///
    /// # Errors
    /// When there is none.
    pub fn answered(&self) -> Result<DescriptionJson, JsValue> {
        written(self.connection.current_local_description().map(JsValue::from))
    }

    /// Looks for other paths, over these servers: the browser asks for a negotiation.
    pub fn restart(&self, servers: &[IceServer], paths: Paths) {
        self.use_servers(servers, paths);
        // A browser without this has no other way.
        let _ = self.call("restartIce", &Array::new());
    }

    /// Asks for what it counts.
    pub(super) fn stats(&self) -> Option<Promise> {
        self.call("getStats", &Array::new()).ok()?.dyn_into().ok()
    }

    /// Applies the other side's description: an answer after the draft that it answers. An offer goes before a draft.
    ///
    /// # Errors
    /// When it is none, or the browser refuses it.
    pub async fn take(&self, description: &str) -> Result<(), JsValue> {
        let description: RtcSessionDescriptionInit = JSON::parse(description)?.unchecked_into();
        if description.get_type() == RtcSdpType::Answer {
            self.apply_draft().await?;
        } else {
            self.draft.take();
        }
        let before = self.connection.current_local_description().zip(self.connection.current_remote_description());
        if let (RtcSdpType::Answer, Some(answer), Some((ours, theirs))) =
            (description.get_type(), description.get_sdp(), before)
        {
            description.set_sdp(&keep_role(&answer, &ours.sdp(), &theirs.sdp()));
        }
        JsFuture::from(self.connection.set_remote_description(&description)).await.map(drop)
    }

    /// Adds the other side's candidate.
    ///
    /// # Errors
    /// When it is none, or belongs to no description.
    pub async fn add_candidate(&self, candidate: &str) -> Result<(), JsValue> {
        let candidate: RtcIceCandidateInit = JSON::parse(candidate)?.unchecked_into();
        JsFuture::from(self.connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&candidate)))
            .await
            .map(drop)
    }

    /// Sends this microphone, or nothing.
    pub fn send_audio(&self, track: Option<&Track>) {
        self.send(Kind::Audio, track);
    }

    /// Sends this camera, or nothing.
    pub fn send_video(&self, track: Option<&Track>) {
        self.send(Kind::Video, track);
    }

    /// Sends the sound of a screen beside the microphone's, or none. Both sides have room for theirs when one has
    /// asked for it.
    pub fn send_screen_sound(&self, track: Option<&Track>) {
        let second = self.transceivers().filter(|transceiver| receives(transceiver, Kind::Audio)).nth(1);
        match (second, track) {
            (Some(transceiver), _) => settle(&transceiver.sender().replace_track(track.map(|track| &track.0))),
            (None, Some(track)) => {
                let init = RtcRtpTransceiverInit::new();
                init.set_streams(&Array::of1(&self.outgoing.0));
                self.connection.add_transceiver_with_media_stream_track_and_init(&track.0, &init);
            }
            (None, None) => {}
        }
    }

    fn send(&self, kind: Kind, track: Option<&Track>) {
        let track = track.map(|track| &track.0);
        match self.transceivers().find(|transceiver| receives(transceiver, kind)) {
            Some(transceiver) => {
                // No negotiation: the other side has been told that something may come.
                settle(&transceiver.sender().replace_track(track));
            }
            None => {
                if let Some(track) = track {
                    // The offer had no room for it: adding it makes the browser negotiate.
                    self.connection.add_track_0(track, &self.outgoing.0);
                }
            }
        }
    }

    /// For what the browser looks for next; one without `setConfiguration` goes on with what it was opened with.
    fn use_servers(&self, servers: &[IceServer], paths: Paths) {
        let _ = self.call("setConfiguration", &Array::of1(&configuration(servers, paths)));
    }

    async fn apply_draft(&self) -> Result<(), JsValue> {
        if let Some(draft) = self.draft.take() {
            JsFuture::from(self.connection.set_local_description(draft.unchecked_ref())).await?;
        }
        Ok(())
    }

    /// `setLocalDescription()` without an argument: the browser makes whichever description is due.
    async fn describe(&self) -> Result<DescriptionJson, JsValue> {
        let done: Promise = self.call("setLocalDescription", &Array::new())?.dyn_into()?;
        JsFuture::from(done).await?;
        self.offered()
    }

    fn call(&self, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
        invoke(&self.connection, method, arguments)
    }

    fn transceivers(&self) -> impl Iterator<Item = RtcRtpTransceiver> {
        self.connection
            .get_transceivers()
            .iter()
            .map(JsCast::unchecked_into::<RtcRtpTransceiver>)
            .collect::<Vec<_>>()
            .into_iter()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.listeners.clear();
        self.remote_listeners.borrow_mut().clear();
        self.connection.close();
    }
}

/// What packets go over: one for all media, as they are bundled (RFC 9143). A browser without it says nothing of paths.
fn ice_transport(connection: &RtcPeerConnection) -> Option<EventTarget> {
    let sender = connection.get_senders().get(0);
    let dtls = Reflect::get(&sender, &"transport".into()).ok()?;
    Reflect::get(&dtls, &"iceTransport".into()).ok()?.dyn_into().ok()
}

/// Whether a candidate can only open TCP connections and takes none (RFC 6544, section 4.1: active).
///
/// Browsers have no others for TCP, so two of them never meet there: telling it costs both time, for nothing.
fn only_dials(candidate: &JsValue) -> bool {
    Reflect::get(candidate, &"tcpType".into()).is_ok_and(|kind| kind == "active")
}

/// The description as JSON; an error where there is none.
fn written(description: Option<JsValue>) -> Result<DescriptionJson, JsValue> {
    JSON::stringify(&description.ok_or(JsValue::NULL)?).map(String::from)
}

fn receives(transceiver: &RtcRtpTransceiver, kind: Kind) -> bool {
    transceiver.receiver().track().kind() == kind.word()
}

/// `RTCRtpSender.setStreams`, which the bindings lack. Browsers without it send single tracks.
fn set_streams(transceiver: &RtcRtpTransceiver, stream: &MediaStream) {
    let sender = transceiver.sender();
    let _ = invoke(&sender, "setStreams", &Array::of1(stream));
}

fn listeners(
    connection: &RtcPeerConnection,
    playing: &Stream,
    remote: &Rc<RefCell<Vec<Listener>>>,
    on_change: impl Fn(PeerChange) + Clone + 'static,
) -> Vec<Listener> {
    let on = |kind, callback: Box<dyn FnMut(web_sys::Event)>| Listener::new(connection, kind, callback);
    let (needed, candidate, track, ice) = (on_change.clone(), on_change.clone(), on_change.clone(), on_change.clone());
    let (ice_state, gathering, signaling) = (connection.clone(), connection.clone(), connection.clone());
    let (remote, playing, later, moved) = (remote.clone(), playing.clone(), remote.clone(), on_change.clone());
    let mut transport = None;
    vec![
        on("negotiationneeded", Box::new(move |_| needed(PeerChange::NegotiationNeeded))),
        on(
            "icecandidate",
            Box::new(move |event| {
                let found = event.dyn_ref::<RtcPeerConnectionIceEvent>().and_then(RtcPeerConnectionIceEvent::candidate);
                let found = found.filter(|found| !only_dials(found));
                if let Some(json) = found.and_then(|found| JSON::stringify(&found).ok()) {
                    candidate(PeerChange::Candidate(json.into()));
                }
            }),
        ),
        on(
            "track",
            Box::new(move |event| {
                if let Some(event) = event.dyn_ref::<RtcTrackEvent>() {
                    received(event, &playing, &remote, track.clone());
                }
            }),
        ),
        on(
            "iceconnectionstatechange",
            Box::new(move |_| {
                let state = ice_state.ice_connection_state();
                debug_state(&ice_state, "iceConnectionState");
                match state {
                    RtcIceConnectionState::Connected | RtcIceConnectionState::Completed => {
                        // There is none before.
                        if transport.is_none()
                            && let Some(found) = ice_transport(&ice_state)
                        {
                            let moved = moved.clone();
                            let changed = move |_| moved(PeerChange::Moved);
                            later.borrow_mut().push(Listener::new(&found, "selectedcandidatepairchange", changed));
                            transport = Some(found);
                        }
                        ice(PeerChange::Connected);
                    }
                    RtcIceConnectionState::Disconnected => ice(PeerChange::Disconnected),
                    RtcIceConnectionState::Failed => ice(PeerChange::Failed),
                    RtcIceConnectionState::Closed => ice(PeerChange::Closed),
                    _ => {}
                }
            }),
        ),
        on(
            "icegatheringstatechange",
            Box::new(move |_| {
                debug_state(&gathering, "iceGatheringState");
            }),
        ),
        on(
            "signalingstatechange",
            Box::new(move |_| {
                let state = signaling.signaling_state();
                debug_state(&signaling, "signalingState");
                // Deprecated, and kept for browsers that say it here alone (tutorial, "ICE signaling state").
                if state == RtcSignalingState::Closed {
                    on_change(PeerChange::Closed);
                }
            }),
        ),
    ]
}

/// A line for whoever debugs.
fn debug_state(connection: &RtcPeerConnection, property: &str) {
    page::debug_value(property, &Reflect::get(connection, &property.into()).unwrap_or_default());
}

/// A remote track: played, and watched for its going.
fn received(
    event: &RtcTrackEvent,
    playing: &Stream,
    listeners: &Rc<RefCell<Vec<Listener>>>,
    on_change: impl Fn(PeerChange) + Clone + 'static,
) {
    let track = event.track();
    playing.0.add_track(&track);
    on_change(PeerChange::Remote(playing.clone()));
    // A sender that names no stream cannot take a track out of it either.
    if let Ok(stream) = event.streams().get(0).dyn_into::<MediaStream>().map(Stream) {
        let (left, playing) = (stream.clone(), playing.clone());
        listeners.borrow_mut().push(Listener::new(&stream.0, "removetrack", move |event| {
            if let Some(event) = event.dyn_ref::<MediaStreamTrackEvent>() {
                playing.0.remove_track(&event.track());
            }
            if left.0.get_tracks().length() == 0 {
                on_change(PeerChange::TracksGone);
            }
        }));
    }
}
