use super::Line;
use crate::server::tls::Validity;
use std::time::{Duration, SystemTime};

/// From how little left on somebody should look at it: whatever renews certificates has tried for a while by then.
const SOON: Duration = Duration::from_secs(14 * 24 * 3_600);

/// How a certificate is, and for how long.
pub fn judge(certificate: &[u8], now: SystemTime) -> Line {
    const ABOUT: &str = "Certificate";
    let Some(validity) = Validity::of(certificate) else {
        return Line::bad(ABOUT, "it cannot be read. Make another one.");
    };
    let left = validity.left(now);
    let days = format!("{} days", left.as_secs() / (24 * 3_600));
    if validity.from > now {
        Line::bad(ABOUT, "it does not hold yet. Is the clock right?")
    } else if left.is_zero() {
        Line::bad(ABOUT, "it has run out: browsers let nobody in. Renew it; one by --domain renews itself.")
    } else if validity.is_self_issued {
        let sentence = format!(
            "no authority has signed it, so browsers warn, and the relay is not offered over TLS. It holds for {days}. \
             A server with a name gets a better one with --domain."
        );
        Line::hint(ABOUT, sentence)
    } else if left < SOON {
        Line::hint(ABOUT, format!("it holds for {days} only. See to what renews it."))
    } else {
        Line::good(ABOUT, format!("signed by an authority, and good for {days}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use rcgen::{CertificateParams, Issuer, KeyPair, date_time_ymd};

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    /// One for the year 2030, signed by an authority.
    fn signed() -> Vec<u8> {
        let (mut authority, key) = (CertificateParams::default(), KeyPair::generate().unwrap());
        authority.distinguished_name.push(rcgen::DnType::CommonName, "An authority");
        let mut params = CertificateParams::new(["chat.example".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2030, 1, 1), date_time_ymd(2031, 1, 1));
        let own = KeyPair::generate().unwrap();
        params.signed_by(&own, &Issuer::new(authority, key)).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_is_judged_by_its_time() {
        let new_year: SystemTime = date_time_ymd(2031, 1, 1).into();
        for (now, verdict, words) in [
            (new_year - DAY * 100, Verdict::Good, "good for 100 days"),
            (new_year - DAY * 13, Verdict::Hint, "for 13 days only"),
            (new_year + DAY, Verdict::Bad, "run out"),
            (new_year - DAY * 400, Verdict::Bad, "not hold yet"),
        ] {
            let line = judge(&signed(), now);
            assert_eq!(line.verdict, verdict, "{line}");
            assert!(line.sentence.contains(words), "{line}");
        }
        assert_eq!(judge(b"none", new_year).verdict, Verdict::Bad);
    }

    #[test]
    fn one_of_ones_own_is_a_hint() {
        let own = rcgen::generate_simple_self_signed(["chat.example".to_owned()]).unwrap();
        let line = judge(own.cert.der(), SystemTime::now());
        assert!(line.verdict == Verdict::Hint && line.sentence.contains("--domain"), "{line}");
    }
}
