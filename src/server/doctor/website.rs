//! Whether a connection opens, and the server greets it, as it does a browser's.

use super::{Line, certificate, credulous};
use crate::protocol::BasePath;
use crate::server::listen::Place;
use futures_util::StreamExt;
use rustls::pki_types::ServerName;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, SystemTime};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::client_async;
use tungstenite::Message;

/// How long all of it may take, on one machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is spoken there.
#[derive(Clone, Debug)]
pub enum Speech {
    /// HTTP in the clear.
    Plain,
    /// HTTPS, as these hosts, as far as they are known.
    Tls(Vec<ServerName<'static>>),
}

/// Whether the first of these places greets, and how its certificate is.
pub async fn look(places: &[Place], base: &BasePath, speech: &Speech) -> Vec<Line> {
    const ABOUT: &str = "Connection";
    let Some(place) = places.first() else { return vec![Line::bad(ABOUT, "there is no address to try.")] };
    let path = base.of("/ws");
    let mut certificate = None;
    let greeted = timeout(PATIENCE, async {
        match (place, speech) {
            (Place::Tcp(at), Speech::Plain) => greeting(TcpStream::connect(from_inside(*at)).await?, &path).await,
            (Place::Tcp(at), Speech::Tls(names)) => {
                let stream = TcpStream::connect(from_inside(*at)).await?;
                let name = names.first().cloned().unwrap_or(ServerName::IpAddress(at.ip().into()));
                let stream = credulous::connect(stream, name).await?;
                let shown = stream.get_ref().1.peer_certificates();
                certificate = shown
                    .map(|shown| certificate::judge(shown, names, webpki_roots::TLS_SERVER_ROOTS, SystemTime::now()));
                greeting(stream, &path).await
            }
            #[cfg(unix)]
            (Place::Unix(socket), _) => greeting(tokio::net::UnixStream::connect(socket).await?, &path).await,
            #[cfg(not(unix))]
            (Place::Unix(_), _) => Ok(false),
        }
    })
    .await;
    let line = match greeted {
        Ok(Ok(true)) => Line::good(ABOUT, format!("a WebSocket opened at {place}, and the server greeted it.")),
        Ok(Ok(false)) => Line::bad(ABOUT, format!("what answers at {place} is not Switchboard.")),
        Ok(Err(error)) => Line::bad(ABOUT, format!("no connection to {place}: {error}. Is a firewall in between?")),
        Err(_) => Line::bad(ABOUT, format!("{place} does not answer. Is a firewall in between?")),
    };
    [Some(line), certificate].into_iter().flatten().collect()
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
        let lines = look(&[Place::Tcp(at)], &BasePath::default(), &Speech::Plain).await;
        assert!(lines[0].verdict == Verdict::Bad && lines[0].sentence.contains("is not Switchboard"), "{lines:?}");
        other.await.unwrap();
        let lines = look(&[Place::Tcp(at)], &BasePath::default(), &Speech::Plain).await;
        assert!(lines[0].verdict == Verdict::Bad && lines[0].sentence.contains("no connection"), "{lines:?}");
    }
}
