//! Where browsers come in: over plain HTTP, or over HTTPS of our own.

use super::tls::{self, Announcement, Certificates, Source, Tls, TlsListener};
use super::{Config, Data, Turn, serve, turn};
use axum::serve::ListenerExt;
use std::io;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// A listener, and what is spoken over it.
pub struct Entrance {
    listener: TcpListener,
    tls: Option<Tls>,
    /// Sends browsers that come over plain HTTP here.
    redirect: Option<TcpListener>,
}

impl Entrance {
    /// Over plain HTTP.
    pub fn plain(listener: TcpListener) -> Self {
        Self { listener, tls: None, redirect: None }
    }

    /// Opens the one that the configuration describes. Needs a runtime around it.
    ///
    /// # Errors
    /// When it cannot listen, or has no certificate: what is wrong, and what to do.
    pub async fn open(config: &Config, source: Option<Source>, data: &Data) -> Result<Self, String> {
        let listener = listen(config.addr, "--addr").await?;
        let Some(source) = source else { return Ok(Self::plain(listener)) };
        let tls = Some(Tls::start(source, data, config.addr.ip())?);
        let redirect = match config.tls.http_redirect {
            Some(addr) => Some(listen(addr, "--http-redirect").await?),
            None => None,
        };
        Ok(Self { listener, tls, redirect })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Where plain HTTP is listened for, to send it here.
    pub fn redirect_address(&self) -> Option<SocketAddr> {
        self.redirect.as_ref()?.local_addr().ok()
    }

    /// What HTTPS is spoken with.
    pub fn certificates(&self) -> Option<&Certificates> {
        self.tls.as_ref().map(|tls| &tls.certificates)
    }

    /// What the relay needs to be reached over TLS: a name of a certificate that browsers take. Of one of our own they
    /// warn, and for a relay they do not ask.
    pub fn relay_tls(&self, config: &Config) -> Option<turn::Tls> {
        let certificates = self.certificates()?;
        let asked_for = config.tls.domain.first().map(ToString::to_string);
        let host = asked_for.or_else(|| certificates.names().into_iter().next().filter(|_| certificates.is_real()))?;
        // Where an authority looks at names is where browsers find them.
        let port = if config.tls.domain.is_empty() { self.address().ok()?.port() } else { 443 };
        Some(turn::Tls { config: certificates.config(&[]), host, pages: Some(port) })
    }

    /// What people are told of it: its address first.
    ///
    /// # Errors
    /// When the system does not tell the address.
    pub fn description(&self) -> io::Result<String> {
        let addr = self.address()?;
        let Some(certificates) = self.certificates() else { return Ok(format!("Switchboard is at http://{addr}")) };
        let mut lines = vec![format!("Switchboard is at https://{addr}")];
        lines.extend(self.redirect_address().map(|plain| format!("http://{plain} leads there.")));
        lines.extend(Announcement::of(certificates, addr).map(|more| more.to_string()));
        Ok(lines.join("\n"))
    }

    /// Serves until `shutdown` is done.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        self,
        config: Config,
        data: Data,
        turn: Turn,
        shutdown: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        // To the end: what keeps the certificate up to date ends with it.
        let tls = self.tls;
        let Some(certificates) = tls.as_ref().map(|tls| tls.certificates.clone()) else {
            // A frame does not wait for the one before it to be acknowledged (RFC 896, RFC 1122 section 4.2.3.4).
            // Where the system refuses, it is slower and nothing else.
            let listener = self.listener.tap_io(|stream| {
                let _ = stream.set_nodelay(true);
            });
            return serve(listener, None, config, data, turn, shutdown).await;
        };
        let port = self.listener.local_addr()?.port();
        let domains = config.tls.domain.clone();
        let redirecting = self.redirect.map(|listener| {
            let redirecting = tls::redirect(listener, certificates.clone(), domains, port);
            tokio::spawn(redirecting)
        });
        let listener = TlsListener::new(self.listener, &certificates, turn.clone());
        let served = serve(listener, Some(certificates), config, data, turn, shutdown).await;
        if let Some(redirecting) = redirecting {
            redirecting.abort();
        }
        served
    }
}

/// Listens at an address that this flag gave.
async fn listen(addr: SocketAddr, flag: &str) -> Result<TcpListener, String> {
    TcpListener::bind(addr).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            format!("{addr} is in use by another program. Stop that one, or choose another port with {flag}.")
        }
        io::ErrorKind::PermissionDenied => {
            format!("{addr} may not be used by this user. Ports below 1024 need a privilege; try a higher one.")
        }
        _ => format!("cannot listen on {addr}: {error}. Choose another address with {flag}."),
    })
}
