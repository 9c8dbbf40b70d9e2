//! The data folder: what outlives the process. So far that is the key that signs sessions.

use super::turn::Secret;
use axum_extra::extract::cookie::Key;
use directories::ProjectDirs;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file in it that holds the key: 64 random bytes, for its owner's eyes alone.
const KEY: &str = "session.key";

/// What outlives the process.
pub struct Data {
    /// Signs the cookies.
    pub key: Key,
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
            Some(folder) => Ok(Self { key: key(folder).map_err(|problem| problem.sentence(folder))? }),
            None => Ok(Self::open_own().unwrap_or_else(|sentence| {
                tracing::warn!("{sentence} Until then a restart signs everybody out.");
                Self::passing()
            })),
        }
    }

    /// What does not outlive the process after all.
    pub fn passing() -> Self {
        Self { key: Key::generate() }
    }

    /// What the relay's passwords are made with. It outlives the server as the key does, and so do calls.
    pub fn turn_secret(&self) -> Secret {
        Secret::derive(self.key.master())
    }

    fn open_own() -> Result<Self, String> {
        let folder = own_folder().ok_or("This user has no home for a data folder; choose one with --data.")?;
        Ok(Self { key: key(&folder).map_err(|problem| problem.sentence(&folder))? })
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
    let file = folder.join(KEY);
    match fs::read(&file) {
        Ok(bytes) => Key::try_from(bytes.as_slice()).map_err(|_| Problem::NoKey),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make_key(folder, &file).map_err(Problem::System),
        Err(error) => Err(Problem::System(error)),
    }
}

/// Whole or not at all, and never over another: of two servers that start at once both use the first one's.
fn make_key(folder: &Path, file: &Path) -> io::Result<Key> {
    fs::create_dir_all(folder)?;
    let key = Key::generate();
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(key.master())?;
    new.as_file().sync_all()?;
    match new.persist_noclobber(file) {
        Ok(_) => Ok(key),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            let first = fs::read(file)?;
            Key::try_from(first.as_slice()).map_err(io::Error::other)
        }
        Err(error) => Err(error.error),
    }
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
