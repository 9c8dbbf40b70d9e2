//! HTTPS: browsers give cameras and microphones to secure pages alone, and nobody should need a proxy for that.
//!
//! | module | what it is |
//! |---|---|
//! | `options`, `source`, `domain` | the command line, and the one place that it says a certificate comes from |
//! | `certificates`, `identity`, `validity` | what the server proves itself with now, shared by all that speak TLS |
//! | `files` | a certificate from files, read again when they change |
//! | `acme` | one from an authority (Let's Encrypt), asked for, kept and renewed |
//! | `self_signed`, `lan`, `qr`, `announcement` | one of our own for a LAN, and what people are told of it |
//! | `listener` | TLS around a listener: handshakes beside each other, bounded in number and time |
//! | `redirect`, `host` | plain HTTP, which sends browsers on |
//!
//! rustls with ring does the TLS: no OpenSSL, nothing to link with. For ACME, `rustls-acme` was looked at: it brings a
//! second async runtime, tries again a second after a failure (an authority takes five an hour), and decides itself
//! when to. `instant-acme` is the protocol alone, and the hour and the place are said here.

mod acme;
mod announcement;
mod certificates;
mod domain;
mod files;
mod host;
mod identity;
mod lan;
mod listener;
mod options;
mod qr;
mod redirect;
mod self_signed;
mod source;
mod validity;

pub use announcement::Announcement;
pub use certificates::Certificates;
pub use domain::Domain;
pub use listener::TlsListener;
pub use options::Options;
pub use redirect::redirect;
pub use source::Source;
pub use validity::Validity;

use super::Data;
use std::net::IpAddr;
use tokio_util::task::AbortOnDropHandle;

/// HTTPS, ready to be spoken.
pub struct Tls {
    /// What the server proves itself with.
    pub certificates: Certificates,
    /// What keeps that up to date, as long as this is there.
    _upkeep: Option<AbortOnDropHandle<()>>,
}

impl Tls {
    /// Makes a certificate ready, and keeps it so. `site` is where the server listens. Needs a runtime around it.
    ///
    /// # Errors
    /// When there is no certificate and none can come: what is wrong, and what to do.
    pub fn start(source: Source, data: &Data, site: IpAddr) -> Result<Self, String> {
        match source {
            Source::Files { certificate, key } => files::start(certificate, key),
            Source::Acme(wanted) => acme::start(wanted, data.folder()),
            Source::SelfSigned => {
                self_signed::certificates(data.folder(), site).map(|certificates| Self { certificates, _upkeep: None })
            }
        }
    }

    fn kept(certificates: Certificates, upkeep: impl Future<Output = ()> + Send + 'static) -> Self {
        Self { certificates, _upkeep: Some(AbortOnDropHandle::new(tokio::spawn(upkeep))) }
    }
}
