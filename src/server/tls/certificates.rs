use super::Domain;
use super::identity::Identity;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// The protocol by which an authority looks at a challenge (RFC 8737, section 3).
pub const CHALLENGE: &[u8] = b"acme-tls/1";

/// What the server proves itself with. Clones are handles to the same: whatever has been made of one takes every new
/// certificate from its next handshake on, and connections that are open stay.
#[derive(Clone, Debug, Default)]
pub struct Certificates(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// There is none until an authority has given the first one.
    current: RwLock<Option<Identity>>,
    /// What authorities are to find, by name.
    challenges: RwLock<HashMap<String, Arc<CertifiedKey>>>,
}

/// The answer to an authority's challenge. Dropping it takes it away.
pub struct Answer(Certificates, String);

impl Certificates {
    /// None yet.
    pub fn none() -> Self {
        Self::default()
    }

    /// This one.
    pub fn new(identity: Identity) -> Self {
        let certificates = Self::none();
        certificates.set(identity);
        certificates
    }

    /// From now on this one.
    pub fn set(&self, identity: Identity) {
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Some(identity);
    }

    /// The one of now.
    pub fn current(&self) -> Option<Identity> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether an authority stands behind it, so that browsers can be asked to insist on it.
    pub fn is_real(&self) -> bool {
        self.current().is_some_and(|identity| !identity.validity.is_self_issued)
    }

    /// Whether the certificate is for this host.
    pub fn is_for(&self, host: &ServerName<'_>) -> bool {
        self.current().is_some_and(|identity| {
            webpki::EndEntityCert::try_from(identity.certificate())
                .is_ok_and(|certificate| certificate.verify_is_valid_for_subject_name(host).is_ok())
        })
    }

    /// The hosts that it names, without those that stand for many.
    pub fn names(&self) -> Vec<String> {
        let Some(identity) = self.current() else { return Vec::new() };
        let Ok(certificate) = webpki::EndEntityCert::try_from(identity.certificate()) else { return Vec::new() };
        certificate.valid_dns_names().filter(|name| Domain::parse(name).is_ok()).map(str::to_owned).collect()
    }

    /// What TLS is spoken with by a server of these protocols (ALPN); none for one that knows no such thing.
    pub fn config(&self, protocols: &[&[u8]]) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }

    /// Answers the challenge for this name with this certificate.
    pub(super) fn answer(&self, name: &str, answer: CertifiedKey) -> Answer {
        self.challenges().insert(name.to_owned(), Arc::new(answer));
        Answer(self.clone(), name.to_owned())
    }

    fn challenges(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<String, Arc<CertifiedKey>>> {
        self.0.challenges.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.0.challenges().remove(&self.1);
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        // An authority offers that protocol alone (RFC 8737, section 3).
        if hello.alpn().is_some_and(|mut offered| offered.any(|protocol| protocol == CHALLENGE)) {
            let challenges = self.0.challenges.read().unwrap_or_else(PoisonError::into_inner);
            return challenges.get(hello.server_name()?).cloned();
        }
        self.current().map(|identity| identity.certified)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}
