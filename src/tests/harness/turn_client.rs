use super::{Certificate, received, within};
use std::collections::VecDeque;
use std::net::SocketAddr;
use stun_types::attribute::{ErrorCode, Nonce, Realm, Username, XorMappedAddress};
use stun_types::message::{
    BINDING, IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass, MessageWriteVec, Method,
    TransactionId,
};
use stun_types::prelude::*;
use switchboard::server::turn::Credentials;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio_rustls::client::TlsStream;
use turn_types::AddressFamily;
use turn_types::attribute::{
    ChannelNumber, Data, Lifetime, RequestedAddressFamily, RequestedTransport, XorPeerAddress, XorRelayedAddress,
};
use turn_types::channel::ChannelData;
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND};

/// A browser's half of TURN. What it asks for comes to the answer's error code, or to 0.
pub struct TurnClient {
    wire: Wire,
    who: Credentials,
    realm: String,
    nonce: String,
    /// Data that came before an answer.
    inbox: VecDeque<Relayed>,
}

enum Wire {
    Udp(UdpSocket),
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Data from a peer.
#[derive(Debug, PartialEq)]
pub enum Relayed {
    OnChannel(u16, Vec<u8>),
    From(SocketAddr, Vec<u8>),
}

/// An attribute that may need to know its message's transaction.
type Attribute<'a> = &'a dyn Fn(TransactionId) -> Box<dyn AttributeWrite>;

impl TurnClient {
    pub async fn over_udp(server: SocketAddr, who: Credentials) -> Self {
        let here = if server.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
        Self::over_udp_from(here, server, who).await
    }

    pub async fn over_udp_from(here: &str, server: SocketAddr, who: Credentials) -> Self {
        let socket = UdpSocket::bind(here).await.unwrap();
        socket.connect(server).await.unwrap();
        Self::over(Wire::Udp(socket), who)
    }

    pub async fn over_tcp(server: SocketAddr, who: Credentials) -> Self {
        let stream = within(TcpStream::connect(server)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self::over(Wire::Tcp(stream), who)
    }

    /// Over TLS to a server with this certificate.
    pub async fn over_tls(server: SocketAddr, certificate: &Certificate, who: Credentials) -> Self {
        Self::over(Wire::Tls(Box::new(certificate.connect(server).await.expect("a handshake"))), who)
    }

    fn over(wire: Wire, who: Credentials) -> Self {
        Self { wire, who, realm: String::new(), nonce: String::new(), inbox: VecDeque::new() }
    }

    /// Asks for an IPv4 address.
    pub async fn allocates(&mut self) -> Result<SocketAddr, u16> {
        self.allocates_of(AddressFamily::IPV4).await
    }

    /// Shows nothing, is challenged, and shows who it is.
    pub async fn allocates_of(&mut self, family: AddressFamily) -> Result<SocketAddr, u16> {
        let wanted: &[Attribute<'_>] = &[&|_| Box::new(RequestedTransport::new(RequestedTransport::UDP)), &|_| {
            Box::new(RequestedAddressFamily::new(family))
        }];
        if self.nonce.is_empty() {
            let request = build(ALLOCATE, wanted);
            assert_eq!(self.exchanges(request).await.0, 401, "a challenge");
        }
        match self.asks(ALLOCATE, wanted).await {
            (0, answer) => {
                let answer = Message::from_bytes(&answer).unwrap();
                Ok(answer.attribute::<XorRelayedAddress>().unwrap().addr(answer.transaction_id()))
            }
            (code, _) => Err(code),
        }
    }

    pub async fn permits(&mut self, peer: SocketAddr) -> u16 {
        self.asks(CREATE_PERMISSION, &[&|id| Box::new(XorPeerAddress::new(peer, id))]).await.0
    }

