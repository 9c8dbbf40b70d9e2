//! The binary from the outside: its command line, its exit, its logs.

use crate::harness::{Program, in_call};
use clap::CommandFactory;
use serde_json::json;
use std::net::TcpListener;
use std::time::{Duration, Instant};
use switchboard::server::Config;

#[tokio::test]
async fn help_lists_every_flag_with_its_twin_in_the_environment() {
    let output = Program::run(&["--help"], &[]).await;
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    for argument in Config::command().get_arguments() {
        let flag = argument.get_long().expect("everything is a flag");
        if ["help", "version"].contains(&flag) {
            continue;
        }
        let twin = format!("SWITCHBOARD_{}", flag.to_uppercase().replace('-', "_"));
        assert_eq!(argument.get_env().and_then(|env| env.to_str()), Some(twin.as_str()));
        assert!(help.contains(&format!("--{flag} ")) && help.contains(&twin), "{flag} in {help}");
    }
    for flag in ["--addr", "--ice-server", "--allow-origin", "--log"] {
        assert!(help.contains(flag), "{flag}");
    }
}

/// Started so, it ends with a failure and one line that says `expected`.
async fn fails(args: &[&str], env: &[(&str, &str)], expected: &str) {
    let output = Program::run(args, env).await;
    assert!(!output.status.success(), "{args:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains(expected), "{args:?} {env:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{args:?} {env:?}: {said}");
    assert_eq!(output.stdout, b"", "{args:?}");
}

#[tokio::test]
async fn what_is_wrong_at_the_start_is_one_clear_line_and_a_failure() {
    fails(&["--colour", "blue"], &[], "--colour").await;
    fails(&["--addr", "nowhere"], &[], "--addr").await;
    fails(&["--ring-timeout", "soon"], &[], "a number of seconds is wanted").await;
    fails(&["--outbox", "0"], &[], "between 1 and 1000000").await;
    fails(&["--allow-origin", "example.org"], &[], "https://chat.example.org").await;
    fails(&["--addr", "127.0.0.1:0", "--log", "a=b=c"], &[], "--log").await;
    fails(&[], &[("SWITCHBOARD_ADDR", "nowhere")], "nowhere").await;
    // An address of documentation (RFC 5737), which no machine has.
    fails(&["--addr", "203.0.113.1:80"], &[], "203.0.113.1:80").await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    fails(&["--addr", &address], &[], "is in use by another program").await;
}

#[tokio::test]
async fn a_variable_does_what_its_flag_does_and_the_flag_comes_first() {
    let env = [("SWITCHBOARD_ADDR", "127.0.0.1:0"), ("SWITCHBOARD_MAX_TEXT", "3"), ("SWITCHBOARD_HISTORY", "1")];
    let program = Program::start(&["--max-text", "5"], &env).await.expect("a start");
    let mut ana = program.client_v1("Ana").await;
    for text in ["four", "three"] {
        ana.says(text).await;
        ana.hears("message").await;
    }
    ana.says("longer").await;
    assert_eq!(ana.hears("error").await["code"], "text-too-long");
    let mut bo = program.stranger().await;
    assert_eq!(bo.signs_in_v1(Some("Bo")).await["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn it_serves_without_arguments_and_with_an_empty_environment() {
    let program = match Program::start(&[], &[]).await {
        Ok(program) => {
            assert_eq!(program.0.to_string(), "127.0.0.1:3000");
            program
        }
        // Somebody else's server is there: that says so, and all but the port is tried.
        Err(output) => {
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("127.0.0.1:3000 is in use"), "{said}");
            Program::on_free_port(&[]).await
        }
    };
    let visitor = program.visitor();
    visitor.signs_in("Ana").await;
    assert!(visitor.page("/").await.contains("Ana"));
    let mut tab = visitor.tab().await;
    tab.says("hello").await;
    tab.hears("message").await;
    let written: Vec<_> = std::fs::read_dir(Program::folder()).unwrap().collect();
    assert!(written.is_empty(), "{written:?}");
}

#[tokio::test]
async fn it_ends_well_and_soon_on_ctrl_c_and_on_sigterm() {
    for signal in ["INT", "TERM"] {
        let program = Program::on_free_port(&[]).await;
        let mut ana = program.client("Ana").await;
        // One that will not answer the goodbye.
        let _silent = program.client_v1("Bo").await;
        let began = Instant::now();
        let (status, said) = program.ends_on(signal).await;
        assert_eq!(status.code(), Some(0), "{signal}: {said}");
        assert!(began.elapsed() < Duration::from_secs(5), "{signal}: {:?}", began.elapsed());
        ana.is_closed_with(1001).await;
    }
}

#[tokio::test]
async fn its_log_has_nothing_that_people_say_or_are_called() {
    // What must not be in it, each a word of its own.
    const SECRETS: [&str; 8] = ["xyAna", "xyBo", "xytext", "xysdp", "xycandidate", "xyroom", "xykey", "127.0.0.1"];
    for level in ["debug", "trace"] {
        let program = Program::on_free_port(&["--log", level]).await;
        let visitor = program.visitor();
        let cookie = visitor.signs_in("xyAna").await.headers()["set-cookie"].to_str().unwrap().to_owned();
        visitor.page("/r/xyroom").await;
        visitor.says("xytext posted").await;
        let (mut ana, mut bo) = (visitor.tab().await, program.client_v1("xyBo").await);
        bo.sends(json!({"type": "message", "text": "xytext", "key": "xykey"})).await;
        ana.hears("message").await;
        in_call(&mut ana, &mut bo).await;
        bo.signals("video-offer", "xyAna", json!({"sdp": "xysdp", "call": bo.call})).await;
        bo.signals("new-ice-candidate", "xyAna", json!({"candidate": "xycandidate"})).await;
        ana.hears("new-ice-candidate").await;
        bo.sends_text("xytext that is no JSON").await;
        bo.hears("error").await;
        bo.says_to("xyNobody", "xytext").await;
        bo.hears("error").await;
        ana.leaves().await;
        bo.vanishes();
        let (_, log) = program.ends_on("TERM").await;
        assert!(log.contains("connection ends"), "a log worth reading: {log}");
        let value = cookie.split(['=', ';']).nth(1).unwrap();
        for secret in SECRETS.iter().chain([&value]) {
            let line = log.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} at {level}");
        }
    }
}
