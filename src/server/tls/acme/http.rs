use axum::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

/// How the authority is spoken to: HTTPS with ring, and roots that are inside the binary, since it needs nothing beside
/// it.
#[derive(Clone)]
pub struct Client(legacy::Client<HttpsConnector<HttpConnector>, BodyWrapper<Bytes>>);

impl Client {
    /// One that recognises the public authorities; or the owner of this certificate, and nobody else.
    ///
    /// # Errors
    /// When there is no certificate in that file.
    pub fn new(root: Option<&Path>) -> Result<Self, String> {
        let roots = match root {
            Some(file) => roots(file)?,
            None => RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() },
        };
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring speaks TLS 1.2 and 1.3")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(config).https_only().enable_http1().build();
        Ok(Self(legacy::Client::builder(TokioExecutor::new()).build(connector)))
    }
}

fn roots(file: &Path) -> Result<RootCertStore, String> {
    let wrong = |problem: &str| format!("--acme-root {}: {problem}.", file.display());
    let pem = std::fs::read(file).map_err(|error| wrong(&format!("it cannot be read: {error}")))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|_| wrong("there is damage in it"))?;
        roots.add(certificate).map_err(|_| wrong("there is a certificate in it that TLS cannot use"))?;
    }
    if roots.is_empty() { Err(wrong("there is no certificate (PEM) in it")) } else { Ok(roots) }
}

impl HttpClient for Client {
    fn request(
        &self,
        request: axum::http::Request<BodyWrapper<Bytes>>,
    ) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let answer = self.0.request(request);
        Box::pin(async move { answer.await.map(Into::into).map_err(|error| Error::Other(Box::new(error))) })
    }
}
