use super::counting::{Span, grown, milliseconds, permille, whole};
use super::sample::{Inbound, Outbound};
use super::{Codec, Sample, Size};
use serde::Serialize;

/// What one second was like in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Sound, in bits per second.
    pub audio_bps: Option<u32>,
    /// Pictures, in bits per second.
    pub video_bps: Option<u32>,
    /// Packets that did not arrive, of a thousand.
    pub lost_permille: Option<u32>,
    /// How unevenly sound arrived, in milliseconds. Pictures always do: a frame is many packets at once.
    pub jitter_ms: Option<u32>,
    /// How sound is packed.
    pub audio_codec: Option<Codec>,
    /// How pictures are packed.
    pub video_codec: Option<Codec>,
    /// How large the picture is.
    pub size: Option<Size>,
    /// Pictures in a second.
    pub frames_per_second: Option<u32>,
}

impl Flow {
    /// What the other side gets from us.
    pub(super) fn mine(before: &Sample, after: &Sample, span: Span) -> Self {
        let video_out = |sample: &Sample| sample.video_out.map(|video| video.stream);
        let audio = Passed::out(before.audio_out, after.audio_out);
        let video = Passed::out(video_out(before), video_out(after));
        Self {
            audio_bps: audio.map(|audio| span.bits_per_second(audio.bytes)),
            video_bps: video.map(|video| span.bits_per_second(video.bytes)),
            lost_permille: lost(audio, video),
            jitter_ms: after.audio_out.and_then(|audio| audio.heard?.jitter_s).and_then(milliseconds),
            audio_codec: after.audio_out.and_then(|audio| audio.codec),
            video_codec: video_out(after).and_then(|video| video.codec),
            size: after.video_out.and_then(|video| video.size),
            frames_per_second: after.video_out.and_then(|video| video.frames_per_second).and_then(whole),
        }
    }

    /// What we get.
    pub(super) fn theirs(before: &Sample, after: &Sample, span: Span) -> Self {
        let video_in = |sample: &Sample| sample.video_in.map(|video| video.stream);
        let decoded = |sample: &Sample| sample.video_in.map(|video| video.frames_decoded);
        let audio = Passed::inward(before.audio_in, after.audio_in);
        let video = Passed::inward(video_in(before), video_in(after));
        Self {
            audio_bps: audio.map(|audio| span.bits_per_second(audio.bytes)),
            video_bps: video.map(|video| span.bits_per_second(video.bytes)),
            lost_permille: lost(audio, video),
            jitter_ms: after.audio_in.and_then(|audio| milliseconds(audio.jitter_s)),
            audio_codec: after.audio_in.and_then(|audio| audio.codec),
            video_codec: video_in(after).and_then(|video| video.codec),
            size: after.video_in.and_then(|video| video.size),
            frames_per_second: grown(decoded(before), decoded(after)).map(|frames| span.per_second(frames)),
        }
    }

    /// Sound and pictures together, in bits per second.
    pub fn bits_per_second(&self) -> Option<u32> {
        match (self.audio_bps, self.video_bps) {
            (Some(audio), Some(video)) => Some(audio.saturating_add(video)),
            (audio, video) => audio.or(video),
        }
    }
}

/// What passed of one stream between two samples.
#[derive(Clone, Copy)]
struct Passed {
    bytes: u64,
    /// Those that were lost among them.
    packets: u64,
    lost: Option<u64>,
}

impl Passed {
    fn inward(before: Option<Inbound>, after: Option<Inbound>) -> Option<Self> {
        let (before, after) = (before?, after?);
        let came = after.packets.checked_sub(before.packets)?;
        // What was thought to be lost may come late, and the count goes down.
        let lost = u64::try_from(after.lost.saturating_sub(before.lost)).unwrap_or(0);
        let bytes = after.bytes.checked_sub(before.bytes)?;
        Some(Self { bytes, packets: came.saturating_add(lost), lost: Some(lost) })
    }

    /// The other side's reports come late: what they say of the past is taken for what has just been sent.
    fn out(before: Option<Outbound>, after: Option<Outbound>) -> Option<Self> {
        let (before, after) = (before?, after?);
        let packets = after.packets.checked_sub(before.packets)?;
        let fraction = after.heard.and_then(|heard| heard.fraction_lost).filter(|part| (0.0..=1.0).contains(part));
        let lost = fraction.map(|part| (packets as f64 * part).round() as u64);
        Some(Self { bytes: after.bytes.checked_sub(before.bytes)?, packets, lost })
    }
}

/// Of a thousand packets of both, as far as their loss is known.
fn lost(audio: Option<Passed>, video: Option<Passed>) -> Option<u32> {
    let (mut lost, mut packets) = (0_u64, 0_u64);
    for passed in [audio, video].into_iter().flatten() {
        if let Some(of_these) = passed.lost {
            lost = lost.saturating_add(of_these);
            packets = packets.saturating_add(passed.packets);
        }
    }
    permille(lost, packets)
}
