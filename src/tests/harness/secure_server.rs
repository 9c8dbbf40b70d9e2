use super::{Client, within};
use clap::Parser;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring::default_provider;
use rustls::crypto::{verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use switchboard::server::{Config, Data, Entrance, Turn};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// A server over HTTPS in this process, on a port of its own. It stops when it is dropped.
pub struct SecureServer {
    pub address: SocketAddr,
    /// Where plain HTTP is sent on from.
    pub redirect: Option<SocketAddr>,
    pub turn: Turn,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
}

impl SecureServer {
    /// With this data folder, and these arguments on its command line.
    pub async fn start(data: &Path, args: &[&str]) -> Self {
        Self::at(0, data, args).await
    }

    /// The same, at this port.
    pub async fn at(port: u16, data: &Path, args: &[&str]) -> Self {
        let address = format!("127.0.0.1:{port}");
        let fixed = ["switchboard", "--https", "--addr", &address, "--data", data.to_str().unwrap()];
        let config = Config::try_parse_from([&fixed[..], args].concat()).expect("good arguments");
        let data = Data::open(config.data.as_deref()).unwrap();
        let source = config.tls.source().unwrap();
        let entrance = Entrance::open(&config, source, &data).await.expect("a start");
        let (address, redirect) = (entrance.address().unwrap(), entrance.redirect_address());
        let (stop, stopped) = oneshot::channel();
        let turn = Turn::start(&config.turn, address.ip(), data.turn_secret(), entrance.relay_tls(&config))
            .expect("a relay, where it is asked for");
        let serving = tokio::spawn(entrance.serve(config, data, turn.clone(), async {
            let _ = stopped.await;
        }));
        Self { address, redirect, turn, stop, serving }
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }

    /// Asks it to stop; what it comes to is still to be waited for.
    pub fn stop(self) -> impl Future<Output = io::Result<()>> {
        self.stop.send(()).expect("it still runs");
        async { within(self.serving).await.expect("serving does not panic") }
    }

    /// A WebSocket over TLS, as a page of `origin` opens it.
    pub async fn client_from(&self, origin: &str) -> Result<Client, u16> {
        use tokio_tungstenite::tungstenite::Error;
        use tokio_tungstenite::tungstenite::client::IntoClientRequest;
        let mut request = format!("wss://{}/ws", self.address).into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        let stream = handshake(self.address, "localhost").await.expect("a handshake");
        match within(tokio_tungstenite::client_async(request, stream)).await {
            Ok((socket, _)) => Ok(Client::over(socket).await),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("neither an upgrade nor an answer: {error}"),
        }
    }
}

/// A browser that takes any certificate.
pub fn browser() -> reqwest::Client {
    let policy = reqwest::redirect::Policy::none();
    let builder = reqwest::Client::builder().redirect(policy).danger_accept_invalid_certs(true).tls_info(true);
    // Each request has a handshake of its own.
    builder.pool_max_idle_per_host(0).build().unwrap()
}

/// The certificate that came with an answer.
pub fn certificate(response: &reqwest::Response) -> Vec<u8> {
    let info = response.extensions().get::<reqwest::tls::TlsInfo>().expect("TLS");
    info.peer_certificate().expect("a certificate").to_vec()
}

/// TLS with whoever is there, whatever they prove.
pub async fn handshake(address: SocketAddr, name: &str) -> io::Result<TlsStream<TcpStream>> {
    let stream = within(TcpStream::connect(address)).await?;
    let name = ServerName::try_from(name.to_owned()).unwrap();
    within(TlsConnector::from(Arc::new(credulous())).connect(name, stream)).await
}

/// The same, from this address of this machine.
pub async fn handshake_from(from: &str, address: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::new(from.parse().unwrap(), 0))?;
    let stream = within(socket.connect(address)).await?;
    let name = ServerName::try_from("localhost").unwrap();
    within(TlsConnector::from(Arc::new(credulous())).connect(name, stream)).await
}

/// All that is answered to these bytes, over anything, until the other side ends the connection.
pub async fn answer_to(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin, request: &str) -> String {
    within(stream.write_all(request.as_bytes())).await.unwrap();
    let mut answer = Vec::new();
    // A reset is an end too.
    let _ = within(stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn credulous() -> ClientConfig {
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Credulous))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

#[derive(Debug)]
struct Credulous;

impl ServerCertVerifier for Credulous {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &default_provider().signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &default_provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider().signature_verification_algorithms.supported_schemes()
    }
}
