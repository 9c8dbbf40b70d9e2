//! What systemd is to the server: it starts it, may hand it sockets, and waits for its word that it serves.
//!
//! The units are inside the program, `switchboard systemd-unit` prints one: so they come with the one file that is
//! copied, and are of its version.

use super::listen::Bound;
use clap::Subcommand;
use std::io::{self, Write};

/// What the program prints instead of serving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Print {
    /// Prints a unit for systemd, for /etc/systemd/system/switchboard.service
    SystemdUnit,
    /// Prints a unit for systemd's own socket, for /etc/systemd/system/switchboard.socket
    SystemdSocket,
}

impl Print {
    /// Prints it.
    ///
    /// # Errors
    /// When nobody takes it.
    pub fn to(self, mut out: impl Write) -> io::Result<()> {
        let text = match self {
            Self::SystemdUnit => include_str!("systemd/switchboard.service"),
            Self::SystemdSocket => include_str!("systemd/switchboard.socket"),
        };
        out.write_all(text.as_bytes())
    }
}

/// The sockets that were handed over: those with the numbers from 3 on, as sd_listen_fds(3) has it.
#[cfg(unix)]
pub(super) fn sockets() -> Result<Vec<Bound>, String> {
    let mut passed = listenfd::ListenFd::from_env();
    (0..passed.len()).map(|n| socket(&mut passed, n)).collect()
}

#[cfg(not(unix))]
pub(super) fn sockets() -> Result<Vec<Bound>, String> {
    Ok(Vec::new())
}

#[cfg(unix)]
fn socket(passed: &mut listenfd::ListenFd, n: usize) -> Result<Bound, String> {
    use tokio::net::{TcpListener, UnixListener};
    let wrong = |error: io::Error| {
        format!(
            "socket {n} of those that systemd hands over cannot be listened on: {error}. Name TCP addresses and files \
             as ListenStream= alone."
        )
    };
    if let Ok(Some(listener)) = passed.take_tcp_listener(n) {
        listener.set_nonblocking(true).map_err(wrong)?;
        return TcpListener::from_std(listener).map(Bound::Tcp).map_err(wrong);
    }
    let listener = passed.take_unix_listener(n).map_err(wrong)?.ok_or_else(|| wrong(io::ErrorKind::NotFound.into()))?;
    listener.set_nonblocking(true).map_err(wrong)?;
    UnixListener::from_std(listener).map(|listener| Bound::Unix(listener.into())).map_err(wrong)
}

/// Tells systemd that the server serves, where systemd waits for that.
pub fn ready() {
    #[cfg(unix)]
    if let Err(error) = sd_notify::notify(&[sd_notify::NotifyState::Ready]) {
        tracing::warn!(%error, "systemd could not be told that the server serves");
    }
}
