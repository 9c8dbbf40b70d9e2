use super::{Codec, Pair};
use serde::Serialize;
use std::time::Duration;

/// What one look at a peer connection's statistics finds, as they count: from the beginning on.
///
/// Names and units are those of W3C webrtc-stats. `None` is what this browser does not say, or what this call
/// does not have. There is no field for an address, so none can get out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// When, by any clock that never goes back.
    pub at: Duration,
    /// The selected candidate pair: none until there is a path.
    pub pair: Option<Pair>,
    /// Sound that comes.
    pub audio_in: Option<Inbound>,
    /// Pictures that come.
    pub video_in: Option<InboundVideo>,
    /// Sound that goes out.
    pub audio_out: Option<Outbound>,
    /// Pictures that go out.
    pub video_out: Option<OutboundVideo>,
}

impl Sample {
    /// Packets of sound and pictures that have come.
    pub fn received(&self) -> u64 {
        let sound = self.audio_in.map_or(0, |audio| audio.packets);
        sound.saturating_add(self.video_in.map_or(0, |video| video.stream.packets))
    }
}

/// `inbound-rtp`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inbound {
    /// `packetsReceived`.
    pub packets: u64,
    /// `packetsLost`: less than nothing where packets come twice.
    pub lost: i64,
    /// `bytesReceived`.
    pub bytes: u64,
    /// `jitter`, in seconds.
    pub jitter_s: f64,
    /// `mimeType` of its codec.
    pub codec: Option<Codec>,
}

/// `inbound-rtp` of pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InboundVideo {
    /// What sound has too.
    pub stream: Inbound,
    /// `frameWidth` and `frameHeight`: none before the first frame.
    pub size: Option<Size>,
    /// `framesDecoded`. Their rate is counted from this, as not every browser says `framesPerSecond`.
    pub frames_decoded: u64,
    /// `freezeCount`.
    pub freezes: Option<u64>,
    /// `totalFreezesDuration`, in seconds.
    pub frozen_s: Option<f64>,
}

/// `outbound-rtp`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outbound {
    /// `packetsSent`.
    pub packets: u64,
    /// `bytesSent`.
    pub bytes: u64,
    /// `retransmittedPacketsSent`, which are among [`Outbound::packets`].
    pub resent: u64,
    /// `mimeType` of its codec.
    pub codec: Option<Codec>,
    /// `remote-inbound-rtp`: what the other side says of it, once it has said something.
    pub heard: Option<Heard>,
}

/// `outbound-rtp` of pictures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OutboundVideo {
    /// What sound has too.
    pub stream: Outbound,
    /// `frameWidth` and `frameHeight`: none before the first frame.
    pub size: Option<Size>,
    /// `framesPerSecond`.
    pub frames_per_second: Option<f64>,
    /// `qualityLimitationReason`.
    pub limit: Option<Limit>,
}

/// `remote-inbound-rtp`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    /// `fractionLost`, 0 to 1, since the report before. A difference of `packetsLost` would be of no use: the
    /// other side reports when it likes, once in five seconds for sound.
    pub fraction_lost: Option<f64>,
    /// `roundTripTime`, in seconds.
    pub round_trip_s: Option<f64>,
    /// `jitter`, in seconds.
    pub jitter_s: Option<f64>,
}

/// How large a picture is, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What keeps our picture from being better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Limit {
    /// Nothing.
    None,
    /// This device computes too slowly.
    Cpu,
    /// The way out is too narrow.
    Bandwidth,
    /// Something else.
    Other,
}

impl Limit {
    /// The cause that has this word in `qualityLimitationReason`.
    pub fn parse(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "cpu" => Self::Cpu,
            "bandwidth" => Self::Bandwidth,
            _ => Self::Other,
        }
    }
}
