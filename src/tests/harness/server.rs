use super::{Address, within};
use clap::Parser;
use std::io;
use std::ops::Deref;
use switchboard::server::listen::Place;
use switchboard::server::{Config, Data, Entrance, Listener, Turn};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A server in this process on a port of its own. It stops when it is dropped.
pub struct TestServer {
    address: Address,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
}

impl TestServer {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With these arguments on its command line.
    pub async fn with(args: &[&str]) -> Self {
        let config = Config::try_parse_from([&["switchboard"], args].concat()).expect("good arguments");
        let listener = Listener::at(&Place::Tcp("127.0.0.1:0".parse().unwrap())).await.expect("a free port");
        let address = Address(listener.tcp().next().expect("an address"));
        let (stop, stopped) = oneshot::channel();
        let shutdown = async {
            let _ = stopped.await;
        };
        let data = Data::passing();
        let turn = Turn::start(&config.turn, address.0.ip(), data.turn_secret(), None)
            .expect("a relay, where it is asked for");
        let serving = tokio::spawn(Entrance::plain(listener).serve(config, data, turn, shutdown));
        Self { address, stop, serving }
    }

    /// Asks it to stop; what it comes to is still to be waited for.
    pub fn stop(self) -> impl Future<Output = io::Result<()>> {
        self.stop.send(()).expect("it still runs");
        async { within(self.serving).await.expect("serving does not panic") }
    }
}

impl Deref for TestServer {
    type Target = Address;
    fn deref(&self) -> &Address {
        &self.address
    }
}
