use super::answer::AROUND;
use super::client::Client;
use super::five_tuple::{FiveTuple, Transport, canonical};
use super::packet::LARGEST;
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
    let (mut packet, mut scratch) = (vec![0; LARGEST + 1], vec![0; LARGEST + AROUND]);
    loop {
        let received = tokio::select! {
            () = shared.stopping().cancelled() => return,
            received = socket.recv_from(&mut packet) => received,
        };
        let Ok((length, to)) = received else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let from = FiveTuple { transport: Transport::Udp, client: canonical(to), server };
        let client = Client::Udp(socket.clone(), to);
        shared.client_sent(&packet[..length], from, &client, &mut scratch);
    }
}
