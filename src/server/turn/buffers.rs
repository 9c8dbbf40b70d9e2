use super::answer::AROUND;
use super::packet::LARGEST;
use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use tokio::net::UdpSocket;

/// Packets that are taken from one socket before others have their turn.
const BATCH: usize = 32;

thread_local! {
    /// Of each thread, and not of each lent address: nobody needs them while nothing comes.
    static BUFFERS: RefCell<Buffers> = RefCell::new(Buffers {
        // One byte more than is passed on, to see what is longer.
        packet: vec![0; LARGEST + 1],
        scratch: vec![0; LARGEST + AROUND],
    });
}

struct Buffers {
    packet: Vec<u8>,
    scratch: Vec<u8>,
}

/// Waits until something has come, and hands on what there is, with room to wrap it.
///
/// # Errors
/// When the socket fails.
pub async fn receive(socket: &UdpSocket, mut take: impl FnMut(&[u8], SocketAddr, &mut [u8])) -> io::Result<()> {
    socket.readable().await?;
    BUFFERS.with_borrow_mut(|Buffers { packet, scratch }| {
        for _ in 0..BATCH {
            match socket.try_recv_from(packet) {
                Ok((length, from)) => take(&packet[..length], from, scratch),
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    })
}
