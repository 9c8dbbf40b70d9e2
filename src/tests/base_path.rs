//! A site that has not a host to itself.

use crate::harness::{TestServer, Visitor, header, location, status};

/// Every address of this host that a page names.
fn addresses(page: &str) -> Vec<&str> {
    ["href=\"/", "src=\"/", "action=\"/"]
        .iter()
        .flat_map(|attribute| page.split(attribute).skip(1))
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect()
}

/// They are all below the site's path: `calls/…`, since the first slash is left out.
fn stays_inside(page: &str, least: usize) {
    let addresses = addresses(page);
    assert!(addresses.len() >= least, "{addresses:?}");
    for address in addresses {
        assert!(address.starts_with("calls/"), "{address} in {page}");
    }
}

#[tokio::test]
async fn everything_is_below_it() {
    for path in ["/calls", "/calls/"] {
        let server = TestServer::with(&["--base-path", path]).await;
        let ana = server.visitor();
        let door = ana.page("/calls/r/maths").await;
        stays_inside(&door, 6);
        assert!(door.contains(r#"action="/calls/sign-in""#) && door.contains("path=/calls/;"), "{door}");
        let response = ana.posts("/calls/sign-in", &[("name", "Ana"), ("room", "maths")]).await;
        assert_eq!((response.status().as_u16(), location(&response)), (303, "/calls/r/maths"));
        assert!(header(&response, "set-cookie").contains("; Path=/calls/;"), "{response:?}");

        let room = ana.page("/calls/r/maths").await;
        stays_inside(&room, 8);
        for part in ["/calls/say", "/calls/rename", "/calls/sign-out", "/calls/r/maths"] {
            assert!(addresses(&room).contains(&&part[1..]), "{part} in {room}");
        }
        assert!(room.contains(r#""base":"/calls""#) && room.contains("/calls/r/maths\""), "{room}");
        // What hydrates it comes from there, too.
        assert!(room.contains(r#"("/calls", "pkg"#), "{room}");

        let form: &[_] = &[("room", "maths"), ("text", "hi"), ("name", "Bo")];
        for path in ["/calls/say", "/calls/rename", "/calls/sign-out"] {
            let response = ana.posts(path, form).await;
            assert_eq!((response.status().as_u16(), location(&response)), (303, "/calls/r/maths"), "{path}");
        }
        assert!(ana.page("/calls/").await.contains("Join the lobby"), "the cookie is gone from where it was");
    }
}

#[tokio::test]
async fn other_spellings_lead_below_it_and_so_do_names_that_are_taken() {
    let server = TestServer::with(&["--base-path", "/a/b"]).await;
    let visitor = server.visitor();
    for (path, to) in [("/a/b", "/a/b/"), ("/a/b/r/lobby", "/a/b/"), ("/a/b/r/MATHS", "/a/b/r/maths")] {
        let response = visitor.gets(path).await;
        assert_eq!((response.status().as_u16(), location(&response)), (308, to), "{path}");
    }
    let nothing = visitor.gets("/a/b/nothing").await;
    assert_eq!(nothing.status(), 404);
    assert!(nothing.text().await.unwrap().contains(r#"href="/a/b/""#));
    // Whoever has a name here keeps it.
    let mut ana = server.stranger_at("/a/b/ws").await;
    ana.signs_in_v1(Some("Ana")).await;
    let form: &[_] = &[("name", "Ana"), ("room", "lobby")];
    assert_eq!(location(&server.visitor().posts("/a/b/sign-in", form).await), "/a/b/?asked=%41%6E%61");
}

#[tokio::test]
async fn sockets_and_headers_are_as_ever() {
    let server = TestServer::with(&["--base-path", "/calls"]).await;
    let mut ana = server.stranger_at("/calls/ws?room=maths").await;
    assert_eq!(ana.signs_in_v1(Some("Ana")).await["room"], "maths");
    let evil = [("origin", "https://evil.example")];
    assert_eq!(status(server.upgrade("/calls/ws", &evil).await), 403);
    let door = server.visitor().gets("/calls/").await;
    assert!(header(&door, "content-security-policy").contains("default-src 'none'"));
    let redirect = server.visitor().gets("/calls/r/LOBBY").await;
    assert_eq!(header(&redirect, "x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn the_cookie_of_a_site_above_it_is_another() {
    let (above, below) = (TestServer::start().await, TestServer::with(&["--base-path", "/a/b"]).await);
    let form: &[_] = &[("name", "Ana"), ("room", "lobby")];
    let cookie = async |server: &TestServer, path: &str| {
        let response = server.visitor().posts(path, form).await;
        header(&response, "set-cookie").split(';').next().unwrap().to_owned()
    };
    // As a browser sends them: the longer path first.
    let both = format!("{}; {}", cookie(&below, "/a/b/sign-in").await, cookie(&above, "/sign-in").await);
    for (server, path) in [(above, "/"), (below, "/a/b/")] {
        let page = Visitor::behind(*server, &[("cookie", &both)]).page(path).await;
        assert!(page.contains(r#""me":"Ana""#), "{page}");
    }
}

#[tokio::test]
async fn a_proxy_may_take_it_off() {
    let server = TestServer::with(&["--base-path", "/calls"]).await;
    let visitor = server.visitor();
    stays_inside(&visitor.page("/r/maths").await, 6);
    stays_inside(&visitor.page("/").await, 6);
    let response = visitor.posts("/sign-in", &[("name", "Ana"), ("room", "maths")]).await;
    assert_eq!(location(&response), "/calls/r/maths");
    assert_eq!(status(server.upgrade("/ws", &[]).await), 101);
    assert_eq!(visitor.gets("/nothing").await.status(), 404);
}
