use super::allocation::Channel;
use stun_types::message::{Message, MessageHeader};
use turn_types::channel::ChannelData;

/// The largest packet that is taken and passed on. What browsers send fits a network's 1,500 bytes.
pub const LARGEST: usize = 4 * 1024;

/// One packet of a client's, over UDP or out of a stream.
pub enum Packet<'a> {
    /// A request or an indication.
    Stun(Message<'a>),
    /// Data on a channel.
    Data(Channel, &'a [u8]),
}

/// What the beginning of a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framed {
    /// A packet of so many bytes, and then so many of padding.
    Packet(usize, usize),
    /// Not enough to tell, or to be one.
    Partial,
    /// Nothing that a client of TURN sends; where the next packet begins is not known.
    Nonsense,
}

impl<'a> Packet<'a> {
    /// Reads a packet; `None` when it is none.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let first = *bytes.first()?;
        if bytes.len() > LARGEST {
            return None;
        }
        if first & 0xc0 == 0 {
            // Its own length has to be right (RFC 8489, section 5): what follows would be read as attributes otherwise.
            let length = length_of_stun(bytes)?;
            return (length == bytes.len()).then(|| Message::from_bytes(bytes).ok().map(Self::Stun)).flatten();
        }
        let (number, length) = ChannelData::parse_header(bytes).ok()?;
        // Over UDP there may be padding, and need not be (RFC 8656, section 12.5).
        Some(Self::Data(Channel::new(number)?, bytes.get(4..4 + length)?))
    }
}

/// Where the first packet of a stream ends.
pub fn framed(stream: &[u8]) -> Framed {
    let &[first, _, high, low, ..] = stream else { return Framed::Partial };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let (length, padding) = match first {
        0x00..=0x3f if length % 4 == 0 => (MessageHeader::LENGTH + length, 0),
        // Over a stream there is always padding (RFC 8656, section 12.5).
        0x40..=0x4f => (4 + length, length.wrapping_neg() % 4),
        _ => return Framed::Nonsense,
    };
    if length > LARGEST {
        Framed::Nonsense
    } else if stream.len() < length + padding {
        Framed::Partial
    } else {
        Framed::Packet(length, padding)
    }
}

/// Bytes that a message says that it has; `None` when it cannot be one.
fn length_of_stun(bytes: &[u8]) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]));
    (length % 4 == 0).then_some(MessageHeader::LENGTH + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use stun_types::message::{BINDING, MessageWriteVec};
    use stun_types::prelude::*;

    fn binding() -> Vec<u8> {
        Message::builder_request(BINDING, MessageWriteVec::new()).finish()
    }

    #[test]
    fn packets_are_told_apart() {
        assert!(matches!(Packet::parse(&binding()), Some(Packet::Stun(message)) if message.has_method(BINDING)));
        let data = |bytes: &[u8]| match Packet::parse(bytes) {
            Some(Packet::Data(channel, data)) => Some((channel.number(), data.to_vec())),
            _ => None,
        };
        assert_eq!(data(&[0x40, 1, 0, 2, 7, 8]), Some((0x4001, vec![7, 8])));
        assert_eq!(data(&[0x40, 1, 0, 2, 7, 8, 0, 0]), Some((0x4001, vec![7, 8])), "padded");
        for wrong in [&[][..], &[0x40], &[0x40, 1, 0, 3, 7, 8], &[0x50, 0, 0, 0], &[0x80, 0, 0, 0], &[0; 20]] {
            assert!(Packet::parse(wrong).is_none(), "{wrong:?}");
        }
        let mut longer = binding();
        longer.extend([0; 4]);
        assert!(Packet::parse(&longer).is_none(), "more than it says");
        assert!(Packet::parse(&binding()[..19]).is_none());
        assert!(Packet::parse(&[0x40; LARGEST + 1]).is_none());
    }

    #[test]
    fn a_stream_is_cut_where_its_packets_end() {
        let mut stream = vec![0x40, 1, 0, 2, 7, 8, 0, 0];
        stream.extend(binding());
        assert_eq!(framed(&stream), Framed::Packet(6, 2));
        assert_eq!(framed(&stream[8..]), Framed::Packet(20, 0));
        for partial in [0, 3, 7] {
            assert_eq!(framed(&stream[..partial]), Framed::Partial);
        }
        assert_eq!(framed(&stream[8..27]), Framed::Partial);
        for nonsense in [b"GET ", &[0x16, 3, 1, 1], &[0x80, 0, 0, 0], &[0x40, 0, 0xff, 0xff], &[0, 1, 0, 3]] {
            assert_eq!(framed(nonsense), Framed::Nonsense, "{nonsense:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_cause_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Packet::parse(&bytes);
            if let Framed::Packet(length, padding) = framed(&bytes) {
                prop_assert!(length > 0 && length + padding <= bytes.len() && padding < 4);
            }
        }
    }
}
