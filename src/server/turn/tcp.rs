use super::Counter;
use super::answer::AROUND;
use super::client::{Client, QUEUE};
use super::five_tuple::{FiveTuple, Transport, canonical};
use super::framing::{Framing, Nonsense};
use super::packet::LARGEST;
use super::shared::Shared;
use super::tls::{Accepted, Handshakes};
use crate::server::doors::Doors;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// How long a connection may be without an allocation, or twice that.
const IDLE: Duration = Duration::from_secs(15);

/// How long after an error (there are no more files to open, say) the next connection is taken.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// Packets that are written at once.
const BATCH: usize = 32;

/// Takes connections at `server`, until the end; over TLS too, where there is a certificate.
pub async fn serve(
    shared: Arc<Shared>,
    listener: TcpListener,
    server: SocketAddr,
    doors: Doors,
    tls: Option<Handshakes>,
) {
    loop {
        let accepted = tokio::select! {
            () = shared.stopping().cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, client)) = accepted else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let Some(admission) = doors.enter(client.ip()) else {
            shared.counters().add(Counter::Connections);
            continue;
        };
        // Where the system refuses, it is slower and nothing else.
        let _ = stream.set_nodelay(true);
        let from = FiveTuple { transport: Transport::Tcp, client: canonical(client), server };
        let newcomer = newcomer(shared.clone(), stream, from, tls.clone());
        shared.tasks().spawn(async move {
            newcomer.await;
            drop(admission);
        });
    }
}

/// One connection, which is TLS or is not.
async fn newcomer(shared: Arc<Shared>, stream: TcpStream, from: FiveTuple, tls: Option<Handshakes>) {
    let Some(tls) = tls else { return connection(shared, stream, from).await };
    let accepted = tokio::select! {
        () = shared.stopping().cancelled() => return,
        accepted = tls.accept(stream) => accepted,
    };
    match accepted {
        Ok(Accepted::Plain(stream)) => connection(shared, stream, from).await,
        Ok(Accepted::Tls(stream)) => connection(shared, stream, from).await,
        Err(_) => shared.counters().add(Counter::Handshake),
    }
}

/// One connection, over anything that is a stream of bytes.
pub async fn connection(shared: Arc<Shared>, stream: impl AsyncRead + AsyncWrite, from: FiveTuple) {
    let (reader, writer) = tokio::io::split(stream);
    let (queue, waiting) = mpsc::channel(QUEUE);
    let _gone = Gone(&shared, from);
    tokio::select! {
        () = shared.stopping().cancelled() => {}
        () = read(&shared, reader, from, Client::Tcp(queue)) => {}
        () = write(writer, waiting) => {}
        () = idle(&shared, from) => {}
    }
}

/// What a connection has ends with it.
struct Gone<'a>(&'a Shared, FiveTuple);

impl Drop for Gone<'_> {
    fn drop(&mut self) {
        self.0.forget(self.1);
    }
}

/// Done when the client says nothing more, or nonsense.
async fn read(shared: &Arc<Shared>, mut reader: impl AsyncRead + Unpin, from: FiveTuple, client: Client) {
    let (mut framing, mut scratch) = (Framing::new(), vec![0; LARGEST + AROUND]);
    loop {
        let length = match reader.read(framing.room()).await {
            Ok(0) | Err(_) => return,
            Ok(length) => length,
        };
        let taken = framing.read(length, |packet| shared.client_sent(packet, from, &client, &mut scratch));
        if let Err(Nonsense) = taken {
            shared.counters().add(Counter::Garbage);
            return;
        }
    }
}

/// Done when the client takes nothing more.
async fn write(mut writer: impl AsyncWrite + Unpin, mut waiting: mpsc::Receiver<Vec<u8>>) {
    let (mut packets, mut bytes) = (Vec::with_capacity(BATCH), Vec::new());
    while waiting.recv_many(&mut packets, BATCH).await > 0 {
        bytes.clear();
        packets.drain(..).for_each(|packet| bytes.extend_from_slice(&packet));
        // TLS holds back what the socket does not take at once, until it is told not to.
        if writer.write_all(&bytes).await.is_err() || writer.flush().await.is_err() {
            return;
        }
    }
}

/// Done when the client has been without an allocation for too long.
async fn idle(shared: &Shared, from: FiveTuple) {
    loop {
        tokio::time::sleep(IDLE).await;
        if !shared.knows(from) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::turn::flood::Flood;
    use crate::server::turn::nonce::Nonces;
    use crate::server::turn::peers::Peers;
    use crate::server::turn::service::Service;
    use crate::server::turn::table::Table;
    use crate::server::turn::{Rules, Secret};
    use stun_types::message::{BINDING, Message, MessageWriteVec};
    use stun_types::prelude::*;
    use tokio::time::Instant;

    fn shared() -> Arc<Shared> {
        let service = Service::new(
            Table::new(Rules::DEFAULT, Duration::ZERO),
            Secret::derive(b"a key"),
            Nonces::new([3; 32]),
            Peers::new([], Vec::new()),
            Vec::new(),
            Flood::new(std::hash::RandomState::new()),
            Arc::default(),
        );
        Arc::new(Shared::new(service, Arc::default(), Vec::new(), 1..=1))
    }

    fn from() -> FiveTuple {
        let (client, server) = ("192.0.2.1:1".parse().unwrap(), "192.0.2.2:2".parse().unwrap());
        FiveTuple { transport: Transport::Tcp, client, server }
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_an_allocation_is_closed_however_much_it_says() {
        let (mut ours, theirs) = tokio::io::duplex(1_000);
        let began = Instant::now();
        let connection = tokio::spawn(connection(shared(), theirs, from()));
        let request = Message::builder_request(BINDING, MessageWriteVec::new()).finish();
        let (mut answers, mut answer) = (0, [0; 32]);
        while ours.write_all(&request).await.is_ok() && ours.read_exact(&mut answer).await.is_ok() {
            answers += 1;
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
        connection.await.unwrap();
        assert!(answers > 5 && began.elapsed() <= 2 * IDLE, "{answers} in {:?}", began.elapsed());
    }
}
