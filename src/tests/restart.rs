//! The server is stopped and started again: what is kept, and what its clients bring back.

use crate::harness::{Address, Program, in_call, still_talk};
use serde_json::json;
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

#[tokio::test]
async fn two_in_a_call_are_in_it_again_after_a_restart() {
    let server = Restartable::start().await;
    let (ana, bo) = (server.address().visitor(), server.address().visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    in_call(&mut one, &mut other).await;
    let call = one.call;

    let server = server.restarts().await;
    let (mut one, mut other) = (ana.socket().await, bo.socket().await);
    assert_eq!(one.comes_back_to(call, "Bo", "caller").await["call"], json!(call));
    assert_eq!(other.comes_back_to(call, "Ana", "callee").await["call"], json!(call));
    (one.call, other.call) = (call, call);
    still_talk(&mut one, &mut other).await;
    drop(server);
}

#[tokio::test]
async fn whoever_hung_up_while_the_server_was_gone_has_hung_up() {
    for comes_first in [true, false] {
        let server = Restartable::start().await;
        let (ana, bo) = (server.address().visitor(), server.address().visitor());
        ana.signs_in("Ana").await;
        bo.signs_in("Bo").await;
        let (mut one, mut other) = (ana.tab().await, bo.tab().await);
        in_call(&mut one, &mut other).await;
        let call = one.call;

        let server = server.restarts().await;
        let mut other = bo.socket().await;
        if comes_first {
            assert_eq!(other.comes_back_to(call, "Ana", "callee").await["call"], json!(call));
        }
        let mut one = ana.tab().await;
        one.call = call;
        one.hangs_up_on("Bo", "ended").await;
        one.hears_nothing_back().await;
        if !comes_first {
            other.sends(json!({"type": "username", "version": 1, "call": call, "with": "Ana", "side": "callee"})).await;
        }
        let end = json!({"type": "hang-up", "name": "Ana", "call": call, "reason": "ended"});
        assert_eq!(other.hears("hang-up").await, end, "Bo came first: {comes_first}");
        drop(server);
    }
}

#[tokio::test]
async fn a_message_that_is_said_again_after_a_restart_can_be_known_again() {
    let server = Restartable::start().await;
    let (ana, bo) = (server.address().visitor(), server.address().visitor());
    ana.signs_in("Ana").await;
    bo.signs_in("Bo").await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    let said = json!({"type": "message", "text": "hi", "key": "k1"});
    one.sends(said.clone()).await;
    let before = other.hears("message").await;

    let server = server.restarts().await;
    let (mut one, mut other) = (ana.tab().await, bo.tab().await);
    one.sends(said).await;
    let after = other.hears("message").await;
    assert!(before["mark"].is_u64(), "{before}");
    assert_eq!(before["mark"], after["mark"]);
    assert_ne!(before["id"], after["id"]);
    other.sends(json!({"type": "message", "text": "hi", "key": "k1"})).await;
    assert_ne!(one.hears_next_but_presence().await["mark"], after["mark"], "Ana's own copy, then Bo's message");
    drop(server);
}
