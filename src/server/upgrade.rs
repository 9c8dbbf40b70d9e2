//! `GET /ws`: from a request to a connection.

use super::State;
use super::connection;
use super::origin;
use super::session::Session;
use super::visitor::Visitor;
use crate::protocol::{CloseReason, RoomName};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State as Extract};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::SignedCookieJar;
use serde::Deserialize;

/// Which room, and by whom.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    room: Option<String>,
    /// The mark of the session that a page was served to.
    session: Option<String>,
}

/// Bytes read at once. The library's own default is 128 KiB for every connection, mostly idle ones.
const READ_BUFFER: usize = 4 * 1024;

/// Bytes gathered before they are written. No upper limit is set beside it: the library refuses any single
/// frame above that, and a welcome to a talkative room is large. The outbox bounds what waits.
const WRITE_BUFFER: usize = 4 * 1024;

/// Upgrades, unless the page's origin, the room's name or the number of connections speaks against it.
pub async fn upgrade(
    Extract(state): Extract<State>,
    jar: SignedCookieJar,
    Query(wanted): Query<Wanted>,
    visitor: Visitor,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(refused) = origin::check(&visitor, &headers, &state.config.allowed_origins) {
        return refused.into_response();
    }
    let Ok(room) = wanted.room.as_deref().map_or_else(|| Ok(RoomName::lobby()), RoomName::parse) else {
        return (StatusCode::BAD_REQUEST, "That is no room’s name.").into_response();
    };
    let limits = &state.config.limits;
    if state.hub.tasks().len() >= limits.max_connections {
        tracing::warn!(limit = limits.max_connections, "connection refused: too many; raise --max-connections");
        return (StatusCode::SERVICE_UNAVAILABLE, "This server is full. Please try again later.").into_response();
    }
    // Taken now and dropped with the connection: what is being upgraded counts, and is waited for.
    let counted = state.hub.tasks().token();
    // Now, so that whoever signs out while it is being upgraded ends it too.
    let entered = Session::of(&jar, &state.config.base_path)
        .and_then(|session| Some((state.hub.sign_ins().enter(&session.id)?, session)));
    let (signed_in, session) = entered.unzip();
    // It was away when its session signed out: it must not go on as a guest of that name, or as whoever came after.
    let was_signed_out = wanted.session.is_some_and(|mark| match &session {
        None => true,
        // An empty one is of a page from before there were marks.
        Some(session) => !mark.is_empty() && session.id.mark() != mark,
    });
    upgrade
        .protocols(["json"])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_message_size(limits.max_frame)
        .max_frame_size(limits.max_frame)
        .on_failed_upgrade(|error| tracing::debug!(%error, "upgrade failed"))
        .on_upgrade(move |socket| async move {
            if was_signed_out {
                connection::turn_away(socket, CloseReason::SignedOut).await;
            } else {
                connection::serve(socket, state.hub, room, session, signed_in).await;
            }
            drop(counted);
        })
}
