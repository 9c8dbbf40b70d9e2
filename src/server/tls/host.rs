use super::{Certificates, Domain};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use rustls::pki_types::ServerName;
use std::net::{IpAddr, SocketAddr};

/// The port of HTTPS, which addresses do not name.
const HTTPS: u16 = 443;

/// Where plain HTTP leads to: this server over HTTPS, and nowhere else, whatever a request says of itself.
#[derive(Clone)]
pub struct Destination {
    certificates: Certificates,
    /// The names that a certificate is asked for, which may not be there yet.
    domains: Vec<Domain>,
    port: u16,
}

impl Destination {
    /// To a server with these certificates at this port; with names that an authority looks at, which it does at 443.
    pub fn new(certificates: Certificates, domains: Vec<Domain>, port: u16) -> Self {
        let port = if domains.is_empty() { port } else { HTTPS };
        Self { certificates, domains, port }
    }

    /// What a request's `Host` becomes. `here` is the address that the request came to.
    pub fn of(&self, headers: &HeaderMap, here: IpAddr) -> String {
        let asked = host(headers).filter(|host| self.is_ours(host));
        let host = match asked {
            Some(ServerName::DnsName(name)) => name.as_ref().to_ascii_lowercase(),
            Some(ServerName::IpAddress(ip)) => bracketed(ip.into()),
            _ => self.own_name().unwrap_or_else(|| bracketed(here.to_canonical())),
        };
        if self.port == HTTPS { host } else { format!("{host}:{}", self.port) }
    }

    fn is_ours(&self, host: &ServerName<'_>) -> bool {
        let is_asked_for = matches!(host, ServerName::DnsName(name)
            if self.domains.iter().any(|domain| domain.as_str().eq_ignore_ascii_case(name.as_ref())));
        is_asked_for || self.certificates.is_for(host)
    }

    /// A name by which browsers that came by another one find us without a warning.
    fn own_name(&self) -> Option<String> {
        let asked_for = self.domains.first().map(Domain::to_string);
        asked_for.or_else(|| self.certificates.names().into_iter().next().filter(|_| self.certificates.is_real()))
    }
}

/// The host that a request names, without its port; `None` when it names none, several, or nonsense.
fn host(headers: &HeaderMap) -> Option<ServerName<'static>> {
    let mut given = headers.get_all(HOST).iter();
    let (Some(host), None) = (given.next(), given.next()) else { return None };
    let authority: Authority = host.to_str().ok()?.parse().ok()?;
    if authority.as_str().contains('@') {
        return None;
    }
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    ServerName::try_from(host.to_owned()).ok()
}

/// As it stands in an address.
fn bracketed(ip: IpAddr) -> String {
    let written = SocketAddr::new(ip, 0).to_string();
    written.trim_end_matches(":0").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::tls::identity::Identity;
    use axum::http::HeaderValue;
    use rcgen::{CertificateParams, Issuer, KeyPair};

    const HERE: &str = "192.168.1.5";

    fn certificates(names: &[&str], is_real: bool) -> Certificates {
        let (authority, key) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        let mut named = CertificateParams::default();
        named.distinguished_name.push(rcgen::DnType::CommonName, "An authority");
        let certificate = match is_real {
            true => params.signed_by(&key, &Issuer::new(named, authority)),
            false => params.self_signed(&key),
        };
        let (pem, key) = (certificate.unwrap().pem(), key.serialize_pem());
        Certificates::new(Identity::parse(pem.as_bytes(), key.as_bytes()).unwrap())
    }

    fn leads(to: &Destination, hosts: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, HeaderValue::from_str(host).unwrap());
        }
        to.of(&headers, HERE.parse().unwrap())
    }

    /// What nobody should be sent to.
    const ODD: [&[&str]; 10] = [
        &[],
        &["evil.example"],
        &["chat.example@evil.example"],
        &["chat.example", "evil.example"],
        &["chat.example, evil.example"],
        &["chat.example/.evil.example"],
        &["chat.example:80@evil.example"],
        &["evil.example#chat.example"],
        &["203.0.113.9"],
        &["chat.example evil"],
    ];

    #[test]
    fn a_host_of_the_certificate_is_kept_and_no_other() {
        let to = Destination::new(certificates(&["chat.example", "b.example", "*.w.example"], true), vec![], 8443);
        for host in ["chat.example", "CHAT.example", "chat.example:80", "chat.example:8080"] {
            assert_eq!(leads(&to, &[host]), "chat.example:8443", "{host}");
        }
        assert_eq!(leads(&to, &["b.example"]), "b.example:8443");
        assert_eq!(leads(&to, &["a.w.example"]), "a.w.example:8443");
        for odd in ODD {
            assert_eq!(leads(&to, odd), "chat.example:8443", "{odd:?}");
        }
    }

    #[test]
    fn the_first_name_asked_for_is_where_others_lead_even_before_there_is_a_certificate() {
        let domains = ["chat.example", "b.example"].map(|name| Domain::parse(name).unwrap()).to_vec();
        let to = Destination::new(Certificates::none(), domains, 3000);
        assert_eq!(leads(&to, &["b.example:80"]), "b.example");
        for odd in ODD {
            assert_eq!(leads(&to, odd), "chat.example", "{odd:?}");
        }
    }

    #[test]
    fn without_a_name_the_address_that_was_asked_is_where_it_leads() {
        let to = Destination::new(certificates(&["localhost", "127.0.0.1", "192.168.1.5", "::1"], false), vec![], 3000);
        for (host, leads_to) in [
            ("127.0.0.1:80", "127.0.0.1:3000"),
            ("[::1]:80", "[::1]:3000"),
            ("localhost", "localhost:3000"),
            ("host.lan", "192.168.1.5:3000"),
        ] {
            assert_eq!(leads(&to, &[host]), leads_to);
        }
        for odd in ODD {
            assert_eq!(leads(&to, odd), "192.168.1.5:3000", "{odd:?}");
        }
    }
}
