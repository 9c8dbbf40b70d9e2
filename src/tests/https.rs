//! HTTPS without a proxy: what is different about it, and who cannot disturb it.

use crate::harness::{
    Authority, CALL, Certificate, Program, SecureServer, Signed, TestServer, TurnClient, answer_to, browser,
    certificate, handshake, handshake_from, header, read_to_end, within,
};
use reqwest::header::ORIGIN;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};
use switchboard::protocol::Side;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

#[tokio::test]
async fn a_sign_in_and_a_socket_go_over_it_and_the_cookie_never_goes_in_the_clear() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &[]).await;
    let sign_in = || browser().post(server.url("/sign-in")).form(&[("name", "Ana"), ("room", "lobby")]);
    // With a page's origin, and from a program that sends none.
    for request in [sign_in().header(ORIGIN, server.url("")), sign_in()] {
        let response = within(request.send()).await.unwrap();
        assert_eq!(response.status(), 303);
        let cookie = header(&response, "set-cookie");
        assert!(cookie.contains("; Secure") && cookie.contains("; HttpOnly"), "{cookie}");
    }
    let mut ana = server.client_from(&server.url("")).await.expect("an upgrade");
    ana.signs_in("Ana").await;
    ana.hears_nothing_back().await;
}

#[tokio::test]
async fn pages_of_other_sites_and_those_of_plain_http_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &[]).await;
    for origin in ["https://evil.example".to_owned(), format!("http://{}", server.address)] {
        let form = browser().post(server.url("/sign-in")).form(&[("name", "Ana"), ("room", "lobby")]);
        let response = within(form.header(ORIGIN, &origin).send()).await.unwrap();
        assert_eq!(response.status(), 403, "{origin}");
        assert_eq!(server.client_from(&origin).await.err(), Some(403), "{origin}");
    }
}

#[tokio::test]
async fn browsers_are_asked_to_insist_where_an_authority_has_signed_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Authority::new().signs(&["localhost"]).write(folder.path());
    let own = tempfile::tempdir().unwrap();
    let (own_certificate, own_key) = Signed::by_itself(&["localhost"]).write(own.path());
    let path = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let signed = ["--certificate".to_owned(), path(&certificate), "--key".to_owned(), path(&key)];
    let by_itself = ["--certificate".to_owned(), path(&own_certificate), "--key".to_owned(), path(&own_key)];
    let forgotten = [&signed[..], &["--hsts".to_owned(), "0".to_owned()]].concat();
    for (args, expected) in
        [(&signed[..], "max-age=31536000"), (&forgotten[..], "max-age=0"), (&by_itself[..], ""), (&[][..], "")]
    {
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        let server = SecureServer::start(folder.path(), &args).await;
        for path in ["/", "/nothing", "/pkg/nothing.js", "/ws"] {
            let response = within(browser().get(server.url(path)).send()).await.unwrap();
            assert_eq!(header(&response, "strict-transport-security"), expected, "{args:?} {path}");
        }
    }
    let plain = TestServer::start().await;
    assert_eq!(header(&plain.visitor().gets("/").await, "strict-transport-security"), "");
}

#[tokio::test]
async fn a_certificate_of_its_own_is_kept_over_a_restart() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut shown = Vec::new();
    for folder in [folder.path(), folder.path(), other.path()] {
        let server = SecureServer::start(folder, &[]).await;
        let response = within(browser().get(server.url("/")).send()).await.unwrap();
        shown.push(certificate(&response));
        server.stop().await.unwrap();
    }
    assert!(shown[0] == shown[1] && shown[0] != shown[2]);
}

#[tokio::test]
async fn a_damaged_certificate_of_its_own_is_not_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("self-signed.pem");
    std::fs::write(&file, "damage").unwrap();
    let output =
        Program::run(&["--https", "--addr", "127.0.0.1:0", "--data", folder.path().to_str().unwrap()], &[]).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("self-signed.pem is damaged"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), b"damage");
}

#[tokio::test]
async fn the_program_says_its_address_and_the_fingerprint_of_what_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::on_free_port(&["--https", "--data", folder.path().to_str().unwrap()]).await;
    let response = within(browser().get(format!("https://{}/", program.0)).send()).await.unwrap();
    assert_eq!(response.status(), 200);
    let bytes = Sha256::digest(certificate(&response));
    let fingerprint = bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
    assert!(program.says().await.contains("fingerprint"));
    assert_eq!(program.says().await.trim(), fingerprint);
}

