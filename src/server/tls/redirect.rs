use super::host::Destination;
use super::{Certificates, Domain};
use crate::server::doors::Doors;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// How long somebody may take to ask, and to hear the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Connections at once; one source has an eighth of them.
const MOST: usize = 512;

/// Answers everything that comes over plain HTTP with the same address over HTTPS, to which `port` leads, until it is
/// dropped. Of what is asked for nothing but its address is looked at, so connections end with their first answer.
pub async fn redirect(mut listener: TcpListener, certificates: Certificates, domains: Vec<Domain>, port: u16) {
    let to = Destination::new(certificates, domains, port);
    let doors = Doors::new(MOST);
    let mut answering = JoinSet::new();
    loop {
        let (stream, from) = tokio::select! {
            came = Listener::accept(&mut listener) => came,
            Some(_) = answering.join_next() => continue,
        };
        // Too many: this one goes, and the ones that have begun go on.
        let Some(room) = doors.enter(from.ip()) else { continue };
        let to = to.clone();
        answering.spawn(async move {
            let _room = room;
            let _ = tokio::time::timeout(PATIENCE, converse(stream, &to)).await;
        });
    }
}

async fn converse(stream: TcpStream, to: &Destination) -> hyper::Result<()> {
    // A socket that has forgotten it is one that is gone.
    let here = stream.local_addr().map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip());
    let answers = service_fn(|request: hyper::Request<_>| {
        let answer = answer(to, here, request.uri(), request.headers());
        async { Ok::<_, Infallible>(answer) }
    });
    http1::Builder::new().keep_alive(false).serve_connection(TokioIo::new(stream), answers).await
}

/// Not for ever: the port, or the whole, may change, and browsers remember. What lasts is for HSTS to say.
fn answer(to: &Destination, here: IpAddr, uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    // "OPTIONS *" names no page.
    let path = if path.starts_with('/') { path } else { "/" };
    let mut response = Redirect::temporary(&format!("https://{}{path}", to.of(headers, here))).into_response();
    // It has nothing more to ask here.
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
