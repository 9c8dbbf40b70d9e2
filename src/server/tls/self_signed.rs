use super::Certificates;
use super::identity::Identity;
use super::lan;
use crate::server::data;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The file in the data folder: certificate and key together, for its owner's eyes alone.
const FILE: &str = "self-signed.pem";

/// How long it holds: no longer than Apple's devices take (825 days), and it has the fingerprint that people have
/// compared for all that time.
const LIFETIME: Duration = Duration::from_secs(824 * 86_400);

/// A start so shortly before its end makes a new one.
const LATE: Duration = Duration::from_secs(30 * 86_400);

/// The certificate in this folder. It is made when there is none, or when its time is over.
///
/// # Errors
/// When what is there is none, or the folder cannot be used.
pub fn certificates(folder: Option<&Path>, site: IpAddr) -> Result<Certificates, String> {
    let Some(folder) = folder else {
        tracing::warn!("there is no data folder to keep the certificate in: after a restart it is another one");
        return parsed(&made(site)?).map(Certificates::new);
    };
    let file = folder.join(FILE);
    let unusable = |error: std::io::Error| format!("{} cannot be used: {error}.", file.display());
    let pem = data::kept(folder, FILE, || made(site)).map_err(unusable)??;
    let damaged = |problem| {
        format!("{} is damaged ({problem}). Restore it, or remove it: a new one is made then.", file.display())
    };
    let identity = Identity::parse(&pem, &pem).map_err(damaged)?;
    if identity.validity.left(SystemTime::now()) > LATE {
        return Ok(Certificates::new(identity));
    }
    tracing::warn!("the certificate of this server's own has ended or is about to: here is a new one");
    let pem = made(site)?;
    data::replace(folder, FILE, &pem).map_err(unusable)?;
    parsed(&pem).map(Certificates::new)
}

fn parsed(pem: &[u8]) -> Result<Identity, String> {
    Identity::parse(pem, pem).map_err(|problem| format!("a certificate was made that is of no use: {problem}."))
}

/// A new one: for this machine's names, and for nothing but servers.
fn made(site: IpAddr) -> Result<Vec<u8>, String> {
    let mut addresses = vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
    addresses.extend(lan::address(site));
    addresses.sort();
    addresses.dedup();
    let names = addresses.iter().map(IpAddr::to_string).chain(["localhost".to_owned()]);
    let written = || -> Result<Vec<u8>, rcgen::Error> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names.collect::<Vec<_>>())?;
        // An hour ago, for phones whose clocks are late.
        params.not_before = (SystemTime::now() - Duration::from_secs(3_600)).into();
        params.not_after = (SystemTime::now() + LIFETIME).into();
        params.distinguished_name.push(DnType::CommonName, "Switchboard");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        Ok([params.self_signed(&key)?.pem(), key.serialize_pem()].concat().into_bytes())
    };
    written().map_err(|error| format!("no certificate can be made: {error}."))
}
