//! Who asks: from which address, over what, and for which host.
//!
//! A connection tells who is at its other end. Where that is a proxy that the operator trusts, it tells of whoever is
//! behind it: in `X-Forwarded-For`, `X-Forwarded-Proto` and `X-Forwarded-Host`. From anybody else these count for
//! nothing, because everybody can write them.
//!
//! `Forwarded` (RFC 7239) is not read. The proxies in use write the other three, and pass on what a visitor has put
//! into this one: it would be a visitor's word, taken for a proxy's.

use super::config::Config;
use super::peer::Peer;
use super::session::Transport;
use super::trusted_proxy::TrustedProxy;
use crate::client::Told;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

const FOR: &str = "x-forwarded-for";
const PROTO: &str = "x-forwarded-proto";
const HOST: &str = "x-forwarded-host";

/// Whoever asks, as far as it can be told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visitor {
    /// Where they are: their own address, or that of the last proxy that anybody vouches for.
    pub address: Option<IpAddr>,
    /// What their browser speaks; `None` where nobody says who could know.
    pub scheme: Option<Transport>,
    /// The host and port that their browser asked for, as it writes them in a page's address.
    pub host: Option<String>,
}

impl Visitor {
    /// Whoever is behind this connection and these headers.
    pub fn of(peer: Peer, headers: &HeaderMap, trusted: &[TrustedProxy]) -> Self {
        let asked = last(headers, header::HOST.as_str());
        if !is_trusted(peer.address, trusted) {
            return Self { address: peer.address, scheme: peer.transport, host: asked.map(str::to_owned) };
        }
        Self {
            address: furthest(peer, headers, trusted),
            // Where it says nothing, what it speaks to us itself is all there is to go by.
            scheme: last(headers, PROTO).map_or(peer.transport, transport),
            host: last(headers, HOST).or(asked).map(str::to_owned),
        }
    }

    /// Whether a page of this origin is this site's own, as they reach it.
    pub fn is_at(&self, origin: &str) -> bool {
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        let (Some(scheme), Some(host)) = (transport(scheme), &self.host) else { return false };
        // Browsers leave out the port that goes without saying; proxies may write it.
        let port = match scheme {
            Transport::Https => ":443",
            Transport::Http => ":80",
        };
        let same_host = authority.eq_ignore_ascii_case(host.strip_suffix(port).unwrap_or(host));
        same_host && self.scheme.is_none_or(|known| known == scheme)
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    S: Sync,
    Arc<Config>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(peer(parts), &parts.headers, &Arc::<Config>::from_ref(state).trusted_proxies))
    }
}

/// What a trusted proxy says of whoever asks; `None` where nobody is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxied(pub Option<Told>);

impl Proxied {
    /// By this connection and these headers.
    pub fn of(peer: Peer, headers: &HeaderMap, trusted: &[TrustedProxy]) -> Self {
        Self(is_trusted(peer.address, trusted).then(|| Told {
            address: last(headers, FOR).and_then(ip).is_some(),
            scheme: last(headers, PROTO).and_then(transport).is_some(),
            host: last(headers, HOST).is_some(),
        }))
    }
}

impl<S> FromRequestParts<S> for Proxied
where
    S: Sync,
    Arc<Config>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(peer(parts), &parts.headers, &Arc::<Config>::from_ref(state).trusted_proxies))
    }
}

fn peer(parts: &Parts) -> Peer {
    parts.extensions.get::<ConnectInfo<Peer>>().map_or_else(Peer::default, |info| info.0)
}

fn is_trusted(address: Option<IpAddr>, trusted: &[TrustedProxy]) -> bool {
    trusted.iter().any(|proxy| proxy.is_at(address))
}

/// Each proxy writes whom it has heard from behind what it has got. So it is read from the end, as long as the writer
/// is trusted: before that stands what the visitor has made up.
fn furthest(peer: Peer, headers: &HeaderMap, trusted: &[TrustedProxy]) -> Option<IpAddr> {
    let mut address = peer.address;
    let values = headers.get_all(FOR).iter().rev().map(|value| value.to_str().unwrap_or_default());
    for hop in values.flat_map(|value| value.rsplit(',')).map(str::trim) {
        let Some(ip) = ip(hop) else { break };
        address = Some(ip);
        if !is_trusted(address, trusted) {
            break;
        }
    }
    address
}

