//! Which pages may connect and post: those of this server, and those of origins that the operator named.
//!
//! Browsers say in `Origin` which page a WebSocket or a form post comes from, and a page cannot change it
//! (RFC 6454, Fetch section 3.1). Programs that are no browsers send none; they hold no one's cookies.

use super::session::Transport;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// Refuses a request from a page that is neither ours nor allowed. `known` is what requests come over, where the server
/// knows: a page of the same host that came over plain HTTP is then anybody's on the way.
///
/// # Errors
/// With the status and the sentence to answer.
pub fn check(
    headers: &HeaderMap,
    allowed: &[HeaderValue],
    known: Option<Transport>,
) -> Result<(), (StatusCode, &'static str)> {
    let Some(origin) = headers.get(header::ORIGIN) else { return Ok(()) };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    let own = authority(origin).is_some_and(|authority| Some(authority) == host)
        && known.is_none_or(|known| known == transport(headers));
    if own || allowed.contains(origin) {
        Ok(())
    } else {
        Err((
            StatusCode::FORBIDDEN,
            "This page belongs to another site. The server’s operator can allow it: see --allow-origin.",
        ))
    }
}

/// How the browser reached us, by the page it came from: whatever proxy stands before us, that page's
/// address is what the browser knows.
pub fn transport(headers: &HeaderMap) -> Transport {
    match headers.get(header::ORIGIN) {
        Some(origin) if origin.as_bytes().starts_with(b"https://") => Transport::Https,
        Some(_) | None => Transport::Http,
    }
}

fn authority(origin: &HeaderValue) -> Option<&[u8]> {
    let origin = origin.as_bytes();
    origin.strip_prefix(b"https://").or_else(|| origin.strip_prefix(b"http://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("chat.example:3000"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
        }
        headers
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
            assert_eq!(check(&headers(origin), &allowed, None).is_ok(), may, "{origin:?}");
        }
    }

    #[test]
    fn over_our_own_https_a_page_of_plain_http_is_not_ours() {
        let allowed = [HeaderValue::from_static("http://friend.example")];
        for (origin, may) in [
            (None, true),
            (Some("https://chat.example:3000"), true),
            (Some("http://chat.example:3000"), false),
            (Some("http://friend.example"), true),
        ] {
            let checked = check(&headers(origin), &allowed, Some(Transport::Https));
            assert_eq!(checked.is_ok(), may, "{origin:?}");
        }
    }

    #[test]
    fn a_page_over_https_says_so() {
        assert_eq!(transport(&headers(Some("https://chat.example:3000"))), Transport::Https);
        assert_eq!(transport(&headers(Some("http://chat.example:3000"))), Transport::Http);
    }
}
