//! A certificate from files: what becomes of them while the server runs.

use crate::harness::{Authority, Program, SecureServer, Signed, browser, certificate, within};
use std::net::SocketAddr;
use std::path::Path;

/// What a new handshake shows.
async fn shown(address: SocketAddr) -> Vec<u8> {
    certificate(&within(browser().get(format!("https://{address}/")).send()).await.expect("an answer"))
}

/// Done when new handshakes show this one.
async fn shows(address: SocketAddr, signed: &Signed) {
    within(async { while shown(address).await != signed.der {} }).await;
}

fn args((certificate, key): &(impl AsRef<Path>, impl AsRef<Path>)) -> [&str; 4] {
    ["--certificate", certificate.as_ref().to_str().unwrap(), "--key", key.as_ref().to_str().unwrap()]
}

#[tokio::test]
async fn new_files_are_for_new_handshakes_and_open_connections_stay() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let (first, second) = (authority.signs(&["localhost"]), authority.signs(&["localhost"]));
    let server = SecureServer::start(folder.path(), &args(&first.write(folder.path()))).await;
    assert_eq!(shown(server.address).await, first.der);
    let mut ana = server.client_from(&server.url("")).await.expect("an upgrade");
    ana.signs_in("Ana").await;
    second.write(folder.path());
    shows(server.address, &second).await;
    ana.hears_nothing_back().await;
}

#[tokio::test]
async fn what_is_broken_is_kept_out_and_told_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let (first, second) = (authority.signs(&["localhost"]), authority.signs(&["localhost"]));
    let files = first.write(folder.path());
    let mut program = Program::on_free_port(&[&["--https"], &args(&files)[..]].concat()).await;
    let address = program.0;

    std::fs::write(&files.0, "no certificate").unwrap();
    program.logs("there is no certificate (PEM) in it. The certificate of before stays").await;
    assert_eq!(shown(address).await, first.der);
    // The key of another one.
    second.write(folder.path());
    std::fs::write(&files.1, &first.key).unwrap();
    program.logs("the key is not that of the certificate. The certificate of before stays").await;
    assert_eq!(shown(address).await, first.der);
    // No file at all.
    std::fs::remove_file(&files.0).unwrap();
    program.logs("cannot be read").await;
    assert_eq!(shown(address).await, first.der);

    second.write(folder.path());
    shows(address, &second).await;
    let (status, log) = program.ends_on("TERM").await;
    assert!(status.success());
    assert_eq!(log.matches("stays").count(), 3, "{log}");
    assert_eq!(log.matches("the files hold a new certificate").count(), 1, "{log}");
}

#[tokio::test]
async fn a_start_with_files_that_are_of_no_use_is_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Signed::by_itself(&["localhost"]), Signed::by_itself(&["localhost"]));
    let good = one.write(folder.path());
    let bad = folder.path().join("bad.pem");
    let strange = folder.path().join("strange.pem");
    std::fs::write(&bad, "bad").unwrap();
    std::fs::write(&strange, &other.key).unwrap();
    let none = folder.path().join("none.pem");
    for (files, said) in [
        ((&bad, &good.1), "bad.pem cannot be used for HTTPS: there is no certificate"),
        ((&good.0, &bad), "bad.pem cannot be used for HTTPS: there is no private key"),
        ((&good.0, &strange), "strange.pem cannot be used for HTTPS: the key is not that of the certificate"),
        ((&none, &good.1), "none.pem cannot be read"),
    ] {
        let output = Program::run(&[&["--https", "--addr", "127.0.0.1:0"], &args(&files)[..]].concat(), &[]).await;
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(said), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}
