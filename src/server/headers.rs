//! What every answer says to the browser about safety.

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

/// Adds the headers that every answer has.
pub async fn harden(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Own forms must keep their Origin, which "no-referrer" would turn into "null".
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static("default-src 'none'"));
    // A page is its reader's own, and is asked for again every time.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), \
                           fullscreen=(self), picture-in-picture=(self), speaker-selection=(self), \
                           geolocation=(), payment=(), usb=()";
