use std::fmt;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;

/// Why the relay cannot start.
#[derive(Debug)]
pub enum StartError {
    /// It cannot listen there.
    Listen(SocketAddr, Error),
    /// Nobody said by what address others reach this server.
    NoAddress,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(at, error) if error.kind() == ErrorKind::AddrInUse => write!(
                f,
                "{at} is in use by another program, so calls cannot be relayed there. Stop that one, choose another \
                 port with --turn-addr, or do without the relay with --turn off."
            ),
            Self::Listen(at, error) => write!(
                f,
                "calls cannot be relayed at {at}: {error}. Choose another address with --turn-addr, or do without the \
                 relay with --turn off."
            ),
            Self::NoAddress => f.write_str("--turn on needs this server's address as others see it: --public-ip IP."),
        }
    }
}

impl std::error::Error for StartError {}
