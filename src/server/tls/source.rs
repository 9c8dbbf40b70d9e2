use super::acme;
use std::path::PathBuf;

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Files, which somebody else keeps up to date.
    Files {
        /// The certificate, and those between it and its authority.
        certificate: PathBuf,
        /// Its private key.
        key: PathBuf,
    },
    /// An authority, asked by ACME.
    Acme(acme::Wanted),
    /// This server: no authority knows it, and browsers say so.
    SelfSigned,
}
