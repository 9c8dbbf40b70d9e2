//! What pages post: signing in and out, and saying something, all without WASM.

use super::State;
use super::origin;
use super::pages::{self, Told};
use super::room::Refusal;
use super::session::Session;
use super::visitor::Visitor;
use crate::protocol::{RoomName, UserName};
use axum::extract::{Form, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{CookieJar, SignedCookieJar};
use serde::Deserialize;

/// The sign-in form.
#[derive(Debug, Deserialize)]
pub struct SignIn {
    name: String,
    room: String,
}

/// The composer.
#[derive(Debug, Deserialize)]
pub struct Say {
    text: String,
    room: String,
}

/// The field that changes one's name.
#[derive(Debug, Deserialize)]
pub struct Rename {
    name: String,
    room: String,
}

/// The button that signs out.
#[derive(Debug, Deserialize)]
pub struct SignOut {
    room: String,
}

/// `POST /sign-in`: a session, and back to the room.
pub async fn sign_in(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    if let Err(refused) = origin::check(&visitor, &headers, &state.config.allowed_origins) {
        return refused.into_response();
    }
    let room = room(&form.room);
    match UserName::parse(&form.name) {
        Err(problem) => {
            let page = pages::sign_in(&state, &room, Some((form.name, problem)));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(asked) => {
            let mut session = Session::new(asked.clone());
            session.name = state.hub.reserve(&room, &session.id, &asked);
            let cookie = session.cookie(&state.config.base_path, origin::transport(&visitor, &headers));
            let to =
                if session.name == asked { state.address(&room) } else { pages::with_asked(&state, &room, &asked) };
            (jar.add(cookie), Redirect::to(&to)).into_response()
        }
    }
}

/// `POST /say`: a message, and back to the room.
pub async fn say(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    plain: CookieJar,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<Say>,
) -> Response {
    if let Err(refused) = origin::check(&visitor, &headers, &state.config.allowed_origins) {
        return refused.into_response();
    }
    let room = room(&form.room);
    let back = Redirect::to(&state.address(&room));
    // Signed out meanwhile: the room's page asks to sign in.
    let Some(session) = state.session(&jar) else { return back.into_response() };
    // Browsers send line ends as forms do; chat has them as text does.
    match state.hub.post(&room, &session, form.text.replace("\r\n", "\n")) {
        Ok(()) => back.into_response(),
        Err(refusal) => {
            let problem = match refusal {
                Refusal::Frame(error) => error.to_string(),
                Refusal::Full => "This server has too many rooms at the moment. Please try again later.".to_owned(),
            };
            let told = Told { problem: Some(problem), draft: form.text, ..Told::default() };
            let page = pages::room(&state, &visitor, &plain, session, room, told);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

/// `POST /rename`: the same session under another name, and back to the room. Calls and connections stay.
pub async fn rename(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    plain: CookieJar,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<Rename>,
) -> Response {
    if let Err(refused) = origin::check(&visitor, &headers, &state.config.allowed_origins) {
        return refused.into_response();
    }
    let room = room(&form.room);
    let Some(session) = state.session(&jar) else { return Redirect::to(&state.address(&room)).into_response() };
    match UserName::parse(&form.name) {
        Err(problem) => {
            let told = Told { problem: Some(problem.to_string()), ..Told::default() };
            let page = pages::room(&state, &visitor, &plain, session, room, told);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Ok(asked) => {
            let name = state.hub.rename(&room, &session.id, &asked);
            let to = if name == asked { state.address(&room) } else { pages::with_asked(&state, &room, &asked) };
            let session = Session { id: session.id, name };
            let cookie = session.cookie(&state.config.base_path, origin::transport(&visitor, &headers));
            (jar.add(cookie), Redirect::to(&to)).into_response()
        }
    }
}

/// `POST /sign-out`: no session, on no page of it, and back to the room's door.
pub async fn sign_out(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignOut>,
) -> Response {
    if let Err(refused) = origin::check(&visitor, &headers, &state.config.allowed_origins) {
        return refused.into_response();
    }
    let room = room(&form.room);
    if let Some(session) = state.session(&jar) {
        state.hub.sign_out(&room, &session.id);
    }
    (jar.remove(Session::no_cookie(&state.config.base_path)), Redirect::to(&state.address(&room))).into_response()
}

/// The room that a form names; the lobby if somebody wrote nonsense into it.
fn room(name: &str) -> RoomName {
    RoomName::parse(name).unwrap_or_else(|_| RoomName::lobby())
}

/// An address with whatever script its room has, as a header can carry it.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_graphic() { out.push(byte.into()) } else { out.push_str(&format!("%{byte:02X}")) }
    }
    out
}
