//! What the hub costs: CPU for each relayed signaling message, memory for each idle connection; beside an
//! echo server on the same WebSocket library, in the same run. Prints figures, asserts none.
//!
//! `cargo bench --features ssr --bench hub`. Linux only: the figures are the kernel's, from `/proc`.

use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, accept_async_with_config, connect_async};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Messages a second, and for how long.
const RATE: u32 = 4_000;
const SECONDS: u32 = 10;

/// Idle connections, and people in each of their rooms.
const IDLE: usize = 2_000;
const PEOPLE: usize = 50;

/// A candidate as Chromium writes it, with what it is wrapped in.
const CANDIDATE: &str = "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 0.0.0.0 rport 0 \
                         generation 0 ufrag EsAw network-cost 999";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if std::env::args().any(|arg| arg == "echo") {
        return echo().await;
    }
    let hub = Server::start(Command::new(env!("CARGO_BIN_EXE_switchboard")).args(["--addr", "127.0.0.1:0"])).await;
    let relayed = relay(&hub).await;
    let idle = idle(&hub, Greeting::SignIn).await;
    let own = std::env::current_exe().expect("this program is a file");
    let echo = Server::start(Command::new(own).arg("echo")).await;
    let echoed = bounce(&echo).await;
    let echo_idle = self::idle(&echo, Greeting::Echo).await;
    println!("server CPU for a message at {RATE} a second, hub:  {relayed:6.1} µs");
    println!("server CPU for a message at {RATE} a second, echo: {echoed:6.1} µs");
    println!("hub / echo: {:.2}", relayed / echoed);
    println!("memory of an idle signed-in connection, hub:  {:6.1} KiB", idle / 1024.0);
    println!("memory of an idle connection, echo:           {:6.1} KiB", echo_idle / 1024.0);
}

/// What a connection says first, and waits for the answer to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Greeting {
    SignIn,
    Echo,
}

/// A server in a process of its own.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it, and reads its address from the first line that it prints.
    async fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("the server starts");
        let out = child.stdout.take().expect("its output is piped");
        let line = BufReader::new(out).lines().next_line().await.expect("its output is text");
        let line = line.expect("it says where it is");
        let address = line.rsplit("//").next().unwrap_or_default().to_owned();
        Self { child, address }
    }

    fn pid(&self) -> u32 {
        self.child.id().expect("it is running")
    }

    /// Seconds of CPU that the process has used.
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).expect("Linux has /proc");
        let after_name = stat.rsplit(") ").next().unwrap_or_default();
        let field =
            |at: usize| after_name.split(' ').nth(at).and_then(|ticks| ticks.parse::<f64>().ok()).unwrap_or(0.0);
        // proc(5): utime and stime are fields 14 and 15, in hundredths of a second; the name is field 2.
        (field(11) + field(12)) / 100.0
    }

    /// Bytes of memory that the process has.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("Linux has /proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
    }

    async fn connect(&self, room: &str) -> Socket {
        connect_async(format!("ws://{}/ws?room={room}", self.address)).await.expect("the server accepts").0
    }
}

/// Candidates of one call from one side to the other, at the rate. Returns CPU microseconds for each.
async fn relay(hub: &Server) -> f64 {
    let mut ana = hub.connect("bench").await;
    let mut bo = hub.connect("bench").await;
    for (socket, name) in [(&mut ana, "Ana"), (&mut bo, "Bo")] {
        say(socket, &json!({ "type": "username", "name": name, "version": 1 })).await;
        hear(socket, "welcome").await;
    }
    say(&mut ana, &json!({ "type": "video-offer", "target": "Bo", "sdp": {}, "key": "k" })).await;
    hear(&mut bo, "video-offer").await;
    say(&mut bo, &json!({ "type": "video-answer", "target": "Ana", "sdp": {} })).await;
    let answer = hear(&mut ana, "video-answer").await;
    let candidate = json!({ "candidate": CANDIDATE, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "EsAw" });
    let frame = json!({ "type": "new-ice-candidate", "target": "Bo", "candidate": candidate, "call": answer["call"] });
    drive(hub, ana, bo, frame.to_string()).await
}

/// The same frames to the echo server and back.
async fn bounce(echo: &Server) -> f64 {
    let (sink, stream) = echo.connect("").await.split();
    let candidate = json!({ "candidate": CANDIDATE, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": "EsAw" });
    let frame = json!({ "type": "new-ice-candidate", "target": "Bo", "candidate": candidate, "call": 1_u64 << 40 });
    drive(echo, sink, stream, frame.to_string()).await
}

/// Sends frames at the rate and takes what arrives. Returns the server's CPU microseconds for each.
async fn drive<Out, In>(server: &Server, mut out: Out, mut arriving: In, frame: String) -> f64
where
    Out: SinkExt<Message> + Unpin + Send + 'static,
    In: StreamExt<Item = Result<Message, tokio_tungstenite::tungstenite::Error>> + Unpin,
{
    let total = RATE * SECONDS;
    let before = server.cpu();
    let sender = async {
        let mut tick = interval(Duration::from_secs(1) / RATE);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        for _ in 0..total {
            tick.tick().await;
            assert!(out.send(Message::text(frame.clone())).await.is_ok(), "the server takes the frame");
        }
    };
    let receiver = async {
        let mut arrived = 0;
        while arrived < total {
            let message = arriving.next().await.expect("the connection lives").expect("the connection works");
            arrived += u32::from(message.is_text());
        }
    };
    let started = Instant::now();
    tokio::join!(sender, receiver);
    let rate = f64::from(total) / started.elapsed().as_secs_f64();
    println!("{total} messages at {rate:.0} a second");
    (server.cpu() - before) / f64::from(total) * 1e6
}

/// Opens many connections. Returns the server's bytes for each, once all have been welcomed.
async fn idle(server: &Server, greeting: Greeting) -> f64 {
    let before = server.memory();
    let mut sockets = Vec::new();
    for at in 0..IDLE {
        let mut socket = server.connect(&format!("idle-{}", at / PEOPLE)).await;
        if greeting == Greeting::SignIn {
            say(&mut socket, &json!({ "type": "username", "name": format!("P{at}"), "version": 1 })).await;
            hear(&mut socket, "welcome").await;
        } else {
            socket.send(Message::text("hello")).await.expect("the server takes the frame");
            socket.next().await.expect("the connection lives").expect("the connection works");
        }
        sockets.push(socket);
    }
    (server.memory() - before) / IDLE as f64
}

async fn say(socket: &mut Socket, frame: &serde_json::Value) {
    socket.send(Message::text(frame.to_string())).await.expect("the server takes the frame");
}

/// The next frame of this type.
async fn hear(socket: &mut Socket, kind: &str) -> serde_json::Value {
    loop {
        let message = socket.next().await.expect("the connection lives").expect("the connection works");
        if let Ok(frame) = serde_json::from_str::<serde_json::Value>(message.to_text().unwrap_or_default())
            && frame["type"] == kind
        {
            return frame;
        }
    }
}

/// An echo server with the buffers that the hub has.
async fn echo() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
    println!("echo at http://{}", listener.local_addr().expect("it has an address"));
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(async move {
            let buffers = WebSocketConfig::default().read_buffer_size(4096).write_buffer_size(4096);
            let _ = stream.set_nodelay(true);
            let Ok(mut socket) = accept_async_with_config(stream, Some(buffers)).await else { return };
            while let Some(Ok(message)) = socket.next().await {
                if message.is_text() && socket.send(message).await.is_err() {
                    return;
                }
            }
        });
    }
}
