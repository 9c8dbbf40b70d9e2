//! Calls for the tests: what happens in each second, and the samples that a browser would show.

use super::sample::{Heard, Inbound, InboundVideo, Outbound, OutboundVideo};
use super::{CandidateKind, Codec, Limit, Pair, Quality, Sample, Size, Transport};
use crate::protocol::Sending;
use std::time::Duration;

/// One second of a call.
#[derive(Clone, Copy, Debug)]
pub struct Second {
    pub round_trip_ms: u32,
    /// Of a thousand of our packets.
    pub lost_mine: u32,
    /// Of a thousand of theirs.
    pub lost_theirs: u32,
    /// How we talk to the relay; none where the way is direct.
    pub relay: Option<Transport>,
    /// Of their sound.
    pub jitter_ms: u32,
    pub limit: Limit,
    pub freezes: u64,
    pub frozen_ms: u32,
    /// Nothing comes from them.
    pub silent: bool,
    pub theirs: Option<Sending>,
    pub video_codec: Option<Codec>,
}

impl Second {
    /// Nothing to complain of.
    pub const GOOD: Self = Self {
        round_trip_ms: 40,
        lost_mine: 0,
        lost_theirs: 0,
        relay: None,
        jitter_ms: 4,
        limit: Limit::None,
        freezes: 0,
        frozen_ms: 0,
        silent: false,
        theirs: Some(Sending::ALL),
        video_codec: Some(Codec::Vp8),
    };
}

impl Default for Second {
    fn default() -> Self {
        Self::GOOD
    }
}

/// A call of these seconds, looked at before the first of them and after each.
pub fn call(seconds: &[Second]) -> Quality {
    let mut quality = Quality::default();
    quality.take(sample(&[]), None);
    for last in 0..seconds.len() {
        quality.take(sample(&seconds[..=last]), seconds[last].theirs);
    }
    quality
}

/// What has been counted after these seconds. It began at 100 s.
pub fn sample(seconds: &[Second]) -> Sample {
    let last = seconds.last().copied().unwrap_or_default();
    let count = seconds.len() as u64;
    let came = seconds.iter().filter(|second| !second.silent).count() as u64;
    // A thousand packets a second came or were lost, all in one stream of the two, so that shares are exact.
    let lost: u64 = seconds.iter().filter(|second| !second.silent).map(|second| u64::from(second.lost_theirs)).sum();
    let size = Some(Size { width: 1280, height: 720 });
    let heard = Some(Heard {
        fraction_lost: Some(f64::from(last.lost_mine) / 1000.0),
        round_trip_s: Some(0.044),
        jitter_s: Some(0.004),
    });
    Sample {
        at: Duration::from_secs(100 + count),
        pair: Some(Pair {
            local: if last.relay.is_some() { CandidateKind::Relay } else { CandidateKind::Host },
            remote: CandidateKind::Host,
            protocol: Transport::Udp,
            relay_protocol: last.relay,
            round_trip_s: Some(f64::from(last.round_trip_ms) / 1000.0),
            available_bps: Some(2_500_000.0),
        }),
        audio_in: Some(Inbound {
            packets: 50 * came,
            lost: 0,
            bytes: 4_000 * came,
            jitter_s: f64::from(last.jitter_ms) / 1000.0,
            codec: Some(Codec::Opus),
        }),
        video_in: Some(InboundVideo {
            stream: Inbound {
                packets: 950 * came - lost,
                lost: lost as i64,
                bytes: 150_000 * came,
                jitter_s: 0.02,
                codec: last.video_codec,
            },
            size,
            frames_decoded: 30 * came,
            freezes: Some(seconds.iter().map(|second| second.freezes).sum()),
            frozen_s: Some(seconds.iter().map(|second| f64::from(second.frozen_ms)).sum::<f64>() / 1000.0),
        }),
        audio_out: Some(Outbound {
            packets: 50 * count,
            bytes: 4_000 * count,
            resent: 0,
            codec: Some(Codec::Opus),
            heard,
        }),
        video_out: Some(OutboundVideo {
            stream: Outbound {
                packets: 950 * count,
                bytes: 150_000 * count,
                resent: 0,
                codec: last.video_codec,
                heard,
            },
            size,
            frames_per_second: Some(30.0),
            limit: Some(last.limit),
        }),
    }
}
