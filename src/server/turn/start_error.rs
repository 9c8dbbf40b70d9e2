use std::fmt;
use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the relay cannot start.
#[derive(Debug)]
pub enum StartError {
    /// It cannot listen there.
    Listen(SocketAddr, Error),
    /// Nobody said by what address others reach this server.
    NoAddress,
    /// Another server's secret is not where it was said to be.
    Secret(PathBuf, Error),
    /// Another server is named without its secret.
    NoSecret,
    /// A secret is given without the server that has it.
    NoUrl,
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
            Self::Secret(file, error) => {
                write!(
                    f,
                    "--turn-secret-file {} cannot be used: {error}. It has to hold the secret alone.",
                    file.display()
                )
            }
            Self::NoSecret => f.write_str(
                "--turn-url needs the secret that the server there makes passwords with: --turn-secret-file FILE, or \
                 SWITCHBOARD_TURN_SECRET in the environment.",
            ),
            Self::NoUrl => f.write_str("--turn-secret is for a server that --turn-url names, and none is named."),
        }
    }
}

impl std::error::Error for StartError {}
