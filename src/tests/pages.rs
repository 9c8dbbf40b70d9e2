//! Pages as the server renders them: all that a reader without WASM has.

use crate::harness::{TestServer, Visitor, header, location};
use serde_json::Value;

/// A browser that has signed in.
async fn signed_in(server: &TestServer, name: &str) -> Visitor {
    let visitor = server.visitor();
    visitor.signs_in(name).await;
    visitor
}

/// The page without its data: what is read.
fn body(page: &str) -> &str {
    &page[page.find("<body>").expect("a body")..]
}

#[tokio::test]
async fn the_first_response_has_the_people_and_the_messages() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    bo.says("hello there").await;
    bo.hears("message").await;
    let ana = signed_in(&server, "Ana").await;
    let page = ana.page("/").await;
    let body = body(&page);
    for part in ["People", r#"aria-label="Call Bo""#, r#"aria-label="Messages""#, "hello there", r#"action="/say""#] {
        assert!(body.contains(part), "{part} in {body}");
    }
}

#[tokio::test]
async fn a_message_is_said_and_read_without_wasm() {
    let server = TestServer::start().await;
    let ana = signed_in(&server, "Ana").await;
    let mut bo = server.client_v1("Bo").await;
    let response = ana.says("one\r\ntwo <b>three</b>").await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
    let heard = bo.hears("message").await;
    assert_eq!(heard["name"], "Ana");
    assert_eq!(heard["text"], "one\ntwo <b>three</b>", "line ends are those of text");
    let page = ana.page("/").await;
    assert!(!page.contains("<b>three"), "{page}");
    assert!(body(&page).contains("two &lt;b&gt;three&lt;/b&gt;"), "{page}");
}

#[tokio::test]
async fn what_cannot_be_said_is_explained_in_the_room() {
    let server = TestServer::start().await;
    let ana = signed_in(&server, "Ana").await;
    let long = format!("\n</textarea>&lt;{}", "x".repeat(4_096));
    for (text, sentence) in [(long, "too long: 4096 characters"), (" \r\n ".to_owned(), "text")] {
        let response = ana.says(&text).await;
        assert_eq!(response.status(), 422);
        let page = response.text().await.unwrap();
        assert!(body(&page).contains(sentence), "{sentence} in {page}");
        assert!(page.contains(r#"action="/say""#), "and one can go on");
        let field = page.split_once("<textarea").and_then(|(_, rest)| rest.split_once('>')).unwrap().1;
        // A first line end is not the text's (HTML, section 13.2.6).
        let kept = field.split_once("</textarea>").unwrap().0.strip_prefix('\n').unwrap();
        assert_eq!(kept, text.replace('&', "&amp;").replace('<', "&lt;"), "with what was written");
    }
}

#[tokio::test]
async fn without_a_session_nothing_is_said() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("Bo").await;
    let response = server.visitor().says("hello").await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/"));
    bo.hears_nothing_back().await;
}

#[tokio::test]
async fn a_room_has_one_address() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    for (path, to) in [("/r/Lobby", "/"), ("/r/lobby", "/"), ("/r/MATHS", "/r/maths"), ("/r/%C3%9Cber", "/r/%C3%BCber")]
    {
        let response = visitor.gets(path).await;
        assert_eq!((response.status().as_u16(), location(&response)), (308, to), "{path}");
    }
    assert!(visitor.page("/r/%C3%BCber").await.contains("Join über"));
}

#[tokio::test]
async fn what_is_no_room_and_no_page_is_not_found_and_says_where_to_go() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let long = format!("/r/{}", "r".repeat(65));
    for path in ["/r/a%20b", "/r/a%2Fb", "/r/%E2%80%AEa", &long, "/r/", "/nothing", "/.env", "/r/a/b"] {
        let response = visitor.gets(path).await;
        assert_eq!(response.status(), 404, "{path}");
        let page = response.text().await.unwrap();
        assert!(page.contains("Nothing here") && page.contains(r#"href="/""#), "{path}: {page}");
    }
    assert_eq!(visitor.gets("/pkg/nothing.js").await.status(), 404);
    assert_eq!(visitor.gets("/pkg/0123456789abcdef/switchboard.js").await.status(), 404, "an earlier build's");
    assert!(visitor.gets("/r/%FF").await.status().is_client_error());
}

#[tokio::test]
async fn a_page_is_asked_for_again_every_time() {
    let server = TestServer::start().await;
    let ana = signed_in(&server, "Ana").await;
    assert_eq!(header(&ana.gets("/").await, "cache-control"), "private, no-cache");
}

#[tokio::test]
async fn the_data_for_the_wasm_cannot_break_out_of_its_element() {
    let server = TestServer::start().await;
    let mut bo = server.client_v1("</script><b>").await;
    for text in ["</script><script>alert(1)</script>", "<!--<script>", "\u{2028}&quot;\\u003c"] {
        bo.says(text).await;
        bo.hears("message").await;
    }
    let ana = signed_in(&server, "Ana").await;
    let page = ana.page("/").await;
    let (_, data) = page.split_once(r#"<script type="application/json" id="page">"#).expect("the data");
    let (data, _) = data.split_once("</script>").unwrap();
    let data: Value = serde_json::from_str(data).expect("JSON as far as the end of the element");
    assert_eq!(data["messages"][0]["text"], "</script><script>alert(1)</script>");
    assert_eq!(data["messages"][1]["text"], "<!--<script>");
    assert_eq!(data["messages"][2]["text"], "\u{2028}&quot;\\u003c");
    assert_eq!(data["people"][0]["name"], "</script><b>");
    assert!(!page.contains("alert(1)</script>"), "{page}");
    // Nor can what an address says.
    let page = ana.page("/?asked=%3C/script%3E%3Cb%3Ealert(2)").await;
    assert!(page.contains("alert(2)") && !page.contains("<b>alert(2)"), "{page}");
}

#[tokio::test]
async fn nobody_but_the_operator_s_servers_are_named_to_the_browser() {
    let plain = TestServer::start().await;
    let page = signed_in(&plain, "Ana").await.page("/").await;
    assert!(page.contains(r#""ice_servers":[]"#), "{page}");
    assert!(!page.contains("https://"), "no other site is named: {page}");
    let server =
        TestServer::with(&["--ice-server", "stun:stun.example:3478", "--ice-server", "turn:t.example,me,pw"]).await;
    let page = signed_in(&server, "Ana").await.page("/").await;
    assert!(page.contains("stun:stun.example:3478") && page.contains(r#"["me","pw"]"#), "{page}");
    let door = server.visitor().page("/").await;
    assert!(!door.contains("turn:t.example"), "a credential is for those inside: {door}");
}
