//! Whether a connection opens, and the server greets it, as it does a browser's.

use super::Line;
use crate::protocol::BasePath;
use crate::server::listen::Place;
use futures_util::StreamExt;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tungstenite::Message;

/// How long all of it may take, on one machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the first of these places greets.
pub async fn greets(places: &[Place], base: &BasePath) -> Line {
    const ABOUT: &str = "Connection";
    let Some(place) = places.first() else { return Line::bad(ABOUT, "there is no address to try.") };
    let path = base.of("/ws");
    let greeted = timeout(PATIENCE, async {
        match place {
            Place::Tcp(at) => greeting(TcpStream::connect(from_inside(*at)).await?, &path).await,
            #[cfg(unix)]
            Place::Unix(socket) => greeting(tokio::net::UnixStream::connect(socket).await?, &path).await,
            #[cfg(not(unix))]
            Place::Unix(_) => Ok(false),
        }
    });
    match greeted.await {
        Ok(Ok(true)) => Line::good(ABOUT, format!("a WebSocket opened at {place}, and the server greeted it.")),
        Ok(Ok(false)) => Line::bad(ABOUT, format!("what answers at {place} is not Switchboard.")),
        Ok(Err(error)) => Line::bad(ABOUT, format!("no connection to {place}: {error}. Is a firewall in between?")),
        Err(_) => Line::bad(ABOUT, format!("{place} does not answer. Is a firewall in between?")),
    }
}

async fn greeting(stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> io::Result<bool> {
    let Ok((mut socket, _)) = client_async(format!("ws://localhost{path}"), stream).await else { return Ok(false) };
    // Every connection is told its number first.
    let first = socket.next().await;
    Ok(matches!(first, Some(Ok(Message::Text(text))) if text.contains(r#""type":"id""#)))
}

/// Where this machine reaches itself.
pub fn from_inside(at: SocketAddr) -> SocketAddr {
    match at {
        SocketAddr::V4(at) if at.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, at.port()).into(),
        SocketAddr::V6(at) if at.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, at.port()).into(),
        at => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::doctor::Verdict;
    use tokio::io::AsyncWriteExt;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn another_program_is_told_from_this_one_and_from_nobody() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let other = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").await.unwrap();
        });
        let line = greets(&[Place::Tcp(at)], &BasePath::default()).await;
        assert!(line.verdict == Verdict::Bad && line.sentence.contains("is not Switchboard"), "{line}");
        other.await.unwrap();
        let line = greets(&[Place::Tcp(at)], &BasePath::default()).await;
        assert!(line.verdict == Verdict::Bad && line.sentence.contains("no connection"), "{line}");
    }
}