#[tokio::test]
async fn whoever_does_not_finish_a_handshake_keeps_nobody_waiting_and_is_gone_soon() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &[]).await;
    let mut silent = Vec::new();
    // More than one source may have at once: the rest are turned away.
    for _ in 0..300 {
        silent.push(TcpStream::connect(server.address).await.unwrap());
    }
    // And one that begins well: a TLS record, of which most is missing.
    silent[0].write_all(&[22, 3, 1, 2, 0, 1]).await.unwrap();
    let began = Instant::now();
    // Somebody else is served.
    let stream = handshake_from("127.0.0.2", server.address).await.expect("a handshake beside theirs");
    let request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(answer_to(stream, request).await.starts_with("HTTP/1.1 200"));
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    for mut stream in silent {
        assert_eq!(read_to_end(&mut stream).await, b"", "nothing was said");
    }
    // Their source too has room again.
    handshake(server.address, "localhost").await.expect("a handshake");
}

#[tokio::test]
async fn what_is_no_handshake_ends_that_connection_alone() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &[]).await;
    for nonsense in ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u{16}\u{3}\u{1}\0\u{2}xx", "x"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(nonsense.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = read_to_end(&mut stream).await;
        assert!(!answer.starts_with(b"HTTP"), "{nonsense:?}");
    }
    assert_eq!(within(browser().get(server.url("/")).send()).await.unwrap().status(), 200);
}

/// For a relay at a port of its own.
const RELAY: [&str; 4] = ["--public-ip", "127.0.0.1", "--turn-addr", "127.0.0.1:0"];

#[tokio::test]
async fn the_relay_takes_its_clients_where_the_pages_are() {
    let folder = tempfile::tempdir().unwrap();
    let for_relay = Certificate::new();
    let [certificate, key] = for_relay.write(folder.path());
    let args = [&["--certificate", &certificate, "--key", &key][..], &RELAY].concat();
    let server = SecureServer::start(folder.path(), &args).await;
    server.turn.open(CALL);
    let who = server.turn.credentials(CALL, Side::Caller).expect("the call is open");
    let mut client = TurnClient::over_tls(server.address, &for_relay, who).await;
    client.allocates().await.unwrap();
    assert_eq!(server.turn.allocations(), 1);
    assert_eq!(within(browser().get(server.url("/")).send()).await.unwrap().status(), 200);
}

#[tokio::test]
async fn browsers_are_told_of_the_relay_over_tls_where_an_authority_has_signed() {
    let folder = tempfile::tempdir().unwrap();
    let signed = Authority::new().signs(&["chat.example"]);
    let by_itself = Signed::by_itself(&["chat.example"]);
    for (signed, is_told) in [(&signed, true), (&by_itself, false)] {
        let (certificate, key) = signed.write(folder.path());
        let files = ["--certificate", certificate.to_str().unwrap(), "--key", key.to_str().unwrap()];
        let server = SecureServer::start(folder.path(), &[&files[..], &RELAY].concat()).await;
        server.turn.open(CALL);
        let urls = server.turn.credentials(CALL, Side::Caller).expect("the call is open").urls;
        for port in [server.turn.addresses()[0].port(), server.address.port()] {
            assert_eq!(urls.contains(&format!("turns:chat.example:{port}?transport=tcp")), is_told, "{urls:?}");
        }
    }
}

#[tokio::test]
async fn it_ends_as_soon_as_one_over_plain_http() {
    let folder = tempfile::tempdir().unwrap();
    let server = SecureServer::start(folder.path(), &["--http-redirect", "127.0.0.1:0"]).await;
    let mut ana = server.client_from(&server.url("")).await.expect("an upgrade");
    ana.signs_in("Ana").await;
    let _half = TcpStream::connect(server.address).await.unwrap();
    let _idle = handshake(server.address, "localhost").await.unwrap();
    let _plain = TcpStream::connect(server.redirect.unwrap()).await.unwrap();
    let began = Instant::now();
    let (served, ()) = tokio::join!(server.stop(), ana.is_closed_with(1001));
    served.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
