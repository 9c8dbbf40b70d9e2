use super::within;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};

/// A certificate that vouches for itself, and those who trust it.
pub struct Certificate {
    certificate: CertificateDer<'static>,
    key: Vec<u8>,
    /// Both as files hold them.
    pem: [String; 2],
}

impl Certificate {
    /// Whom it is for.
    pub const HOST: &str = "turn.example.org";

    pub fn new() -> Self {
        let made = rcgen::generate_simple_self_signed([Self::HOST.to_owned()]).unwrap();
        let pem = [made.cert.pem(), made.signing_key.serialize_pem()];
        Self { certificate: made.cert.der().clone(), key: made.signing_key.serialize_der(), pem }
    }

    /// In two files of this folder: the certificate, and its key.
    pub fn write(&self, folder: &Path) -> [String; 2] {
        let file = |name: &str, pem: &str| {
            let file = folder.join(name);
            std::fs::write(&file, pem).unwrap();
            file.to_str().unwrap().to_owned()
        };
        [file("relay-cert.pem", &self.pem[0]), file("relay-key.pem", &self.pem[1])]
    }

    /// What a server needs to show it.
    pub fn server(&self) -> Arc<ServerConfig> {
        let config =
            ServerConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions();
        let (chain, key) = (vec![self.certificate.clone()], PrivatePkcs8KeyDer::from(self.key.clone()));
        Arc::new(config.unwrap().with_no_client_auth().with_single_cert(chain, key.into()).unwrap())
    }

    /// A connection over TLS to a server that has to show it.
    pub async fn connect(&self, server: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
        let stream = within(TcpStream::connect(server)).await?;
        stream.set_nodelay(true)?;
        self.shakes_hands(stream).await
    }

    /// Over a connection that there is.
    pub async fn shakes_hands(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let config =
            ClientConfig::builder_with_provider(default_provider().into()).with_safe_default_protocol_versions();
        let config = config.unwrap().with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from(Self::HOST).unwrap();
        within(TlsConnector::from(Arc::new(config)).connect(name, stream)).await
    }
}