    pub async fn binds(&mut self, channel: u16, peer: SocketAddr) -> u16 {
        let wanted: &[Attribute<'_>] =
            &[&|_| Box::new(ChannelNumber::new(channel)), &|id| Box::new(XorPeerAddress::new(peer, id))];
        self.asks(CHANNEL_BIND, wanted).await.0
    }

    /// Keeps its address for so many seconds, or for none gives it back.
    pub async fn refreshes(&mut self, seconds: u32) -> u16 {
        self.asks(REFRESH, &[&|_| Box::new(Lifetime::new(seconds))]).await.0
    }

    /// How the server sees it.
    pub async fn seen_as(&mut self) -> SocketAddr {
        let (code, answer) = self.exchanges(build(BINDING, &[])).await;
        assert_eq!(code, 0);
        let answer = Message::from_bytes(&answer).unwrap();
        answer.attribute::<XorMappedAddress>().unwrap().addr(answer.transaction_id())
    }

    pub async fn sends_to(&mut self, peer: SocketAddr, data: &[u8]) {
        let mut message = Message::builder_indication(SEND, MessageWriteVec::new());
        message.add_attribute(&XorPeerAddress::new(peer, message.transaction_id())).unwrap();
        message.add_attribute(&Data::new(data)).unwrap();
        self.sends(&message.finish()).await;
    }

    pub async fn sends_on(&mut self, channel: u16, data: &[u8]) {
        let mut packet = vec![0; 4 + data.len()];
        ChannelData::new(channel, data).write_into_unchecked(&mut packet);
        if let Wire::Tcp(_) | Wire::Tls(_) = self.wire {
            packet.resize(packet.len().next_multiple_of(4), 0);
        }
        self.sends(&packet).await;
    }

    pub async fn sends(&mut self, packet: &[u8]) {
        match &mut self.wire {
            Wire::Udp(socket) => assert_eq!(socket.send(packet).await.unwrap(), packet.len()),
            Wire::Tcp(stream) => within(stream.write_all(packet)).await.unwrap(),
            Wire::Tls(stream) => {
                within(stream.write_all(packet)).await.unwrap();
                within(stream.flush()).await.unwrap();
            }
        }
    }

    /// The next data from a peer.
    pub async fn hears(&mut self) -> Relayed {
        if let Some(relayed) = self.inbox.pop_front() {
            return relayed;
        }
        let packet = self.next().await;
        relayed(&packet).expect("data")
    }

    /// Packets that are there already, over UDP.
    pub fn waiting(&self) -> usize {
        let Wire::Udp(socket) = &self.wire else { panic!("a stream") };
        std::iter::from_fn(|| socket.try_recv(&mut [0; 2_048]).ok()).count()
    }

    /// The stream, whatever has been said on it.
    pub fn into_stream(self) -> TcpStream {
        match self.wire {
            Wire::Udp(_) | Wire::Tls(_) => panic!("no stream of TCP alone"),
            Wire::Tcp(stream) => stream,
        }
    }

    /// A request that is signed; its answer has to be, too, unless it is a challenge.
    async fn asks(&mut self, method: Method, attributes: &[Attribute<'_>]) -> (u16, Vec<u8>) {
        let mut request = build(method, attributes);
        request.add_attribute(&Username::new(&self.who.username).unwrap()).unwrap();
        request.add_attribute(&Realm::new(&self.realm).unwrap()).unwrap();
        request.add_attribute(&Nonce::new(&self.nonce).unwrap()).unwrap();
        request.add_message_integrity_with_key(&self.key(), IntegrityAlgorithm::Sha1).unwrap();
        request.add_fingerprint().unwrap();
        let (code, answer) = self.exchanges(request).await;
        if code != 401 {
            let answer = Message::from_bytes(&answer).unwrap();
            assert!(answer.validate_integrity_with_key(&self.key()).is_ok(), "the server shows who it is");
        }
        (code, answer)
    }

    /// Sends a request; the error code of its answer, and the answer. Data may come before it.
    async fn exchanges(&mut self, request: MessageWriteVec) -> (u16, Vec<u8>) {
        let id = request.transaction_id();
        self.sends(&request.finish()).await;
        loop {
            let packet = self.next().await;
            if let Some(relayed) = relayed(&packet) {
                self.inbox.push_back(relayed);
                continue;
            }
            let answer = Message::from_bytes(&packet).unwrap();
            assert_eq!(answer.transaction_id(), id);
            if let (Ok(realm), Ok(nonce)) = (answer.attribute::<Realm>(), answer.attribute::<Nonce>()) {
                (self.realm, self.nonce) = (realm.realm().to_owned(), nonce.nonce().to_owned());
            }
            let code = answer.attribute::<ErrorCode>().map_or(0, |error| error.code());
            return (code, packet);
        }
    }

    fn key(&self) -> IntegrityKey {
        let Credentials { username, password, .. } = self.who.clone();
        LongTermKeyCredentials::new(username, password, self.realm.clone()).make_key(IntegrityAlgorithm::Sha1)
    }

    async fn next(&mut self) -> Vec<u8> {
        match &mut self.wire {
            Wire::Udp(socket) => received(socket).await.0,
            Wire::Tcp(stream) => within(framed(stream)).await,
            Wire::Tls(stream) => within(framed(stream)).await,
        }
    }
}

async fn framed(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let mut packet = vec![0; 4];
    stream.read_exact(&mut packet).await.expect("a packet");
    let length = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
    let is_data = packet[0] >= 0x40;
    let rest = if is_data { length.next_multiple_of(4) } else { 16 + length };
    packet.resize(4 + rest, 0);
    stream.read_exact(&mut packet[4..]).await.expect("the rest of it");
    packet.truncate(if is_data { 4 + length } else { 20 + length });
    packet
}

fn build(method: Method, attributes: &[Attribute<'_>]) -> MessageWriteVec {
    let mut request = Message::builder_request(method, MessageWriteVec::new());
    let id = request.transaction_id();
    for attribute in attributes {
        request.add_attribute(attribute(id).as_ref()).unwrap();
    }
    request
}

/// What a packet relays; `None` when it is an answer.
fn relayed(packet: &[u8]) -> Option<Relayed> {
    if let Ok(data) = ChannelData::parse(packet) {
        return Some(Relayed::OnChannel(data.id(), data.data().to_vec()));
    }
    let message = Message::from_bytes(packet).expect("STUN");
    if !message.has_class(MessageClass::Indication) {
        return None;
    }
    let peer = message.attribute::<XorPeerAddress>().unwrap().addr(message.transaction_id());
    Some(Relayed::From(peer, message.attribute::<Data>().unwrap().data().to_vec()))
}
