use super::{Peer, page};
use crate::call::quality::{
    CandidateKind, Codec, Heard, Inbound, InboundVideo, Limit, Outbound, OutboundVideo, Pair, Sample, Size, Transport,
};
use js_sys::{Map, Reflect, try_iter};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Looks at what a peer connection counts (webrtc-stats). `None` when the browser does not tell.
pub async fn sample(peer: &Peer) -> Option<Sample> {
    let report = JsFuture::from(peer.stats()?).await.ok()?.unchecked_into::<Map>();
    let mut sample = Sample { at: page::clock(), ..Sample::default() };
    let entries = Entries(report);
    sample.pair = entries.pair();
    for entry in try_iter(&entries.0.values()).ok()??.flatten() {
        let entry = Entry(entry);
        let is_video = entry.text("kind").as_deref() == Some("video");
        match (entry.text("type").as_deref(), is_video) {
            // The first of several: the microphone's, and not that of a screen's sound.
            (Some("inbound-rtp"), false) if sample.audio_in.is_none() => {
                sample.audio_in = Some(entries.inbound(&entry))
            }
            (Some("inbound-rtp"), true) if sample.video_in.is_none() => {
                sample.video_in = Some(InboundVideo {
                    stream: entries.inbound(&entry),
                    size: entry.size(),
                    frames_decoded: entry.count("framesDecoded"),
                    freezes: entry.number("freezeCount").map(|count| count as u64),
                    frozen_s: entry.number("totalFreezesDuration"),
                });
            }
            (Some("outbound-rtp"), false) if sample.audio_out.is_none() => {
                sample.audio_out = Some(entries.outbound(&entry));
            }
            (Some("outbound-rtp"), true) if sample.video_out.is_none() => {
                sample.video_out = Some(OutboundVideo {
                    stream: entries.outbound(&entry),
                    size: entry.size(),
                    frames_per_second: entry.number("framesPerSecond"),
                    limit: entry.text("qualityLimitationReason").map(|word| Limit::parse(&word)),
                });
            }
            _ => {}
        }
    }
    Some(sample)
}

/// A report: entries that refer to each other.
struct Entries(Map);

/// One of its entries.
struct Entry(JsValue);

impl Entries {
    fn get(&self, id: &str) -> Option<Entry> {
        Some(Entry(self.0.get(&id.into()))).filter(|entry| !entry.0.is_undefined())
    }

    fn all(&self) -> impl Iterator<Item = Entry> {
        try_iter(&self.0.values()).ok().flatten().into_iter().flatten().flatten().map(Entry)
    }

    /// The pair that is used. Firefox marks it, the others name it in the transport.
    fn pair(&self) -> Option<Pair> {
        let is = |entry: &Entry, kind: &str| entry.text("type").as_deref() == Some(kind);
        let named = self
            .all()
            .find(|entry| is(entry, "transport"))
            .and_then(|transport| transport.text("selectedCandidatePairId"));
        let pair = match named {
            Some(id) => self.get(&id)?,
            None => self.all().find(|entry| is(entry, "candidate-pair") && entry.is_true("selected"))?,
        };
        let local = self.get(&pair.text("localCandidateId")?)?;
        let remote = self.get(&pair.text("remoteCandidateId")?)?;
        Some(Pair {
            local: CandidateKind::parse(&local.text("candidateType")?)?,
            remote: CandidateKind::parse(&remote.text("candidateType")?)?,
            protocol: Transport::parse(&local.text("protocol")?)?,
            relay_protocol: local.text("relayProtocol").and_then(|word| Transport::parse(&word)),
            round_trip_s: pair.number("currentRoundTripTime"),
            available_bps: pair.number("availableOutgoingBitrate"),
        })
    }

    fn inbound(&self, entry: &Entry) -> Inbound {
        Inbound {
            packets: entry.count("packetsReceived"),
            lost: entry.number("packetsLost").unwrap_or_default() as i64,
            bytes: entry.count("bytesReceived"),
            jitter_s: entry.number("jitter").unwrap_or_default(),
            codec: self.codec(entry),
        }
    }

    fn outbound(&self, entry: &Entry) -> Outbound {
        let id = entry.text("id");
        let heard = self
            .all()
            .find(|other| other.text("type").as_deref() == Some("remote-inbound-rtp") && other.text("localId") == id);
        Outbound {
            packets: entry.count("packetsSent"),
            bytes: entry.count("bytesSent"),
            resent: entry.count("retransmittedPacketsSent"),
            codec: self.codec(entry),
            heard: heard.map(|heard| Heard {
                fraction_lost: heard.number("fractionLost"),
                round_trip_s: heard.number("roundTripTime"),
                jitter_s: heard.number("jitter"),
            }),
        }
    }

    fn codec(&self, entry: &Entry) -> Option<Codec> {
        let codec = self.get(&entry.text("codecId")?)?;
        codec.text("mimeType").map(|mime| Codec::parse(&mime))
    }
}

impl Entry {
    fn value(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.value(name).as_string()
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.value(name).as_f64()
    }

    fn is_true(&self, name: &str) -> bool {
        self.value(name).is_truthy()
    }

    /// A counter; nothing was counted where it is missing.
    fn count(&self, name: &str) -> u64 {
        self.number(name).unwrap_or_default() as u64
    }

    fn size(&self) -> Option<Size> {
        let (width, height) = (self.number("frameWidth")?, self.number("frameHeight")?);
        Some(Size { width: width as u32, height: height as u32 })
    }
}
