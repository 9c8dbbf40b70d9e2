use super::{Address, Client, within};
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderName, ORIGIN};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Response};
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

/// A browser without WASM: pages, forms and cookies. Redirects are left to the test.
pub struct Visitor {
    address: Address,
    jar: Arc<Jar>,
    http: reqwest::Client,
}

/// A form's fields.
pub type Fields<'a> = &'a [(&'a str, &'a str)];

impl Visitor {
    pub fn new(address: Address) -> Self {
        Self::behind(address, &[])
    }

    /// One whose requests have these headers on their way.
    pub fn behind(address: Address, headers: &[(&'static str, &str)]) -> Self {
        let jar = Arc::new(Jar::default());
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        let http = reqwest::Client::builder().default_headers(headers.collect());
        let http = http.redirect(Policy::none()).cookie_provider(jar.clone()).build().unwrap();
        Self { address, jar, http }
    }

    /// The same browser, to which no later answer comes: neither a new cookie, nor the end of one.
    pub fn with_the_same_cookies(&self) -> Self {
        let url = self.address.url("/").parse().unwrap();
        let copy = Self::new(self.address);
        for cookie in self.jar.cookies(&url).expect("a cookie").to_str().unwrap().split("; ") {
            copy.jar.add_cookie_str(cookie, &url);
        }
        copy
    }

    pub async fn gets(&self, path: &str) -> Response {
        self.sends(self.http.get(self.address.url(path))).await
    }

    /// The text of a page that is there.
    pub async fn page(&self, path: &str) -> String {
        let response = self.gets(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.text().await.unwrap()
    }

    /// Posts a form of a page of this server.
    pub async fn posts(&self, path: &str, form: Fields<'_>) -> Response {
        self.posts_from(&self.address.url(""), path, form).await
    }

    pub async fn posts_from(&self, origin: &str, path: &str, form: Fields<'_>) -> Response {
        self.sends(self.http.post(self.address.url(path)).header(ORIGIN, origin).form(form)).await
    }

    pub async fn signs_in(&self, name: &str) -> Response {
        let response = self.posts("/sign-in", &[("name", name), ("room", "lobby")]).await;
        assert_eq!(response.status(), 303, "signing in as {name:?}");
        response
    }

    pub async fn says(&self, text: &str) -> Response {
        self.posts("/say", &[("text", text), ("room", "lobby")]).await
    }

    /// A page's socket, before it says anything.
    pub async fn socket(&self) -> Client {
        Client::over(self.upgrades("/ws").await).await
    }

    /// The same, before it hears anything.
    pub async fn upgrades(&self, path: &str) -> WebSocketStream<TcpStream> {
        let url = self.address.url("/").parse().unwrap();
        let cookies = self.jar.cookies(&url).expect("a cookie");
        let (socket, _) = self.address.upgrade(path, &[("cookie", cookies.to_str().unwrap())]).await.unwrap();
        socket
    }

    /// A tab with our own page in it.
    pub async fn tab(&self) -> Client {
        let mut tab = self.socket().await;
        tab.signs_in_v1(None).await;
        tab
    }

    async fn sends(&self, request: RequestBuilder) -> Response {
        within(request.send()).await.expect("an answer")
    }
}

/// Where a redirect leads.
pub fn location(response: &Response) -> &str {
    header(response, "location")
}

/// A header's text; empty when there is none.
pub fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}
