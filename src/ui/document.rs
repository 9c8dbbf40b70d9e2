//! Whole documents: what stands around the app, and the pages that need no WASM.

use super::app::{App, AppProps};
use super::doctor::{Doctor, DoctorProps};
use super::icon::{Icon, icon};
use super::sign_in::{SignIn, SignInProps};
use crate::client::{Checkup, Page};
use crate::protocol::{BasePath, NameError, RoomName};
use leptos::hydration::{AutoReload, AutoReloadProps, HydrationScripts, HydrationScriptsProps};
use leptos::nonce::Nonce;
use leptos::prelude::*;

/// The id of the element that holds the page's data.
pub const DATA: &str = "page";

/// Where a document finds its scripts and styles.
#[derive(Clone, Debug)]
pub struct Site {
    /// What cargo-leptos built, and where it is served.
    pub options: LeptosOptions,
    /// Where on its host all of it is.
    pub base: BasePath,
    /// Lets this document's own script run.
    pub nonce: Nonce,
}

impl Site {
    fn file(&self, suffix: &str) -> String {
        self.base.of(&format!("/{}/{}{suffix}", self.options.site_pkg_dir, self.options.output_name))
    }

    /// Tells the server the reader's clock before the first room is rendered, so that its times need no correction.
    fn remember_clock(&self) -> String {
        let path = self.base.of("/");
        format!(
            "document.cookie=`utc_offset=${{-new Date().getTimezoneOffset()}}; path={path}; max-age=31536000; \
             samesite=lax`"
        )
    }
}

/// The room, for somebody who has signed in.
pub fn room(site: Site, page: Page) -> impl IntoView {
    let title = format!("{} · Switchboard", title(&page.room));
    let data = page.to_json();
    let options = site.options.clone();
    let root = site.base.as_str().to_owned();
    let head = view! {
        <script type="application/json" id=DATA inner_html=data></script>
        {HydrationScripts(HydrationScriptsProps::builder().options(options.clone()).root(root).build())}
        {AutoReload(AutoReloadProps::builder().options(options).build())}
    };
    document(&site, title, head, App(AppProps { page }))
}

/// The sign-in form before a room; `problem` is what was typed and what is wrong with it.
pub fn door(site: Site, room: RoomName, problem: Option<(String, NameError)>) -> impl IntoView {
    let title = format!("Join {} · Switchboard", title(&room));
    // The room's scripts come while somebody types a name.
    let head = view! {
        <script nonce=site.nonce.clone()>{site.remember_clock()}</script>
        <link rel="prefetch" href=site.file(".js") />
        <link rel="prefetch" href=site.file(".wasm") />
    };
    document(&site, title, head, SignIn(SignInProps { action: site.base.of("/sign-in"), room, problem }))
}

/// The page that looks at a visitor's way to the server.
pub fn doctor(site: Site, checkup: &Checkup) -> impl IntoView + use<> {
    let options = site.options.clone();
    let root = site.base.as_str().to_owned();
    let head = view! {
        <script type="application/json" id=DATA inner_html=checkup.to_json()></script>
        {HydrationScripts(HydrationScriptsProps::builder().options(options).root(root).build())}
    };
    document(
        &site,
        "Will my calls work? · Switchboard".to_owned(),
        head,
        Doctor(DoctorProps { base: site.base.clone() }),
    )
}

/// One thing to say, and a way to the lobby.
pub fn card(site: Site, heading: &'static str, sentence: String) -> impl IntoView {
    let body = view! {
        <main class="door">
            <div class="door-card">
                <span class="brand-mark">{icon(Icon::Brand)}</span>
                <h1>{heading}</h1>
                <p class="muted">{sentence}</p>
                <a class="button primary wide" href=site.base.of("/")>"Go to the lobby"</a>
            </div>
        </main>
    };
    document(&site, format!("{heading} · Switchboard"), (), body)
}

/// A room's name as people read it.
pub(super) fn title(room: &RoomName) -> String {
    if room.is_lobby() { "Lobby".to_owned() } else { room.to_string() }
}

fn document<H: IntoView, B: IntoView>(site: &Site, title: String, head: H, body: B) -> impl IntoView + use<H, B> {
    view! {
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf7f2" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#1b1817" />
                <meta name="description" content="Chat and video calls, run by the people who use them." />
                <title>{title}</title>
                <link rel="stylesheet" id="leptos" href=site.file(".css") />
                <link rel="icon" type="image/svg+xml" href=site.base.of("/favicon.svg") />
                <link rel="manifest" href=site.base.of("/manifest.webmanifest") />
                {head}
            </head>
            <body>{body}</body>
        </html>
    }
}
