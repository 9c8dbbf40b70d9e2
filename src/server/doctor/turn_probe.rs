use crate::server::turn::Credentials;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use stun_types::attribute::{ErrorCode, Nonce, Realm, Username};
use stun_types::message::{
    BINDING, IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageWriteVec, StunWriteError,
    TransactionId,
};
use stun_types::prelude::*;
use tokio::net::UdpSocket;
use turn_types::attribute::{Data, RequestedTransport, XorPeerAddress, XorRelayedAddress};
use turn_types::message::{ALLOCATE, CREATE_PERMISSION, SEND};

/// How long an answer may take, on one machine, and how often it is asked for.
const PATIENCE: Duration = Duration::from_secs(1);
const TRIES: usize = 3;
/// Bytes of a packet at most: those of an Ethernet's.
const PACKET: usize = 1_500;

/// A client of a relay that asks for what a call asks for, once.
pub struct Probe {
    socket: UdpSocket,
    who: Credentials,
    realm: String,
    nonce: String,
}

/// Why it got nothing.
#[derive(Debug)]
pub enum ProbeError {
    /// The socket failed.
    Socket(io::Error),
    /// No answer came.
    Silence,
    /// The relay refused, with this code (RFC 8656, section 19).
    Refused(u16),
    /// What came was no answer.
    NoSense,
}

impl Probe {
    /// Somebody with these credentials, who speaks to this relay.
    pub async fn connect(server: SocketAddr, who: Credentials) -> Result<Self, ProbeError> {
        let here = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = UdpSocket::bind(here).await?;
        socket.connect(server).await?;
        Ok(Self { socket, who, realm: String::new(), nonce: String::new() })
    }

    /// Asks for nothing but an answer.
    pub async fn bind(&mut self) -> Result<(), ProbeError> {
        let answer = self.exchange(Message::builder_request(BINDING, MessageWriteVec::new())).await?;
        let answer = Message::from_bytes(&answer).map_err(|_| ProbeError::NoSense)?;
        if answer.has_class(MessageClass::Success) { Ok(()) } else { Err(ProbeError::NoSense) }
    }

    /// Asks for an address: shows nothing, is challenged, and shows who it is.
    pub async fn allocate(&mut self) -> Result<SocketAddr, ProbeError> {
        let transport = RequestedTransport::new(RequestedTransport::UDP);
        let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
        request.add_attribute(&transport)?;
        let challenge = self.exchange(request).await?;
        let challenge = Message::from_bytes(&challenge).map_err(|_| ProbeError::NoSense)?;
        let (Ok(realm), Ok(nonce)) = (challenge.attribute::<Realm>(), challenge.attribute::<Nonce>()) else {
            return Err(ProbeError::NoSense);
        };
        (self.realm, self.nonce) = (realm.realm().to_owned(), nonce.nonce().to_owned());
        let mut request = Message::builder_request(ALLOCATE, MessageWriteVec::new());
        request.add_attribute(&transport)?;
        let answer = self.ask(request).await?;
        let answer = Message::from_bytes(&answer).map_err(|_| ProbeError::NoSense)?;
        let lent = answer.attribute::<XorRelayedAddress>().map_err(|_| ProbeError::NoSense)?;
        Ok(lent.addr(answer.transaction_id()))
    }

    /// Lets somebody send to its address.
    pub async fn permit(&mut self, peer: SocketAddr) -> Result<(), ProbeError> {
        let mut request = Message::builder_request(CREATE_PERMISSION, MessageWriteVec::new());
        request.add_attribute(&XorPeerAddress::new(peer, request.transaction_id()))?;
        self.ask(request).await.map(drop)
    }

    /// Sends data from its address.
    pub async fn send(&mut self, peer: SocketAddr, data: &[u8]) -> Result<(), ProbeError> {
        let mut message = Message::builder_indication(SEND, MessageWriteVec::new());
        message.add_attribute(&XorPeerAddress::new(peer, message.transaction_id()))?;
        message.add_attribute(&Data::new(data))?;
        self.socket.send(&message.finish()).await?;
        Ok(())
    }

    /// The next data that came to its address, and from where.
    pub async fn receive(&mut self) -> Result<(SocketAddr, Vec<u8>), ProbeError> {
        let packet = tokio::time::timeout(PATIENCE, self.next()).await.map_err(|_| ProbeError::Silence)??;
        let message = Message::from_bytes(&packet).map_err(|_| ProbeError::NoSense)?;
        let (Ok(peer), Ok(data)) = (message.attribute::<XorPeerAddress>(), message.attribute::<Data>()) else {
            return Err(ProbeError::NoSense);
        };
        Ok((peer.addr(message.transaction_id()), data.data().to_vec()))
    }

    /// The answer to a request that is signed.
    async fn ask(&mut self, mut request: MessageWriteVec) -> Result<Vec<u8>, ProbeError> {
        let (username, password) = (self.who.username.clone(), self.who.password.clone());
        request.add_attribute(&Username::new(&username)?)?;
        request.add_attribute(&Realm::new(&self.realm)?)?;
        request.add_attribute(&Nonce::new(&self.nonce)?)?;
        let key = LongTermKeyCredentials::new(username, password, self.realm.clone());
        request.add_message_integrity_with_key(&key.make_key(IntegrityAlgorithm::Sha1), IntegrityAlgorithm::Sha1)?;
        let packet = self.exchange(request).await?;
        let answer = Message::from_bytes(&packet).map_err(|_| ProbeError::NoSense)?;
        if answer.has_class(MessageClass::Success) {
            return Ok(packet);
        }
        Err(answer.attribute::<ErrorCode>().map_or(ProbeError::NoSense, |error| ProbeError::Refused(error.code())))
    }

    /// The answer to this request, which is said again when none comes: packets may be lost (RFC 8489, section 6.2.1).
    async fn exchange(&mut self, request: MessageWriteVec) -> Result<Vec<u8>, ProbeError> {
        let transaction = request.transaction_id();
        let request = request.finish();
        for _ in 0..TRIES {
            self.socket.send(&request).await?;
            if let Ok(answer) = tokio::time::timeout(PATIENCE, self.answer_to(transaction)).await {
                return answer;
            }
        }
        Err(ProbeError::Silence)
    }

    async fn answer_to(&mut self, transaction: TransactionId) -> Result<Vec<u8>, ProbeError> {
        loop {
            let packet = self.next().await?;
            if Message::from_bytes(&packet).is_ok_and(|message| message.transaction_id() == transaction) {
                return Ok(packet);
            }
        }
    }

    async fn next(&mut self) -> Result<Vec<u8>, ProbeError> {
        let mut packet = vec![0; PACKET];
        let received = self.socket.recv(&mut packet).await?;
        packet.truncate(received);
        Ok(packet)
    }
}

impl From<io::Error> for ProbeError {
    fn from(error: io::Error) -> Self {
        Self::Socket(error)
    }
}

/// Nothing here is longer than a message may be, unless the relay made it so: its realm and nonce come from there.
impl From<StunWriteError> for ProbeError {
    fn from(_: StunWriteError) -> Self {
        Self::NoSense
    }
}

impl fmt::Display for ProbeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket(error) => write!(f, "it cannot be spoken to: {error}"),
            Self::Silence => write!(f, "it does not answer"),
            Self::Refused(code) => write!(f, "it refuses with code {code}"),
            Self::NoSense => write!(f, "its answer makes no sense"),
        }
    }
}
