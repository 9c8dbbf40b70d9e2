use super::*;
use FingerprintError::*;
use proptest::prelude::*;

/// What Chromium 156 offers, with fewer codecs: the fingerprint stands in each section.
const CHROMIUM: &str = "v=0\r\n\
    o=- 664790872392615352 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
    a=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
    a=ice-ufrag:vMQQ\r\na=ice-pwd:LbU1IKaWPKM6QrFaYDsXDJxP\r\na=ice-options:trickle\r\n\
    a=fingerprint:sha-256 37:47:AF:BE:0C:D7:B7:EA:B7:B5:A6:86:7E:7A:A3:AB:50:2E:B7:BC:DB:1C:38:5A:15:6D:95:39:28:15:91:49\r\n\
    a=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=msid:- 2eb18c89-7cf2-418c-a879-69f36063ac8d\r\n\
    a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:111 opus/48000/2\r\na=ssrc:3682227728 cname:1rDfNNI9hR81sDZU\r\n\
    m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n\
    a=ice-ufrag:vMQQ\r\na=ice-pwd:LbU1IKaWPKM6QrFaYDsXDJxP\r\na=ice-options:trickle\r\n\
    a=fingerprint:sha-256 37:47:AF:BE:0C:D7:B7:EA:B7:B5:A6:86:7E:7A:A3:AB:50:2E:B7:BC:DB:1C:38:5A:15:6D:95:39:28:15:91:49\r\n\
    a=setup:actpass\r\na=mid:1\r\na=sendrecv\r\na=msid:- dc66fb59-0522-4e1f-a6c7-8c295fc3e9c7\r\n\
    a=rtcp-mux\r\na=rtcp-rsize\r\na=rtpmap:96 VP8/90000\r\na=ssrc:3701353936 cname:1rDfNNI9hR81sDZU\r\n";

/// The same as Firefox writes it: the fingerprint stands at the top, once for all.
const FIREFOX: &str = "v=0\r\n\
    o=mozilla...THIS_IS_SDPARTA-99.0 2716430573403014953 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=sendrecv\r\n\
    a=fingerprint:sha-256 37:47:AF:BE:0C:D7:B7:EA:B7:B5:A6:86:7E:7A:A3:AB:50:2E:B7:BC:DB:1C:38:5A:15:6D:95:39:28:15:91:49\r\n\
    a=group:BUNDLE 0\r\na=ice-options:trickle\r\na=msid-semantic:WMS *\r\n\
    m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8\r\nc=IN IP4 0.0.0.0\r\na=sendrecv\r\n\
    a=ice-pwd:2ba1a9c9fd4c4c11f4da0fb8dcf6e4f4\r\na=ice-ufrag:8a24b4f5\r\na=mid:0\r\n\
    a=msid:{1d94cb4f-5aaf-4a55-b1cd-fbcbe2fba7ad} {9a2bb1f4-41c5-4c9a-93a5-4a9b3bbcf7b9}\r\n\
    a=rtcp-mux\r\na=rtpmap:109 opus/48000/2\r\na=setup:actpass\r\n";

impl Fingerprint {
    /// For the fixed vectors: the bytes upwards from 0; downwards from 255; upwards, with a SHA-512 beside.
    pub(in crate::call::safety) fn examples() -> [Self; 3] {
        let (up, down) = (line("sha-256", 0..32), line("sha-256", (224..=255).rev()));
        let two = format!("{}{up}", line("SHA-512", 0..64));
        [up, down, two].map(|sdp| Self::from_sdp(&sdp).unwrap())
    }
}

fn line(name: &str, value: impl Iterator<Item = u8>) -> String {
    let value: Vec<String> = value.map(|byte| format!("{byte:02X}")).collect();
    format!("a=fingerprint:{name} {}\r\n", value.join(":"))
}

fn said(sdp: &str) -> Result<Fingerprint, FingerprintError> {
    Fingerprint::from_sdp(sdp)
}

#[test]
fn browsers_that_write_it_differently_mean_the_same() {
    let chromium = said(CHROMIUM).unwrap();
    assert_eq!(chromium.bytes()[..16], *b"\0\0\0\0\0\0\0\x07sha-256\0");
    assert_eq!(chromium.bytes()[23..25], [0x37, 0x47]);
    assert_eq!(chromium.bytes().len(), 8 + 7 + 8 + 32);
    assert_eq!(said(FIREFOX), Ok(chromium.clone()));
    assert_eq!(said(&CHROMIUM.replace("\r\n", "\n")), Ok(chromium.clone()));
    assert_eq!(said(&CHROMIUM.replace("sha-256 37:47:AF", "SHA-256 37:47:af")), Ok(chromium));
}

#[test]
fn every_hash_of_it_counts_in_any_order() {
    let (short, long) = (line("sha-256", 0..32), line("sha-512", 0..64));
    let both = said(&format!("{short}{long}")).unwrap();
    assert_eq!(said(&format!("{long}m=audio\r\n{short}{long}")).unwrap(), both);
    assert_ne!(said(&short).unwrap(), both);
    assert_ne!(said(&long).unwrap(), both);
    assert!(said(&line("sha-384", 0..48)).is_ok());
    assert_ne!(said(&format!("{short}{}", line("sha-512", 1..65))).unwrap(), both, "a false one beside a true one");
}

#[test]
fn what_is_no_fingerprint_is_told_apart() {
    let good = line("sha-256", 0..32);
    for (sdp, error) in [
        ("", Missing),
        ("v=0\r\ns=-\r\n", Missing),
        ("a=fingerprint:", Malformed),
        ("a=fingerprint:sha-256", Malformed),
        ("a=fingerprint:sha-256 ", Malformed),
        ("a=fingerprint:md5 00", Algorithm),
        (&line("sha-1", 0..20), Algorithm),
        (&line("sha-256", 0..31), Malformed),
        (&line("sha-256", 0..33), Malformed),
        (&line("sha-512", 0..32), Malformed),
        (&good.replace(":1F", ":1F:"), Malformed),
        (&good.replace(":1F", ":+F"), Malformed),
        (&good.replace(":1F", ":1F "), Malformed),
        (&good.replace(":1F", ":é"), Malformed),
        (&good.replace(' ', "  "), Malformed),
        (&good.replace("a=fingerprint", "a=Fingerprint"), Malformed),
        (&format!(" {good}"), Malformed),
        (&format!("{good}{}", line("sha-256", 1..33)), Contradiction),
        (&CHROMIUM.replacen("37:47", "37:48", 1), Contradiction),
        (&format!("{good}{}", line("sha-1", 0..20)), Algorithm),
        (&format!("{good}a=x\u{0}a=fingerprint:sha-256 00"), Malformed),
    ] {
        assert_eq!(said(sdp), Err(error), "{sdp:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(any in any::<String>(), near in "(a=fingerprint:(sha-(256|512)|é) ?[0-9A-Fé+]{1,3}(:[0-9A-F]{2}){29,33}[\r\n]{0,2}){0,3}") {
        let _ = said(&any);
        let _ = said(&near);
    }
}
