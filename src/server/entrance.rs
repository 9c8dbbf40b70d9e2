//! Where browsers come in: over plain HTTP, or over HTTPS of our own.

use super::listen::{self, Listener};
use super::tls::{self, Announcement, Certificates, Source, Tls, TlsListener};
use super::{Config, Data, Turn, serve, turn};
use crate::protocol::BasePath;
use std::io;
use std::net::{IpAddr, SocketAddr};
use tokio::net::TcpListener;

/// A listener, and what is spoken over it.
pub struct Entrance {
    listener: Listener,
    tls: Option<Tls>,
    /// Sends browsers that come over plain HTTP here.
    redirect: Option<TcpListener>,
}

impl Entrance {
    /// Over plain HTTP.
    pub fn plain(listener: Listener) -> Self {
        Self { listener, tls: None, redirect: None }
    }

    /// Opens the one that the configuration describes. Needs a runtime around it.
    ///
    /// # Errors
    /// When it cannot listen, or has no certificate: what is wrong, and what to do.
    pub async fn open(config: &Config, source: Option<Source>, data: &Data) -> Result<Self, String> {
        let listener = Listener::open(&config.addr).await?;
        let Some(source) = source else { return Ok(Self::plain(listener)) };
        listener.speaks_tls()?;
        let tls = Some(Tls::start(source, data, listener.ip())?);
        let redirect = match config.tls.http_redirect {
            Some(addr) => Some(listen::bind(addr, "--http-redirect").await?),
            None => None,
        };
        Ok(Self { listener, tls, redirect })
    }

    /// The address of this machine that pages are served at.
    pub fn ip(&self) -> IpAddr {
        self.listener.ip()
    }

    /// Where it listens, over TCP.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.tcp().next()
    }

    /// Where it listens.
    pub fn listener(&self) -> &Listener {
        &self.listener
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
        let port = if config.tls.domain.is_empty() { self.address()?.port() } else { 443 };
        Some(turn::Tls { config: certificates.config(&[]), host, pages: Some(port) })
    }

    /// What people are told of it: its address first.
    pub fn description(&self, base: &BasePath) -> String {
        let at = |scheme| format!("Switchboard is at {}", self.listener.addresses(scheme, base));
        let Some(certificates) = self.certificates() else { return at("http") };
        let mut lines = vec![at("https")];
        lines.extend(self.redirect_address().map(|plain| format!("http://{plain} leads there.")));
        let announced = self.address().and_then(|address| Announcement::of(certificates, address, base));
        lines.extend(announced.map(|more| more.to_string()));
        lines.join("\n")
    }

    /// Serves until `shutdown` is done.
    ///
    /// # Errors
    /// When HTTPS cannot go over what it listens to.
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
            serve(self.listener, None, config, data, turn, shutdown).await;
            return Ok(());
        };
        let sockets = self.listener.into_tcp().map_err(io::Error::other)?;
        let port = sockets.first().ok_or(io::ErrorKind::AddrNotAvailable)?.local_addr()?.port();
        let domains = config.tls.domain.clone();
        let redirecting = self.redirect.map(|listener| {
            let redirecting = tls::redirect(listener, certificates.clone(), domains, port);
            tokio::spawn(redirecting)
        });
        let listener = TlsListener::new(sockets, &certificates, turn.clone());
        serve(listener, Some(certificates), config, data, turn, shutdown).await;
        if let Some(redirecting) = redirecting {
            redirecting.abort();
        }
        Ok(())
    }
}
