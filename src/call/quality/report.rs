use super::{Figures, Mark, Summary};
use serde::{Serialize, Serializer};
use std::collections::VecDeque;
use std::time::Duration;

/// What goes into a bug report: numbers, and words out of the lists in this module. None of its types has room for
/// an address, for a name, or for what a device is called.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    /// How what they get is at the moment.
    pub mine: Mark,
    /// How what we get is.
    pub theirs: Mark,
    /// All of the call.
    pub summary: Summary,
    /// Its last minute.
    pub seconds: &'a VecDeque<Figures>,
}

impl Report<'_> {
    pub fn json(&self) -> String {
        // There is nothing in it that JSON cannot hold.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A time as a whole number.
pub(super) fn milliseconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(super::note::milliseconds(*time))
}

#[cfg(test)]
mod tests {
    use super::super::script::{Second, call};
    use super::super::{Codec, Limit, Transport};
    use serde_json::Value;

    /// Every text in a report is one of these.
    const WORDS: [&str; 14] = [
        "good",
        "fair",
        "poor",
        "direct",
        "relayed",
        "udp",
        "tcp",
        "tls",
        "none",
        "cpu",
        "bandwidth",
        "other",
        "Opus",
        "Other",
    ];

    fn texts<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::String(text) => found.push(text),
            Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
            Value::Object(fields) => fields.values().for_each(|value| texts(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn is_address(text: &str) -> bool {
        text.split(|c: char| !c.is_ascii_hexdigit() && c != '.' && c != ':')
            .any(|word| word.parse::<std::net::IpAddr>().is_ok() || word.parse::<std::net::SocketAddr>().is_ok())
    }

    #[test]
    fn a_report_has_no_room_for_an_address() {
        let hostile = Some(Codec::parse("video/[2001:db8::1]:192.0.2.1"));
        let relays = [None, Some(Transport::Udp), Some(Transport::Tcp), Some(Transport::Tls)];
        let script: Vec<Second> = relays
            .into_iter()
            .flat_map(|relay| [Limit::None, Limit::Cpu, Limit::Bandwidth, Limit::Other].map(|limit| (relay, limit)))
            .map(|(relay, limit)| Second { relay, limit, video_codec: hostile, lost_theirs: 500, ..Second::GOOD })
            .collect();
        let json = call(&script).report();
        let report: Value = serde_json::from_str(&json).unwrap();
        let mut found = Vec::new();
        texts(&report, &mut found);
        assert!(found.len() > 16 && found.iter().all(|text| WORDS.contains(text)), "{found:?}");
        assert!(is_address("at 192.0.2.1, say") && is_address("[2001:db8::1]:9"));
        assert!(!json.split('"').any(is_address), "{json}");
        assert_eq!(report["seconds"].as_array().unwrap().len(), script.len());
        assert_eq!(report["seconds"][0]["at_ms"], 101_000);
        assert_eq!(report["summary"]["lasted_ms"], 16_000);
        assert_eq!(report["theirs"], "poor");
    }

    #[test]
    fn a_call_without_a_second_has_a_report_too() {
        let report: Value = serde_json::from_str(&call(&[]).report()).unwrap();
        assert_eq!(report["seconds"], Value::Array(vec![]));
        assert_eq!(report["summary"]["round_trip_ms"], Value::Null);
    }
}
