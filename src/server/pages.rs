//! `GET /` and `GET /r/NAME`: the room, or its door.

use super::State;
use super::assets::{self, Site};
use super::headers;
use super::session::Session;
use super::visitor::Visitor;
use crate::client::Page;
use crate::protocol::{NameError, RoomName, UserName};
use crate::ui;
use axum::extract::{Path, Query, State as Extract};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{CookieJar, SignedCookieJar};
use leptos::nonce::Nonce;
use leptos::prelude::*;
use serde::Deserialize;

/// The heading of an address where nothing is.
const NOTHING: &str = "Nothing here";

/// What a page's address may say besides the room.
#[derive(Debug, Default, Deserialize)]
pub struct Details {
    /// The name that was asked for and taken.
    asked: Option<String>,
}

/// `GET /`
pub async fn lobby(
    state: Extract<State>,
    jar: SignedCookieJar,
    plain: CookieJar,
    query: Query<Details>,
    visitor: Visitor,
) -> Response {
    show(state, jar, plain, query, visitor, RoomName::lobby())
}

/// `GET /r/NAME`; other spellings of the name lead there.
pub async fn named(
    state: Extract<State>,
    jar: SignedCookieJar,
    plain: CookieJar,
    query: Query<Details>,
    Path(name): Path<String>,
    visitor: Visitor,
) -> Response {
    match RoomName::parse(&name) {
        Ok(room) if !room.is_lobby() && room.as_str() == name => show(state, jar, plain, query, visitor, room),
        Ok(room) => Redirect::permanent(&state.address(&room)).into_response(),
        Err(problem) => {
            let page = render(&state, |site| ui::card(site, NOTHING, problem.to_string()));
            (StatusCode::NOT_FOUND, page).into_response()
        }
    }
}

/// Anything else: a file from `public/`, or nothing.
pub async fn anything_else(Extract(state): Extract<State>, uri: Uri, headers: HeaderMap) -> Response {
    assets::public(uri.path(), &headers).unwrap_or_else(|| {
        let page = render(&state, |site| ui::card(site, NOTHING, "There is no such page here.".to_owned()));
        (StatusCode::NOT_FOUND, page).into_response()
    })
}

/// What a room's page tells besides the room.
#[derive(Default)]
pub(super) struct Told {
    /// The name that was asked for.
    pub asked: Option<UserName>,
    /// What was wrong with what was posted.
    pub problem: Option<String>,
    /// The message that was, to be mended and posted again.
    pub draft: String,
}

fn show(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    plain: CookieJar,
    Query(details): Query<Details>,
    visitor: Visitor,
    name: RoomName,
) -> Response {
    match state.session(&jar) {
        None => sign_in(&state, &name, None),
        Some(session) => {
            let asked = details.asked.and_then(|asked| UserName::parse(&asked).ok());
            room(&state, &visitor, &plain, session, name, Told { asked, ..Told::default() })
        }
    }
}

/// The room's door; again, with what was typed and what was wrong with it.
pub(super) fn sign_in(state: &State, room: &RoomName, problem: Option<(String, NameError)>) -> Response {
    let room = room.clone();
    render(state, |site| ui::door(site, room, problem))
}

/// The room.
pub(super) fn room(
    state: &State,
    visitor: &Visitor,
    plain: &CookieJar,
    session: Session,
    room: RoomName,
    told: Told,
) -> Response {
    let Told { asked, problem, draft } = told;
    let me = state.hub.reserve(&room, &session.id, &session.name);
    let seen = state.hub.snapshot(&room, &session.id);
    let (host, base) = (visitor.host.as_deref().unwrap_or_default(), &state.config.base_path);
    let page = Page {
        session: session.id.mark(),
        asked: asked.filter(|asked| *asked != me).or_else(|| (session.name != me).then_some(session.name)),
        me,
        address: format!("{host}{}", base.of(&room.path())),
        base: base.clone(),
        room,
        people: seen.people,
        messages: seen.messages,
        ice_servers: state.config.ice_servers.clone(),
        max_text: state.config.limits.max_text,
        problem,
        utc_offset: plain.get("utc_offset").and_then(|cookie| Page::offset(cookie.value())).unwrap_or(0),
        draft: contents(&draft),
    };
    render(state, |site| ui::room(site, page))
}

/// A text as what is inside a `<textarea>`. Its first line end would be taken for the markup's (HTML, section 13.2.6).
fn contents(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;")) }
}

/// The address that tells, once, that a name was taken.
pub(super) fn with_asked(state: &State, room: &RoomName, asked: &UserName) -> String {
    let asked: String = asked.as_str().bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{}?asked={asked}", state.address(room))
}

/// Renders a document in one go: nothing in it waits for anything, so it needs no stream, and no script but
/// the one that loads the WASM.
pub(super) fn render<V: IntoView + 'static>(state: &State, document: impl FnOnce(ui::Site) -> V) -> Response {
    let nonce = Nonce::new();
    let policy = headers::content_security_policy(&nonce);
    let site = ui::Site { options: Site::options(), base: state.config.base_path.clone(), nonce: nonce.clone() };
    let owner = Owner::new();
    let html = owner.with(|| {
        provide_context(nonce);
        document(site).into_view().to_html()
    });
    owner.cleanup();
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(format!("<!DOCTYPE html>{html}"))).into_response()
}
