use std::fmt;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::UnixStream as Knock;
use std::path::{Path, PathBuf};
use tokio::net::{UnixListener, UnixSocket, UnixStream};

/// Who may connect: this user and this group, which the proxy's has to be.
const MODE: u32 = 0o660;

/// Connections that wait to be accepted: the most that Linux grants unasked is four times that.
const BACKLOG: u32 = 1_024;

/// Listens on a Unix socket.
pub struct Listener {
    /// Before the socket: while it listens nobody else takes its place, so what is removed is ours.
    _file: Option<File>,
    listener: UnixListener,
}

/// The file of a socket of our own. Dropping it removes it.
struct File {
    path: PathBuf,
    /// Which one it is: device and number.
    node: (u64, u64),
}

impl Listener {
    /// Where it is; nowhere, for one that is not in the file system.
    pub fn path(&self) -> Option<PathBuf> {
        self.listener.local_addr().ok()?.as_pathname().map(Path::to_owned)
    }

    /// Listens at this path. A socket that is there already is removed if nobody listens on it.
    ///
    /// # Errors
    /// With what is wrong, and what to do.
    pub fn bind(path: &Path) -> Result<Self, String> {
        let shown = path.display();
        let cannot = |error: io::Error| format!("cannot listen on unix:{shown}: {error}. Choose another with --addr.");
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(cannot(error)),
            Ok(found) if !found.file_type().is_socket() => {
                return Err(format!("{shown} is there already and is no socket. Choose another path with --addr."));
            }
            Ok(_) => match Knock::connect(path) {
                Ok(_) => {
                    return Err(format!(
                        "unix:{shown} is in use by another program. Stop that one, or choose another with --addr."
                    ));
                }
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path).map_err(cannot)?,
                Err(error) => return Err(cannot(error)),
            },
        }
        Self::make(path).map_err(cannot)
    }

    fn make(path: &Path) -> io::Result<Self> {
        let socket = UnixSocket::new_stream()?;
        socket.bind(path)?;
        let file = File::at(path)?;
        // Nobody can connect before it listens, whatever the mode is that it was made with.
        fs::set_permissions(path, Permissions::from_mode(MODE))?;
        Ok(Self { _file: Some(file), listener: socket.listen(BACKLOG)? })
    }

    pub async fn accept(&mut self) -> UnixStream {
        axum::serve::Listener::accept(&mut self.listener).await.0
    }
}

/// One that systemd has made, and removes.
impl From<UnixListener> for Listener {
    fn from(listener: UnixListener) -> Self {
        Self { _file: None, listener }
    }
}

impl fmt::Display for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.listener.local_addr().ok();
        let path = address.as_ref().and_then(|address| address.as_pathname()).unwrap_or(Path::new(""));
        write!(f, "unix:{}", path.display())
    }
}

impl File {
    fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), node: node(path)? })
    }
}

impl Drop for File {
    fn drop(&mut self) {
        // Somebody may have moved it away and put another there.
        if node(&self.path).is_ok_and(|node| node == self.node) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn node(path: &Path) -> io::Result<(u64, u64)> {
    fs::symlink_metadata(path).map(|found| (found.dev(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_for_its_owner_and_group_and_goes_when_the_server_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let listener = Listener::bind(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
        assert_eq!(listener.to_string(), format!("unix:{}", path.display()));
        drop(listener);
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn one_that_nobody_listens_on_is_replaced_and_one_that_somebody_does_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        // As a server that was killed leaves it.
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        assert!(path.exists());
        let mut first = Listener::bind(&path).expect("the old one is gone");
        let refused = Listener::bind(&path).err().expect("a refusal");
        assert!(refused.contains("is in use by another program"), "{refused}");
        // The one that knocked, and somebody who comes after it.
        first.accept().await;
        let (_there, _here) = tokio::join!(UnixStream::connect(&path), first.accept());
    }

    #[tokio::test]
    async fn what_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "precious").unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        for path in [&file, &link] {
            assert!(Listener::bind(path).err().expect("a refusal").contains("is no socket"));
        }
        assert_eq!(fs::read(&file).unwrap(), b"precious");
        assert!(Listener::bind(&folder.path().join("no/s")).err().expect("a refusal").contains("--addr"));
    }

    #[tokio::test]
    async fn another_that_has_taken_its_place_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let first = Listener::bind(&path).unwrap();
        fs::rename(&path, folder.path().join("moved")).unwrap();
        let _second = Listener::bind(&path).unwrap();
        drop(first);
        assert!(path.exists());
    }
}
