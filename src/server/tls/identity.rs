use super::validity::Validity;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// A certificate and the key to it: they belong together, and TLS can speak with them.
#[derive(Clone, Debug)]
pub struct Identity {
    pub(super) certified: Arc<CertifiedKey>,
    /// How long it holds.
    pub validity: Validity,
}

/// Why there is none.
#[derive(Debug, PartialEq, Eq)]
pub enum NoIdentity {
    /// No certificate is written there.
    NoCertificate,
    /// What is written there is none, or none that TLS can use.
    BadCertificate,
    /// No private key is written there.
    NoKey,
    /// The key is of another kind than TLS can use.
    BadKey,
    /// The key is another certificate's.
    Strangers,
}

impl Identity {
    /// From what is written in PEM: the server's certificate first, then those between it and its authority; and its key.
    ///
    /// # Errors
    /// When they are none, or do not belong together.
    pub fn parse(certificates: &[u8], key: &[u8]) -> Result<Self, NoIdentity> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(certificates)
            .collect::<Result<_, pem::Error>>()
            .map_err(|_| NoIdentity::BadCertificate)?;
        let own = chain.first().ok_or(NoIdentity::NoCertificate)?;
        let validity = Validity::of(own).ok_or(NoIdentity::BadCertificate)?;
        webpki::EndEntityCert::try_from(own).map_err(|_| NoIdentity::BadCertificate)?;
        let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| NoIdentity::NoKey)?;
        let certified = CertifiedKey::from_der(chain, key, &default_provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => NoIdentity::Strangers,
            _ => NoIdentity::BadKey,
        })?;
        Ok(Self { certified: Arc::new(certified), validity })
    }

    /// What tells the certificate from all others: SHA-256 of it, as browsers show it.
    pub fn fingerprint(&self) -> String {
        let hash = Sha256::digest(self.certificate());
        hash.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
    }

    /// The server's own certificate.
    pub(super) fn certificate(&self) -> &CertificateDer<'static> {
        // `parse` saw to that there is one.
        &self.certified.cert[0]
    }
}

impl fmt::Display for NoIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoCertificate => "there is no certificate (PEM) in it",
            Self::BadCertificate => "its certificate is damaged, or of no kind that browsers take",
            Self::NoKey => "there is no private key (PEM) in it",
            Self::BadKey => "its private key is of no kind that TLS takes: RSA, ECDSA or Ed25519 is wanted",
            Self::Strangers => "the key is not that of the certificate",
        })
    }
}

impl std::error::Error for NoIdentity {}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, generate_simple_self_signed};

    #[test]
    fn a_certificate_and_its_key_belong_together_and_others_do_not() {
        let one = generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let other = KeyPair::generate().unwrap();
        let (pem, key) = (one.cert.pem(), one.signing_key.serialize_pem());
        let parse = |certificate: &str, key: &str| Identity::parse(certificate.as_bytes(), key.as_bytes()).err();
        assert_eq!(parse(&pem, &key), None);
        // Both in one file, in any order.
        assert_eq!(parse(&format!("{key}\n{pem}"), &format!("{pem}\n{key}")), None);
        assert_eq!(parse(&pem, &other.serialize_pem()), Some(NoIdentity::Strangers));
        assert_eq!(parse("", &key), Some(NoIdentity::NoCertificate));
        assert_eq!(parse(&key, &key), Some(NoIdentity::NoCertificate));
        assert_eq!(parse(&pem, &pem), Some(NoIdentity::NoKey));
        assert_eq!(parse(&pem.replacen("MII", "MIA", 1), &key), Some(NoIdentity::BadCertificate));
        assert_eq!(parse(&pem[..pem.len() / 2], &key), Some(NoIdentity::BadCertificate));
    }

    #[test]
    fn every_usual_kind_of_key_is_taken() {
        for kind in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
            let key = KeyPair::generate_for(kind).unwrap();
            let params = rcgen::CertificateParams::new(["a.example".to_owned()]).unwrap();
            let certificate = params.self_signed(&key).unwrap();
            assert!(Identity::parse(certificate.pem().as_bytes(), key.serialize_pem().as_bytes()).is_ok(), "{kind:?}");
        }
    }

    #[test]
    fn the_fingerprint_is_written_as_browsers_show_it() {
        let one = generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let identity = Identity::parse(one.cert.pem().as_bytes(), one.signing_key.serialize_pem().as_bytes()).unwrap();
        let fingerprint = identity.fingerprint();
        assert_eq!(fingerprint.split(':').filter(|byte| byte.len() == 2).count(), 32, "{fingerprint}");
        let bytes: Vec<_> = fingerprint.split(':').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        assert_eq!(bytes, Sha256::digest(one.cert.der()).to_vec());
    }
}
