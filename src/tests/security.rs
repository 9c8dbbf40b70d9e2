//! What every answer says about safety, and whose forms are taken.

use crate::harness::{TestServer, header};
use reqwest::Response;
use std::collections::HashMap;

/// The directives of a page's policy.
fn policy(response: &Response) -> HashMap<String, String> {
    header(response, "content-security-policy")
        .split(';')
        .filter_map(|directive| directive.trim().split_once(' '))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

fn nonce(response: &Response) -> String {
    let scripts = &policy(response)["script-src"];
    let (_, nonce) = scripts.split_once("'nonce-").expect("a nonce");
    nonce.split_once('\'').unwrap().0.to_owned()
}

#[tokio::test]
async fn every_kind_of_answer_is_hardened() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    let form: &[_] = &[("name", "Ana"), ("room", "lobby"), ("text", "hi")];
    let answers = [
        ("the door", ana.gets("/").await),
        ("a wrong name", ana.posts("/sign-in", &[("name", ""), ("room", "lobby")]).await),
        ("signing in", ana.posts("/sign-in", form).await),
        ("a room", ana.gets("/").await),
        ("saying", ana.posts("/say", form).await),
        ("no room", ana.gets("/r/a%20b").await),
        ("another spelling", ana.gets("/r/LOBBY").await),
        ("no page", ana.gets("/nothing").await),
        ("no file", ana.gets("/pkg/nothing.js").await),
        ("another site's form", ana.posts_from("https://evil.example", "/say", form).await),
        ("half a form", ana.posts("/say", &[]).await),
        ("no form at all", ana.gets("/say").await),
        ("no upgrade", ana.gets("/ws").await),
        ("no room's name", ana.gets("/ws?room=a%20b").await),
        ("a form without an end", ana.says(&"x".repeat(100_000)).await),
        ("signing out", ana.posts("/sign-out", form).await),
    ];
    let mut documents = 0;
    for (what, response) in &answers {
        assert_eq!(header(response, "x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header(response, "referrer-policy"), "same-origin", "{what}");
        assert_eq!(header(response, "cross-origin-resource-policy"), "same-origin", "{what}");
        if header(response, "content-type").starts_with("text/html") {
            documents += 1;
            assert_eq!(header(response, "cross-origin-opener-policy"), "same-origin", "{what}");
            assert!(header(response, "permissions-policy").contains("camera=(self)"), "{what}");
        }
        assert_eq!(policy(response)["default-src"], "'none'", "{what}");
        assert_ne!(header(response, "cache-control"), "", "{what}");
    }
    assert!(documents >= 5, "{documents} documents");
}

#[tokio::test]
async fn a_page_loads_from_here_alone_and_runs_its_own_script() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let response = ana.gets("/").await;
    let policy = policy(&response);
    assert_eq!(policy["connect-src"], "'self'");
    assert_eq!(policy["frame-ancestors"], "'none'");
    assert_eq!(policy["base-uri"], "'none'");
    assert_eq!(policy["form-action"], "'self'");
    for (directive, sources) in &policy {
        assert!(!sources.contains("unsafe-inline") && !sources.contains("'unsafe-eval'"), "{directive} {sources}");
        assert!(!sources.contains("http:") && !sources.contains('*'), "{directive} {sources}");
    }
    let nonce = nonce(&response);
    assert!(nonce.len() >= 16, "{nonce}");
    let page = response.text().await.unwrap();
    let scripts: Vec<_> = page.split("<script").skip(1).map(|rest| rest.split_once('>').unwrap().0).collect();
    assert!(scripts.iter().any(|script| script.contains("module")), "{scripts:?}");
    for script in scripts.iter().filter(|script| !script.contains("application/json")) {
        assert!(script.contains(&format!(r#"nonce="{nonce}""#)), "{script} wants {nonce}");
    }
    assert!(!page.contains(" onclick=") && !page.contains(" style="), "nothing that the policy forbids");
}

#[tokio::test]
async fn no_two_pages_have_the_same_nonce() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let mut seen = Vec::new();
    for path in ["/", "/", "/r/maths", "/nothing"] {
        let nonce = nonce(&visitor.gets(path).await);
        assert!(!seen.contains(&nonce), "{nonce} again");
        seen.push(nonce);
    }
}

#[tokio::test]
async fn forms_of_other_sites_are_refused_unless_the_operator_allows_them() {
    let server = TestServer::with(&["--allow-origin", "https://friend.example"]).await;
    let mut bo = server.client_v1("Bo").await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let form: &[_] = &[("name", "Eve"), ("room", "lobby"), ("text", "hi")];
    for path in ["/sign-in", "/say", "/sign-out"] {
        for origin in ["https://evil.example", "http://friend.example", "null", "http://127.0.0.1:1"] {
            let response = ana.posts_from(origin, path, form).await;
            assert_eq!(response.status(), 403, "{path} from {origin}");
            assert_eq!(header(&response, "set-cookie"), "", "{path} from {origin}");
        }
    }
    bo.hears_nothing_back().await;
    for path in ["/say", "/sign-in", "/sign-out"] {
        assert_eq!(ana.posts_from("https://friend.example", path, form).await.status(), 303, "{path}");
    }
    assert_eq!(bo.hears("message").await["text"], "hi");
}

#[tokio::test]
async fn nothing_happens_by_following_a_link() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    for path in ["/say?text=hi&room=lobby", "/sign-out?room=lobby", "/sign-in?name=Eve&room=lobby"] {
        assert_eq!(ana.gets(path).await.status(), 405, "{path}");
    }
    assert_eq!(ana.tab().await.name, "Ana");
}
