use super::buffers::receive;
use super::client::Client;
use super::five_tuple::{FiveTuple, Transport, canonical};
use super::shared::Shared;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::UdpSocket;

/// How long after an error of its socket the loop looks again.
const AFTER_ERROR: Duration = Duration::from_millis(10);

/// Takes what clients send over UDP to `server`, until the end.
pub async fn serve(shared: Arc<Shared>, socket: UdpSocket, server: SocketAddr) {
    let socket = Arc::new(socket);
    loop {
        let take = |packet: &[u8], to, scratch: &mut [u8]| {
            let from = FiveTuple { transport: Transport::Udp, client: canonical(to), server };
            shared.client_sent(packet, from, &Client::Udp(socket.clone(), to), scratch);
        };
        let received = tokio::select! {
            () = shared.stopping().cancelled() => return,
            received = receive(&socket, take) => received,
        };
        if received.is_err() {
            tokio::time::sleep(AFTER_ERROR).await;
        }
    }
}
