//! Behind a proxy: whose word about a visitor is taken.

use crate::harness::{TestServer, Visitor, header, status};
use axum::Router;
use axum::routing::get;
use clap::Parser;
use std::sync::Arc;
use switchboard::server::listen::Place;
use switchboard::server::{Config, Listener, Visitor as Seen, serving};

/// What a proxy in front of `chat.example` writes.
const HEADERS: [(&str, &str); 3] =
    [("x-forwarded-proto", "https"), ("x-forwarded-host", "chat.example"), ("x-forwarded-for", "192.0.2.1")];

const FORM: &[(&str, &str)] = &[("name", "Ana"), ("room", "lobby")];

#[tokio::test]
async fn a_trusted_proxy_tells_scheme_and_host() {
    let server = TestServer::with(&["--trusted-proxy", "127.0.0.0/8"]).await;
    let ana = Visitor::behind(*server, &HEADERS);
    let response = ana.posts_from("https://chat.example", "/sign-in", FORM).await;
    assert_eq!(response.status(), 303);
    assert!(header(&response, "set-cookie").contains("; Secure"), "{response:?}");
    // The same page in the clear is whoever's is on the way, and this server's own address is somebody else's.
    for origin in ["http://chat.example", &server.url(""), &server.url("").replace("http:", "https:")] {
        assert_eq!(ana.posts_from(origin, "/sign-in", FORM).await.status(), 403, "{origin}");
    }
    for (origin, expected) in [("https://chat.example", 101), ("http://chat.example", 403), (&server.url(""), 403)] {
        let headers = [&HEADERS[..], &[("origin", origin)]].concat();
        assert_eq!(status(server.upgrade("/ws", &headers).await), expected, "{origin}");
    }
    // No browser sends a cookie back that is for HTTPS alone, so its value is taken along by hand.
    let cookie = header(&response, "set-cookie").split(';').next().unwrap();
    let headers = [&HEADERS[..], &[("cookie", cookie)]].concat();
    let page = Visitor::behind(*server, &headers).page("/").await;
    assert!(page.contains(r#""address":"chat.example/""#), "{page}");
}

#[tokio::test]
async fn a_page_in_the_clear_gets_a_cookie_for_that() {
    let server = TestServer::with(&["--trusted-proxy", "127.0.0.1"]).await;
    let ana = Visitor::behind(*server, &[("x-forwarded-proto", "http"), ("x-forwarded-host", "chat.example")]);
    let response = ana.posts_from("http://chat.example", "/sign-in", FORM).await;
    assert_eq!(response.status(), 303);
    assert!(!header(&response, "set-cookie").contains("Secure"), "{response:?}");
    assert_eq!(ana.posts_from("https://chat.example", "/sign-in", FORM).await.status(), 403);
}

#[tokio::test]
async fn from_anybody_else_forwarded_headers_count_for_nothing() {
    for args in [&[][..], &["--trusted-proxy", "192.0.2.0/24"], &["--trusted-proxy", "unix"]] {
        let server = TestServer::with(args).await;
        let eve = Visitor::behind(*server, &HEADERS);
        assert_eq!(eve.posts_from("https://chat.example", "/sign-in", FORM).await.status(), 403, "{args:?}");
        let headers = [&HEADERS[..], &[("origin", "https://chat.example")]].concat();
        assert_eq!(status(server.upgrade("/ws", &headers).await), 403, "{args:?}");
        let response = eve.posts("/sign-in", FORM).await;
        assert_eq!(response.status(), 303, "{args:?}");
        assert!(!header(&response, "set-cookie").contains("Secure"), "{args:?}");
        let page = eve.page("/").await;
        let own = server.url("/").replace("http://", "");
        assert!(page.contains(&format!(r#""address":"{own}""#)) && !page.contains("chat.example"), "{args:?}: {page}");
    }
}

/// A server that answers with whom it sees, as the handlers of this one do.
async fn who_is_seen(args: &[&str], headers: &[(&'static str, &str)]) -> String {
    let config = Config::try_parse_from([&["switchboard"], args].concat()).unwrap();
    let listener = Listener::at(&Place::Tcp("127.0.0.1:0".parse().unwrap())).await.unwrap();
    let url = format!("http://{}/", listener.tcp().next().unwrap());
    let show = async |seen: Seen| seen.address.map_or("nobody".to_owned(), |address| address.to_string());
    let app = Router::new().route("/", get(show)).with_state(Arc::new(config));
    let serving = tokio::spawn(async { serving::serve(listener, app, &[], std::future::pending()).await });
    let mut request = reqwest::Client::new().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap().text().await.unwrap();
    serving.abort();
    answer
}

#[tokio::test]
async fn an_address_that_a_visitor_makes_up_is_not_theirs() {
    let spoofed = [("x-forwarded-for", "203.0.113.7"), ("x-forwarded-for", "203.0.113.8, 192.0.2.1, 10.0.0.2")];
    let two = ["--trusted-proxy", "127.0.0.1", "--trusted-proxy", "10.0.0.0/8"];
    assert_eq!(who_is_seen(&two, &spoofed).await, "192.0.2.1");
    assert_eq!(who_is_seen(&two[..2], &spoofed).await, "10.0.0.2", "of two proxies one is trusted");
    assert_eq!(who_is_seen(&[], &spoofed).await, "127.0.0.1", "none is");
    assert_eq!(who_is_seen(&two, &[("forwarded", "for=203.0.113.7")]).await, "127.0.0.1");
}
