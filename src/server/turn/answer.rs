//! What goes to clients: answers to requests, and data from peers.

use super::allocation::Via;
use stun_types::attribute::{AttributeType, ErrorCode, Fingerprint, Nonce, Realm, UnknownAttributes};
use stun_types::message::{IntegrityAlgorithm, IntegrityKey, Message, MessageWriteMutSlice, MessageWriteVec};
use stun_types::prelude::*;
use turn_types::attribute::{Data, XorPeerAddress};
use turn_types::channel::ChannelData;
use turn_types::message::DATA;

/// Whom the user names are of (RFC 8489, section 9.2). Browsers do not show it.
pub const REALM: &str = "switchboard";

/// Bytes around data from a peer, at most: a header, the peer's address, and the data's own header and padding.
pub const AROUND: usize = 20 + 24 + 4 + 3;

/// Why a request is refused, as the answer says it.
#[derive(Debug)]
pub enum Refused {
    /// With a code of RFC 8489 or RFC 8656.
    Code(u16),
    /// It says what this server does not understand and would have to.
    Unknown(Vec<AttributeType>),
    /// The client has to show who it is, and may use this nonce. The code is 401, or 438 when its nonce is too old.
    Challenge(u16, String),
}

/// An answer that says yes, with these attributes in it.
pub fn yes(request: &Message<'_>, key: Option<&IntegrityKey>, attributes: &[&dyn AttributeWrite]) -> Vec<u8> {
    write(request, Message::builder_success(request, MessageWriteVec::with_capacity(128)), key, attributes)
}

/// An answer that says no.
pub fn no(request: &Message<'_>, key: Option<&IntegrityKey>, refused: Refused) -> Vec<u8> {
    let answer = Message::builder_error(request, MessageWriteVec::with_capacity(128));
    let code = |code| ErrorCode::builder(code).build().expect("a code between 300 and 699");
    match refused {
        Refused::Code(number) => write(request, answer, key, &[&code(number)]),
        Refused::Unknown(types) => {
            write(request, answer, key, &[&code(ErrorCode::UNKNOWN_ATTRIBUTE), &UnknownAttributes::new(&types)])
        }
        Refused::Challenge(number, nonce) => {
            let realm = Realm::new(REALM).expect("a realm of fewer than 763 bytes");
            let nonce = Nonce::new(&nonce).expect("a nonce of fewer than 763 bytes");
            write(request, answer, key, &[&code(number), &realm, &nonce])
        }
    }
}

fn write(
    request: &Message<'_>,
    mut answer: MessageWriteVec,
    key: Option<&IntegrityKey>,
    attributes: &[&dyn AttributeWrite],
) -> Vec<u8> {
    for attribute in attributes {
        answer.add_attribute(*attribute).expect("a vector has room, and nothing that has to be last is in it yet");
    }
    if let Some(key) = key {
        answer.add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1).expect("there is none in it yet");
    }
    if request.has_attribute(Fingerprint::TYPE) {
        answer.add_fingerprint().expect("there is none in it yet");
    }
    answer.finish()
}

/// Writes data from a peer as its client gets it; how many bytes that are. There have to be [`AROUND`] bytes more than
/// the data has.
pub fn wrap(via: Via, data: &[u8], into: &mut [u8]) -> usize {
    match via {
        Via::Channel(channel) => {
            ChannelData::new(channel.number(), data).write_into_unchecked(&mut into[..4 + data.len()])
        }
        Via::Indication(peer) => {
            let mut message = Message::builder_indication(DATA, MessageWriteMutSlice::new(into));
            let peer = XorPeerAddress::new(peer, message.transaction_id());
            message.add_attribute(&peer).expect("there is room");
            message.add_attribute(&Data::new(data)).expect("there is room");
            message.finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::packet::LARGEST;
    use super::*;
    use crate::server::turn::allocation::Channel;

    #[test]
    fn the_largest_data_fits_in_every_wrapping() {
        let data = [7; LARGEST - 1];
        let mut buffer = [0; LARGEST - 1 + AROUND];
        let channel = Via::Channel(Channel::new(0x4000).unwrap());
        assert_eq!(wrap(channel, &data, &mut buffer), LARGEST + 3);
        let peer = "[2001:db8::1]:9".parse().unwrap();
        let length = wrap(Via::Indication(peer), &data, &mut buffer);
        let message = Message::from_bytes(&buffer[..length]).unwrap();
        assert_eq!(message.attribute::<XorPeerAddress>().unwrap().addr(message.transaction_id()), peer);
        assert_eq!(message.attribute::<Data>().unwrap().data(), data);
    }
}
