//! A certificate from an authority, by ACME (RFC 8555): asked for when there is none, kept in the data folder, and
//! renewed when a third of its time is left. The authority sees that a name is ours by a handshake at that name's port
//! 443 (TLS-ALPN-01, RFC 8737), so that no other port has to be open and nothing else has to answer.

mod http;
mod keeper;
mod order;
mod store;

use super::{Certificates, Domain, Tls};
use keeper::Keeper;
use std::path::{Path, PathBuf};
use store::Store;

/// Let's Encrypt, which asks nobody for money or a name.
pub const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// What to ask for, and whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The certificate is for these; there is one at least.
    pub domains: Vec<Domain>,
    /// Where the authority says how it is spoken to.
    pub directory: String,
    /// Where it may write to, as URLs.
    pub contact: Vec<String>,
    /// A file with what the authority itself is recognised by, if it is not a public one.
    pub root: Option<PathBuf>,
}

/// The certificate of before, or none until the authority gives one; from now on it is kept up to date.
///
/// # Errors
/// When there is no folder to keep it in, or the authority cannot be recognised.
pub fn start(wanted: Wanted, folder: Option<&Path>) -> Result<Tls, String> {
    let Some(folder) = folder else {
        return Err(
            "--domain needs a data folder: authorities give few certificates a week, and one that is not kept \
                    has to be asked for at every start. Choose one with --data."
                .to_owned(),
        );
    };
    let client = http::Client::new(wanted.root.as_deref())?;
    let store = Store::new(folder, &wanted);
    let certificates = Certificates::none();
    if let Some(identity) = store.identity()? {
        certificates.set(identity);
    }
    let keeper = Keeper { wanted, store, client, certificates: certificates.clone() };
    Ok(Tls::kept(certificates, keeper.keep()))
}
