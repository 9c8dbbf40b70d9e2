use serde::Serialize;

/// The selected candidate pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// `candidateType` of our candidate.
    pub local: CandidateKind,
    /// `candidateType` of theirs.
    pub remote: CandidateKind,
    /// `protocol` of our candidate.
    pub protocol: Transport,
    /// `relayProtocol` of our candidate: how we talk to the relay, where there is one.
    pub relay_protocol: Option<Transport>,
    /// `currentRoundTripTime`, in seconds.
    pub round_trip_s: Option<f64>,
    /// `availableOutgoingBitrate`, in bits per second.
    pub available_bps: Option<f64>,
}

/// What kind of address a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// Its own.
    Host,
    /// The one that a server sees.
    ServerReflexive,
    /// The one that the other side sees.
    PeerReflexive,
    /// A relay's.
    Relay,
}

/// What carries packets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// Packet by packet.
    Udp,
    /// One after the other: what is lost holds up all that follows.
    Tcp,
    /// The same, and encrypted once more.
    Tls,
}

/// Whether there is a relay in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hops {
    /// From one to the other.
    Direct,
    /// Through a relay, ours or theirs.
    Relayed,
}

/// The way that packets take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Route {
    /// Whether there is a relay in between.
    pub hops: Hops,
    /// What carries the packets on our part of the way.
    pub over: Transport,
}

impl CandidateKind {
    /// The kind that has this word in `candidateType`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "host" => Some(Self::Host),
            "srflx" => Some(Self::ServerReflexive),
            "prflx" => Some(Self::PeerReflexive),
            "relay" => Some(Self::Relay),
            _ => None,
        }
    }
}

impl Transport {
    /// The transport that has this word in `protocol` or `relayProtocol`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "udp" => Some(Self::Udp),
            "tcp" => Some(Self::Tcp),
            "tls" => Some(Self::Tls),
            _ => None,
        }
    }
}

impl Route {
    /// The way of this pair. `protocol` of a relay's candidate is what the relay speaks to the other side, so our
    /// part of that way is `relayProtocol`.
    pub fn of(pair: &Pair) -> Self {
        let relayed = pair.local == CandidateKind::Relay || pair.remote == CandidateKind::Relay;
        let over = match (pair.local, pair.relay_protocol) {
            (CandidateKind::Relay, Some(protocol)) => protocol,
            _ => pair.protocol,
        };
        Self { hops: if relayed { Hops::Relayed } else { Hops::Direct }, over }
    }

    /// The way in words, as the beginning of a line.
    pub fn title(self) -> String {
        let words = self.words();
        words[..1].to_ascii_uppercase() + &words[1..]
    }

    /// The way in words.
    pub fn words(self) -> &'static str {
        match (self.hops, self.over) {
            (Hops::Direct, Transport::Udp) => "direct, over UDP",
            (Hops::Direct, Transport::Tcp) => "direct, over TCP",
            (Hops::Direct, Transport::Tls) => "direct, over TLS",
            (Hops::Relayed, Transport::Udp) => "through a relay, over UDP",
            (Hops::Relayed, Transport::Tcp) => "through a relay, over TCP",
            (Hops::Relayed, Transport::Tls) => "through a relay, over TLS",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_told_by_both_candidates_and_our_part_of_it() {
        let table = [
            ("host", "host", "udp", None, "direct, over UDP"),
            ("srflx", "prflx", "udp", None, "direct, over UDP"),
            ("host", "host", "tcp", None, "direct, over TCP"),
            ("relay", "host", "udp", Some("udp"), "through a relay, over UDP"),
            ("relay", "srflx", "udp", Some("tls"), "through a relay, over TLS"),
            ("relay", "srflx", "udp", None, "through a relay, over UDP"),
            ("host", "relay", "udp", None, "through a relay, over UDP"),
        ];
        for (local, remote, protocol, relay_protocol, words) in table {
            let pair = Pair {
                local: CandidateKind::parse(local).unwrap(),
                remote: CandidateKind::parse(remote).unwrap(),
                protocol: Transport::parse(protocol).unwrap(),
                relay_protocol: relay_protocol.and_then(Transport::parse),
                round_trip_s: None,
                available_bps: None,
            };
            assert_eq!(Route::of(&pair).words(), words);
            assert_eq!(Route::of(&pair).title().to_lowercase(), words.to_lowercase());
        }
    }
}
