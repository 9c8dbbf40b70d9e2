use super::Wanted;
use crate::server::data;
use crate::server::tls::identity::Identity;
use instant_acme::AccountCredentials;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What is kept in the data folder: an account at the authority, and the certificate with its key. Their files are
/// called by the authority and the names, so that a try with another authority, or a name more, leaves them alone.
pub struct Store {
    folder: PathBuf,
    account: String,
    certificate: String,
}

impl Store {
    /// For what is wanted, in this folder.
    pub fn new(folder: &Path, wanted: &Wanted) -> Self {
        let mut names: Vec<_> = wanted.domains.iter().map(ToString::to_string).collect();
        names.sort();
        names.dedup();
        let account = format!("acme-account-{}.json", mark(&wanted.directory));
        let certificate = format!("acme-{}.pem", mark(&format!("{} {}", wanted.directory, names.join(" "))));
        Self { folder: folder.to_owned(), account, certificate }
    }

    /// The certificate of before.
    ///
    /// # Errors
    /// When its file cannot be read, or holds none.
    pub fn identity(&self) -> Result<Option<Identity>, String> {
        let Some(pem) = self.read(&self.certificate)? else { return Ok(None) };
        Identity::parse(&pem, &pem).map(Some).map_err(|problem| {
            let file = self.folder.join(&self.certificate);
            format!("{} cannot be used: {problem}. Remove it: another one is asked for then.", file.display())
        })
    }

    /// Keeps a certificate and its key.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn keep_identity(&self, pem: &str) -> Result<(), String> {
        self.write(&self.certificate, pem.as_bytes())
    }

    /// The account of before; `None` too when its file holds none, since another one costs nothing.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub fn account(&self) -> Result<Option<AccountCredentials>, String> {
        Ok(self.read(&self.account)?.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    /// Keeps an account.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn keep_account(&self, account: &AccountCredentials) -> Result<(), String> {
        let json = serde_json::to_vec(account).map_err(|error| error.to_string())?;
        self.write(&self.account, &json)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
        let file = self.folder.join(name);
        match fs::read(&file) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {error}.", file.display())),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        data::replace(&self.folder, name, bytes)
            .map_err(|error| format!("{} cannot be written: {error}", self.folder.join(name).display()))
    }
}

/// What tells a text from others, in a file's name.
fn mark(text: &str) -> String {
    Sha256::digest(text)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::tls::Domain;

    fn wanted(directory: &str, names: &[&str]) -> Wanted {
        Wanted {
            domains: names.iter().map(|name| Domain::parse(name).unwrap()).collect(),
            directory: directory.to_owned(),
            contact: Vec::new(),
            root: None,
        }
    }

    #[test]
    fn what_is_kept_is_found_by_authority_and_names() {
        let folder = tempfile::tempdir().unwrap();
        let one = rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
        let pem = one.signing_key.serialize_pem() + &one.cert.pem();
        let store = |directory, names: &[&str]| Store::new(folder.path(), &wanted(directory, names));
        let first = store("https://a", &["a.example", "b.example"]);
        assert!(first.identity().unwrap().is_none());
        first.keep_identity(&pem).unwrap();
        for (directory, names, found) in [
            ("https://a", &["b.example", "a.example"][..], true),
            ("https://a", &["a.example"], false),
            ("https://b", &["a.example", "b.example"], false),
        ] {
            assert_eq!(store(directory, names).identity().unwrap().is_some(), found, "{directory} {names:?}");
        }
    }

    #[test]
    fn damage_is_told_and_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), &wanted("https://a", &["a.example"]));
        store.keep_identity("damage").unwrap();
        assert!(store.identity().unwrap_err().contains("Remove it"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path(), &wanted("https://a", &["a.example"]));
        store.keep_identity("a key").unwrap();
        let mode = fs::metadata(folder.path().join(&store.certificate)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
