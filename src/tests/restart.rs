//! The server is stopped and started again: what is kept, and what its clients bring back.

use crate::harness::{Address, Program};
use tempfile::TempDir;

/// A server with a data folder, started as often as is wanted at the same address.
struct Restartable {
    data: TempDir,
    program: Program,
}

impl Restartable {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let program = Program::on_free_port(&["--data", data.path().to_str().unwrap()]).await;
        Self { data, program }
    }

    fn address(&self) -> Address {
        *self.program
    }

    async fn restarts(self) -> Self {
        let address = self.address().0.to_string();
        self.program.ends_on("TERM").await;
        let args = ["--addr", &address, "--data", self.data.path().to_str().unwrap()];
        let program = Program::start(&args, &[]).await.expect("a start");
        Self { data: self.data, program }
    }
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let server = Restartable::start().await;
    let ana = server.address().visitor();
    ana.signs_in("Ana").await;
    let server = server.restarts().await;
    assert!(ana.page("/").await.contains(r#"aria-label="Message""#), "still inside");
    assert_eq!(ana.tab().await.name, "Ana");
    drop(server);
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_is_one_clear_line_and_a_failure() {
    let output = Program::run(&["--data", "/dev/null/folder"], &[]).await;
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("choose another with --data") && said.lines().count() == 1, "{said}");
}
