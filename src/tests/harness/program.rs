use super::{Address, within};
use std::ops::Deref;
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::sync::watch;

/// The binary, as somebody starts it. It is killed when it is dropped.
pub struct Program {
    address: Address,
    /// Where it listens, too.
    pub elsewhere: String,
    child: Child,
    /// What it says after its address.
    more: BufReader<ChildStdout>,
    /// What it says on standard error. Read all the time: a full pipe would stop it.
    log: watch::Receiver<String>,
}

impl Program {
    /// Started with these arguments and nothing in its environment but these variables; done when it has
    /// printed its address.
    ///
    /// # Errors
    /// With what it said instead.
    pub async fn start(args: &[&str], env: &[(&str, &str)]) -> Result<Self, Output> {
        Self::launch(command(args, env)).await
    }

    /// Started as systemd starts it, with these sockets handed over, and this one to hear that it serves.
    #[cfg(unix)]
    pub async fn with_sockets(tcp: OwnedFd, unix: OwnedFd, notify: &Path) -> Self {
        // Two descriptors that a child inherits are where systemd puts them, and the child's own number is told it.
        let script = r#"LISTEN_PID=$$ exec "$0" --addr unix:/nowhere/at-all 3<&0 4<&2 </dev/null 2>/dev/null"#;
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_switchboard")]).current_dir(Self::folder()).env_clear();
        command.env("HOME", Self::folder().with_file_name("home")).env("LISTEN_FDS", "2").env("NOTIFY_SOCKET", notify);
        command.stdin(tcp).stdout(Stdio::piped()).stderr(unix).kill_on_drop(true);
        Self::launch(command).await.expect("a start")
    }

    async fn launch(mut command: Command) -> Result<Self, Output> {
        let mut child = command.spawn().expect("the binary");
        let mut more = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        within(more.read_line(&mut line)).await.unwrap();
        let url = line.trim_end().strip_prefix("Switchboard is at ");
        let Some(address) = url.and_then(|url| url.strip_prefix("http://").or(url.strip_prefix("https://"))) else {
            return Err(within(child.wait_with_output()).await.unwrap());
        };
        let (address, elsewhere) = address.split_once(" and ").unwrap_or((address, ""));
        let elsewhere = elsewhere.to_owned();
        let (sender, log) = watch::channel(String::new());
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(keep_log(stderr, sender));
        }
        Ok(Self { address: Address(address.parse().expect("an address")), elsewhere, child, more, log })
    }

    /// The next line that it says on standard output.
    pub async fn says(&mut self) -> String {
        let mut line = String::new();
        within(self.more.read_line(&mut line)).await.unwrap();
        line.trim_end().to_owned()
    }

    /// Its log so far, as soon as this is in it.
    pub async fn logs(&mut self, text: &str) -> String {
        let log = within(self.log.wait_for(|log| log.contains(text))).await;
        log.unwrap_or_else(|_| panic!("it has ended without {text:?}")).clone()
    }

    /// The empty folder that it is started in.
    pub fn folder() -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("empty");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// On a free port.
    pub async fn on_free_port(args: &[&str]) -> Self {
        Self::start(&[&["--addr", "127.0.0.1:0"], args].concat(), &[]).await.expect("a start")
    }

    /// To its end, which it finds by itself.
    pub async fn run(args: &[&str], env: &[(&str, &str)]) -> Output {
        within(command(args, env).output()).await.unwrap()
    }

    /// Sends it a signal, such as TERM; how it ended, and what it said on standard error.
    pub async fn ends_on(mut self, signal: &str) -> (ExitStatus, String) {
        let id = self.child.id().expect("it still runs").to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().await.unwrap();
        assert!(sent.success(), "kill -s {signal}");
        let status = within(self.child.wait()).await.unwrap();
        // Until the other end of the pipe is gone.
        while within(self.log.changed()).await.is_ok() {}
        (status, self.log.borrow().clone())
    }
}

impl Deref for Program {
    type Target = Address;
    fn deref(&self) -> &Address {
        &self.address
    }
}

async fn keep_log(stderr: ChildStderr, log: watch::Sender<String>) {
    let mut lines = BufReader::new(stderr).lines();
    while let Some(line) = lines.next_line().await.expect("text") {
        log.send_modify(|log| log.extend([&line, "\n"]));
    }
}

fn command(args: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command.current_dir(Program::folder()).args(args).env_clear();
    // Its data folder is not that of whoever runs the tests.
    command.env("HOME", Program::folder().with_file_name("home")).envs(env.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}
