//! The data folder: what outlives the process. The key that signs sessions, and certificates that the server got itself.

use super::turn::Secret;
use axum_extra::extract::cookie::Key;
use directories::ProjectDirs;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file in it that holds the key: 64 random bytes, for its owner's eyes alone.
const KEY: &str = "session.key";

/// What outlives the process.
pub struct Data {
    /// Signs the cookies.
    pub key: Key,
    /// Where it is; `None` when nothing outlives the process after all.
    folder: Option<PathBuf>,
}

impl Data {
    /// Opens the folder that was asked for, or else the platform's own place, and makes what is missing.
    ///
    /// Without a folder of its own, in a container with a read-only disk say, the server runs all the same:
    /// that is told in the log, and sessions then end with the process.
    ///
    /// # Errors
    /// When the folder that was asked for cannot be used: what is wrong, and what to do.
    pub fn open(asked: Option<&Path>) -> Result<Self, String> {
        match asked {
            Some(folder) => Self::open_at(folder.to_owned()),
            None => Ok(Self::open_own().unwrap_or_else(|sentence| {
                tracing::warn!("{sentence} Until then a restart signs everybody out.");
                Self::passing()
            })),
        }
    }

    /// What does not outlive the process after all.
    pub fn passing() -> Self {
        Self { key: Key::generate(), folder: None }
    }

    /// Where other things are kept; `None` when nothing is.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// What the relay's passwords are made with. It outlives the server as the key does, and so do calls.
    pub fn turn_secret(&self) -> Secret {
        Secret::derive(self.key.master())
    }

    fn open_own() -> Result<Self, String> {
        let folder = own_folder().ok_or("This user has no home for a data folder; choose one with --data.")?;
        Self::open_at(folder)
    }

    fn open_at(folder: PathBuf) -> Result<Self, String> {
        Ok(Self { key: key(&folder).map_err(|problem| problem.sentence(&folder))?, folder: Some(folder) })
    }
}

/// Where the platform keeps such things: `~/.local/share/switchboard` on Linux.
fn own_folder() -> Option<PathBuf> {
    ProjectDirs::from("", "", "switchboard").map(|folders| folders.data_dir().to_owned())
}

/// What is wrong with a data folder.
enum Problem {
    /// The system refuses to read or to write.
    System(io::Error),
    /// The key's file does not hold a key.
    NoKey,
}

impl Problem {
    fn sentence(&self, folder: &Path) -> String {
        let folder = folder.display();
        match self {
            Self::System(error) => {
                format!("the data folder {folder} cannot be used: {error}. Mend that, or choose another with --data.")
            }
            Self::NoKey => format!(
                "{folder}/{KEY} does not hold a key. Restore it from a backup, or remove it: a new one is made then, \
                 and everybody signs in again."
            ),
        }
    }
}

/// The key in this folder. It is made when there is none.
fn key(folder: &Path) -> Result<Key, Problem> {
    let made = || Ok::<_, Infallible>(Key::generate().master().to_vec());
    let Ok(bytes) = kept(folder, KEY, made).map_err(Problem::System)?;
    Key::try_from(bytes.as_slice()).map_err(|_| Problem::NoKey)
}

/// What this file of a data folder holds. It is made when there is none, for its owner's eyes alone: whole or not at
/// all, and never over another, so that of two servers that start at once both use the first one's.
///
/// # Errors
/// When the system refuses; and within, when it cannot be made.
pub(super) fn kept<E>(
    folder: &Path,
    name: &str,
    make: impl FnOnce() -> Result<Vec<u8>, E>,
) -> io::Result<Result<Vec<u8>, E>> {
    let file = folder.join(name);
    match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        read => return read.map(Ok),
    }
    let made = match make() {
        Ok(made) => made,
        Err(problem) => return Ok(Err(problem)),
    };
    match written(folder, &made)?.persist_noclobber(&file) {
        Ok(_) => Ok(Ok(made)),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => fs::read(&file).map(Ok),
        Err(error) => Err(error.error),
    }
}

/// What this file of a data folder holds from now on, whatever was in it: the old or the new, whole, at any moment.
///
/// # Errors
/// When the system refuses.
pub(super) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    written(folder, bytes)?.persist(folder.join(name)).map(drop).map_err(|error| error.error)
}

/// A file without its name yet. Others cannot read it.
fn written(folder: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn key_in(folder: &Path) -> Result<Vec<u8>, String> {
        Data::open(Some(folder)).map(|data| data.key.master().to_vec())
    }

    #[test]
    fn the_key_is_made_once_and_kept() {
        let home = folder();
        let inner = home.path().join("a/b");
        let first = key_in(&inner).unwrap();
        assert_eq!(key_in(&inner).unwrap(), first);
        assert_ne!(key_in(folder().path()).unwrap(), first);
    }

    #[test]
    fn what_the_relay_is_sworn_to_outlives_the_server() {
        let home = folder();
        let password = || Data::open(Some(home.path())).unwrap().turn_secret().password("1:2:caller");
        assert_eq!(password(), password());
        assert_ne!(password(), Data::passing().turn_secret().password("1:2:caller"));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let home = folder();
        key_in(home.path()).unwrap();
        let mode = fs::metadata(home.path().join(KEY)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_is_not_replaced_unasked() {
        let home = folder();
        fs::write(home.path().join(KEY), "short").unwrap();
        assert!(key_in(home.path()).unwrap_err().contains("does not hold a key"));
        assert_eq!(fs::read(home.path().join(KEY)).unwrap(), b"short");
    }

    #[test]
    fn a_folder_that_cannot_be_is_told() {
        let home = folder();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        assert!(key_in(&file.join("folder")).unwrap_err().contains("choose another with --data"));
    }
}
