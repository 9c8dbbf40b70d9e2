//! The site inside the binary: compressed when it was built, addressed by its hash, cached for ever.
//!
//! Debug builds read the files from disk instead, so that `cargo leptos watch` shows a change at once.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::LeptosOptions;
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// What `cargo leptos build` made.
#[derive(RustEmbed)]
#[folder = "target/site"]
#[allow_missing = true]
pub struct Site;

/// The folder of scripts, styles and WASM.
const PKG: &str = "pkg";

/// A hash over all that a page loads: a new build has new addresses.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut files: Vec<_> = Site::iter().filter(|path| path.starts_with(PKG)).collect();
    files.sort();
    let mut hasher = Sha256::new();
    for path in &files {
        hasher.update(path.as_bytes());
        hasher.update(Site::get(path).map(|file| file.metadata.sha256_hash()).unwrap_or_default());
    }
    hex(&hasher.finalize()[..8])
});

impl Site {
    /// Where a page finds its scripts and styles.
    pub fn options() -> LeptosOptions {
        LeptosOptions::builder().output_name("switchboard").site_pkg_dir(Self::folder()).build()
    }

    fn folder() -> String {
        if cfg!(debug_assertions) { PKG.to_owned() } else { format!("{PKG}/{}", *HASH) }
    }
}

/// `GET /pkg/HASH/FILE`: never changes. A page of an earlier build asks for another hash, and gets nothing
/// rather than a script that does not fit it.
pub async fn hashed(Path((hash, file)): Path<(String, String)>, headers: HeaderMap) -> Response {
    if hash == *HASH { serve(&format!("{PKG}/{file}"), &headers, FOR_EVER) } else { missing() }
}

/// `GET /pkg/FILE`: the same without a hash, for development.
pub async fn plain(Path(file): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("{PKG}/{file}"), &headers, REVALIDATED)
}

/// A file from `public/`, if there is one of that name.
pub fn public(path: &str, headers: &HeaderMap) -> Option<Response> {
    let path = path.trim_start_matches('/');
    let listed = !path.is_empty() && !path.starts_with(PKG) && !path.ends_with(".br") && !path.ends_with(".gz");
    (listed && Site::get(path).is_some()).then(|| serve(path, headers, REVALIDATED))
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const REVALIDATED: &str = "no-cache";

fn serve(path: &str, headers: &HeaderMap, caching: &'static str) -> Response {
    let Some((file, encoding)) = best(path, headers) else { return missing() };
    let Some(original) = Site::get(path) else { return missing() };
    let etag = format!("\"{}{}\"", hex(&original.metadata.sha256_hash()[..12]), encoding.suffix());
    let common = [
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
    ];
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if known.flat_map(|value| value.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        return (StatusCode::NOT_MODIFIED, common, [(header::ETAG, etag)]).into_response();
    }
    let kind = original.metadata.mimetype().to_owned();
    let mut response = (common, [(header::ETAG, etag), (header::CONTENT_TYPE, kind)], file.data).into_response();
    if let Some(name) = encoding.name() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    response
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, REVALIDATED)], "There is no such file.").into_response()
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Plain,
}

impl Encoding {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Plain => None,
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Brotli => "-br",
            Self::Gzip => "-gz",
            Self::Plain => "",
        }
    }

    fn file(self, path: &str) -> Option<EmbeddedFile> {
        match self {
            Self::Brotli => Site::get(&format!("{path}.br")),
            Self::Gzip => Site::get(&format!("{path}.gz")),
            Self::Plain => Site::get(path),
        }
    }
}

/// The smallest form of a file that the browser takes (RFC 9110, section 12.5.3).
fn best(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Encoding)> {
    // What a build before this one left beside a file is older than the file.
    let fresh = !cfg!(debug_assertions);
    let wanted = |encoding: &Encoding| encoding.name().is_none_or(|name| fresh && accepts(headers, name));
    [Encoding::Brotli, Encoding::Gzip, Encoding::Plain]
        .into_iter()
        .filter(wanted)
        .find_map(|encoding| Some((encoding.file(path)?, encoding)))
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|q| q.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        named && !refused
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_that_is_refused_is_not_sent() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip;q=0.5, BR, deflate;q=0"));
        assert!(accepts(&headers, "br") && accepts(&headers, "gzip"));
        assert!(!accepts(&headers, "deflate") && !accepts(&headers, "zstd"));
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("br;q=0.0"));
        assert!(!accepts(&headers, "br"));
    }
}
