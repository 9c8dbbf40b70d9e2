//! `GET /doctor`: what a visitor's browser can reach.

use crate::client::Checkup;
use crate::server::pages::render;
use crate::server::session::Transport;
use crate::server::visitor::Proxied;
use crate::server::{State, Visitor};
use crate::ui;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::SignedCookieJar;
use std::time::{SystemTime, UNIX_EPOCH};

/// The page, for anyone signed in.
pub async fn show(Extract(state): Extract<State>, jar: SignedCookieJar, visitor: Visitor, proxy: Proxied) -> Response {
    let Some(session) = state.session(&jar) else {
        let sentence = "This page checks your way to this server. Join a room first, then come back here.";
        let page = render(&state, |site| ui::card(site, "Not signed in", sentence.to_owned()));
        return (StatusCode::UNAUTHORIZED, page).into_response();
    };
    let date = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
    let checkup = Checkup {
        base: state.config.base_path.clone(),
        https: visitor.scheme.map(|scheme| scheme == Transport::Https),
        proxy: proxy.0,
        date,
        relay: state.trials.lend(&state.hub, &state.turn, &session.id),
    };
    render(&state, |site| ui::doctor(site, &checkup))
}
