//! What the relay costs: CPU for each packet, memory for each lent address; beside coturn, with the same work in the
//! same run. Prints figures, asserts none.
//!
//! `make measure-relay`. Linux only, on two cores: one for the server, one for this. `$COTURN` is coturn.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use stun_types::attribute::{Nonce, Realm, Username};
use stun_types::message::{
    BINDING, IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageWriteVec, Method,
};
use stun_types::prelude::*;
use switchboard::protocol::{CallId, Side};
use switchboard::server::turn::{Credentials, Secret};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message as Frame;
use turn_types::attribute::{ChannelNumber, RequestedTransport, XorPeerAddress, XorRelayedAddress};
use turn_types::channel::ChannelData;
use turn_types::message::{ALLOCATE, CHANNEL_BIND};

/// Packets a second, of so many bytes, over so many allocations, and for how long.
const RATE: usize = 20_000;
const BYTES: usize = 1_200;
const FLOWS: usize = 10;
const SECONDS: usize = 10;

/// Allocations whose memory is looked at.
const LENT: usize = 1_000;

const CHANNEL: u16 = 0x4000;
const SECRET: &str = "north";

fn main() {
    let ours = measure("Switchboard", &mut switchboard());
    let Ok(coturn) = std::env::var("COTURN") else {
        return println!("Without $COTURN there is nothing to compare with.");
    };
    let theirs = measure("coturn", &mut self::coturn(&coturn));
    println!("Switchboard / coturn: {:.2} of the CPU, {:.2} of the memory", ours.0 / theirs.0, ours.1 / theirs.1);
}

/// CPU microseconds for a packet, and KiB for an allocation.
fn measure(name: &str, server: &mut Server) -> (f64, f64) {
    let mut flows: Vec<_> = (0..FLOWS).map(|at| Flow::open(server, at)).collect();
    relay(&mut flows, RATE); // Once, for whatever is made at the first packet.
    let (cpu, began) = (server.cpu(), Instant::now());
    let arrived = relay(&mut flows, RATE * SECONDS);
    let (cpu, lasted) = (server.cpu() - cpu, began.elapsed().as_secs_f64());
    let each = cpu / arrived as f64 * 1e6;
    let lost = 100.0 * (1.0 - arrived as f64 / (RATE * SECONDS) as f64);
    println!(
        "{name}: {each:.1} µs of CPU for a packet of {BYTES} bytes, at {:.0} a second ({lost:.1} % lost); a core would \
         relay {:.0} Mbit/s",
        arrived as f64 / lasted,
        (BYTES * 8) as f64 / each,
    );
    let before = server.memory();
    let _held: Vec<_> = (FLOWS..FLOWS + LENT).map(|at| Flow::allocate(server, at)).collect();
    let lent = (server.memory() - before) / LENT as f64 / 1024.0;
    println!("{name}: {lent:.1} KiB for each of {LENT} allocations, {:.1} MiB in all", server.memory() / 1_048_576.0);
    (each, lent)
}

/// Sends packets at the rate, out and back in turn; how many arrived.
fn relay(flows: &mut [Flow], packets: usize) -> usize {
    let began = Instant::now();
    let (mut sent, mut arrived) = (0, 0);
    while sent < packets {
        let due = (began.elapsed().as_secs_f64() * RATE as f64) as usize;
        while sent < due.min(packets) {
            let flow = &flows[(sent / 2) % flows.len()];
            if sent % 2 == 0 {
                flow.sends()
            } else {
                flow.peer_sends()
            }
            sent += 1;
            if sent % 8 == 0 {
                break;
            }
        }
        arrived += flows.iter_mut().map(Flow::takes).sum::<usize>();
    }
    let last = Instant::now();
    while last.elapsed() < Duration::from_millis(200) {
        arrived += flows.iter_mut().map(Flow::takes).sum::<usize>();
    }
    arrived
}

/// A client with an allocation, and a peer that it has a channel to.
struct Flow {
    client: UdpSocket,
    peer: UdpSocket,
    relayed: SocketAddr,
    packet: Vec<u8>,
}

