//! What watches a call, and has no part in it: whether somebody sits between, and how good it is.
//!
//! It comes with the file that calls need; the driver tells it what happens, and carries out what it says.

mod hush;
mod watcher;

pub use watcher::Watcher;

use crate::call::Verdict;
use crate::call::quality::Sample;
use crate::protocol::{Json, Proof, Sending, Side};
use serde::Deserialize;
use std::time::Duration;

/// What happens to a call that is watched.
#[derive(Clone, Debug, PartialEq)]
pub enum WatchEvent {
    /// A new peer connection was opened, as this side; with 32 random bytes. The one before, if any, is closed.
    Opened(Side, [u8; 32]),
    /// The call is over.
    Over,
    /// It has made this description, which has been sent. `None`: one that makes no sense.
    Ours(Option<Described>),
    /// It is about to apply this description. `None`: as above.
    Theirs(Option<Described>),
    /// The other side's answer came, and may have to wait before it is applied.
    Answered,
    /// The other side's part of the words.
    Heard(Proof),
    /// What the peer connection has counted, and what the other side says that it sends.
    Sampled(Box<Sample>, Option<Sending>),
    /// There is no way to the other side through the server.
    SignalingLost,
    /// There is one again.
    SignalingBack,
    /// Time has passed.
    Woke,
}

/// What a session description is, and says (webrtc-pc, RTCSessionDescriptionInit).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    kind: Kind,
    sdp: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Offer,
    Answer,
}

impl Described {
    /// Reads one.
    pub fn read(json: &impl Json) -> Option<Self> {
        Some(Self { kind: json.field("type")?.word()?, sdp: json.field("sdp")?.text()? })
    }
}

/// What is known, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// To send to the other side, in this order.
    pub say: Vec<Proof>,
    /// When to wake it.
    pub wake_at: Option<Duration>,
    /// Whether somebody sits between.
    pub verdict: Verdict,
    /// Whether the other side's sound has just stopped, although it is sent.
    pub hush: bool,
}

/// Something that watches calls.
pub trait Watch {
    /// Takes one event. `now` is any clock that never goes back.
    fn handle(&mut self, event: WatchEvent, now: Duration) -> Watched;

    /// The page goes, and may only be loaded again: what the next one should know of the present call.
    fn note(&mut self, _now: Duration) -> String {
        String::new()
    }

    /// The page before this one noted this of the present call, so long ago.
    fn recall(&mut self, _note: &str, _away: Duration, _now: Duration) {}
}
