//! `switchboard doctor`: what it says to somebody who is about to start a server, or has one.

use crate::harness::{Authority, Program, TestServer, Visitor};
use std::process::Output;

async fn doctor(args: &[&str]) -> (bool, String) {
    let Output { status, stdout, .. } = Program::run(&[&["doctor"], args].concat(), &[]).await;
    (status.success(), String::from_utf8(stdout).expect("text"))
}

#[tokio::test]
async fn every_check_is_a_line_and_a_script_hears_that_nothing_is_broken() {
    let (good, said) =
        doctor(&["--addr", "127.0.0.1:0", "--turn-addr", "127.0.0.1:0", "--public-ip", "127.0.0.1"]).await;
    for about in [
        "Data folder",
        "Clock",
        "Open files",
        "Proxy",
        "Address",
        "Public address",
        "Relay: two addresses",
        "Connection",
    ] {
        assert_eq!(said.lines().filter(|line| line[6..].starts_with(about)).count(), 1, "{about} in\n{said}");
    }
    assert!(good, "{said}");
}

#[tokio::test]
async fn a_certificate_of_its_own_is_seen_over_tls_and_is_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let (good, said) = doctor(&["--https", "--addr", "127.0.0.1:0", "--data", data]).await;
    assert!(good && said.contains("hint  Certificate: no authority has signed it"), "{said}");
    assert!(said.contains("good  Connection: a WebSocket opened"), "{said}");
}

#[tokio::test]
async fn a_certificate_of_an_authority_that_browsers_do_not_know_is_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = Authority::new().signs(&["chat.example"]).write(folder.path());
    let files = ["--certificate", certificate.to_str().unwrap(), "--key", key.to_str().unwrap()];
    let (good, said) = doctor(&[&["--https", "--addr", "127.0.0.1:0"], &files[..]].concat()).await;
    assert!(good && said.contains("hint  Certificate: for chat.example: no authority that browsers know"), "{said}");
}

#[tokio::test]
async fn a_server_that_runs_is_looked_at_and_goes_on() {
    let relay = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let with_relay = ["--turn-addr", &relay, "--public-ip", "127.0.0.1"];
    let server = Program::on_free_port(&with_relay).await;
    let address = server.0.to_string();
    let (good, said) = doctor(&[&["--addr", &address], &with_relay[..]].concat()).await;
    assert!(good && said.contains(&format!("good  Relay: it answers at {relay}")), "{said}");
    assert!(said.contains(&format!("hint  Address: {address} can be reached from this machine alone")), "{said}");
    assert!(said.contains("good  Connection: a WebSocket opened"), "{said}");
    assert!(server.visitor().page("/").await.contains("Join the lobby"), "it goes on");
}

#[tokio::test]
async fn a_relay_that_a_running_server_lacks_is_not_called_good() {
    let server = Program::on_free_port(&["--turn", "off"]).await;
    let address = server.0.to_string();
    let (good, said) = doctor(&["--addr", &address, "--turn", "off"]).await;
    assert!(good && said.contains("hint  Relay: there is none"), "{said}");
    let nowhere = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let (good, said) = doctor(&["--addr", &address, "--public-ip", "127.0.0.1", "--turn-addr", &nowhere]).await;
    assert!(!good && said.contains(&format!("BAD   Relay: {nowhere}: ")), "{said}");
}

#[tokio::test]
async fn a_script_hears_of_what_is_broken() {
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (good, said) = doctor(&["--addr", &other.local_addr().unwrap().to_string()]).await;
    assert!(!good && said.contains("BAD   Address:") && said.contains("in use by another program"), "{said}");
    let (good, said) = doctor(&["--addr", "127.0.0.1:0", "--turn", "on"]).await;
    assert!(!good && said.contains("BAD   Relay:") && said.contains("--public-ip"), "{said}");
}

#[tokio::test]
async fn what_a_trusted_proxy_leaves_out_is_on_the_page() {
    let server = TestServer::with(&["--trusted-proxy", "127.0.0.1"]).await;
    for (headers, said) in [
        (&[("x-forwarded-for", "192.0.2.1")][..], r#""proxy":{"address":true,"scheme":false,"host":false}"#),
        (&[], r#""proxy":{"address":false,"scheme":false,"host":false}"#),
    ] {
        let ana = Visitor::behind(*server, headers);
        ana.signs_in("Ana").await;
        let page = ana.page("/doctor").await;
        assert!(page.contains(said), "{said} in {page}");
    }
    let server = TestServer::with(&[]).await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    assert!(ana.page("/doctor").await.contains(r#""proxy":null"#));
}

#[tokio::test]
async fn a_relay_elsewhere_is_not_called_missing() {
    let server = TestServer::with(&["--turn-url", "turn:t.example:3478", "--turn-secret", "s"]).await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    assert!(ana.page("/doctor").await.contains(r#""relay":"elsewhere""#));
}
