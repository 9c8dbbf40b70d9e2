use super::{OpOutcome, Wire};
use crate::protocol::{CallId, HangUpReason, Held, OfferKey, Payload, UserName};

/// What happens to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The user calls somebody. The key marks this attempt and is never used again.
    Place(UserName, OfferKey),
    /// The user takes the call that rings.
    Accept,
    /// The user refuses the call that rings.
    Decline,
    /// The user ends the call, or gives up calling.
    HangUp,
    /// The user has read how it ended.
    Dismiss,
    /// The server passed something on.
    Signal(SignalIn),
    /// The peer connection has news.
    Peer(PeerEvent),
    /// Nothing comes over a peer connection that says it is well: another one shall take its place.
    Reopen,
    /// Camera and microphone cannot be opened, and the call cannot go on without.
    MediaRefused,
    /// The connection to the server is back, and this is the call that the server thinks this page holds.
    Resumed(Option<CallId>),
    /// The page was loaded again in the middle of this call, and the server still knows it.
    TakeUp(Held),
    /// Somebody is called something else now.
    Renamed(UserName, UserName),
}

/// What the server passes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignalIn {
    /// The offer with this key began this call.
    Calling(CallId, OfferKey),
    /// The callee is alerting its user.
    Ringing(CallId),
    /// A description or a candidate of this call, from this person.
    Wire(UserName, CallId, Wire),
    /// The other side of this call is connected to the server again.
    Reconnected(CallId),
    /// This call is over.
    HungUp(CallId, HangUpReason),
    /// The attempt with this key came to nothing.
    Refused(OfferKey, HangUpReason),
}

/// What the peer connection says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PeerEvent {
    /// `negotiationneeded`
    NegotiationNeeded,
    /// `icecandidate`
    Candidate(Payload),
    /// An operation is over.
    Done(OpOutcome),
    /// Media can flow.
    Connected,
    /// The connection is beyond repair, or closed (`iceconnectionstate` `failed` and `closed`).
    Failed,
    /// `removetrack` left no track.
    TracksGone,
}
