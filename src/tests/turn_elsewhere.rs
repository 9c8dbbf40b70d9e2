//! A TURN server that is not this one: what is lent of it.

use crate::harness::{CALL, Program, TestServer, TurnClient, TurnServer};
use switchboard::protocol::{CallId, Side};
use switchboard::server::turn::{Credentials, Secret, Turn};

const ELSEWHERE: [&str; 4] = ["--turn-url", "turn:turn.example.org:3478?transport=udp", "--turn-secret", "north"];

fn password(who: &Credentials) -> String {
    let secret: Secret = "north".parse().unwrap();
    secret.password(&who.username)
}

#[tokio::test]
async fn each_side_of_a_call_is_lent_another_server() {
    let server = TestServer::with(&ELSEWHERE).await;
    let (mut ana, mut bo) = (server.client_v1("Ana").await, server.client_v1("Bo").await);
    ana.calls("Bo").await;
    let mut names = Vec::new();
    for client in [&mut ana, &mut bo] {
        let lent = client.hears_next_but_presence().await;
        assert_eq!(lent["type"], "ice-servers", "{lent}");
        assert_eq!(lent["urls"][0], ELSEWHERE[1]);
        assert_eq!(lent["urls"][1], serde_json::Value::Null);
        let username = lent["username"].as_str().unwrap().to_owned();
        let who = Credentials { urls: Vec::new(), username: username.clone(), password: String::new() };
        assert_eq!(lent["credential"], password(&who));
        names.push(username);
    }
    assert_ne!(names[0], names[1]);
}

#[tokio::test]
async fn one_password_is_good_here_and_there() {
    let server = TurnServer::with(&ELSEWHERE).await;
    let who = server.who(Side::Caller);
    let port = server.address().port();
    assert_eq!(
        who.urls,
        [
            &format!("turn:127.0.0.1:{port}?transport=udp"),
            &format!("turn:127.0.0.1:{port}?transport=tcp"),
            ELSEWHERE[1]
        ]
    );
    assert_eq!(who.password, password(&who));
    let far = who.username.split(':').next().unwrap().parse().unwrap();
    assert!(TurnClient::over_udp(server.address(), who).await.allocates().await.is_ok());
    // Whoever has the secret still gets no further than an open call.
    let forged = Credentials::new(&"north".parse().unwrap(), CallId(CALL.0 + 1), Side::Caller, far);
    assert_eq!(server.over_udp_as(forged).await.allocates().await, Err(403));
    assert!(server.credentials(CallId(CALL.0 + 1), Side::Caller).is_none());
    assert!(Turn::default().credentials(CALL, Side::Caller).is_none());
}

#[tokio::test]
async fn half_of_what_it_takes_is_one_clear_line_and_a_failure() {
    for (args, expected) in [
        (&ELSEWHERE[..2], "SWITCHBOARD_TURN_SECRET"),
        (&ELSEWHERE[2..], "--turn-url"),
        (&["--turn-url", "turn:a", "--turn-secret-file", "/nowhere"], "/nowhere"),
    ] {
        let output = Program::run(&[&["--addr", "127.0.0.1:0"], args].concat(), &[]).await;
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
        assert!(said.contains(expected) && !said.contains("north") && said.lines().count() == 1, "{args:?}: {said}");
    }
}

#[tokio::test]
async fn the_secret_may_come_in_the_environment_and_is_never_shown() {
    let env = [("SWITCHBOARD_TURN_SECRET", "north"), ("SWITCHBOARD_TURN_URL", ELSEWHERE[1])];
    let args = ["--addr", "127.0.0.1:0", "--log", "trace"];
    let (status, log) = Program::start(&args, &env).await.expect("a start").ends_on("TERM").await;
    assert!(status.success() && !log.contains("north"), "{log}");
    let help = Program::run(&["--help"], &env).await;
    assert!(!String::from_utf8(help.stdout).unwrap().contains("north"));
}
