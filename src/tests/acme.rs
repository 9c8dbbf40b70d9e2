//! A certificate from an authority, with Pebble as the authority.

use crate::harness::{Pebble, Program, SecureServer, browser, certificate, free_port, header, within};
use rustls::pki_types::{CertificateDer, ServerName};
use std::net::SocketAddr;

const NAMES: [&str; 2] = ["chat.example.org", "www.chat.example.org"];

/// What a handshake shows, as soon as it shows something that satisfies.
async fn shown(address: SocketAddr, satisfies: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    within(async {
        loop {
            if let Ok(response) = browser().get(format!("https://{address}/")).send().await {
                let certificate = certificate(&response);
                if satisfies(&certificate) {
                    return certificate;
                }
            }
        }
    })
    .await
}

fn is_for(certificate: &[u8], name: &str) -> bool {
    let certificate = CertificateDer::from(certificate);
    let name = ServerName::try_from(name).unwrap();
    webpki::EndEntityCert::try_from(&certificate).unwrap().verify_is_valid_for_subject_name(&name).is_ok()
}

#[tokio::test]
#[ignore = "needs Pebble: .ci/find-pebble installs it"]
async fn a_certificate_is_asked_for_served_and_kept() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut pebble = Pebble::start(90 * 86_400, port).await;
    let args = pebble.args(&NAMES);
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let first = SecureServer::at(port, folder.path(), &args).await;
    let given = shown(first.address, |_| true).await;
    assert!(NAMES.iter().all(|name| is_for(&given, name)) && !is_for(&given, "example.org"));
    let response = within(browser().get(first.url("/")).send()).await.unwrap();
    assert_eq!(header(&response, "strict-transport-security"), "max-age=31536000");
    first.stop().await.unwrap();
    // The next start has it at once, and asks nobody: there is nobody to ask.
    pebble.ends().await;
    let second = SecureServer::at(port, folder.path(), &args).await;
    let response = within(browser().get(second.url("/")).send()).await.expect("a handshake at once");
    assert!(certificate(&response) == given);
}

#[tokio::test]
#[ignore = "needs Pebble: .ci/find-pebble installs it"]
async fn it_is_renewed_in_time_and_open_connections_stay_even_if_the_authority_has_forgotten_us() {
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut pebble = Pebble::start(12, port).await;
    let args = pebble.args(&NAMES);
    let args: Vec<_> = args.iter().map(String::as_str).collect();
    let server = SecureServer::at(port, folder.path(), &args).await;
    let first = shown(server.address, |_| true).await;
    let mut ana = server.client_from(&server.url("")).await.expect("an upgrade");
    ana.signs_in("Ana").await;
    let second = shown(server.address, |shown| shown != first).await;
    pebble.forgets().await;
    let third = shown(server.address, |shown| shown != second).await;
    assert!(third != first && is_for(&third, NAMES[1]));
    ana.hears_nothing_back().await;
}

#[tokio::test]
#[ignore = "needs Pebble: .ci/find-pebble installs it"]
async fn why_there_is_no_certificate_is_told_and_the_server_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    // It looks where nobody is.
    let pebble = Pebble::start(90 * 86_400, free_port()).await;
    let fixed = ["--https", "--data", folder.path().to_str().unwrap()];
    let args = pebble.args(&NAMES[..1]);
    let args: Vec<_> = fixed.into_iter().chain(args.iter().map(String::as_str)).collect();
    let mut program = Program::on_free_port(&args).await;
    let log = program.logs("the next try is in 1 min").await;
    let line = log.lines().find(|line| line.contains("the next try")).unwrap();
    assert!(line.contains("the authority refuses: chat.example.org: ") && line.contains("connect"), "{line}");
    // Without a certificate there is no handshake; but somebody listens.
    assert!(browser().get(format!("https://{}/", program.0)).send().await.is_err());
    assert!(program.ends_on("TERM").await.0.success());
}

#[tokio::test]
async fn what_cannot_be_at_the_start_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let (file, none) = (folder.path().join("bad.pem"), folder.path().join("none.pem"));
    std::fs::write(&file, "bad").unwrap();
    for (root, said) in [(&file, "there is no certificate (PEM) in it"), (&none, "it cannot be read")] {
        let args = ["--https", "--addr", "127.0.0.1:0", "--domain", "a.example", "--acme-root", root.to_str().unwrap()];
        let output = Program::run(&args, &[]).await;
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains("--acme-root") && error.contains(said), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
