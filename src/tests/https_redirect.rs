//! Plain HTTP beside HTTPS: it leads to this server over HTTPS, and nowhere else.

use crate::harness::{Authority, SecureServer, answer_to, header, location, within};
use tokio::net::TcpStream;

/// Where a request leads, as it is written.
async fn leads(server: &SecureServer, request: &str) -> String {
    let stream = TcpStream::connect(server.redirect.unwrap()).await.unwrap();
    let answer = answer_to(stream, request).await;
    assert!(answer.contains(" 307 Temporary Redirect\r\n"), "{request:?}: {answer}");
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.expect("a place").to_owned()
}

#[tokio::test]
async fn the_path_and_all_that_was_asked_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &["--http-redirect", "127.0.0.1:0"]).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let plain = format!("http://{}", server.redirect.unwrap());
    for path in ["/", "/r/maths", "/r/a%2Fb%20c?x=1&y=%26#", "/?", "//evil.example/x", "/%0d%0aSet-Cookie:x"] {
        let response = within(http.get(format!("{plain}{path}")).send()).await.unwrap();
        assert_eq!(response.status(), 307, "{path}");
        assert_eq!(location(&response), server.url(path.trim_end_matches('#')), "{path}");
        assert_eq!(header(&response, "strict-transport-security"), "", "HSTS over plain HTTP means nothing");
    }
    // Whatever it was going to do, it does there.
    let response = within(http.post(format!("{plain}/sign-in")).form(&[("name", "Ana")]).send()).await.unwrap();
    assert_eq!((response.status().as_u16(), location(&response)), (307, &*server.url("/sign-in")));
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_not_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Authority::new().signs(&["chat.example", "other.example"]).write(folder.path());
    let files = ["--certificate", certificate.to_str().unwrap(), "--key", key.to_str().unwrap()];
    let server = SecureServer::start(folder.path(), &[&files[..], &["--http-redirect", "127.0.0.1:0"]].concat()).await;
    let port = server.address.port();
    let at = |host: &str, path: &str| format!("https://{host}:{port}{path}");
    let get = |host: &str| format!("GET /r/a?b HTTP/1.1\r\nHost: {host}\r\n\r\n");
    assert_eq!(leads(&server, &get("other.example")).await, at("other.example", "/r/a?b"));
    for host in ["evil.example", "evil.example:80", "chat.example@evil.example", "chat.example.evil.example", "", "a b"]
    {
        assert_eq!(leads(&server, &get(host)).await, at("chat.example", "/r/a?b"), "{host:?}");
    }
    for (request, expected) in [
        // No host, two of them, and one in the address.
        ("GET /x HTTP/1.0\r\n\r\n", "/x"),
        ("GET /x HTTP/1.1\r\nHost: evil.example\r\nHost: chat.example\r\n\r\n", "/x"),
        ("GET http://evil.example/x?y HTTP/1.1\r\nHost: evil.example\r\n\r\n", "/x?y"),
        ("OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n", "/"),
        ("BREW /pot HTTP/1.1\r\nHost: evil.example\r\n\r\n", "/pot"),
        ("GET //evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "//evil.example/"),
        ("GET /x HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\r\n", "/x"),
    ] {
        assert_eq!(leads(&server, request).await, at("chat.example", expected), "{request:?}");
    }
}

#[tokio::test]
async fn without_a_name_it_leads_to_the_address_that_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &["--http-redirect", "127.0.0.1:0"]).await;
    let request = "GET /x HTTP/1.1\r\nHost: evil.example\r\n\r\n";
    assert_eq!(leads(&server, request).await, format!("https://127.0.0.1:{}/x", server.address.port()));
}