impl Flow {
    /// Ready to send.
    fn open(server: &Server, at: usize) -> Self {
        let (client, relayed, session) = Self::allocate(server, at);
        let peer = UdpSocket::bind("127.0.0.2:0").expect("a peer");
        peer.connect(relayed).expect("a peer's way");
        let to = peer.local_addr().expect("it has an address");
        session.asks(&client, CHANNEL_BIND, |request| {
            let peer = XorPeerAddress::new(to, request.transaction_id());
            request.add_attribute(&ChannelNumber::new(CHANNEL)).expect("room");
            request.add_attribute(&peer).expect("room");
        });
        for socket in [&client, &peer] {
            socket.set_nonblocking(true).expect("a socket");
        }
        let mut packet = vec![0; 4 + BYTES];
        ChannelData::new(CHANNEL, &[7; BYTES]).write_into_unchecked(&mut packet);
        Self { client, peer, relayed, packet }
    }

    /// An address lent to the `at`th client. Each twenty come from an address of their own: a flood would be refused.
    fn allocate(server: &Server, at: usize) -> (UdpSocket, SocketAddr, Session) {
        let own = Ipv4Addr::new(127, 1, (at / 20) as u8, 1);
        let client = UdpSocket::bind((own, 0)).expect("an address of this machine's");
        client.connect(server.relay).expect("a way to the server");
        client.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
        let transport = |request: &mut MessageWriteVec| {
            request.add_attribute(&RequestedTransport::new(RequestedTransport::UDP)).expect("room");
        };
        let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
        transport(&mut request);
        let challenge = exchange(&client, &request.finish());
        let challenge = Message::from_bytes(&challenge).expect("a challenge");
        let session = Session {
            who: server.who.clone(),
            realm: challenge.attribute::<Realm>().expect("a realm").realm().to_owned(),
            nonce: challenge.attribute::<Nonce>().expect("a nonce").nonce().to_owned(),
        };
        let answer = session.asks(&client, ALLOCATE, transport);
        let answer = Message::from_bytes(&answer).expect("an answer");
        let relayed = answer.attribute::<XorRelayedAddress>().expect("an address").addr(answer.transaction_id());
        (client, relayed, session)
    }

    fn sends(&self) {
        send(&self.client, &self.packet);
    }

    fn peer_sends(&self) {
        debug_assert_eq!(self.peer.peer_addr().ok(), Some(self.relayed));
        send(&self.peer, &self.packet[4..]);
    }

    /// How many packets have come, on both ends.
    fn takes(&mut self) -> usize {
        let mut buffer = [0; 2 * BYTES];
        [&self.client, &self.peer]
            .map(|socket| std::iter::from_fn(|| socket.recv(&mut buffer).ok()).take(64).count())
            .iter()
            .sum()
    }
}

/// What a client shows.
struct Session {
    who: Credentials,
    realm: String,
    nonce: String,
}

impl Session {
    /// Asks for something, which has to be granted.
    fn asks(&self, client: &UdpSocket, method: Method, with: impl FnOnce(&mut MessageWriteVec)) -> Vec<u8> {
        let mut request = Message::builder_request(method, MessageWriteVec::new());
        with(&mut request);
        let Credentials { username, password, .. } = self.who.clone();
        let key = LongTermKeyCredentials::new(username, password, self.realm.clone());
        let key = key.make_key(IntegrityAlgorithm::Sha1);
        request.add_attribute(&Username::new(&self.who.username).expect("a name")).expect("room");
        request.add_attribute(&Realm::new(&self.realm).expect("a realm")).expect("room");
        request.add_attribute(&Nonce::new(&self.nonce).expect("a nonce")).expect("room");
        request.add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1).expect("room");
        let answer = exchange(client, &request.finish());
        let parsed = Message::from_bytes(&answer).expect("an answer");
        assert!(parsed.has_class(MessageClass::Success), "{method}: {parsed}");
        answer
    }
}

fn exchange(client: &UdpSocket, request: &[u8]) -> Vec<u8> {
    let mut answer = [0; 2_048];
    client.send(request).expect("the server is there");
    let length = client.recv(&mut answer).expect("an answer in time");
    answer[..length].to_vec()
}

/// What no buffer has room for is lost, as on a network.
fn send(socket: &UdpSocket, packet: &[u8]) {
    match socket.send(packet) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::WouldBlock => {}
        Err(error) => panic!("{error}"),
    }
}

/// A server in a process of its own, on the first core.
struct Server {
    child: Child,
    relay: SocketAddr,
    who: Credentials,
    _folder: tempfile::TempDir,
}

