use super::{Authority, within};
use serde_json::json;
use std::net::{TcpListener, UdpSocket};
use std::path::PathBuf;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// Pebble, the ACME authority for tests, which looks at names at a port of this machine. It is killed when it is
/// dropped. `$PEBBLE` is the program where it is not on the PATH.
pub struct Pebble {
    folder: TempDir,
    port: u16,
    dns: u16,
    processes: [Child; 2],
}

impl Pebble {
    /// One whose certificates hold so many seconds. It looks at every name at 127.0.0.1 and this port.
    pub async fn start(validity: u32, port_of_names: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (port, dns) = (free_port(), free_port());
        let authority = Authority::new();
        std::fs::write(folder.path().join("root.pem"), authority.pem()).unwrap();
        let (certificate, key) = authority.signs(&["localhost", "127.0.0.1"]).write(folder.path());
        let config = json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{port}"),
            "certificate": certificate,
            "privateKey": key,
            "httpPort": free_port(),
            "tlsPort": port_of_names,
            "certificateValidityPeriod": validity,
        }});
        std::fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
        let processes = [names(dns), authority_at(&folder, dns)];
        let pebble = Self { folder, port, dns, processes };
        pebble.answers().await;
        pebble
    }

    /// Ends and begins again: whatever it knew is forgotten.
    pub async fn forgets(&mut self) {
        self.ends().await;
        self.processes[1] = authority_at(&self.folder, self.dns);
        self.answers().await;
    }

    /// Ends.
    pub async fn ends(&mut self) {
        self.processes[1].kill().await.unwrap();
    }

    async fn answers(&self) {
        within(async { while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {} }).await;
    }

    /// What a server is told that asks it for these names.
    pub fn args(&self, names: &[&str]) -> Vec<String> {
        let root = self.folder.path().join("root.pem");
        let mut args = vec!["--acme-directory".to_owned(), format!("https://127.0.0.1:{}/dir", self.port)];
        args.extend(["--acme-root".to_owned(), root.to_str().unwrap().to_owned()]);
        args.extend(names.iter().flat_map(|name| ["--domain".to_owned(), (*name).to_owned()]));
        args
    }
}

/// A port of 127.0.0.1 that nobody has, over TCP and UDP.
pub fn free_port() -> u16 {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = tcp.local_addr().unwrap();
        if UdpSocket::bind(address).is_ok() {
            return address.port();
        }
    }
}

/// The DNS, in which every name leads to 127.0.0.1.
fn names(port: u16) -> Child {
    let dns = format!("127.0.0.1:{port}");
    let management = format!("127.0.0.1:{}", free_port());
    let flags = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &dns, "-management", &management];
    let nothing_else = ["-http01", "", "-https01", "", "-tlsalpn01", ""];
    started(Command::new(program().with_file_name("pebble-challtestsrv")).args(flags).args(nothing_else))
}

/// It looks at names at once; and, as it does by itself, takes a good nonce for a bad one now and then.
fn authority_at(folder: &TempDir, dns: u16) -> Child {
    let mut command = Command::new(program());
    command.arg("-config").arg(folder.path().join("config.json")).args(["-dnsserver", &format!("127.0.0.1:{dns}")]);
    started(command.env("PEBBLE_VA_NOSLEEP", "1"))
}

fn program() -> PathBuf {
    std::env::var_os("PEBBLE").filter(|path| !path.is_empty()).unwrap_or("pebble".into()).into()
}

fn started(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.kill_on_drop(true).spawn().expect("Pebble: see .ci/find-pebble")
}
