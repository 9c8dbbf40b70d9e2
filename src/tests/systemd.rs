//! As systemd starts it.

use crate::harness::{Program, within};
use crate::unix_socket::{UPGRADE, asks};
use std::net::TcpListener;
use std::os::unix::net::UnixListener;
use tokio::net::UnixDatagram;

#[tokio::test]
async fn it_serves_on_the_sockets_that_are_handed_over_and_says_when() {
    let folder = tempfile::tempdir().unwrap();
    let (tcp, path) = (TcpListener::bind("127.0.0.1:0").unwrap(), folder.path().join("s"));
    let (address, unix) = (tcp.local_addr().unwrap(), UnixListener::bind(&path).unwrap());
    let notify = folder.path().join("notify");
    let systemd = UnixDatagram::bind(&notify).unwrap();

    let program = Program::with_sockets(tcp.into(), unix.into(), &notify).await;
    assert_eq!(program.0, address);
    assert_eq!(program.elsewhere, format!("unix:{}", path.display()));
    let mut word = [0; 64];
    let read = within(systemd.recv(&mut word)).await.unwrap();
    assert_eq!(&word[..read], b"READY=1\n");
    let ana = program.client_v1("Ana").await;
    asks(&path, UPGRADE, r#""type":"id""#).await;
    ana.leaves().await;
    let (status, _) = program.ends_on("TERM").await;
    assert!(status.success());
    assert!(path.exists(), "it is systemd's");
}

#[tokio::test]
async fn it_prints_the_units() {
    for (which, line) in [("systemd-unit", "Type=notify"), ("systemd-socket", "ListenStream=/run/switchboard.sock")] {
        let output = Program::run(&[which], &[]).await;
        assert!(output.status.success(), "{which}");
        let unit = String::from_utf8(output.stdout).unwrap();
        assert!(unit.lines().any(|written| written == line), "{line} in {unit}");
    }
}
