//! What every answer says to the browser about safety.

use super::State;
use axum::extract::State as Extract;
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// What a page may do: load from here alone, run this page's script and the WASM, and be framed by nobody.
pub fn content_security_policy(nonce: &str) -> String {
    // The development server's reload script has a socket of its own.
    let watch = if std::env::var_os("LEPTOS_WATCH").is_some() { " ws:" } else { "" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self'; media-src 'self' blob:; connect-src 'self'{watch}; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Adds the headers that answers have: all of them, all but scripts and styles, or documents alone. A header
/// without a meaning would only make the first load longer.
pub async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let kind = headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let is_document = kind.starts_with(b"text/html");
    let is_part = [&b"text/css"[..], b"text/javascript", b"application/wasm"].iter().any(|part| kind.starts_with(part));
    let mut set = |name: &'static str, value| drop(headers.insert(name, HeaderValue::from_static(value)));
    set("x-content-type-options", "nosniff");
    set("cross-origin-resource-policy", "same-origin");
    if !is_part {
        // Own forms must keep their Origin, which "no-referrer" would turn into "null".
        set("referrer-policy", "same-origin");
    }
    if is_document {
        set("permissions-policy", PERMISSIONS);
        set("cross-origin-opener-policy", "same-origin");
    }
    if !is_part {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'"));
    }
    // A page is its reader's own, and is asked for again every time.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Asks browsers to insist on HTTPS (HSTS, RFC 6797), where an authority stands behind the certificate: with one of our
/// own they would let nobody past their warning any more.
pub async fn insist(Extract(state): Extract<State>, mut response: Response) -> Response {
    if state.certificates.is_some_and(|certificates| certificates.is_real()) {
        let value = format!("max-age={}", state.config.tls.hsts.as_secs());
        // A number is always a header's text.
        response
            .headers_mut()
            .extend(HeaderValue::try_from(value).map(|value| (header::STRICT_TRANSPORT_SECURITY, value)));
    }
    response
}

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), \
                           fullscreen=(self), picture-in-picture=(self), speaker-selection=(self), \
                           geolocation=(), payment=(), usb=()";
