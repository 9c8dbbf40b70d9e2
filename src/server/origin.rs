//! Which pages may connect and post: those of this server, and those of origins that the operator named.
//!
//! Browsers say in `Origin` which page a WebSocket or a form post comes from, and a page cannot change it
//! (RFC 6454, Fetch section 3.1). Programs that are no browsers send none; they hold no one's cookies.

use super::session::Transport;
use super::visitor::Visitor;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// Refuses a request from a page that is neither ours nor allowed. Where it is known what visitors come over, a page of
/// the same host that came over plain HTTP is not ours, but anybody's on the way.
///
/// # Errors
/// With the status and the sentence to answer.
pub fn check(
    visitor: &Visitor,
    headers: &HeaderMap,
    allowed: &[HeaderValue],
) -> Result<(), (StatusCode, &'static str)> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let own = origin.to_str().is_ok_and(|origin| visitor.is_at(origin));
    if own || allowed.contains(origin) {
        Ok(())
    } else {
        Err((
            StatusCode::FORBIDDEN,
            "This page belongs to another site. The server’s operator can allow it: see --allow-origin; and where a \
             proxy stands before it, --trusted-proxy.",
        ))
    }
}

/// How the browser reached us. Where nobody says who could know, the page that it came from does: whatever proxy
/// stands before us, that page's address is what the browser knows.
pub fn transport(visitor: &Visitor, headers: &HeaderMap) -> Transport {
    let seen = || match headers.get(header::ORIGIN) {
        Some(origin) if origin.as_bytes().starts_with(b"https://") => Transport::Https,
        Some(_) | None => Transport::Http,
    };
    visitor.scheme.unwrap_or_else(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&'static str>) -> HeaderMap {
        origin.into_iter().map(|origin| (header::ORIGIN, HeaderValue::from_static(origin))).collect()
    }

    fn visitor(scheme: Option<Transport>) -> Visitor {
        Visitor { address: None, scheme, host: Some("chat.example:3000".to_owned()) }
    }

    #[test]
    fn our_own_pages_and_the_allowed_may_come_and_no_others() {
        let allowed = [HeaderValue::from_static("https://friend.example")];
        for (origin, may) in [
            (None, true),
            (Some("http://chat.example:3000"), true),
            (Some("https://chat.example:3000"), true),
            (Some("https://friend.example"), true),
            (Some("http://friend.example"), false),
            (Some("http://chat.example"), false),
            (Some("http://evil.chat.example:3000"), false),
            (Some("null"), false),
            (Some(""), false),
        ] {
            assert_eq!(check(&visitor(None), &headers(origin), &allowed).is_ok(), may, "{origin:?}");
        }
    }

    #[test]
    fn a_page_over_https_says_so_unless_somebody_knows_better() {
        let (over_http, over_https) = (headers(Some("http://chat.example")), headers(Some("https://chat.example")));
        assert_eq!(transport(&visitor(None), &over_https), Transport::Https);
        assert_eq!(transport(&visitor(None), &over_http), Transport::Http);
        assert_eq!(transport(&visitor(None), &headers(None)), Transport::Http);
        assert_eq!(transport(&visitor(Some(Transport::Https)), &headers(None)), Transport::Https);
        assert_eq!(transport(&visitor(Some(Transport::Http)), &over_https), Transport::Http);
    }
}
