//! A server on a Unix socket.

use crate::harness::{Program, within};
use clap::Parser;
use std::path::Path;
use switchboard::server::listen::Place;
use switchboard::server::{self, Config, Data, Listener, Turn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::sync::oneshot;

/// Sends a request, and reads until the answer has this in it.
pub async fn asks(path: &Path, request: &str, expected: &str) -> String {
    let mut stream = within(UnixStream::connect(path)).await.expect("somebody listens");
    let head = request.replace('\n', "\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut heard = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&heard).into_owned();
        if text.contains(expected) {
            return text;
        }
        let read = within(stream.read_buf(&mut heard)).await.unwrap();
        assert_ne!(read, 0, "{expected:?} does not come in {text}");
    }
}

pub const UPGRADE: &str = "GET /ws HTTP/1.1\nHost: chat.example\nUpgrade: websocket\nConnection: Upgrade\n\
                       Sec-WebSocket-Version: 13\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n";

const SIGN_IN: &str = "POST /sign-in HTTP/1.1\nHost: inner\nOrigin: https://chat.example\nX-Forwarded-Proto: https\n\
                       X-Forwarded-Host: chat.example\nContent-Type: application/x-www-form-urlencoded\n\
                       Content-Length: 19\n\nname=Ana&room=lobby";

/// Serves on a socket while something is done there.
async fn serving(args: &[&str], visit: impl AsyncFnOnce(&Path)) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.sock");
    let place = format!("unix:{}", path.display());
    let config = Config::try_parse_from([&["switchboard", "--addr", &place], args].concat()).unwrap();
    assert_eq!(config.addr, Place::Unix(path.clone()));
    let listener = Listener::at(&config.addr).await.unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let stopping = async {
        let _ = stopped.await;
    };
    let serving = tokio::spawn(server::serve(listener, None, config, Data::passing(), Turn::default(), stopping));
    visit(&path).await;
    drop(stop);
    within(serving).await.unwrap();
    assert!(!path.exists(), "it is gone with the server");
}

#[tokio::test]
async fn pages_and_sockets_come_over_it() {
    serving(&[], async |path| {
        let page = asks(path, "GET /r/maths HTTP/1.1\nHost: chat.example\nConnection: close\n\n", "</html>").await;
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("Join maths"), "{page}");
        let upgraded = asks(path, UPGRADE, r#""type":"id""#).await;
        assert!(upgraded.starts_with("HTTP/1.1 101"), "{upgraded}");
    })
    .await;
}

#[tokio::test]
async fn a_proxy_at_it_is_trusted_when_the_operator_says_so() {
    serving(&["--trusted-proxy", "unix"], async |path| {
        let answer = asks(path, SIGN_IN, "\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("; Secure"), "{answer}");
    })
    .await;
    for args in [&[][..], &["--trusted-proxy", "0.0.0.0/0", "--trusted-proxy", "::/0"]] {
        serving(args, async |path| {
            let answer = asks(path, SIGN_IN, "\r\n\r\n").await;
            assert!(answer.starts_with("HTTP/1.1 403"), "{args:?}: {answer}");
        })
        .await;
    }
}

#[tokio::test]
async fn https_is_not_spoken_over_one_and_that_is_said_before_it_serves() {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("unix:{}", folder.path().join("s").display());
    let output = Program::run(&["--https", "--addr", &place], &[]).await;
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("leave out --https"), "{said}");
}