/// An address, with a port or without.
fn ip(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(with_port).or_else(bracketed).map(|ip| ip.to_canonical())
}

/// The last value of a header: the proxy next to us has written it.
fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(str::trim).filter(|value| !value.is_empty())
}

fn transport(scheme: &str) -> Option<Transport> {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("https") {
        Some(Transport::Https)
    } else if is("http") {
        Some(Transport::Http)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn trusted(proxies: &str) -> Vec<TrustedProxy> {
        proxies.split_whitespace().map(|proxy| proxy.parse().unwrap()).collect()
    }

    /// Where a visitor is, if the connection comes from `peer` with these lines of `X-Forwarded-For`.
    fn address(proxies: &str, peer: &str, lines: &[&str]) -> Option<String> {
        let peer = Peer { address: peer.parse().ok(), transport: None };
        let lines: Vec<_> = lines.iter().map(|line| (FOR, *line)).collect();
        Visitor::of(peer, &headers(&lines), &trusted(proxies)).address.map(|ip| ip.to_string())
    }

    #[test]
    fn an_address_is_taken_from_trusted_proxies_alone_and_from_the_end() {
        const OWN: &str = "10.0.0.0/8 fd00::/8";
        for (proxies, peer, lines, wanted) in [
            // Nobody is trusted, or somebody else is.
            ("", "10.0.0.1", &["192.0.2.1"][..], "10.0.0.1"),
            (OWN, "192.0.2.9", &["192.0.2.1"], "192.0.2.9"),
            ("unix", "10.0.0.1", &["192.0.2.1"], "10.0.0.1"),
            // One proxy, two, and two that write a line each.
            (OWN, "10.0.0.1", &["192.0.2.1"], "192.0.2.1"),
            (OWN, "10.0.0.1", &["192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            (OWN, "10.0.0.1", &["192.0.2.1", "10.0.0.2"], "192.0.2.1"),
            (OWN, "fd00::1", &["2001:db8::1,fd00::2 "], "2001:db8::1"),
            // What the visitor has put before it.
            (OWN, "10.0.0.1", &["203.0.113.7, 192.0.2.1"], "192.0.2.1"),
            (OWN, "10.0.0.1", &["203.0.113.7", "192.0.2.1"], "192.0.2.1"),
            (OWN, "10.0.0.1", &["10.0.0.3, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            // Nobody but proxies; nobody that can be told.
            (OWN, "10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            (OWN, "10.0.0.1", &[], "10.0.0.1"),
            (OWN, "10.0.0.1", &["192.0.2.1, unknown"], "10.0.0.1"),
            (OWN, "10.0.0.1", &["192.0.2.1, _hidden, 10.0.0.2"], "10.0.0.2"),
            (OWN, "10.0.0.1", &["192.0.2.1,"], "10.0.0.1"),
            // As it may be written.
            (OWN, "10.0.0.1", &["192.0.2.1:5000"], "192.0.2.1"),
            (OWN, "10.0.0.1", &["[2001:db8::1]:5000"], "2001:db8::1"),
            (OWN, "10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            (OWN, "10.0.0.1", &["::ffff:192.0.2.1, ::ffff:10.0.0.2"], "192.0.2.1"),
        ] {
            assert_eq!(address(proxies, peer, lines).as_deref(), Some(wanted), "{proxies:?} {peer} {lines:?}");
        }
        // A Unix socket, whose other end has no address.
        assert_eq!(address("unix", "", &["192.0.2.1"]).as_deref(), Some("192.0.2.1"));
        assert_eq!(address("unix 10.0.0.0/8", "", &["192.0.2.1, 10.0.0.2"]).as_deref(), Some("192.0.2.1"));
        assert_eq!(address(OWN, "", &["192.0.2.1"]), None);
        assert_eq!(address("unix", "", &[]), None);
    }

    #[test]
    fn a_socket_for_both_families_shows_ipv4_as_what_it_is() {
        let peer = Peer::from("[::ffff:10.0.0.1]:5000".parse::<SocketAddr>().unwrap());
        let visitor = Visitor::of(peer, &headers(&[(FOR, "192.0.2.1")]), &trusted("10.0.0.0/8"));
        assert_eq!(visitor.address, Some("192.0.2.1".parse().unwrap()));
    }

    #[test]
    fn scheme_and_host_are_what_the_proxy_next_to_us_has_written_last() {
        let peer = Peer { address: "10.0.0.1".parse().ok(), transport: Some(Transport::Https) };
        let told = |lines: &[_]| {
            let headers = headers(&[&[("host", "inner:3000")], lines].concat());
            let visitor = Visitor::of(peer, &headers, &trusted("10.0.0.1"));
            let unheard = Visitor::of(peer, &headers, &trusted("10.0.0.2"));
            assert_eq!(unheard.scheme, Some(Transport::Https), "what we see ourselves");
            assert_eq!(unheard.host.as_deref(), Some("inner:3000"));
            (visitor.scheme, visitor.host.unwrap())
        };
        let (http, https) = (Some(Transport::Http), Some(Transport::Https));
        assert_eq!(told(&[(PROTO, "https"), (HOST, "chat.example")]), (https, "chat.example".into()));
        assert_eq!(
            told(&[(PROTO, "https, http"), (HOST, "evil.example, chat.example")]),
            (http, "chat.example".into())
        );
        assert_eq!(told(&[(PROTO, "http"), (PROTO, "HTTPS")]).0, https);
        assert_eq!(told(&[(PROTO, "gopher")]).0, None);
        // Where it says nothing of that, it speaks TLS to us itself.
        assert_eq!(told(&[("forwarded", "for=192.0.2.1;proto=http;host=evil.example")]), (https, "inner:3000".into()));
        let in_the_clear = Peer { transport: None, ..peer };
        assert_eq!(Visitor::of(in_the_clear, &headers(&[]), &trusted("10.0.0.1")).scheme, None);
    }

    #[test]
    fn what_a_trusted_proxy_says_is_seen_and_what_it_leaves_out() {
        let peer = Peer { address: "10.0.0.1".parse().ok(), transport: None };
        let told = |lines: &[_]| Proxied::of(peer, &headers(lines), &trusted("10.0.0.1")).0;
        let all = Told { address: true, scheme: true, host: true };
        let lines = [(FOR, "192.0.2.1"), (PROTO, "https"), (HOST, "chat.example")];
        assert_eq!(told(&lines), Some(all));
        assert_eq!(told(&lines[1..]), Some(Told { address: false, ..all }));
        assert_eq!(told(&[(FOR, "unknown"), lines[1], lines[2]]), Some(Told { address: false, ..all }));
        assert_eq!(told(&[lines[0], lines[2]]), Some(Told { scheme: false, ..all }));
        assert_eq!(told(&lines[..2]), Some(Told { host: false, ..all }));
        assert_eq!(Proxied::of(peer, &headers(&lines), &trusted("10.0.0.2")).0, None);
    }

    #[test]
    fn a_page_is_our_own_by_its_host_and_by_its_scheme_where_that_is_known() {
        let visitor = |scheme, host: &str| Visitor { scheme, host: Some(host.to_owned()), address: None };
        let (http, https) = (Some(Transport::Http), Some(Transport::Https));
        for (visitor, origin, own) in [
            (visitor(None, "chat.example:3000"), "http://chat.example:3000", true),
            (visitor(None, "chat.example:3000"), "https://chat.example:3000", true),
            (visitor(https, "chat.example"), "https://chat.example", true),
            (visitor(https, "Chat.example:443"), "https://chat.example", true),
            (visitor(http, "chat.example:80"), "http://chat.example", true),
            (visitor(https, "chat.example"), "http://chat.example", false),
            (visitor(http, "chat.example"), "https://chat.example", false),
            (visitor(https, "chat.example:80"), "https://chat.example", false),
            (visitor(None, "chat.example:3000"), "http://chat.example", false),
            (visitor(None, "chat.example:3000"), "http://evil.chat.example:3000", false),
            (visitor(None, "chat.example"), "null", false),
            (visitor(None, "chat.example"), "", false),
            (visitor(None, "chat.example"), "ftp://chat.example", false),
            (Visitor::default(), "http://", false),
        ] {
            assert_eq!(visitor.is_at(origin), own, "{origin:?} {visitor:?}");
        }
    }
}
