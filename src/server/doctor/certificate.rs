use super::Line;
use crate::server::tls::Validity;
use rustls::pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage};

/// From how little left on somebody should look at it: whatever renews certificates has tried for a while by then.
const SOON: Duration = Duration::from_secs(14 * 24 * 3_600);

/// How a certificate is, and for how long, with those that are sent behind it: by a browser that knows these authorities,
/// and comes by these names as far as they are known.
pub fn judge(
    chain: &[CertificateDer<'_>],
    names: &[ServerName<'_>],
    roots: &[TrustAnchor<'_>],
    now: SystemTime,
) -> Line {
    const ABOUT: &str = "Certificate";
    let read = chain.first().and_then(|own| Some((Validity::of(own)?, EndEntityCert::try_from(own).ok()?)));
    let Some((validity, own)) = read else {
        return Line::bad(ABOUT, "it cannot be read. Make another one.");
    };
    let left = validity.left(now);
    let days = format!("{} days", left.as_secs() / (24 * 3_600));
    if validity.from > now {
        return Line::bad(ABOUT, "it does not hold yet. Is the clock right?");
    }
    if left.is_zero() {
        return Line::bad(ABOUT, "it has run out: browsers let nobody in. Renew it; one by --domain renews itself.");
    }
    if validity.is_self_issued {
        let sentence = format!(
            "no authority has signed it, so browsers warn, and the relay is not offered over TLS. It holds for {days}. \
             A server with a name gets a better one with --domain."
        );
        return Line::hint(ABOUT, sentence);
    }
    let hosts = own.valid_dns_names().collect::<Vec<_>>().join(" and ");
    if let Some(problem) = chain_problem(&own, &chain[1..], roots, now) {
        return Line::hint(ABOUT, format!("for {hosts}: {problem} It holds for {days}."));
    }
    if let Some(other) = names.iter().find(|name| own.verify_is_valid_for_subject_name(name).is_err()) {
        let sentence =
            format!("it is for {hosts} and not for {}: there browsers warn. Get one for it.", other.to_str());
        return Line::hint(ABOUT, sentence);
    }
    if left < SOON {
        return Line::hint(ABOUT, format!("it holds for {days} only. See to what renews it."));
    }
    let come = if names.is_empty() { " Browsers warn under any other name." } else { "" };
    Line::good(ABOUT, format!("for {hosts}, signed by an authority that browsers know, and good for {days}.{come}"))
}

/// Why a browser that knows these authorities would not take it, whatever it is called.
fn chain_problem(
    own: &EndEntityCert<'_>,
    between: &[CertificateDer<'_>],
    roots: &[TrustAnchor<'_>],
    now: SystemTime,
) -> Option<String> {
    let now = UnixTime::since_unix_epoch(now.duration_since(UNIX_EPOCH).unwrap_or_default());
    let usage = KeyUsage::server_auth();
    match own.verify_for_usage(ALL_VERIFICATION_ALGS, roots, between, now, usage, None, None) {
        Ok(_) => None,
        // The second is that of one with a known name and another key.
        Err(Error::UnknownIssuer | Error::InvalidSignatureForPublicKey) => Some(
            "no authority that browsers know has signed it, or an intermediate is missing: its file has to hold those \
             between it and the authority, too. Browsers warn, unless they were told of an authority of your own."
                .to_owned(),
        ),
        Err(error) => Some(format!("browsers do not take it or what is sent behind it ({error:?}). Get another one.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    fn new_year() -> SystemTime {
        date_time_ymd(2031, 1, 1).into()
    }

    fn authority(name: &str) -> CertificateParams {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    }

    /// One for the year 2030, the one between it and its authority, and that.
    fn signed() -> [CertificateDer<'static>; 3] {
        let (root_key, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let (root, between) = (authority("An authority"), authority("One between"));
        let top = root.self_signed(&root_key).unwrap();
        let middle = between.signed_by(&key, &Issuer::new(root, root_key)).unwrap();
        let mut params = CertificateParams::new(["chat.example".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(2030, 1, 1), new_year().into());
        let own = params.signed_by(&KeyPair::generate().unwrap(), &Issuer::new(between, key)).unwrap();
        [own, middle, top].map(|certificate| certificate.der().clone())
    }

    /// How a browser that knows this authority sees it, so long before the year 2031.
    fn seen(chain: &[CertificateDer<'_>], root: &CertificateDer<'_>, name: Option<&str>, now: SystemTime) -> Line {
        let names: Vec<_> = name.into_iter().map(|name| ServerName::try_from(name).unwrap()).collect();
        judge(chain, &names, &[webpki::anchor_from_trusted_cert(root).unwrap()], now)
    }

    #[test]
    fn a_certificate_is_judged_by_its_time() {
        let [own, middle, root] = signed();
        let chain = [own, middle];
        for (now, verdict, words) in [
            (new_year() - DAY * 100, Verdict::Good, "good for 100 days"),
            (new_year() - DAY * 13, Verdict::Hint, "for 13 days only"),
            (new_year() + DAY, Verdict::Bad, "run out"),
            (new_year() - DAY * 400, Verdict::Bad, "not hold yet"),
        ] {
            let line = seen(&chain, &root, Some("chat.example"), now);
            assert_eq!(line.verdict, verdict, "{line}");
            assert!(line.sentence.contains(words), "{line}");
        }
        assert_eq!(seen(&[b"none".to_vec().into()], &root, None, new_year()).verdict, Verdict::Bad);
        assert_eq!(seen(&[], &root, None, new_year()).verdict, Verdict::Bad);
    }

    #[test]
    fn a_chain_with_a_gap_and_an_authority_that_nobody_knows_are_hints() {
        let ([own, middle, root], [_, _, other]) = (signed(), signed());
        let now = new_year() - DAY * 100;
        let whole = [own.clone(), middle];
        let gap = seen(&[own], &root, Some("chat.example"), now);
        assert!(gap.verdict == Verdict::Hint && gap.sentence.contains("an intermediate is missing"), "{gap}");
        let unknown = seen(&whole, &other, None, now);
        assert!(
            unknown.verdict == Verdict::Hint && unknown.sentence.contains("no authority that browsers"),
            "{unknown}"
        );
        let public = judge(&whole, &[], webpki_roots::TLS_SERVER_ROOTS, now);
        assert_eq!(public, unknown);
    }

    #[test]
    fn another_name_is_a_hint_and_without_one_it_is_said_whom_it_is_for() {
        let [own, middle, root] = signed();
        let (chain, now) = ([own, middle], new_year() - DAY * 100);
        let other = seen(&chain, &root, Some("talk.example"), now);
        let words = "it is for chat.example and not for talk.example";
        assert!(other.verdict == Verdict::Hint && other.sentence.contains(words), "{other}");
        let line = seen(&chain, &root, None, now);
        assert!(line.verdict == Verdict::Good && line.sentence.contains("under any other name"), "{line}");
    }

    #[test]
    fn one_of_ones_own_is_a_hint() {
        let own = rcgen::generate_simple_self_signed(["chat.example".to_owned()]).unwrap();
        let line = judge(&[own.cert.der().clone()], &[], webpki_roots::TLS_SERVER_ROOTS, SystemTime::now());
        assert!(line.verdict == Verdict::Hint && line.sentence.contains("--domain"), "{line}");
    }
}
