use super::{Client, Visitor, within};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};

/// Where a server is: one in this process, or the binary.
#[derive(Clone, Copy, Debug)]
pub struct Address(pub SocketAddr);

type Upgraded = (WebSocketStream<TcpStream>, Response);

impl Address {
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.0)
    }

    /// Somebody who speaks the tutorial's vocabulary, signed in.
    pub async fn client(&self, name: &str) -> Client {
        let mut client = self.stranger().await;
        client.signs_in(name).await;
        client
    }

    /// Somebody who speaks version 1, signed in.
    pub async fn client_v1(&self, name: &str) -> Client {
        let mut client = self.stranger().await;
        client.signs_in_v1(Some(name)).await;
        client
    }

    /// Somebody who has connected, and not signed in.
    pub async fn stranger(&self) -> Client {
        self.stranger_at("/ws").await
    }

    pub async fn stranger_at(&self, path: &str) -> Client {
        Client::over(self.upgrade(path, &[]).await.expect("an upgrade").0).await
    }

    /// Somebody whose system takes in little that nobody reads, so that a test need not send megabytes.
    pub async fn stranger_with_small_buffers(&self) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let stream = within(socket.connect(self.0)).await.unwrap();
        Client::over(self.upgrade_over(stream, "/ws", &[]).await.expect("an upgrade").0).await
    }

    /// A browser without cookies.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(*self)
    }

    pub async fn upgrade(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Upgraded, Error> {
        self.upgrade_over(self.tcp().await, path, headers).await
    }

    async fn upgrade_over(
        &self,
        stream: TcpStream,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Upgraded, Error> {
        let mut request = format!("ws://{}{path}", self.0).into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        }
        within(tokio_tungstenite::client_async(request, stream)).await
    }

    pub async fn tcp(&self) -> TcpStream {
        let stream = within(TcpStream::connect(self.0)).await.expect("a connection");
        // As browsers do: a frame does not wait for the one before it to be acknowledged.
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// A connection that carries an upgrade whose frames the test makes itself.
    pub async fn upgraded_tcp(&self) -> TcpStream {
        let mut stream = self.tcp().await;
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.0
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(within(stream.read_u8()).await.expect("an answer to the upgrade"));
        }
        assert!(head.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&head));
        stream
    }
}

/// The HTTP answer that refused an upgrade.
pub fn answer(refused: Result<Upgraded, Error>) -> Response {
    match refused {
        Ok((_, response)) => response.map(|_| None),
        Err(Error::Http(response)) => *response,
        Err(error) => panic!("neither an upgrade nor an answer: {error}"),
    }
}

/// The status that an upgrade came to: 101 when it was let in.
pub fn status(upgrade: Result<Upgraded, Error>) -> u16 {
    answer(upgrade).status().as_u16()
}

/// Reads until the other side ends the connection, however it does that.
pub async fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = within(stream.read_to_end(&mut bytes)).await;
    bytes
}
