use super::certificates::Certificates;
use super::{lan, qr};
use crate::protocol::BasePath;
use std::fmt;
use std::net::SocketAddr;

/// What people are told who start a server with a certificate of its own: by what to recognise it, and how a phone on
/// the same network gets there.
pub struct Announcement {
    fingerprint: String,
    /// Where others on the network find it; `None` when they do not.
    elsewhere: Option<String>,
}

impl Announcement {
    /// Of a server at `addr`, whose pages are at this path; `None` when an authority speaks for it.
    pub fn of(certificates: &Certificates, addr: SocketAddr, base: &BasePath) -> Option<Self> {
        let identity = certificates.current().filter(|identity| identity.validity.is_self_issued)?;
        let path = base.as_str();
        let elsewhere = lan::address(addr.ip()).map(|ip| format!("https://{}{path}", SocketAddr::new(ip, addr.port())));
        Some(Self { fingerprint: identity.fingerprint(), elsewhere })
    }
}

impl fmt::Display for Announcement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "No authority has signed its certificate, so browsers warn of it. Its SHA-256 fingerprint is")?;
        writeln!(f, "  {}", self.fingerprint)?;
        match &self.elsewhere {
            Some(url) => {
                write!(f, "A phone on the same network finds it at {url}")?;
                qr::qr(url).map_or(Ok(()), |code| write!(f, "\n\n{}", code.trim_end()))
            }
            None => f.write_str("Only this machine reaches it; --addr 0.0.0.0:3000 opens it to the network."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::tls::identity::Identity;

    fn told(addr: &str, base: &str) -> (String, String) {
        let one = rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let identity = Identity::parse(one.cert.pem().as_bytes(), one.signing_key.serialize_pem().as_bytes()).unwrap();
        let fingerprint = identity.fingerprint();
        let told =
            Announcement::of(&Certificates::new(identity), addr.parse().unwrap(), &BasePath::parse(base).unwrap());
        (told.unwrap().to_string(), fingerprint)
    }

    #[test]
    fn a_server_of_a_lan_says_how_to_get_there_and_how_to_recognise_it() {
        for (base, url) in [("", "https://192.168.1.5:3000"), ("/calls", "https://192.168.1.5:3000/calls")] {
            let (told, fingerprint) = told("192.168.1.5:3000", base);
            assert!(told.contains(&fingerprint) && told.contains(&format!("{url}\n")), "{told}");
            assert!(told.ends_with(qr::qr(url).unwrap().trim_end()), "{told}");
        }
    }

    #[test]
    fn a_server_of_this_machine_alone_says_so() {
        let (told, fingerprint) = told("127.0.0.1:3000", "");
        assert!(told.contains(&fingerprint) && told.contains("--addr 0.0.0.0:3000"), "{told}");
        assert!(!told.contains('█'), "{told}");
    }

    #[test]
    fn nothing_is_said_where_there_is_no_certificate_of_ones_own() {
        let base = BasePath::parse("").unwrap();
        assert!(Announcement::of(&Certificates::none(), "192.168.1.5:3000".parse().unwrap(), &base).is_none());
    }
}
