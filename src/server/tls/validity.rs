use std::time::{Duration, SystemTime};
use time::OffsetDateTime;
use yasna::tags::{TAG_GENERALIZEDTIME, TAG_UTCTIME};
use yasna::{ASN1Result, BERReader, BERReaderSeq, Tag};

/// From when until when a certificate holds, and whether somebody else has signed it (RFC 5280, section 4.1).
///
/// rustls does not tell: it looks at certificates of others, and at its own only to send them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// From then on.
    pub from: SystemTime,
    /// Until then.
    pub until: SystemTime,
    /// Its issuer is its subject: no authority has signed it.
    pub is_self_issued: bool,
}

impl Validity {
    /// That of a certificate; `None` when it is none.
    pub fn of(certificate: &[u8]) -> Option<Self> {
        yasna::parse_der(certificate, |reader| {
            reader.read_sequence(|certificate| {
                let validity = certificate.next().read_sequence(to_be_signed)?;
                rest(certificate)?;
                Ok(validity)
            })
        })
        .ok()
    }

    /// The moment from which it is to be renewed: two thirds of its time have passed, as authorities ask.
    pub fn renewal(&self) -> SystemTime {
        let whole = self.until.duration_since(self.from).unwrap_or_default();
        self.until - whole / 3
    }

    /// What is left of it; nothing when it is over.
    pub fn left(&self, now: SystemTime) -> Duration {
        self.until.duration_since(now).unwrap_or_default()
    }
}

fn to_be_signed(fields: &mut BERReaderSeq<'_, '_>) -> ASN1Result<Validity> {
    fields.read_optional(|reader| reader.read_tagged(Tag::context(0), |version| version.read_i64()))?;
    let (_serial, _algorithm) = (fields.next().read_der()?, fields.next().read_der()?);
    let issuer = fields.next().read_der()?;
    let (from, until) =
        fields.next().read_sequence(|validity| Ok((moment(validity.next())?, moment(validity.next())?)))?;
    let subject = fields.next().read_der()?;
    rest(fields)?;
    Ok(Validity { from: from.into(), until: until.into(), is_self_issued: issuer == subject })
}

/// What is not looked at.
fn rest(fields: &mut BERReaderSeq<'_, '_>) -> ASN1Result<()> {
    while fields.read_optional(|reader| reader.read_der())?.is_some() {}
    Ok(())
}

/// A time: in one of two ways, by its year.
fn moment(reader: BERReader<'_, '_>) -> ASN1Result<OffsetDateTime> {
    match reader.lookahead_tag()? {
        TAG_UTCTIME => reader.read_utctime().map(|time| *time.datetime()),
        TAG_GENERALIZEDTIME => reader.read_generalized_time().map(|time| *time.datetime()),
        _ => Err(yasna::ASN1Error::new(yasna::ASN1ErrorKind::Invalid)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertificateParams, Issuer, KeyPair, date_time_ymd};

    fn params(from: i32, until: i32) -> CertificateParams {
        let mut params = CertificateParams::new(["a.example".to_owned()]).unwrap();
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(until, 1, 1));
        params
    }

    #[test]
    fn a_certificate_says_from_when_until_when() {
        let key = KeyPair::generate().unwrap();
        // From 2050 on, years have four digits (RFC 5280, section 4.1.2.5).
        for (from, until) in [(2020, 2030), (2040, 2060), (2055, 4096)] {
            let certificate = params(from, until).self_signed(&key).unwrap();
            let validity = Validity::of(certificate.der()).unwrap();
            assert_eq!(validity.from, SystemTime::from(date_time_ymd(from, 1, 1)));
            assert_eq!(validity.until, SystemTime::from(date_time_ymd(until, 1, 1)));
            assert!(validity.is_self_issued);
        }
    }

    #[test]
    fn one_that_an_authority_has_signed_is_told_from_one_that_none_has() {
        let (authority, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let mut named = params(2020, 2030);
        named.distinguished_name.push(rcgen::DnType::CommonName, "An authority");
        let signed = params(2020, 2030).signed_by(&key, &Issuer::new(named, authority)).unwrap();
        assert!(!Validity::of(signed.der()).unwrap().is_self_issued);
    }

    #[test]
    fn it_is_renewed_when_a_third_of_its_time_is_left() {
        let at = |days: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400);
        let validity = Validity { from: at(100), until: at(190), is_self_issued: false };
        assert_eq!(validity.renewal(), at(160));
        assert_eq!(validity.left(at(180)), Duration::from_secs(10 * 86_400));
        assert_eq!(validity.left(at(200)), Duration::ZERO);
    }

    #[test]
    fn nonsense_is_no_certificate() {
        let whole = params(2020, 2030).self_signed(&KeyPair::generate().unwrap()).unwrap();
        for length in 0..whole.der().len() {
            assert_eq!(Validity::of(&whole.der()[..length]), None, "{length}");
        }
    }
}
