use futures_util::{Sink, SinkExt, Stream, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

/// Longer than anything that is waited for takes, on a machine that is busy with other things.
const DEADLINE: Duration = Duration::from_secs(20);

/// What is waited for comes in time.
pub async fn within<T>(waited_for: impl Future<Output = T>) -> T {
    tokio::time::timeout(DEADLINE, waited_for).await.expect("it should have come long ago")
}

/// A WebSocket, whatever it goes over.
pub trait Socket: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Send + Unpin {}

impl<S: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Send + Unpin> Socket for S {}

/// One socket. Its methods are what its user does and hears.
pub struct Client {
    socket: Box<dyn Socket>,
    /// The number that the server gave the connection.
    pub id: u64,
    /// What the server calls the person.
    pub name: String,
    /// The last call that a frame named.
    pub call: Option<u64>,
    pub(super) speaks_v1: bool,
}

/// What comes out of a socket.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Text(String),
    Ping,
    /// A close frame with this code; `None` is a close frame without one.
    Closed(Option<u16>),
    /// The connection, without a close frame.
    Gone,
}

/// Whether a frame is about who is here. Those come at times of their own, and most tests are about
/// something else.
fn is_presence(frame: &Value) -> bool {
    ["userlist", "user-joined", "user-left", "user-state", "user-renamed"].iter().any(|kind| frame["type"] == *kind)
}

/// A type that no client and no server uses: passed on to its target, and so seen after all before it.
const MARKER: &str = "marker";

impl Client {
    /// The first frame is the connection's number.
    pub async fn over(socket: impl Socket + 'static) -> Self {
        let mut client = Self { socket: Box::new(socket), id: 0, name: String::new(), call: None, speaks_v1: false };
        let first = client.hears_next().await;
        assert_eq!(first["type"], "id", "{first}");
        client.id = first["id"].as_u64().expect("a number");
        client
    }

    pub async fn sends(&mut self, frame: Value) {
        self.sends_text(&frame.to_string()).await;
    }

    pub async fn sends_text(&mut self, frame: &str) {
        self.sends_message(Message::text(frame)).await;
    }

    pub async fn sends_binary(&mut self, bytes: &'static [u8]) {
        self.sends_message(Message::Binary(Bytes::from_static(bytes))).await;
    }

    /// One text frame in several pieces (RFC 6455, section 5.4).
    pub async fn sends_in_pieces(&mut self, pieces: &[&str]) {
        for (number, piece) in pieces.iter().enumerate() {
            let code = OpCode::Data(if number == 0 { Data::Text } else { Data::Continue });
            let piece = Bytes::copy_from_slice(piece.as_bytes());
            let frame = Frame::message(piece, code, number + 1 == pieces.len());
            self.sends_message(Message::Frame(frame)).await;
        }
    }

    async fn sends_message(&mut self, message: Message) {
        within(self.socket.send(message)).await.expect("a socket that takes a frame");
    }

    /// Many frames at once, without waiting for anything between them.
    pub async fn sends_all(&mut self, frames: impl IntoIterator<Item = Value>) {
        for frame in frames {
            within(self.socket.feed(Message::text(frame.to_string()))).await.unwrap();
        }
        within(self.socket.flush()).await.unwrap();
    }

    /// Whatever comes next, and how the connection ends.
    pub async fn next(&mut self) -> Heard {
        loop {
            return match within(self.socket.next()).await {
                Some(Ok(Message::Text(text))) => Heard::Text(text.to_string()),
                Some(Ok(Message::Ping(_))) => Heard::Ping,
                Some(Ok(Message::Close(frame))) => Heard::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Heard::Gone,
            };
        }
    }

    /// The next frame, as it came.
    pub async fn hears_text(&mut self) -> String {
        loop {
            match self.next().await {
                Heard::Text(text) => return text,
                Heard::Ping => {}
                end => panic!("{:?} waits for a frame and hears {end:?}", self.name),
            }
        }
    }

    pub async fn hears_next(&mut self) -> Value {
        let text = self.hears_text().await;
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        self.call = frame["call"].as_u64().or(self.call);
        frame
    }

    /// The next frame of this type; others may come before it.
    pub async fn hears(&mut self, kind: &str) -> Value {
        let mut before = Vec::new();
        loop {
            let frame = tokio::time::timeout(DEADLINE, self.hears_next()).await;
            let frame = frame.unwrap_or_else(|_| panic!("no {kind:?} for {:?}, only {before:#?}", self.name));
            if frame["type"] == kind {
                return frame;
            }
            before.push(frame);
        }
    }

    /// The next frame of this type, as it came.
    pub async fn hears_text_of(&mut self, kind: &str) -> String {
        loop {
            let text = self.hears_text().await;
            if serde_json::from_str::<Value>(&text).expect("JSON")["type"] == kind {
                return text;
            }
        }
    }

    /// The next frame that is not about who is here.
    pub async fn hears_next_but_presence(&mut self) -> Value {
        loop {
            let frame = self.hears_next().await;
            if !is_presence(&frame) {
                return frame;
            }
        }
    }

    /// What comes before `sender`'s next word, presence and the record of past calls aside: all that `sender` has brought about so far.
    pub async fn hears_before(&mut self, sender: &mut Client) -> Vec<Value> {
        sender.sends(json!({"type": MARKER, "target": self.name})).await;
        self.before_marker().await
    }

    async fn before_marker(&mut self) -> Vec<Value> {
        let mut before = Vec::new();
        loop {
            let frame = self.hears_next_but_presence().await;
            if frame["type"] == MARKER {
                return before;
            }
            if frame["type"] != "ended-call" {
                before.push(frame);
            }
        }
    }

    /// Nothing that `sender` has done so far concerns this client.
    pub async fn hears_nothing_until(&mut self, sender: &mut Client) {
        assert_eq!(self.hears_before(sender).await, [] as [Value; 0], "for {:?}", self.name);
    }

    /// Nothing came of what this client has done so far, for itself.
    pub async fn hears_nothing_back(&mut self) {
        self.sends(json!({"type": MARKER, "target": self.name})).await;
        assert_eq!(self.before_marker().await, [] as [Value; 0], "for {:?}", self.name);
    }

    /// The server closes the connection, with this code.
    pub async fn is_closed_with(&mut self, code: u16) {
        loop {
            match self.next().await {
                Heard::Text(_) | Heard::Ping => {}
                end => return assert_eq!(end, Heard::Closed(Some(code)), "for {:?}", self.name),
            }
        }
    }

    /// The connection is gone, one way or another, and the server has let go of it.
    pub async fn is_gone(&mut self) {
        while self.next().await != Heard::Gone {}
    }

    /// Says goodbye, and waits until the server has let go.
    pub async fn leaves(mut self) {
        within(self.socket.send(Message::Close(None))).await.expect("a goodbye");
        self.is_gone().await;
    }

    /// Ends like a power cut: no goodbye, and what waits to be read is thrown away.
    pub fn vanishes(self) {
        drop(self.socket);
    }
}
