use super::host::Destination;
use super::{Certificates, Domain};
use axum::Router;
use axum::extract::State;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::serve::IncomingStream;
use std::net::{IpAddr, Ipv4Addr};
use tokio::net::TcpListener;

/// The address that a request came to.
#[derive(Clone, Copy)]
struct Here(IpAddr);

/// Answers everything that comes over plain HTTP with the same address over HTTPS, to which `port` leads, until the
/// server ends.
pub async fn redirect(listener: TcpListener, certificates: Certificates, domains: Vec<Domain>, port: u16) {
    let to = Destination::new(certificates, domains, port);
    let router = Router::new().fallback(answer).with_state(to);
    // It does not fail: what goes wrong with one connection is that connection's.
    let _ = axum::serve(listener, router.into_make_service_with_connect_info::<Here>()).await;
}

/// Not for ever: the port, or the whole, may change, and browsers remember. What lasts is for HSTS to say.
async fn answer(
    State(to): State<Destination>,
    ConnectInfo(Here(here)): ConnectInfo<Here>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    // "OPTIONS *" names no page.
    let path = if path.starts_with('/') { path } else { "/" };
    let mut response = Redirect::temporary(&format!("https://{}{path}", to.of(&headers, here))).into_response();
    // It has nothing more to ask here.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

impl Connected<IncomingStream<'_, TcpListener>> for Here {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        // A socket that has forgotten it is one that is gone.
        Self(stream.io().local_addr().map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip()))
    }
}