/// Ours, and what it lends to a side of a call.
fn switchboard() -> Server {
    let (relay, folder) = (free(), tempfile::tempdir().expect("a folder"));
    let mut child = pinned(env!("CARGO_BIN_EXE_switchboard"))
        .args(["--addr", "127.0.0.1:0", "--public-ip", "127.0.0.1", "--turn-addr", &relay.to_string()])
        .args(["--turn-allow", "127.0.0.0/8", "--turn-per-side", "5000", "--turn-total", "5000"])
        .args(["--turn-rate", "10000", "--turn-total-rate", "10000", "--ring-timeout", "600", "--log", "warn"])
        .args(["--data", folder.path().to_str().expect("a name in Unicode")])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().expect("its output is piped")).read_line(&mut line).expect("text");
    let address = line.trim().rsplit("//").next().unwrap_or_default().to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let who = runtime.block_on(lent(&address));
    // The call has to last, and so do its sockets.
    std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
    Server { child, relay, who, _folder: folder }
}

/// Debian's coturn.
fn coturn(program: &str) -> Server {
    let (relay, folder) = (free(), tempfile::tempdir().expect("a folder"));
    let file = folder.path().join("turnserver.conf");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let settings = [
        format!("listening-ip=127.0.0.1\nlistening-port={}\nrelay-ip=127.0.0.1\nrealm=example.org", relay.port()),
        format!("use-auth-secret\nstatic-auth-secret={SECRET}\nallow-loopback-peers\nno-cli\nno-tls\nno-dtls"),
        format!("log-file={}\npidfile={}\nuserdb={}\nsimple-log", path("log"), path("pid"), path("users")),
    ];
    std::fs::write(&file, settings.join("\n")).expect("a file");
    let child = pinned(program).arg("-c").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
    let secret: Secret = SECRET.parse().expect("a secret");
    let who = Credentials::new(&secret, CallId(1), Side::Caller, now + 3_600);
    let server = Server { child: child.expect("coturn starts"), relay, who, _folder: folder };
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a socket");
    socket.set_read_timeout(Some(Duration::from_millis(100))).expect("a socket");
    let request = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
    let answers = || socket.send_to(&request, relay).is_ok() && socket.recv(&mut [0; 512]).is_ok();
    assert!((0..100).any(|_| answers()), "coturn answers");
    server
}

fn pinned(program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0", program]);
    command
}

/// An address that nobody listens at.
fn free() -> SocketAddr {
    UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port is free")
}

/// Calls somebody, for what the caller is lent.
async fn lent(address: &str) -> Credentials {
    let (mut sockets, mut credentials) = (Vec::new(), None);
    for name in ["Bo", "Ana"] {
        let (mut socket, _) = connect_async(format!("ws://{address}/ws?room=bench")).await.expect("the server accepts");
        let mut frames = vec![json!({ "type": "username", "name": name, "version": 1 })];
        if name == "Ana" {
            frames.push(json!({ "type": "video-offer", "target": "Bo", "sdp": {}, "key": "k" }));
        }
        for frame in frames {
            socket.send(Frame::text(frame.to_string())).await.expect("the server takes the frame");
        }
        let wanted = if name == "Ana" { "ice-servers" } else { "welcome" };
        loop {
            let frame = socket.next().await.expect("the connection lives").expect("the connection works");
            let frame: Value = serde_json::from_str(frame.to_text().unwrap_or_default()).unwrap_or_default();
            if frame["type"] == wanted {
                let text = |field: &str| frame[field].as_str().unwrap_or_default().to_owned();
                credentials =
                    Some(Credentials { urls: Vec::new(), username: text("username"), password: text("credential") });
                break;
            }
        }
        sockets.push(socket);
    }
    // Whoever drops them ends the call.
    tokio::spawn(async move {
        let _sockets = sockets;
        std::future::pending::<()>().await;
    });
    credentials.expect("something is lent")
}

impl Server {
    /// Seconds of CPU that the process has used.
    fn cpu(&self) -> f64 {
        let threads = std::fs::read_dir(format!("/proc/{}/task", self.child.id())).expect("Linux has /proc");
        let used = |thread: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
            stat.split(' ').next()?.parse::<f64>().ok()
        };
        threads.flatten().filter_map(used).sum::<f64>() / 1e9
    }

    /// Bytes of memory that the process has.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux has /proc");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) * 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
