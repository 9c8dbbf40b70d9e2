use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

/// The way back to a client. Nobody waits for it: what it does not take at once is dropped, as a network would.
#[derive(Clone)]
pub enum Client {
    /// Datagrams to this address.
    Udp(Arc<UdpSocket>, SocketAddr),
    /// A connection's queue.
    Tcp(mpsc::Sender<Vec<u8>>),
}

/// Packets that wait for a connection: a tenth of a second of a good picture.
pub const QUEUE: usize = 128;

/// Of these, places that only answers get: they are not sent again, and data is.
const FOR_ANSWERS: usize = 16;

impl Client {
    /// Sends an answer; whether it was taken.
    pub fn answer(&self, packet: &[u8]) -> bool {
        self.send(packet, 0)
    }

    /// Sends data; whether it was taken.
    pub fn data(&self, packet: &[u8]) -> bool {
        self.send(packet, FOR_ANSWERS)
    }

    fn send(&self, packet: &[u8], spare: usize) -> bool {
        match self {
            Self::Udp(socket, to) => socket.try_send_to(packet, *to).is_ok(),
            Self::Tcp(queue) if queue.capacity() <= spare => false,
            Self::Tcp(queue) => {
                // In a stream every packet begins at a multiple of four bytes (RFC 8656, section 12.5).
                let padded = packet.len().next_multiple_of(4);
                let mut bytes = Vec::with_capacity(padded);
                bytes.extend_from_slice(packet);
                bytes.resize(padded, 0);
                queue.try_send(bytes).is_ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_that_data_has_filled_takes_answers_and_then_nothing() {
        let (queue, mut waiting) = mpsc::channel(QUEUE);
        let client = Client::Tcp(queue);
        let taken = (0..2 * QUEUE).filter(|_| client.data(&[0x40, 0, 0, 1, 7])).count();
        assert_eq!(taken, QUEUE - FOR_ANSWERS);
        let taken = (0..2 * QUEUE).filter(|_| client.answer(&[0; 20])).count();
        assert_eq!(taken, FOR_ANSWERS);
        assert_eq!(waiting.try_recv().unwrap(), [0x40, 0, 0, 1, 7, 0, 0, 0], "padded");
        assert!(client.answer(&[0; 20]) && !client.data(&[0; 20]));
    }
}
