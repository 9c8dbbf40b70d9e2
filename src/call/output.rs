use super::Op;
use crate::protocol::Signal;

/// What to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send this to the server.
    Send(Signal<'static>),
    /// Open a peer connection.
    OpenPeer(Opening),
    /// Close it, and forget whatever it was doing.
    ClosePeer,
    /// Open camera and microphone, and give the peer connection what they yield.
    OpenMedia,
    /// Let go of camera and microphone.
    CloseMedia,
    /// Ask the peer connection for this. One at a time; its end comes back as [`PeerEvent::Done`].
    Run(Op),
}

/// What the first thing is that a peer connection is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// To offer.
    Offers,
    /// To answer an offer.
    Answers,
}
