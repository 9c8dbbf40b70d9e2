//! The door: a plain form, and the cookie that it sets.

use crate::harness::{TestServer, header, location};

#[tokio::test]
async fn a_visitor_without_a_session_sees_the_form_and_comes_back_to_the_room_with_a_cookie() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    let door = ana.page("/r/maths").await;
    for part in [r#"method="post" action="/sign-in""#, r#"name="name""#, r#"name="room" value="maths""#, "Join maths"] {
        assert!(door.contains(part), "{part} in {door}");
    }
    let response = ana.posts("/sign-in", &[("name", " Ana "), ("room", "maths")]).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/r/maths"));
    let cookie = header(&response, "set-cookie");
    let attributes: Vec<_> = cookie.split("; ").skip(1).collect();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(attributes.contains(&attribute), "{cookie}");
    }
    assert!(!attributes.contains(&"Secure"), "a browser would not send it back over http: {cookie}");
    assert!(ana.page("/r/maths").await.contains(r#"aria-label="Message""#), "inside");
    assert!(ana.page("/").await.contains(r#"aria-label="Message""#), "and signed in for every room");
}

#[tokio::test]
async fn over_https_the_cookie_never_leaves_it() {
    let server = TestServer::start().await;
    let origin = server.url("").replace("http://", "https://");
    let response = server.visitor().posts_from(&origin, "/sign-in", &[("name", "Ana"), ("room", "lobby")]).await;
    assert!(header(&response, "set-cookie").split("; ").any(|attribute| attribute == "Secure"));
}

#[tokio::test]
async fn a_wrong_name_is_explained_and_what_was_typed_is_kept_and_escaped() {
    let server = TestServer::start().await;
    let too_long = "x".repeat(10_000);
    for (typed, shown, sentence) in [
        ("", "", "Please type a name."),
        (" \t ", " \t ", "Please type a name."),
        (&too_long, &too_long, "That name is too long: 32 characters at most."),
        ("a\u{202e}b", "a\u{202e}b", "That name has invisible characters in it."),
        ("\"><script>\u{0}", "&quot;&gt;&lt;script&gt;\u{0}", "That name has invisible characters in it."),
    ] {
        let response = server.visitor().posts("/sign-in", &[("name", typed), ("room", "maths")]).await;
        assert_eq!(response.status(), 422, "{typed:.40}");
        assert_eq!(header(&response, "set-cookie"), "");
        let page = response.text().await.unwrap();
        assert!(page.contains(sentence), "{sentence}");
        assert!(!page.contains("<script>"), "{page}");
        let field = page.split("<input").find(|field| field.contains(r#"id="name""#)).expect("the field");
        assert!(field.contains(&format!(r#"value="{shown}""#)) || shown.is_empty(), "{field:.400}");
        assert!(page.contains(r#"name="room" value="maths""#), "the room is kept too");
    }
}

#[tokio::test]
async fn markup_in_a_name_is_a_name() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("<b>\"Ana\"&").await;
    let page = ana.page("/").await;
    assert!(!page.contains("<b>\"Ana"), "{page}");
    assert!(page.contains("&lt;b&gt;"), "{page}");
}

#[tokio::test]
async fn a_taken_name_is_numbered_and_its_owner_is_told_once() {
    let server = TestServer::start().await;
    let _ana = server.client("Ana").await;
    let other = server.visitor();
    let response = other.signs_in("ana").await;
    assert_eq!(location(&response), "/?asked=%61%6E%61");
    let page = other.page(location(&response)).await;
    assert!(page.contains("ana2"), "{page}");
    let told = |page: &str| page.contains(r#"asked":"ana""#);
    assert!(told(&page), "{page}");
    assert!(!told(&other.page("/").await), "the address without it tells nothing");
    assert_eq!(other.tab().await.name, "ana2");
}

#[tokio::test]
async fn a_name_is_kept_for_whoever_signed_in_with_it_until_their_page_connects() {
    let server = TestServer::start().await;
    let _somebody = server.client("Somebody").await;
    let (first, second) = (server.visitor(), server.visitor());
    assert_eq!(location(&first.signs_in("Ana").await), "/");
    assert_eq!(location(&second.signs_in("Ana").await), "/?asked=%41%6E%61");
    assert_eq!(second.tab().await.name, "Ana2");
    assert_eq!(first.tab().await.name, "Ana");
}

#[tokio::test]
async fn whoever_signs_out_is_at_the_door_again() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    ana.signs_in("Ana").await;
    let response = ana.posts("/sign-out", &[("room", "maths")]).await;
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/r/maths"));
    assert!(ana.page("/").await.contains(r#"action="/sign-in""#));
}

#[tokio::test]
async fn a_form_that_names_no_room_leads_to_the_lobby_and_never_elsewhere() {
    let server = TestServer::start().await;
    let ana = server.visitor();
    for room in ["", "//evil.example", "https://evil.example", "a/../b", "x\r\nSet-Cookie: a=b", &"r".repeat(65)] {
        let response = ana.posts("/sign-in", &[("name", "Ana"), ("room", room)]).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, "/"), "{room:?}");
    }
    // A field that is missing is the fault of whoever made the form.
    assert!(ana.posts("/sign-in", &[("name", "Ana")]).await.status().is_client_error());
}
